//! What one look at a Rollout makes of its pauses and of its being given up.
//!
//! Models rollout/pause.go of argoproj/argo-rollouts.

use crate::kube::calendar::Time;
use crate::kube::object::Name;
use crate::kube::rollout::{PauseCondition, RolloutStatus};
use crate::kube::time::Millis;

/// It waits at a step.
pub(super) const CANARY_PAUSE_STEP: &str = "CanaryPauseStep";
/// It waits before the switch.
pub(super) const BLUE_GREEN_PAUSE: &str = "BlueGreenPause";
/// An analysis could not decide.
pub(super) const INCONCLUSIVE: &str = "InconclusiveAnalysisRun";

/// What changes.
#[derive(Clone, Debug, Default)]
pub(super) struct Pauses {
    added: Option<&'static str>,
    removed: Option<&'static str>,
    clear: bool,
    /// It is given up, for this reason.
    abort: Option<String>,
    keep_on: bool,
}

impl Pauses {
    /// It begins to wait.
    pub fn add(&mut self, reason: &'static str) {
        self.added = Some(reason);
    }

    /// It has just begun to wait.
    pub fn adds(&self) -> bool {
        self.added.is_some()
    }

    /// It waits no more for this reason.
    pub fn remove(&mut self, reason: &'static str) {
        self.removed = Some(reason);
    }

    /// It waits for nothing.
    pub fn clear(&mut self) {
        self.clear = true;
    }

    /// It is given up.
    pub fn abort(&mut self, message: String) {
        self.abort.get_or_insert(message);
    }

    /// It is not given up any more.
    pub fn remove_abort(&mut self) {
        self.keep_on = true;
    }

    /// It is given up, by now or in this very look.
    pub fn aborted(&self, status: &RolloutStatus) -> bool {
        !self.keep_on && (self.abort.is_some() || status.abort)
    }

    /// Why, if that was decided in this very look.
    pub fn why(&self) -> Option<&str> {
        self.abort.as_deref().filter(|_| !self.keep_on)
    }

    /// Writes it into the new status. Models CalculatePauseStatus.
    pub fn settle(&self, before: &RolloutStatus, status: &mut RolloutStatus, now: Millis) {
        (status.abort, status.aborted_at) = (false, None);
        (status.pause_conditions, status.controller_pause) = (Vec::new(), false);
        if self.aborted(before) {
            status.abort = true;
            status.aborted_at = Some(before.aborted_at.unwrap_or(Time::of(now)));
            return;
        }
        if self.clear {
            return;
        }
        let stays = |condition: &&PauseCondition| Some(&*condition.reason) != self.removed;
        status.pause_conditions = before.pause_conditions.iter().filter(stays).cloned().collect();
        status.controller_pause = before.controller_pause && !status.pause_conditions.is_empty();
        if let Some(reason) = self.added.filter(|reason| before.pause(reason).is_none()) {
            let condition =
                PauseCondition { reason: Name::from(reason), start_time: Time::of(now), ..Default::default() };
            status.pause_conditions.push(condition);
            status.controller_pause = true;
        }
    }
}
