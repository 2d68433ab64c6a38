//! A Rollout's canary: Services, weights, analyses, pods, pauses, and then the next step.
//!
//! Models rollout/canary.go of argoproj/argo-rollouts.

use std::rc::Rc;

use super::super::Cluster;
use super::super::deployment::fingerprint;
use super::super::retry::Retry;
use super::pauses::CANARY_PAUSE_STEP;
use super::rollout::Look;
use super::set_hash::{deadline_of, revision_of};
use crate::kube::field::Field;
use crate::kube::object::Name;
use crate::kube::rollout::RolloutStatus;
use crate::kube::rollout_strategy::RolloutPause;
use crate::kube::time::Millis;
use crate::kube::workload::ReplicaSet;
use crate::sorted;

impl Look {
    /// One look at a canary. Models rolloutCanary.
    pub fn roll_out_canary(&mut self, cluster: &mut Cluster) -> Result<(), Retry> {
        if self.template_or_steps_changed() {
            return self.sync_canary(cluster);
        }
        self.sync_revision(cluster)?;
        self.clean_up(cluster);
        self.lead_canary_services(cluster)?;
        self.route(cluster)?;
        self.analyse_canary(cluster)?;
        if self.pauses.adds() || self.halted() || self.scale_canary(cluster)? {
            return self.sync_canary(cluster);
        }
        self.pause_canary();
        self.sync_canary(cluster)
    }

    fn step_hash(&self) -> Name {
        let steps = self.canary().steps.write().map_or_else(String::new, |steps| steps.json());
        fingerprint(&[&steps]).into()
    }

    fn template_or_steps_changed(&self) -> bool {
        let seen = &self.rollout.status.current_step_hash;
        !seen.is_empty() && *seen != self.step_hash() || self.template_changed()
    }

    /// The stable version, then the new one, then the rest; whether anything was scaled. Models reconcileCanaryReplicaSets.
    fn scale_canary(&mut self, cluster: &mut Cluster) -> Result<bool, Retry> {
        self.remove_deadlines(cluster)?;
        let counts = self.next_counts();
        let new = self.new.as_ref().map(|set| set.metadata.uid);
        let stable = self.stable.clone().filter(|set| Some(set.metadata.uid) != new);
        match &stable {
            Some(stable) if self.scale(cluster, stable, counts.stable)? => return Ok(true),
            _ => {}
        }
        Ok(self.scale_new(cluster, counts.canary)? || self.scale_down_others(cluster)?)
    }

    /// What is neither stable nor new goes, as far as enough pods are available. Models scaleDownOldReplicaSetsForCanary.
    fn scale_down_others(&mut self, cluster: &mut Cluster) -> Result<bool, Retry> {
        let canary = self.canary();
        let routed = canary.traffic_routing.is_some();
        let mut others = self.others.clone();
        others.retain(|set| set.spec.replicas > 0);
        sorted::sort_by_key(&mut others, |set| std::cmp::Reverse(revision_of(set)));
        let mut scaled = false;
        if !routed {
            // Those that are not available help nobody.
            for set in &others {
                scaled |= self.scale(cluster, set, set.status.available_replicas.min(set.spec.replicas))?;
            }
        }
        let replicas = self.rollout.replicas();
        let available: i32 = self.all_sets().iter().map(|set| set.status.available_replicas).sum();
        let mut spare = available - (replicas - canary.bounds(replicas).max_unavailable);
        let mut kept = 0;
        for set in others {
            let set = self.current(&set);
            if routed && self.is_referenced(cluster, &set) {
                continue;
            }
            if spare <= 0 {
                break;
            }
            let to = if !routed {
                (set.spec.replicas - spare).max(0)
            } else if !canary.dynamic_stable_scale && (self.rollout.is_fully_promoted() || deadline_of(&set).is_some())
            {
                self.kept_of(cluster, &set, canary.scale_down_delay(), set.spec.replicas, &mut kept)?
            } else {
                // What an interrupted update left behind gets no requests and goes at once.
                0
            };
            spare -= set.spec.replicas - to;
            let set = self.current(&set);
            scaled |= self.scale(cluster, &set, to)?;
        }
        Ok(scaled)
    }

    /// Models reconcileCanaryPause.
    fn pause_canary(&mut self) {
        let status = &self.rollout.status;
        let Some(pause) = self.current_step().and_then(|step| step.pause.clone()) else { return };
        if self.rollout.spec.paused || status.promote_full || self.pauses.aborted(status) {
            return;
        }
        match (status.pause(CANARY_PAUSE_STEP), pause.lasts()) {
            (None, _) if !status.controller_pause && pause.lasts() != Some(0) => self.pauses.add(CANARY_PAUSE_STEP),
            (Some(since), Some(lasts)) => self.wake_at(since.0 + lasts),
            _ => {}
        }
    }

