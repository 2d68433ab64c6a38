//! What one reads and answers: exercises, questions and the page about Podyard.

pub mod about;
pub mod answering;
pub mod answers;
pub mod aside;
pub mod exercise_page;
pub mod exercise_panel;
pub mod exercises_done;
pub mod grade_page;
pub mod learn_page;
pub mod marked;
pub mod own_file;
pub mod practice;
pub mod practice_choose;
pub mod practice_end;
pub mod practice_kept;
pub mod practice_page;
pub mod practice_round;
pub mod question_answered;
pub mod question_form;
pub mod quiz_page;
pub mod quiz_reading;
