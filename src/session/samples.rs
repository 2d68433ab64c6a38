//! The chart's content: pods over time, a sample whenever a count changed.

use std::rc::Rc;

use crate::kube::time::Millis;
use crate::kube::workload::Deployment;
use crate::sim::shared::Stretch;

use super::Session;
use super::strategy::StrategyKind;

/// Most samples kept; then every second one goes.
const SAMPLES_MAX: usize = 20_000;

/// Pods at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Cluster time, ms.
    pub at: Millis,
    /// `spec.replicas` of all Deployments.
    pub desired: i32,
    /// Available pods.
    pub available: i32,
    /// Pods that are not terminating.
    pub total: i32,
    /// Terminating pods.
    pub terminating: i32,
    /// The least available and the most in total that a rolling update allows; no other strategy has such a band.
    pub band: Option<(i32, i32)>,
}

impl Session {
    /// Samples in order of time.
    pub fn samples(&self) -> Stretch<'_, Sample> {
        self.samples.all()
    }

    pub(super) fn take_sample(&mut self) {
        let changes = Some(self.cluster.changes());
        if self.sampled == changes {
            return;
        }
        self.sampled = changes;
        self.follow_band();
        let sample = self.sample();
        let same = |last: &Sample| Sample { at: sample.at, ..*last } == sample;
        match self.samples.last_mut() {
            Some(last) if same(last) => {}
            Some(last) if last.at == sample.at => *last = sample,
            _ => self.samples.push(sample),
        }
        if self.samples.len() > SAMPLES_MAX {
            self.samples = self.samples().iter().skip(1).step_by(2).copied().collect();
        }
    }

    /// Works out what a rolling update allows where the Deployment has changed: samples are taken after every event.
    fn follow_band(&mut self) {
        let deployment = match self.scenario.strategy() {
            StrategyKind::RollingUpdate => self.cluster.objects().deployments.values().next(),
            _ => None,
        };
        let version = deployment.map(|deployment| deployment.metadata.resource_version);
        if self.band.0 != version {
            let bounds = |it: &Rc<Deployment>| (it.min_available(), it.spec.replicas + it.max_surge());
            self.band = (version, deployment.map(bounds));
        }
    }

    fn sample(&self) -> Sample {
        let objects = self.cluster.objects();
        let terminating = i32::try_from(objects.terminating_pods()).unwrap_or(i32::MAX);
        let pods = i32::try_from(objects.pods.len()).unwrap_or(i32::MAX);
        Sample {
            at: self.cluster.now(),
            desired: objects.deployments.values().map(|deployment| deployment.spec.replicas).sum(),
            available: objects.replica_sets.values().map(|set| set.status.available_replicas).sum(),
            total: pods - terminating,
            terminating,
            band: self.band.1,
        }
    }
}
