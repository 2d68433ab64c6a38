//! The Deployment controller: one sync looks at the whole Deployment, does one step, writes status, and ends.
//!
//! Models pkg/controller/deployment of Kubernetes v1.36. Left out: the warning SelectingAll, for
//! the API server takes no Deployment with an empty selector, and deletion in the foreground.

mod progress;
mod recreate;
mod replica_sets;
mod revision;
mod rollback;
mod rolling;
mod scale;
mod status;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use litemap::LiteMap;

use super::Cluster;
use super::decision::Decision;
use super::event::Happening;
use super::retry::Retry;
use crate::kube::object::{Condition, ConditionStatus, Kind, Uid};
use crate::kube::time::timestamp;
use crate::kube::workload::{Deployment, ReplicaSet, Strategy};

pub(super) use revision::{compute_hash, fingerprint};
pub(super) use rollback::take_over;
pub use status::deployment_complete;

/// What the controller remembers between syncs: only what it last said about waiting, so as not to repeat itself.
#[derive(Clone, Debug, Default)]
pub(super) struct DeploymentController {
    waiting: LiteMap<Uid, Decision>,
}

type Sets = Vec<Rc<ReplicaSet>>;

/// Models deployment_controller.go syncDeployment.
pub(super) fn sync_deployment(cluster: &mut Cluster, key: Uid) -> Result<(), Retry> {
    let Some(deployment) = cluster.cache.deployments.get(&key) else {
        cluster.deployment_controller.waiting.remove(&key);
        return Ok(());
    };
    let mut deployment = deployment.as_ref().clone();
    let sets = cluster.claim_replica_sets(&deployment)?;
    cluster.check_paused_conditions(&mut deployment)?;
    if deployment.spec.paused {
        return cluster.sync_scale(deployment, &sets);
    }
    if let Some(revision) = rollback::rollback_to(&deployment) {
        return cluster.rollback_by_annotation(deployment, &sets, revision);
    }
    if is_scaling_event(&deployment, &sets) {
        return cluster.sync_scale(deployment, &sets);
    }
    match deployment.spec.strategy {
        Strategy::RollingUpdate { .. } => cluster.rollout_rolling(deployment, &sets),
        _ => cluster.rollout_recreate(deployment, &sets),
    }
}

/// Whether some ReplicaSet with pods was last scaled for another number of replicas. Models sync.go isScalingEvent.
fn is_scaling_event(deployment: &Deployment, sets: &Sets) -> bool {
    let desired = |set: &Rc<ReplicaSet>| set.metadata.annotated_number(crate::kube::workload::DESIRED_REPLICAS);
    sets.iter().filter(|set| set.is_active()).filter_map(desired).any(|desired| desired != deployment.spec.replicas)
}

impl Cluster {
    /// The Deployment's own ReplicaSets; adopts matching orphans, releases what no longer matches.
    ///
    /// Models controller_ref_manager.go ClaimReplicaSets.
    fn claim_replica_sets(&mut self, deployment: &Deployment) -> Result<Sets, Retry> {
        let uid = deployment.metadata.uid;
        let mut claimed = Vec::new();
        let candidates: Sets = self
            .cache
            .replica_sets
            .values()
            .filter(|set| set.metadata.owner.is_none_or(|owner| owner == uid))
            .cloned()
            .collect();
        for set in candidates {
            let matches = deployment.spec.selects(&set.metadata.labels);
            match (set.metadata.owner, matches) {
                (Some(_), true) => claimed.push(set),
                (None, true) => claimed.push(self.own(&set, Some(uid))?),
                (Some(_), false) => drop(self.own(&set, None)?),
                (None, false) => {}
            }
        }
        Ok(claimed)
    }

    fn own(&mut self, set: &ReplicaSet, owner: Option<Uid>) -> Result<Rc<ReplicaSet>, Retry> {
        let mut set = set.clone();
        set.metadata.owner = owner;
        Ok(self.api.update(set)?)
    }

    /// Models sync.go checkPausedConditions: pausing and resuming restart the progress deadline.
    fn check_paused_conditions(&mut self, deployment: &mut Deployment) -> Result<(), Retry> {
        let reason = deployment.condition(PROGRESSING).map(|condition| condition.reason);
        if !deployment.has_progress_deadline() || reason == Some(TIMED_OUT) {
            return Ok(());
        }
        let paused = reason == Some(PAUSED);
        let condition = match (deployment.spec.paused, paused) {
            (true, false) => self.new_condition(PROGRESSING, ConditionStatus::Unknown, PAUSED, "Deployment is paused"),
            (false, true) => {
                self.new_condition(PROGRESSING, ConditionStatus::Unknown, RESUMED, "Deployment is resumed")
            }
            _ => return Ok(()),
        };
        status::set_condition(&mut deployment.status.conditions, condition);
        self.update_status(deployment)
    }

    fn new_condition(
        &self,
        kind: &'static str,
        status: ConditionStatus,
        reason: &'static str,
        message: &str,
    ) -> Condition {
        let now = timestamp(self.now);
        Condition { kind, status, reason, message: message.into(), last_update_time: now, last_transition_time: now }
    }

    /// Writes status and annotations; the local copy takes on what was stored. New reasons go into the log.
    fn update_status(&mut self, deployment: &mut Deployment) -> Result<(), Retry> {
        let before = self.api.objects.deployments.get(&deployment.metadata.uid).cloned();
        *deployment = self.api.update_status(deployment.clone())?.as_ref().clone();
        for condition in &deployment.status.conditions {
            let known = before.as_ref().and_then(|before| before.condition(condition.kind));
            if known.is_none_or(|known| known.reason != condition.reason || known.status != condition.status) {
                let happening = Happening::Condition {
                    condition: condition.kind,
                    status: condition.status.as_str(),
                    reason: condition.reason,
                    message: condition.message.clone(),
                };
                self.record(Kind::Deployment, &deployment.metadata.name, happening);
            }
        }
        Ok(())
    }

    /// Says why the controller waits, unless it said the same last time.
    fn record_waiting(&mut self, deployment: &Deployment, decision: Decision) {
        let said = self.deployment_controller.waiting.insert(deployment.metadata.uid, decision);
        if said != Some(decision) {
            self.record(Kind::Deployment, &deployment.metadata.name, Happening::Waiting { decision });
        }
    }
}

/// Type of the condition that says whether a rollout moves.
pub(in crate::sim) const PROGRESSING: &str = "Progressing";
/// Type of the condition that says whether enough replicas are available.
pub(in crate::sim) const AVAILABLE: &str = "Available";
/// Reason: the rollout is complete.
pub(super) const NEW_REPLICA_SET_AVAILABLE: &str = "NewReplicaSetAvailable";
const TIMED_OUT: &str = "ProgressDeadlineExceeded";
const PAUSED: &str = "DeploymentPaused";
const RESUMED: &str = "DeploymentResumed";
