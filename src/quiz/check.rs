//! What is wrong with quiz files, each problem with its place and its cure. Reads no file: texts come in with names.
//!
//! Native only: the page carries no TOML parser.

use std::collections::BTreeMap;
use std::fmt;

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
    pub what: String,
    /// What to do about it.
    pub fix: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}. Fix: {}", self.file, self.line, self.field, self.what, self.fix)
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
        what: "is not a quiz: the build takes `*.toml` and would pass it over".into(),
        fix: "rename it to end in `.toml`, or move it out of the folder".into(),
    }
}

/// The problem of a file that could not be read as text; `why` in the system's words.
pub fn unreadable(file: &str, why: &str) -> Problem {
    Problem {
        file: file.into(),
        line: 1,
        field: "file".into(),
        what: format!("cannot be read: {why}"),
        fix: "save it as plain text in UTF-8, readable to you".into(),
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

    fn report(&mut self, line: usize, field: impl Into<String>, what: impl Into<String>, fix: impl Into<String>) {
        let (field, what, fix) = (field.into(), what.into(), fix.into());
        self.problems.push(Problem { file: self.file.into(), line, field, what, fix });
    }
}

/// What a file holds, as far as it could be made out; nothing where it is no TOML.
fn check_file(sheet: &mut Sheet<'_>) -> Option<Outline> {
    let (root, errors) = DeTable::parse_recoverable(sheet.text);
    for error in &errors {
        let line = sheet.line(error.span().map_or(0, |span| span.start));
        sheet.report(line, "file", format!("is not TOML: {}", error.message()), "see the examples in docs/quizzes.md");
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
            sheet.report(line, "file", error.message(), "see the list of fields in docs/quizzes.md");
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
                    what: format!("`{id}` is taken, by {first_file}:{}", first_place.line),
                    fix: "give this question an id of its own; keep the older one's, saved answers know it".into(),
                });
            } else {
                first.insert(id, (file, place));
            }
        }
    }
    problems
}
