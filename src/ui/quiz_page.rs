//! Questions.

use yew::prelude::*;

/// Which quiz.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Its id, from the address.
    pub quiz: Option<AttrValue>,
}

/// The page.
#[component]
pub fn QuizPage(_props: &Props) -> Html {
    html! { <main id="main" class="prose"><h1 tabindex="-1">{"Quizzes"}</h1></main> }
}
