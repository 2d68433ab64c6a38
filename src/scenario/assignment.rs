//! What somebody sets another to do in a run: in words, with a goal, and what of the settings may be changed.

use std::rc::Rc;

use crate::guide::goal::Goal;
use crate::kube::object::{Kind, Name};
use crate::kube::time::Millis;

/// See the module. Nothing of a run of one's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assignment {
    /// In its author's words.
    pub task: Rc<str>,
    /// Settings stay as its author has them, but for [`Assignment::may`].
    pub locked: bool,
    /// What may be changed all the same: settings by the names links have for them, `strategy`, and `objects`.
    pub may: Rc<[Name]>,
    /// The exercise it is, by its id.
    pub exercise: Option<Name>,
    pub goal: Option<Rc<Goal>>,
    /// From which instant of the clock on the goal is watched, ms: what happened before is given.
    pub from: Millis,
    /// When it is over, ms of the clock.
    pub until: Millis,
}

/// How [`Assignment::may`] names the strategy.
pub const STRATEGY: &str = "strategy";
/// How it names the fields of all objects.
pub const OBJECTS: &str = "objects";

impl Assignment {
    /// A setting may be changed, by the name links have for it.
    pub fn allows(&self, setting: &str) -> bool {
        !self.locked || self.may.iter().any(|name| &**name == setting)
    }

    /// Fields of objects of this kind may be changed where no control shows them; the World's only where nothing is locked.
    pub fn allows_fields_of(&self, kind: Kind) -> bool {
        if kind == Kind::World { !self.locked } else { self.allows(OBJECTS) }
    }
}
