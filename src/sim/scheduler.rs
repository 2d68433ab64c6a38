//! The scheduler: binds each new pod to the node with the fewest pods of its ReplicaSet, then the fewest pods.
//!
//! Spreading is all it does so far: nodes have room for everything, and no pod asks for resources.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Cluster;
use super::event::Happening;
use super::object::{Kind, Name, Uid};
use super::pod::{ContainerState, Pod};
use super::queue::{Due, KubeletStep};
use super::small::SmallMap;

/// Nodes and how many pods are bound to each.
#[derive(Clone, Debug)]
pub(super) struct Scheduler {
    nodes: Vec<Name>,
    bound: SmallMap<(Option<Uid>, usize), u32>,
    of_pod: BTreeMap<Uid, (Option<Uid>, usize)>,
}

impl Scheduler {
    pub fn new(nodes: u32) -> Self {
        let nodes = (1..=nodes).map(|number| format!("node-{number}").into()).collect();
        Self { nodes, bound: SmallMap::default(), of_pod: BTreeMap::new() }
    }

    /// The best node for a pod of this owner; the first of equals.
    fn pick(&self, owner: Option<Uid>) -> usize {
        let of_owner = |node: usize| self.bound.get(&(owner, node)).copied().unwrap_or(0);
        let in_all = |node: usize| -> u32 {
            self.bound.iter().filter(|((_, bound), _)| *bound == node).map(|(_, count)| count).sum()
        };
        (0..self.nodes.len()).min_by_key(|node| (of_owner(*node), in_all(*node))).unwrap_or(0)
    }

    fn bind(&mut self, pod: &Pod) -> Name {
        if self.nodes.is_empty() {
            return format!("node-of-{}", pod.metadata.name).into();
        }
        let owner = pod.metadata.owner;
        let node = self.pick(owner);
        *self.bound.entry((owner, node), 0) += 1;
        self.of_pod.insert(pod.metadata.uid, (owner, node));
        self.nodes[node].clone()
    }

    fn release(&mut self, pod: Uid) {
        let Some(place) = self.of_pod.remove(&pod) else { return };
        let count = self.bound.entry(place, 1);
        *count -= 1;
        if *count == 0 {
            self.bound.remove(&place);
        }
    }
}

impl Cluster {
    /// A new pod is bound soon; a pod that is gone makes room.
    pub(super) fn notice_pod(&mut self, pod: &Rc<Pod>, removed: bool) {
        if removed {
            self.scheduler.release(pod.metadata.uid);
            self.kubelet.forget(pod.metadata.uid);
        } else if pod.node_name.is_none() && pod.metadata.deletion_timestamp.is_none() {
            match self.latency.schedule.draw(&mut self.random) {
                0 => self.bind(pod.metadata.uid),
                delay => self.queue.push(self.now + delay, Due::Bind(pod.metadata.uid)),
            }
        }
    }

    /// Binds a pod, unless it is gone by now or bound already.
    pub(super) fn bind(&mut self, pod: Uid) {
        let Some(current) = self.api.objects.pods.get(&pod) else { return };
        if current.node_name.is_some() || current.metadata.deletion_timestamp.is_some() {
            return;
        }
        let mut bound = current.as_ref().clone();
        let node = self.scheduler.bind(&bound);
        bound.node_name = Some(node.clone());
        bound.status.container = ContainerState::Waiting("ContainerCreating");
        let name = bound.metadata.name.clone();
        if self.api.update(bound).is_ok() {
            self.record(Kind::Pod, &name, Happening::Scheduled { node });
            let sandbox = self.latency.sandbox.draw(&mut self.random);
            self.kubelet_starts(pod, sandbox);
            self.later(sandbox, pod, KubeletStep::SandboxReady);
        }
    }
}
