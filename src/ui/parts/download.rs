//! Files that are offered to the person.

use js_sys::Array;
use wasm_bindgen::JsCast;
use web_sys::{Blob, HtmlAnchorElement, Url};

/// Offers a text as a file.
pub(crate) fn file(name: &str, text: &str) {
    // A browser without files has nowhere to put one.
    drop(Blob::new_with_str_sequence(&Array::of1(&text.into())).and_then(|blob| {
        let url = Url::create_object_url_with_blob(&blob)?;
        download(name, &url);
        Ok(())
    }));
}

/// Offers what is at an address as a file.
pub(crate) fn download(name: &str, url: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let anchor = document.and_then(|document| document.create_element("a").ok());
    let Some(anchor) = anchor.and_then(|anchor| anchor.dyn_into::<HtmlAnchorElement>().ok()) else { return };
    anchor.set_href(url);
    anchor.set_download(name);
    anchor.click();
}
