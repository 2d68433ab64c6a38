//! The strategies, and who leads one.

use crate::message::Message;

/// The four ways to replace a version. The first two are Kubernetes' own, the others are playbooks of commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StrategyKind {
    /// A Deployment of type RollingUpdate.
    RollingUpdate,
    /// A Deployment of type Recreate.
    Recreate,
    /// Two Deployments behind one Service, the new one growing.
    Canary,
    /// Two whole Deployments, the Service's selector switched.
    BlueGreen,
}

impl StrategyKind {
    /// In the order they are taught.
    pub const ALL: [Self; 4] = [Self::RollingUpdate, Self::Recreate, Self::Canary, Self::BlueGreen];

    /// For people.
    pub fn label(self) -> Message {
        match self {
            Self::RollingUpdate => message!("strategy-rolling-update"),
            Self::Recreate => message!("strategy-recreate"),
            Self::Canary => message!("strategy-canary"),
            Self::BlueGreen => message!("strategy-blue-green"),
        }
    }

    /// For links.
    pub fn slug(self) -> &'static str {
        match self {
            Self::RollingUpdate => "rolling-update",
            Self::Recreate => "recreate",
            Self::Canary => "canary",
            Self::BlueGreen => "blue-green",
        }
    }

    /// The strategy of a link.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }
}

/// Who takes a canary's or a blue/green's steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Leader {
    /// The learner, one command after the other.
    You,
    /// Argo Rollouts' controller.
    ArgoRollouts,
    /// Flagger's.
    Flagger,
}

impl Leader {
    /// The learner first.
    pub const ALL: [Self; 3] = [Self::You, Self::ArgoRollouts, Self::Flagger];

    /// In links; never changed.
    pub fn key(self) -> &'static str {
        match self {
            Self::You => "you",
            Self::ArgoRollouts => "argo",
            Self::Flagger => "flagger",
        }
    }
}
