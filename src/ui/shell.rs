//! The program around the pages: its root, its header, how it gets into the document.

pub mod app;
pub mod header;
#[cfg(target_arch = "wasm32")]
pub mod mount;
pub mod panic;
#[cfg(not(target_arch = "wasm32"))]
pub mod prerender;
