//! What is wrong with the text of a goal.

use crate::message::Message;

/// What is wrong with a text, and the cure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub what: Message,
    pub fix: Message,
}

impl Wrong {
    pub fn new(what: Message, fix: Message) -> Self {
        Self { what, fix }
    }
}
