//! A quiz's texts as elements.

use yew::prelude::*;

use crate::learn::{Span, spans};

/// A text with its code in `<code>`.
pub(crate) fn marked(text: &str) -> Html {
    let pieces = spans(text).into_iter().map(|span| match span {
        Span::Text(text) => html! { {text.to_string()} },
        Span::Code(code) => html! { <code>{code.to_string()}</code> },
    });
    html! { <>{for pieces}</> }
}
