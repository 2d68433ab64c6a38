//! What the API server says of a HorizontalPodAutoscaler. Models pkg/apis/autoscaling/validation/validation.go; the feature
//! gate HPAScaleToZero is off, as it is unless somebody turns it on.

use super::autoscaler::{
    HorizontalPodAutoscaler, Metric, MetricIdentifier, MetricSource, MetricValue, ObjectReference, ScalingRules,
};
use super::errors::{FieldError, forbidden, invalid, quoted, required, unsupported};
use super::quantity::Quantity;
use super::validate::object_metadata;

const METRIC_TYPES: [&str; 5] = ["ContainerResource", "External", "Object", "Pods", "Resource"];
const MAX_STABILIZATION: i32 = 3_600;
const MAX_PERIOD: i32 = 1_800;

/// Every error of an autoscaler; none means accepted. Models validateHorizontalPodAutoscalerSpec.
pub fn validate_autoscaler(autoscaler: &HorizontalPodAutoscaler) -> Vec<FieldError> {
    let (spec, mut errors) = (&autoscaler.spec, Vec::new());
    object_metadata(&autoscaler.metadata, &mut errors);
    let (min, max) = (spec.min_replicas, spec.max_replicas);
    if min < 1 {
        errors.push(invalid("spec.minReplicas", min, "must be greater than or equal to 1"));
    }
    if max < 1 {
        errors.push(invalid("spec.maxReplicas", max, "must be greater than 0"));
    }
    if max < min {
        errors.push(invalid("spec.maxReplicas", max, "must be greater than or equal to `minReplicas`"));
    }
    reference("spec.scaleTargetRef", &spec.scale_target_ref, &mut errors);
    for (index, metric) in spec.metrics.iter().enumerate() {
        validate_metric(&format!("spec.metrics[{index}]"), metric, &mut errors);
    }
    if let Some(behavior) = &spec.behavior {
        rules("spec.behavior.scaleUp", &behavior.scale_up, &mut errors);
        rules("spec.behavior.scaleDown", &behavior.scale_down, &mut errors);
    }
    errors
}

/// Models ValidateCrossVersionObjectReference and path.ValidatePathSegmentName.
fn reference(path: &str, reference: &ObjectReference, errors: &mut Vec<FieldError>) {
    for (name, value) in [("kind", &reference.kind), ("name", &reference.name)] {
        let path = format!("{path}.{name}");
        if value.is_empty() {
            errors.push(required(&path, ""));
            continue;
        }
        if [".", ".."].contains(&&**value) {
            errors.push(invalid(&path, quoted(value), &format!("may not be '{value}'")));
            continue;
        }
        for sign in ["/", "%"].into_iter().filter(|sign| value.contains(sign)) {
            errors.push(invalid(&path, quoted(value), &format!("may not contain '{sign}'")));
        }
    }
}

/// Models validateMetricSpec.
fn validate_metric(path: &str, metric: &Metric, errors: &mut Vec<FieldError>) {
    let kind = &*metric.kind;
    let at = |name: &str| format!("{path}.{name}");
    if kind.is_empty() {
        errors.push(required(&at("type"), "must specify a metric source type"));
    }
    if !METRIC_TYPES.contains(&kind) {
        errors.push(unsupported(&at("type"), &quoted(kind), &METRIC_TYPES));
    }
    let kept = |name: &str| metric.rest.fields().iter().any(|(key, _)| key.text == name);
    let mut present = Vec::new();
    let sources = [
        ("object", metric.object.is_some()),
        ("external", kept("external")),
        ("pods", metric.pods.is_some()),
        ("resource", metric.resource.is_some()),
        ("containerResource", kept("containerResource")),
    ];
    for (name, there) in sources {
        if there {
            present.push(name);
        }
        if there && present.len() == 1 {
            source(&at(name), metric, name, errors);
        }
    }
    let expected =
        kind.get(..1).map(|first| format!("{}{}", first.to_ascii_lowercase(), &kind[1..])).unwrap_or_default();
    if METRIC_TYPES.contains(&kind) && !present.contains(&&*expected) {
        errors.push(required(&at(&expected), "must populate information for the given metric source"));
    }
    if present.len() != 1 {
        let others = present.into_iter().filter(|name| *name != expected);
        errors.extend(others.map(|name| forbidden(&at(name), "must populate the given metric source only")));
    }
}

fn source(path: &str, metric: &Metric, name: &str, errors: &mut Vec<FieldError>) {
    match (name, &metric.object, &metric.pods, &metric.resource) {
        ("object", Some(object), ..) => object_source(path, object, errors),
        ("pods", _, Some(pods), _) => pods_source(path, pods, errors),
        ("resource", .., Some(resource)) => resource_source(path, resource, errors),
        _ => {}
    }
}

