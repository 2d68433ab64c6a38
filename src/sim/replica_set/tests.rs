//! The ReplicaSet controller: a bench on which a ReplicaSet and its pods stand as a test wants them. The tables are in the
//! files beside. No kubelet ever wakes: pods stay as they were put there.

#[path = "tests_deletion_order.rs"]
mod deletion_order;
#[path = "tests_manage.rs"]
mod manage;
#[path = "tests_status.rs"]
mod status;

use super::super::Cluster;
use super::super::api::Delivery;
use super::super::event::Happening;
use super::super::node::NodeRef;
use super::super::pod::{Pod, PodPhase};
use super::super::queue::{Controller, Due};
use super::super::retry::Retry;
use super::{Step, sync_replica_set};
use crate::kube::object::{ObjectMeta, Uid, labels};
use crate::kube::pod::PodTemplateSpec;
use crate::kube::time::{Millis, SECOND};
use crate::kube::workload::{POD_TEMPLATE_HASH, ReplicaSet, ReplicaSetSpec, ReplicaSetStatus};
use crate::world::{Delay, Latency, Nodes, World};

/// When every bench starts, ms.
const NOW: Millis = 1_000 * SECOND;
/// From a batch of new pods to the answer, and from a wake-up to its sync, ms: so that steps fall apart in time.
const WRITE: Millis = 10;
const WORK: Millis = 1;

struct Bench {
    cluster: Cluster,
    set: Uid,
}

impl Bench {
    /// A ReplicaSet of this size and nothing else.
    fn new(size: i32) -> Self {
        Self::of(replica_set(size))
    }

    fn of(set: ReplicaSet) -> Self {
        // Long enough that no pod made here ever gets a node.
        let schedule = Delay { min: NOW, max: NOW };
        let latency = Latency { write: Delay { min: WRITE, max: WRITE }, work: WORK, schedule, ..Latency::NONE };
        let mut cluster = Cluster::new(World { delays: latency, nodes: Nodes::of(0), ..World::default() });
        cluster.now = NOW;
        cluster.halt_kubelets();
        let set = cluster.api.create(set, 0).metadata.uid;
        Self { cluster, set }
    }

    fn add(&mut self, pod: Pod) -> Uid {
        let created = pod.metadata.creation_timestamp;
        self.cluster.api.create(pod, created).metadata.uid
    }

    /// The caches learn of everything written; nothing else happens.
    fn deliver(&mut self) {
        self.cluster.fan_out();
        let mut others = Vec::new();
        while let Some((at, due)) = self.cluster.queue.pop() {
            match due {
                Due::Deliver(Delivery { object, removed, version }) => {
                    self.cluster.deliver(Delivery { object, removed, version });
                    self.cluster.fan_out();
                }
                due => others.push((at, due)),
            }
        }
        for (at, due) in others {
            self.cluster.queue.push(at, due);
        }
    }

    /// One sync to its end, its caches as they are. Time passes with it.
    fn sync(&mut self) -> Result<(), Retry> {
        if sync_replica_set(&mut self.cluster, self.set)? == Step::Over {
            return Ok(());
        }
        self.cluster.queue.hold(Controller::ReplicaSet, self.set);
        let mut others = Vec::new();
        while self.cluster.replica_set_controller.in_flight.contains_key(&self.set) {
            let (at, due) = self.cluster.queue.pop().expect("a sync that goes on has a next step");
            match due {
                Due::GoOn(set) => {
                    self.cluster.now = at;
                    self.cluster.go_on_with(set);
                }
                due => others.push((at, due)),
            }
        }
        for (at, due) in others {
            self.cluster.queue.push(at, due);
        }
        Ok(())
    }

    fn set(&self) -> &ReplicaSet {
        self.cluster.api.objects.replica_sets.get(&self.set).expect("nobody deletes it")
    }

    fn status(&self) -> &ReplicaSetStatus {
        &self.set().status
    }

    fn pod(&self, pod: Uid) -> Option<&Pod> {
        self.cluster.api.objects.pods.get(&pod).map(AsRef::as_ref)
    }

    fn pods(&self) -> usize {
        self.cluster.api.objects.pods.len()
    }

    /// Events of a reason: how many at which instant, ms after the bench's start.
    fn counts(&self, reason: &str) -> Vec<(Millis, usize)> {
        let mut counts: Vec<(Millis, usize)> = Vec::new();
        for event in self.cluster.log.events().iter().filter(|event| event.happening.reason() == reason) {
            match counts.last_mut() {
                Some((at, count)) if *at == event.at - NOW => *count += 1,
                _ => counts.push((event.at - NOW, 1)),
            }
        }
        counts
    }

    fn made(&self) -> usize {
        let made = |happening: &Happening| matches!(happening, Happening::SuccessfulCreate { .. });
        self.cluster.log.events().iter().filter(|event| made(&event.happening)).count()
    }
}

/// Labels that the ReplicaSet selects.
const MATCHING: &[(&str, &str)] = &[("app", "web"), (POD_TEMPLATE_HASH, "abc")];

fn replica_set(size: i32) -> ReplicaSet {
    let template = PodTemplateSpec::new(labels(MATCHING), "web", "web:v1");
    ReplicaSet {
        metadata: ObjectMeta::named("web-abc", labels(MATCHING)),
        spec: ReplicaSetSpec { replicas: size, selector: labels(MATCHING).into(), template, min_ready_seconds: 0 },
        status: ReplicaSetStatus::default(),
    }
}

/// A running pod of this ReplicaSet on a node, created at 0 s and ready since then.
fn pod(owner: Uid, node: u32) -> Pod {
    let template = replica_set(0).spec.template;
    let mut metadata = ObjectMeta::named(&format!("pod-on-{node}"), labels(MATCHING));
    metadata.owner = Some(owner);
    let mut pod = Pod::new(metadata, &template, 0);
    pod.node = Some(NodeRef { index: node, name: format!("node-{node}").into() });
    pod.status.phase = PodPhase::Running;
    pod.status.ready = true;
    pod
}

fn terminating(mut pod: Pod) -> Pod {
    pod.metadata.deletion_timestamp = Some(NOW + 30 * SECOND);
    pod
}

fn in_phase(mut pod: Pod, phase: PodPhase) -> Pod {
    pod.status.phase = phase;
    pod.status.ready &= phase == PodPhase::Running;
    pod
}
