//! How a visit of the sandbox begins: the cluster it starts from, what the browser remembers, what the address asks for.
//!
//! Before the page's first drawing this goes on in slices, each a task of its own, so that no press waits long for it.

use std::cell::RefCell;
use std::rc::Rc;

use crate::history::{Errand, History, Link, Runs, Store, Travel, Traveller};
use crate::scenario::{Scenario, StrategyKind};
use crate::session::Action;
use crate::text::say;

use crate::ui::parts::storage::{self, Local};
use crate::ui::visit::desk::{Desk, SHOWN, go_on, recorded};
use crate::ui::visit::journey::FIRST_SLICE;
use crate::ui::visit::notice::Notice;

/// And which link it opened last.
const OPENED: &str = "podyard.opened";

/// A visit that has begun. What takes longer than a moment is still under way in it.
pub(crate) struct Visit {
    pub traveller: Traveller,
    pub desk: Desk,
    /// What is to be said of it.
    pub words: Option<Notice>,
    /// Nothing was remembered, and the address asks for nothing.
    pub fresh: bool,
}

impl Visit {
    fn new(history: History, run: &str) -> Self {
        let (mut traveller, mut desk) = (Traveller::new(history), Desk::default());
        let fresh = first(&mut traveller, &mut desk, run);
        Self { traveller, desk, words: None, fresh }
    }

    /// A slice of what was asked for; whether there is more.
    fn go_on(&mut self, limit: f64) -> bool {
        if let (Some(words), _) = go_on(&mut self.traveller, &mut self.desk, limit) {
            self.words = words;
        }
        self.traveller.journey().is_some()
    }
}

thread_local! {
    /// The visit that was made ready before the first drawing.
    static READY: RefCell<Option<Visit>> = const { RefCell::new(None) };
}

/// What a visit begins with unless something is remembered. Who is new sees first what a rollout without care costs.
fn beginning(welcome: bool) -> Scenario {
    let usual = Scenario::default();
    if welcome { usual.by(StrategyKind::Recreate) } else { usual }
}

/// The visit that is ready; where none is, one that begins at once with what `run`, of the address, asks for.
pub(crate) fn visit(run: &str, welcome: bool) -> Visit {
    READY.take().unwrap_or_else(|| {
        let mut visit = Visit::new(History::new(beginning(welcome)), run);
        visit.go_on(FIRST_SLICE);
        visit
    })
}

/// Slices of what the browser remembers or the address asks for, before the first drawing: what is over by then shows no progress.
#[cfg(target_arch = "wasm32")]
const SLICES: u32 = 20;

/// Makes a visit ready, a slice at each call; whether there is more to do before the first drawing.
#[cfg(target_arch = "wasm32")]
pub(crate) fn in_slices(run: String, welcome: bool) -> impl FnMut() -> bool {
    use crate::ui::visit::journey::{EVENTS, SLICE, for_a_while};

    let mut start = History::in_slices(beginning(welcome));
    let mut left = SLICES;
    move || {
        READY.with_borrow_mut(|ready| {
            let Some(visit) = ready else {
                let mut begun = None;
                for_a_while(SLICE, || {
                    begun = start.go_on(EVENTS);
                    begun.is_none()
                });
                *ready = begun.map(|history| Visit::new(history, &run));
                return true;
            };
            left -= 1;
            visit.go_on(SLICE) && left > 0
        })
    }
}

/// Asks for what was remembered, and for what the address asks for beside it; whether there was nothing of either.
fn first(traveller: &mut Traveller, desk: &mut Desk, run: &str) -> bool {
    if let Some(text) = recorded() {
        match Runs::read(&text) {
            Ok(runs) => {
                desk.words = Some(words!("notice-recorded").to_string().into());
                traveller.ask(Errand::Become(Rc::new(runs)));
                traveller.ask(Errand::Go(Travel::Seek(0)));
                traveller.ask(Errand::Act(Action::Play));
            }
            Err(refused) => desk.words = Some(say(&refused.whole()).into()),
        }
        return false;
    }
    let (store, runs) = Store::open(&Local, storage::get_of_tab(SHOWN).as_deref());
    desk.words = Notice::of_unread(&store);
    desk.store = Some(store);
    let fresh = runs.is_fresh() && run.is_empty();
    if !runs.is_fresh() {
        traveller.ask(Errand::Become(Rc::new(runs)));
    }
    if is_new(run) {
        let words = open(traveller, run);
        desk.words = words.or(desk.words.take());
    }
    fresh
}

/// The tab has not opened it yet.
pub(crate) fn is_new(run: &str) -> bool {
    !run.is_empty() && storage::get_of_tab(OPENED).as_deref() != Some(run)
}

/// The next link is opened, even where it is the one that was opened last.
pub(crate) fn forget() {
    storage::set_of_tab(OPENED, "");
}

/// Asks for a link; says why it is none.
pub(crate) fn open(traveller: &mut Traveller, run: &str) -> Option<Notice> {
    storage::set_of_tab(OPENED, run);
    match Link::read(run) {
        Ok(link) => {
            traveller.ask(Errand::Open(Box::new(link)));
            None
        }
        Err(refused) => Some(say(&refused.whole()).into()),
    }
}
