//! An endpoint of an EndpointSlice.

use crate::kube::object::{Name, Uid};

/// One pod in an EndpointSlice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
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
