//! The page: everything a browser is needed for. Reads the pure layers, decides nothing about the cluster.
//!
//! Each folder knows only those above it in this list: `parts` (what every panel is made of), `draw` (the picture and the
//! charts), `visit` (the history of a visit: opened, stored, taken along), `details` (the tabs under the picture), `learn` (exercises,
//! questions, About), `sandbox`, `shell` (the program around them).

pub mod parts;

pub mod draw;

pub mod visit;

pub mod details;

pub mod learn;

pub mod sandbox;

pub mod shell;
