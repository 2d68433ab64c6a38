//! Keeps the history of a visit: opens what the address or the browser's memory holds, writes it down again and again.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::history::{BranchId, Comparison, Errand, History, Link, Mark, News, Travel, Traveller};
use crate::session::{Action, Settings};
use crate::sim::time::Millis;

use super::frames::use_frames;
use super::journey::{self, FIRST_SLICE, SLICE};
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
    pub history: Rc<RefCell<Traveller>>,
    pub on_action: Callback<Action>,
    pub on_travel: Callback<Travel>,
    pub on_file: Callback<String>,
    pub on_compare: Callback<Vec<BranchId>>,
    /// Calls off what is under way.
    pub on_cancel: Callback<()>,
    pub comparison: Option<Rc<Comparison>>,
    /// What came of opening something, for people.
    pub notice: UseStateHandle<Option<String>>,
}

/// What is known beside the history.
#[derive(Default)]
struct Desk {
    /// The text that was remembered, while it is being read.
    stored: Option<String>,
    /// What to say once something is open.
    words: Option<String>,
    /// Something was done that is not written down yet.
    unwritten: bool,
    /// Ticks since the last writing.
    ticks: u32,
    /// Where a replay stops, ms of the clock.
    end: Option<Millis>,
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

/// Asks for what was remembered, and for what the address asks for beside it.
fn first(traveller: &mut Traveller, desk: &mut Desk, run: &str) {
    if let Some(text) = recorded() {
        desk.words = Some(RECORDED.into());
        traveller.ask(Errand::Read(text));
        traveller.ask(Errand::Go(Travel::Seek(0)));
        return traveller.ask(Errand::Act(Action::Play));
    }
    if let Some(text) = storage::get(RUNS) {
        desk.stored = Some(text.clone());
        traveller.ask(Errand::Read(text));
    }
    if is_new(run) {
        desk.words = open(traveller, run);
    }
}

fn is_new(run: &str) -> bool {
    !run.is_empty() && storage::get(OPENED).as_deref() != Some(run)
}

/// Asks for a link; says why it is none.
fn open(traveller: &mut Traveller, run: &str) -> Option<String> {
    storage::set(OPENED, run);
    match Link::read(run) {
        Ok(link) => {
            traveller.ask(Errand::Open(Box::new(link)));
            None
        }
        Err(refused) => Some(refused.to_string()),
    }
}

/// A slice of what is under way, and what came of it: words for people, if there are any, and a comparison.
fn go_on(
    traveller: &mut Traveller,
    desk: &mut Desk,
    limit: f64,
) -> (Option<Option<String>>, Option<Option<Comparison>>) {
    let under_way = journey::slice(traveller, limit);
    let (mut words, mut comparison) = (desk.words.take().map(Some), None);
    while let Some(news) = traveller.news() {
        match news {
            News::Compared(made) => comparison = Some(made),
            News::Opened(said) => {
                let stored = desk.stored.take();
                if recorded().is_some() && desk.end.is_none() {
                    desk.end = Some(traveller.current().horizon.0);
                }
                match said {
                    Ok(None) => words = words.or(Some(None)),
                    Ok(said) => words = Some(said),
                    Err(refused) => {
                        if let Some(text) = stored {
                            storage::set("podyard.runs.damaged", &text);
                        }
                        words = Some(Some(refused.to_string()));
                    }
                }
            }
        }
    }
    // A replay stops where its recording ends, once.
    if !under_way && desk.end.is_some_and(|end| traveller.session().elapsed() >= end) {
        desk.end = None;
        traveller.ask(Errand::Act(Action::Pause));
    }
    if !under_way && (desk.unwritten || desk.ticks >= FRAMES) {
        (desk.unwritten, desk.ticks) = (false, 0);
        keep(traveller);
    }
    (words, comparison)
}

fn keep(history: &History) {
    if recorded().is_none() {
        storage::set(RUNS, &history.write());
    }
}

/// The history of this visit; `run` is what the address asks for.
#[hook]
pub(super) fn use_keeper(run: &str) -> Keeper {
    let desk = use_mut_ref(Desk::default);
    let said = use_mut_ref(|| None::<String>);
    let history = {
        let (desk, said, begun) = (desk.clone(), said.clone(), run.to_string());
        use_mut_ref(move || {
            let mut traveller = Traveller::new(History::new(Settings::default()));
            let mut desk = desk.borrow_mut();
            first(&mut traveller, &mut desk, &begun);
            *said.borrow_mut() = go_on(&mut traveller, &mut desk, FIRST_SLICE).0.flatten();
            traveller
        })
    };
    let notice = use_state_eq(|| said.borrow_mut().take());
    let comparison = use_state(|| None::<Rc<Comparison>>);
    let update = use_force_update();
    // Goes on with what is under way, if anything is, and shows what came of it.
    let on_slice = {
        let (history, desk, notice) = (history.clone(), desk.clone(), notice.setter());
        let (comparison, update) = (comparison.setter(), update.clone());
        use_callback((), move |limit: f64, ()| {
            let (words, made) = go_on(&mut history.borrow_mut(), &mut desk.borrow_mut(), limit);
            words.into_iter().for_each(|words| notice.set(words));
            made.into_iter().for_each(|made| comparison.set(made.map(Rc::new)));
            update.force_update();
        })
    };
    let under_way = history.borrow().journey().is_some();
    use_frames(under_way, on_slice.reform(|_: u32| SLICE));
    let on_errand = {
        let (history, desk, on_slice) = (history.clone(), desk.clone(), on_slice.clone());
        use_callback((), move |errand: Errand, ()| {
            let under_way = history.borrow().journey().is_some();
            let mut desk = desk.borrow_mut();
            match errand {
                Errand::Act(Action::Tick { .. }) => desk.ticks += 1,
                Errand::Go(Travel::Seek(_)) => {}
                _ => desk.unwritten = true,
            }
            drop(desk);
            history.borrow_mut().ask(errand);
            // What waits is begun in the frame in which it can be.
            on_slice.emit(if under_way { 0.0 } else { FIRST_SLICE });
        })
    };
    // The same for as long as the page lives, so that what hangs on them need not be drawn anew.
    let on_action = use_callback(on_errand.clone(), |action: Action, errand| errand.emit(Errand::Act(action)));
    let on_travel = use_callback(on_errand.clone(), |travel: Travel, errand| errand.emit(Errand::Go(travel)));
    let on_file = use_callback(on_errand.clone(), |text: String, errand| errand.emit(Errand::TakeIn(text)));
    let on_compare = use_callback(on_errand.clone(), |ids: Vec<BranchId>, errand| errand.emit(Errand::Compare(ids)));
    let on_cancel = {
        let (history, on_slice) = (history.clone(), on_slice.clone());
        use_callback((), move |(), ()| {
            history.borrow_mut().cancel();
            on_slice.emit(0.0);
        })
    };
    {
        let (history, notice, on_slice) = (history.clone(), notice.setter(), on_slice.clone());
        use_effect_with(run.to_string(), move |run| {
            if is_new(run) {
                notice.set(open(&mut history.borrow_mut(), run));
                on_slice.emit(FIRST_SLICE);
            }
        });
    }
    let comparison = (*comparison).clone();
    Keeper { history, on_action, on_travel, on_file, on_compare, on_cancel, comparison, notice }
}

/// The marks of the run looked at; those behind the instant stay while one looks back.
#[hook]
pub(super) fn use_marks(history: &Rc<RefCell<Traveller>>) -> Rc<[Mark]> {
    let known = use_mut_ref(|| ((0, 0, 0), Rc::<[Mark]>::from([])));
    let history = history.borrow();
    let branch = history.current();
    let (id, limit, length) = (branch.id, branch.limit, history.session().log().len());
    let mut known = known.borrow_mut();
    // While time runs a few times a second is often enough.
    let due = !history.session().playing() || history.session().revision().is_multiple_of(FRAMES_OF_MARKS);
    if (known.0.0, known.0.1) != (id, limit) {
        *known = ((id, limit, length), history.marks().into());
    } else if length > known.0.2 && due {
        let marks = known.1.iter().cloned().chain(history.marks_since(known.0.2)).collect();
        *known = ((id, limit, length), marks);
    }
    known.1.clone()
}
