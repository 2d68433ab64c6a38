//! What a run begins with, one by one, by the names links have for it: a control, the strategy, the seed.

use super::{Control, STRATEGY, Scenario, StrategyKind};
use crate::message::Said;

/// The seed's name.
pub const SEED_KEY: &str = "seed";

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    Control(Control),
    Strategy,
    Seed,
}

impl Setting {
    pub fn of(key: &str) -> Option<Self> {
        match key {
            STRATEGY => Some(Self::Strategy),
            SEED_KEY => Some(Self::Seed),
            _ => Control::of(key).map(Self::Control),
        }
    }

    /// For people.
    pub fn label(self) -> Said {
        match self {
            Self::Control(control) => control.label(),
            Self::Strategy => message!("page-strategy").into(),
            Self::Seed => message!("grade-seed").into(),
        }
    }

    /// What one of its values is called.
    pub fn option(self, value: &str) -> Said {
        match (self, StrategyKind::from_slug(value)) {
            (Self::Control(control), _) => control.option(value),
            (Self::Strategy, Some(strategy)) => strategy.label().into(),
            (Self::Strategy | Self::Seed, _) => value.into(),
        }
    }

    /// Its value where a run that nobody changed begins.
    pub fn first(self) -> String {
        match self {
            Self::Control(control) => control.first().into(),
            Self::Strategy => Scenario::default().strategy().slug().into(),
            Self::Seed => Scenario::default().seed.to_string(),
        }
    }
}
