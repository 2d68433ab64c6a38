//! What the API server says before it takes something: validation, what may not change, names that are taken.

use super::api::Stored;
use super::command::Rejected;
use super::objects::Objects;
use super::routing;
use crate::kube::Malformed;
use crate::kube::analysis::{AnalysisMetric, AnalysisRun, AnalysisTemplate};
use crate::kube::autoscaler::HorizontalPodAutoscaler;
use crate::kube::canary::Canary;
use crate::kube::disruption_budget::PodDisruptionBudget;
use crate::kube::errors::{FieldError, Fix};
use crate::kube::field::Field;
use crate::kube::manifest::Manifest;
use crate::kube::manifest::Written;
use crate::kube::object::{Kind, ObjectMeta};
use crate::kube::quota::ResourceQuota;
use crate::kube::reader::Reader;
use crate::kube::rollout::Rollout;
use crate::kube::route::{HttpRoute, Ingress};
use crate::kube::selector::LabelSelector;
use crate::kube::service::Service;
use crate::kube::tree::{Node, Value};
use crate::kube::validate::validate_deployment;
use crate::kube::validate_autoscaler::validate_autoscaler;
use crate::kube::validate_budget::validate_budget;
use crate::kube::workload::Deployment;
use crate::kube::{validate_canary, validate_rollout};
use crate::message::{Message, Said};

/// The most replicas this cluster is made for; the API server itself knows no such bound.
pub const REPLICAS_MAX: i32 = 10_000;

/// The most bytes that the annotations of an object may have. Models TotalAnnotationSizeLimitB.
const ANNOTATIONS_MAX: usize = 256 * 1024;

/// Models ValidateDeploymentUpdate's ValidateImmutableField.
pub(super) fn immutable_selector(given: &Deployment) -> Rejected {
    Rejected {
        message: format!(
            "The Deployment \"{}\" is invalid: spec.selector: Invalid value: {}: field is immutable",
            given.metadata.name,
            given.spec.selector.as_ref().map_or_else(|| "null".into(), LabelSelector::json)
        )
        .into(),
        hint: message!("refused-keep-selector-delete-deployment"),
    }
}

/// A kind that people write, as the API server takes it.
pub(super) trait Admitted: Stored + Written {
    /// The API server's verdict, in place of what was there before.
    fn admit(&self, before: Option<&Self>) -> Result<(), Rejected>;

    /// What a webhook refuses because of the objects that are there.
    ///
    /// # Errors
    ///
    /// Its words.
    fn admit_beside(&self, _others: &Objects) -> Result<(), Rejected> {
        Ok(())
    }

    /// Its status as a tree, where a person may patch it by the status subresource.
    fn status(&self) -> Option<Node> {
        None
    }

    /// Takes its status from a tree.
    fn read_status(&mut self, _: &Node) -> Result<(), Vec<Malformed>> {
        Ok(())
    }

    /// Takes the status of another version of it.
    fn take_status(&mut self, _: Self) {}
}

/// The API server's verdict, with what it says of objects of any kind: that annotations, what `kubectl apply` notes included,
/// are at most 256 KiB. Models ValidateAnnotations.
pub(super) fn admitted<T: Admitted>(object: &T, before: Option<&T>) -> Result<(), Rejected> {
    check_annotations(T::KIND, Written::metadata(object))?;
    object.admit(before)
}

fn check_annotations(kind: Kind, metadata: &ObjectMeta) -> Result<(), Rejected> {
    let size: usize = metadata.annotations.iter().map(|(key, value)| key.len() + value.len()).sum();
    if size <= ANNOTATIONS_MAX {
        return Ok(());
    }
    let error = format!("metadata.annotations: Too long: may not be more than {ANNOTATIONS_MAX} bytes");
    Err(refusal(kind.as_str(), &metadata.name, &[error.into()]))
}

