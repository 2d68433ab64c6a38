//! Validation of labels, annotations and the pod template.
//!
//! Models apimachinery's pkg/apis/meta/v1/validation/validation.go and pkg/apis/apps/validation/validation.go
//! ValidatePodTemplateSpecForReplicaSet.

use super::errors::{FieldError, forbidden, invalid, quoted, unsupported};
use super::object::Labels;
use super::pod::PodTemplateSpec;
use super::{names, validate_kept, validate_pod};

/// All annotations of an object together, bytes.
const ANNOTATIONS_MAX: usize = 256 * 1024;

/// Models ValidateLabels.
pub(super) fn labels(path: &str, labels: &Labels, errors: &mut Vec<FieldError>) {
    for (key, value) in labels.iter() {
        errors.extend(names::label_key(key).iter().map(|detail| invalid(path, quoted(key), detail)));
        errors.extend(names::label_value(value).iter().map(|detail| invalid(path, quoted(value), detail)));
    }
}

/// Models ValidateAnnotations: any letter may be large, values are free, there is a bound for all together.
pub(super) fn annotations(path: &str, annotations: &Labels, errors: &mut Vec<FieldError>) {
    let mut size = 0;
    for (key, value) in annotations.iter() {
        let details = names::label_key(&key.to_ascii_lowercase());
        errors.extend(details.iter().map(|detail| invalid(path, quoted(key), detail)));
        size += key.len() + value.len();
    }
    if size > ANNOTATIONS_MAX {
        errors.push(format!("{path}: Too long: may not be more than {ANNOTATIONS_MAX} bytes").into());
    }
}

/// Models ValidatePodTemplateSpec, then what ValidatePodTemplateSpecForReplicaSet adds.
pub(super) fn validate_template(template: &PodTemplateSpec, errors: &mut Vec<FieldError>) {
    // These two paths are without `metadata` upstream too.
    labels("spec.template.labels", &template.metadata.labels, errors);
    annotations("spec.template.annotations", &template.metadata.annotations, errors);
    let (path, spec) = ("spec.template.spec", &template.spec);
    validate_pod::pod_spec(path, spec, errors);
    validate_kept::no_ephemeral_containers(path, spec, errors);
    if &*spec.restart_policy != "Always" {
        let path = format!("{path}.restartPolicy");
        errors.push(unsupported(&path, &quoted(&spec.restart_policy), &["Always"]));
    }
    if spec.active_deadline_seconds.is_some() {
        let path = format!("{path}.activeDeadlineSeconds");
        errors.push(forbidden(&path, "activeDeadlineSeconds in ReplicaSet is not Supported"));
    }
}
