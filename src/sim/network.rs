//! EndpointSlice: the pods that a Service stands for.

use super::endpoints::Endpoints;
use crate::kube::object::ObjectMeta;

/// discovery/v1 EndpointSlice. One for each Service; upstream's split at 100 endpoints is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointSlice {
    /// Named like its Service, which owns it.
    pub metadata: ObjectMeta,
    /// In order of the pods' creation.
    pub endpoints: Endpoints,
}
