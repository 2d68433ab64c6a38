//! What a learner has answered, and how it is written down. Where it is kept is the page's affair.

use std::collections::BTreeSet;

use litemap::LiteMap;

use super::hash::Hash;
use super::read::document;
use super::{Kind, Question, Quiz, grade};
use crate::kube::field::Field;
use crate::kube::tree::{Mapping, Node, Value};

/// The form of what [`Progress::to_json`] writes. Another form is dropped when read.
const FORMAT_VERSION: u64 = 1;

/// Where a learner stands with one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What was chosen last, as indices into the file's order.
    pub chosen: BTreeSet<usize>,
    /// Whether that was right.
    pub right: bool,
    /// How often an answer was given, at least 1.
    pub attempts: u32,
    /// Whether the first of them was right.
    pub first_try_right: bool,
    /// The question is being tried again: its answer is not settled.
    pub open: bool,
}

/// Every answer of one learner, by question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    records: LiteMap<String, Record>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Record {
    /// Of the question as it was asked.
    asked: u64,
    answer: Answer,
}

impl Progress {
    /// Reads what [`Progress::to_json`] wrote. Never fails: what is unreadable, of a question that is gone, or of a
    /// question that has changed since is dropped; the rest stays.
    pub fn parse(json: &str, quizzes: &[Quiz]) -> Self {
        let mut progress = Self::default();
        let stored = document(json).filter(|stored| number(stored, "format_version") == Some(FORMAT_VERSION));
        let Some(answers) = stored.as_ref().and_then(|stored| stored.field("answers")) else { return progress };
        for question in quizzes.iter().flat_map(|quiz| &quiz.questions) {
            // One by one, so that an answer that is unreadable takes no other with it.
            let answer = answers.field(&question.id);
            if let Some(record) = answer.and_then(|answer| Record::restore(answer, question)) {
                progress.records.insert(question.id.clone(), record);
            }
        }
        progress
    }

    /// Whether a later Podyard wrote this, in a form of its own: it is not read, and must not be written over.
    pub fn is_later(json: &str) -> bool {
        document(json).and_then(|stored| number(&stored, "format_version")).is_some_and(|form| form > FORMAT_VERSION)
    }

    /// For [`Progress::parse`], today or after many a new version of the page.
    pub fn to_json(&self) -> String {
        let (mut stored, mut answers) = (Mapping::default(), Mapping::default());
        for (id, record) in self.records.iter() {
            answers.put(id, record.stored());
        }
        stored.put("format_version", FORMAT_VERSION.write());
        stored.put("answers", answers.end());
        stored.end().map_or_else(String::new, |stored| stored.json())
    }

    /// Grades an answer, given as indices into the file's order, and records it. Choosing nothing is no answer: it is
    /// not right, and nothing is recorded.
    pub fn answer(&mut self, question: &Question, chosen: &BTreeSet<usize>) -> bool {
        if chosen.is_empty() {
            return false;
        }
        let right = grade(question, chosen);
        let before = self.of(question);
        let answer = Answer {
            chosen: chosen.clone(),
            right,
            attempts: before.map_or(0, |answer| answer.attempts).saturating_add(1),
            first_try_right: before.map_or(right, |answer| answer.first_try_right),
            open: false,
        };
        self.records.insert(question.id.clone(), Record { asked: asked(question), answer });
        right
    }

    /// Where the learner stands with a question; nothing where it was never answered, or has changed since.
    pub fn of(&self, question: &Question) -> Option<&Answer> {
        let record = self.records.get(&question.id)?;
        (record.asked == asked(question)).then_some(&record.answer)
    }

    /// Opens an answered question again. What was tried before stays counted.
    pub fn retry(&mut self, question: &Question) {
        if let Some(record) = self.records.get_mut(&question.id) {
            record.answer.open = true;
        }
    }
}

impl Record {
    /// An answer as it is written down. Whether it is right is not: that is for the question to say.
    fn stored(&self) -> Option<Node> {
        let Answer { chosen, attempts, first_try_right, open, .. } = &self.answer;
        let chosen = chosen.iter().map(|index| Value::Int(*index as i64).into()).collect();
        let mut answer = Mapping::default();
        answer.put("asked", self.asked.write());
        answer.put("attempts", u64::from(*attempts).write());
        answer.put("chosen", Some(Value::List(chosen).into()));
        answer.put("first_try_right", first_try_right.write());
        answer.put("open", open.write());
        answer.end()
    }

    /// Nothing where it answers another question than this one, or cannot have been written by us.
    fn restore(stored: &Node, question: &Question) -> Option<Self> {
        let attempts = u32::try_from(number(stored, "attempts")?).ok().filter(|attempts| *attempts > 0)?;
        let Value::List(chosen) = &stored.field("chosen")?.value else { return None };
        let index = |node: &Node| match node.value {
            Value::Int(index) => usize::try_from(index).ok().filter(|index| *index < question.options.len()),
            _ => None,
        };
        let chosen = chosen.iter().try_fold(BTreeSet::new(), |mut all, node| {
            all.insert(index(node)?);
            Some(all)
        })?;
        let of = number(stored, "asked").filter(|of| *of == asked(question) && !chosen.is_empty())?;
        let (first_try_right, open) = (flag(stored, "first_try_right")?, flag(stored, "open").unwrap_or(false));
        let right = grade(question, &chosen);
        Some(Self { asked: of, answer: Answer { chosen, right, attempts, first_try_right, open } })
    }
}

fn number(node: &Node, name: &str) -> Option<u64> {
    match &node.field(name)?.value {
        Value::Int(number) => u64::try_from(*number).ok(),
        Value::Number(text) => text.parse().ok(),
        _ => None,
    }
}

fn flag(node: &Node, name: &str) -> Option<bool> {
    match node.field(name)?.value {
        Value::Bool(flag) => Some(flag),
        _ => None,
    }
}

/// Changes with what is asked, what can be chosen and what is right. Not with reasons: a better explanation makes no
/// answer stale.
fn asked(question: &Question) -> u64 {
    let kind = match question.kind {
        Kind::Choice => 0,
        Kind::Multi => 1,
    };
    let hash = Hash::default().text(&question.id).number(kind).text(&question.prompt);
    question.options.iter().fold(hash, |hash, option| hash.text(&option.text).number(option.right.into())).value()
}
