//! The figures of a plan: how each is called, read and written.

use super::{Figures, Spread};
use crate::kube::time::SECOND;
use crate::message::Message;

/// One figure of a run.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// In CSV and JSON.
    pub key: &'static str,
    /// In a table; none where it is left out there.
    pub head: Option<fn() -> Message>,
    /// How it is read.
    pub read: fn(&Figures) -> u64,
    /// How many of it are one in a table.
    unit: u64,
    /// More of it is better.
    pub more_is_better: bool,
}

const fn figure(key: &'static str, head: Option<fn() -> Message>, read: fn(&Figures) -> u64, unit: u64) -> Figure {
    Figure { key, head, read, unit, more_is_better: false }
}

/// All of them, in the order they are printed.
pub const FIGURES: [Figure; 15] = [
    figure("duration_ms", Some(|| message!("plan-head-duration")), |run| run.card.duration, SECOND),
    figure("failed", Some(|| message!("plan-head-failed")), |run| run.card.failed, 1),
    figure("errors", None, |run| run.card.errors, 1),
    figure("refused", None, |run| run.card.refused, 1),
    figure("reset", None, |run| run.card.reset, 1),
    figure("timed_out", None, |run| run.card.timed_out, 1),
    figure("sent", None, |run| run.card.sent, 1),
    figure("without_service_ms", Some(|| message!("plan-head-no-service")), |run| run.card.without_service, SECOND),
    Figure {
        more_is_better: true,
        ..figure(
            "lowest_available",
            Some(|| message!("plan-head-lowest")),
            |run| u64::try_from(run.card.lowest_available).unwrap_or(0),
            1,
        )
    },
    figure("missing_pod_ms", None, |run| run.card.missing_pod_ms, 1),
    figure("peak_pods", Some(|| message!("plan-head-peak")), |run| run.card.peak_pods, 1),
    figure("extra_pod_ms", Some(|| message!("plan-head-extra-pods")), |run| run.card.extra_pod_ms, SECOND),
    figure("users_met_both", Some(|| message!("plan-head-met-both")), |run| run.card.met_both as u64, 1),
    figure("budget_burnt_ppm", None, |run| run.card.budget_burnt(), 1),
    figure("stuck", Some(|| message!("plan-head-stuck")), |run| u64::from(run.stuck), 1),
];

impl Figure {
    /// Its head in a table; empty where it is left out there.
    pub fn head(&self) -> Message {
        self.head.map_or_else(Message::default, |head| head())
    }

    /// One value of it: 1,530 ms are `1.5`.
    pub fn value(&self, value: u64) -> String {
        let unit = self.unit;
        if unit == 1 { value.to_string() } else { format!("{}.{}", value / unit, value % unit * 10 / unit) }
    }

    /// `median (min–max)`, or one number where all agree, or a dash where nothing was run.
    pub fn words(&self, spread: Option<Spread>) -> String {
        let Some(Spread { min, median, max }) = spread else { return "–".into() };
        if min == max {
            return self.value(median);
        }
        format!("{} ({}–{})", self.value(median), self.value(min), self.value(max))
    }
}
