//! What a goal asks and how it stands, as data: messages with their values. Not the words, which are in
//! [`super::words`].

use crate::kube::object::Kind;
use crate::kubectl::resource;
use crate::sim::traffic;

use super::goal::{Clause, Condition, Goal, Op, Right, Test, When};
use super::value::{Datum, Filter, Happened, RequestFigure, Requests, ScoreFigure, Things, Value, Which};
use super::watch::{Now, Verdict};
use super::write;

/// A sentence, or a part of one, before it is worded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Which.
    pub id: Id,
    /// What stands in its places.
    pub values: Vec<Said>,
}

/// What stands in a place of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A name or a value, as it is in every language.
    Text(String),
    /// A part.
    Part(Message),
    /// Several parts, joined as the message joins them.
    Parts(Vec<Message>),
}

/// Every message there is, with what stands in its places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Id {
    /// Goals.
    AllGoals,
    /// Goals.
    AnyGoal,
    /// A goal.
    NotGoal,
    /// A condition, parts of its window.
    Clause(When),
    /// A condition.
    From,
    /// A condition.
    Until,
    /// A time.
    Within,
    /// A time.
    Lasting,
    /// Conditions.
    AllConditions,
    /// Conditions.
    AnyCondition,
    /// A condition.
    NotCondition,
    /// A value, what it is compared with.
    Compared(Op),
    /// An object or a field; whether it is there.
    There(bool),
    /// A kind, a name.
    Object,
    /// A path, an object.
    Field,
    /// A name.
    Rollout,
    /// Objects.
    Count,
    /// A kind in the plural.
    Objects,
    /// A kind in the plural, a selector.
    Labelled,
    /// Objects, filters.
    Filtered,
    /// A field, what it is compared with.
    FilterCompared(Op),
    /// A field; whether it is there.
    FilterThere(bool),
    /// Something in the log.
    Happened(Which),
    /// A reason, what it is about.
    Event,
    /// A command, what it is about.
    Command,
    /// A command.
    AnyCommand,
    /// A kind in the plural.
    AnyOf,
    /// Which are counted.
    Requests(RequestFigure),
    /// An image.
    OfImage,
    /// A user.
    ByUser,
    /// A time.
    InTheLast,
    /// Nothing.
    Score(ScoreFigure),
    /// An image, an image.
    ScoreOf,
    /// Nothing.
    Time,
    /// A time.
    Met,
    /// Tests with their values.
    NotYet,
    /// A time, tests with their values.
    Missed,
    /// A test, a value.
    Now,
    /// A test, two values.
    NowBoth,
    /// A test.
    NowUnknown,
    /// A test.
    NowHolds,
}

fn message(id: Id, values: Vec<Said>) -> Message {
    Message { id, values }
}

fn text(value: impl ToString) -> Said {
    Said::Text(value.to_string())
}

impl Goal {
    /// What it asks.
    pub fn explain(&self) -> Message {
        let parts = |parts: &[Self]| vec![Said::Parts(parts.iter().map(Self::explain).collect())];
        match self {
            Self::All(goals) => message(Id::AllGoals, parts(goals)),
            Self::Any(goals) => message(Id::AnyGoal, parts(goals)),
            Self::Not(goal) => message(Id::NotGoal, vec![Said::Part(goal.explain())]),
            Self::Clause(clause) => clause.explain(),
        }
    }
}

impl Clause {
    fn explain(&self) -> Message {
        let condition = |id: Id, condition: &Option<Condition>| {
            condition.as_ref().map(|condition| message(id, vec![Said::Part(condition.explain())]))
        };
        let time = |id: Id, time: Option<u64>| time.map(|time| message(id, vec![text(Datum::Time(time))]));
        let window = [
            time(Id::Lasting, self.lasting),
            condition(Id::From, &self.from),
            condition(Id::Until, &self.until),
            time(Id::Within, self.within),
        ];
        let window = window.into_iter().flatten().collect();
        message(Id::Clause(self.when), vec![Said::Part(self.holds.explain()), Said::Parts(window)])
    }
}

impl Condition {
    /// What it asks.
    pub fn explain(&self) -> Message {
        let parts = |parts: &[Self]| vec![Said::Parts(parts.iter().map(Self::explain).collect())];
        match self {
            Self::Is(test) => test.explain(),
            Self::All(conditions) => message(Id::AllConditions, parts(conditions)),
            Self::Any(conditions) => message(Id::AnyCondition, parts(conditions)),
            Self::Not(condition) => message(Id::NotCondition, vec![Said::Part(condition.explain())]),
        }
    }
}

