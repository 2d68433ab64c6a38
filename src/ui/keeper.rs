//! Keeps the history of a visit: opens what the address or the browser's memory holds, writes it down again and again.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::history::{BranchId, Comparison, History, Link, Mark, Travel};
use crate::session::{Action, Settings};

use super::storage;

/// Where runs are remembered, and which link was opened last.
const RUNS: &str = "podyard.runs";
const OPENED: &str = "podyard.opened";
/// Frames between two writings while time runs.
const FRAMES: u32 = 240;

/// Frames between two looks for new marks while time runs.
const FRAMES_OF_MARKS: u64 = 12;

/// The history, and what changes it.
#[derive(Clone)]
pub(super) struct Keeper {
    pub history: Rc<RefCell<History>>,
    pub on_action: Callback<Action>,
    pub on_travel: Callback<Travel>,
    pub on_file: Callback<String>,
    pub on_compare: Callback<Vec<BranchId>>,
    pub comparison: Option<Rc<Comparison>>,
    /// What came of opening something, for people.
    pub notice: UseStateHandle<Option<String>>,
}

/// What somebody is told who opens a replay.
const RECORDED: &str = "A recorded run: it plays from its start and stops at its end. Stop it, turn it back, change something: a branch begins.";

/// The run that was put into the page: then it is a replay, which remembers nothing.
#[cfg(target_arch = "wasm32")]
fn recorded() -> Option<String> {
    let place = web_sys::window()?.document()?.get_element_by_id("recorded")?;
    place.text_content().filter(|text| !text.is_empty())
}

/// Natively there is no page to put one into.
#[cfg(not(target_arch = "wasm32"))]
fn recorded() -> Option<String> {
    None
}

/// What was remembered, and what the address asks for beside it.
fn first(run: &str) -> (History, Option<String>) {
    if let Some(read) = recorded().map(|text| History::read(&text)) {
        return match read {
            Ok(mut history) => {
                history.travel(Travel::Seek(0));
                history.update(Action::Play);
                (history, Some(RECORDED.into()))
            }
            Err(refused) => (History::new(Settings::default()), Some(refused.to_string())),
        };
    }
    let stored = storage::get(RUNS).map(|text| (History::read(&text), text));
    let (mut history, mut notice) = match stored {
        None => (History::new(Settings::default()), None),
        Some((Ok(history), _)) => (history, None),
        Some((Err(refused), text)) => {
            storage::set("podyard.runs.damaged", &text);
            (History::new(Settings::default()), Some(format!("{refused}")))
        }
    };
    if !run.is_empty() && storage::get(OPENED).as_deref() != Some(run) {
        notice = open(&mut history, run);
    }
    (history, notice)
}

fn open(history: &mut History, run: &str) -> Option<String> {
    storage::set(OPENED, run);
    match Link::read(run).and_then(|link| history.open(link)) {
        Ok(said) => said,
        Err(refused) => Some(refused.to_string()),
    }
}

fn keep(history: &History) {
    if recorded().is_none() {
        storage::set(RUNS, &history.write());
    }
}

/// The history of this visit; `run` is what the address asks for.
#[hook]
pub(super) fn use_keeper(run: &str) -> Keeper {
    let begun = run.to_string();
    let said = use_mut_ref(|| None::<String>);
    let history = {
        let said = said.clone();
        use_mut_ref(move || {
            let (history, notice) = first(&begun);
            *said.borrow_mut() = notice;
            history
        })
    };
    let notice = use_state_eq(|| said.borrow_mut().take());
    let update = use_force_update();
    let frames = use_mut_ref(|| 0_u32);
    let end = use_mut_ref(|| recorded().map(|_| history.borrow().current().horizon.0));
    let on_action = {
        let (history, update) = (history.clone(), update.clone());
        use_callback((), move |action: Action, ()| {
            let mut history = history.borrow_mut();
            let tick = matches!(action, Action::Tick { .. });
            history.update(action);
            // A replay stops where its recording ends, once.
            if end.borrow().is_some_and(|end| history.session().elapsed() >= end) {
                *end.borrow_mut() = None;
                history.update(Action::Pause);
            }
            *frames.borrow_mut() += 1;
            if !tick || frames.borrow().is_multiple_of(FRAMES) {
                keep(&history);
            }
            drop(history);
            update.force_update();
        })
    };
    let on_travel = {
        let (history, update) = (history.clone(), update.clone());
        use_callback((), move |travel: Travel, ()| {
            let written = !matches!(travel, Travel::Seek(_));
            history.borrow_mut().travel(travel);
            if written {
                keep(&history.borrow());
            }
            update.force_update();
        })
    };
    let on_file = {
        let (history, notice, update) = (history.clone(), notice.clone(), update.clone());
        use_callback((), move |text: String, ()| {
            match History::read(&text) {
                Ok(read) => {
                    history.borrow_mut().take_in(read);
                    notice.set(None);
                }
                Err(refused) => notice.set(Some(refused.to_string())),
            }
            update.force_update();
        })
    };
    let comparison = use_state(|| None::<Rc<Comparison>>);
    let on_compare = {
        let (history, comparison) = (history.clone(), comparison.clone());
        use_callback((), move |ids: Vec<BranchId>, ()| {
            let mut history = history.borrow_mut();
            let ids = if ids.is_empty() { history.with_other_strategies() } else { ids };
            keep(&history);
            comparison.set(history.compare(&ids).map(Rc::new));
        })
    };
    {
        let (history, notice, update) = (history.clone(), notice.clone(), update.clone());
        use_effect_with(run.to_string(), move |run| {
            if !run.is_empty() && storage::get(OPENED).as_deref() != Some(run.as_str()) {
                notice.set(open(&mut history.borrow_mut(), run));
                update.force_update();
            }
        });
    }
    let comparison = (*comparison).clone();
    Keeper { history, on_action, on_travel, on_file, on_compare, comparison, notice }
}

/// The marks of the run looked at; those behind the instant stay while one looks back.
#[hook]
pub(super) fn use_marks(history: &Rc<RefCell<History>>) -> Rc<[Mark]> {
    let known = use_mut_ref(|| ((0, 0, 0), Rc::<[Mark]>::from([])));
    let history = history.borrow();
    let branch = history.current();
    let (id, limit, length) = (branch.id, branch.limit, history.session().log().len());
    let mut known = known.borrow_mut();
    // While time runs a few times a second is often enough.
    let due = !history.session().playing() || history.session().revision().is_multiple_of(FRAMES_OF_MARKS);
    if (known.0.0, known.0.1) != (id, limit) || length > known.0.2 && due {
        *known = ((id, limit, length), history.marks().into());
    }
    known.1.clone()
}
