//! Work of a page in slices, one in each frame, and what came of it.

use std::rc::Rc;

use yew::prelude::*;

use crate::pace::Work;
use crate::ui::parts::frames::use_frames;
use crate::ui::parts::hooks::{use_mut_ref, use_value};
use crate::ui::visit::journey::{EVENTS, SLICE, for_a_while};

/// Work that is done in the background of a page.
pub(crate) struct Doing<T> {
    /// What came of the last.
    pub made: Option<Rc<T>>,
    pub running: bool,
    /// Begins other work, or lets go of what is under way; what was made is gone.
    pub begin: Callback<Option<Work<T>>>,
}

/// `on_made` hears of it once.
#[hook]
pub(crate) fn use_work<T: PartialEq + 'static>(on_made: Callback<Rc<T>>) -> Doing<T> {
    let made = use_value(|| None::<Rc<T>>);
    let work = use_mut_ref(|| None::<Work<T>>);
    let running = use_value(|| false);
    let on_frame = {
        let (work, running, set) = (work.clone(), running.setter(), made.setter());
        Callback::from(move |_: u32| {
            let mut done = None;
            for_a_while(SLICE, || {
                done = work.borrow_mut().as_mut().and_then(|work| work.go_on(EVENTS));
                done.is_none() && work.borrow().is_some()
            });
            if let Some(done) = done.map(Rc::new) {
                *work.borrow_mut() = None;
                running.set(false);
                on_made.emit(done.clone());
                set.set(Some(done));
            }
        })
    };
    use_frames(*running, on_frame);
    let begin = {
        let (running, set) = (running.setter(), made.setter());
        Callback::from(move |begun: Option<Work<T>>| {
            running.set(begun.is_some());
            *work.borrow_mut() = begun;
            set.set(None);
        })
    };
    Doing { made: (*made).clone(), running: *running, begin }
}
