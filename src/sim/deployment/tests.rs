//! The Deployment controller, one sync at a time: a bench on which a Deployment and its ReplicaSets stand as a test wants
//! them. The tables are in the files beside; nothing here runs a whole rollout, and no kubelet ever wakes.

#[path = "tests_cleanup.rs"]
mod cleanup;
#[path = "tests_progress.rs"]
mod progress;
#[path = "tests_recreate.rs"]
mod recreate;
#[path = "tests_revision.rs"]
mod revision;
#[path = "tests_rollback.rs"]
mod rollback;
#[path = "tests_rolling.rs"]
mod rolling;
#[path = "tests_scale.rs"]
mod scale;
#[path = "tests_status.rs"]
mod status;

use std::rc::Rc;

use super::super::Cluster;
use super::super::event::Happening;
use super::super::retry::Retry;
use super::sync_deployment;
use crate::kube::int_or_string::IntOrString;
use crate::kube::object::{Condition, ConditionStatus, Name, ObjectMeta, Uid, labels};
use crate::kube::pod::PodTemplateSpec;
use crate::kube::time::{Millis, SECOND};
use crate::kube::workload::{
    Deployment, DeploymentSpec, POD_TEMPLATE_HASH, REVISION, ReplicaSet, ReplicaSetSpec, ReplicaSetStatus, Strategy,
};
use crate::world::{Latency, Nodes, World};

/// When every sync happens, s.
const NOW: Millis = 1_000;
/// The Deployment is the first object of every bench.
const DEPLOYMENT: Uid = Uid(1);

struct Bench {
    cluster: Cluster,
}

impl Bench {
    fn new(deployment: Deployment) -> Self {
        let mut cluster = Cluster::new(World { delays: Latency::NONE, nodes: Nodes::of(0), ..World::default() });
        cluster.now = NOW * SECOND;
        cluster.api.create(deployment, 0);
        Self { cluster }
    }

    /// Puts a ReplicaSet there, created at this second.
    fn add(&mut self, set: ReplicaSet, created: Millis) -> Uid {
        self.cluster.api.create(set, created * SECOND).metadata.uid
    }

    /// The cache learns of everything, then one sync.
    fn sync(&mut self) -> Result<(), Retry> {
        self.cluster.api.outbox.clear();
        self.cluster.cache = self.cluster.api.objects.clone();
        sync_deployment(&mut self.cluster, DEPLOYMENT)
    }

    fn deployment(&self) -> Deployment {
        self.cluster.api.objects.deployments.get(&DEPLOYMENT).expect("nobody deletes it").as_ref().clone()
    }

    /// Changes the Deployment behind the controller's back, its generation too if asked.
    fn change(&mut self, change: impl FnOnce(&mut Deployment)) {
        let mut deployment = self.deployment();
        change(&mut deployment);
        self.cluster.api.update(deployment).expect("just read");
    }

    /// ReplicaSets, oldest first.
    fn sets(&self) -> Vec<Rc<ReplicaSet>> {
        super::replica_sets::by_creation(&self.cluster.api.objects.replica_sets.values().cloned().collect::<Vec<_>>())
    }

    fn set(&self, image: &str) -> Rc<ReplicaSet> {
        let sets = self.sets();
        sets.into_iter().find(|set| &*set.spec.template.image() == image).unwrap_or_else(|| panic!("no set of {image}"))
    }

    /// Sizes of the ReplicaSets, newest first.
    fn sizes(&self) -> Vec<i32> {
        self.sets().iter().rev().map(|set| set.spec.replicas).collect()
    }

    /// Events about sizes, e.g. `web-new 0→3`.
    fn scalings(&self) -> Vec<String> {
        let scaling = |happening: &Happening| match happening {
            Happening::ScalingReplicaSet { replica_set, from, to, .. } => Some(format!("{replica_set} {from}→{to}")),
            _ => None,
        };
        self.cluster.log.events().iter().filter_map(|event| scaling(&event.happening)).collect()
    }

    /// A condition as status, reason, last update and last transition.
    fn condition(&self, kind: &str) -> Option<(ConditionStatus, &'static str, Millis, Millis)> {
        let deployment = self.deployment();
        let condition = deployment.condition(kind)?;
        Some((condition.status, condition.reason, condition.last_update_time, condition.last_transition_time))
    }

    fn message(&self, kind: &str) -> Option<Name> {
        self.deployment().condition(kind).map(|condition| condition.message.clone())
    }
}

fn template(image: &str) -> PodTemplateSpec {
    PodTemplateSpec::new(labels(&[("app", "web")]), "web", image)
}

/// A Deployment of the image `new`.
fn web(replicas: i32, strategy: Strategy) -> Deployment {
    let mut spec = DeploymentSpec::new(replicas, template("new"));
    spec.strategy = strategy;
    Deployment::new("web", spec)
}

fn rolling_update(max_surge: i32, max_unavailable: i32) -> Strategy {
    Strategy::RollingUpdate {
        max_surge: IntOrString::Int(max_surge),
        max_unavailable: IntOrString::Int(max_unavailable),
    }
}

/// The Deployment's ReplicaSet of an image: all its pods exist, so many are ready and available.
///
/// Without annotations: nothing says for which size it was scaled, so it is no reason for a scaling event.
fn set(image: &str, size: i32, available: i32) -> ReplicaSet {
    let mut template = template(image);
    template.metadata.labels = labels(&[("app", "web"), (POD_TEMPLATE_HASH, image)]);
    let mut metadata = ObjectMeta::named(&format!("web-{image}"), template.metadata.labels.clone());
    metadata.owner = Some(DEPLOYMENT);
    ReplicaSet {
        metadata,
        spec: ReplicaSetSpec {
            replicas: size,
            selector: template.metadata.labels.clone().into(),
            template,
            min_ready_seconds: 0,
        },
        status: ReplicaSetStatus {
            replicas: size,
            fully_labeled_replicas: size,
            ready_replicas: available,
            available_replicas: available,
            observed_generation: 1,
            ..ReplicaSetStatus::default()
        },
    }
}

/// The same with annotations.
fn annotated(mut set: ReplicaSet, annotations: &[(&str, &str)]) -> ReplicaSet {
    for (key, value) in annotations {
        set.metadata.annotate(key, value);
    }
    set
}

/// A bench on which revisions are settled, so that a sync has nothing to do but scale and count.
///
/// `sets` are image, size and available replicas, oldest first, created one second after the other.
fn settled(mut deployment: Deployment, sets: &[(&str, i32, i32)]) -> Bench {
    deployment.metadata.annotate(REVISION, &sets.len().to_string());
    let mut bench = Bench::new(deployment);
    for ((image, size, available), number) in sets.iter().zip(1_u64..) {
        bench.add(annotated(set(image, *size, *available), &[(REVISION, &number.to_string())]), number);
    }
    bench
}

/// A condition written at this second.
fn condition(kind: &'static str, status: ConditionStatus, reason: &'static str, second: Millis) -> Condition {
    Condition { kind, status, reason, message: "before".into(), last_update_time: second, last_transition_time: second }
}
