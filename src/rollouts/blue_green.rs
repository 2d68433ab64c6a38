//! Argo Rollouts' blue/green: preview, analyses, promotion, scale-down delay, abort.
//!
//! Models rollout/bluegreen.go, rollout/service.go and rollout/analysis.go of argoproj/argo-rollouts at the commit the
//! specification names: the delay before the old version goes begins after the promotion, in every case.

use super::analysis::{self, Metric, Run};
use super::{NAME, Order, Pass, SetView, Which, World};
use crate::kube::time::Millis;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    /// Pods of each version.
    pub replicas: i32,
    /// Pods of the new version until it is promoted; `None` has all at once.
    pub preview_replica_count: Option<i32>,
    /// Without it a person promotes.
    pub auto_promotion_enabled: bool,
    /// How long the preview lasts before it is promoted by itself, ms; 0 not at all.
    pub auto_promotion_delay: Millis,
    /// How long the old version stays after the promotion, ms.
    pub scale_down_delay: Millis,
    /// How long the new version stays after an abort, ms; 0 keeps it.
    pub abort_scale_down_delay: Millis,
    /// Measured before the promotion.
    pub pre_promotion_analysis: Vec<Metric>,
    /// Measured after the switch; the old version is held meanwhile.
    pub post_promotion_analysis: Vec<Metric>,
    /// Upstream does not switch back while the new version is not whole; set, this does not either.
    pub known_defect: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Begin,
    Preview,
    PreAnalysis,
    Pause,
    Fill,
    PostAnalysis,
    Promoted,
}

/// The Rollout on its way from its stable version to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlueGreen {
    spec: Spec,
    revision: u32,
    stage: Stage,
    paused_since: Option<Millis>,
    active: Which,
    run: Option<Run>,
    inconclusive: bool,
    abort: Option<String>,
    promote_full: bool,
    down_at: Option<Millis>,
}

impl BlueGreen {
    /// A new template was applied: the rollout to this revision begins.
    pub fn new(spec: Spec, revision: u32) -> Self {
        Self {
            spec,
            revision,
            stage: Stage::Begin,
            paused_since: None,
            active: Which::Stable,
            run: None,
            inconclusive: false,
            abort: None,
            promote_full: false,
            down_at: None,
        }
    }

    /// Looks at the world once. Ask again as long as there are orders, when anything changed, and at
    /// [`BlueGreen::next_at`].
    pub fn reconcile(&mut self, world: &World) -> Pass {
        let mut pass = Pass::default();
        if self.abort.is_some() {
            self.go_back(world, &mut pass);
        } else if self.stage == Stage::Promoted {
            if self.down_at.is_none_or(|at| world.now >= at) {
                self.scale(Which::Stable, world.stable, 0, &mut pass);
            }
        } else {
            // What only moves on inside goes on at once.
            let mut before = None;
            while pass.is_empty() && before != Some(self.stage) && !self.inconclusive {
                before = Some(self.stage);
                self.go_on(world, &mut pass);
            }
        }
        pass
    }

    fn go_on(&mut self, world: &World, pass: &mut Pass) {
        let n = self.spec.replicas;
        let preview = self.spec.preview_replica_count.unwrap_or(n);
        let wanted = if self.stage < Stage::Fill { preview } else { n };
        match self.stage {
            Stage::Begin => {
                self.switch("web-preview", Which::Canary, pass);
                pass.orders.push(Order::SwitchPreview);
                self.stage = Stage::Preview;
            }
            _ if world.canary.spec != wanted => self.scale(Which::Canary, world.canary, wanted, pass),
            _ if world.stable.spec != n => self.scale(Which::Stable, world.stable, n, pass),
            Stage::Preview if world.canary.available >= wanted => self.stage = Stage::PreAnalysis,
            Stage::PreAnalysis => {
                let passed = self.analysed(world, "pre", pass);
                self.stage = if passed { Stage::Pause } else { self.stage };
            }
            Stage::Pause => self.wait(world.now, pass),
            Stage::Fill if world.canary.available >= n => {
                self.active = Which::Canary;
                self.switch("web-active", Which::Canary, pass);
                pass.orders.push(Order::SwitchActive(Which::Canary));
                self.stage = Stage::PostAnalysis;
            }
            Stage::PostAnalysis => {
                let passed = self.analysed(world, "post", pass);
                passed.then(|| self.promote_now(world.now, pass));
            }
            _ => {}
        }
    }

