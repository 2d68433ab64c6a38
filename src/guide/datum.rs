//! What a value can be, and what it is at an instant.

use std::cmp::Ordering;
use std::fmt;

use crate::kube::object::Name;
use crate::kube::time::{Millis, SECOND};

/// What a value can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A whole number.
    Number,
    /// A share, in thousandths: `20%`, `2.5%`.
    Share,
    /// A length of time, ms: `90s`.
    Time,
    /// True or false.
    Bool,
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A number or text; or a field that is kept as it was written.
    Any,
}

/// A value at an instant, or what is written in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Datum {
    /// A whole number.
    Number(i64),
    /// Thousandths.
    Share(u64),
    /// ms.
    Time(Millis),
    /// True or false.
    Bool(bool),
    Text(Name),
}

impl Datum {
    /// The order of two of one sort that has one.
    pub(super) fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Number(one), Self::Number(other)) => Some(one.cmp(other)),
            (Self::Share(one), Self::Share(other)) | (Self::Time(one), Self::Time(other)) => Some(one.cmp(other)),
            _ => None,
        }
    }
}

impl fmt::Display for Datum {
    /// As a goal has it: text in quotes where it could be taken for something else.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Share(share) if share % 10 == 0 => write!(f, "{}%", share / 10),
            Self::Share(share) => write!(f, "{}.{}%", share / 10, share % 10),
            Self::Time(time) => duration(*time, f),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Text(text) => write_text(text, f),
        }
    }
}

/// `1m30s`, `500ms`, `0s`.
fn duration(time: Millis, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let parts = [(time / (60 * SECOND), "m"), (time / SECOND % 60, "s"), (time % SECOND, "ms")];
    if time == 0 {
        return f.write_str("0s");
    }
    parts.into_iter().filter(|(part, _)| *part > 0).try_for_each(|(part, unit)| write!(f, "{part}{unit}"))
}

/// Text as a goal has it: bare where it can only be text.
fn write_text(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/@%+".contains(&byte);
    let begins = text.starts_with(|first: char| first.is_ascii_alphanumeric());
    let reserved = ["and", "time", "exists", "is"].contains(&text)
        || ["requests.", "score."].iter().any(|prefix| text.starts_with(prefix));
    if begins && text.bytes().all(safe) && !reserved {
        return f.write_str(text);
    }
    // Only what ends it early is escaped, as it is read.
    write!(f, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
