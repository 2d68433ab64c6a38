//! Words and signs of a script.

use super::script::{Word, bare};

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(Word),
    Pipe,
    And,
    Or,
    Semicolon,
    Newline,
    /// `&`.
    Background,
    /// `>`, `2>`, `>>`.
    Redirect {
        stream: u8,
        adds: bool,
    },
    /// `2>&1`.
    Both,
    /// `<`.
    From,
    /// `<<EOF` with its text.
    Here(Word),
    /// `)`.
    Close,
    End,
}

impl Token {
    /// A word that stands without quotes, which may be a word of the language.
    pub fn bare(&self) -> Option<&str> {
        match self {
            Self::Word(word) => bare(word),
            _ => None,
        }
    }

    /// It says where a stream goes.
    pub fn redirects(&self) -> bool {
        matches!(self, Self::Redirect { .. } | Self::Both | Self::From | Self::Here(_))
    }

    pub fn shown(&self) -> String {
        match self {
            Self::Word(word) => bare(word).unwrap_or("\"").to_owned(),
            Self::Pipe => "|".into(),
            Self::And => "&&".into(),
            Self::Or => "||".into(),
            Self::Semicolon => ";".into(),
            Self::Newline | Self::End => "newline".into(),
            Self::Background => "&".into(),
            Self::Redirect { .. } | Self::Both => ">".into(),
            Self::From | Self::Here(_) => "<".into(),
            Self::Close => ")".into(),
        }
    }
}
