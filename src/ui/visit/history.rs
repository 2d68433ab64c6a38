//! Keeps the history of a visit: opens what the address or the browser's memory holds, writes it down again and again.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::history::{BranchId, Comparison, Errand, Mark, Store, Travel, Traveller};
use crate::session::Action;

use crate::ui::parts::frames::use_frames;
use crate::ui::parts::hooks::{Value, use_effect_with, use_memo, use_mut_ref, use_value};
use crate::ui::parts::route;
use crate::ui::parts::storage::{self};
use crate::ui::visit::desk::{Desk, go_on, keep};
use crate::ui::visit::journey::{self, FIRST_SLICE, SLICE};
use crate::ui::visit::notice::Notice;
use crate::ui::visit::opening::{self, is_new, open};

/// Frames between two looks for new marks while time runs.
const FRAMES_OF_MARKS: u64 = 12;

/// The history, and what changes it.
#[derive(Clone)]
pub(crate) struct HistoryHandle {
    pub history: Rc<RefCell<Traveller>>,
    pub on_action: Callback<Action>,
    pub on_travel: Callback<Travel>,
    pub on_file: Callback<String>,
    pub on_compare: Callback<Vec<BranchId>>,
    /// Calls off what is under way.
    pub on_cancel: Callback<()>,
    pub comparison: Option<Rc<Comparison>>,
    /// What came of opening something, for people.
    pub notice: Value<Option<Notice>>,
    /// Who visits is new here, and asked for nothing.
    pub fresh: bool,
}

/// The history of this visit; `run` is what the address asks for, `welcome` that it is the bare one.
#[hook]
pub(crate) fn use_history(run: &str, welcome: bool) -> HistoryHandle {
    let desk = use_mut_ref(Desk::default);
    let said = use_mut_ref(|| None::<Notice>);
    let fresh = use_mut_ref(|| false);
    let history = {
        let (desk, said, fresh) = (desk.clone(), said.clone(), fresh.clone());
        use_mut_ref(move || {
            let visit = opening::visit(run, welcome);
            *fresh.borrow_mut() = visit.fresh;
            (*desk.borrow_mut(), *said.borrow_mut()) = (visit.desk, visit.words);
            visit.traveller
        })
    };
    let notice = use_value(|| said.borrow_mut().take());
    let comparison = use_value(|| None::<Rc<Comparison>>);
    let update = use_force_update();
    let ways = {
        let (history, desk, notice) = (history.clone(), desk.clone(), notice.setter());
        let comparison = comparison.setter();
        // Goes on with what is under way, if anything is, and shows what came of it.
        use_memo((), move |()| {
            let (traveller, papers) = (history.clone(), desk.clone());
            let on_slice = Callback::from(move |limit: f64| {
                let (words, made) = go_on(&mut traveller.borrow_mut(), &mut papers.borrow_mut(), limit);
                words.into_iter().for_each(|words| notice.set(words));
                made.into_iter().for_each(|made| comparison.set(made.map(Rc::new)));
                update.force_update();
            });
            Ways::of(&history, &desk, on_slice)
        })
    };
    let on_slice = &ways.on_slice;
    let under_way = history.borrow().journey().is_some();
    use_frames(under_way, ways.on_frame.clone());
    {
        let (history, notice, on_slice) = (history.clone(), notice.setter(), on_slice.clone());
        use_effect_with(run.to_string(), move |run| {
            if is_new(run) {
                notice.set(open(&mut history.borrow_mut(), run));
                on_slice.emit(FIRST_SLICE);
            }
        });
    }
    use_tabs(&desk, &history, on_slice);
    let comparison = (*comparison).clone();
    let Ways { on_action, on_travel, on_file, on_compare, on_cancel, .. } = (*ways).clone();
    HistoryHandle {
        history,
        on_action,
        on_travel,
        on_file,
        on_compare,
        on_cancel,
        comparison,
        notice,
        fresh: *fresh.borrow(),
    }
}

/// What moves the history: the same for as long as the page lives, so that what hangs on it need not be drawn anew.
#[derive(Clone)]
struct Ways {
    on_slice: Callback<f64>,
    on_frame: Callback<u32>,
    on_action: Callback<Action>,
    on_travel: Callback<Travel>,
    on_file: Callback<String>,
    on_compare: Callback<Vec<BranchId>>,
    on_cancel: Callback<()>,
}

impl Ways {
    fn of(history: &Rc<RefCell<Traveller>>, desk: &Rc<RefCell<Desk>>, on_slice: Callback<f64>) -> Self {
        let on_errand = {
            let (history, desk, on_slice) = (history.clone(), desk.clone(), on_slice.clone());
            Callback::from(move |errand: Errand| {
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
        let on_cancel = {
            let (history, on_slice) = (history.clone(), on_slice.clone());
            Callback::from(move |()| {
                history.borrow_mut().cancel();
                on_slice.emit(0.0);
            })
        };
        Self {
            on_frame: on_slice.reform(|_: u32| SLICE),
            on_action: on_errand.reform(Errand::Act),
            on_travel: on_errand.reform(Errand::Go),
            on_file: on_errand.reform(Errand::TakeIn),
            on_compare: on_errand.reform(|runs| {
                route::go("#/compare");
                Errand::Compare(runs)
            }),
            on_slice,
            on_cancel,
        }
    }
}

/// Hears of other tabs, and stores what there is when the page may be about to go.
#[hook]
fn use_tabs(desk: &Rc<RefCell<Desk>>, history: &Rc<RefCell<Traveller>>, on_slice: &Callback<f64>) {
    let (desk, history, on_slice) = (desk.clone(), history.clone(), on_slice.clone());
    use_effect_with((), move |()| {
        let on_change = {
            let (desk, on_slice) = (desk.clone(), on_slice.clone());
            Callback::from(move |key: Option<String>| {
                if key.as_deref().is_none_or(Store::is_of_runs) {
                    desk.borrow_mut().heard.push(key);
                    on_slice.emit(0.0);
                }
            })
        };
        let on_leaving = Callback::from(move |leaving: bool| {
            if leaving {
                // What is nearly done is done, so that it is stored too; a long way is not.
                let mut traveller = history.borrow_mut();
                journey::slice(&mut traveller, FIRST_SLICE);
                let mut desk = desk.borrow_mut();
                desk.words = keep(&mut traveller, &mut desk).flatten().or(desk.words.take());
            } else {
                // A page that slept has heard nothing.
                desk.borrow_mut().heard.push(None);
                on_slice.emit(0.0);
            }
        });
        let listeners = (storage::on_change(on_change), storage::on_leaving(&on_leaving));
        move || drop(listeners)
    });
}

/// The marks of the run looked at; those behind the instant stay while one looks back.
#[hook]
pub(crate) fn use_marks(history: &Rc<RefCell<Traveller>>) -> Rc<[Mark]> {
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
