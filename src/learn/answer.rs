//! What somebody answers, and whether it is right.

use std::collections::BTreeSet;

use crate::kube::time::{Millis, SECOND};

use super::lesson::Drawn;
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
            (Part::Places, Self::Placed(places)) if question.kind == Kind::Curve => places.len() == parts,
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
            Kind::Choice | Kind::Several | Kind::Pod | Kind::Goal => Self::Options,
            Kind::Number | Kind::Text | Kind::Moment => Self::Box,
            Kind::Order | Kind::Match | Kind::Curve => Self::Places,
        }
    }
}

/// Whether an answer is right: all of it, and nothing else. No answer is never right.
pub fn grade(question: &Question, given: &Given) -> bool {
    if given.is_nothing() || !given.fits(question) {
        return false;
    }
    match given {
        Given::Chosen(chosen) if question.kind == Kind::Goal => chosen.contains(&0),
        Given::Chosen(chosen) if question.kind == Kind::Pod => {
            let right = question.key.iter().enumerate().filter(|(_, key)| **key == 1).map(|(index, _)| index);
            right.eq(chosen.iter().copied())
        }
        Given::Typed(text) if question.kind == Kind::Moment => {
            let near = |(instant, key): (u64, &i64)| instant.abs_diff(key.unsigned_abs()) <= question.within;
            instant(text).zip(question.key.first()).is_some_and(near)
        }
        Given::Placed(places) if question.kind == Kind::Curve => is_near(question, places),
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

/// A line is right where it lies off by no more than a tenth of the highest value on the average, or half a pod.
fn is_near(question: &Question, places: &[usize]) -> bool {
    let drawn: Vec<i64> = places.iter().map(|value| i64::try_from(*value).unwrap_or(i64::MAX)).collect();
    let top = if question.curve == Some(Drawn::Share) { 100 } else { question.key.iter().copied().max().unwrap_or(0) };
    question.key.len() == drawn.len() && apart(&drawn, &question.key) <= top.unsigned_abs().max(5)
}

/// How far two lines lie apart on the average, in tenths.
///
/// 4 4 2 and 4 3 0: (0 + 1 + 2) / 3 is 1.0.
pub fn apart(one: &[i64], other: &[i64]) -> u64 {
    let sum: u64 = one.iter().zip(other).map(|(one, other)| one.abs_diff(*other)).sum();
    (sum * 10 + one.len() as u64 / 2) / (one.len() as u64).max(1)
}

/// `12.5`, seconds, in ms.
pub fn instant(text: &str) -> Option<Millis> {
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    let millis: Millis = format!("{part:0<3}").parse().ok().filter(|millis| *millis < SECOND)?;
    whole.parse::<Millis>().ok()?.checked_mul(SECOND)?.checked_add(millis)
}

/// `13`, ` 13 `, `+13`; nothing else is a number here.
fn number(text: &str) -> Option<i64> {
    text.trim().parse().ok()
}

/// Blanks are one, at the ends none, and capitals do not count.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(apart(&[4, 4, 2], &[4, 3, 0]), 10);
        assert_eq!(apart(&[1, 1], &[1, 1]), 0);
        assert_eq!(apart(&[0, 0, 0], &[1, 0, 0]), 3);
    }

    #[test]
    fn instants() {
        let cases = [
            ("12.5", Some(12_500)),
            (" 3 ", Some(3_000)),
            ("0.25", Some(250)),
            ("x", None),
            ("1.2345", None),
            ("-1", None),
        ];
        for (text, expected) in cases {
            assert_eq!(instant(text), expected, "{text}");
        }
    }

    #[test]
    fn answers_that_a_run_decides() {
        let question = |kind, key: &[i64]| Question { kind, key: key.to_vec(), within: 1_000, ..Question::default() };
        let pods = question(Kind::Pod, &[0, 1, 1]);
        let chosen = |all: &[usize]| Given::Chosen(all.iter().copied().collect());
        for (all, right) in [(&[1, 2][..], true), (&[1], false), (&[0, 1, 2], false), (&[], false), (&[1, 2, 3], false)]
        {
            assert_eq!(grade(&pods, &chosen(all)), right, "{all:?}");
        }
        let moment = question(Kind::Moment, &[12_000]);
        for (text, right) in [("12", true), ("12.9", true), ("11", true), ("13.5", false), ("", false), ("soon", false)]
        {
            assert_eq!(grade(&moment, &Given::Typed(text.into())), right, "{text}");
        }
        let curve = Question { curve: Some(Drawn::Available), ..question(Kind::Curve, &[4; 13]) };
        for (value, right) in [(4, true), (3, false), (5, false)] {
            assert_eq!(grade(&curve, &Given::Placed(vec![value; 13])), right, "{value}");
        }
        assert!(!grade(&curve, &Given::Placed(vec![4; 12])), "a line of another length");
        assert!(grade(&question(Kind::Goal, &[]), &chosen(&[0])));
        assert!(!grade(&question(Kind::Goal, &[]), &chosen(&[1])));
    }
}
