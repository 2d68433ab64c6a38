//! What every panel is made of: tables, texts, focus, storage, the frames in which it is drawn.

pub mod axis;
pub mod class;
pub mod clock;
pub mod content;
pub mod download;
pub mod focus;
pub mod frames;
pub mod hooks;
pub mod icons;
pub mod input;
pub mod load;
pub mod press;
pub mod route;
pub mod size;
pub mod stage;
pub mod storage;
pub mod table;
pub(crate) mod term;
pub mod view;
mod words;
