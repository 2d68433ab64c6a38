//! The fields of a manifest, defaults filled in. `None` and empty are kept apart where validation does.
//!
//! Models staging/src/k8s.io/api/apps/v1/types.go and staging/src/k8s.io/api/core/v1/types.go.

use litemap::LiteMap;

use crate::sim::object::{Labels, Name};
use crate::sim::quantity::IntOrString;

use super::quantity::Quantity;

/// `metadata` of the Deployment or of its template, which has no name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Empty if it is not given.
    pub name: Name,
    /// What selectors look at.
    pub labels: Option<Labels>,
    /// What selectors do not look at.
    pub annotations: Option<Labels>,
}

/// `spec` of the Deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    /// 1 unless given.
    pub replicas: i32,
    /// Required; `None` if it is missing.
    pub selector: Option<Selector>,
    /// The pods.
    pub template: Template,
    /// How pods are replaced.
    pub strategy: Strategy,
    /// 0 unless given, s.
    pub min_ready_seconds: i32,
    /// 10 unless given.
    pub revision_history_limit: i32,
    /// 600 unless given, s.
    pub progress_deadline_seconds: i32,
    /// Holds back rollouts.
    pub paused: bool,
}

/// `spec.selector`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selector {
    /// Pairs that pods must carry.
    pub match_labels: Option<Labels>,
    /// Further conditions, all of which must hold.
    pub match_expressions: Vec<Expression>,
}

/// One of `spec.selector.matchExpressions`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expression {
    /// The label's key.
    pub key: String,
    /// `In`, `NotIn`, `Exists` or `DoesNotExist`.
    pub operator: String,
    /// For `In` and `NotIn`.
    pub values: Vec<String>,
}

/// `spec.strategy`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strategy {
    /// `type`: `RollingUpdate` unless given.
    pub kind: Name,
    /// Always there if the type is `RollingUpdate`.
    pub rolling_update: Option<RollingUpdate>,
}

/// `spec.strategy.rollingUpdate`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RollingUpdate {
    /// 25 % unless given; the integer 0 for types without a default.
    pub max_surge: IntOrString,
    /// 25 % unless given; the integer 0 for types without a default.
    pub max_unavailable: IntOrString,
}

/// `spec.template`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Labels and annotations of the pods.
    pub metadata: Metadata,
    /// What the pods are.
    pub spec: PodSpec,
    /// What of it the simulator does not act on: see [`crate::sim::workload::PodTemplate::rest`].
    pub rest: Name,
}

/// `spec.template.spec`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodSpec {
    /// `Always` unless given, and nothing else is legal.
    pub restart_policy: String,
    /// 30 unless given, s; below 0 counts as 1.
    pub termination_grace_period_seconds: i64,
    /// Never legal in a Deployment, s.
    pub active_deadline_seconds: Option<i64>,
    /// The simulator runs the first.
    pub containers: Vec<Container>,
}

/// One of `spec.template.spec.containers`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Container {
    /// Required, unique.
    pub name: Name,
    /// Required.
    pub image: Name,
    /// `Always` for images of tag `latest` or none, else `IfNotPresent`, unless given.
    pub image_pull_policy: String,
    /// Ports it says it listens on.
    pub ports: Vec<Port>,
    /// Holds back the two others until it succeeds.
    pub startup_probe: Option<Probe>,
    /// Its failure restarts the container.
    pub liveness_probe: Option<Probe>,
    /// Its verdict makes the pod ready.
    pub readiness_probe: Option<Probe>,
    /// What it asks of a node.
    pub resources: Resources,
    /// Runs after the start.
    pub post_start: Option<Handler>,
    /// Runs before SIGTERM.
    pub pre_stop: Option<Handler>,
}

/// One of a container's ports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Port {
    /// Empty if it is not given.
    pub name: String,
    /// 0 if it is not given.
    pub container_port: i32,
    /// `TCP` unless given.
    pub protocol: String,
}

/// A probe. Numbers that are 0 or missing have upstream's default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Probe {
    /// What it asks.
    pub handler: Handler,
    /// 0 unless given, s.
    pub initial_delay_seconds: i32,
    /// 1 unless given, s.
    pub timeout_seconds: i32,
    /// 10 unless given, s.
    pub period_seconds: i32,
    /// 1 unless given.
    pub success_threshold: i32,
    /// 3 unless given.
    pub failure_threshold: i32,
    /// The pod's unless given, s.
    pub termination_grace_period_seconds: Option<i64>,
}

/// What a probe asks or a hook does. Exactly one is legal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handler {
    /// A command in the container.
    pub exec: Option<Vec<String>>,
    /// An HTTP request.
    pub http_get: Option<HttpGet>,
    /// The port of a TCP connection.
    pub tcp_socket: Option<IntOrString>,
    /// The port of a gRPC health check; of probes only.
    pub grpc: Option<i32>,
    /// Nothing, for so many seconds; of hooks only.
    pub sleep: Option<i64>,
}

/// `httpGet`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpGet {
    /// `/` unless given.
    pub path: String,
    /// A number or the name of one of the container's ports.
    pub port: IntOrString,
    /// `HTTP` unless given.
    pub scheme: String,
}

/// `resources`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    /// What it may use.
    pub limits: LiteMap<String, Quantity>,
    /// What a node must have left for it.
    pub requests: LiteMap<String, Quantity>,
}
