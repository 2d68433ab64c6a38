//! Kubernetes' kinds as the API has them: their fields, read from manifests and written into them, defaults, validation in
//! upstream's words.
//!
//! Each mapping is a table of fields ([`field`]): a new field is a row. What the simulator acts on is typed; what is known
//! and not acted on is kept ([`rest`]) and named by whoever reads ([`manifest::object`]); what upstream does not know
//! is an error.

pub mod analysis;
pub mod autoscaler;
pub mod calendar;
pub mod canary;
pub mod condition;
pub mod disruption_budget;
pub mod duration;
pub mod errors;
pub mod field;
pub(crate) mod fields;
pub mod form;
mod image;
pub mod int_or_string;
pub mod manifest;
pub mod meta;
mod names;
pub mod number;
pub mod object;
pub mod patch;
pub mod pattern;
pub mod pod;
pub mod quantity;
pub mod quota;
pub mod reader;
pub mod resources;
pub mod rest;
pub mod rollout;
pub mod rollout_strategy;
pub mod route;
mod row;
pub(crate) mod scalar;
pub mod schema;
pub mod selector;
pub mod service;
pub(crate) mod spelling;
pub mod three_way;
pub mod time;
pub mod tree;
pub mod validate;
pub(crate) mod validate_autoscaler;
pub(crate) mod validate_budget;
pub mod validate_canary;
pub mod validate_http_route;
mod validate_kept;
mod validate_pod;
mod validate_probe;
pub mod validate_rollout;
mod validate_route_paths;
mod validate_selector;
mod validate_template;
pub mod workload;
pub mod write;
pub mod yaml;

use crate::message::Message;

/// Why a text is no manifest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Malformed {
    /// Line of the text, from 1.
    pub line: usize,
    /// Path of the field, e.g. `spec.template.spec.containers[0].image`; empty for the text as a whole.
    pub field: String,
    /// What is wrong.
    pub what: Message,
    /// The cure.
    pub fix: Message,
}

impl Malformed {
    /// The whole of it: where, what, and the cure.
    pub fn message(&self) -> Message {
        // A line is named and not counted.
        let (line, what, fix) = (self.line.to_string(), self.what.clone(), self.fix.clone());
        match self.field.as_str() {
            "" => message!("manifest-malformed", line, what, fix),
            field => message!("manifest-malformed-field", line, field, what, fix),
        }
    }
}
