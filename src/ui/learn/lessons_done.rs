//! Where it is remembered what of lessons is done.

use crate::learn::ticked::Ticked;
use crate::ui::parts::storage;

const TICKED: &str = "podyard.lessons";

/// What is done, in this tab and in others.
pub(crate) fn ticked() -> Ticked {
    Ticked::parse(&storage::get(TICKED).unwrap_or_default()).unwrap_or_default()
}

/// Remembers a task. What a later Podyard keeps there stays as it is.
pub(crate) fn tick(lesson: &str, task: &str) {
    if let Some(mut ticked) = Ticked::parse(&storage::get(TICKED).unwrap_or_default()) {
        ticked.add(lesson, task);
        storage::set(TICKED, &ticked.to_json());
    }
}
