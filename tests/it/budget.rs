//! A budget by chance, for runs by chance.

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
    let (min_available, max_unavailable) = if which / 6 % 2 == 0 { (bound, None) } else { (None, bound) };
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
