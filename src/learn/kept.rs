//! What a learner takes along as one file: answers, and exercises that are done.

use super::Progress;
use super::Quiz;
use super::done::{Best, Done};
use super::progress::document;
use crate::kube::field::Field;
use crate::kube::reader::Reader;
use crate::kube::tree::{Node, Value};
use crate::message::Message;

/// More exercises than anyone does: so many are read of a file, and of names no longer than this.
const MOST: usize = 1_000;
const LONGEST: usize = 100;

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    pub progress: Progress,
    pub done: Done,
}

impl Kept {
    /// For [`Kept::of_file`], here or elsewhere.
    pub fn to_json(&self) -> String {
        let mut file = self.progress.tree();
        if let Some(done) = self.done.write() {
            file.put(DONE, done.field(DONE).cloned());
        }
        file.end().map_or_else(String::new, |file| file.json())
    }

    /// Reads such a file. What of it is unreadable is dropped, the rest stays.
    ///
    /// # Errors
    ///
    /// What is wrong with it, for people.
    pub fn of_file(text: &str, quizzes: &[Quiz]) -> Result<Self, Message> {
        if Progress::is_later(text) {
            return Err(message!("answers-file-later"));
        }
        let Some(file) = document(text).filter(Progress::is_ours) else { return Err(message!("answers-file-foreign")) };
        let mut done = Done::default();
        if let Some(Value::List(items)) = file.field(DONE).map(|node| &node.value) {
            items.iter().take(MOST).filter_map(best).for_each(|best| done.add(best));
        }
        Ok(Self { progress: Progress::parse(text, quizzes), done })
    }
}

const DONE: &str = "done";

fn best(node: &Node) -> Option<Best> {
    let mut reader = Reader::default();
    let best = Best::read(&mut reader, node, "").filter(|_| reader.problems.is_empty())?;
    (1..=LONGEST).contains(&best.exercise.len()).then_some(best)
}
