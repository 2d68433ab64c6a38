//! What one reads and answers: questions and the page about Podyard.

pub mod about;
pub mod answering;
pub mod aside;
pub mod marked;
pub mod practice;
pub mod question_answered;
pub mod question_form;
pub mod quiz_page;
pub mod quiz_reading;