    /// Its time is over, or a person lifted it. Models CompletedCanaryPauseStep.
    fn pause_is_over(&self, pause: &RolloutPause, now: Millis) -> bool {
        let status = &self.rollout.status;
        let lifted = status.controller_pause && status.pause_conditions.is_empty();
        let since = status.pause(CANARY_PAUSE_STEP);
        let over = since.zip(pause.lasts()).is_some_and(|(since, lasts)| now >= since.0 + lasts);
        lifted || over || pause.lasts() == Some(0)
    }

    /// Models completedCurrentCanaryStep.
    fn step_is_done(&self, now: Millis) -> bool {
        let Some(step) = self.current_step().filter(|_| !self.rollout.spec.paused) else { return false };
        if let Some(pause) = &step.pause {
            return self.pause_is_over(pause, now);
        }
        if step.analysis.is_some() {
            // As this very look found it.
            let run = self.written().canary.current_step_analysis_run_status.as_ref();
            return run.is_some_and(|run| &*run.status == "Successful");
        }
        if step.set_canary_scale.is_some() {
            return self.at_desired_counts();
        }
        if let Some(weight) = step.set_weight {
            // Of this very look: the step is over as soon as the weight is set.
            let weights = self.written().canary.weights.as_ref();
            let routed = self.canary().traffic_routing.is_some();
            let there = !routed || weights.is_some_and(|weights| weights.canary.weight == weight);
            return there && self.at_desired_counts();
        }
        // A route that was set in this look.
        true
    }

    /// Models shouldFullPromote.
    fn promotes(&self) -> Option<String> {
        let status = &self.rollout.status;
        if status.stable_rs.is_empty() {
            return self.new.is_some().then(|| "Initial deploy".into());
        }
        let enough = |set: &Rc<ReplicaSet>| set.status.available_replicas >= self.rollout.replicas();
        if self.pauses.aborted(status) || !self.new.as_ref().is_some_and(enough) {
            return None;
        }
        let steps = self.canary().steps.len();
        if status.promote_full {
            Some("Full promotion requested".into())
        } else if self.is_rollback_within_window() {
            Some("Rollback within window".into())
        } else {
            let done = self.rollout.step_index().is_none_or(|index| index >= steps);
            done.then(|| format!("Completed all {steps} canary steps"))
        }
    }

    /// Models syncRolloutStatusCanary.
    fn sync_canary(&mut self, cluster: &mut Cluster) -> Result<(), Retry> {
        let mut status = self.base_status();
        let all = i32::try_from(self.canary().steps.len()).ok().filter(|steps| *steps > 0);
        let changed = self.template_or_steps_changed();
        status.current_step_hash = self.step_hash();
        status.selector = self.selector_words();
        if changed {
            self.reset(&mut status);
            let active = self.new.as_ref().is_some_and(|set| set.spec.replicas > 0);
            let skips = if status.stable_rs == status.current_pod_hash {
                Some("Rollback to stable ReplicaSets")
            } else if self.is_rollback_within_window() && active {
                Some("Rollback to active ReplicaSets within RollbackWindow")
            } else {
                None
            };
            if let Some(why) = skips.filter(|_| self.new.is_some() && all.is_some()) {
                self.say(cluster, "SkipSteps", why);
                status.current_step_index = all;
            }
            return self.finish(cluster, status);
        }
        let mut index = self.rollout.step_index().and_then(|index| i32::try_from(index).ok());
        if self.rollout.status.promote_full || self.is_rollback_within_window() {
            self.pauses.clear();
            self.pauses.remove_abort();
            index = all;
        }
        if let Some(why) = self.promotes() {
            self.promote(cluster, &mut status, &why);
            return self.finish(cluster, status);
        }
        if self.pauses.aborted(&self.rollout.status) {
            let stable = status.stable_rs == status.current_pod_hash;
            status.current_step_index = if stable { all } else { all.map(|_| 0) };
            return self.finish(cluster, status);
        }
        index = self.complete_step(cluster, &mut status, index);
        status.current_step_index = index;
        self.finish(cluster, status)
    }

    fn complete_step(&mut self, cluster: &mut Cluster, status: &mut RolloutStatus, index: Option<i32>) -> Option<i32> {
        let past = index == i32::try_from(self.canary().steps.len()).ok();
        let done = !past && !self.pauses.adds() && self.step_is_done(cluster.now);
        let (Some(step), Some(at)) = (self.current_step().filter(|_| done), index) else { return index };
        let (words, all) = (step.words(), self.canary().steps.len());
        status.canary.current_step_analysis_run_status = None;
        self.say(cluster, "RolloutStepCompleted", &format!("Rollout step {}/{all} completed ({words})", at + 1));
        self.pauses.remove(CANARY_PAUSE_STEP);
        Some(at + 1)
    }

    /// The selector as an autoscaler is told it.
    pub(super) fn selector_words(&self) -> Name {
        let selector = self.rollout.spec.selector.clone().unwrap_or_default();
        let pairs: Vec<String> = selector.match_labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
        pairs.join(",").into()
    }
}
