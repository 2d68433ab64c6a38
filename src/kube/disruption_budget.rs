//! policy/v1 PodDisruptionBudget: how many pods of an application evictions must leave alone.
//!
//! Models staging/src/k8s.io/api/policy/v1/types.go. It bounds evictions, which is what `kubectl drain` asks for, and
//! nothing else: no rolling update, no scaling down, no deletion of a pod.

use super::condition::StatusCondition;
use super::fields::fields;
use super::int_or_string::IntOrString;
use super::object::{Labels, Name, ObjectMeta};
use super::selector::LabelSelector;

/// policy/v1 PodDisruptionBudget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodDisruptionBudget {
    /// Name, labels, generation.
    pub metadata: ObjectMeta,
    pub spec: PodDisruptionBudgetSpec,
    /// What its controller counted, and what evictions have taken of it since.
    pub status: PodDisruptionBudgetStatus,
}

fields! {
    /// What a budget allows.
    pub struct PodDisruptionBudgetSpec ("PodDisruptionBudgetSpec", "budget") {
        /// An eviction must leave so many pods, or percent of those wanted, healthy.
        min_available: Option<IntOrString> = "minAvailable";
        /// An eviction must leave all but so many pods, or percent of those wanted, healthy. Not beside `minAvailable`.
        max_unavailable: Option<IntOrString> = "maxUnavailable";
        /// Which pods it is about: all where it is empty, none where it is not given.
        selector: Option<LabelSelector> = "selector";
        /// When pods that are not ready may be evicted: `IfHealthyBudget`, which is what stands where nothing is given, or
        /// `AlwaysAllow`.
        unhealthy_pod_eviction_policy: Name = "unhealthyPodEvictionPolicy";
    }
    inert [], kept &[]
}

fields! {
    /// How a budget stands.
    pub struct PodDisruptionBudgetStatus ("PodDisruptionBudgetStatus", "budgetStatus") {
        /// The generation the counts are of.
        observed_generation: i64 = "observedGeneration";
        /// Pods whose eviction was allowed and of whose deletion the controller has not heard, with the time.
        disrupted_pods: Labels = "disruptedPods";
        /// Evictions that are allowed now.
        disruptions_allowed: i32 = "disruptionsAllowed" default 0;
        /// Healthy pods.
        current_healthy: i32 = "currentHealthy" default 0;
        /// Healthy pods there must be.
        desired_healthy: i32 = "desiredHealthy" default 0;
        /// Pods that are counted: those there are, or those wanted.
        expected_pods: i32 = "expectedPods" default 0;
        /// `DisruptionAllowed`.
        conditions: Vec<StatusCondition> = "conditions";
    }
    inert [], kept &[]
}

/// `unhealthyPodEvictionPolicy: AlwaysAllow`.
pub const ALWAYS_ALLOW: &str = "AlwaysAllow";
/// `unhealthyPodEvictionPolicy: IfHealthyBudget`.
pub const IF_HEALTHY_BUDGET: &str = "IfHealthyBudget";

impl PodDisruptionBudget {
    /// Whether it is about a pod with these labels.
    pub fn selects(&self, labels: &Labels) -> bool {
        self.spec.selector.as_ref().is_some_and(|selector| selector.matches(labels))
    }
}
