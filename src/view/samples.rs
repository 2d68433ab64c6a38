//! The chart's content: pods over time, a sample whenever a count changed.

use std::rc::Rc;

use crate::kube::time::Millis;
use crate::kube::workload::Deployment;
use crate::sim::Cluster;
use crate::sim::shared::{SharedList, Stretch};

/// Most samples kept; then every second one goes.
const SAMPLES_MAX: usize = 20_000;

/// Pods at an instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

impl Sample {
    /// The most pods that it tells of, there or allowed.
    pub fn highest(&self) -> i32 {
        self.total.max(self.band.map_or(0, |band| band.1))
    }
}

/// The samples of a run, in order of time.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    taken: SharedList<Sample>,
    /// See [`Sample::band`]; of the Deployment at this resource version.
    band: (Option<u64>, Option<(i32, i32)>),
    /// See [`Cluster::changes`]; of the last sample.
    sampled: Option<(u64, u64)>,
}

impl Samples {
    /// Every one.
    pub fn all(&self) -> Stretch<'_, Sample> {
        self.taken.all()
    }

    /// Those that a copy has for itself; it shares all others.
    pub fn own(&self) -> usize {
        self.taken.own()
    }

    /// Takes one, if a count has changed. `banded`: pods are replaced by a rolling update, which has a band.
    pub fn take(&mut self, cluster: &Cluster, banded: bool) {
        let changes = Some(cluster.changes());
        if self.sampled == changes {
            return;
        }
        self.sampled = changes;
        self.follow_band(cluster, banded);
        let sample = sample(cluster, self.band.1);
        let same = |last: &Sample| Sample { at: sample.at, ..*last } == sample;
        match self.taken.last_mut() {
            Some(last) if same(last) => {}
            Some(last) if last.at == sample.at => *last = sample,
            _ => self.taken.push(sample),
        }
        if self.taken.len() > SAMPLES_MAX {
            self.taken = self.all().iter().skip(1).step_by(2).copied().collect();
        }
    }

    /// Works out what a rolling update allows where the Deployment has changed: samples are taken after every event.
    fn follow_band(&mut self, cluster: &Cluster, banded: bool) {
        let deployment = cluster.objects().deployments.values().next().filter(|_| banded);
        let version = deployment.map(|deployment| deployment.metadata.resource_version);
        if self.band.0 != version {
            let bounds = |it: &Rc<Deployment>| (it.min_available(), it.spec.replicas + it.max_surge());
            self.band = (version, deployment.map(bounds));
        }
    }
}

fn sample(cluster: &Cluster, band: Option<(i32, i32)>) -> Sample {
    let objects = cluster.objects();
    let terminating = i32::try_from(objects.terminating_pods()).unwrap_or(i32::MAX);
    let pods = i32::try_from(objects.pods.len()).unwrap_or(i32::MAX);
    Sample {
        at: cluster.now(),
        desired: objects.deployments.values().map(|deployment| deployment.spec.replicas).sum(),
        available: objects.replica_sets.values().map(|set| set.status.available_replicas).sum(),
        total: pods - terminating,
        terminating,
        band,
    }
}
