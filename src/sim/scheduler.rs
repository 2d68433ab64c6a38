//! The scheduler: binds each new pod to the best node that has room for it.
//!
//! Models pkg/scheduler: filters by requests, number of pods, cordon and reachability; scores by spreading, least
//! allocated and balanced allocation. Left out: affinity, taints of a person's own, priorities and preemption.

mod fit;
mod node_info;
mod ranking;
mod score;

use litemap::LiteMap;

use super::Cluster;
use super::event::Happening;
use super::node::{Node, NodeRef};
use super::ordered::OrderedMap;
use super::pod::{ContainerState, Pod};
use super::queue::Due;
use crate::kube::object::{Kind, Name, Uid};
use crate::kube::resources::Resources;
use crate::kube::time::{Millis, SECOND};

pub use node_info::NodeInfo;
use ranking::Ranking;

/// Wait after a pod found no node, doubled up to [`BACK_OFF_MAX`], ms.
const BACK_OFF: Millis = SECOND;
const BACK_OFF_MAX: Millis = 10 * SECOND;
/// A pod that found no node is tried again at the latest this long after its last attempt, ms.
const LEFTOVER: Millis = 300 * SECOND;

/// What is promised of the nodes, and which pods wait for room.
#[derive(Clone, Debug, Default)]
pub(super) struct Scheduler {
    /// In the order of their creation.
    pub nodes: Vec<NodeInfo>,
    /// Pods by their owner on each node, for spreading.
    spread: LiteMap<Option<Uid>, Vec<u32>>,
    /// Every bound pod that is not finished.
    bound: OrderedMap<Uid, Bound>,
    /// Every pod that found no node.
    waiting: OrderedMap<Uid, Waiting>,
    /// Of the pods that were bound last.
    ranking: Ranking,
}

/// Where a pod stands, and what it holds.
#[derive(Clone, Copy, Debug)]
struct Bound {
    node: u32,
    requests: Resources,
    owner: Option<Uid>,
    /// It is among its owner's pods in [`Scheduler::spread`].
    counts: bool,
}

/// What is known of a pod that found no node.
#[derive(Clone, Copy, Debug, Default)]
struct Waiting {
    /// Failed ones.
    attempts: u32,
    /// No attempt is made before this, ms.
    allowed: Millis,
    /// The next is made at this, ms, and none before.
    next: Millis,
}

impl Scheduler {
    /// The watch delivers a Node; says whether pods may now have room that had none.
    fn learn(&mut self, node: &Node) -> bool {
        match self.nodes.binary_search_by_key(&node.metadata.uid, |known| known.uid) {
            Ok(place) => {
                self.ranking.node_changed(place as u32);
                self.nodes[place].learn(node)
            }
            // Uids rise, so that is the end.
            Err(place) => {
                self.nodes.insert(place, NodeInfo::of(node));
                true
            }
        }
    }

    fn hold(&mut self, pod: &Pod, index: u32) {
        self.nodes[index as usize].hold(pod.requests);
        let owner = pod.metadata.owner;
        let counts = self.spread.entry(owner).or_default();
        counts.resize(self.nodes.len().max(counts.len()), 0);
        counts[index as usize] += 1;
        self.ranking.node_changed(index);
        let bound = Bound { node: index, requests: pod.requests, owner, counts: true };
        self.bound.insert(pod.metadata.uid, bound);
    }

    /// Whether that made room.
    fn release(&mut self, pod: Uid) -> bool {
        self.waiting.remove(&pod);
        self.uncount(pod);
        let Some(bound) = self.bound.remove(&pod) else { return false };
        self.nodes[bound.node as usize].release(bound.requests);
        self.ranking.node_changed(bound.node);
        true
    }

    /// The pod no longer counts where its owner's pods are spread, though it holds what it holds.
    fn uncount(&mut self, pod: Uid) {
        let Some(bound) = self.bound.get_mut(&pod).filter(|bound| bound.counts) else { return };
        bound.counts = false;
        if let Some(counts) = self.spread.get_mut(&bound.owner) {
            counts[bound.node as usize] -= 1;
            self.ranking.node_changed(bound.node);
            if counts.iter().all(|count| *count == 0) {
                self.spread.remove(&bound.owner);
            }
        }
    }

