//! The answers one has given: taken along as a file, taken in from one, forgotten.

use std::rc::Rc;

use yew::prelude::*;

use crate::learn::{Progress, Quiz};
use crate::text::say;
use crate::ui::learn::answers::Change;
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
    let forgotten = use_value(|| None::<Rc<Progress>>);
    let told = use_value(|| None::<String>);
    let count = progress.count();
    let on_save = {
        let progress = progress.clone();
        Callback::from(move |_: MouseEvent| download::file(FILE, &progress.to_json()))
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
        let (asks, forgotten, change, progress) = (asks.setter(), forgotten.setter(), change.clone(), progress.clone());
        Callback::from(move |_: MouseEvent| {
            forgotten.set(Some(progress.clone()));
            change.by(&|progress| *progress = Progress::default());
            asks.set(false);
            focus::element(TITLE);
        })
    };
    let bring_back = forgotten.as_ref().map(|before| {
        let (set, before, change) = (forgotten.setter(), before.clone(), change.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            change.by(&|progress| progress.merge((*before).clone()));
            set.set(None);
            focus::element(TITLE);
        });
        html! { <button type="button" {onclick}>{words!("answers-bring-back")}</button> }
    });
    html! {
        <section class="kept" aria-labelledby={TITLE}>
            <h2 id={TITLE} tabindex="-1">{words!("answers-yours")}</h2>
            <p class="note">{message!("answers-kept", count)}</p>
            if *asks {
                <p role="alert">{message!("answers-forget", count)}</p>
            }
            <div class="buttons">
                if *asks {
                    <button type="button" onclick={on_forget}>{words!("answers-do-forget")}</button>
                    <button type="button" onclick={on_ask}>{words!("answers-keep")}</button>
                } else {
                    <button type="button" disabled={count == 0} onclick={on_save}>{words!("answers-save")}</button>
                    <label class="file">{words!("answers-open")}<input type="file" class="visually-hidden" accept=".json,application/json" onchange={on_open} /></label>
                    <button type="button" disabled={count == 0} onclick={on_ask}>{words!("answers-reset")}</button>
                    {for bring_back}
                }
            </div>
            {for told.as_ref().map(|told| html! { <p role="status">{told}</p> })}
        </section>
    }
}

/// Takes in a file, and says what came of it.
fn opened(quizzes: &Rc<Vec<Quiz>>, change: &Change, told: &Value<Option<String>>) -> Callback<Event> {
    let (quizzes, change, told) = (quizzes.clone(), change.clone(), told.setter());
    let take_in = Callback::from(move |text: String| {
        told.set(Some(say(&match Progress::of_file(&text, &quizzes) {
            Err(why) => why,
            Ok(file) => {
                change.by(&|progress| progress.merge(file.clone()));
                message!("answers-taken-in", count = file.count())
            }
        })));
    });
    Callback::from(move |event: Event| {
        input::read_file(&event, take_in.clone());
        // Else the same file could not be opened twice.
        input::clear(&event);
    })
}
