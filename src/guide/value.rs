//! The values that a goal can ask for, and what they can be. Whole numbers only: shares are in thousandths, times in ms.

use crate::kube::object::{Kind, Name};
use crate::kube::selector::LabelSelector;
use crate::kube::time::Millis;

use super::datum::{Datum, Sort};
use super::op::Op;
use super::path::Path;

/// Something that can be asked of a cluster at any instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A field of an object: `deployment/web .spec.replicas`.
    Field {
        /// The kind of object.
        kind: Kind,
        name: Name,
        /// The field.
        path: Path,
        /// What it holds.
        sort: Sort,
    },
    /// What `kubectl rollout status` comes to: `rollout(deployment/web)`.
    Rollout(Name),
    /// How many pods a percentage comes to: `maxSurge(deployment/web)` is 3 of 25% of 10.
    Bound(Bound, Name),
    /// How many objects there are: `count(pods -l app=web where STATUS == Running)`.
    Count(Things),
    /// How often something happened, or when: `count(events …)`, `first(commands …)`.
    Happened(Which, Happened),
    /// `requests.failed`.
    Requests(Requests),
    /// `score.lowestAvailable`.
    Score {
        /// The image before and the one after, for the figures that need them.
        images: Option<(Name, Name)>,
        figure: ScoreFigure,
    },
    /// `time`: since the clause began.
    Time,
}

/// A bound of a rolling update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Rounded up.
    MaxSurge,
    /// Rounded down.
    MaxUnavailable,
}

impl Bound {
    /// Each with its name.
    pub const ALL: [(Self, &'static str); 2] = [(Self::MaxSurge, "maxSurge"), (Self::MaxUnavailable, "maxUnavailable")];

    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(bound, _)| *bound == self).map_or("", |(_, name)| name)
    }
}

/// Objects of a kind that have something in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Things {
    pub kind: Kind,
    /// Their labels; none asks for all.
    pub selector: LabelSelector,
    /// What else holds of each.
    pub filters: Vec<Filter>,
}

/// What holds of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// A field compared.
    Field(Path, Op, Datum, Sort),
    /// The STATUS column of `kubectl get`, of pods and nodes.
    Status(Op, Name),
    /// A field is there, or is not.
    Exists(Path, bool),
}

/// Something in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// An event about objects of a kind, or one of them, with this reason.
    Event {
        kind: Kind,
        /// The object; any where it is not given.
        name: Option<Name>,
        /// The reason, one word.
        reason: Name,
    },
    /// A command was accepted.
    Command {
        /// What it does: one of [`super::terms::VERBS`].
        verb: &'static str,
        /// The kind of object it is about; any where it is not given.
        kind: Option<Kind>,
        /// The object; any where it is not given.
        name: Option<Name>,
    },
}

/// What is asked of something in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// How often.
    Count,
    /// When first, ms since the clause began.
    First,
    /// When last.
    Last,
}

/// A figure of the requests since the clause began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requests {
    pub figure: RequestFigure,
    /// Only those that ended at pods of this image.
    pub of: Option<Name>,
    /// Only those of this user.
    pub by: Option<u32>,
    /// Only the whole seconds within this time up to now, ms.
    pub last: Option<Millis>,
}

/// What is counted of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestFigure {
    Sent,
    Ended,
    /// Answered with 200.
    Answered,
    /// Ended otherwise.
    Failed,
    /// Answered with 500 by a pod.
    Errors,
    /// Answered with 404 by a pod.
    AssetsMissing,
    /// Got no connection.
    Refused,
    /// Cut off.
    Reset,
    /// Given up.
    TimedOut,
    /// Answered by the gateway itself.
    Gateway,
    /// Of all that ended, the part that ended at an image.
    Share,
    /// Of all that ended, the part that failed.
    FailedShare,
}

/// A figure of the scorecard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScoreFigure {
    /// From its beginning to now.
    Duration,
    /// Requests sent.
    Sent,
    /// Those that failed.
    Failed,
    /// Time without a usable endpoint.
    WithoutService,
    /// Fewest available pods.
    LowestAvailable,
    /// Available pods that were missing, times ms.
    MissingPodTime,
    /// Most pods at a time.
    PeakPods,
    /// Pods beyond those wanted, times ms.
    ExtraPodTime,
    /// Users who met the new version.
    MetNew,
    /// Users who met both.
    MetBoth,
    /// Requests that failed at the new version.
    FailedAtNew,
    /// From the first to the last second in which it failed somebody.
    Exposure,
    /// Sessions that were lost.
    SessionsLost,
}

impl Value {
    /// What it can be.
    pub fn sort(&self) -> Sort {
        match self {
            Self::Field { sort, .. } => *sort,
            Self::Rollout(_) => Sort::Word(&super::terms::ROLLOUT),
            Self::Bound(..) | Self::Count(_) | Self::Happened(Which::Count, _) => Sort::Number,
            Self::Happened(..) | Self::Time => Sort::Time,
            Self::Requests(requests) => requests.figure.sort(),
            Self::Score { figure, .. } => figure.sort(),
        }
    }
}

impl RequestFigure {
    /// Each with its name.
    pub const ALL: [(Self, &'static str); 12] = [
        (Self::Sent, "sent"),
        (Self::Ended, "ended"),
        (Self::Answered, "answered"),
        (Self::Failed, "failed"),
        (Self::Errors, "errors"),
        (Self::AssetsMissing, "assetsMissing"),
        (Self::Refused, "refused"),
        (Self::Reset, "reset"),
        (Self::TimedOut, "timedOut"),
        (Self::Gateway, "gateway"),
        (Self::Share, "share"),
        (Self::FailedShare, "failedShare"),
    ];

    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(figure, _)| *figure == self).map_or("", |(_, name)| name)
    }

    /// What it can be.
    pub fn sort(self) -> Sort {
        if matches!(self, Self::Share | Self::FailedShare) { Sort::Share } else { Sort::Number }
    }
}

impl ScoreFigure {
    /// Each with its name.
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::Duration, "duration"),
        (Self::Sent, "sent"),
        (Self::Failed, "failed"),
        (Self::WithoutService, "withoutService"),
        (Self::LowestAvailable, "lowestAvailable"),
        (Self::MissingPodTime, "missingPodTime"),
        (Self::PeakPods, "peakPods"),
        (Self::ExtraPodTime, "extraPodTime"),
        (Self::MetNew, "metNew"),
        (Self::MetBoth, "metBoth"),
        (Self::FailedAtNew, "failedAtNew"),
        (Self::Exposure, "exposure"),
        (Self::SessionsLost, "sessionsLost"),
    ];

    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(figure, _)| *figure == self).map_or("", |(_, name)| name)
    }

    /// What it can be.
    pub fn sort(self) -> Sort {
        match self {
            Self::Duration | Self::WithoutService | Self::MissingPodTime | Self::ExtraPodTime | Self::Exposure => {
                Sort::Time
            }
            _ => Sort::Number,
        }
    }

    /// It cannot be told without knowing which image is new.
    pub fn needs_images(self) -> bool {
        matches!(self, Self::MetNew | Self::MetBoth | Self::FailedAtNew | Self::Exposure)
    }
}
