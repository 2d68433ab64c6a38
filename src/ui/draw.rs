//! The picture and the charts: `scene`, `shape` and `tracks` are pure geometry, the others draw.

pub mod band;
pub mod below;
pub mod card;
pub mod chart;
pub mod deeds;
pub mod inspect;
pub mod lane_title;
pub mod legend;
pub mod lines;
pub mod marks;
pub mod picture;
pub mod pictures;
pub mod plot;
pub mod pods;
pub mod request_layer;
pub mod scene;
pub mod shape;
pub mod swatch;
pub mod tracks;
