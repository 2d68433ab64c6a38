//! One run as it is stored under a key of its own, and the stretches of its edits that branches share. Pure.
//!
//! A run's record is one line: what it is, the keys of its whole stretches, and the edits behind them. A stretch never
//! changes once it is written and is named after what is in it, so branches of one run have the stretches of their
//! common past in common, and two tabs that write at the same time never write two things under one key. A record
//! ends in a number for all that stands before, so that one cut short is known for what it is.

use std::rc::Rc;

use crate::kube::time::Millis;
use crate::message::{Message, Said};
use crate::scenario::Scenario;
use crate::sim::command::Rejected;

use super::branch::{Branch, Edit};
use super::code;
use super::file::{end_of, read_horizon};
use super::limits::{INSTANT_MAX, STEPS_MAX};
use super::link::{read_scenario, write_scenario};
use super::name::RunName;
use super::words::{hash, long, short};

/// Records of this form begin so.
const HEAD: &str = "podyard 3 ";
const FORM: u32 = 3;
/// Where records and stretches stand.
pub(super) const RUN: &str = "podyard.run.";
pub(super) const EDITS: &str = "podyard.edits.";
/// Where it stands which runs were deleted: a tab that heard nothing of it but the missing record could not tell whether what it
/// knows of the run is what was deleted.
pub(super) const GONE: &str = "podyard.gone.";
/// A stretch is whole with so many edits, or with so many characters.
const STRETCH_EDITS: usize = 64;
const STRETCH_SIZE: usize = 1_500;

/// A run as it is stored. The branch's own number is that of the tab that made it, and its parent's is a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// Rises with each writing, over all runs: the largest was touched last.
    pub turn: u64,
    /// The key of its parent's record, and where it left it.
    pub parent: Option<(String, Millis)>,
    /// The run.
    pub branch: Branch,
    /// Its whole stretches.
    pub stretches: Vec<Stretch>,
}

/// A whole stretch of a run's edits: with how many edits of the run it ends, and its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub end: usize,
    pub key: String,
}

/// The next stretch behind the first `from` edits, with its text; `None` where there are too few for a whole one.
pub(super) fn stretch(edits: &[Edit], from: usize) -> Option<(usize, String)> {
    let mut size = 0;
    for end in from..edits.len() {
        size += code::write_all(&edits[end..=end], end_of(&edits[..end])).len();
        if end + 1 - from == STRETCH_EDITS || size >= STRETCH_SIZE {
            return Some((end + 1, code::write_all(&edits[from..=end], end_of(&edits[..from]))));
        }
    }
    None
}

/// The key of a stretch; `turn` tells two apart that have the same number by chance.
pub(super) fn key_of(text: &str, turn: u32) -> String {
    let key = format!("{EDITS}{}", short(hash(text)));
    if turn == 0 { key } else { format!("{key}.{turn}") }
}

/// Whether this text was written whole under this key.
pub(super) fn is_whole(key: &str, text: &str) -> bool {
    key.strip_prefix(EDITS).and_then(|key| long(key.split('.').next()?)) == Some(hash(text))
}

/// The line of a run. `stretches` hold the first `done` of its edits.
pub(super) fn write(turn: u64, parent: Option<(&str, Millis)>, branch: &Branch, stretches: &[Stretch]) -> String {
    let done = stretches.last().map_or(0, |stretch| stretch.end);
    let keys: Vec<&str> = stretches.iter().map(|stretch| &stretch.key[EDITS.len()..]).collect();
    let (at, steps) = branch.horizon;
    let text = format!(
        "{HEAD}{turn} {} {} {} {} {}.{} ?{} ?{} ?{}",
        branch.id,
        branch.name.write(),
        parent.map_or("-".into(), |(key, at)| format!("{key}@{at}")),
        branch.limit,
        short(at),
        short(steps),
        write_scenario(&branch.scenario),
        keys.join("~"),
        code::write_all(&branch.edits[done..], end_of(&branch.edits[..done])),
    );
    let number = short(hash(&text));
    format!("{text} #{number}")
}

/// Why a record is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// A later Podyard wrote it.
    Later(Said),
    /// It is cut short, changed, or lacks a stretch.
    Damaged(Said),
}

