//! What a panic says reaches the recovery panel: the trap that follows knows neither its message nor its place.

/// Hands each panic's message, file and line to `boot.js`, which shows them.
#[cfg(target_arch = "wasm32")]
pub(crate) fn report() {
    use wasm_bindgen::JsValue;

    // Through Yew, which would else put a hook of its own in the place of this one.
    yew::set_custom_panic_hook(Box::new(|panic| {
        let init = web_sys::CustomEventInit::new();
        init.set_detail(&JsValue::from_str(&panic.to_string()));
        let event = web_sys::CustomEvent::new_with_event_init_dict("podyard-panic", &init);
        // A page without a window shows no panel either.
        if let (Some(window), Ok(event)) = (web_sys::window(), event) {
            drop(window.dispatch_event(&event));
        }
    }));
}