    /// `spec.replicas` was changed on the way.
    pub fn resize(&mut self, replicas: i32) {
        self.spec.replicas = replicas;
    }

    fn promote_now(&mut self, now: Millis, pass: &mut Pass) {
        let revision = self.revision;
        let why = if self.promote_full { "Full promotion requested" } else { "Completed blue-green update" };
        pass.say(
            "RolloutCompleted",
            format!("Rollout completed update to revision {revision} ({NAME}-v{revision}): {why}"),
        );
        pass.orders.push(Order::MarkStable);
        self.down_at = Some(now + self.spec.scale_down_delay);
        self.stage = Stage::Promoted;
    }

    fn wait(&mut self, now: Millis, pass: &mut Pass) {
        let delay = self.spec.auto_promotion_delay;
        let waits = (!self.spec.auto_promotion_enabled || delay > 0) && !self.promote_full;
        match self.paused_since {
            None if waits => {
                self.paused_since = Some(now);
                pass.say("RolloutPaused", "Rollout is paused (BlueGreenPause)");
            }
            Some(since) if waits && (delay == 0 || now < since + delay) => {}
            paused => {
                if paused.is_some() {
                    pass.say("RolloutResumed", "Rollout is resumed");
                }
                self.paused_since = None;
                self.stage = Stage::Fill;
            }
        }
    }

    /// True once the analysis of this side of the promotion went well, or there is none.
    fn analysed(&mut self, world: &World, side: &str, pass: &mut Pass) -> bool {
        let metrics =
            if side == "pre" { &self.spec.pre_promotion_analysis } else { &self.spec.post_promotion_analysis };
        if metrics.is_empty() || self.promote_full {
            self.run = None;
            return true;
        }
        let run = self.run.get_or_insert_with(|| Run::new(metrics, world.now));
        run.look(world);
        let (phase, message) = (run.phase, run.message.clone());
        if !phase.is_over() {
            return false;
        }
        self.run = None;
        let name = format!("{}{} Analysis Run '{NAME}-{}-{side}'", side[..1].to_uppercase(), &side[1..], self.revision);
        pass.say("AnalysisRun", format!("{name} Status New: '{phase}' Previous: 'Running'"));
        match phase {
            analysis::Phase::Successful => return true,
            analysis::Phase::Inconclusive => {
                self.inconclusive = true;
                pass.say("RolloutPaused", "Rollout is paused (InconclusiveAnalysisRun)");
            }
            _ => self.stop(format!("Blue/green {side}-promotion analysis phase error/failed: {message}"), pass),
        }
        false
    }

    fn switch(&self, service: &str, to: Which, pass: &mut Pass) {
        let (old, new) = (self.revision - 1, self.revision);
        let (from, to) = if to == Which::Canary { (old, new) } else { (new, old) };
        pass.say(
            "SwitchService",
            format!("Switched selector for service '{service}' from '{NAME}-v{from}' to '{NAME}-v{to}'"),
        );
    }

    fn scale(&self, which: Which, set: SetView, to: i32, pass: &mut Pass) {
        if set.spec == to {
            return;
        }
        let revision = if which == Which::Canary { self.revision } else { self.revision - 1 };
        let direction = if to > set.spec { "up" } else { "down" };
        pass.say(
            "ScalingReplicaSet",
            format!("Scaled {direction} ReplicaSet {NAME}-v{revision} (revision {revision}) from {} to {to}", set.spec),
        );
        pass.orders.push(Order::Scale(which, to));
    }

    fn go_back(&mut self, world: &World, pass: &mut Pass) {
        let whole = world.canary.available >= self.spec.replicas;
        if self.active == Which::Canary && (whole || !self.spec.known_defect) {
            self.active = Which::Stable;
            self.switch("web-active", Which::Stable, pass);
            pass.orders.push(Order::SwitchActive(Which::Stable));
        }
        if self.spec.abort_scale_down_delay > 0 && self.active == Which::Stable {
            let at = *self.down_at.get_or_insert(world.now + self.spec.abort_scale_down_delay);
            if world.now >= at {
                self.scale(Which::Canary, world.canary, 0, pass);
            }
        }
    }

