//! Deployments and ReplicaSets. Models staging/src/k8s.io/api/apps/v1/types.go: a count of 0 is left out, but for those that
//! are pointers or have no `omitempty`.

use crate::kube::field::Field;
use crate::kube::tree::{Mapping, Node};
use crate::kube::workload::{DeploymentStatus, ReplicaSetSpec, ReplicaSetStatus};

use super::{conditions, count, whole};

pub(super) fn replica_set_spec(spec: &ReplicaSetSpec) -> Option<Node> {
    let mut mapping = Mapping::default();
    mapping.put("replicas", whole(spec.replicas));
    mapping.put("minReadySeconds", count(spec.min_ready_seconds));
    mapping.put("selector", spec.selector.shown());
    mapping.put("template", spec.template.shown());
    mapping.end()
}

pub(super) fn deployment_status(status: &DeploymentStatus) -> Option<Node> {
    let mut mapping = Mapping::default();
    mapping.put("observedGeneration", count(status.observed_generation));
    mapping.put("replicas", count(status.replicas));
    mapping.put("updatedReplicas", count(status.updated_replicas));
    mapping.put("readyReplicas", count(status.ready_replicas));
    mapping.put("availableReplicas", count(status.available_replicas));
    mapping.put("unavailableReplicas", count(status.unavailable_replicas));
    // Before its controller has looked at it there is nothing.
    let seen = status.observed_generation > 0;
    mapping.put("terminatingReplicas", whole(status.terminating_replicas).filter(|_| seen));
    mapping.put("collisionCount", status.collision_count.and_then(whole));
    mapping.put("conditions", conditions(&status.conditions, &["lastUpdateTime"]));
    mapping.end()
}

pub(super) fn replica_set_status(status: &ReplicaSetStatus) -> Option<Node> {
    let mut mapping = Mapping::default();
    mapping.put("replicas", whole(status.replicas));
    mapping.put("fullyLabeledReplicas", count(status.fully_labeled_replicas));
    mapping.put("readyReplicas", count(status.ready_replicas));
    mapping.put("availableReplicas", count(status.available_replicas));
    let seen = status.observed_generation > 0;
    mapping.put("terminatingReplicas", whole(status.terminating_replicas).filter(|_| seen));
    mapping.put("observedGeneration", count(status.observed_generation));
    mapping.put("conditions", conditions(&status.conditions, &[]));
    mapping.end()
}
