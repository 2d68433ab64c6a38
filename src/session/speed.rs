//! How fast time runs.

use crate::message::Said;

/// How many virtual milliseconds pass in one of the wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Speed {
    Tenth,
    Quarter,
    Half,
    /// Real time.
    One,
    /// Twice.
    Two,
    /// Four times.
    Four,
    /// Eight times.
    Eight,
    /// Sixteen times.
    Sixteen,
    /// Sixty-four times.
    SixtyFour,
    /// Event after event, one every half second, however long it takes to the next.
    Events,
}

impl Speed {
    /// Slowest first.
    pub const ALL: [Self; 10] = [
        Self::Tenth,
        Self::Quarter,
        Self::Half,
        Self::One,
        Self::Two,
        Self::Four,
        Self::Eight,
        Self::Sixteen,
        Self::SixtyFour,
        Self::Events,
    ];

    /// For people.
    pub fn label(self) -> Said {
        let times = match self {
            Self::Tenth => "×0.1",
            Self::Quarter => "×0.25",
            Self::Half => "×0.5",
            Self::One => "×1",
            Self::Two => "×2",
            Self::Four => "×4",
            Self::Eight => "×8",
            Self::Sixteen => "×16",
            Self::SixtyFour => "×64",
            Self::Events => return message!("speed-events").into(),
        };
        times.into()
    }

    /// In thousandths: 1,000 is real time. From event to event it says how fast dots go.
    pub fn thousandths(self) -> u64 {
        match self {
            Self::Tenth => 100,
            Self::Quarter => 250,
            Self::Half => 500,
            Self::One | Self::Events => 1_000,
            Self::Two => 2_000,
            Self::Four => 4_000,
            Self::Eight => 8_000,
            Self::Sixteen => 16_000,
            Self::SixtyFour => 64_000,
        }
    }
}
