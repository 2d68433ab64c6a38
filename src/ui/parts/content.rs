//! Content that comes as a file of its own when it is asked for: kept by the browser, and in a page of one file part of it.

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use crate::ui::parts::hooks::{use_effect_with, use_value};
use crate::ui::parts::load::load;

/// A file of content, as far as it is there.
#[derive(PartialEq)]
pub(crate) enum Content<T> {
    Coming,
    Here(Rc<T>),
    Missing,
}

impl<T> Clone for Content<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Coming => Self::Coming,
            Self::Here(content) => Self::Here(content.clone()),
            Self::Missing => Self::Missing,
        }
    }
}

/// The content `name`, and what asks for it once more. `<html data-NAME>` names its file; in a page of one file it is the
/// element `file-NAME`.
#[hook]
pub(crate) fn use_content<T: PartialEq + 'static>(
    name: &'static str,
    read: fn(&str) -> Option<T>,
) -> (Content<T>, Callback<MouseEvent>) {
    let content = use_value(|| Content::Coming);
    let tries = use_value(|| 0_u32);
    {
        let set = content.setter();
        use_effect_with(*tries, move |_| {
            ask(
                name,
                Callback::from(move |text: Option<String>| {
                    let read = text.as_deref().and_then(read);
                    set.set(read.map_or(Content::Missing, |read| Content::Here(Rc::new(read))));
                }),
            );
        });
    }
    let again = {
        let content = content.clone();
        Callback::from(move |_: MouseEvent| {
            content.set(Content::Coming);
            tries.change(|tries| tries + 1);
        })
    };
    ((*content).clone(), again)
}

/// What stands there until it is.
pub(crate) fn absent<T>(content: &Content<T>, again: &Callback<MouseEvent>) -> Html {
    if matches!(content, Content::Missing) {
        return html! {
            <>
                <p role="alert">{words!("page-content-missing")}</p>
                <div class="buttons"><button type="button" class="primary" onclick={again.clone()}>{words!("page-try-again")}</button></div>
            </>
        };
    }
    html! { <p role="status">{words!("page-content-comes")}</p> }
}

/// Hands on the file's text: of the page itself, or of the address that its `<html>` names.
fn ask(name: &str, to: Callback<Option<String>>) {
    let document = || web_sys::window()?.document();
    let part = format!("file-{name}");
    let part = document().and_then(|document| document.get_element_by_id(&part)?.text_content());
    if part.is_some() {
        return to.emit(part);
    }
    let root: Option<Element> = document().and_then(|document| document.document_element());
    match root.and_then(|root| root.get_attribute(&format!("data-{name}"))) {
        Some(file) => load(&file, to),
        None => to.emit(None),
    }
}
