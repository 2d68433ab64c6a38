//! What a controller says whose sync did not end well.

/// A sync did not end well and wants another try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Retry;

impl From<super::api::Conflict> for Retry {
    fn from(_: super::api::Conflict) -> Self {
        Self
    }
}
