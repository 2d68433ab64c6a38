//! A line or a file of commands, read as a POSIX shell reads them, as far as a learner goes: quotes, variables, `$(…)`,
//! `{1..5}`, pipes, `;`, `&&`, `||`, `>` to a file, `<<` a text, `for`, `while`, `until`, `if`.

use crate::message::Message;

/// A part of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Stands as it is.
    Text(String),
    /// `$name`; split at blanks where it stands without quotes.
    Variable { name: String, quoted: bool },
    /// `$(…)`, likewise: what is between the brackets, and the line it begins in.
    Output { text: String, line: usize, quoted: bool },
    /// `{1..5}`.
    Range(i64, i64),
}

/// A word before its variables are filled in.
pub(super) type Word = Vec<Part>;

/// Where a stream goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Redirect {
    /// `> file`, `>> file`; which stream, and whether it is added.
    File { stream: u8, to: Word, adds: bool },
    /// `2>&1`.
    Both,
    /// `< file`.
    From(Word),
    /// `<<EOF`: the text.
    Here(Word),
}

/// Something that is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Command {
    Simple {
        words: Vec<Word>,
        redirects: Vec<Redirect>,
    },
    /// `while`, or `until` where it is turned round.
    Loop {
        until: bool,
        condition: Script,
        body: Script,
    },
    For {
        name: String,
        items: Vec<Word>,
        body: Script,
    },
    If {
        condition: Script,
        then: Script,
        otherwise: Script,
    },
}

/// Commands with pipes between them; `!` turns the outcome round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pipeline {
    pub commands: Vec<Command>,
    pub negated: bool,
}

/// When the next pipeline of a chain is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    /// `&&`: the one before ended with 0.
    And,
    /// `||`: it did not.
    Or,
}

/// Pipelines joined by `&&` and `||`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chain {
    pub first: Pipeline,
    pub more: Vec<(Joint, Pipeline)>,
    /// As it is written.
    pub text: String,
    /// Where it begins, from 1.
    pub line: usize,
}

/// What stands in a line or a file, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Script {
    pub chains: Vec<Chain>,
}

/// Why a text is no script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It goes on: a quote, a loop or a `<<` is open.
    Open,
    /// It is wrong.
    Wrong {
        /// From 1.
        line: usize,
        what: Message,
    },
}

/// A word of one part without quotes.
pub(super) fn bare(word: &Word) -> Option<&str> {
    match word.as_slice() {
        [Part::Text(text)] => Some(text),
        _ => None,
    }
}

/// A variable may be called so.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(|sign: char| sign.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A word as one text, where nothing in it is to be filled in.
pub(super) fn plain(word: &Word) -> Option<String> {
    word.iter().map(|part| if let Part::Text(text) = part { Some(text.as_str()) } else { None }).collect()
}
