//! The text boxes: which there are, and their names.

use super::behaviour::Trait;
use super::knob::Knob;

/// The text boxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// `spec.replicas`.
    Replicas,
    /// `spec.strategy.rollingUpdate.maxSurge`.
    MaxSurge,
    /// `spec.strategy.rollingUpdate.maxUnavailable`.
    MaxUnavailable,
    /// Seconds until a started pod is ready.
    ReadyAfter,
    /// New connections per second.
    RequestsPerSecond,
    /// Nodes of the cluster.
    Nodes,
    /// `spec.minReadySeconds`.
    MinReadySeconds,
    /// `spec.progressDeadlineSeconds`.
    ProgressDeadlineSeconds,
    /// The steps of a canary, as [`crate::rollouts::step::parse`] reads them.
    Steps,
    /// Whose requests go to the new version whatever the weight: see [`super::HeaderRule`].
    Header,
    /// An analysis' success condition, e.g. `result >= 0.95`.
    SuccessCondition,
    /// Not a setting: a manifest to apply; see [`crate::documents::read`].
    Manifest,
    /// A number of the simulation.
    Knob(Knob),
    /// A number of the next version's behaviour.
    Trait(Trait),
}

impl Field {
    /// For people; those in camel case are the API's names.
    pub fn label(self) -> &'static str {
        match self {
            Self::Replicas => "Replicas",
            Self::MaxSurge => "maxSurge",
            Self::MaxUnavailable => "maxUnavailable",
            Self::ReadyAfter => "Ready after (s)",
            Self::RequestsPerSecond => "Requests per second",
            Self::Nodes => "Nodes",
            Self::MinReadySeconds => "minReadySeconds",
            Self::ProgressDeadlineSeconds => "progressDeadlineSeconds",
            Self::Steps => "Steps",
            Self::Header => "Header rule",
            Self::SuccessCondition => "successCondition",
            Self::Manifest => "Manifest",
            Self::Knob(knob) => knob.label(),
            Self::Trait(which) => which.label(),
        }
    }

    /// In links; never changed.
    pub fn key(self) -> &'static str {
        match self {
            Self::Replicas => "replicas",
            Self::MaxSurge => "maxSurge",
            Self::MaxUnavailable => "maxUnavailable",
            Self::ReadyAfter => "ready-after",
            Self::RequestsPerSecond => "requests-per-second",
            Self::Nodes => "nodes",
            Self::MinReadySeconds => "minReadySeconds",
            Self::ProgressDeadlineSeconds => "progressDeadlineSeconds",
            Self::Steps => "steps",
            Self::Header => "header",
            Self::SuccessCondition => "successCondition",
            Self::Manifest => "manifest",
            Self::Knob(knob) => knob.key(),
            Self::Trait(which) => which.key(),
        }
    }

    /// Every box there is.
    pub fn all() -> impl Iterator<Item = Self> {
        let plain = [
            Self::Replicas,
            Self::MaxSurge,
            Self::MaxUnavailable,
            Self::ReadyAfter,
            Self::RequestsPerSecond,
            Self::Nodes,
            Self::MinReadySeconds,
            Self::ProgressDeadlineSeconds,
            Self::Steps,
            Self::Header,
            Self::SuccessCondition,
            Self::Manifest,
        ];
        plain.into_iter().chain(Knob::ALL.map(Self::Knob)).chain(Trait::ALL.map(Self::Trait))
    }
}
