//! The ReplicaSet's status. Models pkg/controller/replicaset/replica_set_utils.go calculateStatus.

use super::Sync;
use crate::kube::object::{Condition, ConditionStatus};
use crate::kube::time::{Millis, timestamp};
use crate::kube::workload::{REPLICA_FAILURE, ReplicaSetStatus};

/// Counts the pods read at the start of the sync, and says what the API server refused.
pub(super) fn calculate_status(sync: &Sync, now: Millis) -> ReplicaSetStatus {
    let (set, claimed) = (&sync.set, &sync.claimed);
    let count = |pods: usize| i32::try_from(pods).unwrap_or(i32::MAX);
    ReplicaSetStatus {
        replicas: count(claimed.active),
        fully_labeled_replicas: count(claimed.fully_labeled),
        ready_replicas: count(claimed.ready),
        available_replicas: count(claimed.available(set.spec.min_ready_seconds, now)),
        terminating_replicas: count(claimed.terminating),
        observed_generation: set.metadata.generation,
        conditions: conditions(sync, now),
    }
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
