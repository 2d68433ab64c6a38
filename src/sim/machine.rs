//! The machines behind the nodes.

use std::rc::Rc;

use super::Cluster;
use super::node::Node;
use super::queue::Due;
use crate::kube::object::Uid;

/// The machine behind a node, which is no object: what the API server knows of it is what its kubelet says.
#[derive(Clone, Debug)]
pub(super) struct Machine {
    /// It can be reached. If not, nothing on it changes as far as the API server can tell.
    pub reachable: bool,
    /// Raised whenever it gets lost or comes back.
    pub epoch: u32,
}

impl Cluster {
    /// Has machines join until there are as many as the World says: what a cluster autoscaler does. None is taken away.
    pub(super) fn grow_nodes(&mut self) {
        let (there, count, size) = (self.machines.len() as u32, self.world.nodes.count, self.world.nodes.size());
        for number in there + 1..=count {
            self.api.create(Node::new(number, size, self.now), self.now);
            self.machines.push(Machine { reachable: true, epoch: 0 });
        }
        let slices: Vec<Uid> = self.api.objects.endpoint_slices.keys().copied().collect();
        for slice in slices {
            for node in there..count {
                self.queue.push(self.now, Due::Proxy(slice, node));
            }
        }
    }

    /// The node of a place, counted from 0 in the order in which they joined; none where each pod has one of its own.
    pub fn node(&self, index: u32) -> Option<&Rc<Node>> {
        self.api.objects.nodes.get(&self.scheduler.nodes.get(index as usize)?.uid)
    }

    /// Whether the node of this place can be reached; a node of a pod's own always can.
    pub fn reachable(&self, index: u32) -> bool {
        self.machines.get(index as usize).is_none_or(|machine| machine.reachable)
    }

    /// Writes a node if this changes it; says whether.
    pub(super) fn change_node(&mut self, node: &Node, change: impl FnOnce(&mut Node)) -> bool {
        let mut changed = node.clone();
        change(&mut changed);
        changed != *node && self.api.update(changed).is_ok()
    }
}
