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
mod fields_tab;
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
#[cfg(target_arch = "wasm32")]
mod mount;
mod nodes_tab;
mod notice;
mod object_row;
mod opening;
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
mod stage;
pub mod steps_panel;
mod tables;
pub mod traffic_panel;
mod view;

pub mod storage;

#[cfg(target_arch = "wasm32")]
pub use mount::mount;
