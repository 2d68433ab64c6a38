//! All branches as a text, for a file and for a page that plays a run: a line each, and a last line that says it is whole.
//!
//! A branch that began as a copy of its parent's first edits says how many, and writes the others only.

use std::rc::Rc;

use crate::kube::time::Millis;
use crate::pace::at_once;
use crate::scenario::Scenario;
use crate::sim::command::Rejected;

use super::branch::{Branch, BranchId, renumbered};
use super::limits::{ID_MAX, INSTANT_MAX, STEPS_MAX};
use super::link::{Link, read_scenario, write_scenario};
use super::name::RunName;
use super::opening::Opening;
use super::room::{Count, weight};
use super::words::{damaged, long, other_form, short};
use super::{History, code};

/// The first line, with the form. Forms 1 and 2 held what was pressed, and not the requests it came to.
const HEAD: &str = "podyard run 3";
/// The last line: what ends early lacks it.
const END: &str = "end";

/// What a text of runs holds, nothing of it simulated yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Runs {
    /// The branches, in their order.
    pub(super) branches: Vec<Branch>,
    /// The one looked at.
    pub(super) current: BranchId,
}

impl Runs {
    /// Reads what [`History::write`] wrote.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, with its line.
    pub fn read(text: &str) -> Result<Self, Rejected> {
        parse(text)
    }

    /// A text begins as [`History::write`] begins one.
    pub fn is_begun(text: &str) -> bool {
        text.starts_with("podyard run ")
    }

    /// The branch looked at, at its furthest instant.
    pub fn shown_as_link(&self) -> Link {
        let shown = self.branches.iter().find(|branch| branch.id == self.current);
        shown.map_or_else(Link::default, |branch| Link {
            scenario: branch.scenario.clone(),
            edits: branch.edits[..branch.limit].to_vec(),
            at: branch.horizon,
            hash: None,
        })
    }

    /// Nothing but the page's first run, which nobody has touched.
    pub fn is_fresh(&self) -> bool {
        let fresh = |branch: &Branch| branch.is_untouched() && branch.scenario == Scenario::default();
        self.branches.len() == 1 && self.branches.iter().all(fresh)
    }
}

impl History {
    /// Everything within the limits.
    ///
    /// `current` names the branch looked at. A branch is its number, its name, its parent and where it left it, how many of its
    /// parent's edits it begins with, how many of its edits are in force, the furthest instant and its events, and scenario and
    /// further edits as a link has them, with blanks between.
    pub fn write(&self) -> String {
        write(&self.within_limits(), self.current().id)
    }

    /// Opens what was written; looks at the branch that was looked at, at its end.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, with its line.
    pub fn read(text: &str) -> Result<Self, Rejected> {
        let runs = parse(text)?;
        Ok(at_once(async |pace| Self::of(&runs, true, pace).await))
    }

    /// Takes the runs of another history in beside its own, and goes to where that one is.
    pub fn take_in(&mut self, other: Self) {
        let (first, shown) = (self.next_id, self.branches.len() + other.current);
        self.branches.extend(renumbered(other.branches, first));
        self.next_id = self.branches.last().map_or(first, |last| last.id.saturating_add(1));
        self.left.clear();
        let mut session = other.session;
        session.keep_view(&self.session);
        self.stand(shown, Opening { session, frames: other.frames, applied: other.applied });
    }
}

/// Branches as a text; `current` is one of them.
pub(super) fn write(branches: &[&Branch], current: BranchId) -> String {
    let mut text = format!("{HEAD}\ncurrent {current}\n");
    for (index, branch) in branches.iter().enumerate() {
        let parent = branch.parent.map_or("-".into(), |(id, at)| format!("{id}@{at}"));
        // Only of a parent that was written already, so that one reading is enough and nothing goes in circles.
        let written = branch.parent.and_then(|(id, _)| branches[..index].iter().find(|other| other.id == id));
        let shared = written.map_or(0, |parent| shared(branch, parent));
        let edits = code::write_all(&branch.edits[shared..], end_of(&branch.edits[..shared]));
        let (at, steps) = branch.horizon;
        text.push_str(&format!(
            "{} {} {parent} {shared} {} {}.{} ?{} ?{edits}\n",
            branch.id,
            branch.name.write(),
            branch.limit,
            short(at),
            short(steps),
            write_scenario(&branch.scenario),
        ));
    }
    text.push_str(END);
    text.push('\n');
    text
}