/// The status of a kind whose status anyone may patch.
macro_rules! with_status {
    () => {
        fn status(&self) -> Option<Node> {
            Some(self.status.write().unwrap_or_else(|| Value::Map(Vec::new()).into()))
        }

        fn read_status(&mut self, status: &Node) -> Result<(), Vec<Malformed>> {
            let mut reader = Reader::default();
            let read = Field::read(&mut reader, status, "status");
            match read {
                Some(read) if reader.problems.is_empty() => self.status = read,
                _ => return Err(reader.problems),
            }
            Ok(())
        }

        fn take_status(&mut self, from: Self) {
            self.status = from.status;
        }
    };
}

impl Admitted for Deployment {
    fn admit(&self, before: Option<&Self>) -> Result<(), Rejected> {
        if before.is_some_and(|before| before.spec.selector != self.spec.selector) {
            return Err(immutable_selector(self));
        }
        check(self)
    }
}

/// Whether the API server would create an object.
///
/// # Errors
///
/// Its words, where it would not.
pub fn admit(manifest: &Manifest) -> Result<(), Rejected> {
    match manifest {
        Manifest::Deployment(object) => object.admit(None),
        Manifest::Service(object) => object.admit(None),
        Manifest::HttpRoute(object) => object.admit(None),
        Manifest::Ingress(object) => object.admit(None),
        Manifest::ResourceQuota(object) => object.admit(None),
        Manifest::PodDisruptionBudget(object) => object.admit(None),
        Manifest::HorizontalPodAutoscaler(object) => object.admit(None),
        Manifest::Rollout(object) => object.admit(None),
        Manifest::AnalysisTemplate(object) => object.admit(None),
        Manifest::AnalysisRun(object) => object.admit(None),
        Manifest::Canary(object) => object.admit(None),
    }
}

impl Admitted for HttpRoute {
    fn admit(&self, _: Option<&Self>) -> Result<(), Rejected> {
        routing::check_http_route(self)
    }
}

impl Admitted for Ingress {
    fn admit(&self, _: Option<&Self>) -> Result<(), Rejected> {
        routing::check_ingress(self)
    }

