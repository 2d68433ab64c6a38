//! What the API server refuses in a Deployment, in its own words and order.
//!
//! Models pkg/apis/apps/validation/validation.go ValidateDeploymentSpec and what it calls, as far as the fields of
//! [`super::workload`] go.

use super::object::selects;
use super::quantity::IntOrString;
use super::workload::{Deployment, DeploymentSpec, Strategy};

/// The most replicas this cluster is made for; the API server itself knows no such bound.
pub const REPLICAS_MAX: i32 = 10_000;

const PERCENT_FORM: &str = "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  \
                            or '93%', regex used for validation is '[0-9]+%')";
const NOT_NEGATIVE: &str = "must be greater than or equal to 0";

/// Every error, each as `path: Type: value: detail`; none means accepted.
pub fn validate_deployment(deployment: &Deployment) -> Vec<String> {
    let spec = &deployment.spec;
    let mut errors = Vec::new();
    not_negative("spec.replicas", spec.replicas, &mut errors);
    validate_selector(spec, &mut errors);
    validate_strategy(&spec.strategy, &mut errors);
    not_negative("spec.minReadySeconds", spec.min_ready_seconds, &mut errors);
    if let Some(limit) = spec.revision_history_limit {
        not_negative("spec.revisionHistoryLimit", limit, &mut errors);
    }
    if let Some(deadline) = spec.progress_deadline_seconds {
        not_negative("spec.progressDeadlineSeconds", deadline, &mut errors);
        if deadline <= spec.min_ready_seconds {
            errors.push(invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"));
        }
    }
    errors
}

fn invalid(path: &str, value: impl std::fmt::Display, detail: &str) -> String {
    format!("{path}: Invalid value: {value}: {detail}")
}

fn not_negative(path: &str, value: i32, errors: &mut Vec<String>) {
    if value < 0 {
        errors.push(invalid(path, value, NOT_NEGATIVE));
    }
}

fn validate_selector(spec: &DeploymentSpec, errors: &mut Vec<String>) {
    if spec.selector.is_empty() {
        errors.push(invalid("spec.selector", "{}", "empty selector is invalid for deployment"));
    } else if !selects(&spec.selector, &spec.template.labels) {
        let pairs: Vec<String> =
            spec.template.labels.iter().map(|(key, value)| format!("\"{key}\":\"{value}\"")).collect();
        let value = format!("{{{}}}", pairs.join(","));
        errors.push(invalid("spec.template.metadata.labels", value, "`selector` does not match template `labels`"));
    }
}

/// Models ValidateRollingUpdateDeployment.
fn validate_strategy(strategy: &Strategy, errors: &mut Vec<String>) {
    let Strategy::RollingUpdate { max_surge, max_unavailable } = strategy else { return };
    let path = "spec.strategy.rollingUpdate.maxUnavailable";
    positive_int_or_percent(path, max_unavailable, errors);
    positive_int_or_percent("spec.strategy.rollingUpdate.maxSurge", max_surge, errors);
    if is_zero(max_unavailable) && is_zero(max_surge) {
        errors.push(invalid(path, shown(max_unavailable), "may not be 0 when `maxSurge` is 0"));
    }
    if max_unavailable.as_percent().is_some_and(|percent| percent > 100) {
        errors.push(invalid(path, shown(max_unavailable), "must not be greater than 100%"));
    }
}

fn shown(value: &IntOrString) -> String {
    match value {
        IntOrString::Int(number) => number.to_string(),
        IntOrString::String(text) => format!("{text:?}"),
    }
}

/// Models getIntOrPercentValue compared with 0: the raw number, whatever `replicas` is.
fn is_zero(value: &IntOrString) -> bool {
    match value {
        IntOrString::Int(number) => *number == 0,
        IntOrString::String(_) => value.as_percent() == Some(0),
    }
}

fn positive_int_or_percent(path: &str, value: &IntOrString, errors: &mut Vec<String>) {
    match value {
        IntOrString::Int(number) => not_negative(path, *number, errors),
        IntOrString::String(_) if value.as_percent().is_some() => {}
        IntOrString::String(_) => errors.push(invalid(path, shown(value), PERCENT_FORM)),
    }
}
