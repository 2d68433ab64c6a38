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

/// What stands in the text box or text area one types in, at every key: no drawing may take it back then.
pub(super) fn typed(event: &InputEvent) -> Option<String> {
    let target = event.target()?;
    let area = target.dyn_ref::<HtmlTextAreaElement>().map(HtmlTextAreaElement::value);
    area.or_else(|| target.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::value))
}

/// The place of the chosen item in the list that changed, from 0.
pub(super) fn chosen(event: &Event) -> Option<usize> {
    let list: HtmlSelectElement = event.target()?.dyn_into().ok()?;
    usize::try_from(list.selected_index()).ok()
}