    fn admit_beside(&self, others: &Objects) -> Result<(), Rejected> {
        routing::check_overlap(self, others.ingresses.values().map(|other| &**other))
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

impl Admitted for PodDisruptionBudget {
    fn admit(&self, _: Option<&Self>) -> Result<(), Rejected> {
        let errors = validate_budget(self);
        if errors.is_empty() { Ok(()) } else { Err(refusal("PodDisruptionBudget", &self.metadata.name, &errors)) }
    }
}

impl Admitted for HorizontalPodAutoscaler {
    fn admit(&self, _: Option<&Self>) -> Result<(), Rejected> {
        let errors = validate_autoscaler(self);
        match errors.as_slice() {
            [] if self.spec.max_replicas > REPLICAS_MAX => {
                Err(too_many("HorizontalPodAutoscaler", &self.metadata.name, "maxReplicas", self.spec.max_replicas))
            }
            [] => Ok(()),
            errors => Err(refusal("HorizontalPodAutoscaler", &self.metadata.name, errors)),
        }
    }
}

/// Its controller says what is wrong with it: the API server takes it, but for what is not simulated.
impl Admitted for Rollout {
    fn admit(&self, _: Option<&Self>) -> Result<(), Rejected> {
        if self.replicas() > REPLICAS_MAX {
            return Err(too_many("Rollout", &self.metadata.name, "replicas", self.replicas()));
        }
        validate_rollout::not_simulated(self).map_or(Ok(()), |what| Err(left_out(what)))
    }

    with_status!();
}

impl Admitted for AnalysisTemplate {
    fn admit(&self, _: Option<&Self>) -> Result<(), Rejected> {
        check_metrics(&self.spec.metrics)
    }
}

impl Admitted for AnalysisRun {
    fn admit(&self, _: Option<&Self>) -> Result<(), Rejected> {
        check_metrics(&self.spec.metrics)
    }

    with_status!();
}

impl Admitted for Canary {
    fn admit(&self, _: Option<&Self>) -> Result<(), Rejected> {
        let errors = validate_canary::validate_canary(self);
        if !errors.is_empty() {
            return Err(refusal("Canary", &self.metadata.name, &errors));
        }
        validate_canary::not_simulated(self).map_or(Ok(()), |what| Err(left_out(what)))
    }

    with_status!();
}

/// Metrics that nobody could measure here are refused before they are asked for.
fn check_metrics(metrics: &[AnalysisMetric]) -> Result<(), Rejected> {
    for (index, metric) in metrics.iter().enumerate() {
        if metric.provider.prometheus.is_none() {
            return Err(left_out(
                message!("refused-without-prometheus", path = format!("spec.metrics[{index}].provider")).into(),
            ));
        }
        super::delivery::metric(metric)?;
    }
    Ok(())
}

/// Something that makes sense on a cluster and has no counterpart here.
fn left_out(what: Said) -> Rejected {
    Rejected {
        message: message!("refused-part-not-simulated", what).into(),
        hint: message!("refused-nothing-was-changed"),
    }
}

fn too_many(kind: &str, name: &str, field: &str, replicas: i32) -> Rejected {
    Rejected {
        message: format!(
            "The {kind} \"{name}\" is invalid: spec.{field}: Invalid value: {replicas}: must be less than or equal to \
             {REPLICAS_MAX}"
        )
        .into(),
        hint: message!("refused-real-api-server-takes"),
    }
}

/// Every error of validation in one message, as kubectl prints it.
fn refusal(kind: &str, name: &str, errors: &[FieldError]) -> Rejected {
    let said = match errors {
        [one] => one.text.clone(),
        several => several.iter().map(|error| format!("\n* {}", error.text)).collect(),
    };
    let hint = errors.first().map_or_else(Message::default, |first| hint(first.fix));
    Rejected { message: format!("The {kind} \"{name}\" is invalid: {said}").into(), hint }
}

/// There is no object of this name.
pub(super) fn not_found(kind: Kind, name: &str) -> Rejected {
    Rejected {
        message: format!("Error from server (NotFound): {} \"{name}\" not found", kind.resources()).into(),
        hint: message!("refused-name-object-exists"),
    }
}

/// A verb that makes sense on a cluster and has no effect here.
pub(super) fn not_simulated(verb: &str, kind: Kind) -> Rejected {
    Rejected {
        message: message!("refused-error-not-simulated", verb, kind = kind.as_str()).into(),
        hint: message!("refused-nothing-was-changed"),
    }
}

/// A patch after which the object could not be read. Models apimachinery's BadRequest of a decoding error.
pub(super) fn malformed(kind: Kind, problems: &[Malformed]) -> Rejected {
    let part =
        |it: &Malformed| message!("refused-value", field = &it.field, what = it.what.clone(), fix = it.fix.clone());
    let problems: Vec<Message> = problems.iter().map(part).collect();
    let kind = kind.as_str();
    Rejected {
        message: message!("refused-error-from-server-badrequest", kind, problems).into(),
        hint: message!("refused-nothing-was-changed"),
    }
}

/// A World that could not be read, or that no cluster can take.
pub fn refused_world(problem: &Malformed) -> Rejected {
    Rejected {
        message: message!(
            "refused-error-world-fix",
            field = &problem.field,
            what = problem.what.clone(),
            fix = problem.fix.clone()
        )
        .into(),
        hint: message!("refused-nothing-world-has-changed"),
    }
}

/// Another object of the kind has the name.
pub(super) fn exists(resource: &str, name: &str) -> Rejected {
    Rejected {
        message: format!("Error from server (AlreadyExists): {resource} \"{name}\" already exists").into(),
        hint: message!("refused-take-another-name-delete"),
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
        [] if deployment.spec.replicas > REPLICAS_MAX => {
            Err(too_many("Deployment", name, "replicas", deployment.spec.replicas))
        }
        [] => Ok(()),
        errors => Err(refusal("Deployment", name, errors)),
    }
}

/// What to do about an error of validation.
fn hint(fix: Fix) -> Message {
    match fix {
        Fix::RaiseOneOfTwo => message!("refused-raise-one-of-two"),
        Fix::AtMostAll => message!("refused-give-100-percent-at-most"),
        Fix::NumberOrPercent => message!("refused-give-number-or-percentage"),
        Fix::NotNegative => message!("refused-give-0-more"),
        Fix::ChangeTheField => message!("refused-change-field-message-names"),
    }
}
