//! Status of a Rollout: conditions, phase, promotion, what a new template resets.
//!
//! Models rollout/sync.go, utils/conditions/conditions.go and utils/rollout/rolloututil.go of argoproj/argo-rollouts.

use super::super::Cluster;
use super::super::retry::Retry;
use super::rollout::Look;
use crate::kube::calendar::Time;
use crate::kube::condition::{StatusCondition, find, set};
use crate::kube::object::Name;
use crate::kube::rollout::{REVISION, Rollout, RolloutStatus};
use crate::kube::time::Millis;

const PROGRESSING: &str = "Progressing";
const INVALID_SPEC: &str = "InvalidSpec";
const ABORTED: &str = "RolloutAborted";
const TIMED_OUT: &str = "ProgressDeadlineExceeded";
const PROGRESSED: &str = "NewReplicaSetAvailable";

fn condition(kind: &str, status: &str, reason: &str, message: &str, now: Millis) -> StatusCondition {
    StatusCondition {
        kind: kind.into(),
        status: status.into(),
        reason: reason.into(),
        message: message.into(),
        last_update_time: Some(Time::of(now)),
        last_transition_time: Some(Time::of(now)),
        ..StatusCondition::default()
    }
}

fn word(holds: bool) -> &'static str {
    if holds { "True" } else { "False" }
}

impl Look {
    /// A new template, or other steps: nothing of the update before counts. Models resetRolloutStatus.
    pub fn reset(&mut self, status: &mut RolloutStatus) {
        self.pauses.clear();
        self.pauses.remove_abort();
        status.promote_full = false;
        status.blue_green.scale_up_preview_check_point = false;
        status.blue_green.pre_promotion_analysis_run_status = None;
        status.blue_green.post_promotion_analysis_run_status = None;
        status.canary.current_step_analysis_run_status = None;
        status.canary.current_background_analysis_run_status = None;
        let steps = self.rollout.spec.strategy.canary.as_ref().map_or(0, |canary| canary.steps.len());
        status.current_step_index = (steps > 0).then_some(0);
    }

    /// The new version is the one in service. Models promoteStable.
    pub fn promote(&mut self, cluster: &mut Cluster, status: &mut RolloutStatus, why: &str) {
        self.pauses.clear();
        self.pauses.remove_abort();
        status.promote_full = false;
        status.blue_green.scale_up_preview_check_point = false;
        let steps = self.rollout.spec.strategy.canary.as_ref().map_or(0, |canary| canary.steps.len());
        status.current_step_index = i32::try_from(steps).ok().filter(|steps| *steps > 0);
        if status.stable_rs != status.current_pod_hash {
            let (revision, hash) = (self.revision, &status.current_pod_hash);
            let words = format!("Rollout completed update to revision {revision} ({hash}): {why}");
            self.say(cluster, "RolloutCompleted", &words);
            status.stable_rs = status.current_pod_hash.clone();
        }
    }

    /// Conditions, pauses, phase; then all of it is stored. Models calculateRolloutConditions and persistRolloutStatus.
    pub fn finish(&mut self, cluster: &mut Cluster, mut status: RolloutStatus) -> Result<(), Retry> {
        let now = cluster.now;
        status.conditions.retain(|condition| &*condition.kind != INVALID_SPEC);
        self.check_deadline(cluster, &status);
        let rollout = self.rollout.clone();
        let before = &rollout.status;
        self.pauses.settle(before, &mut status, now);
        self.say_of_pauses(cluster, &status);
        self.conditions(cluster, &mut status);
        let (phase, message) = phase(&rollout, &status);
        (status.phase, status.message) = (phase.into(), message.into());
        self.write(cluster, status)
    }

