//! All branches as a text, for a file and for the browser's memory: a line each.

use std::rc::Rc;

use crate::pace::{Pace, at_once};
use crate::sim::command::Rejected;

use super::History;
use super::branch::{Branch, BranchId};
use super::link::{EVENTS_MAX, Link};
use super::opening::Opening;
use super::words::{LONGEST, damaged, escape, long, short, unescape};

/// The first line, with the form.
const HEAD: &str = "podyard run 1";
/// Most branches that are read.
const BRANCHES_MAX: usize = 200;

impl History {
    /// Everything there is.
    ///
    /// `current` names the branch looked at. A branch is its number, its name, its parent and where it left it, how many of its
    /// edits are in force, and the run as a link has it, with blanks between.
    pub fn write(&self) -> String {
        let mut text = format!("{HEAD}\ncurrent {}\n", self.current().id);
        for branch in &self.branches {
            let parent = branch.parent.map_or("-".into(), |(id, at)| format!("{id}@{at}"));
            let link = Link {
                settings: branch.settings.clone(),
                edits: branch.edits.to_vec(),
                at: branch.horizon,
                hash: None,
            };
            let (name, limit, events) = (escape(&branch.name), branch.limit, short(branch.horizon.1));
            text.push_str(&format!("{} {name} {parent} {limit} {events} ?{}\n", branch.id, link.write()));
        }
        text
    }

    /// Takes the runs of another history in beside its own, and goes to where that one is.
    pub fn take_in(&mut self, other: Self) {
        let (offset, shown) = (self.next_id, self.branches.len() + other.current);
        for mut branch in other.branches {
            branch.id += offset;
            branch.parent = branch.parent.map(|(id, at)| (id + offset, at));
            branch.before = None;
            self.next_id = self.next_id.max(branch.id + 1);
            self.branches.push(branch);
        }
        self.left.clear();
        let mut session = other.session;
        session.keep_view(&self.session);
        self.stand(shown, Opening { session, frames: other.frames, applied: other.applied });
    }

    /// Opens what was written; looks at the branch that was looked at, at its end.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, with its line.
    pub fn read(text: &str) -> Result<Self, Rejected> {
        at_once(async |pace| Self::read_paced(text, true, pace).await)
    }

    /// The same in slices; at the branch's end, or else at its start, which nothing has to be replayed for.
    pub(super) async fn read_paced(text: &str, to_end: bool, pace: &Pace) -> Result<Self, Rejected> {
        if text.len() > LONGEST {
            return Err(damaged("it is longer than a million signs"));
        }
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        match lines.next() {
            Some(HEAD) => {}
            Some(line) if line.starts_with("podyard run ") => {
                return Err(Rejected {
                    message: format!("This file is written in form {}; this page knows form 1.", escape(&line[12..])),
                    hint: "Open it with a newer Podyard.",
                });
            }
            _ => return Err(damaged("it is no file of Podyard's: the first line has to be `podyard run 1`")),
        }
        let current = lines.next().and_then(|line| line.strip_prefix("current ")?.parse::<BranchId>().ok());
        let current = current.ok_or_else(|| damaged("line 2 does not say which run was looked at"))?;
        let mut branches: Vec<Branch> = Vec::new();
        for (index, line) in lines.enumerate() {
            let wrong = || damaged(format!("line {} is damaged", index + 3));
            let branch = branch(line)?.ok_or_else(wrong)?;
            if branches.len() >= BRANCHES_MAX || branches.iter().any(|other| other.id == branch.id) {
                return Err(damaged(format!("line {}: there are too many runs, or one twice", index + 3)));
            }
            branches.push(branch);
        }
        let shown = branches.iter().find(|branch| branch.id == current).cloned();
        let shown = shown.ok_or_else(|| damaged("the run that was looked at is not in it"))?;
        // The run looked at is opened and so proved; the others are as soon as one goes to them.
        let mut history = Self::begin(shown.settings.clone(), pace).await;
        let (at, edits) = (shown.horizon, shown.edits[..shown.limit].to_vec());
        if to_end {
            history.open_paced(Link { settings: shown.settings, edits, at, hash: None }, pace).await?;
        }
        history.next_id = branches.iter().map(|branch| branch.id + 1).max().unwrap_or(1).max(history.next_id);
        history.branches = branches;
        history.current = history.branches.iter().position(|branch| branch.id == current).unwrap_or(0);
        Ok(history)
    }
}

fn branch(line: &str) -> Result<Option<Branch>, Rejected> {
    let Some((head, link)) = line.split_once(" ?") else { return Ok(None) };
    let link = Link::read(link)?;
    let parts: Vec<&str> = head.split(' ').collect();
    let [id, name, parent, limit, events] = parts[..] else { return Ok(None) };
    let read = || {
        let id: BranchId = id.parse().ok().filter(|id| *id < BranchId::MAX / 2)?;
        let parent = match parent.split_once('@') {
            Some((id, at)) => Some((id.parse().ok()?, at.parse().ok()?)),
            None => None,
        };
        let limit = limit.parse().ok().filter(|limit| *limit <= link.edits.len())?;
        let mut branch = Branch::new(id, link.settings.clone(), parent);
        branch.name = unescape(name)?.chars().take(60).collect();
        branch.edits = Rc::new(link.edits.clone());
        branch.limit = limit;
        branch.horizon = (link.at.0, long(events).filter(|events| *events <= EVENTS_MAX)?);
        Some(branch)
    };
    Ok(read())
}
