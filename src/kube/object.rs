//! What every object carries: names, labels, metadata, conditions.

use std::rc::Rc;

use litemap::LiteMap;

use super::patch::Lists;
use super::time::Millis;
use crate::sorted;

/// A name or any other short text of an object: cheap to copy.
pub type Name = Rc<str>;

/// Labels or annotations: cheap to copy, in the order of their keys.
pub type Labels = Rc<LiteMap<Name, Name>>;

/// Labels from pairs of texts.
pub fn labels(pairs: &[(&str, &str)]) -> Labels {
    Rc::new(sorted::map(pairs.iter().map(|(key, value)| (Name::from(*key), Name::from(*value)))))
}

/// Whether `labels` carry every pair of `selector`. The empty selector matches everything.
pub fn selects(selector: &Labels, labels: &Labels) -> bool {
    Rc::ptr_eq(selector, labels) || selector.iter().all(|(key, value)| labels.get(key) == Some(value))
}

/// The identity of an object for its whole life. Sorts in order of creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uid(pub u32);

/// The kinds of object that own others or are named in events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// apps/v1 Deployment.
    Deployment,
    /// apps/v1 ReplicaSet.
    ReplicaSet,
    /// v1 Pod.
    Pod,
    /// v1 Service.
    Service,
    /// v1 Node.
    Node,
    /// gateway.networking.k8s.io/v1 HTTPRoute.
    HttpRoute,
    /// networking.k8s.io/v1 Ingress.
    Ingress,
    /// v1 ResourceQuota.
    ResourceQuota,
    /// policy/v1 PodDisruptionBudget.
    PodDisruptionBudget,
    /// autoscaling/v2 HorizontalPodAutoscaler.
    HorizontalPodAutoscaler,
    /// discovery.k8s.io/v1 EndpointSlice.
    EndpointSlice,
    /// argoproj.io/v1alpha1 Rollout.
    Rollout,
    /// flagger.app/v1beta1 Canary.
    Canary,
    /// argoproj.io/v1alpha1 AnalysisTemplate.
    AnalysisTemplate,
    /// argoproj.io/v1alpha1 AnalysisRun.
    AnalysisRun,
    /// podyard/v1 World, which is no object of the API server.
    World,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 16] = [
        Self::Deployment,
        Self::ReplicaSet,
        Self::Pod,
        Self::Service,
        Self::Node,
        Self::HttpRoute,
        Self::Ingress,
        Self::ResourceQuota,
        Self::PodDisruptionBudget,
        Self::HorizontalPodAutoscaler,
        Self::EndpointSlice,
        Self::Rollout,
        Self::Canary,
        Self::AnalysisTemplate,
        Self::AnalysisRun,
        Self::World,
    ];

    /// How patches of it merge lists: those of custom resources do not.
    pub fn lists(self) -> Lists {
        match self {
            Self::HttpRoute | Self::Rollout | Self::Canary | Self::AnalysisTemplate | Self::AnalysisRun => {
                Lists::Replaced
            }
            _ => Lists::Merged,
        }
    }

    /// `apiVersion` of an object.
    pub fn api_version(self) -> &'static str {
        match self {
            Self::Deployment | Self::ReplicaSet => "apps/v1",
            Self::Pod | Self::Service | Self::Node | Self::ResourceQuota => "v1",
            Self::PodDisruptionBudget => "policy/v1",
            Self::HorizontalPodAutoscaler => "autoscaling/v2",
            Self::EndpointSlice => "discovery.k8s.io/v1",
            Self::HttpRoute => "gateway.networking.k8s.io/v1",
            Self::Ingress => "networking.k8s.io/v1",
            Self::Rollout | Self::AnalysisTemplate | Self::AnalysisRun => "argoproj.io/v1alpha1",
            Self::Canary => "flagger.app/v1beta1",
            Self::World => "podyard/v1",
        }
    }

    /// Its objects as the API server names them in errors: in the plural, with the group behind it.
    pub fn resources(self) -> &'static str {
        match self {
            Self::Deployment => "deployments.apps",
            Self::ReplicaSet => "replicasets.apps",
            Self::Pod => "pods",
            Self::Service => "services",
            Self::Node => "nodes",
            Self::HttpRoute => "httproutes.gateway.networking.k8s.io",
            Self::Ingress => "ingresses.networking.k8s.io",
            Self::ResourceQuota => "resourcequotas",
            Self::PodDisruptionBudget => "poddisruptionbudgets.policy",
            Self::HorizontalPodAutoscaler => "horizontalpodautoscalers.autoscaling",
            Self::EndpointSlice => "endpointslices.discovery.k8s.io",
            Self::Rollout => "rollouts.argoproj.io",
            Self::Canary => "canaries.flagger.app",
            Self::AnalysisTemplate => "analysistemplates.argoproj.io",
            Self::AnalysisRun => "analysisruns.argoproj.io",
            Self::World => "worlds.podyard",
        }
    }

    /// As the API writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Deployment => "Deployment",
            Self::ReplicaSet => "ReplicaSet",
            Self::Pod => "Pod",
            Self::Service => "Service",
            Self::Node => "Node",
            Self::HttpRoute => "HTTPRoute",
            Self::Ingress => "Ingress",
            Self::ResourceQuota => "ResourceQuota",
            Self::PodDisruptionBudget => "PodDisruptionBudget",
            Self::HorizontalPodAutoscaler => "HorizontalPodAutoscaler",
            Self::EndpointSlice => "EndpointSlice",
            Self::Rollout => "Rollout",
            Self::Canary => "Canary",
            Self::AnalysisTemplate => "AnalysisTemplate",
            Self::AnalysisRun => "AnalysisRun",
            Self::World => "World",
        }
    }
}

