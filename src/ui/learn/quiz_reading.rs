//! What stands before the questions: the other quizzes.

use yew::prelude::*;

use crate::learn::Quiz;

/// Links to all quizzes, of which one may be the page's.
pub(crate) fn quizzes(all: &[Quiz], current: Option<&Quiz>) -> Html {
    let link = |quiz: &Quiz| {
        let current = current.is_some_and(|current| current.id == quiz.id).then_some("page");
        html! { <li><a href={format!("#/quiz/{}", quiz.id)} aria-current={current}>{&*quiz.title}</a></li> }
    };
    html! { <nav class="quizzes" aria-label={words!("page-quizzes")}><ul>{for all.iter().map(link)}</ul></nav> }
}
