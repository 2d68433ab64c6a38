//! Comparisons, and when they hold.

use super::datum::Datum;

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
