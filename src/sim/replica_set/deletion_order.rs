//! Which pods die first. Models pkg/controller/controller_utils.go ActivePodsWithRanks.

use std::cmp::Ordering;
use std::rc::Rc;

use super::super::ordered::OrderedMap;
use super::super::pod::Pod;
use super::super::small::sorted;
use super::super::time::{Millis, SECOND};

/// Annotation: pods with a lower cost die first.
const POD_DELETION_COST: &str = "controller.kubernetes.io/pod-deletion-cost";

/// The active pods of a ReplicaSet, first to die first.
///
/// `related` are the active pods of all ReplicaSets of the same owner: a pod on a node with many of them goes sooner.
pub(super) fn rank(active: &[Rc<Pod>], related: &[Rc<Pod>], now: Millis) -> Vec<Rc<Pod>> {
    let place = |pod: &Pod| pod.node.as_ref().map(|node| node.index);
    let mut on_node: OrderedMap<Option<u32>, usize> = OrderedMap::default();
    for pod in related {
        *on_node.entry(place(pod), 0) += 1;
    }
    let ranked: Vec<(Rc<Pod>, usize)> =
        active.iter().map(|pod| (pod.clone(), on_node.get(&place(pod)).copied().unwrap_or(0))).collect();
    let ranked = sorted(&ranked, &|a, b| less(&a.0, &b.0, now, a.1, b.1));
    ranked.into_iter().map(|(pod, _)| pod).collect()
}

fn less(a: &Pod, b: &Pod, now: Millis, a_neighbours: usize, b_neighbours: usize) -> Ordering {
    a.node
        .is_some()
        .cmp(&b.node.is_some())
        .then(a.status.phase.cmp(&b.status.phase))
        .then(a.status.ready.cmp(&b.status.ready))
        .then(deletion_cost(a).cmp(&deletion_cost(b)))
        .then(b_neighbours.cmp(&a_neighbours))
        .then_with(|| by_ready_time(a, b, now))
        .then(b.status.restart_count.cmp(&a.status.restart_count))
        .then_with(|| by_creation_time(a, b, now))
}

/// Models GetDeletionCostFromPodAnnotations: no sign `+`, no leading zeros, else 0. After a minus zeros may lead.
pub(super) fn deletion_cost(pod: &Pod) -> i32 {
    let text = pod.metadata.annotation(POD_DELETION_COST).unwrap_or("0");
    let plain = text == "0" || text.starts_with(['-', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    text.parse().ok().filter(|_| plain).unwrap_or(0)
}

/// Ready more recently goes first, in steps that double; in the same step the lower uid.
fn by_ready_time(a: &Pod, b: &Pod, now: Millis) -> Ordering {
    let (a_since, b_since) = (a.status.ready_transition, b.status.ready_transition);
    if !a.status.ready || !b.status.ready || a_since == b_since {
        return Ordering::Equal;
    }
    let bucket = |since: Millis| logarithmic_bucket(now.saturating_sub(since * SECOND));
    bucket(a_since).cmp(&bucket(b_since)).then(a.metadata.uid.cmp(&b.metadata.uid))
}

fn by_creation_time(a: &Pod, b: &Pod, now: Millis) -> Ordering {
    let (a_at, b_at) = (a.metadata.creation_timestamp / SECOND, b.metadata.creation_timestamp / SECOND);
    if a_at == b_at {
        return Ordering::Equal;
    }
    let bucket = |at: Millis| logarithmic_bucket(now.saturating_sub(at * SECOND));
    bucket(a_at).cmp(&bucket(b_at)).then(a.metadata.uid.cmp(&b.metadata.uid))
}

/// floor(log2(age in ns)), −1 for no age. Models logarithmicRankDiff.
///
/// 40 s and 60 s fall in one bucket (34.4 to 68.7 s), 40 s and 90 s in two.
fn logarithmic_bucket(age: Millis) -> i32 {
    let nanoseconds = age.saturating_mul(1_000_000);
    if nanoseconds == 0 { -1 } else { nanoseconds.ilog2() as i32 }
}
