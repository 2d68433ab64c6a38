//! Learning: lessons, questions and exercises, what proves them, how they are graded, and what a learner has done so far.
//!
//! It reads no file and draws nothing. Teachers write `quizzes/*.yaml`, `content/exercises/*.yaml` and `content/lessons/*.yaml`; `podyard check` says
//! what is wrong with a file, and runs whatever it claims of the cluster.

mod answer;
pub mod done;
pub mod exercise;
pub mod filled;
pub mod grading;
pub mod handed_in;
mod hash;
pub mod kept;
pub mod lesson;
pub mod lesson_text;
pub mod marks;
pub mod misconception;
mod needs;
mod order;
pub mod own;
pub mod play;
pub mod played;
pub mod practice;
mod progress;
pub mod question;
mod question_run;
pub mod review;
pub mod run;
pub mod stored;
mod text;
pub mod ticked;
mod topic;

#[cfg(not(target_arch = "wasm32"))]
pub mod check;
#[cfg(not(target_arch = "wasm32"))]
pub mod schema;

pub use answer::{Given, Part, apart, grade, instant, known};
pub use exercise::Exercise;
pub use lesson::Lesson;
pub use order::order;
pub use progress::{Answer, Progress};
pub use question::{Choice, Kind, Pair, Question, Quiz, WrongAnswer, about};
pub use text::{Span, spans};
pub use topic::Topic;

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
    let all = include_str!(concat!(env!("OUT_DIR"), "/quizzes.yaml"));
    let mut quizzes = read_all(all).expect("a file is no quiz: see `podyard check`");
    in_order(&mut quizzes);
    quizzes
}

/// Every exercise likewise.
///
/// # Panics
///
/// Where a file is no exercise, which `podyard check` and a test would have shown.
#[cfg(not(target_arch = "wasm32"))]
pub fn exercises() -> Vec<Exercise> {
    let all = include_str!(concat!(env!("OUT_DIR"), "/exercises.yaml"));
    let mut exercises = read_all(all).expect("a file is no exercise: see `podyard check`");
    exercises_in_order(&mut exercises);
    exercises
}

/// Every lesson likewise.
///
/// # Panics
///
/// Where a file is no lesson, which `podyard check` and a test would have shown.
#[cfg(not(target_arch = "wasm32"))]
pub fn lessons() -> Vec<Lesson> {
    let all = include_str!(concat!(env!("OUT_DIR"), "/lessons.yaml"));
    let mut lessons = read_all(all).expect("a file is no lesson: see `podyard check`");
    lessons_in_order(&mut lessons);
    lessons
}

/// A text of several documents, read one at a time: all of them at once would hold up a page.
pub struct Reading<T> {
    /// Documents not yet read, the last one first.
    rest: Vec<String>,
    read: Option<Vec<T>>,
}

impl<T: Field> Reading<T> {
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
        Self { rest, read: Some(Vec::new()) }
    }

    /// Reads the next document; false once there is none, or one cannot be read.
    pub fn goes_on(&mut self) -> bool {
        let (Some(text), Some(all)) = (self.rest.pop(), &mut self.read) else { return false };
        let mut reader = Reader::default();
        let read = yaml::documents(&text).ok().and_then(|documents| T::read(&mut reader, documents.first()?, ""));
        match read.filter(|_| reader.problems.is_empty()) {
            Some(one) => all.push(one),
            None => self.read = None,
        }
        self.read.is_some()
    }

    /// All that was read; nothing where one of the documents could not be.
    pub fn end(self) -> Option<Vec<T>> {
        self.read
    }
}

/// A text of several documents, read at once; nothing where one of them cannot be read.
#[cfg(not(target_arch = "wasm32"))]
pub fn read_all<T: Field>(text: &str) -> Option<Vec<T>> {
    let mut reading = Reading::of(text);
    while reading.goes_on() {}
    reading.end()
}

/// Quizzes in the order of their places.
pub fn in_order(quizzes: &mut Vec<Quiz>) {
    #[cfg(all(target_arch = "wasm32", debug_assertions))]
    with_keys(quizzes);
    crate::sorted::sort_by(quizzes, |one, other| (one.place, &one.id).cmp(&(other.place, &other.id)));
}

