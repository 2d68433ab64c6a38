//! v1 ResourceQuota: how much a namespace may hold.
//!
//! Models staging/src/k8s.io/api/core/v1/types.go ResourceQuotaSpec. Of what upstream counts, the number of pods is simulated.

use super::object::{Labels, ObjectMeta};

use super::field::Quantities;
use super::fields::fields;
use super::quantity::Quantity;

/// v1 ResourceQuota.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceQuota {
    /// Its name is what refusals give.
    pub metadata: ObjectMeta,
    pub spec: ResourceQuotaSpec,
}

fields! {
    /// The bounds of a quota.
    pub struct ResourceQuotaSpec ("ResourceQuotaSpec", "quota") {
        /// Most of each resource; `pods` counts those that are not finished.
        hard: Quantities = "hard";
    }
    inert [], kept &["scopes", "scopeSelector"],
    settle |quota, reader, fields| {
        let others = quota.hard.keys().filter(|name| &***name != PODS);
        reader.ignored.extend(others.map(|name| format!("{}[{name}]", fields.at("hard"))));
    }
}

const PODS: &str = "pods";

impl ResourceQuota {
    /// A quota of so many pods, or of nothing.
    pub fn new(name: &str, pods: Option<u32>) -> Self {
        let bound = pods.and_then(|pods| Quantity::parse(&pods.to_string()));
        let hard = bound.map(|bound| (PODS.into(), bound)).into_iter().collect();
        let spec = ResourceQuotaSpec { hard, ..ResourceQuotaSpec::default() };
        Self { metadata: ObjectMeta::named(name, Labels::default()), spec }
    }

    /// Most pods that may exist and are not finished, if it bounds them.
    pub fn pods(&self) -> Option<usize> {
        self.spec.hard.get(PODS).map(|bound| usize::try_from(bound.whole().max(0)).unwrap_or(usize::MAX))
    }
}
