//! Questions about rollouts: what a file may hold, how an answer is graded, and what a learner has answered so far.
//!
//! It reads no file and draws nothing. Teachers write `quizzes/*.toml`; the build turns them into JSON, so that the page
//! carries no TOML parser; `podyard check` says what is wrong with a file.

mod schema;

mod text;

mod hash;

mod order;

mod progress;

mod read;

#[cfg(not(target_arch = "wasm32"))]
pub mod check;

use std::collections::BTreeSet;

pub use order::order;
pub use progress::{Answer, Progress};
pub use schema::{Choice, Exercise, FORMAT_VERSION, Kind, Question, Quiz, ShortText, Topic, TryStrategy};
pub use text::{Span, spans};

/// The quizzes as `build.rs` wrote them.
const JSON: &str = include_str!(concat!(env!("OUT_DIR"), "/quizzes.json"));

/// Every quiz the program was built with, in the order of their files' names.
///
/// # Panics
///
/// Where the build wrote something else than quizzes, which a test would have shown.
pub fn embedded() -> Vec<Quiz> {
    read::quizzes(JSON).expect("the build writes quizzes")
}

/// Whether the options chosen, as indices into the file's order, are the right ones, all of them, and no other.
pub fn grade(question: &Question, chosen: &BTreeSet<usize>) -> bool {
    let right = question.options.iter().enumerate().filter(|(_, option)| option.right).map(|(index, _)| index);
    !chosen.is_empty() && right.eq(chosen.iter().copied())
}
