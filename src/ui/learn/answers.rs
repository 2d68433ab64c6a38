//! What somebody has answered: where the browser keeps it, and how every page that shows it hears of a change, whether it
//! was made beside the cluster, on another page or in another tab.

use std::rc::Rc;

use gloo_events::EventListener;
use web_sys::Event;
use yew::prelude::*;

use crate::learn::own::is_own;
use crate::learn::{Progress, Quiz};
use crate::ui::parts::hooks::{use_effect_with, use_value};
use crate::ui::parts::storage;

/// Where answers are remembered.
const ANSWERS: &str = "podyard.answers";
/// Where they are while a later Podyard has its own there, which this one cannot read.
const BESIDE: &str = "podyard.answers.1";
/// What the window is told when this tab changed them: of a change in its own tab the browser tells nobody.
const CHANGED: &str = "podyard-answers";

/// Where those to a file of somebody's own are: only those to the last that was opened, for it may be any.
const OWN: &str = "podyard.answers.own";

/// The key of the answers to these.
fn place_of(quizzes: &[Quiz]) -> &'static str {
    if is_own(quizzes) { OWN } else { place() }
}

/// The key of the answers to our questions.
fn place() -> &'static str {
    if storage::get(ANSWERS).is_some_and(|text| Progress::is_later(&text)) { BESIDE } else { ANSWERS }
}

/// What is answered, in this tab and in others: a change is made to this, so that no tab takes another's answers away.
fn answered(quizzes: &[Quiz]) -> Progress {
    Progress::parse(&storage::get(place_of(quizzes)).unwrap_or_default(), quizzes)
}

/// Answers are kept beside those of a later Podyard.
pub(crate) fn is_beside() -> bool {
    place() == BESIDE
}

/// The answers, and what changes them.
pub(crate) struct Answers {
    pub progress: Rc<Progress>,
    pub change: Change,
}

/// Changes the answers there are by now.
#[derive(Clone, PartialEq)]
pub(crate) struct Change(Rc<Vec<Quiz>>);

impl Change {
    pub fn by(&self, made: &dyn Fn(&mut Progress)) {
        let mut changed = answered(&self.0);
        made(&mut changed);
        storage::set(place_of(&self.0), &changed.to_json());
        if let Some((window, event)) = web_sys::window().zip(Event::new(CHANGED).ok()) {
            // It only fails for an event that is under way already.
            let _told = window.dispatch_event(&event);
        }
    }
}

#[hook]
pub(crate) fn use_answers(quizzes: &Rc<Vec<Quiz>>) -> Answers {
    let progress = use_value(|| Rc::new(answered(quizzes)));
    {
        let (set, quizzes) = (progress.setter(), quizzes.clone());
        use_effect_with((), move |()| {
            let read = Callback::from(move |()| set.set(Rc::new(answered(&quizzes))));
            let of_other_tabs = read.reform(|_: Option<String>| ());
            let here = web_sys::window().map(|window| EventListener::new(&window, CHANGED, move |_| read.emit(())));
            let listeners = (storage::on_change(of_other_tabs), here);
            move || drop(listeners)
        });
    }
    Answers { progress: (*progress).clone(), change: Change(quizzes.clone()) }
}
