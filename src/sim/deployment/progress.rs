//! Whether a rollout moves, is complete or is stuck. Models pkg/controller/deployment/progress.go.

use std::rc::Rc;

use super::super::Cluster;
use super::super::queue::{Controller, RETRY_BASE};
use super::super::retry::Retry;
use super::status::{deployment_complete, remove_condition, set_condition};
use super::{NEW_REPLICA_SET_AVAILABLE, PROGRESSING, Sets, TIMED_OUT};
use crate::kube::object::{Condition, ConditionStatus};
use crate::kube::time::{Millis, SECOND};
use crate::kube::workload::{Deployment, DeploymentStatus, REPLICA_FAILURE, ReplicaSet};

impl Cluster {
    /// Models syncRolloutStatus.
    pub(super) fn sync_rollout_status(
        &mut self,
        all: &Sets,
        new: Option<&Rc<ReplicaSet>>,
        mut deployment: Deployment,
    ) -> Result<(), Retry> {
        let mut status = self.calculate_status(all, new, &deployment);
        if !deployment.has_progress_deadline() {
            remove_condition(&mut status.conditions, PROGRESSING);
        }
        let current = deployment.condition(PROGRESSING).cloned();
        let finished = status.replicas == status.updated_replicas
            && current.as_ref().is_some_and(|condition| condition.reason == NEW_REPLICA_SET_AVAILABLE);
        if deployment.has_progress_deadline() && !finished {
            self.estimate_progress(&deployment, &mut status, current.as_ref(), new);
        }
        match replica_failure(all, new) {
            Some(condition) => set_condition(&mut status.conditions, condition),
            None => remove_condition(&mut status.conditions, REPLICA_FAILURE),
        }
        if deployment.status == status {
            self.requeue_stuck_deployment(&deployment, &status);
            return Ok(());
        }
        deployment.status = status;
        self.update_status(&mut deployment)
    }

    fn estimate_progress(
        &self,
        deployment: &Deployment,
        status: &mut DeploymentStatus,
        current: Option<&Condition>,
        new: Option<&Rc<ReplicaSet>>,
    ) {
        let subject = match new {
            Some(set) => format!("ReplicaSet \"{}\"", set.metadata.name),
            None => format!("Deployment \"{}\"", deployment.metadata.name),
        };
        if deployment_complete(deployment, status) {
            let message = format!("{subject} has successfully progressed.");
            let reason = NEW_REPLICA_SET_AVAILABLE;
            set_condition(
                &mut status.conditions,
                self.new_condition(PROGRESSING, ConditionStatus::True, reason, &message),
            );
        } else if deployment_progressing(&deployment.status, status) {
            let message = format!("{subject} is progressing.");
            let mut condition = self.new_condition(PROGRESSING, ConditionStatus::True, "ReplicaSetUpdated", &message);
            if let Some(current) = current {
                if current.status == ConditionStatus::True {
                    condition.last_transition_time = current.last_transition_time;
                }
                remove_condition(&mut status.conditions, PROGRESSING);
            }
            set_condition(&mut status.conditions, condition);
        } else if self.deployment_timed_out(deployment, current) {
            let message = format!("{subject} has timed out progressing.");
            set_condition(
                &mut status.conditions,
                self.new_condition(PROGRESSING, ConditionStatus::False, TIMED_OUT, &message),
            );
        }
    }

    /// Silence for longer than the deadline. Models DeploymentTimedOut; a condition that says so already needs no case of
    /// its own here, for the same reason is not written twice.
    fn deployment_timed_out(&self, deployment: &Deployment, current: Option<&Condition>) -> bool {
        let Some(current) = current else { return false };
        let passed = deadline_at(deployment, current).is_some_and(|deadline| deadline < self.now);
        passed && current.reason != NEW_REPLICA_SET_AVAILABLE
    }

    /// Comes back when the deadline has passed, for nobody else would wake the controller then.
    ///
    /// Models requeueStuckDeployment. Where less than a second is left upstream asks every 5 ms; nothing but the
    /// deadline can come between, so once after it is the same. A completed rollout that was reopened without a word
    /// has its deadline behind it and cannot time out: upstream asks every 5 ms in vain, here nobody does.
    fn requeue_stuck_deployment(&mut self, deployment: &Deployment, status: &DeploymentStatus) {
        let Some(current) = deployment.condition(PROGRESSING) else { return };
        if deployment_complete(deployment, status) || current.reason == TIMED_OUT {
            return;
        }
        let Some(deadline) = deadline_at(deployment, current) else { return };
        let key = deployment.metadata.uid;
        if deadline >= self.now + SECOND {
            self.queue.enqueue_at(deadline + SECOND, Controller::Deployment, key);
        } else if current.reason != NEW_REPLICA_SET_AVAILABLE {
            self.queue.enqueue_at(deadline.max(self.now) + RETRY_BASE, Controller::Deployment, key);
        }
    }
}

impl Deployment {
    /// When its Progressing condition turns to ProgressDeadlineExceeded unless there is progress before, ms. Nothing for
    /// a rollout that is complete, paused or out of time, and for one that nobody waits for.
    pub fn progress_deadline_at(&self) -> Option<Millis> {
        let current = self.condition(PROGRESSING)?;
        let waits = current.status == ConditionStatus::True && current.reason != NEW_REPLICA_SET_AVAILABLE;
        deadline_at(self, current).filter(|_| waits && !self.spec.paused)
    }
}

/// When the silence gets too long, ms: last progress at second 100 and 600 s make 700,000.
fn deadline_at(deployment: &Deployment, current: &Condition) -> Option<Millis> {
    if !deployment.has_progress_deadline() {
        return None;
    }
    let deadline = Millis::try_from(deployment.spec.progress_deadline_seconds?).unwrap_or(0);
    Some((current.last_update_time + deadline) * SECOND)
}

/// More new, ready or available replicas, or fewer old ones, than before. Models DeploymentProgressing.
fn deployment_progressing(before: &DeploymentStatus, now: &DeploymentStatus) -> bool {
    now.updated_replicas > before.updated_replicas
        || now.replicas - now.updated_replicas < before.replicas - before.updated_replicas
        || now.ready_replicas > before.ready_replicas
        || now.available_replicas > before.available_replicas
}

/// Models getReplicaFailures: the new ReplicaSet's, else any one's.
fn replica_failure(all: &Sets, new: Option<&Rc<ReplicaSet>>) -> Option<Condition> {
    let failure = |set: &Rc<ReplicaSet>| {
        set.status.conditions.iter().find(|condition| condition.kind == REPLICA_FAILURE).cloned()
    };
    new.and_then(failure).or_else(|| all.iter().find_map(failure))
}
