//! Validation of a Deployment's selector against its template.
//!
//! Models apimachinery's pkg/apis/meta/v1/validation/validation.go ValidateLabelSelector, and
//! pkg/apis/apps/validation/validation.go ValidateDeploymentSpec.

use super::errors::{FieldError, empty_selector, forbidden, invalid, json, labels_do_not_match, quoted, required};
use super::names;
use super::object::Labels;
use super::pod::PodTemplateSpec;
use super::selector::{LabelSelector, LabelSelectorRequirement};
use super::validate_template::{labels, validate_template};

/// The middle of ValidateDeploymentSpec. A selector that cannot be used hides what is wrong with the template.
pub(super) fn selector_and_template(
    selector: Option<&LabelSelector>,
    template: &PodTemplateSpec,
    errors: &mut Vec<FieldError>,
) {
    let given = &template.metadata.labels;
    let Some(selector) = selector else {
        errors.push(required("spec.selector", ""));
        errors.push(labels_do_not_match(&labels_json(given)));
        return validate_template(template, errors);
    };
    let before = errors.len();
    validate_label_selector("spec.selector", selector, errors);
    let usable = errors.len() == before;
    if selector.is_empty() {
        errors.push(empty_selector());
    }
    if !usable {
        errors.push(invalid("spec.selector", selector.json(), "invalid label selector"));
        return;
    }
    if !selector.matches(given) {
        errors.push(labels_do_not_match(&labels_json(given)));
    }
    validate_template(template, errors);
}

/// Models ValidateLabelSelector.
pub(super) fn validate_label_selector(path: &str, selector: &LabelSelector, errors: &mut Vec<FieldError>) {
    labels(&format!("{path}.matchLabels"), &selector.match_labels, errors);
    for (index, one) in selector.match_expressions.iter().enumerate() {
        expression(&format!("{path}.matchExpressions[{index}]"), one, errors);
    }
}

/// Models ValidateLabelSelectorRequirement.
fn expression(path: &str, expression: &LabelSelectorRequirement, errors: &mut Vec<FieldError>) {
    let values = format!("{path}.values");
    match &*expression.operator {
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

/// Missing labels are null.
fn labels_json(labels: &Labels) -> String {
    if labels.is_empty() { "null".into() } else { json(labels) }
}
