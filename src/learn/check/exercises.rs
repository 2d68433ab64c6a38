//! Whether an exercise can be done: each solution is executed and must reach the goal, each wrong way must not, and neither
//! must doing nothing.

use crate::guide::value::Value;
use crate::learn::exercise::{Attempt, Exercise};
use crate::learn::filled::{Piece, pieces};
use crate::learn::grading::Grade;
use crate::learn::play::Stuck;
use crate::learn::run::{Act, plain_settings};
use crate::scenario::Setting;

use super::Sheet;
use super::rules;

/// Hints an exercise has, from the faintest to the plainest.
const HINTS: usize = 3;

/// Reports every rule that an exercise breaks, and what the simulator says otherwise.
pub(super) fn check(sheet: &mut Sheet<'_>, exercise: &Exercise) {
    fields(sheet, exercise);
    let before = sheet.problems.len();
    times(sheet, "do", &exercise.acts, 0, exercise.begins);
    for (index, _) in exercise.acts.iter().enumerate().filter(|(_, act)| act.at >= exercise.begins) {
        let what = message!("exercise-not-before-it-begins");
        sheet.report(format!("do[{index}].at"), what, message!("exercise-write-earlier"));
    }
    for (name, ways) in [("solutions", &exercise.solutions), ("wrong", &exercise.wrong)] {
        for (index, way) in ways.iter().enumerate() {
            attempt(sheet, &format!("{name}[{index}]"), exercise, way);
        }
    }
    if sheet.problems.len() == before {
        execute(sheet, exercise);
    }
}

fn fields(sheet: &mut Sheet<'_>, exercise: &Exercise) {
    rules::id(sheet, "id", &exercise.id);
    rules::name_of_file(sheet, &exercise.id);
    rules::text(sheet, "title", &exercise.title);
    rules::versions(sheet, &exercise.kubernetes);
    rules::text(sheet, "task", &exercise.task);
    for name in ["type", "topic", "start", "goal", "source"] {
        if !sheet.has(name) {
            rules::missing(sheet, "", name);
        }
    }
    rules::source(sheet, "source", exercise.source.as_deref());
    rules::settings(sheet, "start", Some(&exercise.start));
    for (index, name) in exercise.may.iter().enumerate() {
        if !matches!(Setting::of(name), Some(Setting::Control(_) | Setting::Strategy)) {
            let what = message!("learn-no-setting", key = name);
            sheet.report(format!("may[{index}]"), what, message!("exercise-setting-by-name"));
        }
    }
    for (index, cost) in exercise.costs.iter().enumerate() {
        rules::text(sheet, &format!("costs[{index}].name"), &cost.name);
        value(sheet, &format!("costs[{index}].value"), &cost.value);
        if cost.par.is_some() {
            sheet.report(format!("costs[{index}].par"), message!("quiz-computed"), message!("quiz-take-it-out"));
        }
    }
    if exercise.fewest.is_some() {
        sheet.report("changes", message!("quiz-computed"), message!("quiz-take-it-out"));
    }
    hints(sheet, exercise);
    rules::at_least(sheet, "", "solutions", exercise.solutions.len(), 1);
    rules::at_least(sheet, "", "wrong", exercise.wrong.len(), 1);
    match &exercise.debrief {
        None => rules::missing(sheet, "", "debrief"),
        Some(debrief) => {
            let parts = [
                ("cause", &debrief.cause),
                ("why", &debrief.why),
                ("mended", &debrief.mended),
                ("prevent", &debrief.prevent),
            ];
            for (name, text) in parts {
                rules::text(sheet, &format!("debrief.{name}"), text);
            }
        }
    }
}

fn hints(sheet: &mut Sheet<'_>, exercise: &Exercise) {
    if exercise.hints.len() != HINTS {
        let what = message!("exercise-hints", count = exercise.hints.len(), wanted = HINTS);
        sheet.report("hints", what, message!("exercise-write-hints"));
    }
    let mut names = false;
    for (index, hint) in exercise.hints.iter().enumerate() {
        let path = format!("hints[{index}].text");
        rules::text(sheet, &path, &hint.text);
        for piece in pieces(&hint.text) {
            if let Piece::Value(text) = piece {
                names = true;
                value(sheet, &path, text);
            }
        }
    }
    if !names && !exercise.hints.is_empty() {
        sheet.report("hints", message!("exercise-hints-name-nothing"), message!("exercise-name-a-value"));
    }
}

