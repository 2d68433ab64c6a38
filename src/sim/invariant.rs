//! What must hold after every event, each with the assumptions under which it does.
//!
//! [`Watchdog`] is shown a cluster after each event and says what is broken. Not a specification of Kubernetes: only
//! what upstream's code guarantees and users rely on. An event that writes no object (most are steps of requests) is asked
//! about time and requests only, and every [`OFTEN`]th of them about everything.

mod decisions;
mod history;
mod structure;

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Cluster;
use crate::kube::object::Uid;
use crate::kube::workload::{Deployment, ReplicaSet, Strategy};
use history::Seen;

/// How many events in a row may write nothing before the objects are judged again all the same.
const OFTEN: u32 = 32;

/// Remembers what it needs of the past to judge the present.
#[derive(Clone, Debug, Default)]
pub struct Watchdog {
    seen: Seen,
    log_read: usize,
    /// Somebody other than the Deployment's controller changed its ReplicaSets, or a bound was lowered: sums of sizes
    /// are judged again once they are within their bound.
    meddled: bool,
    /// Before this event the controllers saw everything as it was.
    fresh: bool,
    /// The API server's version when the objects were judged last, and the events since then.
    judged: Option<u64>,
    /// The sizes Deployments were asked to have.
    asked: BTreeMap<Uid, i32>,
    quiet: u32,
}

impl Watchdog {
    /// Every broken invariant of the cluster as it stands, in words; none is the normal case.
    pub fn check(&mut self, cluster: &Cluster) -> Vec<String> {
        let mut broken = Vec::new();
        self.seen.check_always(cluster, &mut broken);
        let version = Some(cluster.api.resource_version());
        self.quiet += 1;
        if self.judged != version || self.quiet == OFTEN {
            (self.judged, self.quiet) = (version, 0);
            structure::check(cluster, &mut broken);
            self.seen.check(cluster, self.fresh, &mut broken);
            self.check_sums(cluster, &mut broken);
        }
        let events = cluster.log().events().since(self.log_read);
        self.log_read += events.len();
        for event in events {
            if event.at > cluster.now() {
                broken.push(format!("an event of {} ms at {} ms", event.at, cluster.now()));
            }
            if let Some(decision) = event.happening.decision() {
                decisions::check(decision, &mut broken);
            }
        }
        self.fresh = is_fresh(cluster);
        broken
    }

    /// Something happened that the bound on the sum of sizes does not cover.
    pub fn meddle(&mut self) {
        self.meddled = true;
    }

    /// The ReplicaSet controller lost its memory, or pods changed hands: how many pods a set may have is judged anew.
    pub fn meddle_with_pods(&mut self) {
        self.seen.forget_sizes();
    }

    fn check_sums(&mut self, cluster: &Cluster, broken: &mut Vec<String>) {
        for (uid, deployment) in cluster.objects().deployments.iter() {
            let replicas = deployment.spec.replicas;
            // Whoever lowers the bound, an autoscaler too, leaves sums beyond it for a while.
            self.meddled |= self.asked.insert(*uid, replicas).is_some_and(|before| before > replicas);
        }
        let over: Vec<String> =
            cluster.objects().deployments.values().filter_map(|deployment| surge_bound(cluster, deployment)).collect();
        if over.is_empty() {
            self.meddled &= !self.fresh;
        } else if !self.fresh {
            self.meddled = true;
        } else if !self.meddled {
            broken.extend(over);
        }
    }
}

/// Whether the sizes of a Deployment's ReplicaSets exceed `replicas + max_surge`, in words.
///
/// Assumes RollingUpdate, that `replicas` and `max_surge` were not lowered, that nobody else scales its ReplicaSets, and
/// a fresh view of all of them. The number of *active pods* has no such bound: ReplicaSets are synced one after the
/// other.
pub fn surge_bound(cluster: &Cluster, deployment: &Deployment) -> Option<String> {
    if deployment.spec.strategy == Strategy::Recreate {
        return None;
    }
    let sum = sum_of_sizes(cluster, deployment);
    let bound = deployment.spec.replicas + deployment.max_surge();
    (sum > bound).then(|| format!("{}: sizes add up to {sum}, more than {bound}", deployment.metadata.name))
}

/// Those it owns, and those without an owner that it is going to adopt.
fn sum_of_sizes(cluster: &Cluster, deployment: &Deployment) -> i32 {
    let mine = |set: &&Rc<ReplicaSet>| match set.metadata.owner {
        Some(owner) => owner == deployment.metadata.uid,
        None => deployment.spec.selects(&set.metadata.labels),
    };
    cluster.objects().replica_sets.values().filter(mine).map(|set| set.spec.replicas).sum()
}

/// Whether the controllers see Deployments and ReplicaSets as they are.
fn is_fresh(cluster: &Cluster) -> bool {
    let (stored, cached) = (&cluster.api.objects, &cluster.cache);
    let sets = stored.replica_sets.values().all(|set| same(cached.replica_sets.get(&set.metadata.uid), set));
    sets && stored.deployments.values().all(|it| same(cached.deployments.get(&it.metadata.uid), it))
}

fn same<T: PartialEq>(cached: Option<&Rc<T>>, stored: &Rc<T>) -> bool {
    cached.is_some_and(|cached| Rc::ptr_eq(cached, stored) || cached == stored)
}
