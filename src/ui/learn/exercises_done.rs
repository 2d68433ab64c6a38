//! Where the exercises that are done are remembered.

use crate::learn::done::Done;
use crate::ui::learn::remembered;

const DONE: &str = "podyard.exercises";

/// What is done.
pub(crate) fn done() -> Done {
    remembered::remembered(DONE)
}

/// Changes what is remembered.
pub(crate) fn change(made: impl FnOnce(&mut Done)) {
    remembered::change(DONE, made);
}
