//! What must hold after every event, with the assumptions under which it does.

use super::Cluster;
use super::object::Uid;
use super::pod::Pod;
use super::workload::{Deployment, Strategy};

/// Every broken invariant of the cluster as it stands, in words; none is the normal case.
///
/// Structural ones always hold. See [`surge_bound`] for the one that needs assumptions.
pub fn check(cluster: &Cluster) -> Vec<String> {
    let objects = cluster.objects();
    let mut broken = Vec::new();
    for pod in objects.pods.values() {
        check_pod(cluster, pod, &mut broken);
    }
    for set in objects.replica_sets.values() {
        let name = &set.metadata.name;
        let status = &set.status;
        if status.available_replicas > status.ready_replicas || status.ready_replicas > status.replicas {
            broken.push(format!("{name}: counts do not nest: {status:?}"));
        }
        if status.observed_generation > set.metadata.generation {
            broken.push(format!("{name}: observed a generation to come"));
        }
    }
    for deployment in objects.deployments.values() {
        if deployment.status.observed_generation > deployment.metadata.generation {
            broken.push(format!("{}: observed a generation to come", deployment.metadata.name));
        }
    }
    for endpoint in cluster.usable_endpoints(&cluster.traffic().service) {
        if !endpoint.serving {
            broken.push(format!("pod {:?} is used and does not serve", endpoint.pod));
        }
    }
    broken
}

fn check_pod(cluster: &Cluster, pod: &Pod, broken: &mut Vec<String>) {
    let name = &pod.metadata.name;
    if pod.status.ready && pod.node.is_none() {
        broken.push(format!("{name}: ready without a node"));
    }
    if pod.metadata.creation_timestamp > cluster.now() {
        broken.push(format!("{name}: created in the future"));
    }
}

/// Whether the sizes of a Deployment's ReplicaSets exceed `replicas + max_surge`, in words.
///
/// Assumes that `replicas` and `max_surge` were not lowered and that nobody else scales its ReplicaSets. The number of
/// *active pods* has no such bound: ReplicaSets are synced one after the other.
pub fn surge_bound(cluster: &Cluster, deployment: &Deployment) -> Option<String> {
    if deployment.spec.strategy == Strategy::Recreate {
        return None;
    }
    let sum = sum_of_sizes(cluster, deployment.metadata.uid);
    let bound = deployment.spec.replicas + deployment.max_surge();
    (sum > bound).then(|| format!("{}: sizes add up to {sum}, more than {bound}", deployment.metadata.name))
}

fn sum_of_sizes(cluster: &Cluster, deployment: Uid) -> i32 {
    cluster.objects().replica_sets_of(deployment).map(|set| set.spec.replicas).sum()
}
