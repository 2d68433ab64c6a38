//! A value read off a cluster from an instant on, without a goal.

use crate::kube::Malformed;
use crate::sim::Cluster;

use super::datum::Datum;
use super::parse;
use super::source::Source;
use super::value::Value;

/// See the module. A copy is a checkpoint: both go on alike.
#[derive(Clone, Debug)]
pub struct Gauge {
    value: Value,
    source: Source,
}

impl Value {
    /// Reads a value such as `requests.failed` or `deployment/web .spec.replicas`.
    ///
    /// # Errors
    ///
    /// What is wrong, and what to write.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        parse::value(text).map_err(|wrong| Malformed {
            line: 1,
            field: String::new(),
            what: wrong.what,
            fix: wrong.fix,
        })
    }
}

impl Gauge {
    /// Begins to count now.
    pub fn begin(value: &Value, cluster: &Cluster) -> Self {
        let mut gauge = Self { value: value.clone(), source: Source::begin(value, cluster) };
        gauge.look(cluster);
        gauge
    }

    /// To be called after every event.
    pub fn look(&mut self, cluster: &Cluster) {
        self.source.look(&self.value, cluster);
    }

    /// As of the last look; nothing where it cannot be told.
    pub fn now(&self) -> Option<&Datum> {
        self.source.now.as_ref()
    }
}
