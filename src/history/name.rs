//! What a run is called: what a person wrote, or what the run is, which each language says for itself.

use crate::kube::time::Millis;
use crate::message::Said;
use crate::scenario::StrategyKind;

use super::limits::{INSTANT_MAX, NAME_MAX};
use super::words::{escape, unescape};

/// A run's name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RunName {
    /// Nobody gave it one: the so-manieth run of its strategy.
    Run(u32),
    /// Nobody gave it one: this branch, which left that one at an instant, ms of the clock.
    Branch(u32, u32, Millis),
    /// What a person called it.
    Given(String),
}

/// Before what is no text of a person's: [`escape`] leaves no such sign.
const OURS: char = '~';

impl RunName {
    /// A person's text.
    pub fn given(text: &str) -> Self {
        Self::Given(text.chars().take(NAME_MAX).collect())
    }

    /// For people, of a run of a strategy.
    pub fn title(&self, strategy: StrategyKind) -> Said {
        match self {
            Self::Run(number) => message!("run-name", strategy = strategy.label(), number = *number).into(),
            Self::Branch(number, from, at) => {
                let seconds = format!("{}.{}", at / 1_000, at % 1_000 / 100);
                message!("run-name-of-a-branch", number = *number, from = *from, seconds).into()
            }
            Self::Given(text) => text.into(),
        }
    }

    /// The so-manieth that there is, where nobody gave it a name.
    pub(super) fn number(&self) -> Option<u32> {
        match self {
            Self::Run(number) | Self::Branch(number, ..) => Some(*number),
            Self::Given(_) => None,
        }
    }

    /// In files and in the browser's memory: `~3`, `~3.1.8000`, or the text.
    pub(super) fn write(&self) -> String {
        match self {
            Self::Run(number) => format!("{OURS}{number}"),
            Self::Branch(number, from, at) => format!("{OURS}{number}.{from}.{at}"),
            Self::Given(text) => escape(text),
        }
    }

    /// Reads it again.
    pub(super) fn read(text: &str) -> Option<Self> {
        let Some(ours) = text.strip_prefix(OURS) else { return Some(Self::given(&unescape(text)?)) };
        let parts: Vec<&str> = ours.split('.').collect();
        match parts[..] {
            [number] => Some(Self::Run(number.parse().ok()?)),
            [number, from, at] => {
                let at = at.parse().ok().filter(|at| *at <= INSTANT_MAX)?;
                Some(Self::Branch(number.parse().ok()?, from.parse().ok()?, at))
            }
            _ => None,
        }
    }
}
