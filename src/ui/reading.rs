//! The pages one reads: questions and About. A program of its own, loaded when one of them is first asked for, so that
//! the sandbox is there sooner. It knows nothing of the sandbox beside it; the address says what it shows.

use yew::prelude::*;

use super::about::about;
use super::focus;
use super::quiz_page::QuizPage;
use super::route::{Route, use_route};

/// The root of that program. Behind the sandbox it keeps the page it showed last, hidden by `boot.js`.
#[component]
pub fn Reading() -> Html {
    let route = use_route();
    let shown = use_mut_ref(|| Route::About);
    if matches!(*route, Route::Quiz(_) | Route::About) {
        shown.replace((*route).clone());
    }
    focus::use_lead(&route, true);
    let shown = shown.borrow();
    match &*shown {
        Route::Quiz(quiz) => html! { <QuizPage quiz={quiz.clone().map(AttrValue::from)} /> },
        _ => about(),
    }
}
