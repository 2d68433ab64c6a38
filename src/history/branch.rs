//! One run, as it is written down.

use std::rc::Rc;

use litemap::LiteMap;

use crate::kube::time::Millis;
use crate::message::Said;
use crate::scenario::Scenario;
use crate::session::Action;

use super::name::RunName;
use crate::sorted;

/// Names a branch for as long as it lives.
pub type BranchId = u32;

/// Something done at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Events of the run that happened before it.
    pub steps: u64,
    /// The clock then, ms.
    pub at: Millis,
    pub action: Action,
}

/// A run: what it was made with, and what was done in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Its number.
    pub id: BranchId,
    /// What it is called; for people: [`Branch::title`].
    pub name: RunName,
    /// The branch it came from, and where it left it, ms of its clock.
    pub parent: Option<(BranchId, Millis)>,
    /// What it was made with.
    pub scenario: Scenario,
    /// What was done, in order; copies of the branch share it.
    pub edits: Rc<Vec<Edit>>,
    /// Edits in force; those behind were undone.
    pub limit: usize,
    /// The furthest instant seen, ms of its clock, and how many events had happened by then.
    pub horizon: (Millis, u64),
    /// Where the learner was before.
    pub(super) before: Option<Place>,
}

/// An instant of a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub branch: BranchId,
    /// Edits in it.
    pub limit: usize,
    /// The clock, ms.
    pub at: Millis,
    /// Events that had happened.
    pub steps: u64,
}

impl Branch {
    pub(super) fn new(id: BranchId, scenario: Scenario, parent: Option<(BranchId, Millis)>) -> Self {
        let number = id.saturating_add(1);
        let name = match parent {
            None => RunName::Run(number),
            Some((from, at)) => RunName::Branch(number, from.saturating_add(1), at),
        };
        Self { id, name, parent, scenario, edits: Rc::default(), limit: 0, horizon: (0, 0), before: None }
    }

    /// Its name, for people.
    pub fn title(&self) -> Said {
        self.name.title(self.scenario.strategy())
    }

    pub(super) fn is_untouched(&self) -> bool {
        self.edits.is_empty() && self.horizon.0 == 0
    }
}

/// Branches with numbers of their own, from `first` on in their order. A parent that is not among them has a number nobody has.
pub(super) fn renumbered(branches: Vec<Branch>, first: BranchId) -> Vec<Branch> {
    let ids: LiteMap<BranchId, BranchId> = sorted::map(branches.iter().map(|branch| branch.id).zip(first..));
    let new = |id: BranchId| ids.get(&id).copied().unwrap_or(BranchId::MAX);
    let numbered = branches.into_iter().map(|branch| Branch {
        id: new(branch.id),
        parent: branch.parent.map(|(id, at)| (new(id), at)),
        before: None,
        ..branch
    });
    numbered.collect()
}
