//! Deployment and ReplicaSet: spec is wish, status is fact.

use super::node::Resources;
use super::object::{Condition, Labels, Name, ObjectMeta};
use super::probe::Lifecycle;
use super::quantity::{Fenceposts, IntOrString, resolve_fenceposts};
use super::time::{Millis, SECOND};

/// The pods a Deployment or ReplicaSet makes. One container, named like its Deployment in the page's scenarios.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodTemplate {
    /// Labels of each pod.
    pub labels: Labels,
    /// Annotations of each pod.
    pub annotations: Labels,
    /// Name of its container.
    pub container: Name,
    /// Image of its container, e.g. `web:v2`.
    pub image: Name,
    /// Grace a pod gets when it is deleted, ms.
    pub termination_grace_period: Millis,
    /// What its container asks of a node.
    pub requests: Resources,
    /// Its container's probes and preStop hook.
    pub lifecycle: Lifecycle,
    /// All else that its manifest says, in one form for all ways of writing it; empty for none. It is compared and hashed,
    /// so that a change of it is a rollout as any other, and never acted on.
    pub rest: Name,
}

impl PodTemplate {
    /// A template with upstream's default grace of 30 s.
    pub fn new(labels: Labels, container: &str, image: &str) -> Self {
        Self {
            labels,
            annotations: Labels::default(),
            container: container.into(),
            image: image.into(),
            termination_grace_period: 30 * SECOND,
            requests: Resources::default(),
            lifecycle: Lifecycle::default(),
            rest: Name::default(),
        }
    }
}

/// How a Deployment replaces pods. There are these two and no others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// All old pods go, then the new ones come.
    Recreate,
    /// Little by little, within these bounds.
    RollingUpdate {
        /// Replicas allowed above the desired number.
        max_surge: IntOrString,
        /// Replicas allowed to be missing from the desired number.
        max_unavailable: IntOrString,
    },
}

impl Default for Strategy {
    /// Models pkg/apis/apps/v1/defaults.go SetDefaults_Deployment.
    fn default() -> Self {
        Self::RollingUpdate { max_surge: IntOrString::percent(25), max_unavailable: IntOrString::percent(25) }
    }
}

/// What a Deployment should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeploymentSpec {
    /// Pods wanted.
    pub replicas: i32,
    /// Which ReplicaSets and pods are its own.
    pub selector: Labels,
    /// The pods it makes.
    pub template: PodTemplate,
    /// How it replaces them.
    pub strategy: Strategy,
    /// How long a pod must be ready to count as available, s.
    pub min_ready_seconds: i32,
    /// Old ReplicaSets kept; `None` keeps all.
    pub revision_history_limit: Option<i32>,
    /// Holds back rollouts, not scaling.
    pub paused: bool,
    /// Silence after which the rollout is reported as stuck, s; `None` never.
    pub progress_deadline_seconds: Option<i32>,
}

impl DeploymentSpec {
    /// A spec with upstream's defaults.
    pub fn new(replicas: i32, template: PodTemplate) -> Self {
        Self {
            replicas,
            selector: template.labels.clone(),
            template,
            strategy: Strategy::default(),
            min_ready_seconds: 0,
            revision_history_limit: Some(10),
            paused: false,
            progress_deadline_seconds: Some(600),
        }
    }
}

/// What a Deployment is, as its controller last counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeploymentStatus {
    /// Generation the counts are of.
    pub observed_generation: u64,
    /// Pods that are neither finished nor terminating.
    pub replicas: i32,
    /// Those of the newest template.
    pub updated_replicas: i32,
    /// Those that are ready.
    pub ready_replicas: i32,
    /// Those ready for `min_ready_seconds`.
    pub available_replicas: i32,
    /// Wanted by all ReplicaSets and not available.
    pub unavailable_replicas: i32,
    /// Pods on their way out.
    pub terminating_replicas: i32,
    /// How often a ReplicaSet's name was taken.
    pub collision_count: Option<i32>,
    /// Available, Progressing, ReplicaFailure, in the order they last changed.
    pub conditions: Vec<Condition>,
}

/// apps/v1 Deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// Name, labels, generation.
    pub metadata: ObjectMeta,
    /// Wish.
    pub spec: DeploymentSpec,
    /// Fact.
    pub status: DeploymentStatus,
}

impl Deployment {
    /// A Deployment as a client sends it.
    pub fn new(name: &str, spec: DeploymentSpec) -> Self {
        let metadata = ObjectMeta::named(name, spec.template.labels.clone());
        Self { metadata, spec, status: DeploymentStatus::default() }
    }