impl Test {
    /// What it asks.
    pub fn explain(&self) -> Message {
        match self {
            Self::Compare { left, op, right } => {
                let right = match right {
                    Right::Is(datum) => text(datum),
                    Right::Value(value) => Said::Part(value.explain()),
                };
                message(Id::Compared(*op), vec![Said::Part(left.explain()), right])
            }
            Self::Exists { kind, name, path, exists } => {
                let object = object(*kind, name);
                let what = match path {
                    Some(path) => message(Id::Field, vec![text(path), Said::Part(object)]),
                    None => object,
                };
                message(Id::There(*exists), vec![Said::Part(what)])
            }
        }
    }
}

fn object(kind: Kind, name: &str) -> Message {
    message(Id::Object, vec![text(kind.as_str()), text(name)])
}

impl Value {
    /// What it is.
    pub fn explain(&self) -> Message {
        match self {
            Self::Field { kind, name, path, .. } => {
                message(Id::Field, vec![text(path), Said::Part(object(*kind, name))])
            }
            Self::Rollout(name) => message(Id::Rollout, vec![text(name)]),
            Self::Count(things) => message(Id::Count, vec![Said::Part(things.explain())]),
            Self::Happened(which, happened) => message(Id::Happened(*which), vec![Said::Part(happened.explain())]),
            Self::Requests(requests) => requests.explain(),
            Self::Score { images, figure } => {
                let images = images.iter().map(|(old, new)| message(Id::ScoreOf, vec![text(old), text(new)]));
                message(Id::Score(*figure), vec![Said::Parts(images.collect())])
            }
            Self::Time => message(Id::Time, Vec::new()),
        }
    }
}

impl Things {
    fn explain(&self) -> Message {
        let kind = text(resource::of(self.kind).plural());
        let objects = if self.selector.is_empty() {
            message(Id::Objects, vec![kind])
        } else {
            message(Id::Labelled, vec![kind, text(write::selector(&self.selector))])
        };
        if self.filters.is_empty() {
            return objects;
        }
        let filters = self.filters.iter().map(|filter| match filter {
            Filter::Field(path, op, datum, _) => message(Id::FilterCompared(*op), vec![text(path), text(datum)]),
            Filter::Status(op, word) => message(Id::FilterCompared(*op), vec![text("STATUS"), text(word)]),
            Filter::Exists(path, exists) => message(Id::FilterThere(*exists), vec![text(path)]),
        });
        message(Id::Filtered, vec![Said::Part(objects), Said::Parts(filters.collect())])
    }
}

impl Happened {
    fn explain(&self) -> Message {
        let about = |kind: Option<Kind>, name: Option<&str>| -> Vec<Message> {
            let one = match (kind, name) {
                (Some(kind), Some(name)) => Some(object(kind, name)),
                (Some(kind), None) => Some(message(Id::AnyOf, vec![text(resource::of(kind).plural())])),
                (None, _) => None,
            };
            one.into_iter().collect()
        };
        match self {
            Self::Event { kind, name, reason } => {
                message(Id::Event, vec![text(reason), Said::Parts(about(Some(*kind), name.as_deref()))])
            }
            Self::Command { verb, kind: None, .. } => message(Id::AnyCommand, vec![text(verb)]),
            Self::Command { verb, kind, name } => {
                message(Id::Command, vec![text(verb), Said::Parts(about(*kind, name.as_deref()))])
            }
        }
    }
}

impl Requests {
    fn explain(&self) -> Message {
        let which = [
            self.of.as_ref().map(|image| message(Id::OfImage, vec![text(image)])),
            self.by.map(|user| message(Id::ByUser, vec![text(traffic::name(user))])),
            self.last.map(|last| message(Id::InTheLast, vec![text(Datum::Time(last))])),
        ];
        message(Id::Requests(self.figure), vec![Said::Parts(which.into_iter().flatten().collect())])
    }
}

impl Now {
    /// A test, and its values.
    pub fn explain(&self) -> Message {
        let asked = || Said::Part(self.asked.explain());
        match (&self.now, &self.with) {
            _ if self.holds => message(Id::NowHolds, vec![asked()]),
            (Some(now), Some(with)) => message(Id::NowBoth, vec![asked(), text(now), text(with)]),
            (Some(now), None) => message(Id::Now, vec![asked(), text(now)]),
            (None, _) => message(Id::NowUnknown, vec![asked()]),
        }
    }
}

impl Verdict {
    /// How a goal stands.
    pub fn explain(&self) -> Message {
        let tests = |tests: &[Now]| Said::Parts(tests.iter().map(Now::explain).collect());
        match self {
            Self::Met { at } => message(Id::Met, vec![text(Datum::Time(*at))]),
            Self::NotYet(open) => message(Id::NotYet, vec![tests(open)]),
            Self::Missed { at, then } => message(Id::Missed, vec![text(Datum::Time(*at)), tests(then)]),
        }
    }
}
