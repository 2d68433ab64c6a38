//! What the API server says of a PodDisruptionBudget. Models pkg/apis/policy/validation/validation.go.

use super::disruption_budget::{ALWAYS_ALLOW, IF_HEALTHY_BUDGET, PodDisruptionBudget, PodDisruptionBudgetSpec};
use super::errors::{FieldError, invalid, quoted, shown, unsupported};
use super::int_or_string::IntOrString;
use super::selector::LabelSelector;
use super::validate::{not_more_than_all, object_metadata, positive_int_or_percent};
use super::validate_selector::validate_label_selector;

/// Every error of a budget; none means accepted. Models ValidatePodDisruptionBudgetSpec.
pub fn validate_budget(budget: &PodDisruptionBudget) -> Vec<FieldError> {
    let spec = &budget.spec;
    let mut errors = Vec::new();
    object_metadata(&budget.metadata, &mut errors);
    if spec.min_available.is_some() && spec.max_unavailable.is_some() {
        errors.push(invalid("spec", as_go_has_it(spec), "minAvailable and maxUnavailable cannot be both set"));
    }
    for (name, value) in [("minAvailable", &spec.min_available), ("maxUnavailable", &spec.max_unavailable)] {
        if let Some(value) = value {
            let path = format!("spec.{name}");
            positive_int_or_percent(&path, value, &mut errors);
            not_more_than_all(&path, value, &mut errors);
        }
    }
    if let Some(selector) = &spec.selector {
        validate_label_selector("spec.selector", selector, &mut errors);
    }
    let policy = &*spec.unhealthy_pod_eviction_policy;
    if !["", ALWAYS_ALLOW, IF_HEALTHY_BUDGET].contains(&policy) {
        let path = "spec.unhealthyPodEvictionPolicy";
        errors.push(unsupported(path, &quoted(policy), &[ALWAYS_ALLOW, IF_HEALTHY_BUDGET]));
    }
    errors
}

/// The spec by the names of upstream's own type, as an error shows it.
fn as_go_has_it(spec: &PodDisruptionBudgetSpec) -> String {
    let null = || "null".to_owned();
    let bound = |bound: &Option<IntOrString>| bound.as_ref().map_or_else(null, shown);
    let selector = spec.selector.as_ref().map_or_else(null, LabelSelector::json);
    let policy = &spec.unhealthy_pod_eviction_policy;
    let policy = if policy.is_empty() { null() } else { quoted(policy) };
    format!(
        "{{\"MinAvailable\":{},\"Selector\":{selector},\"MaxUnavailable\":{},\"UnhealthyPodEvictionPolicy\":{policy}}}",
        bound(&spec.min_available),
        bound(&spec.max_unavailable)
    )
}