    /// Both bounds in replicas as the fields resolve; 0 and 0 for Recreate.
    fn fenceposts(&self) -> Fenceposts {
        match &self.spec.strategy {
            Strategy::Recreate => Fenceposts { max_surge: 0, max_unavailable: 0 },
            Strategy::RollingUpdate { max_surge, max_unavailable } => {
                resolve_fenceposts(max_surge, max_unavailable, self.spec.replicas)
            }
        }
    }

    /// Replicas allowed above the desired number. Models deployment_util.go MaxSurge.
    ///
    /// The API knows no bound; here it is half of what fits, so that sums with it fit too.
    pub fn max_surge(&self) -> i32 {
        self.fenceposts().max_surge.min(i32::MAX / 2)
    }

    /// Replicas allowed to be missing, at most all. Models deployment_util.go MaxUnavailable.
    pub fn max_unavailable(&self) -> i32 {
        if self.spec.replicas == 0 { 0 } else { self.fenceposts().max_unavailable.min(self.spec.replicas) }
    }

    /// Replicas that must stay available; 0 for Recreate. Models deployment_util.go MinAvailable.
    pub fn min_available(&self) -> i32 {
        match self.spec.strategy {
            Strategy::Recreate => 0,
            Strategy::RollingUpdate { .. } => self.spec.replicas - self.max_unavailable(),
        }
    }

    /// Whether stuck rollouts are reported. Models deployment_util.go HasProgressDeadline.
    pub fn has_progress_deadline(&self) -> bool {
        self.spec.progress_deadline_seconds.is_some_and(|seconds| seconds != i32::MAX)
    }

    /// A condition of the status by its type.
    pub fn condition(&self, kind: &str) -> Option<&Condition> {
        self.status.conditions.iter().find(|condition| condition.kind == kind)
    }
}

/// What a ReplicaSet should be. Its selector is the Deployment's with the template's hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplicaSetSpec {
    /// Pods wanted.
    pub replicas: i32,
    /// Which pods are its own.
    pub selector: Labels,
    /// The pods it makes, the hash among their labels.
    pub template: PodTemplate,
    /// How long a pod must be ready to count as available, s.
    pub min_ready_seconds: i32,
}

/// What a ReplicaSet is, as its controller last counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplicaSetStatus {
    /// Pods that are neither finished nor terminating.
    pub replicas: i32,
    /// Those that carry all labels of the template.
    pub fully_labeled_replicas: i32,
    /// Those that are ready.
    pub ready_replicas: i32,
    /// Those ready for `min_ready_seconds`.
    pub available_replicas: i32,
    /// Pods on their way out.
    pub terminating_replicas: i32,
    /// Generation the counts are of.
    pub observed_generation: u64,
    /// ReplicaFailure, if pods cannot be made or deleted.
    pub conditions: Vec<Condition>,
}

/// apps/v1 ReplicaSet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplicaSet {
    /// Name, owner, revision.
    pub metadata: ObjectMeta,
    /// Wish.
    pub spec: ReplicaSetSpec,
    /// Fact.
    pub status: ReplicaSetStatus,
}

impl ReplicaSet {
    /// Wants at least one pod.
    pub fn is_active(&self) -> bool {
        self.spec.replicas > 0
    }

    /// The rollout revision in its annotation, 0 where it has none. Models deployment_util.go Revision.
    pub fn revision(&self) -> i64 {
        self.metadata.annotation(REVISION).and_then(|text| text.parse().ok()).unwrap_or(0)
    }
}

/// Annotation of a Deployment and of its ReplicaSets: the revision.
pub const REVISION: &str = "deployment.kubernetes.io/revision";
/// Annotation of a ReplicaSet: its earlier revisions.
pub const REVISION_HISTORY: &str = "deployment.kubernetes.io/revision-history";
/// Annotation of a ReplicaSet: the Deployment's replicas when it was last scaled.
pub const DESIRED_REPLICAS: &str = "deployment.kubernetes.io/desired-replicas";
/// Annotation of a ReplicaSet: replicas + maxSurge when it was last scaled.
pub const MAX_REPLICAS: &str = "deployment.kubernetes.io/max-replicas";
/// Type of the condition that says pods cannot be made or deleted.
pub const REPLICA_FAILURE: &str = "ReplicaFailure";
/// Label of a ReplicaSet and its pods: the hash of the template.
pub const POD_TEMPLATE_HASH: &str = "pod-template-hash";
