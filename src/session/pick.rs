//! Lists of which one item is chosen: each a part of the [`Settings`].

use super::Session;
use super::needs::Coupling;
use super::settings::{Delays, Settings};
use crate::sim::command::Command;

/// One of the lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pick {
    /// How long the parts of the cluster take.
    Delays,
    /// The Service's `sessionAffinity`.
    Affinity,
    /// Where users' sessions are.
    Sessions,
    /// Which schemas a version understands.
    Schema,
    /// Which contracts a version understands.
    Contract,
}

impl Pick {
    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Delays => "Delays",
            Self::Affinity => "sessionAffinity",
            Self::Sessions => "Sessions",
            Self::Schema => "Database schema",
            Self::Contract => "API contract",
        }
    }

    /// Its items, for people.
    pub fn items(self) -> Vec<&'static str> {
        match self {
            Self::Delays => Delays::ALL.map(Delays::label).into(),
            Self::Affinity => vec!["None", "ClientIP"],
            Self::Sessions => vec!["None", "In the pod's memory"],
            Self::Schema | Self::Contract => Coupling::ALL.map(Coupling::label).into(),
        }
    }

    /// Which item is chosen.
    pub fn of(self, settings: &Settings) -> usize {
        match self {
            Self::Delays => settings.delays as usize,
            Self::Affinity => usize::from(settings.affinity),
            Self::Sessions => usize::from(settings.sessions),
            Self::Schema => settings.schema as usize,
            Self::Contract => settings.contract as usize,
        }
    }

    /// Chooses an item; one that is not there changes nothing.
    fn choose(self, item: usize, settings: &mut Settings) {
        match self {
            Self::Delays => set(&mut settings.delays, &Delays::ALL, item),
            Self::Affinity => set(&mut settings.affinity, &[false, true], item),
            Self::Sessions => set(&mut settings.sessions, &[false, true], item),
            Self::Schema => set(&mut settings.schema, &Coupling::ALL, item),
            Self::Contract => set(&mut settings.contract, &Coupling::ALL, item),
        }
    }
}

fn set<T: Copy>(place: &mut T, all: &[T], item: usize) {
    if let Some(chosen) = all.get(item) {
        *place = *chosen;
    }
}

impl Session {
    /// The cluster follows at once where it can, and starts anew where it cannot.
    pub(super) fn pick(&mut self, pick: Pick, item: usize) {
        let mut settings = self.settings.clone();
        pick.choose(item, &mut settings);
        if pick == Pick::Delays {
            return self.anew(settings);
        }
        self.settings = settings;
        match pick {
            Pick::Delays => {}
            Pick::Affinity => self.command(self.settings.patch_service()),
            Pick::Sessions => self.command(Command::SetTraffic(self.settings.clients())),
            Pick::Schema | Pick::Contract => self.set_apps(),
        }
    }
}
