//! Entries of the log in words, newest first.

use std::rc::Rc;

use litemap::LiteMap;

use crate::history::{About, Gleaned, Topic, Traveller};
use crate::kube::object::Kind;
use crate::kube::time::Millis;
use crate::kubectl;
use crate::session::Session;
use crate::sim::event::Event;
use crate::text::say;
use crate::view::{PodDetail, explain};

/// Newest entries shown.
const ROWS: usize = 400;

/// An entry of the log in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number in the log.
    pub index: usize,
    /// Since the run began, ms.
    pub at: Millis,
    /// Upstream's, in one word.
    pub reason: &'static str,
    /// What it is about.
    pub object: About,
    /// For people.
    pub message: String,
    /// Of a controller's decision.
    pub arithmetic: Option<String>,
}

impl Row {
    pub(crate) fn of((index, event): (usize, &Event), origin: Millis) -> Self {
        Self {
            index,
            at: event.at.saturating_sub(origin),
            reason: event.happening.reason(),
            object: About::of(event),
            message: kubectl::said(event),
            arithmetic: event.happening.decision().map(|decision| say(&explain(decision))),
        }
    }
}

/// Where in the log the entries stand that a tab shows alone.
#[derive(Default)]
pub(crate) struct Places {
    decisions: Gleaned,
    pod: Gleaned,
    made: Made,
}

/// Rows from one look to the next, by their number in the log: who draws them sees at once which are the same.
#[derive(Default)]
struct Made {
    /// Of which [`Traveller::arrivals`].
    of: u64,
    /// So long was the log.
    seen: usize,
    rows: LiteMap<usize, Rc<Row>>,
}

impl Made {
    fn look(&mut self, history: &Traveller) {
        let (of, seen) = (history.arrivals(), history.session().log().len());
        if self.of != of || self.rows.len() > 4 * ROWS {
            self.rows = LiteMap::new();
        }
        // The last entry may have changed since: some count what came again.
        self.rows.remove(&self.seen.saturating_sub(1));
        (self.of, self.seen) = (of, seen);
    }

    fn row(&mut self, session: &Session, place: usize) -> Rc<Row> {
        if let Some(row) = self.rows.get(&place) {
            return row.clone();
        }
        let row = Rc::new(Row::of((place, &session.log()[place]), session.origin()));
        self.rows.insert(place, row.clone());
        row
    }
}

/// The log's newest entries, newest first: of all, and of controllers' decisions alone.
pub(crate) fn rows(history: &Traveller, places: &mut Places) -> Rows {
    let session = history.session();
    let Places { decisions, made, .. } = places;
    made.look(history);
    let all = (0..session.log().len()).rev().take(ROWS).map(|place| made.row(session, place)).collect();
    Rows { all, decisions: named(session, decisions.look(history, Topic::Decisions), made) }
}

/// The entries about a pod, newest first.
pub(crate) fn timeline(history: &Traveller, places: &mut Places, pod: &PodDetail) -> Rc<[Rc<Row>]> {
    let pod = About { name: pod.name.clone(), kind: Kind::Pod };
    let Places { pod: gleaned, made, .. } = places;
    made.look(history);
    named(history.session(), gleaned.look(history, Topic::Of(pod)), made)
}

/// The newest of the entries at these places of the log, newest first.
fn named(session: &Session, places: &[usize], made: &mut Made) -> Rc<[Rc<Row>]> {
    places.iter().rev().take(ROWS).map(|place| made.row(session, *place)).collect()
}

/// See [`rows`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// The whole log.
    pub all: Rc<[Rc<Row>]>,
    /// What controllers decided.
    pub decisions: Rc<[Rc<Row>]>,
}
