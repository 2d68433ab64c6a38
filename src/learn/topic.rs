//! What lessons, questions and exercises are about.

use crate::kube::number::words;

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Rolling updates and the ReplicaSets that carry them.
    RollingUpdate,
    /// The arithmetic of the two limits.
    MaxSurgeMaxUnavailable,
    /// Recreate, and changes that two versions do not survive side by side.
    Recreate,
    /// A few pods of the new version beside the old one.
    Canary,
    /// Two complete versions and one switch.
    BlueGreen,
    /// Which strategy fits which change.
    Choosing,
    /// What clients meet: connections, ends of pods.
    Traffic,
    /// Rules by header and by weight.
    Routes,
    /// What a canary's figures are worth, and who decides by them.
    Judgement,
    /// What versions need of a database or of another API.
    Dependencies,
}

words! { Topic {
    "rolling-update" => Self::RollingUpdate,
    "max-surge-max-unavailable" => Self::MaxSurgeMaxUnavailable,
    "recreate" => Self::Recreate,
    "canary" => Self::Canary,
    "blue-green" => Self::BlueGreen,
    "choosing" => Self::Choosing,
    "traffic" => Self::Traffic,
    "routes" => Self::Routes,
    "judgement" => Self::Judgement,
    "dependencies" => Self::Dependencies,
} }

impl Topic {
    /// Every topic, in the order they are taught.
    pub const ALL: [Self; 10] = [
        Self::RollingUpdate,
        Self::MaxSurgeMaxUnavailable,
        Self::Recreate,
        Self::Canary,
        Self::BlueGreen,
        Self::Choosing,
        Self::Traffic,
        Self::Routes,
        Self::Judgement,
        Self::Dependencies,
    ];

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::RollingUpdate => "Rolling update",
            Self::MaxSurgeMaxUnavailable => "maxSurge and maxUnavailable",
            Self::Recreate => "Recreate",
            Self::Canary => "Canary",
            Self::BlueGreen => "Blue/green",
            Self::Choosing => "Choosing a strategy",
            Self::Traffic => "What clients meet",
            Self::Routes => "Routes and weights",
            Self::Judgement => "Judging a canary",
            Self::Dependencies => "Schema and contract",
        }
    }
}
