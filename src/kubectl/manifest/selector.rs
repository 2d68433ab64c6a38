//! Validation of the selector, and of the template by it.
//!
//! Models pkg/apis/apps/validation/validation.go ValidateDeploymentSpec and apimachinery's
//! pkg/apis/meta/v1/validation/validation.go ValidateLabelSelector.

use crate::sim::object::{Labels, selects};
use crate::sim::validation::{empty_selector, invalid, json, labels_do_not_match};

use super::validate::{forbidden, labels, quoted, required, validate_template};
use super::{Expression, Selector, Template, names};

/// The middle of ValidateDeploymentSpec. A selector that cannot be used hides what is wrong with the template.
pub(super) fn selector_and_template(selector: Option<&Selector>, template: &Template, errors: &mut Vec<String>) {
    let Some(selector) = selector else {
        errors.push(required("spec.selector", ""));
        errors.push(labels_do_not_match(&labels_json(template.metadata.labels.as_ref())));
        return validate_template(template, errors);
    };
    let before = errors.len();
    labels("spec.selector.matchLabels", selector.match_labels.as_ref(), errors);
    for (index, one) in selector.match_expressions.iter().enumerate() {
        expression(&format!("spec.selector.matchExpressions[{index}]"), one, errors);
    }
    let usable = errors.len() == before;
    let no_labels = selector.match_labels.as_ref().is_none_or(|labels| labels.is_empty());
    if no_labels && selector.match_expressions.is_empty() {
        errors.push(empty_selector());
    }
    if !usable {
        errors.push(invalid("spec.selector", selector_json(selector), "invalid label selector"));
        return;
    }
    let given = template.metadata.labels.clone().unwrap_or_default();
    let pairs_match = selector.match_labels.as_ref().is_none_or(|labels| selects(labels, &given));
    if !pairs_match || !selector.match_expressions.iter().all(|one| holds(one, &given)) {
        errors.push(labels_do_not_match(&labels_json(template.metadata.labels.as_ref())));
    }
    validate_template(template, errors);
}

/// Models ValidateLabelSelectorRequirement.
fn expression(path: &str, expression: &Expression, errors: &mut Vec<String>) {
    let values = format!("{path}.values");
    match expression.operator.as_str() {
        "In" | "NotIn" if expression.values.is_empty() => {
            errors.push(required(&values, "must be specified when `operator` is 'In' or 'NotIn'"));
        }
        "Exists" | "DoesNotExist" if !expression.values.is_empty() => {
            errors.push(forbidden(&values, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
        }
        "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
        other => errors.push(invalid(&format!("{path}.operator"), quoted(other), "not a valid selector operator")),
    }
    let key = &expression.key;
    let details = names::label_key(key);
    errors.extend(details.iter().map(|detail| invalid(&format!("{path}.key"), quoted(key), detail)));
    for (index, value) in expression.values.iter().enumerate() {
        let details = names::label_value(value);
        errors.extend(details.iter().map(|detail| invalid(&format!("{values}[{index}]"), quoted(value), detail)));
    }
}

/// Models labels.Requirement.Matches.
fn holds(expression: &Expression, labels: &Labels) -> bool {
    let value = labels.get(expression.key.as_str());
    let among = value.is_some_and(|value| expression.values.iter().any(|one| **one == **value));
    match expression.operator.as_str() {
        "In" => among,
        "NotIn" => !among,
        "Exists" => value.is_some(),
        _ => value.is_none(),
    }
}

/// Missing labels are null.
fn labels_json(labels: Option<&Labels>) -> String {
    labels.map_or_else(|| "null".into(), json)
}

fn selector_json(selector: &Selector) -> String {
    let mut parts = Vec::new();
    if let Some(labels) = selector.match_labels.as_ref().filter(|labels| !labels.is_empty()) {
        parts.push(format!("\"matchLabels\":{}", json(labels)));
    }
    let expression = |expression: &Expression| {
        let values: Vec<String> = expression.values.iter().map(|value| quoted(value)).collect();
        let values = if values.is_empty() { String::new() } else { format!(",\"values\":[{}]", values.join(",")) };
        format!("{{\"key\":{},\"operator\":{}{values}}}", quoted(&expression.key), quoted(&expression.operator))
    };
    let expressions: Vec<String> = selector.match_expressions.iter().map(expression).collect();
    if !expressions.is_empty() {
        parts.push(format!("\"matchExpressions\":[{}]", expressions.join(",")));
    }
    format!("{{{}}}", parts.join(","))
}
