//! Validation of the Deployment: metadata, selector, template, strategy, in upstream's order.
//!
//! Models pkg/apis/apps/validation/validation.go, and apimachinery's pkg/api/validation/objectmeta.go and
//! pkg/apis/meta/v1/validation/validation.go. How errors are written models field/errors.go ErrorBody since v1.34.

use crate::sim::object::Labels;
use crate::sim::validation::{invalid, shown, validate_replicas, validate_rolling_update, validate_times};

use super::{Manifest, Metadata, Strategy, Template, names, selector, validate_pod};

/// All annotations of an object together, bytes.
const ANNOTATIONS_MAX: usize = 256 * 1024;

pub(super) fn required(path: &str, detail: &str) -> String {
    if detail.is_empty() { format!("{path}: Required value") } else { format!("{path}: Required value: {detail}") }
}

pub(super) fn forbidden(path: &str, detail: &str) -> String {
    format!("{path}: Forbidden: {detail}")
}

/// `value` as the API writes it.
pub(super) fn unsupported(path: &str, value: &str, supported: &[&str]) -> String {
    let supported: Vec<String> = supported.iter().map(|word| quoted(word)).collect();
    format!("{path}: Unsupported value: {value}: supported values: {}", supported.join(", "))
}

/// As Go's `%q` writes text.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{0}'..='\u{1f}' | '\u{7f}' => quoted.push_str(&format!("\\x{:02x}", u32::from(c))),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Every error of a manifest.
pub(super) fn manifest(manifest: &Manifest) -> Vec<String> {
    let spec = &manifest.spec;
    let mut errors = Vec::new();
    metadata(&manifest.metadata, &mut errors);
    validate_replicas(spec.replicas, &mut errors);
    selector::selector_and_template(spec.selector.as_ref(), &spec.template, &mut errors);
    strategy(&spec.strategy, &mut errors);
    let (history, deadline) = (spec.revision_history_limit, spec.progress_deadline_seconds);
    validate_times(spec.min_ready_seconds, Some(history), Some(deadline), &mut errors);
    errors
}

/// Models ValidateObjectMeta.
fn metadata(metadata: &Metadata, errors: &mut Vec<String>) {
    let name = &metadata.name;
    if name.is_empty() {
        errors.push(required("metadata.name", "name or generateName is required"));
    } else {
        errors.extend(names::subdomain(name).iter().map(|detail| invalid("metadata.name", quoted(name), detail)));
    }
    labels("metadata.labels", metadata.labels.as_ref(), errors);
    annotations("metadata.annotations", metadata.annotations.as_ref(), errors);
}

/// Models ValidateLabels.
pub(super) fn labels(path: &str, labels: Option<&Labels>, errors: &mut Vec<String>) {
    for (key, value) in labels.iter().flat_map(|labels| labels.iter()) {
        errors.extend(names::label_key(key).iter().map(|detail| invalid(path, quoted(key), detail)));
        errors.extend(names::label_value(value).iter().map(|detail| invalid(path, quoted(value), detail)));
    }
}

/// Models ValidateAnnotations: any letter may be large, values are free, there is a bound for all together.
fn annotations(path: &str, annotations: Option<&Labels>, errors: &mut Vec<String>) {
    let mut size = 0;
    for (key, value) in annotations.iter().flat_map(|annotations| annotations.iter()) {
        let details = names::label_key(&key.to_lowercase());
        errors.extend(details.iter().map(|detail| invalid(path, quoted(key), detail)));
        size += key.len() + value.len();
    }
    if size > ANNOTATIONS_MAX {
        errors.push(format!("{path}: Too long: may not be more than {ANNOTATIONS_MAX} bytes"));
    }
}

/// Models ValidatePodTemplateSpec, then what ValidatePodTemplateSpecForReplicaSet adds.
pub(super) fn validate_template(template: &Template, errors: &mut Vec<String>) {
    // These two paths are without `metadata` upstream too.
    labels("spec.template.labels", template.metadata.labels.as_ref(), errors);
    annotations("spec.template.annotations", template.metadata.annotations.as_ref(), errors);
    let (path, spec) = ("spec.template.spec", &template.spec);
    validate_pod::pod_spec(path, spec, errors);
    if spec.restart_policy != "Always" {
        let path = format!("{path}.restartPolicy");
        errors.push(unsupported(&path, &quoted(&spec.restart_policy), &["Always"]));
    }
    if spec.active_deadline_seconds.is_some() {
        let path = format!("{path}.activeDeadlineSeconds");
        errors.push(forbidden(&path, "activeDeadlineSeconds in ReplicaSet is not Supported"));
    }
}

/// Models ValidateDeploymentStrategy.
fn strategy(strategy: &Strategy, errors: &mut Vec<String>) {
    match (&*strategy.kind, &strategy.rolling_update) {
        ("RollingUpdate", Some(bounds)) => validate_rolling_update(&bounds.max_surge, &bounds.max_unavailable, errors),
        ("RollingUpdate" | "Recreate", None) => {}
        ("Recreate", Some(_)) => {
            let detail = "may not be specified when strategy `type` is 'Recreate'";
            errors.push(forbidden("spec.strategy.rollingUpdate", detail));
        }
        (other, bounds) => {
            let bounds = bounds.as_ref().map_or_else(
                || "null".to_owned(),
                |bounds| {
                    let (unavailable, surge) = (shown(&bounds.max_unavailable), shown(&bounds.max_surge));
                    format!("{{\"MaxUnavailable\":{unavailable},\"MaxSurge\":{surge}}}")
                },
            );
            let value = format!("{{\"Type\":{},\"RollingUpdate\":{bounds}}}", quoted(other));
            errors.push(unsupported("spec.strategy", &value, &["Recreate", "RollingUpdate"]));
        }
    }
}
