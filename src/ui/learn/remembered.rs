//! What a learner has done, where the browser keeps it.

use crate::learn::stored::Stored;
use crate::ui::parts::storage;

/// What is kept there, in this tab and in others.
pub(crate) fn remembered<T: Stored>(place: &str) -> T {
    T::parse(&storage::get(place).unwrap_or_default()).unwrap_or_default()
}

/// Changes what is kept there. What a later Podyard keeps there stays as it is.
pub(crate) fn change<T: Stored>(place: &str, made: impl FnOnce(&mut T)) {
    if let Some(mut kept) = T::parse(&storage::get(place).unwrap_or_default()) {
        made(&mut kept);
        storage::set(place, &kept.to_json());
    }
}
