//! Behaviours of the next version that one would try first.

use crate::message::Message;

use super::control::Control;

/// A behaviour to begin with: some fields of the next version's image, all others without fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Preset {
    /// Without fault.
    Fine,
    /// Answers nothing for 30 s.
    SlowToStart,
    /// Its readiness probe never passes.
    NeverReady,
    /// Answers a fifth of its requests with 500.
    Errors,
    /// Exits after 10 s, again and again.
    Crashes,
    /// No registry has its image.
    ImageMissing,
}

impl Preset {
    /// In the order they are offered.
    pub const ALL: [Self; 6] =
        [Self::Fine, Self::SlowToStart, Self::NeverReady, Self::Errors, Self::Crashes, Self::ImageMissing];

    /// For people.
    pub fn label(self) -> Message {
        match self {
            Self::Fine => message!("preset-fine"),
            Self::SlowToStart => message!("preset-slow-to-start"),
            Self::NeverReady => message!("preset-never-ready"),
            Self::Errors => message!("preset-errors"),
            Self::Crashes => message!("preset-crashes"),
            Self::ImageMissing => message!("preset-image-missing"),
        }
    }

    /// What stands otherwise than at first.
    pub fn values(self) -> Option<(Control, &'static str)> {
        match self {
            Self::Fine => None,
            Self::SlowToStart => Some((Control::StartUp, "30")),
            Self::NeverReady => Some((Control::NeverReady, "true")),
            Self::Errors => Some((Control::ErrorPercent, "20")),
            Self::Crashes => Some((Control::CrashAfter, "10")),
            Self::ImageMissing => Some((Control::ImageMissing, "true")),
        }
    }
}
