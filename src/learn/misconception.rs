//! The wrong beliefs that wrong answers come from, as those who hold them would say them.

use super::question::{Question, Quiz};
use super::{Given, Progress, known};
use crate::message::Message;

/// How many there are: `M1` to this one.
pub const COUNT: usize = 20;

/// What is believed, by number; `M1` is the first.
fn sentences() -> [Message; COUNT] {
    [
        message!("belief-1"),
        message!("belief-2"),
        message!("belief-3"),
        message!("belief-4"),
        message!("belief-5"),
        message!("belief-6"),
        message!("belief-7"),
        message!("belief-8"),
        message!("belief-9"),
        message!("belief-10"),
        message!("belief-11"),
        message!("belief-12"),
        message!("belief-13"),
        message!("belief-14"),
        message!("belief-15"),
        message!("belief-16"),
        message!("belief-17"),
        message!("belief-18"),
        message!("belief-19"),
        message!("belief-20"),
    ]
}

/// The place of `M3`, from 0; nothing where there is no such belief.
pub fn place(id: &str) -> Option<usize> {
    let number = id.strip_prefix('M').filter(|number| !number.starts_with(['0', '+']))?;
    number.parse::<usize>().ok().filter(|number| (1..=COUNT).contains(number)).map(|number| number - 1)
}

/// What is believed by who chose that answer.
pub fn sentence(place: usize) -> Message {
    sentences().into_iter().nth(place).unwrap_or_default()
}

/// Every belief of which a question asks, by its place.
pub fn asked_by(question: &Question) -> impl Iterator<Item = usize> {
    let of_options = question.options.iter().filter_map(|option| option.misconception.as_deref());
    let of_wrong = question.wrong.iter().filter_map(|wrong| wrong.misconception.as_deref());
    of_options.chain(of_wrong).filter_map(place)
}

/// The beliefs behind a wrong answer.
fn behind(question: &Question, given: &Given) -> Vec<usize> {
    let ids: Vec<&str> = match given {
        Given::Chosen(chosen) => {
            chosen.iter().filter_map(|index| question.options.get(*index)?.misconception.as_deref()).collect()
        }
        _ => known(question, given).and_then(|wrong| wrong.misconception.as_deref()).into_iter().collect(),
    };
    ids.into_iter().filter_map(place).collect()
}

/// The beliefs behind the last answers that are wrong, each once, in their order.
pub fn held(quizzes: &[Quiz], progress: &Progress) -> Vec<usize> {
    let mut held = [false; COUNT];
    for question in quizzes.iter().flat_map(|quiz| &quiz.questions) {
        if let Some(answer) = progress.of(question).filter(|answer| !answer.right) {
            behind(question, &answer.given).into_iter().for_each(|place| held[place] = true);
        }
    }
    (0..COUNT).filter(|place| held[*place]).collect()
}
