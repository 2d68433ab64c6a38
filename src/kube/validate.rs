//! Validation of the Deployment: metadata, selector, template, strategy, in upstream's order.
//!
//! Models pkg/apis/apps/validation/validation.go, and apimachinery's pkg/api/validation/objectmeta.go and
//! pkg/apis/meta/v1/validation/validation.go.

use super::int_or_string::IntOrString;
use super::object::ObjectMeta;

use super::errors::{
    FieldError, Fix, forbidden, invalid, negative, not_negative, quoted, required, shown, unsupported,
};
use super::names;
use super::validate_selector::selector_and_template;
use super::validate_template::{annotations, labels};
use crate::kube::workload::{Deployment, DeploymentSpec, DeploymentStrategy, ROLLBACK_TO, Strategy};

const PERCENT_FORM: &str = "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  \
                            or '93%', regex used for validation is '[0-9]+%')";

/// Every error of a Deployment, in upstream's words and order; none means accepted.
///
/// Where upstream walks a map in random order (labels, annotations, resources), here the keys are in order.
/// Models ValidateDeployment.
pub fn validate_deployment(deployment: &Deployment) -> Vec<FieldError> {
    let spec = &deployment.spec;
    let mut errors = Vec::new();
    object_metadata(&deployment.metadata, &mut errors);
    not_negative("spec.replicas", spec.replicas, &mut errors);
    selector_and_template(spec.selector.as_ref(), &spec.template, &mut errors);
    match &spec.strategy {
        Strategy::Recreate => {}
        Strategy::RollingUpdate { max_surge, max_unavailable } => {
            validate_rolling_update(max_surge, max_unavailable, &mut errors);
        }
        Strategy::Refused(given) => strategy(given, &mut errors),
    }
    let rollback_to = deployment.metadata.annotation(ROLLBACK_TO).and_then(|revision| revision.parse().ok());
    validate_times(spec, rollback_to, &mut errors);
    errors
}

/// Models ValidateObjectMeta.
pub(super) fn object_metadata(metadata: &ObjectMeta, errors: &mut Vec<FieldError>) {
    let name = &metadata.name;
    if name.is_empty() {
        errors.push(required("metadata.name", "name or generateName is required"));
    } else {
        errors.extend(names::subdomain(name).iter().map(|detail| invalid("metadata.name", quoted(name), detail)));
    }
    labels("metadata.labels", &metadata.labels, errors);
    annotations("metadata.annotations", &metadata.annotations, errors);
}

/// Models ValidateDeploymentStrategy, where the strategy is neither of the two.
fn strategy(given: &DeploymentStrategy, errors: &mut Vec<FieldError>) {
    if &*given.kind == "Recreate" {
        let detail = "may not be specified when strategy `type` is 'Recreate'";
        return errors.push(forbidden("spec.strategy.rollingUpdate", detail));
    }
    let bounds = given.rolling_update.as_ref().map_or_else(
        || "null".to_owned(),
        |bounds| {
            let bound = |bound: &Option<IntOrString>| bound.as_ref().map_or_else(|| "0".into(), shown);
            let (unavailable, surge) = (bound(&bounds.max_unavailable), bound(&bounds.max_surge));
            format!("{{\"MaxUnavailable\":{unavailable},\"MaxSurge\":{surge}}}")
        },
    );
    let value = format!("{{\"Type\":{},\"RollingUpdate\":{bounds}}}", quoted(&given.kind));
    errors.push(unsupported("spec.strategy", &value, &["Recreate", "RollingUpdate"]));
}

/// Models ValidateRollingUpdateDeployment.
fn validate_rolling_update(max_surge: &IntOrString, max_unavailable: &IntOrString, errors: &mut Vec<FieldError>) {
    let path = "spec.strategy.rollingUpdate.maxUnavailable";
    positive_int_or_percent(path, max_unavailable, errors);
    positive_int_or_percent("spec.strategy.rollingUpdate.maxSurge", max_surge, errors);
    if is_zero(max_unavailable) && is_zero(max_surge) {
        errors
            .push(invalid(path, shown(max_unavailable), "may not be 0 when `maxSurge` is 0").with(Fix::RaiseOneOfTwo));
    }
    not_more_than_all(path, max_unavailable, errors);
}

/// The last checks of ValidateDeploymentSpec: minReadySeconds, revisionHistoryLimit, the revision to roll back to, which is an
/// annotation to people, and progressDeadlineSeconds.
fn validate_times(spec: &DeploymentSpec, rollback_to: Option<i64>, errors: &mut Vec<FieldError>) {
    let min_ready = spec.min_ready_seconds;
    not_negative("spec.minReadySeconds", min_ready, errors);
    if let Some(limit) = spec.revision_history_limit {
        not_negative("spec.revisionHistoryLimit", limit, errors);
    }
    if let Some(revision) = rollback_to.filter(|revision| *revision < 0) {
        errors.push(negative("spec.rollback.version", revision));
    }
    if let Some(deadline) = spec.progress_deadline_seconds {
        not_negative("spec.progressDeadlineSeconds", deadline, errors);
        if deadline <= min_ready {
            errors.push(invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"));
        }
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

/// Models IsNotMoreThan100Percent.
pub(super) fn not_more_than_all(path: &str, value: &IntOrString, errors: &mut Vec<FieldError>) {
    if value.as_percent().is_some_and(|percent| percent > 100) {
        errors.push(invalid(path, shown(value), "must not be greater than 100%").with(Fix::AtMostAll));
    }
}

/// Models ValidatePositiveIntOrPercent.
pub(super) fn positive_int_or_percent(path: &str, value: &IntOrString, errors: &mut Vec<FieldError>) {
    match value {
        IntOrString::Int(number) => not_negative(path, *number, errors),
        IntOrString::String(_) if value.as_percent().is_some() => {}
        IntOrString::String(_) => errors.push(invalid(path, shown(value), PERCENT_FORM).with(Fix::NumberOrPercent)),
    }
}
