//! What a goal is: conditions, and when they must hold.

use crate::kube::object::{Kind, Name};
use crate::kube::time::Millis;
use crate::kubectl::show::shape;

use super::datum::Datum;
use super::op::Op;
use super::path::Path;
use super::value::Value;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// A condition that must hold at some time.
    Clause(Box<Clause>),
    /// Every one of these.
    All(Vec<Goal>),
    /// One of these at least.
    Any(Vec<Goal>),
    /// Not this.
    Not(Box<Goal>),
}

/// A condition, and when it must hold. Counting, of requests, events and time, begins with the clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Once, throughout, or last.
    pub when: When,
    /// What must hold.
    pub holds: Condition,
    /// Begins when this first holds; at the start where there is none.
    pub from: Option<Condition>,
    /// Ends when this first holds, once it has begun.
    pub until: Option<Condition>,
    /// Must be met within this time of its beginning, ms.
    pub within: Option<Millis>,
    /// Must hold for so long without a break, ms.
    pub lasting: Option<Millis>,
}

/// When a condition must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At some instant.
    Eventually,
    /// At every instant.
    Always,
    /// At the last instant.
    AtTheEnd,
}

impl When {
    /// Each with its key in a file.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Eventually, "eventually"), (Self::Always, "always"), (Self::AtTheEnd, "at the end")];

    /// Its key in a file.
    pub fn key(self) -> &'static str {
        Self::ALL.iter().find(|(when, _)| *when == self).map_or("", |(_, key)| key)
    }
}

/// Something that holds at an instant or does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    Is(Test),
    /// Every one of these.
    All(Vec<Condition>),
    /// One of these at least.
    Any(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
}

/// What is asked of a value or an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// Two values compared. Where one of them cannot be told, such as a field of an object that is not there, it does not
    /// hold, whatever the comparison.
    Compare {
        left: Value,
        /// How they are compared.
        op: Op,
        right: Right,
    },
    /// There is an object or a field, or there is none.
    Exists {
        /// The kind of object.
        kind: Kind,
        name: Name,
        /// The field, if it is about one.
        path: Option<Path>,
        /// It must be there; or it must not.
        exists: bool,
    },
}

/// What something is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Right {
    /// What is written.
    Is(Datum),
    /// What another value is then.
    Value(Value),
}

/// There are objects of this kind; of others only the log tells.
pub(super) fn has_objects(kind: Kind) -> bool {
    shape::of(kind).is_some()
}
