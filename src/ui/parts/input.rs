//! What a person put into a control, read from its event.

use wasm_bindgen::JsCast;
use web_sys::{EventTarget, FileReader, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// A callback that emits what `read` makes of an event, and nothing where it makes nothing.
pub(crate) fn emit<T: 'static>(to: &Callback<T>, read: impl Fn(&Event) -> Option<T> + 'static) -> Callback<Event> {
    let to = to.clone();
    Callback::from(move |event: Event| {
        if let Some(value) = read(&event) {
            to.emit(value);
        }
    })
}

/// The text of the text box or text area that changed.
pub(crate) fn text(event: &Event) -> Option<String> {
    written(&event.target()?)
}

fn written(target: &EventTarget) -> Option<String> {
    let area = target.dyn_ref::<HtmlTextAreaElement>().map(HtmlTextAreaElement::value);
    area.or_else(|| target.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::value))
}

/// A text area of one value takes Enter as a text box does: what stands there is set.
pub(crate) fn leave_at_enter(event: KeyboardEvent) {
    let area = || event.target()?.dyn_into::<HtmlTextAreaElement>().ok();
    if event.key() == "Enter"
        && let Some(area) = area()
    {
        event.prevent_default();
        drop(area.blur());
        drop(area.focus());
    }
}

/// Empties the text box that changed.
pub(crate) fn clear(event: &Event) {
    if let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) {
        input.set_value("");
    }
}

/// What stands in the text box or text area one types in, at every key: no drawing may take it back then.
pub(crate) fn typed(event: &InputEvent) -> Option<String> {
    written(&event.target()?)
}

/// The place of the chosen item in the list that changed, from 0.
pub(crate) fn chosen(event: &Event) -> Option<usize> {
    let list: HtmlSelectElement = event.target()?.dyn_into().ok()?;
    usize::try_from(list.selected_index()).ok()
}

/// Most bytes that are read of a file: more than a page that was saved has.
const MOST: i32 = 16_000_000;

/// Hands on the text of the file that was chosen; what is no text comes as far as it is one.
pub(crate) fn read_file(event: &Event, to: Callback<String>) {
    read_files(event, &to.reform(|(_, text): (String, String)| text));
}

/// The same of all files that were chosen, each with its name without what stands behind the point.
pub(crate) fn read_files(event: &Event, to: &Callback<(String, String)>) {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(files) = input.and_then(|input| input.files()) else { return };
    for file in (0..files.length()).filter_map(|index| files.get(index)) {
        let Ok(reader) = FileReader::new() else { return };
        let (read, to, name) = (reader.clone(), to.clone(), file.name());
        let loaded = gloo_events::EventListener::once(&reader, "load", move |_| {
            if let Some(text) = read.result().ok().and_then(|result| result.as_string()) {
                let stem = name.rsplit_once('.').map_or(&*name, |(stem, _)| stem);
                to.emit((stem.to_owned(), text));
            }
        });
        // It is needed once, for as long as the browser reads.
        loaded.forget();
        drop(file.slice_with_i32_and_i32(0, MOST).and_then(|part| reader.read_as_text(&part)));
    }
}

/// Puts a text into the clipboard, where the browser has one for this page.
pub(crate) fn copy(text: &str) -> bool {
    let navigator = web_sys::window().map(|window| window.navigator());
    let Some(navigator) = navigator else { return false };
    let clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into()).ok();
    let Some(clipboard) = clipboard.filter(|clipboard| !clipboard.is_undefined()) else { return false };
    let write = js_sys::Reflect::get(&clipboard, &"writeText".into()).ok();
    let Some(write) = write.and_then(|write| write.dyn_into::<js_sys::Function>().ok()) else { return false };
    write.call1(&clipboard, &text.into()).is_ok()
}

/// A text as it may stand in an address.
pub(crate) fn encoded(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}
