//! What is wrong with files of quizzes, exercises and lessons, each problem with its place and its cure. Reads no file: texts come in with names.
//!
//! Native only. What an answer claims of the cluster is run: see [`proofs`].

mod exercises;
mod language;
mod lengths;
mod lessons;
mod proofs;
mod rules;

use std::collections::{BTreeMap, BTreeSet};

use crate::kube::tree::{Node, Value};
use crate::kube::{Malformed, yaml};
use crate::message::Message;

use super::exercise::Exercise;
use super::lesson::Lesson;
use super::{Quiz, embedded, parse};

/// One thing wrong with one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, by the name it came in with.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// Where in the file: `questions[2].options[1].reason`, counted from 0; empty for the file as a whole.
    pub field: String,
    /// What is wrong.
    pub what: Message,
    /// What to do about it.
    pub fix: Message,
}

impl Problem {
    /// The whole of it: where, what, and what to do.
    pub fn message(&self) -> Message {
        let (file, line) = (&self.file, self.line.to_string());
        let field = if self.field.is_empty() { "file" } else { &self.field };
        message!("quiz-problem", file, line, field, what = self.what.clone(), fix = self.fix.clone())
    }
}

/// Every problem of these files of quizzes, exercises and lessons, given as (file name, text), in their order and by line.
///
/// A text that is no YAML at all shows only that: what it would hold besides is a guess. Where a field cannot be read, no
/// rule between fields is asked.
pub fn check(files: &[(String, String)]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let (mut read, mut lessons) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let mut sheet = Sheet::new(name, text);
        if sheet.has("blocks") {
            match parse::<Lesson>(text) {
                Ok(lesson) => {
                    lessons::check(&mut sheet, &lesson);
                    lessons.push((sheet, lesson));
                }
                Err(found) => problems.extend(unread(name, found)),
            }
            continue;
        }
        if sheet.is_exercise() {
            match parse::<Exercise>(text) {
                Ok(exercise) => {
                    exercises::check(&mut sheet, &exercise);
                    problems.append(&mut sheet.problems);
                }
                Err(found) => problems.extend(unread(name, found)),
            }
            continue;
        }
        match parse::<Quiz>(text) {
            Ok(quiz) => {
                rules::check(&mut sheet, &quiz);
                lengths::check(&mut sheet, &quiz);
                language::check(&mut sheet, &quiz);
                proofs::check(&mut sheet, &quiz);
                read.push((sheet, quiz));
            }
            Err(found) => problems.extend(unread(name, found)),
        }
    }
    same_ids(&mut read);
    known_ids(&mut lessons, &read);
    problems.extend(lessons.into_iter().flat_map(|(sheet, _)| sheet.problems));
    problems.extend(read.into_iter().flat_map(|(sheet, _)| sheet.problems));
    let place = |problem: &Problem| files.iter().position(|(name, _)| *name == problem.file);
    problems.sort_by_cached_key(|problem| (place(problem), problem.line));
    problems
}

/// What of a file cannot be read.
fn unread(file: &str, found: Vec<Malformed>) -> impl Iterator<Item = Problem> + '_ {
    let problem = |it: Malformed| Problem {
        file: file.into(),
        line: it.line.max(1),
        field: it.field,
        what: it.what,
        fix: it.fix,
    };
    found.into_iter().map(problem)
}

/// The problem of a file that has no place in a folder of quizzes.
pub fn unexpected(file: &str) -> Problem {
    Problem {
        file: file.into(),
        line: 1,
        field: String::new(),
        what: message!("quiz-not-quiz-build-takes"),
        fix: message!("quiz-rename-end-yaml-move"),
    }
}

/// The problem of a file that could not be read as text; `why` in the system's words.
pub fn unreadable(file: &str, why: &str) -> Problem {
    Problem {
        file: file.into(),
        line: 1,
        field: String::new(),
        what: message!("quiz-cannot-read", why),
        fix: message!("quiz-save-plain-text-utf"),
    }
}

