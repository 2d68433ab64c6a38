//! The ReplicaSet controller: counts its pods, makes or deletes what is missing or too many, writes status.
//!
//! Models pkg/controller/replicaset/replica_set.go of Kubernetes v1.36.

mod deletion_order;
mod expectations;
mod manage;
mod status;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use super::Cluster;
use super::dispatch::Retry;
use super::object::{Name, Uid, selects};
use super::pod::Pod;
use super::queue::Controller;
use super::time::SECOND;
use super::workload::ReplicaSet;

pub(super) use expectations::ReplicaSetController;

/// Whether a sync is over, or goes on in later events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Over,
    GoesOn,
}

/// What a sync has read, and what it has still to do.
#[derive(Clone, Debug)]
pub(super) struct Sync {
    set: Rc<ReplicaSet>,
    active: Vec<Rc<Pod>>,
    terminating: i32,
    work: manage::Work,
    /// The first refusal of the API server.
    error: Option<Name>,
}

/// Models syncReplicaSet.
pub(super) fn sync_replica_set(cluster: &mut Cluster, key: Uid) -> Result<Step, Retry> {
    let (pods, sets) = (cluster.watch.pods(), cluster.watch.replica_sets());
    if !cluster.replica_set_controller.ensure_ready(key, pods, sets) {
        return Err(Retry);
    }
    let Some(set) = cluster.cache.replica_sets.get(&key).cloned() else {
        cluster.replica_set_controller.forget(key);
        return Ok(Step::Over);
    };
    let (active, terminating) = cluster.claim_pods(&set)?;
    let satisfied = cluster.replica_set_controller.satisfied(key, cluster.now);
    let work = if satisfied { manage::work(active.len(), set.spec.replicas) } else { manage::Work::Done };
    let mut sync = Sync { set, active, terminating, work, error: None };
    if cluster.begin_work(&mut sync) == Step::GoesOn {
        cluster.replica_set_controller.in_flight.insert(key, sync);
        return Ok(Step::GoesOn);
    }
    cluster.finish_replica_set(&sync).map(|()| Step::Over)
}

impl Cluster {
    /// Writes the status of the pods read at the start, and sees to the next sync.
    fn finish_replica_set(&mut self, sync: &Sync) -> Result<(), Retry> {
        let (set, key) = (&sync.set, sync.set.metadata.uid);
        let status = status::calculate_status(sync, self.now);
        let waiting = status.ready_replicas != status.available_replicas;
        let version = match set.status == status {
            true => set.metadata.resource_version,
            false => self.update_replica_set_status(set, status)?,
        };
        self.replica_set_controller.wrote_set(key, version);
        if waiting {
            self.requeue_when_available(set, &sync.active);
        }
        if sync.error.is_some() { Err(Retry) } else { Ok(()) }
    }

    /// Active pods of the set and the number of its terminating ones; adopts orphans and releases strangers.
    ///
    /// Models claimPods and controller_ref_manager.go ClaimPods.
    fn claim_pods(&mut self, set: &ReplicaSet) -> Result<(Vec<Rc<Pod>>, i32), Retry> {
        let uid = set.metadata.uid;
        let selector = &set.spec.selector;
        let mut active = Vec::new();
        let mut terminating = 0;
        let mut strangers = Vec::new();
        for pod in self.cache.pods_of(Some(uid)) {
            let matches = selects(selector, &pod.metadata.labels);
            if pod.is_terminating() && matches {
                terminating += 1;
            } else if pod.is_active() && matches {
                active.push(pod.clone());
            } else if pod.is_active() {
                strangers.push(pod.clone());
            }
        }
        let orphan = |pod: &&Rc<Pod>| pod.is_active() && selects(selector, &pod.metadata.labels);
        let orphans: Vec<Rc<Pod>> = self.cache.pods_of(None).filter(orphan).cloned().collect();
        for pod in strangers {
            self.own_pod(&pod, None)?;
        }
        for pod in orphans {
            active.push(self.own_pod(&pod, Some(uid))?);
        }
        Ok((active, terminating))
    }

    fn own_pod(&mut self, pod: &Pod, owner: Option<Uid>) -> Result<Rc<Pod>, Retry> {
        let mut pod = pod.clone();
        pod.metadata.owner = owner;
        Ok(self.api.update(pod)?)
    }

    /// Writes a status, on the set as it was read or, if that is no longer the latest, once more on what is.
    ///
    /// Models replica_set_utils.go updateReplicaSetStatus.
    fn update_replica_set_status(
        &mut self,
        set: &ReplicaSet,
        status: super::workload::ReplicaSetStatus,
    ) -> Result<u64, Retry> {
        let latest = self.api.objects.replica_sets.get(&set.metadata.uid).ok_or(Retry)?;
        let mut set = latest.as_ref().clone();
        set.status = status;
        Ok(self.api.update(set)?.metadata.resource_version)
    }

    /// Comes back when the next ready pod has been ready long enough.
    fn requeue_when_available(&mut self, set: &ReplicaSet, active: &[Rc<Pod>]) {
        let wait = u64::try_from(set.spec.min_ready_seconds).unwrap_or(0);
        let waiting =
            active.iter().filter(|pod| pod.status.ready && !pod.is_available(set.spec.min_ready_seconds, self.now));
        if let Some(at) = waiting.map(|pod| (pod.status.ready_transition + wait) * SECOND).min() {
            self.queue.enqueue_at(at.max(self.now), Controller::ReplicaSet, set.metadata.uid);
        }
    }
}
