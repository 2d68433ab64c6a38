//! Manifests: the YAML of one apps/v1 Deployment, read, defaulted, validated, handed to the simulator; and what routes.
//!
//! What it is not: a decoder of every field of the API. Fields that decide a rollout are read. The other fields upstream
//! knows are accepted unread and listed by [`Manifest::ignored`]; what upstream does not know is an error.

mod convert;
mod fields;
mod names;
mod quantity;
mod read;
mod read_pod;
mod reader;
mod reader_maps;
mod rest;
mod routing;
mod scalar;
mod selector;
mod shapes;
mod spelling;
mod validate;
mod validate_pod;
mod validate_probe;
mod yaml;

pub use fields::{
    Container, Expression, Handler, HttpGet, Metadata, PodSpec, Port, Probe, Resources, RollingUpdate, Selector, Spec,
    Strategy, Template,
};
pub use quantity::Quantity;
pub use routing::{Routing, routing};

use std::fmt;

use crate::sim::workload::Deployment;

/// Why a text is no manifest of a Deployment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Malformed {
    /// Line of the text, from 1.
    pub line: usize,
    /// Path of the field, e.g. `spec.template.spec.containers[0].image`; empty for the text as a whole.
    pub field: String,
    /// What is wrong.
    pub what: String,
    /// The cure.
    pub fix: String,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        write!(f, "{}. Fix: {}", self.what, self.fix)
    }
}

impl std::error::Error for Malformed {}

/// A Deployment as a person wrote it, with the API server's defaults filled in.
///
/// Models staging/src/k8s.io/api/apps/v1/types.go Deployment and pkg/apis/apps/v1/defaults.go SetDefaults_Deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// `metadata`.
    pub metadata: Metadata,
    /// `spec`.
    pub spec: Spec,
    ignored: Vec<String>,
}

impl Manifest {
    /// Reads a manifest. Whether the API server would take its values is for [`Manifest::validate`] to say.
    ///
    /// # Errors
    ///
    /// Everything that keeps the text from being a Deployment, in the order of its lines: YAML that cannot be read, another
    /// kind, unknown fields, values of a wrong type.
    pub fn parse(text: &str) -> Result<Self, Vec<Malformed>> {
        read::manifest(text)
    }

    /// Every error the API server's validation gives, in its words and order; none means accepted.
    ///
    /// Where upstream walks a map in random order (labels, annotations, resources), here the keys are in order.
    /// Models pkg/apis/apps/validation/validation.go ValidateDeployment.
    pub fn validate(&self) -> Vec<String> {
        validate::manifest(self)
    }

    /// The Deployment the simulator runs. [`Manifest::ignored`] says what it leaves out.
    ///
    /// Only meaningful if [`Manifest::validate`] gives no error: numbers that are too small become 0.
    pub fn deployment(&self) -> Deployment {
        convert::deployment(self)
    }

    /// Paths of the fields that are written in the manifest and have no effect in the simulator, sorted.
    pub fn ignored(&self) -> Vec<String> {
        self.ignored.clone()
    }
}
