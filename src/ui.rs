//! The page: everything a browser is needed for. Reads the pure layers, decides nothing about the cluster.

pub mod axis;
pub mod route;
pub mod scene;
pub mod shape;

pub mod app;
mod frames;
mod header;
pub mod sandbox;
pub mod setup_panel;
pub mod steps_panel;
pub mod picture;
mod pods;
mod request_layer;
pub mod traffic_panel;
pub mod chart;
pub mod details;
mod tables;
pub mod player;
pub mod about;
pub mod quiz_page;
mod icons;
mod input;
mod size;

pub mod storage;
mod recovery;

/// Puts the page into the document.
#[cfg(target_arch = "wasm32")]
pub fn mount() {
    recovery::install();
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(root) = document.and_then(|document| document.get_element_by_id("app")) {
        yew::Renderer::<app::App>::with_root(root).render();
    }
}
