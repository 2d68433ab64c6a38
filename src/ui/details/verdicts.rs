//! Rules in the order tried.

use yew::prelude::*;

use crate::sim::routing::Verdict;

/// Rules in the order tried, each with why it takes a request or does not.
pub(crate) fn verdicts(all: &[Verdict]) -> Html {
    if all.is_empty() {
        return Html::default();
    }
    let verdict = |verdict: &Verdict| {
        let (class, word) =
            if verdict.wins { ("wins", words!("rule-takes-it")) } else { ("", words!("rule-does-not")) };
        html! { <li {class}><code>{&verdict.rule}</code>{" "}<strong>{word}</strong>{" "}{&verdict.why}</li> }
    };
    html! { <ol class="verdicts" aria-label={words!("page-rules-order-tried")}>{for all.iter().map(verdict)}</ol> }
}
