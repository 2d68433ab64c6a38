//! What a learner can set.

use crate::sim::app::App;
use crate::sim::quantity::IntOrString;
use crate::sim::time::{Millis, SECOND};

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
    pub fn label(self) -> &'static str {
        match self {
            Self::RollingUpdate => "Rolling update",
            Self::Recreate => "Recreate",
            Self::Canary => "Canary",
            Self::BlueGreen => "Blue/green",
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

/// How the next version behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BehaviourKind {
    /// Without fault.
    Fine,
    /// Needs 30 s more until it is ready.
    SlowToStart,
    /// Its readiness probe never passes.
    NeverReady,
    /// Answers a part of its requests with 500.
    Errors,
}

/// What [`BehaviourKind::SlowToStart`] adds, ms.
const SLOW_START: Millis = 30 * SECOND;

impl BehaviourKind {
    /// In the order they are offered.
    pub const ALL: [Self; 4] = [Self::Fine, Self::SlowToStart, Self::NeverReady, Self::Errors];

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Fine => "Fine",
            Self::SlowToStart => "Slow to start",
            Self::NeverReady => "Never ready",
            Self::Errors => "Answers with errors",
        }
    }

    /// The simulator's terms for it.
    pub(super) fn app(self, ready_after_s: u32, error_percent: u32) -> App {
        let fine = App::fine(Millis::from(ready_after_s) * SECOND);
        match self {
            Self::Fine => fine,
            Self::SlowToStart => App { ready_after: fine.ready_after + SLOW_START, ..fine },
            Self::NeverReady => App { never_ready: true, ..fine },
            Self::Errors => App { error_percent, ..fine },
        }
    }
}

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
    /// Percent of its requests the next version answers with 500.
    ErrorPercent,
}

impl Field {
    /// In the order they are shown.
    pub const ALL: [Self; 6] = [
        Self::Replicas,
        Self::MaxSurge,
        Self::MaxUnavailable,
        Self::ReadyAfter,
        Self::RequestsPerSecond,
        Self::ErrorPercent,
    ];

    /// For people; the first three are the API's names.
    pub fn label(self) -> &'static str {
        match self {
            Self::Replicas => "Replicas",
            Self::MaxSurge => "maxSurge",
            Self::MaxUnavailable => "maxUnavailable",
            Self::ReadyAfter => "Ready after (s)",
            Self::RequestsPerSecond => "Requests per second",
            Self::ErrorPercent => "Error rate (%)",
        }
    }
}

/// What a run is made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How versions are replaced.
    pub strategy: StrategyKind,
    /// Pods wanted of a version.
    pub replicas: i32,
    /// maxSurge of each Deployment.
    pub max_surge: IntOrString,
    /// maxUnavailable of each Deployment.
    pub max_unavailable: IntOrString,
    /// Seconds from a pod's start to ready.
    pub ready_after_s: u32,
    /// New connections per second.
    pub requests_per_second: u32,
    /// How the next version behaves.
    pub behaviour: BehaviourKind,
    /// Percent of errors, if it is [`BehaviourKind::Errors`].
    pub error_percent: u32,
    /// Seed of every random draw.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            strategy: StrategyKind::RollingUpdate,
            replicas: 4,
            max_surge: IntOrString::percent(25),
            max_unavailable: IntOrString::percent(25),
            ready_after_s: 5,
            requests_per_second: 10,
            behaviour: BehaviourKind::Fine,
            error_percent: 20,
            seed: 7,
        }
    }
}

/// How many virtual milliseconds pass in one of the wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Speed {
    /// A quarter.
    Quarter,
    /// Half.
    Half,
    /// Real time.
    One,
    /// Twice.
    Two,
    /// Four times.
    Four,
    /// Eight times.
    Eight,
}

impl Speed {
    /// Slowest first.
    pub const ALL: [Self; 6] = [Self::Quarter, Self::Half, Self::One, Self::Two, Self::Four, Self::Eight];

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Quarter => "×0.25",
            Self::Half => "×0.5",
            Self::One => "×1",
            Self::Two => "×2",
            Self::Four => "×4",
            Self::Eight => "×8",
        }
    }

    /// In quarters: 4 is real time.
    pub fn quarters(self) -> u64 {
        match self {
            Self::Quarter => 1,
            Self::Half => 2,
            Self::One => 4,
            Self::Two => 8,
            Self::Four => 16,
            Self::Eight => 32,
        }
    }
}
