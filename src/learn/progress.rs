//! What a learner has answered, and how it is written down. Where it is kept is the page's affair.

use litemap::LiteMap;

use super::hash::Hash;
use super::review::Review;
use super::{Given, Kind, Question, Quiz, grade};
use crate::kube::field::Field;
use crate::kube::object::Name;
use crate::kube::tree::{Mapping, Node, Value};
use crate::kube::yaml;

/// The form of what [`Progress::to_json`] writes. Form 1 knew neither days nor whether one was sure; its answers are
/// read. A later form is dropped when read.
const FORMAT_VERSION: u64 = 2;

/// Where a learner stands with one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What was answered last.
    pub given: Given,
    /// Whether that was right.
    pub right: bool,
    /// How often an answer was given, at least 1.
    pub attempts: u32,
    /// Whether the first of them was right.
    pub first_try_right: bool,
    /// The question is being tried again: its answer is not settled.
    pub open: bool,
    /// Whether whoever answered last was sure of it; nothing where that was not said.
    pub sure: Option<bool>,
    /// When it comes again.
    pub review: Review,
}

/// Every answer of one learner, by question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    records: LiteMap<Name, Record>,
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
        let known = |stored: &Node| (1..=FORMAT_VERSION).contains(&number(stored, "format_version").unwrap_or(0));
        let stored = document(json).filter(known);
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

    /// It is a tree of answers.
    pub(super) fn is_ours(stored: &Node) -> bool {
        number(stored, "format_version").is_some_and(|form| form > 0)
            && stored.field("answers").is_some_and(|answers| matches!(answers.value, Value::Map(_)))
    }

    /// Takes in another's answers. Of two to one question the later stays; of one day that of more tries.
    pub fn merge(&mut self, other: Self) {
        let order = |record: &Record| (record.answer.review.answered, record.answer.attempts);
        for (id, record) in other.records {
            if self.records.get(&id).is_none_or(|own| own.asked != record.asked || order(own) < order(&record)) {
                self.records.insert(id, record);
            }
        }
    }

    /// How many questions were answered.
    pub fn count(&self) -> usize {
        self.records.len()
    }

    /// For [`Progress::parse`], today or after many a new version of the page.
    pub fn to_json(&self) -> String {
        self.tree().end().map_or_else(String::new, |stored| stored.json())
    }

    pub(super) fn tree(&self) -> Mapping {
        let (mut stored, mut answers) = (Mapping::default(), Mapping::default());
        for (id, record) in self.records.iter() {
            answers.put(id, record.stored());
        }
        stored.put("format_version", FORMAT_VERSION.write());
        stored.put("answers", answers.end().or_else(|| Some(Value::Map(Vec::new()).into())));
        stored
    }

    /// Grades an answer and records it, with the day on which it was given, counted since 1970, and whether one was sure
    /// of it, where one said so.
    /// Nothing chosen is no answer: it is not right, and nothing is recorded.
    pub fn answer(&mut self, question: &Question, given: &Given, sure: Option<bool>, today: u64) -> bool {
        if given.is_nothing() {
            return false;
        }
        let right = grade(question, given);
        let before = self.of(question);
        let answer = Answer {
            given: given.clone(),
            right,
            attempts: before.map_or(0, |answer| answer.attempts).saturating_add(1),
            first_try_right: before.map_or(right, |answer| answer.first_try_right),
            open: false,
            sure,
            review: Review::after(before.map(|answer| answer.review), right, sure, today),
        };
        self.records.insert(question.id.clone(), Record { asked: asked(question), answer });
        right
    }

    /// Where the learner stands with a question; nothing where it was never answered, or has changed since.
    pub fn of(&self, question: &Question) -> Option<&Answer> {
        let record = self.records.get(&question.id)?;
        (record.asked == asked(question)).then_some(&record.answer)
    }

    /// It is answered rightly, and not being tried again.
    pub fn is_right(&self, question: &Question) -> bool {
        self.of(question).is_some_and(|answer| answer.right && !answer.open)
    }

    /// The next question that is not right yet, from the end back to the start; none where all others are.
    pub fn next<'a>(&self, questions: impl Iterator<Item = &'a Question>, index: usize) -> Option<usize> {
        let open: Vec<usize> = questions.enumerate().filter(|(_, it)| !self.is_right(it)).map(|(at, _)| at).collect();
        open.iter().find(|at| **at > index).or_else(|| open.iter().find(|at| **at < index)).copied()
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
        let Answer { given, attempts, first_try_right, open, sure, review, right: _ } = &self.answer;
        let list = |all: &mut dyn Iterator<Item = usize>| -> Option<Node> {
            Some(Value::List(all.map(|index| Value::Int(index as i64).into()).collect()).into())
        };
        let days = review.stored().map(|number| number as usize);
        let (name, given) = match given {
            Given::Chosen(chosen) => ("chosen", list(&mut chosen.iter().copied())),
            Given::Placed(places) => ("placed", list(&mut places.iter().copied())),
            Given::Typed(text) => ("typed", Some(Value::Text(text.clone()).into())),
        };
        let mut answer = Mapping::default();
        answer.put("asked", self.asked.write());
        answer.put("attempts", u64::from(*attempts).write());
        answer.put(name, given);
        answer.put("first_try_right", first_try_right.write());
        answer.put("open", open.write());
        answer.put("review", list(&mut days.into_iter()));
        answer.put("sure", (*sure == Some(true)).write());
        // Beside `sure`, which was all there was once: not said was false there, too.
        answer.put("unsure", (*sure == Some(false)).then(|| true.write()).flatten());
        answer.end()
    }

    /// Nothing where it answers another question than this one, or cannot have been written by us.
    fn restore(stored: &Node, question: &Question) -> Option<Self> {
        let attempts = u32::try_from(number(stored, "attempts")?).ok().filter(|attempts| *attempts > 0)?;
        let given = given(stored).filter(|given| given.fits(question) && !given.is_nothing())?;
        let of = number(stored, "asked").filter(|of| *of == asked(question))?;
        let (first_try_right, open) = (flag(stored, "first_try_right")?, flag(stored, "open").unwrap_or(false));
        let right = grade(question, &given);
        // What form 1 did not know: it is due at once.
        let review = match stored.field("review") {
            Some(numbers) => {
                let numbers: [usize; 3] = indices(numbers)?.try_into().ok()?;
                Review::restore(numbers.map(|number| number as u64))?
            }
            None => Review::default(),
        };
        let said = |name: &str| flag(stored, name) == Some(true);
        let sure = said("sure").then_some(true).or_else(|| said("unsure").then_some(false));
        Some(Self { asked: of, answer: Answer { given, right, attempts, first_try_right, open, sure, review } })
    }
}

