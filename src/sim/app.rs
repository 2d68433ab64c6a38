//! How the pods of an image behave.

use super::time::{Millis, SECOND};

/// The behaviour of one image's container, the same in every pod that runs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct App {
    /// From the container's start to the first passing readiness probe, ms.
    pub ready_after: Millis,
    /// Added to `ready_after` for each further pod of the image created in the same second, ms.
    pub stagger: Millis,
    /// The readiness probe never passes.
    pub never_ready: bool,
    /// This long after it turned ready a pod turns unready for good, ms.
    pub unready_after: Option<Millis>,
    /// Out of 100 requests, how many it answers with 500.
    pub error_percent: u32,
    /// From SIGTERM to the end of the process, during which it serves on, ms; cut off at the pod's grace period.
    pub terminate: Millis,
    /// Time to answer a request, ms.
    pub response: Millis,
}

impl App {
    /// Ready after `ready_after` ms, without fault, gone 3 s after SIGTERM.
    pub const fn fine(ready_after: Millis) -> Self {
        Self {
            ready_after,
            stagger: 0,
            never_ready: false,
            unready_after: None,
            error_percent: 0,
            terminate: 3 * SECOND,
            response: 60,
        }
    }
}

impl Default for App {
    fn default() -> Self {
        Self::fine(5 * SECOND)
    }
}