fn value(sheet: &mut Sheet<'_>, path: &str, text: &str) {
    if let Err(problem) = Value::parse(text) {
        sheet.report(path, problem.what, problem.fix);
    }
}

/// Acts stand in order, none before or after these instants.
pub(super) fn times(sheet: &mut Sheet<'_>, path: &str, acts: &[Act], from: u64, until: u64) {
    let mut before = from;
    for (index, act) in acts.iter().enumerate() {
        if act.at < before || act.at > until {
            let path = format!("{path}[{index}].at");
            sheet.report(path, message!("learn-not-in-order"), message!("learn-write-acts-in-order"));
        }
        before = act.at;
    }
}

fn attempt(sheet: &mut Sheet<'_>, path: &str, exercise: &Exercise, way: &Attempt) {
    rules::text(sheet, &format!("{path}.title"), &way.title);
    rules::belief(sheet, path, way.misconception.as_deref());
    times(sheet, &format!("{path}.do"), &way.acts, exercise.begins, exercise.until);
    if path.starts_with("wrong") && way.why.is_none() {
        rules::missing(sheet, path, "why");
    }
    rules::optional(sheet, &format!("{path}.why"), way.why.as_deref());
    for (key, _) in settings(way.start.as_deref().unwrap_or_default()) {
        if !exercise.may.iter().any(|name| **name == *key) {
            let what = message!("exercise-may-not", setting = key);
            sheet.report(format!("{path}.start"), what, message!("exercise-name-it-below-may"));
        }
    }
}

fn execute(sheet: &mut Sheet<'_>, exercise: &Exercise) {
    let idle = Attempt::default();
    let solutions =
        exercise.solutions.iter().enumerate().map(|(index, way)| (format!("solutions[{index}]"), way, true));
    let wrong = exercise.wrong.iter().enumerate().map(|(index, way)| (format!("wrong[{index}]"), way, false));
    let idle = [("goal".to_owned(), &idle, false)];
    for (path, way, wanted) in solutions.chain(wrong).chain(idle) {
        match exercise.attempt(way).map(|run| exercise.grade(&run)) {
            Ok(grade) => judge(sheet, &path, &grade, wanted),
            Err(Stuck { field, what, fix }) => {
                // What has happened before comes first among the acts of a run.
                let (field, path) = match below(&field, exercise.acts.len()) {
                    Some(own) => (own, format!("{path}.")),
                    None => (field, String::new()),
                };
                sheet.report(format!("{path}{field}"), message!("learn-refused", what), fix);
                return;
            }
        }
    }
}

/// The place of an act among a way's own.
fn below(field: &str, given: usize) -> Option<String> {
    let index: usize = field.strip_prefix("do[")?.strip_suffix(']')?.parse().ok()?;
    Some(format!("do[{}]", index.checked_sub(given)?))
}

fn judge(sheet: &mut Sheet<'_>, path: &str, grade: &Grade, wanted: bool) {
    for fault in &grade.faults {
        sheet.report(path, fault.clone(), message!("exercise-mend-it"));
    }
    if grade.solved() == wanted || !grade.faults.is_empty() {
        return;
    }
    let verdict = grade.verdict.as_ref().map_or_else(|| message!("quiz-empty"), |verdict| verdict.explain());
    let what = match (wanted, path) {
        (true, _) => message!("exercise-not-solved", verdict),
        (false, "goal") => message!("exercise-solved-by-nothing", verdict),
        (false, _) => message!("exercise-solved-by-wrong", verdict),
    };
    sheet.report(path, what, message!("exercise-mend-it"));
}

/// A setting as a content file has it, with its value as a link has it.
fn settings(text: &str) -> Vec<(String, String)> {
    let plain = plain_settings(text);
    let pair = |pair: &str| pair.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned()));
    plain.split('&').filter_map(pair).collect()
}
