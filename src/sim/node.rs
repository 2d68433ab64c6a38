//! Node: what a machine offers, and what the API server knows of it.

use crate::kube::resources::Resources;

use crate::kube::object::{Condition, ConditionStatus, Name, ObjectMeta, labels};
use crate::kube::time::{Millis, timestamp};

/// v1 Node. What its pods hold of it is not in here: only the scheduler counts that, see [`super::scheduler::NodeInfo`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its name, which is its `kubernetes.io/hostname` too.
    pub metadata: ObjectMeta,
    /// What is asked of it.
    pub spec: NodeSpec,
    /// What it is.
    pub status: NodeStatus,
}

/// `spec` of a Node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeSpec {
    /// Cordoned: takes no new pods.
    pub unschedulable: bool,
    /// What keeps pods away; those of the node lifecycle controller only.
    pub taints: Vec<Taint>,
}

/// What keeps pods away that do not tolerate it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taint {
    /// E.g. `node.kubernetes.io/unreachable`.
    pub key: &'static str,
    /// What becomes of such pods.
    pub effect: TaintEffect,
}

/// What becomes of pods that do not tolerate a taint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaintEffect {
    /// None comes any more.
    NoSchedule,
    /// Those that are there go, too: 300 s later, for every pod tolerates that long.
    NoExecute,
}

/// `status` of a Node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeStatus {
    /// All there is of it.
    pub capacity: Capacity,
    /// What pods may ask of it altogether. Nothing is kept back for the system, so it is the same.
    pub allocatable: Capacity,
    /// `Ready` alone.
    pub conditions: Vec<Condition>,
}

/// What a node has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// CPU and memory.
    pub resources: Resources,
    /// Most pods it takes.
    pub pods: u32,
}

/// Most pods of a node: the kubelet's `maxPods` unless told.
const PODS_MAX: u32 = 110;
const READY: &str = "Ready";
const UNSCHEDULABLE: &str = "node.kubernetes.io/unschedulable";
const UNREACHABLE: &str = "node.kubernetes.io/unreachable";

impl Node {
    /// The node of this number, counted from 1, as its kubelet registers it now, ms.
    pub(super) fn new(number: u32, resources: Resources, now: Millis) -> Self {
        let name = format!("node-{number}");
        let capacity = Capacity { resources, pods: PODS_MAX };
        let mut node = Self {
            metadata: ObjectMeta::named(&name, labels(&[("kubernetes.io/hostname", &name)])),
            spec: NodeSpec::default(),
            status: NodeStatus { capacity, allocatable: capacity, conditions: Vec::new() },
        };
        node.set_ready(true, now);
        node
    }

    /// Its Ready condition: not True once the node lifecycle controller has missed it for long enough.
    pub fn is_ready(&self) -> bool {
        let mut conditions = self.status.conditions.iter();
        conditions.any(|condition| condition.kind == READY && condition.status == ConditionStatus::True)
    }

    /// Sets the Ready condition, as the kubelet or, in its silence, the node lifecycle controller does.
    pub(super) fn set_ready(&mut self, ready: bool, now: Millis) {
        let now = timestamp(now);
        let (status, reason, message) = if ready {
            (ConditionStatus::True, "KubeletReady", "kubelet is posting ready status")
        } else {
            (ConditionStatus::Unknown, "NodeStatusUnknown", "Kubelet stopped posting node status.")
        };
        self.status.conditions = vec![Condition {
            kind: READY,
            status,
            reason,
            message: message.into(),
            last_update_time: now,
            last_transition_time: now,
        }];
        self.taint();
    }

    /// Cordons it, or no more.
    pub(super) fn set_unschedulable(&mut self, unschedulable: bool) {
        self.spec.unschedulable = unschedulable;
        self.taint();
    }

    /// The taints that follow from the rest. Models node_lifecycle_controller.go doNoScheduleTaintingPass and
    /// processTaintBaseEviction, but in the same write: upstream's controller comes a moment later.
    fn taint(&mut self) {
        let taint = |key: &'static str, effect: TaintEffect| Taint { key, effect };
        self.spec.taints.clear();
        if self.spec.unschedulable {
            self.spec.taints.push(taint(UNSCHEDULABLE, TaintEffect::NoSchedule));
        }
        if !self.is_ready() {
            let effects = [TaintEffect::NoSchedule, TaintEffect::NoExecute];
            self.spec.taints.extend(effects.map(|effect| taint(UNREACHABLE, effect)));
        }
    }

    /// A taint keeps pods away; the one that follows from being cordoned says nothing that `unschedulable` does not.
    pub(super) fn keeps_away(&self) -> bool {
        self.spec.taints.iter().any(|taint| taint.key != UNSCHEDULABLE)
    }

    /// The STATUS column of `kubectl get nodes`.
    pub fn status_word(&self) -> &'static str {
        match (self.is_ready(), self.spec.unschedulable) {
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
    pub name: Name,
}
