//! Node: what a machine offers, and what is promised of it.

use crate::kube::field::Quantities;
use crate::kube::pod::{Container, ResourceRequirements};
use crate::kube::quantity::Quantity;

use super::object::Name;

/// What pods ask for and nodes offer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    /// Thousandths of a CPU.
    pub cpu_milli: u32,
    /// MiB of memory.
    pub memory_mib: u32,
}

impl Resources {
    /// What a container that asks for nothing counts as. Models pkg/scheduler/util/pod_resources.go.
    const ASSUMED: Self = Self { cpu_milli: 100, memory_mib: 200 };

    /// With what is assumed in place of what is not asked for.
    pub(super) fn or_assumed(self) -> Self {
        let or = |asked: u32, assumed: u32| if asked == 0 { assumed } else { asked };
        Self {
            cpu_milli: or(self.cpu_milli, Self::ASSUMED.cpu_milli),
            memory_mib: or(self.memory_mib, Self::ASSUMED.memory_mib),
        }
    }

    /// What a container asks for, in whole units, rounded up; a limit without a request is one. Models
    /// pkg/apis/core/v1/defaults.go SetDefaults_Pod.
    pub fn requested_by(container: &Container) -> Self {
        let ResourceRequirements { requests, limits, .. } = &container.resources;
        let amount = |name: &str, of: fn(Quantity) -> i128| {
            let quantity = requests.get(name).or_else(|| limits.get(name));
            quantity.map_or(0, |quantity| u32::try_from(of(*quantity).max(0)).unwrap_or(u32::MAX))
        };
        Self {
            cpu_milli: amount("cpu", Quantity::milli),
            memory_mib: amount("memory", |bytes| (bytes.whole() + (1 << 20) - 1) >> 20),
        }
    }

    /// The same as a container's requests.
    pub fn requests(self) -> Quantities {
        let amounts = [("cpu", self.cpu_milli, "m"), ("memory", self.memory_mib, "Mi")];
        let asked = amounts.into_iter().filter(|(_, amount, _)| *amount > 0);
        asked
            .filter_map(|(name, amount, unit)| Some((name.into(), Quantity::parse(&format!("{amount}{unit}"))?)))
            .collect()
    }

    fn add(&mut self, more: Self) {
        self.cpu_milli += more.cpu_milli;
        self.memory_mib += more.memory_mib;
    }

    fn subtract(&mut self, less: Self) {
        self.cpu_milli -= less.cpu_milli;
        self.memory_mib -= less.memory_mib;
    }
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
    /// The same with what is assumed of pods that ask for nothing: what it is scored by, never what it is full by.
    pub(super) assumed: Resources,
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
            assumed: Resources::default(),
            pods: 0,
        }
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
