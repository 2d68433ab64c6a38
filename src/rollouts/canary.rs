//! Argo Rollouts' canary: steps, weights, pods, analyses, abort.
//!
//! Models rollout/canary.go, rollout/trafficrouting.go, rollout/sync.go and utils/rollout/rolloututil.go of
//! argoproj/argo-rollouts. One Rollout called `web`, going from one revision to the next.

mod person;
mod status;

use super::analysis::{self, Metric, Run};
use super::canary_counts::{Bounds, Counts, routed_canary, routed_stable, step, target};
use super::step::Step;
use super::{NAME, Order, Pass, SetView, Which, World};
use crate::kube::time::Millis;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    /// Replicas, and what may be above or below them. With a router the bounds play no part.
    pub bounds: Bounds,
    /// `spec.strategy.canary.steps`; none goes straight to everything.
    pub steps: Vec<Step>,
    /// There is a router that splits by weight; otherwise the numbers of pods do.
    pub routed: bool,
    /// With a router: the stable version shrinks as its traffic does.
    pub dynamic_stable_scale: bool,
    /// With a router: least pods of a version that has any.
    pub min_pods_per_replica_set: i32,
    /// With a router: how long the old version stays after the promotion, ms.
    pub scale_down_delay: Millis,
    /// With a router: how long the new version stays after an abort, ms; 0 keeps it.
    pub abort_scale_down_delay: Millis,
    /// What an analysis step measures.
    pub analysis: Vec<Metric>,
    /// Measured all along from this step on, counted from 0.
    pub background: Option<(usize, Vec<Metric>)>,
    /// `progressDeadlineSeconds`, ms.
    pub progress_deadline: Millis,
    /// `progressDeadlineAbort`.
    pub progress_deadline_abort: bool,
}

/// The Rollout on its way from its stable version to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canary {
    spec: Spec,
    revision: u32,
    /// The step it is at; the number of steps when all are done.
    index: usize,
    /// Why it waits, and since when, ms.
    pause: Option<(&'static str, Millis)>,
    abort: Option<String>,
    promote_full: bool,
    weight: u32,
    step_run: Option<Run>,
    background: Option<Run>,
    promoted: bool,
    /// When the version that is not needed any more goes, ms.
    down_at: Option<Millis>,
    /// When anything last moved, ms, and what stood then.
    progressed: (Millis, SetView, SetView),
    timed_out: bool,
}

const PAUSE_STEP: &str = "CanaryPauseStep";
const INCONCLUSIVE: &str = "InconclusiveAnalysisRun";

impl Canary {
    /// A new template was applied: the rollout to this revision begins.
    pub fn new(spec: Spec, revision: u32, now: Millis) -> Self {
        let nothing = SetView::default();
        Self {
            spec,
            revision,
            index: 0,
            pause: None,
            abort: None,
            promote_full: false,
            weight: 0,
            step_run: None,
            background: None,
            promoted: false,
            down_at: None,
            progressed: (now, nothing, nothing),
            timed_out: false,
        }
    }

    /// Looks at the world once. Ask again as long as there are orders, when anything changed, and at [`Canary::next_at`].
    pub fn reconcile(&mut self, world: &World) -> Pass {
        let mut pass = Pass::default();
        if self.promoted {
            self.end_old(world, &mut pass);
            return pass;
        }
        self.analyse(world, &mut pass);
        if self.spec.routed {
            self.route(world, &mut pass);
        }
        if self.pause.is_none_or(|(why, _)| why != INCONCLUSIVE) {
            self.scale(world, &mut pass);
        }
        if self.abort.is_none() && pass.is_empty() {
            self.go_on(world, &mut pass);
        }
        self.watch_deadline(world, &mut pass);
        pass
    }

    /// `spec.replicas` was changed on the way.
    pub fn resize(&mut self, bounds: Bounds) {
        self.spec.bounds = bounds;
    }

    /// Of the last setWeight up to here; everything after the last step, nothing before the first.
    pub fn wanted_weight(&self) -> i32 {
        if self.abort.is_some() {
            return 0;
        }
        if self.promote_full || self.index >= self.spec.steps.len() {
            return 100;
        }
        self.weight_before(self.index + 1)
    }

    /// Of the last setWeight among the first steps.
    fn weight_before(&self, steps: usize) -> i32 {
        let weights = self.spec.steps[..steps.min(self.spec.steps.len())].iter().rev();
        weights
            .into_iter()
            .find_map(|step| if let Step::SetWeight(weight) = step { Some(*weight) } else { None })
            .unwrap_or(0)
    }

