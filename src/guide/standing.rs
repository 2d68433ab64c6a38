//! Where a goal stands, and its tests with the values they were last looked at with.

use crate::kube::time::Millis;

use super::datum::Datum;
use super::goal::Test;

/// Where a goal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It was met then, ms.
    Met(Millis),
    /// It was missed then, ms.
    Missed(Millis),
    /// Something must still come.
    Pending,
    /// It holds so long as nothing comes between.
    Kept,
    /// Only the end decides; whether it would be met now.
    Last(bool),
}

impl Standing {
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Met(_) | Self::Missed(_))
    }

    pub fn opposite(self) -> Self {
        match self {
            Self::Met(at) => Self::Missed(at),
            Self::Missed(at) => Self::Met(at),
            Self::Pending => Self::Kept,
            Self::Kept => Self::Pending,
            Self::Last(holds) => Self::Last(!holds),
        }
    }

    /// What it is where nothing more happens.
    pub fn at_the_end(self, at: Millis) -> Self {
        match self {
            Self::Pending | Self::Last(false) => Self::Missed(at),
            Self::Kept | Self::Last(true) => Self::Met(at),
            settled => settled,
        }
    }
}

/// A test with the values it was last looked at with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Now {
    /// What is asked.
    pub asked: Test,
    /// What the value was; whether it is there, where that is asked; nothing where it cannot be told.
    pub now: Option<Datum>,
    /// What it is compared with, where that is a value too.
    pub with: Option<Datum>,
    /// It held.
    pub holds: bool,
}
