//! Learning: questions, what proves their answers, how they are graded, and what a learner has answered so far.
//!
//! It reads no file and draws nothing. Teachers write `quizzes/*.yaml`; `podyard check` says what is wrong with a file, and
//! runs whatever its answers claim of the cluster.

mod answer;
mod hash;
pub mod misconception;
mod order;
#[cfg(not(target_arch = "wasm32"))]
pub mod play;
pub mod practice;
mod progress;
pub mod question;
pub mod review;
pub mod run;
mod text;

#[cfg(not(target_arch = "wasm32"))]
pub mod check;

pub use answer::{Given, Part, grade, known};
pub use order::order;
pub use progress::{Answer, Progress};
pub use question::{Choice, Exercise, Kind, Pair, Question, Quiz, ShortText, Topic, WrongAnswer, about};
pub use text::{Span, spans};

#[cfg(not(target_arch = "wasm32"))]
use crate::kube::Malformed;
use crate::kube::field::Field;
use crate::kube::reader::Reader;
use crate::kube::yaml;

/// Every quiz the program was built with, in the order of their places. The page fetches them instead.
///
/// # Panics
///
/// Where a file is no quiz, which `podyard check` and a test would have shown.
#[cfg(not(target_arch = "wasm32"))]
pub fn embedded() -> Vec<Quiz> {
    read_all(include_str!(concat!(env!("OUT_DIR"), "/quizzes.yaml"))).expect("a file is no quiz: see `podyard check`")
}

/// The quizzes of several files, one document each; nothing where one of them is no quiz.
pub fn read_all(text: &str) -> Option<Vec<Quiz>> {
    let mut reading = Reading::of(text);
    while reading.goes_on() {}
    reading.quizzes()
}

/// The same a document at a time: all of them at once would hold up a page.
pub struct Reading {
    /// Documents not yet read, the last one first.
    rest: Vec<String>,
    quizzes: Option<Vec<Quiz>>,
}

impl Reading {
    pub fn of(text: &str) -> Self {
        let mut rest = vec![String::new()];
        for line in text.lines() {
            match rest.last_mut() {
                Some(document) if line.trim_end() != "---" => {
                    document.push_str(line);
                    document.push('\n');
                }
                _ => rest.push(String::new()),
            }
        }
        rest.retain(|document| !document.trim().is_empty());
        rest.reverse();
        Self { rest, quizzes: Some(Vec::new()) }
    }

    /// Reads the next document; false once there is none, or one is no quiz.
    pub fn goes_on(&mut self) -> bool {
        let (Some(text), Some(quizzes)) = (self.rest.pop(), &mut self.quizzes) else { return false };
        let mut reader = Reader::default();
        let read = yaml::documents(&text).ok().and_then(|documents| Quiz::read(&mut reader, documents.first()?, ""));
        match read.filter(|_| reader.problems.is_empty()) {
            Some(quiz) => quizzes.push(quiz),
            None => self.quizzes = None,
        }
        self.quizzes.is_some()
    }

    /// All of them in the order of their places.
    pub fn quizzes(self) -> Option<Vec<Quiz>> {
        let mut quizzes = self.quizzes?;
        crate::sorted::sort_by(&mut quizzes, |one, other| (one.place, &one.id).cmp(&(other.place, &other.id)));
        Some(quizzes)
    }
}

/// The same as the page needs them: without what only proves an answer. One document a line.
#[cfg(not(target_arch = "wasm32"))]
pub fn for_the_page(mut quizzes: Vec<Quiz>) -> String {
    for question in quizzes.iter_mut().flat_map(|quiz| &mut quiz.questions) {
        question.show = question.run.as_ref().and_then(|run| run.link()).map(Into::into);
        question.sandbox = question.settings().cloned();
        (question.run, question.proof, question.value) = (None, None, None);
        question.take = question::Take::End;
        question.options.iter_mut().for_each(|option| option.proof = None);
    }
    let line = |quiz: &Quiz| quiz.write().map_or_else(String::new, |quiz| format!("---\n{}\n", quiz.json()));
    quizzes.iter().map(line).collect()
}

#[cfg(not(target_arch = "wasm32"))]
impl Quiz {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// Everything that cannot be read, in the order of lines. That it can be read does not make it a good one: that is for
    /// `podyard check` to say.
    pub fn parse(text: &str) -> Result<Self, Vec<Malformed>> {
        let documents = yaml::documents(text).map_err(|problem| vec![problem])?;
        let mut reader = Reader::default();
        let quiz = match &documents[..] {
            [document] => Self::read(&mut reader, document, ""),
            _ => {
                let fix = message!("quiz-see-examples-docs-quizzes");
                reader.problem(1, "", message!("quiz-not-one-document", count = documents.len()), fix);
                None
            }
        };
        let mut problems = reader.problems;
        crate::sorted::sort_by(&mut problems, |one, other| one.line.cmp(&other.line));
        quiz.filter(|_| problems.is_empty()).ok_or(problems)
    }
}
