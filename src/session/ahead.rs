//! What would come of a setting: a copy of the run goes on with it, and is thrown away.

use crate::kube::time::{Millis, SECOND};
use crate::playbook::ChoiceId;
use crate::scenario::Control;
use crate::view::Sample;

use super::{Action, Session};

/// How far ahead is looked, ms.
const AHEAD: Millis = 60 * SECOND;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// From the one in force now on, by cluster time.
    pub samples: Vec<Sample>,
    /// The version whose rollout it begins with: nothing was under way that the setting could change.
    pub begins: Option<u32>,
}

impl Session {
    /// What pods would do from now on, were a control set to a text; nothing where that is refused, or a run would
    /// begin with it at another instant.
    pub fn ahead(&self, control: Control, text: &str) -> Option<Ahead> {
        let mut copy = self.clone();
        copy.update(Action::Set { control, text: text.into() });
        if copy.field_error(control).is_some() || copy.origin() != self.origin() {
            return None;
        }
        let next = copy.playbook.next_version();
        let begins =
            Some(next).filter(|_| self.is_at_rest() && copy.choices().iter().any(|choice| choice.id == ChoiceId::Next));
        if begins.is_some() {
            copy.update(Action::Do(ChoiceId::Next));
        }
        copy.run_until(self.elapsed() + AHEAD);
        let all = copy.samples();
        let first = all.partition_point(|sample| sample.at <= self.cluster.now()).saturating_sub(1);
        Some(Ahead { samples: all.since(first).iter().copied().collect(), begins })
    }
}
