//! The goal of a run that somebody set: watched event by event, from where she who runs it takes over.

use crate::guide::watch::{Verdict, Watcher};
use crate::kube::time::Millis;
use crate::scenario::Assignment;

use super::Session;

/// How far the watching is. A copy goes on alike, so that time can be turned back.
#[derive(Clone, Debug)]
pub(super) enum Watching {
    /// What happens still belongs to the start.
    Before,
    Now(Watcher),
    Over(Watcher),
}

impl Session {
    /// What has become of the goal; nothing where none is set, or where its time has not begun.
    pub fn verdict(&self) -> Option<Verdict> {
        match self.watching.as_ref()? {
            Watching::Before => None,
            Watching::Now(watcher) | Watching::Over(watcher) => Some(watcher.verdict()),
        }
    }

    /// The time for the goal is over.
    pub fn is_over(&self) -> bool {
        matches!(self.watching, Some(Watching::Over(_)))
    }

    /// The run ends here: what only its end decides is decided.
    pub fn close_goal(&mut self) {
        if let Some(Watching::Now(watcher)) = &mut self.watching {
            watcher.finish(&self.cluster);
            let over = Watching::Over(watcher.clone());
            self.watching = Some(over);
        }
    }

    /// Something is about to happen at an instant of the clock, ms.
    pub(super) fn expect(&mut self, at: Millis) {
        let Assignment { goal, from, until, .. } = &*self.scenario.assignment;
        let Some(goal) = goal else { return };
        match &self.watching {
            Some(Watching::Before) if at >= *from => {
                self.watching = Some(Watching::Now(goal.watch(&self.cluster)));
            }
            Some(Watching::Now(_)) if *until > 0 && at > *until => self.close_goal(),
            _ => {}
        }
    }

    /// Something happened.
    pub(super) fn look_at_goal(&mut self) {
        if let Some(Watching::Now(watcher)) = &mut self.watching {
            watcher.look(&self.cluster);
        }
    }
}