    fn say_of_pauses(&self, cluster: &mut Cluster, status: &RolloutStatus) {
        let before = &self.rollout.status;
        match (before.pause_conditions.first(), status.pause_conditions.first()) {
            (None, Some(first)) => {
                self.say(cluster, "RolloutPaused", &format!("Rollout is paused ({})", first.reason));
            }
            (Some(_), None) if !status.abort => self.say(cluster, "RolloutResumed", "Rollout is resumed"),
            _ => {}
        }
        if let Some(why) = self.pauses.why().filter(|_| !before.abort) {
            self.say(cluster, ABORTED, &self.abort_words(why));
        } else if before.abort && find(&before.conditions, PROGRESSING).is_none_or(|it| &*it.reason != ABORTED) {
            // A person gave it up.
            self.say(cluster, ABORTED, &self.abort_words(""));
        }
    }

    fn abort_words(&self, why: &str) -> String {
        let colon = if why.is_empty() { "" } else { ": " };
        format!("Rollout aborted update to revision {}{colon}{why}", self.revision)
    }

    fn conditions(&self, cluster: &mut Cluster, status: &mut RolloutStatus) {
        let now = cluster.now;
        let before = &self.rollout.status;
        let paused = !status.pause_conditions.is_empty() || self.rollout.spec.paused;
        let name = self.new.as_ref().map_or_else(Name::default, |set| set.metadata.name.clone());
        let complete = !status.stable_rs.is_empty() && status.stable_rs == status.current_pod_hash;
        let was_complete = find(&before.conditions, "Completed").is_some_and(|it| &*it.status == "True");
        if was_complete && !complete {
            let seen = self.rollout.metadata.annotated_number(REVISION).unwrap_or(0);
            let (revision, hash) = (seen + 1, &status.current_pod_hash);
            let words = format!("Rollout not completed, started update to revision {revision} ({hash})");
            self.say(cluster, "RolloutNotCompleted", &words);
        }
        let conditions = &mut status.conditions;
        let completed = condition("Completed", word(complete), "RolloutCompleted", "RolloutCompleted", now);
        set(conditions, completed);
        let of_pause = condition("Paused", word(paused), "RolloutPaused", "Rollout is paused", now);
        if paused || find(conditions, "Paused").is_some() {
            set(conditions, of_pause);
        }
        let known = find(&before.conditions, PROGRESSING);
        let moved = self.progresses(status);
        let progressing = if status.abort {
            let why = self.pauses.why().map(|why| self.abort_words(why));
            let kept = known.filter(|known| &*known.reason == ABORTED).map(|known| known.message.to_string());
            let words = kept.or(why).unwrap_or_else(|| self.abort_words(""));
            condition(PROGRESSING, "False", ABORTED, &words, now)
        } else if paused {
            condition(PROGRESSING, "Unknown", "RolloutPaused", "Rollout is paused", now)
        } else if before.abort {
            condition(PROGRESSING, "True", "RolloutRetry", "Retrying Rollout after abort", now)
        } else if complete {
            let words = format!("ReplicaSet \"{name}\" has successfully progressed.");
            condition(PROGRESSING, "True", PROGRESSED, &words, now)
        } else if let Some(known) = known.filter(|_| !moved && self.times_out(now)) {
            let words = format!("ReplicaSet \"{name}\" has timed out progressing.");
            let known_time = known.last_update_time;
            StatusCondition { last_update_time: known_time, ..condition(PROGRESSING, "False", TIMED_OUT, &words, now) }
        } else {
            let words = format!("ReplicaSet \"{name}\" is progressing.");
            condition(PROGRESSING, "True", "ReplicaSetUpdated", &words, now)
        };
        let conditions = &mut status.conditions;
        if moved || known.is_none_or(|known| known.reason != progressing.reason) {
            // Its time is that of the last progress.
            conditions.retain(|condition| &*condition.kind != PROGRESSING);
        }
        set(conditions, progressing);
        let all_there = status.available_replicas >= self.rollout.replicas();
        let healthy = complete && all_there && status.updated_replicas == status.replicas;
        let words = if healthy { "Rollout is healthy" } else { "Rollout is not healthy" };
        set(&mut status.conditions, condition("Healthy", word(healthy), "RolloutHealthy", words, now));
        let words =
            if all_there { "Rollout has minimum availability" } else { "Rollout does not have minimum availability" };
        set(&mut status.conditions, condition("Available", word(all_there), "AvailableReason", words, now));
    }

