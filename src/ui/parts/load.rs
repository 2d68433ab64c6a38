//! Files that come when they are asked for.

use wasm_bindgen::JsValue;
use web_sys::XmlHttpRequest;
use yew::prelude::Callback;

/// Asks for a file beside the page, and hands on its text; nothing where it cannot be had.
pub(crate) fn load(url: &str, to: Callback<Option<String>>) {
    let asked = XmlHttpRequest::new().and_then(|request| {
        request.open("GET", url)?;
        let answer = request.clone();
        let ended = gloo_events::EventListener::once(&request, "loadend", move |_| {
            let text = answer.response_text().ok().flatten();
            to.emit(text.filter(|_| answer.status() == Ok(200)));
        });
        ended.forget();
        request.send()
    });
    // It can only fail before it began in a page that may load nothing, and then nothing of this page runs.
    drop::<Result<(), JsValue>>(asked);
}