    /// A setCanaryScale in force.
    fn scale_override(&self) -> Option<i32> {
        let last = self.spec.steps.iter().take(self.index + 1).rev().find_map(|step| match step {
            Step::SetCanaryScale(scale) => Some(*scale),
            _ => None,
        });
        last.flatten().filter(|_| self.index < self.spec.steps.len() && self.abort.is_none() && !self.promote_full)
    }

    fn targets(&self) -> Counts {
        let (n, weight) = (self.spec.bounds.replicas, self.wanted_weight());
        if !self.spec.routed {
            return target(self.spec.bounds, weight);
        }
        let least = self.spec.min_pods_per_replica_set;
        let canary = self.scale_override().unwrap_or_else(|| routed_canary(n, weight, least));
        let stable =
            if self.spec.dynamic_stable_scale { routed_stable(n, weight, self.weight as i32, least) } else { n };
        Counts { canary, stable }
    }

    fn at_targets(&self, world: &World) -> bool {
        let Counts { canary, stable } = self.targets();
        let there = |set: SetView, wanted: i32| set.spec == wanted && set.available == wanted;
        // With a router the stable version may still be more than it has to be.
        let stable_there =
            if self.spec.routed { world.stable.available >= stable } else { there(world.stable, stable) };
        there(world.canary, canary) && stable_there
    }

    fn scale(&mut self, world: &World, pass: &mut Pass) {
        let wanted = self.targets();
        let next = if !self.spec.routed {
            step(self.spec.bounds, wanted, world.canary, world.stable)
        } else if self.abort.is_some() {
            self.scale_after_abort(world, wanted)
        } else {
            wanted
        };
        // One version in a pass, the stable one first.
        let changes = [(Which::Stable, world.stable, next.stable), (Which::Canary, world.canary, next.canary)];
        if let Some((which, set, to)) = changes.into_iter().find(|(_, set, to)| set.spec != *to) {
            let (direction, revision) = (if to > set.spec { "up" } else { "down" }, self.revision_of(which));
            pass.say(
                "ScalingReplicaSet",
                format!(
                    "Scaled {direction} ReplicaSet {NAME}-v{revision} (revision {revision}) from {} to {to}",
                    set.spec
                ),
            );
            pass.orders.push(Order::Scale(which, to));
        }
    }

    fn revision_of(&self, which: Which) -> u32 {
        if which == Which::Canary { self.revision } else { self.revision - 1 }
    }

    /// The new version stays for a while once all stable pods are there again, in case somebody looks into it.
    fn scale_after_abort(&mut self, world: &World, wanted: Counts) -> Counts {
        if world.stable.available < self.spec.bounds.replicas || self.spec.abort_scale_down_delay == 0 {
            return Counts { canary: world.canary.spec, ..wanted };
        }
        let at = *self.down_at.get_or_insert(world.now + self.spec.abort_scale_down_delay);
        Counts { canary: if world.now >= at { 0 } else { world.canary.spec }, ..wanted }
    }

    fn route(&mut self, world: &World, pass: &mut Pass) {
        let n = self.spec.bounds.replicas;
        let weight = if self.abort.is_some() || world.canary.available == 0 {
            0
        } else if self.promote_full && world.canary.available < n {
            self.weight as i32
        } else if !self.at_targets(world) {
            self.weight_before(self.index)
        } else {
            self.wanted_weight()
        };
        let served = world.stable.available >= (100 - weight) * n / 100;
        if weight as u32 != self.weight && (served || self.abort.is_some()) {
            let message = match self.weight {
                0 => format!("Traffic weight updated to {weight}"),
                before => format!("Traffic weight updated from {before} to {weight}"),
            };
            pass.say("TrafficWeightUpdated", message);
            pass.orders.push(Order::SetWeight(weight as u32));
            self.weight = weight as u32;
        }
    }

    fn analyse(&mut self, world: &World, pass: &mut Pass) {
        if self.abort.is_some() {
            return;
        }
        let begins = self.spec.background.as_ref().filter(|(from, _)| self.background.is_none() && self.index >= *from);
        if let Some((_, metrics)) = begins {
            self.background = Some(Run::new(metrics, world.now));
        }
        let runs = [(&mut self.step_run, "Step-based"), (&mut self.background, "Background")];
        let mut ended = None;
        for (run, kind) in runs {
            let Some(run) = run.as_mut().filter(|run| !run.phase.is_over()) else { continue };
            run.look(world);
            if run.phase.is_over() {
                let (phase, message) = (run.phase, run.message.clone());
                pass.say(
                    "AnalysisRun",
                    format!("{kind} Analysis Run '{NAME}-{}' Status New: '{phase}' Previous: 'Running'", self.revision),
                );
                ended = Some((kind, phase, message)).filter(|(_, phase, _)| *phase != analysis::Phase::Successful);
            }
        }
        match ended {
            Some((_, analysis::Phase::Inconclusive, _)) => self.pause = Some((INCONCLUSIVE, world.now)),
            Some((kind, _, message)) => {
                self.stop(format!("{kind} analysis phase error/failed: {message}"), pass);
            }
            None => {}
        }
    }

