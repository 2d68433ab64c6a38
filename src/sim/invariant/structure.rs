//! What holds of the objects at any instant, whatever happened.

use super::super::Cluster;
use super::super::pod::{ContainerState, Pod};
use crate::kube::canary::Canary;
use crate::kube::disruption_budget::PodDisruptionBudget;
use crate::kube::int_or_string::IntOrString;
use crate::kube::resources::Resources;
use crate::kube::rollout::Rollout;
use crate::kube::workload::{Deployment, ReplicaSet, Strategy};

pub(super) fn check(cluster: &Cluster, broken: &mut Vec<String>) {
    let objects = cluster.objects();
    for pod in objects.pods.values() {
        check_pod(cluster, pod, broken);
    }
    for set in objects.replica_sets.values() {
        check_replica_set(set, broken);
    }
    for deployment in objects.deployments.values() {
        check_deployment(deployment, broken);
    }
    for rollout in objects.rollouts.values() {
        check_rollout(rollout, broken);
    }
    for canary in objects.canaries.values() {
        check_canary(canary, broken);
    }
    for budget in objects.pod_disruption_budgets.values() {
        check_budget(budget, broken);
    }
    check_nodes(cluster, broken);
    check_endpoints(cluster, broken);
}

fn check_pod(cluster: &Cluster, pod: &Pod, broken: &mut Vec<String>) {
    let (name, status) = (&pod.metadata.name, &pod.status);
    let mut say = |wrong: bool, what: &str| {
        if wrong {
            broken.push(format!("{name}: {what}"));
        }
    };
    say(status.ready && !matches!(status.container, ContainerState::Running(_)), "ready and not running");
    say(status.ready && !status.started, "ready before its startup probe succeeded");
    say(status.ready && pod.node.is_none(), "ready without a node");
    say(status.has_ip && pod.node.is_none(), "an address without a node");
    say(pod.metadata.creation_timestamp > cluster.now(), "created in the future");
    say(status.restart_count > 0 && status.last_termination.is_none(), "started again without having ended");
    let nodes = cluster.nodes().len();
    let place = pod.node.as_ref().map(|node| node.index as usize);
    say(nodes > 0 && place.is_some_and(|place| place >= nodes), "on a node there is not");
}

fn check_replica_set(set: &ReplicaSet, broken: &mut Vec<String>) {
    let (name, status) = (&set.metadata.name, &set.status);
    let nest = status.available_replicas <= status.ready_replicas && status.ready_replicas <= status.replicas;
    if !nest || status.fully_labeled_replicas > status.replicas {
        broken.push(format!("{name}: counts do not nest: {status:?}"));
    }
    if status.observed_generation > set.metadata.generation {
        broken.push(format!("{name}: observed a generation to come"));
    }
    if set.spec.replicas < 0 {
        broken.push(format!("{name}: {} replicas", set.spec.replicas));
    }
}

fn check_deployment(deployment: &Deployment, broken: &mut Vec<String>) {
    let (name, status) = (&deployment.metadata.name, &deployment.status);
    if status.observed_generation > deployment.metadata.generation {
        broken.push(format!("{name}: observed a generation to come"));
    }
    let nest = status.available_replicas <= status.ready_replicas && status.ready_replicas <= status.replicas;
    if !nest || status.updated_replicas > status.replicas {
        broken.push(format!("{name}: counts do not nest: {status:?}"));
    }
    for (index, condition) in status.conditions.iter().enumerate() {
        if status.conditions[..index].iter().any(|other| other.kind == condition.kind) {
            broken.push(format!("{name}: two conditions {}", condition.kind));
        }
        if condition.last_transition_time > condition.last_update_time {
            broken.push(format!("{name}: {} changed after it was written", condition.kind));
        }
    }
    check_bounds(deployment, broken);
}

fn check_rollout(rollout: &Rollout, broken: &mut Vec<String>) {
    let (name, status) = (&rollout.metadata.name, &rollout.status);
    let mut say = |wrong: bool, what: String| {
        if wrong {
            broken.push(format!("{name}: {what}"));
        }
    };
    for (index, condition) in status.conditions.iter().enumerate() {
        let twice = status.conditions[..index].iter().any(|other| other.kind == condition.kind);
        say(twice, format!("two conditions {}", condition.kind));
    }
    if let Some(weights) = &status.canary.weights {
        let sum = weights.canary.weight + weights.stable.weight;
        say(sum != 100 || weights.canary.weight < 0, format!("weights {weights:?}"));
    }
    say(status.updated_replicas > status.replicas, format!("counts do not nest: {status:?}"));
    let seen = status.observed_generation.parse().unwrap_or(0);
    say(seen > rollout.metadata.generation, "observed a generation to come".into());
}

