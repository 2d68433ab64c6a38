//! What a rollout has cost, as lines.

use crate::kube::time::{Millis, SECOND};
use crate::kube::workload::Deployment;
use crate::message::{Message, Said};
use crate::score::Scorecard;

use super::View;
use super::version::image;

/// A rollout's end, for a small scorecard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finish {
    /// For people.
    pub title: Message,
    /// The three that decide, large.
    pub figures: [Figure; 3],
    /// All others, as labels and values.
    pub lines: Vec<(Message, Said)>,
    /// Fewer pods were available than were asked for.
    pub fell_short: bool,
    /// The new version serves, and no other.
    pub live: bool,
}

/// A figure of the scorecard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    pub label: Message,
    pub value: Said,
    /// It is what a rollout is to avoid.
    pub bad: bool,
}

/// How the rollout of a version ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The new version serves, and no other.
    Live,
    /// It does, and answers so many of the last requests with an error.
    LiveAndFails { failed: u64, ended: u64 },
    /// It serves beside another one.
    Beside(u32),
    /// It does not serve.
    RolledBack,
}

/// The end of the rollout of a version.
pub fn finish(version: u32, card: &Scorecard, outcome: Outcome) -> Finish {
    let title = match outcome {
        Outcome::Live => message!("score-live", version),
        Outcome::LiveAndFails { failed, ended } => message!("score-live-and-fails", version, failed, ended),
        Outcome::Beside(other) => message!("score-beside", version, other),
        Outcome::RolledBack => {
            let seconds = card.duration / SECOND;
            message!("score-rolled-back", version, after = format!("{}:{:02}", seconds / 60, seconds % 60))
        }
    };
    let lowest = card.lowest_available;
    Finish {
        title,
        figures: figures(card),
        lines: lines(card),
        fell_short: lowest < card.replicas,
        live: outcome == Outcome::Live,
    }
}

/// Failed requests, the fewest pods, and how long nobody got an answer; where somebody always did, how long it took.
fn figures(card: &Scorecard) -> [Figure; 3] {
    let failed = message!("score-part", part = card.failed, all = card.sent);
    let lowest = message!("score-part", part = card.lowest_available, all = card.replicas);
    let time = if card.without_service > 0 {
        (message!("score-without-service"), card.without_service)
    } else {
        (message!("score-duration"), card.duration)
    };
    [
        Figure { label: message!("score-requests-failed"), value: failed.into(), bad: card.failed > 0 },
        Figure { label: message!("score-lowest-available"), value: lowest.into(), bad: card.lowest_available <= 0 },
        Figure { label: time.0, value: seconds(time.1), bad: card.without_service > 0 },
    ]
}

impl View<'_> {
    /// How the rollout of a version ended, by who gets requests now.
    pub fn outcome(&self, version: u32) -> Outcome {
        let serving: Vec<u32> = self.serving();
        if !serving.contains(&version) {
            return Outcome::RolledBack;
        }
        if let Some(other) = serving.iter().find(|other| **other != version) {
            return Outcome::Beside(*other);
        }
        match self.failing(&image(version).into()) {
            Some((failed, ended)) => Outcome::LiveAndFails { failed, ended },
            None => Outcome::Live,
        }
    }
}

fn lines(card: &Scorecard) -> Vec<(Message, Said)> {
    let mut lines: Vec<(Message, Said)> = vec![
        (message!("score-duration"), seconds(card.duration)),
        (message!("score-without-service"), seconds(card.without_service)),
        (message!("score-peak-pods"), card.peak_pods.into()),
        (message!("score-extra-pod-time"), seconds(card.extra_pod_ms)),
    ];
    let failures = [
        (message!("score-errors"), card.errors),
        (message!("score-refused"), card.refused),
        (message!("score-cut"), card.reset),
        (message!("score-timed-out"), card.timed_out),
        (message!("score-gateway"), card.gateway),
        (message!("score-assets-missing"), card.assets_missing),
    ];
    lines.extend(failures.into_iter().filter(|(_, count)| *count > 0).map(|(label, count)| (label, count.into())));
    let of_users = |part: usize| Said::from(message!("score-of-users", part, users = card.users));
    lines.push((message!("score-met-new"), of_users(card.met_new)));
    lines.push((message!("score-met-both"), of_users(card.met_both)));
    lines.push((message!("score-budget-burnt"), millionths(card.budget_burnt()).into()));
    if card.exposure > 0 {
        lines.push((message!("score-exposure"), seconds(card.exposure)));
    }
    if card.sessions_lost > 0 {
        lines.push((message!("score-sessions-lost"), card.sessions_lost.into()));
    }
    lines
}

fn seconds(ms: Millis) -> Said {
    message!("score-seconds", seconds = format!("{}.{}", ms / SECOND, ms % SECOND / 100)).into()
}

/// 460 millionths are `0.046%`.
fn millionths(part: u64) -> String {
    format!("{}.{:03}%", part / 10_000, part % 10_000 / 10)
}

/// Every replica is new and available, and its controller has seen its spec.
pub fn is_complete(deployment: &Deployment) -> bool {
    let (status, replicas) = (&deployment.status, deployment.spec.replicas);
    status.observed_generation >= deployment.metadata.generation
        && status.updated_replicas == replicas
        && status.replicas == replicas
        && status.available_replicas == replicas
}
