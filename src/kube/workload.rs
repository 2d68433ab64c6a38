//! Deployment and ReplicaSet: spec is wish, status is fact.

use std::rc::Rc;

use super::int_or_string::{Fenceposts, IntOrString, resolve_fenceposts};
use super::object::{Condition, Labels, Name, ObjectMeta};

use super::field::Field;
use super::fields::fields;
use super::form::Form;
use super::image::pull_policy;
use super::pod::{Container, HttpGetAction, IDEAL_PROBES, PodSpec, PodTemplateSpec, Probe, TemplateMeta};
use super::reader::Reader;
use super::selector::LabelSelector;
use super::tree::{Mapping, Node, Value};

impl PodTemplateSpec {
    /// A template of one container with an ideal readiness probe, all else with upstream's defaults.
    pub fn new(labels: Labels, container: &str, image: &str) -> Self {
        let http_get = Some(HttpGetAction { path: "/ready".into(), port: IntOrString::Int(80), ..Default::default() });
        let container = Container {
            name: container.into(),
            image: image.into(),
            image_pull_policy: pull_policy(image).into(),
            readiness_probe: Some(Probe { http_get, period_seconds: 1, failure_threshold: 1, ..Probe::default() }),
            ..Container::default()
        };
        let spec = Rc::new(PodSpec { containers: vec![container], ..PodSpec::default() });
        let annotations = super::object::labels(&[(IDEAL_PROBES, "true")]);
        Self { metadata: TemplateMeta { labels, annotations, ..TemplateMeta::default() }, spec, ..Self::default() }
    }

    /// The container that the simulator runs; validation lets no template without one pass.
    pub fn container(&self) -> Option<&Container> {
        self.spec.containers.first()
    }

    /// Changes the container that the simulator runs.
    pub fn change_container(&mut self, change: impl FnOnce(&mut Container)) {
        if let Some(container) = Rc::make_mut(&mut self.spec).containers.first_mut() {
            change(container);
        }
    }

    pub fn image(&self) -> Name {
        self.container().map(|container| container.image.clone()).unwrap_or_default()
    }

    /// Gives it another image.
    pub fn set_image(&mut self, image: &str) {
        self.change_container(|container| container.image = image.into());
    }
}

/// How a Deployment replaces pods.
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
    /// What no API server takes; validation says why.
    Refused(Box<DeploymentStrategy>),
}

impl Default for Strategy {
    /// Models pkg/apis/apps/v1/defaults.go SetDefaults_Deployment.
    fn default() -> Self {
        Self::RollingUpdate { max_surge: IntOrString::percent(25), max_unavailable: IntOrString::percent(25) }
    }
}

impl Strategy {
    /// What a patch of `spec.strategy` says to come to it: what is not of the type is null.
    pub fn patch(&self) -> Option<Node> {
        let mut bounds = Mapping::default();
        let kind = match self {
            Self::RollingUpdate { max_surge, max_unavailable } => {
                bounds.put("maxSurge", max_surge.write());
                bounds.put("maxUnavailable", max_unavailable.write());
                ROLLING_UPDATE
            }
            _ => "Recreate",
        };
        let mut mapping = Mapping::default();
        mapping.put("type", Some(Value::Text(kind.into()).into()));
        mapping.put("rollingUpdate", Some(bounds.end().unwrap_or_else(|| Value::Null.into())));
        mapping.end()
    }
}

fields! {
    /// `spec.strategy` as it is written.
    pub struct DeploymentStrategy ("DeploymentStrategy", "strategy") {
        /// `RollingUpdate` unless given.
        kind: Name = "type" filled ROLLING_UPDATE.into();
        /// Only for the type `RollingUpdate`.
        rolling_update: Option<RollingUpdateDeployment> = "rollingUpdate";
    }
    inert [], kept &[]
}

fields! {
    /// `spec.strategy.rollingUpdate`: each is 25 % unless given.
    pub struct RollingUpdateDeployment ("RollingUpdateDeployment", "rollingUpdate") {
        /// Replicas allowed above the desired number.
        max_surge: Option<IntOrString> = "maxSurge";
        /// Replicas allowed to be missing from the desired number.
        max_unavailable: Option<IntOrString> = "maxUnavailable";
    }
    inert [], kept &[]
}

const ROLLING_UPDATE: &str = "RollingUpdate";