/// How many edits two branches begin with alike.
pub(super) fn shared(one: &Branch, other: &Branch) -> usize {
    one.edits.iter().zip(other.edits.iter()).take_while(|(a, b)| a == b).count()
}

/// Where the next edit is counted from: events and milliseconds of the last one.
pub(super) fn end_of(edits: &[super::Edit]) -> (u64, u64) {
    edits.last().map_or((0, 0), |edit| (edit.steps, edit.at))
}

/// Reads what [`write`] wrote.
pub(super) fn parse(text: &str) -> Result<Runs, Rejected> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    match lines.next() {
        Some(HEAD) => {}
        Some(line) if line.starts_with("podyard run ") => {
            return Err(other_form(message!("run-noun-file"), &line[12..], 3));
        }
        _ => return Err(damaged(message!("run-no-file-podyards-first"))),
    }
    let current = lines.next().and_then(|line| line.strip_prefix("current ")?.parse::<BranchId>().ok());
    let current = current.ok_or_else(|| damaged(message!("run-line-2-does-not")))?;
    let (mut branches, mut count, mut whole) = (Vec::<Branch>::new(), Count::default(), false);
    for (index, line) in lines.enumerate() {
        let line_number = || (index + 3).to_string();
        if whole {
            return Err(damaged(message!("run-line-stands-behind-end", line = line_number())));
        }
        if line == END {
            whole = true;
            continue;
        }
        let branch =
            branch(line, &branches)?.ok_or_else(|| damaged(message!("run-line-damaged", line = line_number())))?;
        if branches.iter().any(|other| other.id == branch.id) {
            return Err(damaged(message!("run-line-holds-run-already", line = line_number())));
        }
        if branch.id != current && !count.take(weight(&branch)) {
            return Err(damaged(message!("run-line-one-run-too", line = line_number())));
        }
        branches.push(branch);
    }
    if !whole {
        return Err(damaged(message!("run-ends-early")));
    }
    if branches.iter().all(|branch| branch.id != current) {
        return Err(damaged(message!("run-run-was-looked-not")));
    }
    Ok(Runs { branches, current })
}

/// A line with a run; `None` where it is none.
fn branch(line: &str, before: &[Branch]) -> Result<Option<Branch>, Rejected> {
    let mut parts = line.splitn(3, " ?");
    let (Some(head), Some(scenario), Some(edits)) = (parts.next(), parts.next(), parts.next()) else { return Ok(None) };
    let parts: Vec<&str> = head.split(' ').collect();
    let [id, name, parent, shared, limit, horizon] = parts[..] else { return Ok(None) };
    let scenario = read_scenario(scenario)?;
    let read = || {
        let mut branch = Branch::new(number(id)?, scenario, read_parent(parent)?);
        branch.name = RunName::read(name)?;
        let shared: usize = shared.parse().ok()?;
        if shared > 0 {
            let parent = branch.parent.and_then(|(id, _)| before.iter().find(|other| other.id == id))?;
            branch.edits = Rc::new(parent.edits.get(..shared)?.to_vec());
        }
        branch.limit = limit.parse().ok()?;
        branch.horizon = read_horizon(horizon)?;
        Some(branch)
    };
    let Some(mut branch) = read() else { return Ok(None) };
    let further = code::read_all(edits, end_of(&branch.edits), (STEPS_MAX, INSTANT_MAX))?;
    Rc::make_mut(&mut branch.edits).extend(further);
    Ok(Some(branch).filter(|branch| branch.limit <= branch.edits.len()))
}

fn number(text: &str) -> Option<BranchId> {
    text.parse().ok().filter(|id| *id < ID_MAX)
}

fn read_parent(text: &str) -> Option<Option<(BranchId, Millis)>> {
    if text == "-" {
        return Some(None);
    }
    let (id, at) = text.split_once('@')?;
    Some(Some((id.parse().ok()?, at.parse().ok().filter(|at| *at <= INSTANT_MAX)?)))
}

/// `5yc.zz`: milliseconds and events.
pub(super) fn read_horizon(text: &str) -> Option<(Millis, u64)> {
    let (at, steps) = text.split_once('.')?;
    let (at, steps) = (long(at)?, long(steps)?);
    (at <= INSTANT_MAX && steps <= STEPS_MAX).then_some((at, steps))
}
