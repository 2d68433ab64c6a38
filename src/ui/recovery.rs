//! What a panic leaves on the screen: what happened, and a way back. `boot.js` wires the two buttons.

/// Shows the recovery panel of `index.html` when the program panics.
#[cfg(target_arch = "wasm32")]
pub(super) fn install() {
    yew::set_custom_panic_hook(Box::new(|info| {
        let report = format!(
            "Podyard {}\n{info}\nAddress: {}\nBrowser: {}",
            env!("CARGO_PKG_VERSION"),
            web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default(),
            web_sys::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default(),
        );
        web_sys::console::error_1(&report.as_str().into());
        show(&report);
    }));
}

#[cfg(target_arch = "wasm32")]
fn show(report: &str) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    if let Some(pre) = document.get_element_by_id("recovery-report") {
        pre.set_text_content(Some(report));
    }
    if let Some(panel) = document.get_element_by_id("recovery") {
        // A panic hook must not panic, so what cannot be done here is left undone.
        drop(panel.remove_attribute("hidden"));
    }
    if let Some(app) = document.get_element_by_id("app") {
        drop(app.set_attribute("hidden", ""));
    }
}
