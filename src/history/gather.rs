//! Branches that come from outside and go again: out of files, out of what is stored, out of another tab.

use crate::pace::Pace;
use crate::scenario::Scenario;

use super::History;
use super::branch::{Branch, BranchId};
use super::file::Runs;
use super::frames::Frames;
use super::opening::Opening;

impl History {
    /// The runs, at the end of the one looked at, or else at its start, which nothing has to be replayed for. Without any there is
    /// a new one.
    pub(super) async fn of(runs: &Runs, to_end: bool, pace: &Pace) -> Self {
        let Some(index) = runs.branches.iter().position(|branch| branch.id == runs.current) else {
            return Self::begin(Scenario::default(), pace).await;
        };
        let mut history = Self::begin(runs.branches[index].scenario.clone(), pace).await;
        history.next_id = runs.branches.iter().map(|branch| branch.id.saturating_add(1)).max().unwrap_or(1);
        (history.branches, history.current) = (runs.branches.clone(), index);
        if to_end {
            history.go_to_its_end(pace).await;
        }
        history
    }

    /// Goes from the start of the branch looked at to its end, or as far as it leads.
    async fn go_to_its_end(&mut self, pace: &Pace) {
        let branch = self.current().clone();
        let begin = || {
            let mut frames = Frames::default();
            frames.begin(&self.session);
            Opening { session: self.session.clone(), frames, applied: 0 }
        };
        let (mut opening, mut fit) = (begin(), branch.limit);
        while opening.applied < fit {
            let edit = &branch.edits[opening.applied];
            pace.report(edit.at, branch.horizon.0);
            if opening.apply(edit, pace).await {
                continue;
            }
            if opening.session.generation() == self.session.generation() {
                break;
            }
            // It begins another run, as no edit of ours does: the run stands before it.
            fit = opening.applied;
            opening = begin();
        }
        if opening.applied == branch.limit {
            opening.replay(branch.horizon.1, branch.horizon.0, pace).await;
        }
        self.stand(self.current, opening);
    }

    /// Puts a branch from outside at a place of the list, under a number of its own, which is returned.
    pub(super) fn insert_branch(&mut self, place: usize, branch: Branch) -> BranchId {
        let id = self.next_id;
        self.next_id += 1;
        let place = place.min(self.branches.len());
        self.branches.insert(place, Branch { id, ..branch });
        self.current += usize::from(self.current >= place);
        id
    }

    /// Takes a branch out that is not looked at; it cannot be brought back.
    pub(super) fn drop_branch(&mut self, id: BranchId) {
        let Some(index) = self.branches.iter().position(|branch| branch.id == id) else { return };
        if index == self.current {
            return;
        }
        self.branches.remove(index);
        self.current -= usize::from(self.current > index);
        self.left.retain(|place| place.branch != id);
        self.checkpoint = self.checkpoint.filter(|place| place.branch != id);
    }
}
