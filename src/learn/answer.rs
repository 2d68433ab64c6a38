//! What somebody answers, and whether it is right.

use std::collections::BTreeSet;

use super::question::{Kind, Question, WrongAnswer};

/// An answer, in the terms of the question's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// Options, as indices into the file's order.
    Chosen(BTreeSet<usize>),
    /// A number or words, as they were typed.
    Typed(String),
    /// Of each step or pair, in the order shown, which of the file's was put there.
    Placed(Vec<usize>),
}

/// What there is to answer with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Options,
    Box,
    Places,
}

impl Given {
    /// No answer yet.
    pub fn none(kind: Kind) -> Self {
        match Part::of(kind) {
            Part::Options => Self::Chosen(BTreeSet::new()),
            Part::Box => Self::Typed(String::new()),
            Part::Places => Self::Placed(Vec::new()),
        }
    }

    /// Nothing was chosen, typed or placed.
    pub fn is_nothing(&self) -> bool {
        match self {
            Self::Chosen(chosen) => chosen.is_empty(),
            Self::Typed(text) => text.trim().is_empty(),
            Self::Placed(places) => places.is_empty(),
        }
    }

    /// It can be one of this question.
    pub fn fits(&self, question: &Question) -> bool {
        let parts = question.parts();
        match (Part::of(question.kind), self) {
            (Part::Options, Self::Chosen(chosen)) => chosen.iter().all(|index| *index < parts),
            (Part::Box, Self::Typed(_)) => true,
            (Part::Places, Self::Placed(places)) => {
                let distinct = || places.iter().collect::<BTreeSet<_>>().len() == parts;
                places.len() == parts
                    && places.iter().all(|index| *index < parts)
                    && (question.kind == Kind::Match || distinct())
            }
            _ => false,
        }
    }
}

impl Part {
    pub fn of(kind: Kind) -> Self {
        match kind {
            Kind::Choice | Kind::Several => Self::Options,
            Kind::Number | Kind::Text => Self::Box,
            Kind::Order | Kind::Match => Self::Places,
        }
    }
}

/// Whether an answer is right: all of it, and nothing else. No answer is never right.
pub fn grade(question: &Question, given: &Given) -> bool {
    if given.is_nothing() || !given.fits(question) {
        return false;
    }
    match given {
        Given::Chosen(chosen) => {
            let right = question.options.iter().enumerate().filter(|(_, option)| option.right).map(|(index, _)| index);
            right.eq(chosen.iter().copied())
        }
        Given::Typed(text) if question.kind == Kind::Number => {
            question.answer.is_some() && number(text) == question.answer
        }
        Given::Typed(text) => question.accept.iter().any(|accepted| plain(accepted) == plain(text)),
        Given::Placed(places) => places.iter().copied().eq(0..question.parts()),
    }
}

/// A wrong answer that the question has something to say of.
pub fn known<'a>(question: &'a Question, given: &Given) -> Option<&'a WrongAnswer> {
    let Given::Typed(text) = given else { return None };
    let same = |wrong: &&WrongAnswer| match question.kind {
        Kind::Number => number(text).is_some() && number(text) == number(&wrong.answer),
        _ => plain(text) == plain(&wrong.answer),
    };
    question.wrong.iter().find(same)
}

/// `13`, ` 13 `, `+13`; nothing else is a number here.
fn number(text: &str) -> Option<i64> {
    text.trim().parse().ok()
}

/// Blanks are one, at the ends none, and capitals do not count.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase()
}