    /// A pod that terminates, or that its owner has let go, is none of its owner's for spreading.
    fn recount(&mut self, pod: &Pod) {
        let owner = self.bound.get(&pod.metadata.uid).map(|bound| bound.owner);
        let left = owner.is_some_and(|owner| owner != pod.metadata.owner);
        if left || pod.metadata.deletion_timestamp.is_some() {
            self.uncount(pod.metadata.uid);
        }
    }
}

impl Cluster {
    /// The nodes' watch delivers at once: the scheduler's delay is drawn for each pod.
    pub(super) fn notice_node(&mut self, node: &Node) {
        if self.scheduler.learn(node) {
            self.retry_unschedulable();
        }
    }

    /// A new pod is bound soon; a pod that is finished or gone makes room.
    pub(super) fn notice_pod(&mut self, pod: &Pod, removed: bool) {
        let uid = pod.metadata.uid;
        self.scheduler.recount(pod);
        if removed || pod.status.phase.is_finished() {
            if removed {
                self.kubelet.forget(uid);
            }
            if self.scheduler.release(uid) {
                self.retry_unschedulable();
            }
        } else if pod.node.is_none() && pod.metadata.deletion_timestamp.is_none() && pod.status.message.is_none() {
            match self.world.delays.schedule.draw(&mut self.random) {
                0 => self.bind(uid),
                delay => self.queue.push(self.now + delay, Due::Bind(uid)),
            }
        }
    }

    /// Room may have come: every pod that waits for some is tried again when its back-off allows.
    pub(super) fn retry_unschedulable(&mut self) {
        let now = self.now;
        for (pod, waiting) in self.scheduler.waiting.iter_mut() {
            let at = waiting.allowed.max(now);
            if at < waiting.next {
                waiting.next = at;
                self.queue.push(at, Due::Bind(*pod));
            }
        }
    }

    /// Tries to bind a pod, unless it is gone by now, bound already, or waits for a later attempt. Models schedule_one.go.
    pub(super) fn bind(&mut self, pod: Uid) {
        if self.scheduler.waiting.get(&pod).is_some_and(|waiting| waiting.next != self.now) {
            return;
        }
        let Some(current) = self.api.objects.pods.get(&pod) else { return };
        if current.node.is_some() || current.metadata.deletion_timestamp.is_some() {
            return;
        }
        let pod = current.as_ref().clone();
        if self.scheduler.nodes.is_empty() {
            let name = format!("node-of-{}", pod.metadata.name).into();
            let index = pod.metadata.uid.0;
            return self.bind_to(pod, NodeRef { index, name });
        }
        let Scheduler { nodes, spread, ranking, .. } = &mut self.scheduler;
        let counts = spread.get(&pod.metadata.owner).map_or(&[][..], Vec::as_slice);
        match ranking.best(nodes, counts, &pod, &mut self.random) {
            Some(index) => {
                self.scheduler.hold(&pod, index);
                self.scheduler.waiting.remove(&pod.metadata.uid);
                let name = self.scheduler.nodes[index as usize].name.clone();
                self.bind_to(pod, NodeRef { index, name });
            }
            None => {
                let message = fit::refusal(nodes, &pod);
                self.unschedulable(pod, message.into());
            }
        }
    }

    fn bind_to(&mut self, mut pod: Pod, node: NodeRef) {
        let happening = Happening::Scheduled { node: node.name.clone() };
        self.record(Kind::Pod, &pod.metadata.name, happening);
        pod.node = Some(node);
        pod.status.message = None;
        pod.status.container = ContainerState::Waiting("ContainerCreating");
        self.kubelet_starts(pod);
    }

    /// Every failed attempt is an event; the pod is written only if it is told something new.
    fn unschedulable(&mut self, mut pod: Pod, message: Name) {
        let (now, uid) = (self.now, pod.metadata.uid);
        let waiting = self.scheduler.waiting.get_or_insert_with(uid, Waiting::default);
        waiting.allowed = now + (BACK_OFF << waiting.attempts.min(4)).min(BACK_OFF_MAX);
        waiting.next = now + LEFTOVER;
        waiting.attempts += 1;
        self.queue.push(waiting.next, Due::Bind(uid));
        let happening = Happening::FailedScheduling { message: message.clone() };
        self.record(Kind::Pod, &pod.metadata.name, happening);
        if pod.status.message.as_ref() != Some(&message) {
            pod.status.message = Some(message);
            let written = self.api.update(pod);
            debug_assert!(written.is_ok(), "read and written in one step");
        }
    }
}
