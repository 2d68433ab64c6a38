//! Where it is remembered what of lessons is done.

use crate::learn::ticked::Ticked;
use crate::ui::learn::remembered::{change, remembered};

const TICKED: &str = "podyard.lessons";

/// What is done.
pub(crate) fn ticked() -> Ticked {
    remembered(TICKED)
}

/// Remembers a task.
pub(crate) fn tick(lesson: &str, task: &str) {
    change(TICKED, |ticked: &mut Ticked| ticked.add(lesson, task));
}