fn given(stored: &Node) -> Option<Given> {
    let all = |name: &str| indices(stored.field(name)?);
    let typed = || match &stored.field("typed")?.value {
        Value::Text(text) => Some(Given::Typed(text.clone())),
        _ => None,
    };
    let chosen = all("chosen").map(|all| Given::Chosen(all.into_iter().collect()));
    chosen.or_else(|| all("placed").map(Given::Placed)).or_else(typed)
}

fn indices(node: &Node) -> Option<Vec<usize>> {
    match &node.value {
        Value::List(items) => items.iter().map(index).collect(),
        _ => None,
    }
}

fn index(node: &Node) -> Option<usize> {
    match node.value {
        Value::Int(index) => usize::try_from(index).ok(),
        _ => None,
    }
}

/// The text's only document: JSON is YAML.
pub(super) fn document(json: &str) -> Option<Node> {
    yaml::documents(json).ok()?.into_iter().next()
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
        Kind::Several => 1,
        Kind::Number => 2,
        Kind::Text => 3,
        Kind::Order => 4,
        Kind::Match => 5,
        Kind::Pod => 6,
        Kind::Moment => 7,
        Kind::Curve => 8,
        Kind::Goal => 9,
    };
    let mut hash = Hash::default().text(&question.id).number(kind).text(&question.prompt);
    for option in &question.options {
        hash = hash.text(&option.text).number(option.right.into());
    }
    let pairs = question.pairs.iter().flat_map(|pair| [&pair.left, &pair.right]);
    for part in question.accept.iter().chain(&question.steps).chain(pairs) {
        hash = hash.text(part);
    }
    question.answer.iter().chain(&question.key).fold(hash, |hash, answer| hash.number(answer.cast_unsigned())).value()
}
