//! Which pods die first. Models pkg/controller/controller_utils.go ActivePodsWithRanks.

use std::cmp::{Ordering, Reverse};
use std::rc::Rc;

use super::super::pod::{Pod, PodPhase};
use crate::kube::object::Uid;
use crate::kube::time::{Millis, SECOND};

/// Annotation: pods with a lower cost die first.
const POD_DELETION_COST: &str = "controller.kubernetes.io/pod-deletion-cost";

/// What the order looks at, worked out once for each pod before it is compared with many others.
#[derive(Clone, Copy)]
struct Ranked<'a> {
    pod: &'a Rc<Pod>,
    /// Without a node, pending, not ready, cheap, in much company: each before the next.
    first: (bool, PodPhase, bool, i32, Reverse<u32>),
    ready: Moment,
    restarts: Reverse<u32>,
    created: Moment,
}

/// A whole second and, in steps that double, how long ago it was.
#[derive(Clone, Copy)]
struct Moment {
    second: Millis,
    bucket: u32,
}

impl Moment {
    fn new(second: Millis, now: Millis) -> Self {
        Self { second, bucket: logarithmic_bucket(now.saturating_sub(second * SECOND)) }
    }

    /// The more recent first; in the same step the lower uid; nothing for the same second.
    fn compare(self, other: Self, (uid, other_uid): (Uid, Uid)) -> Ordering {
        if self.second == other.second {
            return Ordering::Equal;
        }
        self.bucket.cmp(&other.bucket).then(uid.cmp(&other_uid))
    }
}

/// The active pods of a ReplicaSet, first to die first.
///
/// `related` are the active pods of all ReplicaSets of the same owner: a pod on a node with many of them goes sooner.
pub(super) fn rank<'a>(
    active: &'a [Rc<Pod>],
    related: impl Iterator<Item = &'a Rc<Pod>>,
    now: Millis,
) -> impl Iterator<Item = Rc<Pod>> {
    let place = |pod: &Pod| pod.node.as_ref().map_or(0, |node| node.index as usize + 1);
    // By node; the first count is of the pods without one.
    let mut on_node = Vec::new();
    for place in related.map(|pod| place(pod)) {
        on_node.resize(on_node.len().max(place + 1), 0_u32);
        on_node[place] += 1;
    }
    let ranked = |pod: &'a Rc<Pod>| {
        let (status, place) = (&pod.status, place(pod));
        let neighbours = Reverse(on_node.get(place).copied().unwrap_or(0));
        Ranked {
            pod,
            first: (place > 0, status.phase, status.ready, deletion_cost(pod), neighbours),
            ready: Moment::new(status.ready_transition, now),
            restarts: Reverse(status.restart_count),
            created: Moment::new(pod.metadata.creation_timestamp / SECOND, now),
        }
    };
    let ranked: Vec<Ranked> = active.iter().map(ranked).collect();
    sort_indices(&ranked).into_iter().map(move |index| ranked[index as usize].pod.clone())
}

fn less(a: &Ranked, b: &Ranked) -> Ordering {
    let uids = (a.pod.metadata.uid, b.pod.metadata.uid);
    let by_ready_time = || if a.pod.status.ready { a.ready.compare(b.ready, uids) } else { Ordering::Equal };
    let first = a.first.cmp(&b.first).then_with(by_ready_time);
    first.then(a.restarts.cmp(&b.restarts)).then_with(|| a.created.compare(b.created, uids))
}

/// Places of the ranked pods, first to die first; among equals the first given.
///
/// Upstream's order is none: of three pods each may have to die before the next, round in a circle, where ages fall into
/// different steps. The standard library's sorts may panic at such an order, and two sorts may answer differently, which
/// would change what links show. So this one is written down here: it merges runs of 1, 2, 4 … pods, and only copies two
/// runs which are in order already.
fn sort_indices(ranked: &[Ranked]) -> Vec<u32> {
    let in_order = |a: u32, b: u32| less(&ranked[a as usize], &ranked[b as usize]) != Ordering::Greater;
    let mut order: Vec<u32> = (0..ranked.len() as u32).collect();
    let mut merged = order.clone();
    let (all, mut run) = (order.len(), 1);
    while run < all {
        for from in (0..all).step_by(2 * run) {
            let (middle, to) = ((from + run).min(all), (from + 2 * run).min(all));
            if middle == to || in_order(order[middle - 1], order[middle]) {
                merged[from..to].copy_from_slice(&order[from..to]);
                continue;
            }
            let (mut left, mut right) = (from, middle);
            for place in &mut merged[from..to] {
                let take_left = right == to || (left < middle && in_order(order[left], order[right]));
                let side = if take_left { &mut left } else { &mut right };
                *place = order[*side];
                *side += 1;
            }
        }
        std::mem::swap(&mut order, &mut merged);
        run *= 2;
    }
    order
}

/// Models GetDeletionCostFromPodAnnotations: no sign `+`, no leading zeros, else 0. After a minus zeros may lead.
pub(super) fn deletion_cost(pod: &Pod) -> i32 {
    let text = pod.metadata.annotation(POD_DELETION_COST).unwrap_or("0");
    let plain = text == "0" || text.starts_with(['-', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    text.parse().ok().filter(|_| plain).unwrap_or(0)
}

/// floor(log2(age in ns)): 40 s and 60 s fall in one bucket (34.4 to 68.7 s), 40 s and 90 s in two. No age is less than
/// any other.
///
/// Models logarithmicRankDiff.
fn logarithmic_bucket(age: Millis) -> u32 {
    age.saturating_mul(1_000_000).checked_ilog2().unwrap_or(0)
}
