//! The history of a visit: how it begins, how it is stored, what one takes along.

pub mod desk;
pub mod history;
pub mod journey;
pub mod notice;
pub mod opening;
pub mod save;
pub mod work;