/// Metadata of an object. There is one namespace, `default`, so none is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectMeta {
    /// Unique among living objects of the kind.
    pub name: Name,
    /// Never used again.
    pub uid: Uid,
    /// What selectors look at.
    pub labels: Labels,
    /// What selectors do not look at.
    pub annotations: Labels,
    /// The controller that owns it.
    pub owner: Option<Uid>,
    /// When it was created, ms; [`super::time::timestamp`] is what the API would show.
    pub creation_timestamp: Millis,
    /// When its grace period ends, ms, once it is being deleted.
    pub deletion_timestamp: Option<Millis>,
    /// Raised by each change of the spec.
    pub generation: u64,
    /// Raised by each write, across all objects.
    pub resource_version: u64,
}

impl ObjectMeta {
    /// Metadata as a client sends it; the API server fills in the rest at creation.
    pub fn named(name: &str, labels: Labels) -> Self {
        Self {
            name: name.into(),
            uid: Uid(0),
            labels,
            annotations: Labels::default(),
            owner: None,
            creation_timestamp: 0,
            deletion_timestamp: None,
            generation: 0,
            resource_version: 0,
        }
    }

    /// The value of an annotation.
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.annotations.get(key).map(|value| &**value)
    }

    /// Sets an annotation and says whether that changed anything.
    pub fn annotate(&mut self, key: &str, value: &str) -> bool {
        if self.annotation(key) == Some(value) {
            return false;
        }
        Rc::make_mut(&mut self.annotations).insert(key.into(), value.into());
        true
    }

    /// An annotation that is a number not below 0.
    pub fn annotated_number(&self, key: &str) -> Option<i32> {
        self.annotation(key)?.parse().ok().filter(|number| *number >= 0)
    }
}

/// True, False or Unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConditionStatus {
    /// It holds.
    True,
    /// It does not.
    False,
    /// Nobody can say.
    Unknown,
}

impl ConditionStatus {
    /// As the API writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::True => "True",
            Self::False => "False",
            Self::Unknown => "Unknown",
        }
    }
}

impl From<bool> for ConditionStatus {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

/// One condition of a Deployment, a ReplicaSet or a Node. Those of custom resources are [`super::condition::StatusCondition`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// `Available`, `Progressing` or `ReplicaFailure`; of a Node `Ready`.
    pub kind: &'static str,
    /// Whether it holds.
    pub status: ConditionStatus,
    /// Upstream's reason, one word.
    pub reason: &'static str,
    /// Upstream's message.
    pub message: Name,
    /// When it was last written, whole seconds; a Node's `lastHeartbeatTime`.
    pub last_update_time: Millis,
    /// When its status last changed, whole seconds.
    pub last_transition_time: Millis,
}
