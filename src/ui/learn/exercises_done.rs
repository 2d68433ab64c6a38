//! Where the exercises that are done are remembered.

use crate::learn::done::{Best, Done};
use crate::ui::parts::storage;

const DONE: &str = "podyard.exercises";

/// What is done, in this tab and in others.
pub(crate) fn done() -> Done {
    Done::parse(&storage::get(DONE).unwrap_or_default()).unwrap_or_default()
}

/// Remembers one. What a later Podyard keeps there stays as it is.
pub(crate) fn remember(best: Best) {
    if let Some(mut done) = Done::parse(&storage::get(DONE).unwrap_or_default()) {
        done.add(best);
        storage::set(DONE, &done.to_json());
    }
}
