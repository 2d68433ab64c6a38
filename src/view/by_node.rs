//! The pods by the node they run on: lanes as the picture has them, a node each.

use crate::kube::object::Uid;

use super::lanes::{Lane, LaneOf, PodView};
use super::pod::NodeView;

/// So many nodes have a lane each; with more of them a picture by nodes would have no room for pods.
pub const NODES_MAX: usize = 6;

/// The same pods in a lane for each node, and above them those that no node has yet.
pub fn by_node(lanes: &[Lane], nodes: &[NodeView]) -> Vec<Lane> {
    let on = |wanted: Option<&str>| {
        let mut pods: Vec<PodView> = lanes.iter().flat_map(|lane| &lane.pods).cloned().collect();
        pods.retain(|pod| pod.node.as_deref() == wanted);
        pods.sort_unstable_by_key(|pod| pod.uid);
        (0..).zip(pods).map(|(slot, pod)| PodView { slot, ..pod }).collect::<Vec<_>>()
    };
    let without = on(None);
    let waiting = (!without.is_empty()).then(|| lane(Uid(0), LaneOf::NoNode, without));
    let of_node =
        |view: &NodeView| lane(view.node.metadata.uid, LaneOf::Node(view.clone()), on(Some(&view.node.metadata.name)));
    waiting.into_iter().chain(nodes.iter().map(of_node)).collect()
}

fn lane(uid: Uid, of: LaneOf, pods: Vec<PodView>) -> Lane {
    Lane {
        uid,
        of,
        name: "".into(),
        owner: None,
        revision: 0,
        image: "".into(),
        version: 1,
        newest: false,
        desired: 0,
        current: 0,
        ready: 0,
        available: 0,
        slots: pods.len(),
        pods,
        services: Vec::new(),
        part: None,
    }
}