/// The file of questions as it is written holds no key of what is answered by looking: a page in development works it out.
#[cfg(all(target_arch = "wasm32", debug_assertions))]
fn with_keys(quizzes: &mut [Quiz]) {
    let unkeyed = |question: &&mut Question| question.is_seen() && question.key.is_empty();
    for question in quizzes.iter_mut().flat_map(|quiz| &mut quiz.questions).filter(unkeyed) {
        question.key = question.worked_out().unwrap_or_default();
    }
}

/// Exercises in the order of their types and places.
pub fn exercises_in_order(all: &mut Vec<Exercise>) {
    crate::sorted::sort_by(all, |one, other| (one.sort, one.place, &one.id).cmp(&(other.sort, other.place, &other.id)));
}

/// Lessons in the order of their places.
pub fn lessons_in_order(all: &mut Vec<Lesson>) {
    crate::sorted::sort_by(all, |one, other| (one.place, &one.id).cmp(&(other.place, &other.id)));
}

/// The lessons as the page needs them: without what only proves that they are true. One document a line.
#[cfg(not(target_arch = "wasm32"))]
pub fn lessons_for_the_page(mut lessons: Vec<Lesson>) -> String {
    for discover in lessons.iter_mut().flat_map(|lesson| &mut lesson.blocks).filter_map(|block| block.discover.as_mut())
    {
        discover.solution = "".into();
    }
    lines(&lessons)
}

/// The same as the page needs them: without what only proves an answer. One document a line.
#[cfg(not(target_arch = "wasm32"))]
pub fn for_the_page(mut quizzes: Vec<Quiz>) -> String {
    for question in quizzes.iter_mut().flat_map(|quiz| &mut quiz.questions) {
        question.show = question.run.as_ref().and_then(|run| run.link()).map(Into::into);
        question.sandbox = question.settings().cloned();
        question.key = question.worked_out().unwrap_or_default();
        if !question.is_seen() {
            question.run = None;
        }
        (question.proof, question.value, question.which, question.judged, question.solution) =
            (None, None, None, None, None);
        question.take = question::Take::End;
        question.options.iter_mut().for_each(|option| option.proof = None);
    }
    lines(&quizzes)
}

/// The exercises as the page needs them: without ways that do not do, with the costs of the best way and its links.
#[cfg(not(target_arch = "wasm32"))]
pub fn exercises_for_the_page(mut exercises: Vec<Exercise>) -> String {
    for exercise in &mut exercises {
        let links: Vec<_> = exercise.solutions.iter().map(|way| exercise.attempt(way).ok()).collect();
        let best = links.first().cloned().flatten().map(|run| exercise.grade(&run));
        exercise.fewest = best.as_ref().and_then(|grade| u32::try_from(grade.changes).ok());
        let costs = best.map_or_else(Vec::new, |grade| grade.costs);
        for (cost, par) in exercise.costs.iter_mut().zip(costs) {
            cost.par = par.map(|par| filled::plain(&par).into());
        }
        for (way, link) in exercise.solutions.iter_mut().zip(links) {
            (way.show, way.acts, way.start) = (link.map(|link| link.write().into()), Vec::new(), None);
        }
        exercise.wrong.clear();
    }
    lines(&exercises)
}

#[cfg(not(target_arch = "wasm32"))]
fn lines<T: Field>(all: &[T]) -> String {
    let line = |one: &T| one.write().map_or_else(String::new, |tree| format!("---\n{}\n", tree.json()));
    all.iter().map(line).collect()
}

/// Reads a file of one quiz or one exercise.
///
/// # Errors
///
/// Everything that cannot be read, in the order of lines. That it can be read does not make it a good one: that is for
/// `podyard check` to say.
pub fn parse<T: Field>(text: &str) -> Result<T, Vec<Malformed>> {
    let documents = yaml::documents(text).map_err(|problem| vec![problem])?;
    let mut reader = Reader::default();
    let read = match &documents[..] {
        [document] => T::read(&mut reader, document, ""),
        _ => {
            let fix = message!("quiz-see-examples-docs-quizzes");
            reader.problem(1, "", message!("quiz-not-one-document", count = documents.len()), fix);
            None
        }
    };
    let mut problems = reader.problems;
    crate::sorted::sort_by(&mut problems, |one, other| one.line.cmp(&other.line));
    read.filter(|_| problems.is_empty()).ok_or(problems)
}