/// Reads a record; `get` hands over what stands under a key.
pub(super) fn read(text: &str, get: impl Fn(&str) -> Option<String>) -> Result<Record, Unread> {
    let wrong = |what: Message| Unread::Damaged(what.into());
    let Some(rest) = text.strip_prefix(HEAD) else {
        let form = text.strip_prefix("podyard ").and_then(|rest| rest.split(' ').next()?.parse::<u32>().ok());
        return Err(match form {
            Some(form) if form > FORM => {
                let (form, known) = (form.to_string(), FORM.to_string());
                Unread::Later(message!("run-written-form-page-knows", form, known).into())
            }
            Some(_) => wrong(message!("run-written-earlier-form")),
            None => wrong(message!("run-no-run-podyards")),
        });
    };
    let rest = rest.rsplit_once(" #").map(|(rest, _)| rest).filter(|_| is_sound(text));
    let rest = rest.ok_or_else(|| wrong(message!("run-ends-early-was-changed")))?;
    let parts: Vec<&str> = rest.splitn(4, " ?").collect();
    let [head, scenario, keys, edits] = parts[..] else { return Err(wrong(message!("run-lacks-part"))) };
    let scenario = read_scenario(scenario).map_err(|Rejected { message, .. }| Unread::Damaged(message))?;
    let mut record = head_of(head, scenario).ok_or_else(|| wrong(message!("run-its-first-part-damaged")))?;
    for key in keys.split('~').filter(|key| !key.is_empty()) {
        let key = format!("{EDITS}{key}");
        let stretch = get(&key).ok_or_else(|| wrong(message!("run-stretch-missing")))?;
        if !is_whole(&key, &stretch) {
            return Err(wrong(message!("run-stretch-ends-early-was")));
        }
        extend(&mut record.branch, &stretch)?;
        record.stretches.push(Stretch { end: record.branch.edits.len(), key });
    }
    extend(&mut record.branch, edits)?;
    let limit = record.branch.limit;
    if limit > record.branch.edits.len() { Err(wrong(message!("run-has-too-few-edits"))) } else { Ok(record) }
}

fn extend(branch: &mut Branch, text: &str) -> Result<(), Unread> {
    let edits = code::read_all(text, end_of(&branch.edits), (STEPS_MAX, INSTANT_MAX));
    let edits = edits.map_err(|Rejected { message, .. }| Unread::Damaged(message))?;
    Rc::make_mut(&mut branch.edits).extend(edits);
    Ok(())
}

fn head_of(head: &str, scenario: Scenario) -> Option<Record> {
    let parts: Vec<&str> = head.split(' ').collect();
    let [turn, id, name, parent, limit, horizon] = parts[..] else { return None };
    let mut branch = Branch::new(id.parse().ok()?, scenario, None);
    branch.name = RunName::read(name)?;
    branch.limit = limit.parse().ok()?;
    branch.horizon = read_horizon(horizon)?;
    let parent = match parent {
        "-" => None,
        _ => parent.split_once('@').and_then(|(key, at)| Some((key.to_string(), at.parse().ok()?))),
    };
    Some(Record { turn: turn.parse().ok()?, parent, branch, stretches: Vec::new() })
}

/// The number it ends in is that of what stands before.
fn is_sound(text: &str) -> bool {
    text.rsplit_once(" #").is_some_and(|(body, number)| long(number) == Some(hash(body)))
}

/// The keys of the stretches a record names, as far as it goes.
pub(super) fn stretches_named(text: &str) -> Vec<String> {
    let keys = text.split(" ?").nth(2).unwrap_or_default();
    keys.split('~').filter(|key| !key.is_empty()).map(|key| format!("{EDITS}{key}")).collect()
}

/// The same for whoever clears away; `None` where nobody can tell what the run needs.
pub(super) fn stretches_of(text: &str) -> Option<Vec<String>> {
    (text.starts_with(HEAD) && is_sound(text)).then(|| stretches_named(text))
}

/// What a record holds but for when it was touched, as a number; `None` for what was not written whole.
fn what(text: &str) -> Option<u64> {
    let (body, _) = text.rsplit_once(" #")?;
    body.strip_prefix(HEAD)?.split_once(' ').map(|(_, run)| hash(run))
}

/// Two records differ at most in when they were touched.
pub(super) fn alike(one: &str, other: &str) -> bool {
    what(one).is_some() && what(one) == what(other)
}

/// The key that tells of a run's deletion.
pub(super) fn gone_key(key: &str) -> String {
    format!("{GONE}{}", key.strip_prefix(RUN).unwrap_or(key))
}

/// What stands there: when, and which record was deleted.
pub(super) fn gone(turn: u64, record: &str) -> String {
    format!("{turn} {}", short(what(record).unwrap_or_default()))
}

/// Whether this is the record that was deleted, or one like it.
pub(super) fn is_gone(gone: &str, record: &str) -> bool {
    gone.split_once(' ').and_then(|(_, number)| long(number)) == what(record) && what(record).is_some()
}

/// When that was; 0 for what cannot be read.
pub(super) fn gone_turn(gone: &str) -> u64 {
    gone.split(' ').next().and_then(|turn| turn.parse().ok()).unwrap_or(0)
}
