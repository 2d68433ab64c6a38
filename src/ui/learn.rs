//! What one reads and answers: questions and the page about Podyard.

pub mod about;
pub mod marked;
pub mod quiz_page;
pub mod quiz_reading;
