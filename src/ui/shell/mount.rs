//! Puts the program into the document, in the place of the first frame that the build rendered.
//!
//! It is drawn under the first frame, out of sight, a panel in each task, so that no press waits long to be heard. Once all
//! is drawn it takes the first frame's place in one task: no browser paints anything in between.

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Document, Element, MessageChannel, Window};

use crate::ui::parts::route::{self, Route};
use crate::ui::parts::stage;
use crate::ui::shell::app;
use crate::ui::shell::panic;
use crate::ui::visit::opening;

/// Where the page is drawn until it is all there; the style sheet keeps it out of sight.
const COMING: &str = "coming";

/// Begins; the page is live when `podyard-drawn` comes, after which `boot.js` does again what was pressed meanwhile.
pub fn mount() {
    panic::report();
    let Some(window) = web_sys::window() else { return };
    let route = route::current();
    let welcome = route == Route::Welcome;
    let mut ready = route.run().map(|run| opening::in_slices(run.into(), welcome));
    let mut root = None::<Element>;
    in_tasks(move || {
        if ready.as_mut().is_some_and(|ready| ready()) {
            return true;
        }
        ready = None;
        if root.is_none() {
            root = window.document().and_then(|document| place(&document));
            if let Some(root) = &root {
                stage::open();
                yew::Renderer::<app::App>::with_root(root.clone()).render();
            }
            return root.is_some();
        }
        if stage::next() {
            return true;
        }
        // What the panels measured may have put off a last drawing: it is in line before these.
        let (root, told) = (root.take(), window.clone());
        after(&window, move || {
            root.iter().for_each(show);
            after(&told.clone(), move || {
                let drawn = web_sys::Event::new("podyard-drawn");
                let _heard = drawn.map(|drawn| told.dispatch_event(&drawn));
            });
        });
        false
    });
}

/// A place for the page, beside the first frames.
fn place(document: &Document) -> Option<Element> {
    let place = document.create_element("div").ok()?;
    place.set_class_name(COMING);
    document.get_element_by_id("app")?.append_child(&place).ok()?;
    Some(place)
}

/// The page takes the place of the first frames.
fn show(page: &Element) {
    while let Some(frame) = page.previous_element_sibling() {
        frame.remove();
    }
    // What cannot be done here is that the element has no such attribute.
    drop(page.remove_attribute("class"));
}

/// Calls `step` until it returns false, each time in a task of its own. A message does that: a timer waits for 4 ms, and for
/// a second where the tab is in the background.
fn in_tasks(mut step: impl FnMut() -> bool + 'static) {
    let Ok(channel) = MessageChannel::new() else { return while step() {} };
    let (ours, theirs) = (channel.port1(), channel.port2());
    let again = move || theirs.post_message(&JsValue::NULL).is_ok();
    again();
    let on_message = Closure::<dyn FnMut()>::new(move || {
        if step() {
            again();
        }
    });
    ours.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
}

/// Calls in a later task, after the timers that are set already.
fn after(window: &Window, call: impl FnOnce() + 'static) {
    let call = Closure::once_into_js(call);
    let _number = window.set_timeout_with_callback(call.unchecked_ref());
}
