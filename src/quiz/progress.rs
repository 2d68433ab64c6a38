//! What a learner has answered, and how it is written down. Where it is kept is the page's affair.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::hash::Hash;
use super::{Kind, Question, Quiz, grade};

/// The form of what [`Progress::to_json`] writes. Another form is dropped when read.
const FORMAT_VERSION: u32 = 1;

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
    records: BTreeMap<String, Record>,
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
        let Ok(Value::Object(mut root)) = serde_json::from_str(json) else { return Self::default() };
        if root.get("format_version") != Some(&Value::from(FORMAT_VERSION)) {
            return Self::default();
        }
        let Some(Value::Object(mut answers)) = root.remove("answers") else { return Self::default() };
        let mut progress = Self::default();
        for question in quizzes.iter().flat_map(|quiz| &quiz.questions) {
            if let Some(record) = answers.remove(&question.id).and_then(|stored| Record::restore(&stored, question)) {
                progress.records.insert(question.id.clone(), record);
            }
        }
        progress
    }

    /// For [`Progress::parse`], today or after many a new version of the page.
    pub fn to_json(&self) -> String {
        let mut answers = Map::new();
        for (id, record) in self.records.iter() {
            answers.insert(id.clone(), record.stored());
        }
        let mut root = Map::new();
        root.insert("format_version".into(), FORMAT_VERSION.into());
        root.insert("answers".into(), answers.into());
        Value::Object(root).to_string()
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

/// An answer as it is written down. Whether it is right is not: that is for the question to say. By hand and not by
/// serde's derive, which would add 4 KB to the page.
impl Record {
    fn stored(&self) -> Value {
        let Answer { chosen, attempts, first_try_right, open, .. } = &self.answer;
        let mut stored = Map::new();
        stored.insert("asked".into(), self.asked.into());
        stored.insert("chosen".into(), chosen.iter().copied().collect::<Vec<usize>>().into());
        stored.insert("attempts".into(), (*attempts).into());
        stored.insert("first_try_right".into(), (*first_try_right).into());
        stored.insert("open".into(), (*open).into());
        Value::Object(stored)
    }

    /// Nothing where it answers another question than this one, or cannot have been written by us.
    fn restore(stored: &Value, question: &Question) -> Option<Self> {
        let of = stored.get("asked")?.as_u64()?;
        let attempts = u32::try_from(stored.get("attempts")?.as_u64()?).ok()?;
        let first_try_right = stored.get("first_try_right")?.as_bool()?;
        let open = stored.get("open").and_then(Value::as_bool).unwrap_or(false);
        let mut chosen = BTreeSet::new();
        for index in stored.get("chosen")?.as_array()? {
            chosen.insert(usize::try_from(index.as_u64()?).ok()?);
        }
        let known = !chosen.is_empty() && chosen.iter().all(|index| *index < question.options.len());
        if of != asked(question) || !known || attempts == 0 {
            return None;
        }
        let right = grade(question, &chosen);
        Some(Self { asked: of, answer: Answer { chosen, right, attempts, first_try_right, open } })
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
