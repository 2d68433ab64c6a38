//! What the API server says before it takes something: validation, what may not change, names that are taken.

use super::command::Rejected;
use crate::kube::selector::LabelSelector;
use crate::kube::validate::validate_deployment;
use crate::kube::workload::Deployment;

/// The most replicas this cluster is made for; the API server itself knows no such bound.
pub const REPLICAS_MAX: i32 = 10_000;

/// Models ValidateDeploymentUpdate's ValidateImmutableField.
pub(super) fn immutable_selector(given: &Deployment) -> Rejected {
    Rejected {
        message: format!(
            "The Deployment \"{}\" is invalid: spec.selector: Invalid value: {}: field is immutable",
            given.metadata.name,
            given.spec.selector.as_ref().map_or_else(|| "null".into(), LabelSelector::json)
        ),
        hint: "Keep the selector, or delete the Deployment and create it anew.",
    }
}

/// Another object of the kind has the name.
pub(super) fn exists(resource: &str, name: &str) -> Rejected {
    Rejected {
        message: format!("Error from server (AlreadyExists): {resource} \"{name}\" already exists"),
        hint: "Take another name, or delete the one there.",
    }
}

/// The API server's verdict on a Deployment, and our own bound on size.
///
/// # Errors
///
/// Every error of validation in one message, as kubectl prints it.
pub fn check(deployment: &Deployment) -> Result<(), Rejected> {
    let name = &deployment.metadata.name;
    let errors = validate_deployment(deployment);
    match errors.as_slice() {
        [] if deployment.spec.replicas > REPLICAS_MAX => Err(Rejected {
            message: format!(
                "The Deployment \"{name}\" is invalid: spec.replicas: Invalid value: {}: must be less than or equal to \
                 {REPLICAS_MAX}",
                deployment.spec.replicas
            ),
            hint: "A real API server takes more; this page simulates up to 10,000 pods.",
        }),
        [] => Ok(()),
        [one] => Err(Rejected { message: format!("The Deployment \"{name}\" is invalid: {one}"), hint: hint(one) }),
        several => {
            let lines: String = several.iter().map(|error| format!("\n* {error}")).collect();
            Err(Rejected { message: format!("The Deployment \"{name}\" is invalid: {lines}"), hint: hint(&several[0]) })
        }
    }
}

/// What to do about an error of validation.
fn hint(error: &str) -> &'static str {
    if error.contains("may not be 0 when `maxSurge` is 0") {
        "Raise one of the two: with no pod to spare and none to add, nothing could move."
    } else if error.contains("must not be greater than 100%") {
        "Give at most 100%: no more than all pods can be missing."
    } else if error.contains("a valid percent string") {
        "Give a whole number such as 3, or a percentage such as 25%."
    } else if error.contains("must be greater than or equal to 0") {
        "Give 0 or more."
    } else {
        "Change the field the message names."
    }
}