    fn stop(&mut self, cause: String, pass: &mut Pass) {
        (self.run, self.paused_since, self.inconclusive) = (None, None, false);
        let colon = if cause.is_empty() { "" } else { ": " };
        let message = format!("Rollout aborted update to revision {}{colon}{cause}", self.revision);
        pass.say("RolloutAborted", message.clone());
        self.abort = Some(message);
    }

    /// `kubectl argo rollouts abort`: the active Service goes back to the old version.
    pub fn abort(&mut self) -> Pass {
        let mut pass = Pass::default();
        if self.abort.is_none() && self.stage != Stage::Promoted {
            self.stop(String::new(), &mut pass);
        }
        pass
    }

    /// `kubectl argo rollouts retry`.
    pub fn retry(&mut self) -> Pass {
        let mut pass = Pass::default();
        if self.abort.take().is_some() {
            (self.stage, self.down_at, self.promote_full) = (Stage::Begin, None, false);
            pass.say("RolloutRetry", "Retrying Rollout after abort");
        }
        pass
    }

    /// `kubectl argo rollouts promote`: lifts the pause.
    pub fn promote(&mut self) -> Pass {
        let mut pass = Pass::default();
        if self.abort.is_none() && (self.paused_since.take().is_some() || self.inconclusive) {
            pass.say("RolloutResumed", "Rollout is resumed");
            self.stage = if self.stage == Stage::PostAnalysis { self.stage } else { Stage::Fill };
            // Whoever decides against an analysis that could not decide has decided for all of it.
            self.promote_full |= std::mem::take(&mut self.inconclusive);
        }
        pass
    }

    /// `kubectl argo rollouts promote --full`: no pause, no analysis.
    pub fn promote_full(&mut self) {
        self.promote_full = self.abort.is_none();
        (self.run, self.inconclusive) = (None, false);
    }

    /// When to look again although nothing changed, ms.
    pub fn next_at(&self, now: Millis) -> Option<Millis> {
        let delay = self.spec.auto_promotion_delay;
        let pause = self.paused_since.filter(|_| delay > 0).map(|since| since + delay);
        let run = self.run.as_ref().and_then(Run::next_at);
        [pause, run, self.down_at].into_iter().flatten().filter(|at| *at > now).min()
    }

    /// `status.phase` and `status.message`.
    pub fn phase(&self, world: &World) -> (&'static str, String) {
        if let Some(message) = &self.abort {
            return ("Degraded", format!("RolloutAborted: {message}"));
        }
        match self.stage {
            _ if self.inconclusive => ("Paused", "InconclusiveAnalysisRun".into()),
            Stage::Pause => ("Paused", "BlueGreenPause".into()),
            Stage::Promoted => ("Healthy", String::new()),
            Stage::Begin => ("Progressing", "more replicas need to be updated".into()),
            Stage::PreAnalysis => ("Progressing", "waiting for analysis to complete".into()),
            Stage::PostAnalysis => ("Progressing", "waiting for post-promotion verification to complete".into()),
            _ if world.canary.available < world.canary.spec => {
                ("Progressing", "updated replicas are still becoming available".into())
            }
            _ => ("Progressing", "active service cutover pending".into()),
        }
    }

    /// The new version is the stable one.
    pub fn promoted(&self) -> bool {
        self.stage == Stage::Promoted
    }

    /// It was aborted, by a person or by an analysis.
    pub fn aborted(&self) -> bool {
        self.abort.is_some()
    }

    /// It waits for a person.
    pub fn waits_for_a_person(&self) -> bool {
        self.inconclusive || self.paused_since.is_some() && self.spec.auto_promotion_delay == 0
    }

    /// The run there is.
    pub fn runs(&self) -> impl Iterator<Item = &Run> {
        self.run.iter()
    }

    /// Nothing is left to do.
    pub fn over(&self, world: &World) -> bool {
        self.promoted() && world.stable.spec == 0
            || self.aborted()
                && self.active == Which::Stable
                && (world.canary.spec == 0 || self.spec.abort_scale_down_delay == 0)
    }
}
