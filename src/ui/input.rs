//! What a person put into a control, read from its event.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// A callback that emits what `read` makes of an event, and nothing where it makes nothing.
pub(super) fn emit<T: 'static>(to: &Callback<T>, read: impl Fn(&Event) -> Option<T> + 'static) -> Callback<Event> {
    let to = to.clone();
    Callback::from(move |event: Event| {
        if let Some(value) = read(&event) {
            to.emit(value);
        }
    })
}

/// The text of the text box that changed.
pub(super) fn text(event: &Event) -> Option<String> {
    Some(event.target()?.dyn_into::<HtmlInputElement>().ok()?.value())
}

/// What is written in a text area.
pub(super) fn area(area: &NodeRef) -> Option<String> {
    Some(area.cast::<HtmlTextAreaElement>()?.value())
}

/// Writes into a text area and leads there.
pub(super) fn fill(area: &NodeRef, text: &str) {
    if let Some(area) = area.cast::<HtmlTextAreaElement>() {
        area.set_value(text);
        // What cannot take the focus leaves it where it is.
        drop(area.focus());
    }
}

/// The place of the chosen item in the list that changed, from 0.
pub(super) fn chosen(event: &Event) -> Option<usize> {
    let list: HtmlSelectElement = event.target()?.dyn_into().ok()?;
    usize::try_from(list.selected_index()).ok()
}
