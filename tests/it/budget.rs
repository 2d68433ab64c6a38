//! A budget and an autoscaler by chance, for runs by chance.

use podyard::kube::autoscaler::{
    Behavior, HorizontalPodAutoscaler, HorizontalPodAutoscalerSpec, HorizontalPodAutoscalerStatus, Metric,
    ObjectReference, ScalingPolicy, ScalingRules,
};
use podyard::kube::disruption_budget::{PodDisruptionBudget, PodDisruptionBudgetSpec, PodDisruptionBudgetStatus};
use podyard::kube::int_or_string::IntOrString;
use podyard::kube::object::{Labels, ObjectMeta, labels};

/// One of 24 budgets called `web` for the pods of the application: both bounds, numbers and percentages, both policies.
pub fn budget(which: usize) -> PodDisruptionBudget {
    let bound = [
        IntOrString::Int(0),
        IntOrString::Int(1),
        IntOrString::Int(3),
        IntOrString::percent(0),
        IntOrString::percent(40),
        IntOrString::percent(100),
    ];
    let bound = Some(bound[which % 6].clone());
    let (min_available, max_unavailable) = if (which / 6).is_multiple_of(2) { (bound, None) } else { (None, bound) };
    let policy = if which / 12 == 0 { "" } else { "AlwaysAllow" };
    PodDisruptionBudget {
        metadata: ObjectMeta::named("web", Labels::default()),
        spec: PodDisruptionBudgetSpec {
            min_available,
            max_unavailable,
            selector: Some(labels(&[("app", "web")]).into()),
            unhealthy_pod_eviction_policy: policy.into(),
            ..PodDisruptionBudgetSpec::default()
        },
        status: PodDisruptionBudgetStatus::default(),
    }
}

/// One of 32 autoscalers called `web` of the Deployment: CPU that is high or low, ranges, with and without a pace.
pub fn autoscaler(which: usize) -> HorizontalPodAutoscaler {
    let (min_replicas, max_replicas) = [(1, 3), (2, 8), (4, 4), (6, 12)][which % 4];
    let percent = [1, 10, 50, 150][which / 4 % 4];
    let rules = |value: i32| ScalingRules {
        stabilization_window_seconds: Some(30),
        policies: vec![ScalingPolicy { kind: "Pods".into(), value, period_seconds: 30, ..ScalingPolicy::default() }],
        ..ScalingRules::default()
    };
    let behavior = Behavior { scale_up: rules(2), scale_down: rules(1), ..Behavior::default() };
    HorizontalPodAutoscaler {
        metadata: ObjectMeta::named("web", Labels::default()),
        spec: HorizontalPodAutoscalerSpec {
            scale_target_ref: ObjectReference {
                api_version: "apps/v1".into(),
                kind: "Deployment".into(),
                name: "web".into(),
                ..ObjectReference::default()
            },
            min_replicas,
            max_replicas,
            metrics: vec![Metric::cpu(percent)],
            behavior: (which / 16 == 1).then_some(behavior),
            ..HorizontalPodAutoscalerSpec::default()
        },
        status: HorizontalPodAutoscalerStatus::default(),
    }
}
