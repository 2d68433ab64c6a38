//! The ReplicaSet's status. Models pkg/controller/replicaset/replica_set_utils.go calculateStatus.

use std::rc::Rc;

use super::super::object::selects;
use super::super::pod::Pod;
use super::super::time::Millis;
use super::super::workload::{ReplicaSet, ReplicaSetStatus};

/// Counts the pods read at the start of the sync.
pub(super) fn calculate_status(
    set: &ReplicaSet,
    active: &[Rc<Pod>],
    terminating_replicas: i32,
    now: Millis,
) -> ReplicaSetStatus {
    let count =
        |test: &dyn Fn(&Pod) -> bool| i32::try_from(active.iter().filter(|pod| test(pod)).count()).unwrap_or(i32::MAX);
    ReplicaSetStatus {
        replicas: count(&|_| true),
        fully_labeled_replicas: count(&|pod| selects(&set.spec.template.labels, &pod.metadata.labels)),
        ready_replicas: count(&|pod| pod.status.ready),
        available_replicas: count(&|pod| pod.is_available(set.spec.min_ready_seconds, now)),
        terminating_replicas,
        observed_generation: set.metadata.generation,
        conditions: set.status.conditions.clone(),
    }
}
