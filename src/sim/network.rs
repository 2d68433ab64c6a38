//! EndpointSlice: the pods that a Service stands for.

use super::endpoints::Endpoints;
use crate::kube::object::{Name, ObjectMeta, Uid};

/// One pod in an EndpointSlice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The pod.
    pub pod: Uid,
    /// Its image, so that a share can be counted without the pod.
    pub image: Name,
    /// Serving and not terminating.
    pub ready: bool,
    /// The pod's Ready condition.
    pub serving: bool,
    /// The pod is being deleted.
    pub terminating: bool,
}

/// discovery/v1 EndpointSlice. One for each Service; upstream's split at 100 endpoints is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointSlice {
    /// Named like its Service, which owns it.
    pub metadata: ObjectMeta,
    /// In order of the pods' creation.
    pub endpoints: Endpoints,
}
