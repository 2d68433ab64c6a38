//! What a person put into a control, read from its event.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
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

/// The chosen item of `all`, which the list that changed shows in this order.
pub(super) fn chosen<T: Copy>(event: &Event, all: &[T]) -> Option<T> {
    let list: HtmlSelectElement = event.target()?.dyn_into().ok()?;
    all.get(usize::try_from(list.selected_index()).ok()?).copied()
}
