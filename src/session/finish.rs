//! The end of a rollout: when it is over, and what it cost.

use crate::kube::time::{Millis, SECOND};
use crate::kube::workload::Deployment;
use crate::score::{Rollout, Scorecard, Watch};

use super::Session;
use super::setup::image;

/// A rollout's end, for a small scorecard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finish {
    /// For people.
    pub title: String,
    /// Labels and values.
    pub lines: Vec<(String, String)>,
}

/// A rollout under way or over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    version: u32,
    watch: Watch,
    over: Option<Scorecard>,
}

impl Session {
    pub(super) fn begin_run(&mut self, version: u32) {
        let rollout = Rollout {
            service: self.playbook.service().into(),
            old: image(self.playbook.stable_version()).into(),
            new: image(version).into(),
            replicas: self.wanted(),
        };
        self.run = Some(Run { version, watch: Watch::begin(&self.cluster, rollout), over: None });
    }

    /// Looks after every event, and notes the end once every Deployment is complete, no pod is on its way out and no step
    /// is left.
    pub(super) fn follow_run(&mut self) {
        if self.run.as_ref().is_none_or(|run| run.over.is_some()) {
            return;
        }
        let under_way = self.playbook.is_under_way(&self.cluster);
        let Some(run) = self.run.as_mut() else { return };
        run.watch.look(&self.cluster);
        let objects = self.cluster.objects();
        let quiet = objects.deployments.values().all(|deployment| complete(deployment))
            && !under_way
            && objects.terminating_pods() == 0;
        if quiet && self.cluster.now() > run.watch.from() {
            run.over = Some(run.watch.card(&self.cluster));
        }
    }

    /// What the last rollout has cost so far, or had cost when it was over.
    pub fn bill(&self) -> Option<Scorecard> {
        let run = self.run.as_ref()?;
        Some(run.over.clone().unwrap_or_else(|| run.watch.card(&self.cluster)))
    }

    /// Nothing is under way by itself: every Deployment is complete, no pod is on its way out, no controller leads.
    pub fn is_at_rest(&self) -> bool {
        let objects = self.cluster.objects();
        objects.deployments.values().all(|deployment| complete(deployment))
            && objects.terminating_pods() == 0
            && !self.led().is_some_and(|led| led.busy)
    }

    /// The version of the last rollout.
    pub(super) fn run_version(&self) -> Option<u32> {
        self.run.as_ref().map(|run| run.version)
    }

    /// The scorecard of the last rollout, once it is over.
    pub fn finished(&self) -> Option<Finish> {
        let run = self.run.as_ref()?;
        Some(Finish { title: format!("The rollout of v{} is over", run.version), lines: lines(run.over.as_ref()?) })
    }
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

fn complete(deployment: &Deployment) -> bool {
    let (status, replicas) = (&deployment.status, deployment.spec.replicas);
    status.observed_generation >= deployment.metadata.generation
        && status.updated_replicas == replicas
        && status.replicas == replicas
        && status.available_replicas == replicas
}
