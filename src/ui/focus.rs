//! Where the focus goes when the page changes under a person.

use wasm_bindgen::JsCast;
use web_sys::{Document, HtmlElement};
use yew::prelude::*;

use super::route::Route;

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Moves the focus to the element with this id, which brings it into view.
pub(super) fn element(id: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    give(element.and_then(|element| element.dyn_into().ok()));
}

/// Moves the focus to the heading of the page that is shown. The hidden sandbox has a heading too, before that one.
pub(super) fn main() {
    let headings = document().and_then(|document| document.query_selector_all("h1").ok());
    let Some(headings) = headings else { return };
    let mut all = (0..headings.length()).filter_map(|index| headings.get(index)?.dyn_into::<HtmlElement>().ok());
    give(all.rfind(|heading| heading.offset_parent().is_some()));
}

/// Leads the focus to the heading whenever the address changes. A program that is loaded `late`, because a link asked
/// for it, leads there at once; whoever opened the address begins at the top.
#[hook]
pub(super) fn use_lead(route: &Route, late: bool) {
    let before = use_mut_ref(|| false);
    use_effect_with(route.clone(), move |_| {
        if before.replace(true) || late && on_a_link() {
            main();
        }
    });
}

fn on_a_link() -> bool {
    document().and_then(|document| document.active_element()).is_some_and(|element| element.tag_name() == "A")
}

fn give(element: Option<HtmlElement>) {
    if let Some(element) = element {
        // What cannot take the focus leaves it where it is.
        drop(element.focus());
    }
}
