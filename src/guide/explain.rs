//! What a goal asks and how it stands, as messages.

use crate::kube::object::Kind;
use crate::kubectl::resource;
use crate::message::{Message, Said};
use crate::sim::traffic;

use super::datum::Datum;
use super::goal::{Clause, Condition, Goal, Right, Test, When};
use super::op::Op;
use super::path::Path;
use super::standing::Now;
use super::value::{Filter, Happened, RequestFigure, Requests, ScoreFigure, Things, Value, Which};
use super::watch::Verdict;
use super::write;

impl From<&Datum> for Said {
    fn from(datum: &Datum) -> Self {
        Self::Text(datum.to_string())
    }
}

impl From<&Path> for Said {
    fn from(path: &Path) -> Self {
        Self::Text(path.to_string())
    }
}

impl Goal {
    /// What it asks.
    pub fn explain(&self) -> Message {
        let explain = |parts: &[Self]| parts.iter().map(Self::explain).collect::<Vec<Message>>();
        match self {
            Self::All(goals) => message!("goal-all", goals = explain(goals)),
            Self::Any(goals) => message!("goal-any", goals = explain(goals)),
            Self::Not(goal) => message!("goal-not", goal = goal.explain()),
            Self::Clause(clause) => clause.explain(),
        }
    }
}

impl Clause {
    fn explain(&self) -> Message {
        let holds = self.holds.explain();
        let when = match self.when {
            When::Eventually => message!("goal-eventually", holds),
            When::Always => message!("goal-always", holds),
            When::AtTheEnd => message!("goal-at-the-end", holds),
        };
        let window = [
            self.lasting.map(|time| message!("goal-for", time = &Datum::Time(time))),
            self.from.as_ref().map(|from| message!("goal-from", condition = from.explain())),
            self.until.as_ref().map(|until| message!("goal-until", condition = until.explain())),
            self.within.map(|time| message!("goal-within", time = &Datum::Time(time))),
        ];
        let parts: Vec<Message> = [Some(when)].into_iter().chain(window).flatten().collect();
        message!("goal-clause", parts)
    }
}

impl Condition {
    /// What it asks.
    pub fn explain(&self) -> Message {
        let explain = |parts: &[Self]| parts.iter().map(Self::explain).collect::<Vec<Message>>();
        match self {
            Self::Is(test) => test.explain(),
            Self::All(conditions) => message!("goal-conditions-all", conditions = explain(conditions)),
            Self::Any(conditions) => message!("goal-conditions-any", conditions = explain(conditions)),
            Self::Not(condition) => message!("goal-condition-not", condition = condition.explain()),
        }
    }
}

impl Test {
    /// What it asks.
    pub fn explain(&self) -> Message {
        match self {
            Self::Compare { left, op, right } => {
                let right = match right {
                    Right::Is(datum) => Said::from(datum),
                    Right::Value(value) => Said::from(value.explain()),
                };
                op.explain(Said::from(left.explain()), right)
            }
            Self::Exists { kind, name, path, exists } => {
                let object = object(*kind, name);
                let what = match path {
                    Some(path) => message!("goal-field", path, object),
                    None => object,
                };
                existence(Said::from(what), *exists)
            }
        }
    }
}

impl Op {
    fn explain(self, left: Said, right: Said) -> Message {
        match self {
            Self::Is => message!("goal-is", left, right),
            Self::IsNot => message!("goal-is-not", left, right),
            Self::Less => message!("goal-less", left, right),
            Self::AtMost => message!("goal-at-most", left, right),
            Self::More => message!("goal-more", left, right),
            Self::AtLeast => message!("goal-at-least", left, right),
        }
    }
}

fn existence(what: Said, exists: bool) -> Message {
    if exists { message!("goal-exists", what) } else { message!("goal-exists-not", what) }
}

fn object(kind: Kind, name: &str) -> Message {
    message!("goal-object", kind = kind.as_str(), name)
}

impl Value {
    /// What it is.
    pub fn explain(&self) -> Message {
        match self {
            Self::Field { kind, name, path, .. } => message!("goal-field", path, object = object(*kind, name)),
            Self::Rollout(name) => message!("goal-rollout", name),
            Self::Bound(bound, name) => message!("goal-bound", bound = bound.name(), name),
            Self::Count(things) => message!("goal-count", objects = things.explain()),
            Self::Happened(which, happened) => {
                let what = happened.explain();
                match which {
                    Which::Count => message!("goal-times", what),
                    Which::First => message!("goal-first", what),
                    Which::Last => message!("goal-last", what),
                }
            }
            Self::Requests(requests) => requests.explain(),
            Self::Score { images, figure } => {
                let figure = figure.explain();
                match images {
                    Some((old, new)) => message!("goal-score-of", figure, old, new),
                    None => figure,
                }
            }
            Self::Time => message!("goal-time"),
        }
    }
}

