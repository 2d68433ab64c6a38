//! Service and EndpointSlice: which pods a name stands for.

use super::endpoints::Endpoints;
use super::object::{Labels, Name, ObjectMeta, Uid};

/// v1 Service of type ClusterIP with one port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Name, labels.
    pub metadata: ObjectMeta,
    /// Which pods it stands for; none where it is empty. Owners and revisions play no part.
    pub selector: Labels,
    /// Pods that are not ready are endpoints like any other.
    pub publish_not_ready_addresses: bool,
    /// `sessionAffinity: ClientIP`: a client stays with its endpoint.
    pub session_affinity: bool,
}

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
