//! Label selectors: what they match, and how the API server validates them.
//!
//! Models apimachinery's pkg/apis/meta/v1/types.go LabelSelector, pkg/labels/selector.go and
//! pkg/apis/meta/v1/validation/validation.go ValidateLabelSelector, and pkg/apis/apps/validation/validation.go
//! ValidateDeploymentSpec.

use super::object::{Labels, Name, selects};

use super::errors::{empty_selector, forbidden, invalid, json, labels_do_not_match, quoted, required};
use super::field::{Field, fields};
use super::names;
use super::pod::PodTemplateSpec;
use super::validate::{labels, validate_template};

fields! {
    /// Which labels belong. All conditions must hold; none match everything.
    pub struct LabelSelector ("LabelSelector", "selector") {
        /// Pairs that must be there.
        match_labels: Labels = "matchLabels";
        /// Further conditions.
        match_expressions: Vec<LabelSelectorRequirement> = "matchExpressions";
    }
    inert [], kept &[]
}

fields! {
    /// One of `matchExpressions`.
    pub struct LabelSelectorRequirement ("LabelSelectorRequirement", "matchExpressions") {
        /// The label's key.
        key: Name = "key";
        /// `In`, `NotIn`, `Exists` or `DoesNotExist`.
        operator: Name = "operator";
        /// For `In` and `NotIn`.
        values: Vec<Name> = "values";
    }
    inert [], kept &[]
}

impl From<Labels> for LabelSelector {
    fn from(match_labels: Labels) -> Self {
        Self { match_labels, ..Self::default() }
    }
}

impl LabelSelector {
    /// Whether these labels belong.
    pub fn matches(&self, labels: &Labels) -> bool {
        selects(&self.match_labels, labels) && self.match_expressions.iter().all(|one| one.holds(labels))
    }

    /// It has no condition.
    pub fn is_empty(&self) -> bool {
        self.match_labels.is_empty() && self.match_expressions.is_empty()
    }

    /// As the API writes it in an error.
    pub fn json(&self) -> String {
        self.write().map_or_else(|| "{}".into(), |node| node.json())
    }
}

impl LabelSelectorRequirement {
    /// Models labels.Requirement.Matches.
    fn holds(&self, labels: &Labels) -> bool {
        let value = labels.get(&*self.key);
        let among = value.is_some_and(|value| self.values.contains(value));
        match &*self.operator {
            "In" => among,
            "NotIn" => !among,
            "Exists" => value.is_some(),
            _ => value.is_none(),
        }
    }
}

/// The middle of ValidateDeploymentSpec. A selector that cannot be used hides what is wrong with the template.
pub(super) fn selector_and_template(
    selector: Option<&LabelSelector>,
    template: &PodTemplateSpec,
    errors: &mut Vec<String>,
) {
    let given = &template.metadata.labels;
    let Some(selector) = selector else {
        errors.push(required("spec.selector", ""));
        errors.push(labels_do_not_match(&labels_json(given)));
        return validate_template(template, errors);
    };
    let before = errors.len();
    labels("spec.selector.matchLabels", &selector.match_labels, errors);
    for (index, one) in selector.match_expressions.iter().enumerate() {
        expression(&format!("spec.selector.matchExpressions[{index}]"), one, errors);
    }
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

/// Models ValidateLabelSelectorRequirement.
fn expression(path: &str, expression: &LabelSelectorRequirement, errors: &mut Vec<String>) {
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
