//! One run, as it is written down.

use std::rc::Rc;

use crate::kube::time::Millis;
use crate::message::Said;
use crate::scenario::Scenario;
use crate::session::Action;

/// Names a branch for as long as it lives.
pub type BranchId = u32;

/// Something done at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Events of the run that happened before it.
    pub steps: u64,
    /// The clock then, ms.
    pub at: Millis,
    /// What.
    pub action: Action,
}

/// A run: what it was made with, and what was done in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Its number.
    pub id: BranchId,
    /// What somebody called it; empty where nobody did.
    pub name: String,
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
        Self {
            id,
            name: String::new(),
            parent,
            scenario,
            edits: Rc::default(),
            limit: 0,
            horizon: (0, 0),
            before: None,
        }
    }

    /// Its name; where nobody gave it one, what it is.
    pub fn title(&self) -> Said {
        if !self.name.is_empty() {
            return self.name.as_str().into();
        }
        let number = self.id.saturating_add(1);
        let message = match self.parent {
            None => message!("run-name", strategy = self.scenario.strategy().label(), number),
            Some((from, at)) => {
                let seconds = format!("{}.{}", at / 1_000, at % 1_000 / 100);
                message!("run-name-of-a-branch", number, from = from.saturating_add(1), seconds)
            }
        };
        message.into()
    }

    pub(super) fn is_untouched(&self) -> bool {
        self.edits.is_empty() && self.horizon.0 == 0
    }
}
