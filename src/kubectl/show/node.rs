//! Nodes and ResourceQuotas. Models staging/src/k8s.io/api/core/v1/types.go.

use crate::kube::field::Field;
use crate::kube::quantity::Quantity;
use crate::kube::quota::ResourceQuota;
use crate::kube::tree::{Mapping, Node as Tree};
use crate::sim::node::{Capacity, Node, Taint, TaintEffect};
use crate::sim::objects::Objects;
use crate::sim::quota::used_pods;

use super::{conditions, flag, list, text};

pub(super) fn spec(node: &Node) -> Option<Tree> {
    let mut mapping = Mapping::default();
    mapping.put("unschedulable", flag(node.spec.unschedulable));
    mapping.put("taints", list(node.spec.taints.iter().filter_map(taint).collect()));
    mapping.end()
}

fn taint(taint: &Taint) -> Option<Tree> {
    let mut mapping = Mapping::default();
    mapping.put("key", text(taint.key));
    let effect = match taint.effect {
        TaintEffect::NoSchedule => "NoSchedule",
        TaintEffect::NoExecute => "NoExecute",
    };
    mapping.put("effect", text(effect));
    mapping.end()
}

pub(super) fn status(node: &Node) -> Option<Tree> {
    let mut mapping = Mapping::default();
    mapping.put("capacity", capacity(&node.status.capacity));
    mapping.put("allocatable", capacity(&node.status.allocatable));
    mapping.put("conditions", conditions(&node.status.conditions, &["lastHeartbeatTime"]));
    mapping.end()
}

fn capacity(capacity: &Capacity) -> Option<Tree> {
    let amount = |amount: String| Quantity::parse(&amount).and_then(|amount| text(&amount.to_string()));
    let mut mapping = Mapping::default();
    mapping.put("cpu", amount(format!("{}m", capacity.resources.cpu_milli)));
    // As the kubelet reports it.
    mapping.put("memory", text(&format!("{}Ki", u64::from(capacity.resources.memory_mib) * 1_024)));
    mapping.put("pods", text(&capacity.pods.to_string()));
    mapping.end()
}

pub(super) fn quota_status(quota: &ResourceQuota, objects: &Objects) -> Option<Tree> {
    let mut used = Mapping::default();
    if quota.pods().is_some() {
        used.put("pods", text(&used_pods(objects).to_string()));
    }
    let mut mapping = Mapping::default();
    mapping.put("hard", quota.spec.hard.shown());
    mapping.put("used", used.end());
    mapping.end()
}
