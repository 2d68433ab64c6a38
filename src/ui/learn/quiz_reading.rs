//! What stands before the questions: the other quizzes, short texts, exercises.

use yew::prelude::*;

use crate::learn::run::plain_settings;
use crate::learn::{Quiz, ShortText, question::ToDo};

use crate::ui::learn::marked::marked;

/// Links to all quizzes, of which one may be the page's.
pub(crate) fn quizzes(all: &[Quiz], current: Option<&Quiz>) -> Html {
    let link = |quiz: &Quiz| {
        let current = current.is_some_and(|current| current.id == quiz.id).then_some("page");
        html! { <li><a href={format!("#/quiz/{}", quiz.id)} aria-current={current}>{&*quiz.title}</a></li> }
    };
    html! { <nav class="quizzes" aria-label={words!("page-quizzes")}><ul>{for all.iter().map(link)}</ul></nav> }
}

/// Short texts and exercises, folded up.
pub(crate) fn before(quiz: &Quiz) -> Html {
    let text = |text: &ShortText| {
        html! {
            <section key={text.title.to_string()}>
                <h3>{&*text.title}</h3>
                <p>{marked(&text.text)}</p>
                {for text.sandbox.as_deref().map(sandbox)}
            </section>
        }
    };
    let exercise = |exercise: &ToDo| {
        html! {
            <section key={exercise.title.to_string()}>
                <h3>{&*exercise.title}</h3>
                <p>{marked(&exercise.task)}</p>
                {for exercise.sandbox.as_deref().map(sandbox)}
                <details><summary>{words!("page-you-see-then")}</summary><p>{marked(&exercise.seen)}</p></details>
            </section>
        }
    };
    html! {
        <>
            {folded(words!("page-short-texts"), quiz.texts.iter().map(text).collect())}
            {folded(words!("page-exercises-sandbox"), quiz.exercises.iter().map(exercise).collect())}
        </>
    }
}

fn folded(title: &str, sections: Vec<Html>) -> Html {
    if sections.is_empty() {
        return Html::default();
    }
    html! {
        <details class="reading">
            <summary>{format!("{title} ({})", sections.len())}</summary>
            {for sections}
        </details>
    }
}

fn sandbox(settings: &str) -> Html {
    html! { <p><a href={format!("#/sandbox?{}", plain_settings(settings))}>{words!("page-open-sandbox")}</a></p> }
}
