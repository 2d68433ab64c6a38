//! Where the exercises that are done are remembered.

use crate::learn::done::Done;
use crate::ui::parts::storage;

const DONE: &str = "podyard.exercises";

/// What is done, in this tab and in others.
pub(crate) fn done() -> Done {
    Done::parse(&storage::get(DONE).unwrap_or_default()).unwrap_or_default()
}

/// Changes what is remembered. What a later Podyard keeps there stays as it is.
pub(crate) fn change(made: impl FnOnce(&mut Done)) {
    if let Some(mut done) = Done::parse(&storage::get(DONE).unwrap_or_default()) {
        made(&mut done);
        storage::set(DONE, &done.to_json());
    }
}