    /// One step can be completed in a pass.
    fn go_on(&mut self, world: &World, pass: &mut Pass) {
        if self.promote_full && self.index < self.spec.steps.len() {
            self.index = self.spec.steps.len();
            self.pause = None;
        }
        let Some(current) = self.spec.steps.get(self.index).cloned() else { return self.finish(world, pass) };
        let done = match &current {
            Step::SetWeight(_) => {
                self.at_targets(world) && (!self.spec.routed || self.weight as i32 == self.wanted_weight())
            }
            Step::SetCanaryScale(_) => self.at_targets(world),
            Step::Pause(lasts) => self.wait(*lasts, world.now, pass),
            Step::Analysis => {
                let run = self.step_run.get_or_insert_with(|| Run::new(&self.spec.analysis, world.now));
                run.look(world);
                match run.phase {
                    analysis::Phase::Successful => true,
                    analysis::Phase::Inconclusive if self.pause.is_none() => {
                        self.pause = Some((INCONCLUSIVE, world.now));
                        pass.say("RolloutPaused", format!("Rollout is paused ({INCONCLUSIVE})"));
                        false
                    }
                    analysis::Phase::Failed | analysis::Phase::Error => {
                        let message = run.message.clone();
                        self.stop(format!("Step-based analysis phase error/failed: {message}"), pass);
                        return;
                    }
                    _ => false,
                }
            }
            Step::SetHeaderRoute(header) => {
                pass.orders.push(Order::SetHeaderRoute(header.clone()));
                true
            }
            Step::SetMirrorRoute(percent) => {
                pass.orders.push(Order::SetMirror(*percent));
                true
            }
        };
        if done {
            self.complete_step(&current, world.now, pass);
        }
    }

    fn wait(&mut self, lasts: Option<Millis>, now: Millis, pass: &mut Pass) -> bool {
        let Some((_, since)) = self.pause else {
            self.pause = Some((PAUSE_STEP, now));
            pass.say("RolloutPaused", format!("Rollout is paused ({PAUSE_STEP})"));
            return false;
        };
        let over = lasts.is_some_and(|lasts| now >= since + lasts);
        if over {
            pass.say("RolloutResumed", "Rollout is resumed");
        }
        over
    }

    fn complete_step(&mut self, step: &Step, now: Millis, pass: &mut Pass) {
        self.index += 1;
        (self.pause, self.step_run) = (None, None);
        self.progressed.0 = now;
        let all = self.spec.steps.len();
        pass.say("RolloutStepCompleted", format!("Rollout step {}/{all} completed ({})", self.index, step.words()));
    }

    fn finish(&mut self, world: &World, pass: &mut Pass) {
        let n = self.spec.bounds.replicas;
        let all_there = world.canary.available >= n && self.at_targets(world);
        if !all_there || self.spec.routed && self.weight != 100 {
            return;
        }
        if let Some(run) = &mut self.background {
            run.terminate();
        }
        self.promoted = true;
        let revision = self.revision;
        let why = match (self.promote_full, self.spec.steps.len()) {
            (true, _) => "Full promotion requested".to_string(),
            (false, steps) => format!("Completed all {steps} canary steps"),
        };
        pass.say(
            "RolloutCompleted",
            format!("Rollout completed update to revision {revision} ({NAME}-v{revision}): {why}"),
        );
        if self.spec.routed {
            pass.orders.push(Order::SetHeaderRoute(None));
            pass.orders.push(Order::SetMirror(0));
            let delay = if self.spec.dynamic_stable_scale { 0 } else { self.spec.scale_down_delay };
            self.down_at = Some(world.now + delay);
        }
        pass.orders.push(Order::MarkStable);
    }

    fn end_old(&self, world: &World, pass: &mut Pass) {
        if world.stable.spec > 0 && self.down_at.is_none_or(|at| world.now >= at) {
            let revision = self.revision - 1;
            pass.say(
                "ScalingReplicaSet",
                format!(
                    "Scaled down ReplicaSet {NAME}-v{revision} (revision {revision}) from {} to 0",
                    world.stable.spec
                ),
            );
            pass.orders.push(Order::Scale(Which::Stable, 0));
        }
    }
}
