//! The Deployment's status. Models pkg/controller/deployment/sync.go calculateStatus and util/deployment_util.go.

use std::rc::Rc;

use super::super::Cluster;
use super::{AVAILABLE, replica_sets};
use crate::kube::object::{Condition, ConditionStatus};
use crate::kube::workload::{Deployment, DeploymentStatus, ReplicaSet, Strategy};

impl Cluster {
    /// Counts as of the ReplicaSets read at the start of the sync. Models calculateStatus.
    pub(super) fn calculate_status(
        &self,
        all: &[Rc<ReplicaSet>],
        new: Option<&Rc<ReplicaSet>>,
        deployment: &Deployment,
    ) -> DeploymentStatus {
        let available = replica_sets::available_replica_count(all);
        let mut status = DeploymentStatus {
            observed_generation: deployment.metadata.generation,
            replicas: replica_sets::actual_replica_count(all),
            updated_replicas: new.map_or(0, |set| set.status.replicas),
            ready_replicas: all.iter().map(|set| set.status.ready_replicas).sum(),
            available_replicas: available,
            unavailable_replicas: (replica_sets::replica_count(all) - available).max(0),
            terminating_replicas: all.iter().map(|set| set.status.terminating_replicas).sum(),
            collision_count: deployment.status.collision_count,
            conditions: deployment.status.conditions.clone(),
        };
        let needed = match deployment.spec.strategy {
            Strategy::RollingUpdate { .. } => deployment.min_available(),
            _ => deployment.spec.replicas,
        };
        let condition = if available >= needed {
            let message = "Deployment has minimum availability.";
            self.new_condition(AVAILABLE, ConditionStatus::True, "MinimumReplicasAvailable", message)
        } else {
            let message = "Deployment does not have minimum availability.";
            self.new_condition(AVAILABLE, ConditionStatus::False, "MinimumReplicasUnavailable", message)
        };
        set_condition(&mut status.conditions, condition);
        status
    }
}

/// Puts a condition last, unless one of its type has the same status and reason already.
///
/// Models SetDeploymentCondition.
pub(super) fn set_condition(conditions: &mut Vec<Condition>, mut condition: Condition) {
    if let Some(current) = conditions.iter().find(|current| current.kind == condition.kind) {
        if current.status == condition.status && current.reason == condition.reason {
            return;
        }
        if current.status == condition.status {
            condition.last_transition_time = current.last_transition_time;
        }
    }
    remove_condition(conditions, condition.kind);
    conditions.push(condition);
}

/// Models RemoveDeploymentCondition.
pub(super) fn remove_condition(conditions: &mut Vec<Condition>, kind: &str) {
    conditions.retain(|condition| condition.kind != kind);
}

/// Every replica is new and available, and the controller has seen the latest spec. Models DeploymentComplete.
pub fn deployment_complete(deployment: &Deployment, status: &DeploymentStatus) -> bool {
    let replicas = deployment.spec.replicas;
    status.updated_replicas == replicas
        && status.replicas == replicas
        && status.available_replicas == replicas
        && status.observed_generation >= deployment.metadata.generation
}

/// `numerator / denominator` rounded to the nearest, halves away from zero. Neither is negative.
///
/// 5 · 18 / 13 = 6.92 becomes 7.
pub(super) fn round_half_up(numerator: i64, denominator: i64) -> i64 {
    (2 * numerator + denominator) / (2 * denominator)
}
