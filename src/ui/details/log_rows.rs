//! Entries of the log in words, newest first.

use std::rc::Rc;

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
}

/// The log's newest entries, newest first: of all, and of controllers' decisions alone.
pub(crate) fn rows(history: &Traveller, places: &mut Places) -> Rows {
    let session = history.session();
    let newest = session.log().iter().enumerate().rev().take(ROWS);
    let decisions = places.decisions.look(history, Topic::Decisions);
    Rows { all: newest.map(|entry| Row::of(entry, session.origin())).collect(), decisions: named(session, decisions) }
}

/// The entries about a pod, newest first.
pub(crate) fn timeline(history: &Traveller, places: &mut Places, pod: &PodDetail) -> Rc<[Row]> {
    let pod = About { name: pod.name.clone(), kind: Kind::Pod };
    named(history.session(), places.pod.look(history, Topic::Of(pod)))
}

/// The newest of the entries at these places of the log, newest first.
fn named(session: &Session, places: &[usize]) -> Rc<[Row]> {
    let row = |place: &usize| Row::of((*place, &session.log()[*place]), session.origin());
    places.iter().rev().take(ROWS).map(row).collect()
}

/// See [`rows`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// The whole log.
    pub all: Rc<[Row]>,
    /// What controllers decided.
    pub decisions: Rc<[Row]>,
}
