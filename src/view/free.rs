//! The room that a pod without a node asks for, beside what each node has left.

use crate::kube::object::Name;
use crate::message::Message;
use crate::sim::pod::Pod;

use super::{NodeView, View};

/// So many nodes are named of those that have the same left.
const NAMED: usize = 3;

/// What a node has left: thousandths of CPUs, MiB, pods; nothing where it takes none.
type Left = Option<(u32, u32, u32)>;

impl View<'_> {
    /// `asks for 1500 m CPU, 128 Mi; free: 200 m, 700 Mi, 80 pods on node-1, node-2`.
    pub(super) fn free_room(&self, pod: &Pod) -> Message {
        let mut groups: Vec<(Left, Vec<Name>)> = Vec::new();
        for view in self.nodes() {
            let (left, name) = (left(&view), view.node.metadata.name.clone());
            match groups.iter_mut().find(|(same, _)| *same == left) {
                Some((_, names)) => names.push(name),
                None => groups.push((left, vec![name])),
            }
        }
        let nodes: Vec<Message> = groups.iter().map(|(left, names)| group(*left, names)).collect();
        message!("free-room", cpu = pod.requests.cpu_milli, memory = pod.requests.memory_mib, nodes)
    }
}

fn left(view: &NodeView) -> Left {
    let (all, asked) = (view.node.status.allocatable, view.requested);
    let takes = !view.node.spec.unschedulable && view.node.spec.taints.is_empty();
    takes.then(|| {
        let cpu = all.resources.cpu_milli.saturating_sub(asked.cpu_milli);
        (cpu, all.resources.memory_mib.saturating_sub(asked.memory_mib), all.pods.saturating_sub(view.pods))
    })
}

fn group(left: Left, all: &[Name]) -> Message {
    let names = all[..all.len().min(NAMED)].join(", ");
    let more = all.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| message!("free-more-nodes", count = more));
    match left {
        Some((cpu, memory, pods)) => message!("free-on", cpu, memory, pods, names, more),
        None => message!("free-takes-none", names, more),
    }
}