fn object_source(path: &str, source: &MetricSource, errors: &mut Vec<FieldError>) {
    reference(&format!("{path}.describedObject"), &source.described_object, errors);
    identifier(path, &source.metric, errors);
    validate_target(path, &source.target, errors);
    if source.target.value.is_none() && source.target.average_value.is_none() {
        let detail = "must set either a target value or averageValue";
        errors.push(required(&format!("{path}.target.averageValue"), detail));
    }
}

fn pods_source(path: &str, source: &MetricSource, errors: &mut Vec<FieldError>) {
    identifier(path, &source.metric, errors);
    validate_target(path, &source.target, errors);
    if source.target.average_value.is_none_or(|value| value.nano() <= 0) {
        let detail = "must specify a positive target averageValue";
        errors.push(required(&format!("{path}.target.averageValue"), detail));
    }
}

fn resource_source(path: &str, source: &MetricSource, errors: &mut Vec<FieldError>) {
    if source.name.is_empty() {
        errors.push(required(&format!("{path}.name"), "must specify a resource name"));
    }
    validate_target(path, &source.target, errors);
    match (source.target.average_utilization, source.target.average_value) {
        (None, None) => errors.push(required(
            &format!("{path}.target.averageUtilization"),
            "must set either a target raw value or a target utilization",
        )),
        (Some(_), Some(_)) => errors.push(forbidden(
            &format!("{path}.target.averageValue"),
            "may not set both a target raw value and a target utilization",
        )),
        _ => {}
    }
}

/// Models validateMetricIdentifier.
fn identifier(path: &str, metric: &MetricIdentifier, errors: &mut Vec<FieldError>) {
    if metric.name.is_empty() {
        errors.push(required(&format!("{path}.metric.name"), "must specify a metric name"));
    }
}

/// Models validateMetricTarget.
fn validate_target(path: &str, target: &MetricValue, errors: &mut Vec<FieldError>) {
    let path = |name: &str| format!("{path}.target.{name}");
    if target.kind.is_empty() {
        errors.push(required(&path("type"), "must specify a metric target type"));
    }
    if !["Utilization", "Value", "AverageValue"].contains(&&*target.kind) {
        let detail = "must be either Utilization, Value, or AverageValue";
        errors.push(invalid(&path("type"), quoted(&target.kind), detail));
    }
    let positive = |name: &str, value: Option<Quantity>| {
        let bad = value.filter(|value| value.nano() <= 0);
        bad.map(|value| invalid(&path(name), quoted(&value.to_string()), "must be positive"))
    };
    errors.extend(positive("value", target.value));
    errors.extend(positive("averageValue", target.average_value));
    if let Some(percent) = target.average_utilization.filter(|percent| *percent < 1) {
        errors.push(invalid(&path("averageUtilization"), percent, "must be greater than 0"));
    }
}

/// Models validateScalingRules.
fn rules(path: &str, rules: &ScalingRules, errors: &mut Vec<FieldError>) {
    let at = format!("{path}.stabilizationWindowSeconds");
    match rules.stabilization_window_seconds {
        Some(window) if window < 0 => errors.push(invalid(&at, window, "must be greater than or equal to zero")),
        Some(window) if window > MAX_STABILIZATION => {
            errors.push(invalid(&at, window, &format!("must be less than or equal to {MAX_STABILIZATION}")));
        }
        _ => {}
    }
    let policies = ["Disabled", "Max", "Min"];
    if !policies.contains(&&*rules.select_policy) {
        errors.push(unsupported(&format!("{path}.selectPolicy"), &quoted(&rules.select_policy), &policies));
    }
    for (index, policy) in rules.policies.iter().enumerate() {
        let at = |name: &str| format!("{path}.policies[{index}].{name}");
        if !["Pods", "Percent"].contains(&&*policy.kind) {
            errors.push(unsupported(&at("type"), &quoted(&policy.kind), &["Percent", "Pods"]));
        }
        if policy.value <= 0 {
            errors.push(invalid(&at("value"), policy.value, "must be greater than zero"));
        }
        if policy.period_seconds <= 0 {
            errors.push(invalid(&at("periodSeconds"), policy.period_seconds, "must be greater than zero"));
        }
        if policy.period_seconds > MAX_PERIOD {
            let detail = format!("must be less than or equal to {MAX_PERIOD}");
            errors.push(invalid(&at("periodSeconds"), policy.period_seconds, &detail));
        }
    }
}
