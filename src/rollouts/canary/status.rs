//! Where a canary stands: its deadline, when to look again, phase and message.

use super::super::analysis::Run;
use super::super::step::Step;
use super::super::{NAME, Pass, World};
use super::{Canary, INCONCLUSIVE, PAUSE_STEP};
use crate::kube::time::Millis;

impl Canary {
    /// The clock does not run in a pause, after an abort, or in a step without end.
    pub(super) fn watch_deadline(&mut self, world: &World, pass: &mut Pass) {
        let (_, stable, canary) = self.progressed;
        let rests = self.pause.is_some() || self.abort.is_some() || self.promoted || self.step_run.is_some();
        if (stable, canary) != (world.stable, world.canary) || rests {
            self.progressed = (world.now, world.stable, world.canary);
        }
        if self.timed_out || world.now < self.progressed.0 + self.spec.progress_deadline {
            return;
        }
        self.timed_out = true;
        let message = format!("ReplicaSet \"{NAME}-v{}\" has timed out progressing.", self.revision);
        pass.say("ProgressDeadlineExceeded", message.clone());
        if self.spec.progress_deadline_abort {
            self.stop(message, pass);
        }
    }

    /// When to look again although nothing changed, ms.
    pub fn next_at(&self, now: Millis) -> Option<Millis> {
        let pause = match (self.pause, self.spec.steps.get(self.index)) {
            (Some((PAUSE_STEP, since)), Some(Step::Pause(Some(lasts)))) => Some(since + lasts),
            _ => None,
        };
        let runs = [&self.step_run, &self.background].into_iter().flatten().filter_map(Run::next_at);
        let deadline = (!self.timed_out).then_some(self.progressed.0 + self.spec.progress_deadline);
        let all = runs.chain(pause).chain(self.down_at).chain(deadline);
        all.filter(|at| *at > now).min()
    }

    /// `status.phase` and `status.message`.
    pub fn phase(&self, world: &World) -> (&'static str, String) {
        let n = self.spec.bounds.replicas;
        if let Some(message) = &self.abort {
            ("Degraded", format!("RolloutAborted: {message}"))
        } else if self.timed_out {
            (
                "Degraded",
                format!(
                    "ProgressDeadlineExceeded: ReplicaSet \"{NAME}-v{}\" has timed out progressing.",
                    self.revision
                ),
            )
        } else if let Some((why, _)) = self.pause {
            ("Paused", why.into())
        } else if self.promoted {
            ("Healthy", String::new())
        } else if world.canary.spec < self.targets().canary {
            ("Progressing", "more replicas need to be updated".into())
        } else if world.canary.available < world.canary.spec {
            ("Progressing", "updated replicas are still becoming available".into())
        } else if !self.spec.routed && world.canary.available >= n && world.stable.spec > 0 {
            ("Progressing", "old replicas are pending termination".into())
        } else {
            ("Progressing", "waiting for all steps to complete".into())
        }
    }

    /// The new version is the stable one.
    pub fn promoted(&self) -> bool {
        self.promoted
    }

    /// It was aborted, by a person or by an analysis.
    pub fn aborted(&self) -> bool {
        self.abort.is_some()
    }

    /// It waits for a person.
    pub fn waits_for_a_person(&self) -> bool {
        let endless = matches!(self.spec.steps.get(self.index), Some(Step::Pause(None)));
        self.pause.is_some_and(|(why, _)| why == INCONCLUSIVE || endless)
    }

    /// The steps, and how many of them are done.
    pub fn steps(&self) -> (&[Step], usize) {
        (&self.spec.steps, self.index)
    }

    /// The runs there are: of the step, and in the background.
    pub fn runs(&self) -> impl Iterator<Item = &Run> {
        [&self.step_run, &self.background].into_iter().flatten()
    }

    /// Nothing is left to do.
    pub fn over(&self, world: &World) -> bool {
        self.promoted && world.stable.spec == 0
            || self.abort.is_some()
                && self.weight == 0
                && (world.canary.spec == 0 || self.spec.abort_scale_down_delay == 0 && self.spec.routed)
    }
}
