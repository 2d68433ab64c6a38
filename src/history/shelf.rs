//! What the store of runs asks of a browser's memory, and how it puts things there. Pure: the browser's own is in `ui/storage.rs`.

use super::branch::Branch;
use super::code;
use super::file::end_of;
use super::record::{self, RUN, Stretch};
use super::words::short;
use crate::message::Message;

/// What remembers texts under keys. One that is forbidden holds nothing and takes nothing.
pub trait Shelf {
    /// What stands under a key.
    fn get(&self, key: &str) -> Option<String>;
    /// Puts a text under a key, whole or not at all.
    ///
    /// # Errors
    ///
    /// Why it is not kept.
    fn set(&self, key: &str, text: &str) -> Result<(), Refused>;
    /// Takes a key away.
    fn remove(&self, key: &str);
    /// Every key, in any order.
    fn keys(&self) -> Vec<String>;
    /// A number that no other tab comes to, by chance.
    fn fresh(&self) -> u64;
}

/// Why something was not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no room.
    Full,
    /// The page may keep nothing.
    Forbidden,
}

impl Refused {
    /// What happened and what to do, for people.
    pub fn message(self) -> Message {
        match self {
            Self::Full => {
                message!("run-browser-has-no-more")
            }
            Self::Forbidden => {
                message!("run-browser-keeps-nothing-page")
            }
        }
    }
}

/// Writes the stretches of a branch that are not there or not whole, and notes those it has written.
pub(super) fn put_stretches(
    branch: &Branch,
    stretches: &mut Vec<Stretch>,
    shelf: &impl Shelf,
    written: &mut Vec<String>,
) -> Result<(), Refused> {
    // Under the key that is `known` already, so that whichever run names it finds it again; else under a free one.
    let mut put = |text: &str, known: Option<String>| {
        // Another text under the same key was cut short, or has the same number by chance: it stays.
        let free = |key: &String| shelf.get(key).is_none_or(|stored| stored == text);
        let any = || (0..).map(|turn| record::key_of(text, turn)).find(free);
        let key = known.or_else(any).unwrap_or_default();
        if shelf.get(&key).is_none() {
            shelf.set(&key, text)?;
            written.push(key.clone());
        }
        Ok(key)
    };
    let mut from = 0;
    for stretch in stretches.iter_mut() {
        let stored = shelf.get(&stretch.key);
        if stored.as_ref().is_none_or(|stored| !record::is_whole(&stretch.key, stored)) {
            let text = code::write_all(&branch.edits[from..stretch.end], end_of(&branch.edits[..from]));
            stretch.key = put(&text, stored.is_none().then(|| stretch.key.clone()))?;
        }
        from = stretch.end;
    }
    while let Some((end, text)) = record::stretch(&branch.edits, from) {
        stretches.push(Stretch { end, key: put(&text, None)? });
        from = end;
    }
    Ok(())
}

/// A key that no run has, and none had that another tab may still know.
pub(super) fn fresh_key(shelf: &impl Shelf) -> String {
    let mut key = || format!("{RUN}{}", short(shelf.fresh()));
    let is_free = |key: &String| shelf.get(key).is_none() && shelf.get(&record::gone_key(key)).is_none();
    std::iter::repeat_with(&mut key).take(100).find(is_free).unwrap_or_else(key)
}
