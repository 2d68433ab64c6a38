//! Content that comes as a file of its own when it is asked for: kept by the browser, and in a page of one file part of it.

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use crate::kube::field::Field;
use crate::learn::Reading;
use crate::ui::parts::frames::use_frames;
use crate::ui::parts::hooks::{use_effect_with, use_mut_ref, use_value};
use crate::ui::parts::load::load;

/// A file of content, as far as it is there.
#[derive(PartialEq)]
pub(crate) enum Content<T> {
    Coming,
    Here(Rc<Vec<T>>),
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

/// The content `name`, put in order, and what asks for it once more. `<html data-NAME>` names its file; in a page of one
/// file it is the element `file-NAME`. It is read a document in each frame: all at once would hold up the page.
#[hook]
pub(crate) fn use_content<T: Field + 'static>(
    name: &'static str,
    in_order: fn(&mut Vec<T>),
) -> (Content<T>, Callback<MouseEvent>) {
    let content = use_value(|| Content::Coming);
    let tries = use_value(|| 0_u32);
    let reading = use_mut_ref(|| None::<Reading<T>>);
    let reads = use_value(|| false);
    {
        let (reading, reads, content) = (reading.clone(), reads.setter(), content.setter());
        use_effect_with(*tries, move |_| {
            ask(
                name,
                Callback::from(move |text: Option<String>| {
                    if text.is_none() {
                        content.set(Content::Missing);
                    }
                    *reading.borrow_mut() = text.as_deref().map(Reading::of);
                    reads.set(reading.borrow().is_some());
                }),
            );
        });
    }
    let on_frame = {
        let (reads, content) = (reads.setter(), content.setter());
        Callback::from(move |_: u32| {
            // A frame may still come after the last one: see `use_frames`.
            if reading.borrow_mut().as_mut().is_none_or(Reading::goes_on) {
                return;
            }
            reads.set(false);
            let read = reading.take().and_then(Reading::end).map(|mut read| {
                in_order(&mut read);
                read
            });
            content.set(read.map_or(Content::Missing, |read| Content::Here(Rc::new(read))));
        })
    };
    use_frames(*reads, on_frame);
    let again = {
        let content = content.clone();
        Callback::from(move |_: MouseEvent| {
            content.set(Content::Coming);
            tries.change(|tries| tries + 1);
        })
    };
    ((*content).clone(), again)
}

/// What stands there until it is: that it comes, or that it does not.
pub(crate) fn absent<T>(
    content: &Content<T>,
    [coming, missing]: [&'static str; 2],
    again: &Callback<MouseEvent>,
) -> Html {
    if matches!(content, Content::Missing) {
        return html! {
            <>
                <p role="alert">{missing}</p>
                <div class="buttons"><button type="button" class="primary" onclick={again.clone()}>{words!("page-try-again")}</button></div>
            </>
        };
    }
    html! { <p role="status">{coming}</p> }
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
