//! Scenarios of the recordings' form, run on the simulator: what `podyard trace` does. Text in, text out.
//!
//! A scenario is one Deployment `web`, the behaviour of its images, and timed steps. Controllers, watches and kubelets
//! take no time here ([`Latency::NONE`]) and each pod gets a node of its own, as where upstream was recorded.
//!
//! [`Latency::NONE`]: crate::world::Latency::NONE

pub mod read;
mod run;
pub mod scenario;

pub use read::scenarios;
pub use run::{cluster_at, run};
pub use scenario::Scenario;

use serde::{Deserialize, Serialize};

/// What happened in a scenario. Instants are whole seconds of virtual time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// What was run.
    pub scenario: Scenario,
    /// Every change of a ReplicaSet's size in order; `None` where there was none, as the recordings have it.
    pub scalings: Option<Vec<Scaling>>,
    /// What held 0.9 s into a second, whenever it was not what held before.
    pub states: Vec<State>,
    /// Each new value of the Progressing condition at the same instants; `None` without a deadline.
    pub progressing: Option<Vec<Progressing>>,
    /// What kubectl answered to each `undo`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Vec<String>>,
    /// What kubectl printed for each `show`, in its order; `None` where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<Vec<Shown>>,
}

/// What kubectl printed 0.9 s into a second.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub at: u64,
    pub command: String,
    /// The standard output; where kubectl refuses, it is empty, and the words are in `stderr`.
    pub stdout: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub stderr: String,
}

impl Trace {
    /// The trace as JSON, on one line.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("numbers, texts and lists have a form in JSON")
    }
}

/// One change of a ReplicaSet's `spec.replicas`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scaling {
    /// In which second.
    pub at: u64,
    /// The image of the ReplicaSet, without `web:`.
    pub replica_set: String,
    /// Replicas before; 0 for its creation.
    pub from: i32,
    /// Replicas after.
    pub to: i32,
}

/// The cluster 0.9 s into a second.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    pub at: u64,
    /// Those that exist, in order of creation.
    pub replica_sets: Vec<ReplicaSetState>,
    /// `status.replicas` of the Deployment.
    pub replicas: i32,
    /// `status.updatedReplicas`.
    pub updated: i32,
    /// `status.readyReplicas`.
    pub ready: i32,
    /// `status.availableReplicas`.
    pub available: i32,
    /// `status.unavailableReplicas`.
    pub unavailable: i32,
    /// Pods, those on their way out included.
    pub pod_objects: usize,
    /// Pods on their way out.
    pub terminating_pods: usize,
    /// The Deployment's conditions by type, without Progressing.
    pub conditions: Vec<ConditionState>,
    /// What `kubectl rollout status` prints now.
    pub rollout_status: String,
}

/// One ReplicaSet in a [`State`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplicaSetState {
    /// Its image, without `web:`.
    pub image: String,
    /// Its revision annotation.
    pub revision: String,
    /// `spec.replicas`.
    pub spec_replicas: i32,
    /// `status.replicas`.
    pub replicas: i32,
    /// `status.readyReplicas`.
    pub ready: i32,
    /// `status.availableReplicas`.
    pub available: i32,
}

/// One condition in a [`State`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionState {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// `True`, `False` or `Unknown`.
    pub status: String,
    /// Upstream's reason.
    pub reason: String,
    /// Upstream's message.
    pub message: String,
}

/// One value of the Progressing condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progressing {
    pub at: u64,
    /// `True`, `False` or `Unknown`.
    pub status: String,
    /// Upstream's reason.
    pub reason: String,
    /// Upstream's message, a ReplicaSet's name in it written `web-{image}`.
    pub message: String,
}
