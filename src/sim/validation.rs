//! What the API server refuses in a Deployment, in its own words and order.
//!
//! Models pkg/apis/apps/validation/validation.go ValidateDeploymentSpec and what it calls, as far as the fields of
//! [`super::workload`] go.

use super::object::{Labels, selects};
use super::quantity::IntOrString;
use super::workload::{Deployment, DeploymentSpec, Strategy};

/// The most replicas this cluster is made for; the API server itself knows no such bound.
pub const REPLICAS_MAX: i32 = 10_000;

const PERCENT_FORM: &str = "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  \
                            or '93%', regex used for validation is '[0-9]+%')";
const NOT_NEGATIVE: &str = "must be greater than or equal to 0";

/// Every error, each as `path: Type: value: detail`; none means accepted.
///
/// A manifest holds more than a [`Deployment`]; `kubectl::manifest` checks the rest around the same functions.
pub fn validate_deployment(deployment: &Deployment) -> Vec<String> {
    let spec = &deployment.spec;
    let mut errors = Vec::new();
    validate_replicas(spec.replicas, &mut errors);
    validate_selector(spec, &mut errors);
    if let Strategy::RollingUpdate { max_surge, max_unavailable } = &spec.strategy {
        validate_rolling_update(max_surge, max_unavailable, &mut errors);
    }
    validate_times(spec.min_ready_seconds, spec.revision_history_limit, spec.progress_deadline_seconds, &mut errors);
    errors
}

/// An error about a value, which is written as the API writes it.
pub(crate) fn invalid(path: &str, value: impl std::fmt::Display, detail: &str) -> String {
    format!("{path}: Invalid value: {value}: {detail}")
}

pub(crate) fn not_negative(path: &str, value: i32, errors: &mut Vec<String>) {
    if value < 0 {
        errors.push(invalid(path, value, NOT_NEGATIVE));
    }
}

/// The first check of ValidateDeploymentSpec.
pub(crate) fn validate_replicas(replicas: i32, errors: &mut Vec<String>) {
    not_negative("spec.replicas", replicas, errors);
}

fn validate_selector(spec: &DeploymentSpec, errors: &mut Vec<String>) {
    if spec.selector.is_empty() {
        errors.push(empty_selector());
    } else if !selects(&spec.selector, &spec.template.labels) {
        errors.push(labels_do_not_match(&json(&spec.template.labels)));
    }
}

pub(crate) fn empty_selector() -> String {
    invalid("spec.selector", "{}", "empty selector is invalid for deployment")
}

/// The template's labels, as JSON, are not what the selector looks for.
pub(crate) fn labels_do_not_match(labels: &str) -> String {
    invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`")
}

/// Labels as the API writes them in an error.
pub(crate) fn json(labels: &Labels) -> String {
    let pairs: Vec<String> = labels.iter().map(|(key, value)| format!("\"{key}\":\"{value}\"")).collect();
    format!("{{{}}}", pairs.join(","))
}

/// Models ValidateRollingUpdateDeployment.
pub(crate) fn validate_rolling_update(
    max_surge: &IntOrString,
    max_unavailable: &IntOrString,
    errors: &mut Vec<String>,
) {
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

/// The last checks of ValidateDeploymentSpec: minReadySeconds, revisionHistoryLimit, progressDeadlineSeconds.
pub(crate) fn validate_times(
    min_ready: i32,
    history_limit: Option<i32>,
    deadline: Option<i32>,
    errors: &mut Vec<String>,
) {
    not_negative("spec.minReadySeconds", min_ready, errors);
    if let Some(limit) = history_limit {
        not_negative("spec.revisionHistoryLimit", limit, errors);
    }
    if let Some(deadline) = deadline {
        not_negative("spec.progressDeadlineSeconds", deadline, errors);
        if deadline <= min_ready {
            errors.push(invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"));
        }
    }
}

/// A number or a text in quotes, as the API writes it in an error.
pub(crate) fn shown(value: &IntOrString) -> String {
    match value {
        IntOrString::Int(number) => number.to_string(),
        IntOrString::String(text) => format!("{text:?}"),
    }
}

/// Models getIntOrPercentValue compared with 0: the raw number, whatever `replicas` is. Text without a number is 0.
fn is_zero(value: &IntOrString) -> bool {
    match value {
        IntOrString::Int(number) => *number == 0,
        IntOrString::String(text) => match value.as_percent() {
            Some(percent) => percent == 0,
            None => text.parse::<i64>().unwrap_or(0) == 0,
        },
    }
}

fn positive_int_or_percent(path: &str, value: &IntOrString, errors: &mut Vec<String>) {
    match value {
        IntOrString::Int(number) => not_negative(path, *number, errors),
        IntOrString::String(_) if value.as_percent().is_some() => {}
        IntOrString::String(_) => errors.push(invalid(path, shown(value), PERCENT_FORM)),
    }
}
