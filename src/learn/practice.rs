//! What is practised: which questions, in which order.

use super::hash::Hash;
use super::misconception::asked_by;
use super::question::{Question, Quiz};
use super::topic::Topic;
use super::{Answer, Progress};
use crate::kube::field::Field;
use crate::kube::object::Name;
use crate::kube::tree::Value;
use crate::sorted;

/// Which of the questions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    #[default]
    All,
    /// Never answered.
    New,
    /// Answered wrongly the last time.
    Wrong,
    /// Due for review: see [`super::review`].
    Due,
}

impl Which {
    pub const ALL: [Self; 4] = [Self::All, Self::New, Self::Wrong, Self::Due];

    /// It takes a question that stands so.
    fn takes(self, answer: Option<&Answer>, today: u64) -> bool {
        match self {
            Self::All => true,
            Self::New => answer.is_none(),
            Self::Wrong => answer.is_some_and(|answer| !answer.right),
            Self::Due => answer.is_some_and(|answer| answer.review.is_due(today)),
        }
    }
}

/// Lengths that are offered; all where there is none.
pub const LENGTHS: [Option<usize>; 4] = [Some(5), Some(10), Some(20), None];

/// What somebody wants to practise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Practice {
    /// Of these topics, and of these beliefs (by their places); of all where neither is named.
    pub topics: Vec<Topic>,
    pub beliefs: Vec<usize>,
    pub which: Which,
    /// At most so many; all where there is none.
    pub length: Option<usize>,
}

impl Default for Practice {
    fn default() -> Self {
        Self { topics: Vec::new(), beliefs: Vec::new(), which: Which::All, length: Some(10) }
    }
}

impl Practice {
    /// What a link asks for: `topics=canary,routes&length=10`. What it does not know it passes over.
    pub fn of_link(query: &str) -> Self {
        let mut practice = Self::default();
        for (key, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            match key {
                "topics" => {
                    // Some sites write a comma of an address so.
                    let names = value.split([',', '+']).flat_map(|part| part.split("%2C"));
                    practice.topics = names.filter_map(topic).collect();
                }
                "length" => practice.length = value.parse().ok().filter(|length| *length > 0),
                _ => {}
            }
        }
        practice
    }

    /// It is a question of what is practised, however it was answered.
    pub fn is_of(&self, question: &Question) -> bool {
        let all = self.topics.is_empty() && self.beliefs.is_empty();
        all || self.topics.contains(&question.topic) || asked_by(question).any(|it| self.beliefs.contains(&it))
    }

    /// The questions in the order to ask them: what one was sure of and had wrong, what one had wrong, what is due, what
    /// is new, the rest. Among these by the seed, which changes with no question.
    pub fn pick<'a>(&self, quizzes: &'a [Quiz], progress: &Progress, today: u64, seed: u64) -> Vec<&'a Question> {
        let all = quizzes.iter().flat_map(|quiz| &quiz.questions).filter(|question| self.is_of(question));
        let all = all.filter(|question| self.which.takes(progress.of(question), today));
        let chance = |question: &Question| Hash::default().number(seed).text(&question.id).value();
        let mut all: Vec<_> = all.map(|it| ((rank(progress.of(it), today), chance(it)), it)).collect();
        sorted::sort_by(&mut all, |one, other| one.0.cmp(&other.0));
        all.truncate(self.length.unwrap_or(usize::MAX));
        all.into_iter().map(|(_, question)| question).collect()
    }

    /// How many of all questions stand so, whatever the length.
    pub fn count(&self, which: Which, quizzes: &[Quiz], progress: &Progress, today: u64) -> usize {
        let of = Self { which, length: None, ..self.clone() };
        of.pick(quizzes, progress, today, 0).len()
    }
}

/// What is worth most comes first.
fn rank(answer: Option<&Answer>, today: u64) -> u8 {
    match answer {
        Some(answer) if !answer.right && answer.sure == Some(true) => 0,
        Some(answer) if !answer.right => 1,
        Some(answer) if answer.review.is_due(today) => 2,
        None => 3,
        Some(_) => 4,
    }
}

/// A topic by its word in files.
fn topic(word: &str) -> Option<Topic> {
    let is = |topic: &Topic| topic.write().is_some_and(|node| node.value == Value::Text(word.into()));
    Topic::ALL.into_iter().find(is)
}

/// A practice under way: what is asked, and how the first try at each went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Round {
    pub asked: Vec<Name>,
    /// Which of them one is at; behind the last one it is over.
    pub at: usize,
    /// Whether it was right, and whether one was sure.
    pub first: Vec<Option<(bool, bool)>>,
}

impl Round {
    pub fn of(questions: &[&Question]) -> Self {
        Self::asking(questions.iter().map(|it| it.id.clone()).collect())
    }

    fn asking(asked: Vec<Name>) -> Self {
        Self { at: 0, first: vec![None; asked.len()], asked }
    }

    /// Notes an answer to the question one is at, where it is the first one.
    pub fn note(&mut self, right: bool, sure: bool) {
        if let Some(first) = self.first.get_mut(self.at) {
            first.get_or_insert((right, sure));
        }
    }

    /// How many were right at the first try, and how many were answered.
    pub fn score(&self) -> (usize, usize) {
        let answered = || self.first.iter().flatten();
        (answered().filter(|(right, _)| *right).count(), answered().count())
    }

    /// Those that were wrong at first; with `sure` only those of which one was sure.
    pub fn wrong(&self, sure: bool) -> Vec<Name> {
        let wrong = |first: &Option<(bool, bool)>| first.is_some_and(|(right, was)| !right && (was || !sure));
        self.asked.iter().zip(&self.first).filter(|(_, first)| wrong(first)).map(|(id, _)| id.clone()).collect()
    }

    /// The same with nothing answered, of those that were wrong.
    pub fn again(&self) -> Self {
        Self::asking(self.wrong(false))
    }
}
