//! What a command prints, and how it ends.

use crate::message::Message;

/// Text on both streams, each line with its line feed, and the exit code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Printed {
    pub stdout: String,
    pub stderr: String,
    /// What Podyard adds, in words for people: a line each, behind what kubectl says.
    pub notes: Vec<Message>,
    /// 0 is good.
    pub code: u8,
}

impl Printed {
    /// It went well; a text that is not empty ends with a line feed.
    pub fn good(text: impl Into<String>) -> Self {
        Self { stdout: lines(text.into()), ..Self::default() }
    }

    /// It went wrong, and ends with 1.
    pub fn wrong(text: impl Into<String>) -> Self {
        Self { stderr: lines(text.into()), code: 1, ..Self::default() }
    }

    /// The same with something that Podyard adds.
    #[must_use]
    pub fn with(mut self, note: Message) -> Self {
        self.notes.push(note);
        self
    }
}

fn lines(mut text: String) -> String {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
