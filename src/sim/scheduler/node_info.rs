//! The scheduler's cache of a node: what it takes, and what is promised of it.

use super::super::node::Node;
use crate::kube::object::{Name, Uid};
use crate::kube::resources::Resources;

/// A node as the scheduler knows it. Fed by the nodes' watch and by what it binds itself, so that no pod's binding writes a
/// Node. Models pkg/scheduler/framework/types.go NodeInfo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeInfo {
    /// Of the Node.
    pub(in super::super) uid: Uid,
    pub name: Name,
    /// What pods may ask of it altogether.
    pub allocatable: Resources,
    /// Most pods it takes.
    pub allocatable_pods: u32,
    /// Cordoned: takes no new pods.
    pub(in super::super) unschedulable: bool,
    /// Something of it keeps pods away; being cordoned is told apart.
    pub(in super::super) tainted: bool,
    /// Requests of the pods bound to it.
    pub requested: Resources,
    /// The same with what is assumed of pods that ask for nothing: what it is scored by, never what it is full by.
    pub(super) assumed: Resources,
    /// Pods bound to it.
    pub pods: u32,
}

impl NodeInfo {
    pub(super) fn of(node: &Node) -> Self {
        Self {
            uid: node.metadata.uid,
            name: node.metadata.name.clone(),
            allocatable: node.status.allocatable.resources,
            allocatable_pods: node.status.allocatable.pods,
            unschedulable: node.spec.unschedulable,
            tainted: node.keeps_away(),
            requested: Resources::default(),
            assumed: Resources::default(),
            pods: 0,
        }
    }

    /// Takes over what the watch delivered; says whether it keeps pods away no more that it did.
    pub(super) fn learn(&mut self, node: &Node) -> bool {
        let before = (self.unschedulable, self.tainted);
        let (uid, requested, assumed, pods) = (self.uid, self.requested, self.assumed, self.pods);
        *self = Self { uid, requested, assumed, pods, ..Self::of(node) };
        before.0 && !self.unschedulable || before.1 && !self.tainted
    }

    pub(super) fn hold(&mut self, requests: Resources) {
        self.pods += 1;
        self.requested.add(requests);
        self.assumed.add(requests.or_assumed());
    }

    pub(super) fn release(&mut self, requests: Resources) {
        self.pods -= 1;
        self.requested.subtract(requests);
        self.assumed.subtract(requests.or_assumed());
    }
}
