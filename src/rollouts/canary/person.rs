//! What ends or moves a canary besides its steps: an abort, and what a person asks for.

use super::super::{Order, Pass};
use super::Canary;
use crate::kube::time::Millis;

impl Canary {
    pub(super) fn stop(&mut self, cause: String, pass: &mut Pass) {
        for run in [&mut self.step_run, &mut self.background].into_iter().flatten() {
            run.terminate();
        }
        (self.pause, self.index, self.promote_full) = (None, 0, false);
        let colon = if cause.is_empty() { "" } else { ": " };
        let message = format!("Rollout aborted update to revision {}{colon}{cause}", self.revision);
        pass.say("RolloutAborted", message.clone());
        if self.spec.routed {
            pass.orders.push(Order::SetHeaderRoute(None));
            pass.orders.push(Order::SetMirror(0));
        }
        self.abort = Some(message);
    }

    /// `kubectl argo rollouts abort`.
    pub fn abort(&mut self) -> Pass {
        let mut pass = Pass::default();
        if self.abort.is_none() && !self.promoted {
            self.stop(String::new(), &mut pass);
        }
        pass
    }

    /// `kubectl argo rollouts retry`: from the first step again.
    pub fn retry(&mut self, now: Millis) -> Pass {
        let mut pass = Pass::default();
        if self.abort.take().is_some() {
            (self.down_at, self.timed_out, self.progressed.0) = (None, false, now);
            (self.step_run, self.background) = (None, None);
            pass.say("RolloutRetry", "Retrying Rollout after abort");
        }
        pass
    }

    /// `kubectl argo rollouts promote`: lifts the pause, or skips the step it is at.
    pub fn promote(&mut self, now: Millis) -> Pass {
        let mut pass = Pass::default();
        if self.abort.is_some() || self.promoted {
            return pass;
        }
        if self.pause.take().is_some() {
            pass.say("RolloutResumed", "Rollout is resumed");
        }
        if let Some(current) = self.spec.steps.get(self.index).cloned() {
            self.complete_step(&current, now, &mut pass);
        }
        pass
    }

    /// `kubectl argo rollouts promote --full`: skips all steps, pauses and analyses.
    pub fn promote_full(&mut self) {
        self.promote_full = self.abort.is_none() && !self.promoted;
        for run in [&mut self.step_run, &mut self.background].into_iter().flatten() {
            run.terminate();
        }
    }
}
