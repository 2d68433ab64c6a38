//! The end of a rollout: when it is over, and what it cost.

use crate::sim::time::Millis;
use crate::sim::traffic::Outcome;
use crate::sim::workload::Deployment;

use super::Session;

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
    from: Millis,
    until: Option<(Millis, Costs)>,
    requests: Costs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Costs {
    sent: u64,
    errors: u64,
    refused: u64,
}

impl Session {
    fn costs(&self) -> Costs {
        let total = self.cluster.traffic().total();
        Costs { sent: total.sent, errors: total.errors(), refused: total.of(Outcome::Refused) }
    }

    pub(super) fn begin_run(&mut self) {
        let version = self.playbook.next_version();
        self.run = Some(Run { version, from: self.cluster.now(), until: None, requests: self.costs() });
    }

    /// Notes the end once every Deployment is complete, no pod is on its way out and no step is left.
    pub(super) fn follow_run(&mut self) {
        let objects = self.cluster.objects();
        let quiet = objects.terminating_pods() == 0
            && !self.playbook.is_under_way()
            && objects.deployments.values().all(|deployment| complete(deployment));
        let (now, costs) = (self.cluster.now(), self.costs());
        if let Some(run) = self.run.as_mut().filter(|run| run.until.is_none() && quiet && now > run.from) {
            run.until = Some((now, costs));
        }
    }

    /// The scorecard of the last rollout, once it is over.
    pub fn finished(&self) -> Option<Finish> {
        let run = self.run.as_ref()?;
        let (until, costs) = run.until?;
        let during: Vec<_> = self.samples.iter().filter(|sample| sample.at >= run.from && sample.at <= until).collect();
        let lowest = during.iter().map(|sample| sample.available).min().unwrap_or(0);
        let peak = during.iter().map(|sample| sample.total + sample.terminating).max().unwrap_or(0);
        let took = until - run.from;
        let line = |label: &str, value: String| (label.to_string(), value);
        Some(Finish {
            title: format!("The rollout of v{} is over", run.version),
            lines: vec![
                line("Duration", format!("{}.{} s", took / 1000, took % 1000 / 100)),
                line("Lowest available", lowest.to_string()),
                line("Most pods, terminating included", peak.to_string()),
                line("Requests sent", (costs.sent - run.requests.sent).to_string()),
                line("Errors", (costs.errors - run.requests.errors).to_string()),
                line("Refused", (costs.refused - run.requests.refused).to_string()),
            ],
        })
    }
}

fn complete(deployment: &Deployment) -> bool {
    let (status, replicas) = (&deployment.status, deployment.spec.replicas);
    status.observed_generation >= deployment.metadata.generation
        && status.updated_replicas == replicas
        && status.replicas == replicas
        && status.available_replicas == replicas
}
