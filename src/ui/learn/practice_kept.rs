//! The answers one has given and the exercises one has done: taken along as a file, taken in from one, forgotten.

use std::rc::Rc;

use yew::prelude::*;

use crate::learn::done::Done;
use crate::learn::kept::Kept as All;
use crate::learn::{Progress, Quiz};
use crate::text::say;
use crate::ui::learn::answers::Change;
use crate::ui::learn::exercises_done;
use crate::ui::parts::download;
use crate::ui::parts::focus;
use crate::ui::parts::hooks::{Value, use_value};
use crate::ui::parts::input;

const FILE: &str = "podyard-answers.json";
/// Where the focus stays when what was pressed goes away.
const TITLE: &str = "kept-title";

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    pub quizzes: Rc<Vec<Quiz>>,
    pub progress: Rc<Progress>,
    pub change: Change,
}

#[component]
pub(crate) fn Kept(props: &Props) -> Html {
    let Props { quizzes, progress, change } = props;
    let asks = use_value(|| false);
    let forgotten = use_value(|| None::<Rc<All>>);
    let told = use_value(|| None::<String>);
    let all = Rc::new(All { progress: (**progress).clone(), done: exercises_done::done() });
    let (count, done) = (progress.count(), all.done.count());
    let nothing = count + done == 0;
    let on_save = {
        let all = all.clone();
        Callback::from(move |_: MouseEvent| download::file(FILE, &all.to_json()))
    };
    let on_open = opened(quizzes, change, &told);
    let on_ask = {
        let (asks, told) = (asks.clone(), told.setter());
        Callback::from(move |_: MouseEvent| {
            told.set(None);
            asks.change(|asks| !asks);
            focus::element(TITLE);
        })
    };
    let on_forget = {
        let (asks, forgotten, change, all) = (asks.setter(), forgotten.setter(), change.clone(), all.clone());
        Callback::from(move |_: MouseEvent| {
            forgotten.set(Some(all.clone()));
            exercises_done::change(|done| *done = Done::default());
            change.by(&|progress| *progress = Progress::default());
            asks.set(false);
            focus::element(TITLE);
        })
    };
    let bring_back = forgotten.as_ref().map(|before| {
        let (set, before, change) = (forgotten.setter(), before.clone(), change.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            take_in(&before, &change);
            set.set(None);
            focus::element(TITLE);
        });
        html! { <button type="button" {onclick}>{words!("answers-bring-back")}</button> }
    });
    html! {
        <section class="kept" aria-labelledby={TITLE}>
            <h2 id={TITLE} tabindex="-1">{words!("answers-yours")}</h2>
            <p class="note">{message!("answers-kept", count, done)}</p>
            if *asks {
                <p role="alert">{message!("answers-forget", count, done)}</p>
            }
            <div class="buttons">
                if *asks {
                    <button type="button" onclick={on_forget}>{words!("answers-do-forget")}</button>
                    <button type="button" onclick={on_ask}>{words!("answers-keep")}</button>
                } else {
                    <button type="button" disabled={nothing} onclick={on_save}>{words!("answers-save")}</button>
                    <label class="file">{words!("answers-open")}<input type="file" class="visually-hidden" accept=".json,application/json" onchange={on_open} /></label>
                    <button type="button" disabled={nothing} onclick={on_ask}>{words!("answers-reset")}</button>
                    {for bring_back}
                }
            </div>
            {for told.as_ref().map(|told| html! { <p role="status">{told}</p> })}
        </section>
    }
}

/// Answers last: what is told of them draws this anew.
fn take_in(all: &All, change: &Change) {
    exercises_done::change(|done| done.merge(all.done.clone()));
    change.by(&|progress| progress.merge(all.progress.clone()));
}

/// Takes in a file, and says what came of it.
fn opened(quizzes: &Rc<Vec<Quiz>>, change: &Change, told: &Value<Option<String>>) -> Callback<Event> {
    let (quizzes, change, told) = (quizzes.clone(), change.clone(), told.setter());
    let take = Callback::from(move |text: String| {
        told.set(Some(say(&match All::of_file(&text, &quizzes) {
            Err(why) => why,
            Ok(file) => {
                take_in(&file, &change);
                message!("answers-taken-in", count = file.progress.count(), done = file.done.count())
            }
        })));
    });
    Callback::from(move |event: Event| {
        input::read_file(&event, take.clone());
        // Else the same file could not be opened twice.
        input::clear(&event);
    })
}
