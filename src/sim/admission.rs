//! What the API server says before it takes something: validation, what may not change, names that are taken.

use super::api::Stored;
use super::command::Rejected;
use super::routing;
use crate::kube::Malformed;
use crate::kube::manifest::Written;
use crate::kube::object::Kind;
use crate::kube::quota::ResourceQuota;
use crate::kube::route::{HttpRoute, Ingress};
use crate::kube::selector::LabelSelector;
use crate::kube::service::Service;
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

/// A kind that people write, as the API server takes it.
pub(super) trait Admitted: Stored + Written {
    /// `kubectl apply` adds annotations to those there, which may be a controller's; of other kinds it replaces them.
    const KEEPS_ANNOTATIONS: bool = false;

    /// The API server's verdict, in place of what was there before.
    fn admit(&self, before: Option<&Self>) -> Result<(), Rejected>;
}

impl Admitted for Deployment {
    const KEEPS_ANNOTATIONS: bool = true;

    fn admit(&self, before: Option<&Self>) -> Result<(), Rejected> {
        if before.is_some_and(|before| before.spec.selector != self.spec.selector) {
            return Err(immutable_selector(self));
        }
        check(self)
    }
}

impl Admitted for HttpRoute {
    fn admit(&self, _: Option<&Self>) -> Result<(), Rejected> {
        routing::HttpRoute::from(self).check()
    }
}

impl Admitted for Ingress {
    fn admit(&self, _: Option<&Self>) -> Result<(), Rejected> {
        routing::Ingress::from(self).check()
    }
}

impl Admitted for Service {
    fn admit(&self, _: Option<&Self>) -> Result<(), Rejected> {
        Ok(())
    }
}

impl Admitted for ResourceQuota {
    fn admit(&self, _: Option<&Self>) -> Result<(), Rejected> {
        Ok(())
    }
}

/// There is no object of this name.
pub(super) fn not_found(kind: Kind, name: &str) -> Rejected {
    Rejected {
        message: format!("Error from server (NotFound): {} \"{name}\" not found", kind.resources()),
        hint: "Name an object that exists.",
    }
}

/// A verb that makes sense on a cluster and has no effect here.
pub(super) fn not_simulated(verb: &str, kind: Kind) -> Rejected {
    Rejected { message: format!("error: {verb} of a {} is not simulated", kind.as_str()), hint: "Nothing was changed." }
}

/// A patch after which the object could not be read. Models apimachinery's BadRequest of a decoding error.
pub(super) fn malformed(kind: Kind, problems: &[Malformed]) -> Rejected {
    let lines: Vec<String> = problems.iter().map(|it| format!("{}: {}; {}", it.field, it.what, it.fix)).collect();
    Rejected {
        message: format!("Error from server (BadRequest): {} cannot be handled: {}", kind.as_str(), lines.join(", ")),
        hint: "Nothing was changed.",
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