impl Field for Strategy {
    const FORM: Form = DeploymentStrategy::FORM;

    fn absent() -> Self {
        Self::default()
    }

    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        let given = DeploymentStrategy::read(reader, node, path)?;
        Some(match (&*given.kind, &given.rolling_update) {
            ("Recreate", None) => Self::Recreate,
            (ROLLING_UPDATE, bounds) => {
                let bounds = bounds.clone().unwrap_or_default();
                let or_default = |bound: Option<IntOrString>| bound.unwrap_or_else(|| IntOrString::percent(25));
                Self::RollingUpdate {
                    max_surge: or_default(bounds.max_surge),
                    max_unavailable: or_default(bounds.max_unavailable),
                }
            }
            _ => Self::Refused(Box::new(given)),
        })
    }

    fn write(&self) -> Option<Node> {
        self.written().write()
    }

    fn shown(&self) -> Option<Node> {
        self.written().shown()
    }
}

impl Strategy {
    /// As `spec.strategy` says it.
    fn written(&self) -> DeploymentStrategy {
        match self {
            Self::Recreate => DeploymentStrategy { kind: "Recreate".into(), ..DeploymentStrategy::default() },
            Self::RollingUpdate { max_surge, max_unavailable } => {
                let rolling_update = Some(RollingUpdateDeployment {
                    max_surge: Some(max_surge.clone()),
                    max_unavailable: Some(max_unavailable.clone()),
                    ..RollingUpdateDeployment::default()
                });
                DeploymentStrategy { rolling_update, ..DeploymentStrategy::default() }
            }
            Self::Refused(given) => (**given).clone(),
        }
    }
}

fields! {
    /// What a Deployment should be.
    pub struct DeploymentSpec ("DeploymentSpec", "") {
        /// Pods wanted.
        replicas: i32 = "replicas" default 1;
        /// Which ReplicaSets and pods are its own. Required.
        selector: Option<LabelSelector> = "selector";
        /// The pods it makes.
        template: PodTemplateSpec = "template";
        /// How it replaces them.
        strategy: Strategy = "strategy";
        /// How long a pod must be ready to count as available, s.
        min_ready_seconds: i32 = "minReadySeconds";
        /// Old ReplicaSets kept; `None` keeps all.
        revision_history_limit: Option<i32> = "revisionHistoryLimit" default Some(10);
        /// Holds back rollouts, not scaling.
        paused: bool = "paused";
        /// Silence after which the rollout is reported as stuck, s; `None` never.
        progress_deadline_seconds: Option<i32> = "progressDeadlineSeconds" default Some(600);
    }
    inert [], kept &[]
}

impl DeploymentSpec {
    /// A spec with upstream's defaults, whose selector is the template's labels.
    pub fn new(replicas: i32, template: PodTemplateSpec) -> Self {
        let selector = Some(template.metadata.labels.clone().into());
        Self { replicas, selector, template, ..Self::default() }
    }

    /// Its selector matches these labels.
    pub fn selects(&self, labels: &Labels) -> bool {
        self.selector.as_ref().is_some_and(|selector| selector.matches(labels))
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
    pub spec: DeploymentSpec,
    pub status: DeploymentStatus,
}

impl Deployment {
    /// A Deployment as a client sends it.
    pub fn new(name: &str, spec: DeploymentSpec) -> Self {
        let metadata = ObjectMeta::named(name, spec.template.metadata.labels.clone());
        Self { metadata, spec, status: DeploymentStatus::default() }
    }

    /// Both bounds in replicas as the fields resolve; 0 and 0 for Recreate.
    fn fenceposts(&self) -> Fenceposts {
        match &self.spec.strategy {
            Strategy::RollingUpdate { max_surge, max_unavailable } => {
                resolve_fenceposts(max_surge, max_unavailable, self.spec.replicas)
            }
            _ => Fenceposts { max_surge: 0, max_unavailable: 0 },
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
            Strategy::RollingUpdate { .. } => self.spec.replicas - self.max_unavailable(),
            _ => 0,
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
    pub selector: LabelSelector,
    /// The pods it makes, the hash among their labels.
    pub template: PodTemplateSpec,
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
    pub spec: ReplicaSetSpec,
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

/// Annotation: the revision to go back to. Models DeprecatedRollbackTo.
pub const ROLLBACK_TO: &str = "deprecated.deployment.rollback.to";
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
