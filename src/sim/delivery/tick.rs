//! What a tick of a Canary is made of.

use std::rc::Rc;

use crate::kube::canary::Canary;

/// How requests are split.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Routes {
    pub primary: i32,
    pub canary: i32,
    pub mirrored: bool,
}

impl Routes {
    /// Everything to the version in service.
    pub const PRIMARY: Self = Self { primary: 100, canary: 0, mirrored: false };
    /// Everything to the new version.
    pub const CANARY: Self = Self { primary: 0, canary: 100, mirrored: false };
}

/// One tick of a Canary.
pub(super) struct Tick {
    /// As it was read.
    pub canary: Rc<Canary>,
}

/// Why a Deployment is not ready, and whether it will not be by itself.
pub(super) struct NotReady {
    pub words: String,
    pub for_good: bool,
}
