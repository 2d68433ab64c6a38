//! The page: everything a browser is needed for. Reads the pure layers, decides nothing about the cluster.

pub mod axis;
pub mod press;
pub mod route;
pub mod scene;
pub mod shape;

mod about;
pub mod app;
pub mod chart;
mod compare_view;
pub mod details;
mod focus;
mod frames;
mod header;
mod icons;
mod input;
mod journey;
mod keeper;
mod keys;
mod keys_sheet;
mod marks;
mod nodes_tab;
mod notice;
mod object_row;
mod panic;
pub mod picture;
mod pictures;
mod plan_tab;
mod player;
mod pod_tab;
mod pods;
#[cfg(not(target_arch = "wasm32"))]
pub mod prerender;
mod qr_code;
pub mod quiz_page;
mod quiz_reading;
mod request_layer;
pub mod requests_tab;
pub mod routes_tab;
mod runs_tab;
pub mod sandbox;
mod save;
pub mod setup_panel;
mod size;
pub mod steps_panel;
mod tables;
pub mod traffic_panel;
mod view;

pub mod storage;

/// Puts the program into the document, in the place of the first frame that the build rendered.
///
/// Yew empties the place and draws into it within one task, so no browser paints anything in between. That task is one of its
/// own: making the program ready to run has taken long enough, and a press in between is heard.
#[cfg(target_arch = "wasm32")]
pub fn mount() {
    use wasm_bindgen::{JsCast, closure::Closure};

    panic::report();
    let document = web_sys::window().and_then(|window| window.document());
    let root = document.and_then(|document| document.get_element_by_id("app"));
    let after_this = |call: Box<dyn FnOnce()>| {
        let call = Closure::once_into_js(call);
        let _number = web_sys::window().map(|window| window.set_timeout_with_callback(call.unchecked_ref()));
    };
    after_this(Box::new(move || {
        if let Some(root) = root {
            yew::Renderer::<app::App>::with_root(root).render();
        }
        // Yew draws at the end of this task; `boot.js` then does again what was pressed meanwhile.
        after_this(Box::new(|| {
            let drawn = web_sys::Event::new("podyard-drawn");
            let _heard = web_sys::window().zip(drawn.ok()).map(|(window, drawn)| window.dispatch_event(&drawn));
        }));
    }));
}
