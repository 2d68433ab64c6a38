//! What a goal is: conditions, and when they must hold.

use crate::kube::object::{Kind, Name};
use crate::kube::time::Millis;
use crate::kubectl::show::shape;

use super::path::Path;
use super::value::{Datum, Value};

/// A goal.
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
    /// A test.
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
        /// The first.
        left: Value,
        /// How they are compared.
        op: Op,
        /// The second.
        right: Right,
    },
    /// There is an object or a field, or there is none.
    Exists {
        /// The kind of object.
        kind: Kind,
        /// Its name.
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

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// They are the same.
    Is,
    /// They are not.
    IsNot,
    /// The first is less.
    Less,
    /// It is not more.
    AtMost,
    /// It is more.
    More,
    /// It is not less.
    AtLeast,
}

impl Op {
    /// Each with its sign.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Is, "=="),
        (Self::IsNot, "!="),
        (Self::AtMost, "<="),
        (Self::AtLeast, ">="),
        (Self::Less, "<"),
        (Self::More, ">"),
    ];

    /// Its sign.
    pub fn sign(self) -> &'static str {
        Self::ALL.iter().find(|(op, _)| *op == self).map_or("", |(_, sign)| sign)
    }

    /// It asks for an order, which words do not have.
    pub fn is_of_order(self) -> bool {
        !matches!(self, Self::Is | Self::IsNot)
    }

    /// Whether it holds between two values; between two of different sorts only `!=` does.
    pub fn holds(self, left: &Datum, right: &Datum) -> bool {
        use std::cmp::Ordering::{Equal, Greater, Less};
        let order = match left.order(right) {
            Some(order) => order,
            None => return if self.is_of_order() { false } else { (left == right) == (self == Self::Is) },
        };
        match self {
            Self::Is => order == Equal,
            Self::IsNot => order != Equal,
            Self::Less => order == Less,
            Self::AtMost => order != Greater,
            Self::More => order == Greater,
            Self::AtLeast => order != Less,
        }
    }
}

/// There are objects of this kind; of others only the log tells.
pub(super) fn has_objects(kind: Kind) -> bool {
    shape::of(kind).is_some()
}
