//! A scenario as it is written down. Seconds everywhere, bounds as text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One Deployment `web`, its images and what is done to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What messages call it.
    pub name: String,
    /// The Deployment as it is created.
    pub deployment: Deployment,
    /// How the pods of each image behave, by the tag after `web:`.
    pub apps: BTreeMap<String, App>,
    /// What is done, each step at the start of its second, in order.
    pub steps: Vec<Step>,
    /// The last second.
    pub until: u64,
    /// What is looked at, and when, in order; nothing of the run changes by it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub show: Vec<Show>,
}

/// A kubectl line that only looks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Show {
    /// The second; it is looked at 0.9 s into it.
    pub at: u64,
    /// E.g. `kubectl get pods -o wide`. Of `kubectl rollout status` it is one look.
    pub command: String,
}

/// The Deployment's spec at its creation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deployment {
    /// Pods wanted.
    pub replicas: i32,
    /// How it replaces them.
    pub strategy: Strategy,
    /// `"3"` is the integer, `"30%"` a percentage; `"25%"` if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_surge: Option<String>,
    /// As `max_surge`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_unavailable: Option<String>,
    /// How long a pod must be ready to be available, s.
    #[serde(default)]
    pub min_ready_seconds: i32,
    /// s; 600 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress_deadline_seconds: Option<i32>,
    /// 10 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision_history_limit: Option<i32>,
    /// The tag of its image.
    pub image: String,
}

/// The strategies there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Strategy {
    /// Little by little.
    RollingUpdate,
    /// All at once.
    Recreate,
}

/// How the pods of an image behave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct App {
    /// From a pod's creation to its readiness, s.
    #[serde(default)]
    pub ready_after_s: u64,
    /// Added for each earlier pod of the image created in the same second, s.
    #[serde(default)]
    pub stagger_s: u64,
    /// It never gets ready.
    #[serde(default)]
    pub never_ready: bool,
    /// If not 0: that long after it turned ready it turns unready for good, s.
    #[serde(default)]
    pub unready_after_s: u64,
    /// From the deletion timestamp to the object's removal, s.
    #[serde(default)]
    pub terminate_s: u64,
}

/// Something done at a second.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub at: u64,
    #[serde(rename = "do")]
    pub action: Action,
    /// For `set_image` and `scale_and_set_image`: the tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// For `scale`, `scale_and_set_image` and `delete_pods`: how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replicas: Option<i32>,
    /// For `undo`: the revision; 0 or absent is the one before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<i64>,
    /// For `strategy`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strategy: Option<Strategy>,
    /// For `strategy`; `"25%"` if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_surge: Option<String>,
    /// For `strategy`; `"25%"` if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_unavailable: Option<String>,
}

/// The steps there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The Deployment is created.
    Create,
    /// Its template gets another image.
    SetImage,
    /// It gets another size.
    Scale,
    /// Both in one update.
    ScaleAndSetImage,
    /// The rollout is paused.
    Pause,
    /// And resumed.
    Resume,
    /// The whole strategy is replaced.
    Strategy,
    /// What `kubectl rollout undo` does.
    Undo,
    /// The oldest pods that are not on their way out are deleted.
    DeletePods,
}
