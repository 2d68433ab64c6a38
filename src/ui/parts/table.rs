//! What all tables share.

use yew::prelude::*;

/// A table's head; `numbers` are the columns that hold numbers.
pub(crate) fn head(names: &[&'static str], numbers: &[usize]) -> Html {
    let cell = |(index, name): (usize, &&'static str)| {
        html! { <th scope="col" class={numbers.contains(&index).then_some("number")}>{*name}</th> }
    };
    html! { <thead><tr>{for names.iter().enumerate().map(cell)}</tr></thead> }
}
