//! Lists of which one item is chosen: each a part of the [`Settings`].

use super::Session;
use super::needs::Coupling;
use super::settings::{Delays, Leader, Settings};
use crate::sim::command::Command;
use crate::world::Entry;
use crate::world::Split;

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
    /// The way into the cluster.
    Entry,
    /// How a gateway splits by weight.
    Split,
    /// Who takes the steps.
    Leader,
    /// When Argo Rollouts measures a canary.
    Background,
    /// When Argo Rollouts measures a blue/green.
    PromotionAnalyses,
    /// Who promotes Argo Rollouts' blue/green.
    Promotion,
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
            Self::Entry => "Way in",
            Self::Split => "Split by weight",
            Self::Leader => "Led by",
            Self::Background => "Analysis",
            Self::PromotionAnalyses => "Analyses",
            Self::Promotion => "Promotion",
        }
    }

    /// Every list, in an order that never changes.
    pub const ALL: [Self; 11] = [
        Self::Delays,
        Self::Affinity,
        Self::Sessions,
        Self::Schema,
        Self::Contract,
        Self::Entry,
        Self::Split,
        Self::Leader,
        Self::Background,
        Self::PromotionAnalyses,
        Self::Promotion,
    ];

    /// In links; never changed.
    pub fn key(self) -> &'static str {
        match self {
            Self::Delays => "delays",
            Self::Affinity => "affinity",
            Self::Sessions => "sessions",
            Self::Schema => "schema",
            Self::Contract => "contract",
            Self::Entry => "entry",
            Self::Split => "split",
            Self::Leader => "leader",
            Self::Background => "analysis",
            Self::PromotionAnalyses => "analyses",
            Self::Promotion => "promotion",
        }
    }

    /// Its items in links, in the same order; never changed.
    pub fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Delays => &["none", "short", "long"],
            Self::Affinity => &["none", "client-ip"],
            Self::Sessions => &["none", "pod"],
            Self::Schema | Self::Contract => &["none", "own", "own-and-last"],
            Self::Entry => &["service", "httproute", "ingress"],
            Self::Split => &["random", "exact"],
            Self::Leader => &["you", "argo", "flagger"],
            Self::Background => &["steps", "background"],
            Self::PromotionAnalyses => &["none", "before", "after", "both"],
            Self::Promotion => &["person", "auto"],
        }
    }

    /// Its items, for people.
    pub fn items(self) -> Vec<&'static str> {
        match self {
            Self::Delays => Delays::ALL.map(Delays::label).into(),
            Self::Affinity => vec!["None", "ClientIP"],
            Self::Sessions => vec!["None", "In the pod's memory"],
            Self::Schema | Self::Contract => Coupling::ALL.map(Coupling::label).into(),
            Self::Entry => vec!["Service", "HTTPRoute", "ingress-nginx"],
            Self::Split => vec!["By chance", "Exact"],
            Self::Leader => Leader::ALL.map(Leader::label).into(),
            Self::Background => vec!["At its steps", "All along"],
            Self::PromotionAnalyses => vec!["None", "Before promotion", "After it", "Before and after"],
            Self::Promotion => vec!["By a person", "By itself"],
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
            Self::Entry => settings.entry as usize,
            Self::Split => settings.split as usize,
            Self::Leader => settings.leader as usize,
            Self::Background => usize::from(settings.background_analysis),
            Self::PromotionAnalyses => {
                usize::from(settings.promotion_analyses.0) + 2 * usize::from(settings.promotion_analyses.1)
            }
            Self::Promotion => usize::from(settings.auto_promotion),
        }
    }

    /// Chooses an item; one that is not there changes nothing.
    pub(super) fn choose(self, item: usize, settings: &mut Settings) {
        match self {
            Self::Delays => set(&mut settings.delays, &Delays::ALL, item),
            Self::Affinity => set(&mut settings.affinity, &[false, true], item),
            Self::Sessions => set(&mut settings.sessions, &[false, true], item),
            Self::Schema => set(&mut settings.schema, &Coupling::ALL, item),
            Self::Contract => set(&mut settings.contract, &Coupling::ALL, item),
            Self::Entry => set(&mut settings.entry, &[Entry::Service, Entry::HttpRoute, Entry::Ingress], item),
            Self::Split => set(&mut settings.split, &[Split::Random, Split::Exact], item),
            Self::Leader => set(&mut settings.leader, &Leader::ALL, item),
            Self::Background => set(&mut settings.background_analysis, &[false, true], item),
            Self::PromotionAnalyses => {
                let all = [(false, false), (true, false), (false, true), (true, true)];
                set(&mut settings.promotion_analyses, &all, item);
            }
            Self::Promotion => set(&mut settings.auto_promotion, &[false, true], item),
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
        match pick {
            // Another way in, or another leader, is another set of objects; and Flagger needs a gateway.
            Pick::Delays | Pick::Entry | Pick::Leader => {
                if pick == Pick::Leader && settings.leader == Leader::Flagger && !settings.routed() {
                    settings.entry = Entry::HttpRoute;
                }
                return self.anew(settings);
            }
            _ => self.settings = settings,
        }
        match pick {
            Pick::Affinity => self.command(self.settings.patch_service()),
            Pick::Sessions | Pick::Split => self.command(Command::clients(&self.settings.clients())),
            Pick::Schema | Pick::Contract => self.set_apps(),
            _ => {}
        }
    }
}
