//! What a link says of what is to be done in its run.
//!
//! `task=Undo%20it&lock=settings&may=maxSurge,strategy&exercise=never-ready&goal=('eventually':…)&from=30&until=600`.

use std::rc::Rc;

use crate::guide::goal::Goal;
use crate::kube::time::{Millis, SECOND};
use crate::scenario::Assignment;
use crate::sim::command::Rejected;

use super::code::swapped;
use super::limits::TASK_MAX;
use super::travel::FURTHEST;
use super::words::{damaged, escape, pairs as pairs_of};

const TASK: &str = "task";
const LOCK: &str = "lock";
const SETTINGS: &str = "settings";
const MAY: &str = "may";
const EXERCISE: &str = "exercise";
const GOAL: &str = "goal";
const FROM: &str = "from";
const UNTIL: &str = "until";

/// `exercise=…`, as far as there is something to say.
pub(super) fn pairs(assignment: &Assignment) -> Vec<String> {
    let Assignment { task, locked, may, exercise, goal, from, until } = assignment;
    let mut pairs = Vec::new();
    let mut pair = |key: &str, value: String| pairs.push(format!("{key}={value}"));
    if !task.is_empty() {
        pair(TASK, escape(task));
    }
    if *locked {
        pair(LOCK, SETTINGS.into());
    }
    if !may.is_empty() {
        pair(MAY, may.iter().map(|name| escape(name)).collect::<Vec<_>>().join(","));
    }
    if let Some(exercise) = exercise {
        pair(EXERCISE, escape(exercise));
    }
    if let Some(goal) = goal {
        pair(GOAL, escape(&swapped(&goal.tree().json())));
    }
    for (key, at) in [(FROM, *from), (UNTIL, *until)] {
        if at > 0 {
            pair(key, (at / SECOND).to_string());
        }
    }
    pairs
}

/// Takes in a pair; false where it says nothing of what is to be done.
///
/// # Errors
///
/// What is wrong with it.
pub(super) fn read(assignment: &mut Assignment, key: &str, value: &str) -> Result<bool, Rejected> {
    let wrong = || damaged(message!("run-value-damaged", key = escape(key)));
    let instant = || {
        let seconds = value.parse::<Millis>().ok().filter(|seconds| *seconds <= FURTHEST / SECOND);
        seconds.map(|seconds| seconds * SECOND).ok_or_else(wrong)
    };
    match key {
        TASK if value.chars().count() > TASK_MAX => {
            return Err(damaged(message!("run-task-too-long", most = TASK_MAX)));
        }
        TASK => assignment.task = value.trim().into(),
        LOCK => assignment.locked = value == SETTINGS,
        MAY => assignment.may = value.split(',').map(Into::into).collect(),
        EXERCISE => assignment.exercise = Some(value.into()).filter(|_| !value.is_empty()),
        GOAL => assignment.goal = Some(Rc::new(Goal::parse(&swapped(value)).map_err(|_| wrong())?)),
        FROM => assignment.from = instant()?,
        UNTIL => assignment.until = instant()?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// A link with this task, and with its settings locked or free, in the place of what it has of both.
pub fn assign(link: &str, task: &str, locked: bool) -> String {
    let (to, text) = link.split_once('?').unwrap_or((link, ""));
    let is_free = |(key, _): &(&str, &str)| ![TASK, LOCK].contains(key);
    let mut all: Vec<String> =
        pairs_of(text).into_iter().filter(is_free).map(|(key, value)| format!("{key}={value}")).collect();
    if !task.trim().is_empty() {
        all.push(format!("{TASK}={}", escape(task.trim())));
    }
    if locked {
        all.push(format!("{LOCK}={SETTINGS}"));
    }
    if all.is_empty() { to.into() } else { format!("{to}?{}", all.join("&")) }
}
