//! The ReplicaSet's status. Models pkg/controller/replicaset/replica_set_utils.go calculateStatus.

use super::super::object::{Condition, ConditionStatus, selects};
use super::super::time::{Millis, timestamp};
use super::super::workload::{REPLICA_FAILURE, ReplicaSetStatus};
use super::Sync;

/// Counts the pods read at the start of the sync, and says what the API server refused.
pub(super) fn calculate_status(sync: &Sync, now: Millis) -> ReplicaSetStatus {
    let set = &sync.set;
    let mut status = ReplicaSetStatus {
        replicas: i32::try_from(sync.active.len()).unwrap_or(i32::MAX),
        terminating_replicas: sync.terminating,
        observed_generation: set.metadata.generation,
        conditions: conditions(sync, now),
        ..ReplicaSetStatus::default()
    };
    for pod in &sync.active {
        status.fully_labeled_replicas += i32::from(selects(&set.spec.template.labels, &pod.metadata.labels));
        status.ready_replicas += i32::from(pod.status.ready);
        status.available_replicas += i32::from(pod.is_available(set.spec.min_ready_seconds, now));
    }
    status
}

/// ReplicaFailure, set at the first refusal and kept as it is until a sync meets none.
fn conditions(sync: &Sync, now: Millis) -> Vec<Condition> {
    let before = &sync.set.status.conditions;
    let Some(error) = &sync.error else { return Vec::new() };
    if !before.is_empty() {
        return before.clone();
    }
    vec![Condition {
        kind: REPLICA_FAILURE,
        status: ConditionStatus::True,
        reason: "FailedCreate",
        message: error.clone(),
        last_update_time: timestamp(now),
        last_transition_time: timestamp(now),
    }]
}
