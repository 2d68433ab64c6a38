//! What runs weigh, and which of them go where there are too many.

use crate::message::Said;
use crate::session::Action;
use crate::sorted;

use super::History;
use super::branch::{Branch, BranchId};
use super::limits::{RUNS_KEPT_MAX, WEIGHT_MAX};

/// Bytes a branch and an edit take without their texts, about.
const BRANCH_WEIGHT: usize = 500;
const EDIT_WEIGHT: usize = 64;

/// What a branch weighs in memory, bytes, about: its edits, and the texts in them.
pub(super) fn weight(branch: &Branch) -> usize {
    let text = |action: &Action| match action {
        Action::Set { text, .. } => text.len(),
        Action::Request(commands) => commands.iter().map(|command| command.tree().json().len()).sum(),
        _ => 0,
    };
    BRANCH_WEIGHT + branch.edits.iter().map(|edit| EDIT_WEIGHT + text(&edit.action)).sum::<usize>()
}

/// Keeps count while runs are read or written; the one looked at does not count.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count {
    runs: usize,
    weight: usize,
}

impl Count {
    /// Counts a branch in if there is still room for it.
    pub fn take(&mut self, weight: usize) -> bool {
        let fits = self.runs < RUNS_KEPT_MAX && self.weight.saturating_add(weight) <= WEIGHT_MAX;
        if fits {
            *self = Self { runs: self.runs + 1, weight: self.weight + weight };
        }
        fits
    }
}

impl History {
    /// The branches that are one too many, the first of `order` first: as few as will do, and never the one looked at.
    fn surplus(&self, order: impl Fn(&Branch) -> u64) -> Vec<BranchId> {
        let mut others: Vec<&Branch> = self.branches.iter().filter(|branch| branch.id != self.current().id).collect();
        // Those touched last are taken first; of two alike the younger.
        sorted::sort_by_key(&mut others, |branch| std::cmp::Reverse((order(branch), branch.id)));
        let mut count = Count::default();
        let fits = others.iter().take_while(|branch| count.take(weight(branch))).count();
        others[fits..].iter().rev().map(|branch| branch.id).collect()
    }

    /// The branches within the limits, in their order: what is written of them is read again.
    pub(super) fn within_limits(&self) -> Vec<&Branch> {
        let surplus = self.surplus(|_| 0);
        self.branches.iter().filter(|branch| !surplus.contains(&branch.id)).collect()
    }

    /// Lets those go that are one too many, the ones untouched for longest first (`turn` says when each was touched); returns
    /// their names.
    pub(super) fn let_go(&mut self, turn: impl Fn(BranchId) -> u64) -> Vec<Said> {
        let surplus = self.surplus(|branch| turn(branch.id));
        let names = surplus.iter().filter_map(|id| self.branches.iter().find(|branch| branch.id == *id));
        let names = names.map(|branch| branch.title()).collect();
        surplus.into_iter().for_each(|id| self.drop_branch(id));
        names
    }
}
