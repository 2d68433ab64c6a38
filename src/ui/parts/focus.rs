//! Where the focus goes when the page changes under a person.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement};
use yew::prelude::*;

use crate::ui::parts::hooks::{use_effect_with, use_mut_ref};
use crate::ui::parts::route::Route;

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Moves the focus to the element with this id, which brings it into view.
pub(crate) fn element(id: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    give(element.and_then(|element| element.dyn_into().ok()));
}

/// Moves the focus to the heading of the page that is shown. The hidden sandbox has a heading too, before that one.
pub(crate) fn main() {
    let headings = document().and_then(|document| document.query_selector_all("h1").ok());
    let Some(headings) = headings else { return };
    let mut all = (0..headings.length()).filter_map(|index| headings.get(index)?.dyn_into::<HtmlElement>().ok());
    give(all.rfind(|heading| heading.offset_parent().is_some()));
}

/// Leads the focus to the heading whenever the address changes; whoever opened the address begins at the top.
#[hook]
pub(crate) fn use_lead(route: &Route) {
    let before = use_mut_ref(|| false);
    use_effect_with(route.clone(), move |_| {
        if before.replace(true) {
            main();
        }
    });
}

/// Keeps the focus in a panel: where what has it is gone after a drawing, the first button that is left takes it, else
/// the panel's heading. Else it would fall to the document, and the next Tab begin at the top of the page.
#[hook]
pub(crate) fn use_kept(panel: &NodeRef) {
    let panel = panel.cast::<Element>();
    let active = || document()?.active_element();
    // This is before the drawing. The server's drawing has no elements, and so no focus.
    let had = panel.as_ref().is_some_and(|panel| panel.contains(active().as_deref()));
    use_effect(move || {
        let lost = had && active().is_none_or(|element| element.tag_name() == "BODY");
        if let Some(panel) = panel.filter(|_| lost) {
            let find = |selector: &str| panel.query_selector(selector).ok().flatten();
            give(find(".buttons button").or_else(|| find("h2")).and_then(|element| element.dyn_into().ok()));
        }
    });
}

/// Moves the focus to the part of a drawing around an element.
pub(crate) fn around(element: &Element, selector: &str) {
    if let Some(part) = element.closest(selector).ok().flatten() {
        to(&part);
    }
}

fn give(element: Option<HtmlElement>) {
    element.iter().for_each(|element| to(element));
}

/// Moves the focus to an element of the page or of a drawing. What cannot take it, or is gone, leaves it where it is.
pub(crate) fn to(element: &Element) {
    match element.dyn_ref::<web_sys::SvgElement>() {
        Some(drawn) => drop(drawn.focus()),
        None => drop(element.dyn_ref::<HtmlElement>().map(HtmlElement::focus)),
    }
}

/// Arrow keys, Home and End move between the `items` of a `group`, which are one tab stop.
pub(crate) fn among(event: &KeyboardEvent, group: &str, items: &str) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let Some(group) = target.closest(group).ok().flatten() else { return };
    let Ok(found) = group.query_selector_all(items) else { return };
    let all: Vec<Element> = (0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect();
    let Some(current) = all.iter().position(|item| *item == target) else { return };
    let to = match event.key().as_str() {
        "ArrowRight" | "ArrowDown" => (current + 1).min(all.len() - 1),
        "ArrowLeft" | "ArrowUp" => current.saturating_sub(1),
        "Home" => 0,
        "End" => all.len() - 1,
        _ => return,
    };
    event.prevent_default();
    self::to(&all[to]);
}