    /// Something moved since the last look. Models RolloutProgressing.
    fn progresses(&self, status: &RolloutStatus) -> bool {
        let before = &self.rollout.status;
        let old = |status: &RolloutStatus| status.replicas - status.updated_replicas;
        status.updated_replicas != before.updated_replicas
            || old(status) < old(before)
            || status.ready_replicas > before.ready_replicas
            || status.available_replicas > before.available_replicas
            || status.current_step_index != before.current_step_index
            || status.current_pod_hash != before.current_pod_hash
            || status.stable_rs != before.stable_rs
            || status.blue_green.active_selector != before.blue_green.active_selector
            || status.blue_green.preview_selector != before.blue_green.preview_selector
    }

    fn times_out(&self, now: Millis) -> bool {
        self.rollout.progress_deadline_at().is_some_and(|at| now > at)
    }

    /// A Rollout that is stuck may be given up for that. Whether it is, and when, is asked of what the last look wrote.
    fn check_deadline(&mut self, cluster: &mut Cluster, status: &RolloutStatus) {
        let rollout = self.rollout.clone();
        let Some(at) = rollout.progress_deadline_at() else { return };
        if self.progresses(status) {
            self.wake_at(cluster.now + rollout.progress_deadline() + 1);
        } else if cluster.now <= at {
            self.wake_at(at + 1);
        } else if rollout.spec.progress_deadline_abort && !self.rollout.is_fully_promoted() {
            let name = self.new.as_ref().map_or_else(Name::default, |set| set.metadata.name.clone());
            let words = format!("ReplicaSet \"{name}\" has timed out progressing.");
            if !rollout.status.abort {
                self.say(cluster, ABORTED, &words);
            }
            self.pauses.abort(words);
        }
    }

    /// The Rollout is invalid: nothing is done but saying so.
    pub fn refuse(&mut self, cluster: &mut Cluster, error: &str) -> Result<(), Retry> {
        let name = &self.rollout.metadata.name;
        let words = format!("The Rollout \"{name}\" is invalid: {error}");
        let mut status = self.rollout.status.clone();
        status.observed_generation = self.rollout.metadata.generation.to_string().into();
        set(&mut status.conditions, condition(INVALID_SPEC, "True", INVALID_SPEC, &words, cluster.now));
        let (phase, message) = phase(&self.rollout, &status);
        (status.phase, status.message) = (phase.into(), message.into());
        self.write(cluster, status)
    }
}

/// `status.phase` and `status.message`. Models CalculateRolloutPhase.
fn phase(rollout: &Rollout, status: &RolloutStatus) -> (&'static str, String) {
    if let Some(invalid) = find(&status.conditions, INVALID_SPEC) {
        return ("Degraded", format!("{INVALID_SPEC}: {}", invalid.message));
    }
    if let Some(known) = find(&status.conditions, PROGRESSING)
        && [ABORTED, TIMED_OUT].contains(&&*known.reason)
    {
        return ("Degraded", format!("{}: {}", known.reason, known.message));
    }
    if rollout.spec.paused {
        return ("Paused", "manually paused".into());
    }
    if let Some(pause) = status.pause_conditions.first() {
        return ("Paused", pause.reason.to_string());
    }
    let progressing = |message: &str| ("Progressing", message.to_owned());
    let current = &status.current_pod_hash;
    if status.updated_replicas < rollout.replicas() {
        progressing("more replicas need to be updated")
    } else if status.available_replicas < status.updated_replicas {
        progressing("updated replicas are still becoming available")
    } else if let Some(canary) = &rollout.spec.strategy.canary {
        if canary.traffic_routing.is_none() && status.replicas > status.updated_replicas {
            progressing("old replicas are pending termination")
        } else if status.stable_rs != *current {
            progressing("waiting for all steps to complete")
        } else {
            ("Healthy", String::new())
        }
    } else if status.blue_green.active_selector != *current {
        progressing("active service cutover pending")
    } else if status.stable_rs != *current {
        progressing("waiting for analysis to complete")
    } else {
        ("Healthy", String::new())
    }
}
