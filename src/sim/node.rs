//! Node: what a machine offers, and what is promised of it.

use super::object::Name;

/// What pods ask for and nodes offer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    /// Thousandths of a CPU.
    pub cpu_milli: u32,
    /// MiB of memory.
    pub memory_mib: u32,
}

/// v1 Node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its name.
    pub name: Name,
    /// What pods may ask of it altogether.
    pub allocatable: Resources,
    /// Most pods it takes.
    pub allocatable_pods: u32,
    /// Cordoned: takes no new pods.
    pub unschedulable: bool,
    /// It can be reached. If not, nothing on it changes as far as the API server can tell.
    pub reachable: bool,
    /// Its Ready condition: false once the node lifecycle controller has missed it for long enough.
    pub ready: bool,
    /// Raised whenever it gets lost or comes back.
    pub(super) epoch: u32,
    /// Requests of the pods bound to it.
    pub requested: Resources,
    /// Pods bound to it.
    pub pods: u32,
}

impl Node {
    pub(super) fn new(number: u32, allocatable: Resources) -> Self {
        Self {
            name: format!("node-{number}").into(),
            allocatable,
            allocatable_pods: 110,
            unschedulable: false,
            reachable: true,
            ready: true,
            epoch: 0,
            requested: Resources::default(),
            pods: 0,
        }
    }

    /// The STATUS column of `kubectl get nodes`.
    pub fn status_word(&self) -> &'static str {
        match (self.ready, self.unschedulable) {
            (true, false) => "Ready",
            (true, true) => "Ready,SchedulingDisabled",
            (false, false) => "NotReady",
            (false, true) => "NotReady,SchedulingDisabled",
        }
    }
}

/// The node a pod is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeRef {
    /// Its place among the cluster's nodes; the pod's own number where each pod has a node of its own.
    pub index: u32,
    /// Its name.
    pub name: Name,
}
