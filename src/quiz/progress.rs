//! What a learner has answered, and how it is written down. Where it is kept is the page's affair.

use std::collections::BTreeSet;

use litemap::LiteMap;
use serde::{Deserialize, Serialize};
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
    records: LiteMap<String, Record>,
}

/// The text's outline. Answers are read one by one, so that one that is unreadable takes no other with it.
#[derive(Serialize, Deserialize)]
struct Stored {
    format_version: u32,
    answers: Map<String, Value>,
}

/// An answer as it is written down. Whether it is right is not: that is for the question to say.
#[derive(Serialize, Deserialize)]
struct StoredAnswer {
    asked: u64,
    chosen: BTreeSet<usize>,
    attempts: u32,
    first_try_right: bool,
    #[serde(default)]
    open: bool,
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
        let Ok(mut stored) = serde_json::from_str::<Stored>(json) else { return Self::default() };
        if stored.format_version != FORMAT_VERSION {
            return Self::default();
        }
        let mut progress = Self::default();
        for question in quizzes.iter().flat_map(|quiz| &quiz.questions) {
            let answer = stored.answers.remove(&question.id).and_then(|answer| serde_json::from_value(answer).ok());
            if let Some(record) = answer.and_then(|answer| Record::restore(answer, question)) {
                progress.records.insert(question.id.clone(), record);
            }
        }
        progress
    }

    /// Whether a later Podyard wrote this, in a form of its own: it is not read, and must not be written over.
    pub fn is_later(json: &str) -> bool {
        serde_json::from_str::<Value>(json)
            .is_ok_and(|value| value["format_version"].as_u64().is_some_and(|form| form > FORMAT_VERSION.into()))
    }

    /// For [`Progress::parse`], today or after many a new version of the page.
    ///
    /// # Panics
    ///
    /// Never: keys are texts, and no value refuses to be written.
    pub fn to_json(&self) -> String {
        let mut answers = Map::new();
        for (id, record) in self.records.iter() {
            answers.insert(id.clone(), serde_json::to_value(record.stored()).expect("numbers and booleans are values"));
        }
        let stored = Stored { format_version: FORMAT_VERSION, answers };
        serde_json::to_string(&stored).expect("texts, numbers and booleans can be written as JSON")
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
    fn stored(&self) -> StoredAnswer {
        let Answer { chosen, attempts, first_try_right, open, .. } = self.answer.clone();
        StoredAnswer { asked: self.asked, chosen, attempts, first_try_right, open }
    }

    /// Nothing where it answers another question than this one, or cannot have been written by us.
    fn restore(stored: StoredAnswer, question: &Question) -> Option<Self> {
        let StoredAnswer { asked: of, chosen, attempts, first_try_right, open } = stored;
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
