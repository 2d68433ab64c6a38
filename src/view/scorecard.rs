//! What a rollout has cost, as lines.

use crate::kube::time::{Millis, SECOND};
use crate::kube::workload::Deployment;
use crate::message::{Message, Said};
use crate::score::Scorecard;

/// A rollout's end, for a small scorecard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finish {
    /// For people.
    pub title: Message,
    /// Labels and values.
    pub lines: Vec<(Message, Said)>,
}

/// The end of the rollout of a version.
pub fn finish(version: u32, card: &Scorecard) -> Finish {
    Finish { title: message!("score-over", version), lines: lines(card) }
}

fn lines(card: &Scorecard) -> Vec<(Message, Said)> {
    let mut lines: Vec<(Message, Said)> = vec![
        (message!("score-duration"), seconds(card.duration)),
        (message!("score-lowest-available"), card.lowest_available.into()),
        (message!("score-without-service"), seconds(card.without_service)),
        (message!("score-peak-pods"), card.peak_pods.into()),
        (message!("score-extra-pod-seconds"), (card.extra_pod_ms / SECOND).into()),
        (message!("score-requests-sent"), card.sent.into()),
        (message!("score-failed"), card.failed.into()),
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