/// One file under examination, and what was found so far.
struct Sheet<'a> {
    file: &'a str,
    tree: Option<Node>,
    problems: Vec<Problem>,
}

impl<'a> Sheet<'a> {
    fn new(file: &'a str, text: &str) -> Self {
        let tree = yaml::documents(text).ok().and_then(|documents| documents.into_iter().next());
        Self { file, tree, problems: Vec::new() }
    }

    /// A file says by its fields what it is.
    fn is_exercise(&self) -> bool {
        self.has("goal") || self.has("task") && !self.has("questions")
    }

    /// Something stands at this path.
    fn has(&self, path: &str) -> bool {
        self.find(path).1
    }

    /// The line of a path such as `questions[2].prompt`, from 1; of what is not there, that in which it would stand.
    fn line(&self, path: &str) -> usize {
        self.find(path).0
    }

    /// The line, and whether something stands there.
    fn find(&self, path: &str) -> (usize, bool) {
        let Some(mut at) = self.tree.as_ref() else { return (1, false) };
        let mut line = at.line;
        for part in path.split(['.', '[']).map(|part| part.trim_end_matches(']')).filter(|part| !part.is_empty()) {
            let next = match &at.value {
                Value::Map(pairs) => pairs.iter().find(|(key, _)| key.text == part).map(|(key, node)| (key.line, node)),
                Value::List(items) => {
                    part.parse::<usize>().ok().and_then(|place| items.get(place)).map(|it| (it.line, it))
                }
                _ => None,
            };
            let Some((found, node)) = next else { return (line.max(1), false) };
            (line, at) = (found, node);
        }
        (line.max(1), true)
    }

    fn report(&mut self, path: impl Into<String>, what: Message, fix: Message) {
        let field = path.into();
        let line = self.line(&field);
        self.problems.push(Problem { file: self.file.into(), line, field, what, fix });
    }
}

/// Lessons name questions and other lessons by ids that there are, in these files or among those the program has.
fn known_ids(lessons: &mut [(Sheet<'_>, Lesson)], read: &[(Sheet<'_>, Quiz)]) {
    if lessons.is_empty() {
        return;
    }
    let shipped = embedded();
    let quizzes = read.iter().map(|(_, quiz)| quiz).chain(&shipped);
    let questions: BTreeSet<String> =
        quizzes.flat_map(|quiz| &quiz.questions).map(|question| question.id.to_string()).collect();
    let shipped = super::lessons();
    let all: BTreeSet<String> =
        lessons.iter().map(|(_, lesson)| lesson).chain(&shipped).map(|lesson| lesson.id.to_string()).collect();
    for (sheet, lesson) in lessons {
        let asked = lesson.blocks.iter().enumerate().filter_map(|(index, block)| {
            let id = block.ask.as_ref()?;
            Some((format!("blocks[{index}].ask"), id))
        });
        let test = lesson.test.iter().enumerate().map(|(index, id)| (format!("test[{index}]"), id));
        for (path, id) in asked.chain(test).filter(|(_, id)| !questions.contains(&***id)) {
            sheet.report(path, message!("lesson-no-question", id), message!("lesson-name-a-question"));
        }
        for (index, id) in lesson.needs.iter().enumerate().filter(|(_, id)| !all.contains(&***id) || **id == lesson.id)
        {
            sheet.report(format!("needs[{index}]"), message!("lesson-no-lesson", id), message!("lesson-name-a-lesson"));
        }
    }
}

/// Saved answers know a question by its id alone, whatever its quiz.
fn same_ids(read: &mut [(Sheet<'_>, Quiz)]) {
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    for (sheet, quiz) in read {
        for (index, question) in quiz.questions.iter().enumerate() {
            let path = format!("questions[{index}].id");
            if let Some(place) = first.get(&*question.id) {
                let what = message!("quiz-taken-by", id = &question.id, place);
                sheet.report(path, what, message!("quiz-give-question-id-its"));
            } else {
                first.insert(question.id.to_string(), format!("{}:{}", sheet.file, sheet.line(&path)));
            }
        }
    }
}
