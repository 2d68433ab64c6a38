//! What a rollout has cost, as lines.

use crate::kube::time::{Millis, SECOND};
use crate::kube::workload::Deployment;
use crate::score::Scorecard;

/// A rollout's end, for a small scorecard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finish {
    /// For people.
    pub title: String,
    /// Labels and values.
    pub lines: Vec<(String, String)>,
}

/// The end of the rollout of a version.
pub fn finish(version: u32, card: &Scorecard) -> Finish {
    Finish { title: format!("The rollout of v{version} is over"), lines: lines(card) }
}

fn lines(card: &Scorecard) -> Vec<(String, String)> {
    let mut lines = vec![
        ("Duration", seconds(card.duration)),
        ("Lowest available", card.lowest_available.to_string()),
        ("Without service", seconds(card.without_service)),
        ("Most pods, terminating included", card.peak_pods.to_string()),
        ("Extra pod seconds", (card.extra_pod_ms / SECOND).to_string()),
        ("Requests sent", card.sent.to_string()),
        ("Failed", card.failed.to_string()),
    ];
    let failures = [
        ("… with errors", card.errors),
        ("… refused", card.refused),
        ("… cut", card.reset),
        ("… timed out", card.timed_out),
        ("… by the gateway", card.gateway),
        ("… for a missing file", card.assets_missing),
    ];
    let rest = [
        ("Users who met the new version", format!("{} of {}", card.met_new, card.users)),
        ("Users who met both", format!("{} of {}", card.met_both, card.users)),
        ("Error budget burnt, 99.9 % in 30 days", millionths(card.budget_burnt())),
    ];
    lines.extend(failures.into_iter().filter(|(_, count)| *count > 0).map(|(label, count)| (label, count.to_string())));
    lines.extend(rest);
    if card.exposure > 0 {
        lines.push(("The new version failed users for", seconds(card.exposure)));
    }
    if card.sessions_lost > 0 {
        lines.push(("Sessions lost", card.sessions_lost.to_string()));
    }
    lines.into_iter().map(|(label, value)| (label.to_string(), value)).collect()
}

fn seconds(ms: Millis) -> String {
    format!("{}.{} s", ms / SECOND, ms % SECOND / 100)
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