impl Things {
    fn explain(&self) -> Message {
        let kind = resource::of(self.kind).plural();
        let objects = if self.selector.is_empty() {
            Said::from(kind)
        } else {
            Said::from(message!("goal-labelled", kind, selector = write::selector(&self.selector)))
        };
        if self.filters.is_empty() {
            return message!("goal-objects", objects);
        }
        let filters = self.filters.iter().map(|filter| match filter {
            Filter::Field(path, op, datum, _) => op.explain(Said::from(path), Said::from(datum)),
            Filter::Status(op, word) => op.explain(Said::from("STATUS"), Said::from(word)),
            Filter::Exists(path, exists) => existence(Said::from(path), *exists),
        });
        message!("goal-filtered", objects, filters = filters.collect::<Vec<Message>>())
    }
}

impl Happened {
    fn explain(&self) -> Message {
        let about = |kind: Kind, name: Option<&str>| match name {
            Some(name) => object(kind, name),
            None => message!("goal-any-object", kind = resource::of(kind).plural()),
        };
        match self {
            Self::Event { kind, name, reason } => {
                message!("goal-event", reason, object = about(*kind, name.as_deref()))
            }
            Self::Command { verb, kind: None, .. } => message!("goal-command", verb = *verb),
            Self::Command { verb, kind: Some(kind), name } => {
                message!("goal-command-for", verb = *verb, object = about(*kind, name.as_deref()))
            }
        }
    }
}

impl Requests {
    fn explain(&self) -> Message {
        let parts = [
            Some(self.figure.explain()),
            self.of.as_ref().map(|image| message!("goal-requests-of", image)),
            self.by.map(|user| message!("goal-requests-by", user = traffic::name(user))),
            self.last.map(|last| message!("goal-requests-in-the-last", time = &Datum::Time(last))),
        ];
        let parts: Vec<Message> = parts.into_iter().flatten().collect();
        message!("goal-requests", parts)
    }
}

impl RequestFigure {
    fn explain(self) -> Message {
        match self {
            Self::Sent => message!("goal-requests-sent"),
            Self::Ended => message!("goal-requests-ended"),
            Self::Answered => message!("goal-requests-answered"),
            Self::Failed => message!("goal-requests-failed"),
            Self::Errors => message!("goal-requests-errors"),
            Self::AssetsMissing => message!("goal-requests-assets-missing"),
            Self::Refused => message!("goal-requests-refused"),
            Self::Reset => message!("goal-requests-reset"),
            Self::TimedOut => message!("goal-requests-timed-out"),
            Self::Gateway => message!("goal-requests-gateway"),
            Self::Share => message!("goal-requests-share"),
            Self::FailedShare => message!("goal-requests-failed-share"),
        }
    }
}

impl ScoreFigure {
    fn explain(self) -> Message {
        match self {
            Self::Duration => message!("goal-score-duration"),
            Self::Sent => message!("goal-score-sent"),
            Self::Failed => message!("goal-score-failed"),
            Self::WithoutService => message!("goal-score-without-service"),
            Self::LowestAvailable => message!("goal-score-lowest-available"),
            Self::MissingPodTime => message!("goal-score-missing-pod-time"),
            Self::PeakPods => message!("goal-score-peak-pods"),
            Self::ExtraPodTime => message!("goal-score-extra-pod-time"),
            Self::MetNew => message!("goal-score-met-new"),
            Self::MetBoth => message!("goal-score-met-both"),
            Self::FailedAtNew => message!("goal-score-failed-at-new"),
            Self::Exposure => message!("goal-score-exposure"),
            Self::SessionsLost => message!("goal-score-sessions-lost"),
        }
    }
}

impl Now {
    /// A test, and its values.
    pub fn explain(&self) -> Message {
        let test = self.asked.explain();
        match (&self.now, &self.with) {
            _ if self.holds => message!("goal-now-holds", test),
            (Some(now), Some(with)) => message!("goal-now-both", test, now, with),
            (Some(now), None) => message!("goal-now", test, now),
            (None, _) => message!("goal-now-unknown", test),
        }
    }
}

impl Verdict {
    /// How a goal stands.
    pub fn explain(&self) -> Message {
        let explain = |tests: &[Now]| tests.iter().map(Now::explain).collect::<Vec<Message>>();
        match self {
            Self::Met { at } => message!("goal-met", time = &Datum::Time(*at)),
            Self::NotYet(open) => message!("goal-not-yet", tests = explain(open)),
            Self::Missed { at, then } => {
                message!("goal-missed", time = &Datum::Time(*at), tests = explain(then))
            }
        }
    }
}
