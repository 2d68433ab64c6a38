//! What was seen to come: who looks back, or changes the past, still sees how available pods went before.

use std::rc::Rc;

use crate::kube::time::Millis;
use crate::view::Sample;

use super::History;
use super::branch::BranchId;

/// Samples of a run up to the furthest instant that was looked at.
#[derive(Clone, Debug)]
pub(super) struct Ghost {
    branch: BranchId,
    samples: Rc<[Sample]>,
    /// That instant, ms of the clock.
    until: Millis,
}

impl History {
    /// Before one moves: what the session has seen is kept, unless more of the same run is known.
    pub(super) fn keep_ghost(&mut self) {
        let (branch, until) = (self.current().id, self.session.elapsed());
        if self.ghost.as_ref().is_none_or(|ghost| ghost.branch != branch || ghost.until < until) {
            let samples = self.session.samples().iter().copied().collect();
            self.ghost = Some(Ghost { branch, samples, until });
        }
    }

    /// A branch begins in the past of another one, whose future is the ghost from now on.
    pub(super) fn hand_on_ghost(&mut self, from: BranchId, to: BranchId) {
        self.ghost = self.ghost.take().filter(|ghost| ghost.branch == from).map(|ghost| Ghost { branch: to, ..ghost });
    }

    /// What was seen to come after the instant looked at: the samples from the one in force now on, by cluster time.
    pub fn ghost(&self) -> Option<Rc<[Sample]>> {
        let ghost = self.ghost.as_ref()?;
        let ahead = ghost.branch == self.current().id && self.session.elapsed() < ghost.until;
        ahead.then(|| ghost.samples.clone())
    }
}