fn check_canary(canary: &Canary, broken: &mut Vec<String>) {
    let (name, status) = (&canary.metadata.name, &canary.status);
    if !(0..=100).contains(&status.canary_weight) || status.failed_checks < 0 || status.iterations < 0 {
        broken.push(format!("{name}: {status:?}"));
    }
    let idle = ["Initialized", "Succeeded", "Failed"].contains(&&*status.phase);
    if idle && (status.canary_weight != 0 || status.iterations != 0) {
        broken.push(format!("{name}: at rest with {status:?}"));
    }
}

/// No more evictions are allowed than there are healthy pods beyond those desired.
fn check_budget(budget: &PodDisruptionBudget, broken: &mut Vec<String>) {
    let (name, status) = (&budget.metadata.name, &budget.status);
    let most = (status.current_healthy - status.desired_healthy).max(0);
    if !(0..=most).contains(&status.disruptions_allowed) {
        broken.push(format!("{name}: allows {} evictions, and at most {most} make sense", status.disruptions_allowed));
    }
    if status.conditions.len() > 1 || status.current_healthy < 0 || status.expected_pods < 0 {
        broken.push(format!("{name}: {status:?}"));
    }
}

/// Surge rounds up, unavailable rounds down, and where both come to 0, unavailable is 1: counted once more, by hand.
fn check_bounds(deployment: &Deployment, broken: &mut Vec<String>) {
    let Strategy::RollingUpdate { max_surge, max_unavailable } = &deployment.spec.strategy else { return };
    let replicas = deployment.spec.replicas;
    let of = |value: &IntOrString, up: i32| match (value, value.as_percent()) {
        (IntOrString::Int(number), _) => *number,
        (_, Some(percent)) => (percent as i32 * replicas + up) / 100,
        _ => 0,
    };
    let (surge, unavailable) = (of(max_surge, 99), of(max_unavailable, 0));
    let unavailable = if surge == 0 && unavailable == 0 { 1 } else { unavailable };
    if (deployment.max_surge(), deployment.max_unavailable()) != (surge, unavailable.min(replicas)) {
        broken.push(format!("{}: bounds are not {surge} and {unavailable}", deployment.metadata.name));
    }
}

/// What nodes promise is what the pods bound to them ask for, and no more than they have.
fn check_nodes(cluster: &Cluster, broken: &mut Vec<String>) {
    let mut held = vec![(Resources::default(), 0); cluster.nodes().len()];
    for pod in cluster.objects().pods.values().filter(|pod| !pod.status.phase.is_finished()) {
        if let Some((sum, pods)) = pod.node.as_ref().and_then(|node| held.get_mut(node.index as usize)) {
            sum.cpu_milli += pod.requests.cpu_milli;
            sum.memory_mib += pod.requests.memory_mib;
            *pods += 1;
        }
    }
    for (node, (sum, pods)) in cluster.nodes().iter().zip(held) {
        let object = cluster.objects().nodes.get(&node.uid);
        let as_written = object.map(|object| (object.spec.unschedulable, object.keeps_away()));
        if as_written != Some((node.unschedulable, node.tainted)) {
            broken.push(format!("{}: the scheduler does not know what is written of it", node.name));
        }
        if (node.requested, node.pods) != (sum, pods) {
            broken.push(format!(
                "{}: promises {:?} to {} pods, not {sum:?} to {pods}",
                node.name, node.requested, node.pods
            ));
        }
        let whole = node.allocatable;
        if sum.cpu_milli > whole.cpu_milli || sum.memory_mib > whole.memory_mib || pods > node.allocatable_pods {
            broken.push(format!("{}: promises more than it has", node.name));
        }
    }
}

/// A slice's ready endpoints are pods that were ready and not on their way out when the controller looked.
fn check_endpoints(cluster: &Cluster, broken: &mut Vec<String>) {
    for slice in cluster.objects().endpoint_slices.values() {
        let service = cluster.objects().service(&slice.metadata.name);
        let all = service.is_some_and(|service| service.spec.publish_not_ready_addresses);
        for endpoint in slice.endpoints.iter() {
            if endpoint.ready && !all && (!endpoint.serving || endpoint.terminating) {
                broken.push(format!("{}: a ready endpoint that is not", slice.metadata.name));
            }
        }
    }
}
