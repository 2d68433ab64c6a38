//! What is wrong with quiz files, each problem with its place and its cure. Reads no file: texts come in with names.
//!
//! Native only: the page carries no TOML parser.

use crate::message::Message;
use std::collections::BTreeMap;

use toml::de::DeTable;

use super::Quiz;
use outline::{Outline, Place};

mod fields;

mod lengths;

mod outline;

mod rules;

/// One thing wrong with one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, by the name it came in with.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// Where in the quiz: `questions[2].options[1].reason`, counted from 1; `file` for the file as a whole.
    pub field: String,
    /// What is wrong.
    pub what: Message,
    /// What to do about it.
    pub fix: Message,
}

impl Problem {
    /// The whole of it: where, what, and what to do.
    pub fn message(&self) -> Message {
        let (file, field, line) = (&self.file, &self.field, self.line.to_string());
        message!("quiz-problem", file, line, field, what = self.what.clone(), fix = self.fix.clone())
    }
}

/// Every problem of these quiz files, given as (file name, text), in their order and by line.
///
/// A text without problems is one the build takes. A text that is no TOML at all shows only that: what it would hold
/// besides is a guess.
pub fn check(files: &[(String, String)]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut outlines = Vec::new();
    for (name, text) in files {
        let mut sheet = Sheet::new(name, text);
        outlines.extend(check_file(&mut sheet).map(|outline| (name.as_str(), outline)));
        problems.append(&mut sheet.problems);
    }
    problems.append(&mut same_ids(&outlines));
    let place = |problem: &Problem| files.iter().position(|(name, _)| *name == problem.file);
    problems.sort_by_cached_key(|problem| (place(problem), problem.line));
    problems
}

/// The problem of a file that has no place in a folder of quizzes.
pub fn unexpected(file: &str) -> Problem {
    Problem {
        file: file.into(),
        line: 1,
        field: "file".into(),
        what: message!("quiz-not-quiz-build-takes"),
        fix: message!("quiz-rename-end-toml-move"),
    }
}

/// The problem of a file that could not be read as text; `why` in the system's words.
pub fn unreadable(file: &str, why: &str) -> Problem {
    Problem {
        file: file.into(),
        line: 1,
        field: "file".into(),
        what: message!("quiz-cannot-read", why),
        fix: message!("quiz-save-plain-text-utf"),
    }
}

/// One file under examination, and what was found so far.
struct Sheet<'a> {
    file: &'a str,
    text: &'a str,
    /// Where each line but the first begins, in bytes.
    lines: Vec<usize>,
    problems: Vec<Problem>,
}

impl<'a> Sheet<'a> {
    fn new(file: &'a str, text: &'a str) -> Self {
        let lines = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        Self { file, text, lines, problems: Vec::new() }
    }

    /// The line of a byte of the text, from 1.
    fn line(&self, at: usize) -> usize {
        1 + self.lines.partition_point(|start| *start <= at)
    }

    fn report(&mut self, line: usize, field: impl Into<String>, what: Message, fix: Message) {
        self.problems.push(Problem { file: self.file.into(), line, field: field.into(), what, fix });
    }
}

/// What a file holds, as far as it could be made out; nothing where it is no TOML.
fn check_file(sheet: &mut Sheet<'_>) -> Option<Outline> {
    let (root, errors) = DeTable::parse_recoverable(sheet.text);
    for error in &errors {
        let line = sheet.line(error.span().map_or(0, |span| span.start));
        sheet.report(
            line,
            "file",
            message!("quiz-not-toml", error = error.message()),
            message!("quiz-see-examples-docs-quizzes"),
        );
    }
    if !errors.is_empty() {
        return None;
    }
    fields::check(sheet, root.get_ref());
    if sheet.problems.is_empty() {
        // The fields are checked by a list of our own, to find every problem and not the first; the schema has the last
        // word, so that no file passes here and stops the build.
        if let Err(error) = toml::from_str::<Quiz>(sheet.text) {
            let line = sheet.line(error.span().map_or(0, |span| span.start));
            sheet.report(
                line,
                "file",
                message!("quiz-schema", error = error.message()),
                message!("quiz-see-list-fields-docs"),
            );
        }
    }
    let whole = sheet.problems.is_empty();
    let outline = outline::read(sheet, root.get_ref());
    rules::check(sheet, &outline);
    if whole {
        // A missing text has no length to compare.
        lengths::check(sheet, &outline);
    }
    Some(outline)
}

/// Saved answers know a question by its id alone, whatever its quiz.
fn same_ids(outlines: &[(&str, Outline)]) -> Vec<Problem> {
    let mut first: BTreeMap<&str, (&str, &Place)> = BTreeMap::new();
    let mut problems = Vec::new();
    for (file, outline) in outlines {
        for question in &outline.questions {
            let Some((id, place)) = &question.id else { continue };
            if let Some((first_file, first_place)) = first.get(id.as_str()) {
                problems.push(Problem {
                    file: (*file).into(),
                    line: place.line,
                    field: place.field.clone(),
                    what: message!("quiz-taken-by", id, place = format!("{first_file}:{}", first_place.line)),
                    fix: message!("quiz-give-question-id-its"),
                });
            } else {
                first.insert(id, (file, place));
            }
        }
    }
    problems
}
