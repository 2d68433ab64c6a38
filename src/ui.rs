//! The page: everything a browser is needed for. Reads the pure layers, decides nothing about the cluster.

pub mod axis;
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
mod keeper;
mod keys;
mod keys_sheet;
mod marks;
mod nodes_tab;
mod object_row;
pub mod picture;
mod pictures;
mod plan_tab;
mod player;
mod pod_tab;
mod pods;
mod qr_code;
pub mod quiz_page;
mod quiz_reading;
pub mod reading;
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

pub mod storage;

/// Puts the sandbox's program into the document.
#[cfg(target_arch = "wasm32")]
pub fn mount() {
    mount_at::<app::App>("app");
}

/// Puts the program of the pages one reads into the document.
#[cfg(target_arch = "wasm32")]
pub fn mount_reading() {
    mount_at::<reading::Reading>("reading");
}

#[cfg(target_arch = "wasm32")]
fn mount_at<C: yew::BaseComponent<Properties = ()>>(id: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(root) = document.and_then(|document| document.get_element_by_id(id)) {
        yew::Renderer::<C>::with_root(root).render();
    }
}
