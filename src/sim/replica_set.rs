//! The ReplicaSet controller: counts its pods, makes or deletes what is missing or too many, writes status.
//!
//! Models pkg/controller/replicaset/replica_set.go of Kubernetes v1.36.

mod counts;
mod deletion_order;
mod expectations;
mod manage;
mod status;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use super::Cluster;
use super::pod::Pod;
use super::queue::Controller;
use super::retry::Retry;
use crate::kube::object::{Name, Uid};
use crate::kube::workload::ReplicaSet;

pub(super) use counts::{PodCounts, Selected};
pub(super) use expectations::ReplicaSetController;

use counts::Claimed;

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
    claimed: Claimed,
    /// Its active pods, where some of them are to be deleted.
    active: Vec<Rc<Pod>>,
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
    let (claimed, adopted) = cluster.claim_pods(&set)?;
    let satisfied = cluster.replica_set_controller.satisfied(key, cluster.now);
    let work = if satisfied { manage::work(claimed.active, set.spec.replicas) } else { manage::Work::Done };
    let mut active = Vec::new();
    if matches!(work, manage::Work::Delete { .. }) {
        active = cluster.active_pods(Some(key), &set, true);
        active.extend(adopted);
    }
    let mut sync = Sync { set, claimed, active, work, error: None };
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
            self.requeue_when_available(set, &sync.claimed);
        }
        if sync.error.is_some() { Err(Retry) } else { Ok(()) }
    }

    /// Counts the pods of the set; adopts orphans and releases strangers. Returns those it adopted too.
    ///
    /// Models claimPods and controller_ref_manager.go ClaimPods. Pods are walked only where there is somebody to adopt or
    /// to release, which their labels tell.
    fn claim_pods(&mut self, set: &ReplicaSet) -> Result<(Claimed, Vec<Rc<Pod>>), Retry> {
        let uid = set.metadata.uid;
        let mut claimed = self.pod_counts.selected(Some(uid), set);
        let mut adopted = Vec::new();
        if self.pod_counts.any(Some(uid), set, false) {
            for pod in self.active_pods(Some(uid), set, false) {
                self.own_pod(&pod, None)?;
            }
        }
        if self.pod_counts.any(None, set, true) {
            for pod in self.active_pods(None, set, true) {
                let pod = self.own_pod(&pod, Some(uid))?;
                claimed.adopt(&pod, set);
                adopted.push(pod);
            }
        }
        Ok((claimed, adopted))
    }

    /// The owner's active pods which the set does, or does not, select.
    fn active_pods(&self, owner: Option<Uid>, set: &ReplicaSet, selected: bool) -> Vec<Rc<Pod>> {
        let matches = |pod: &Pod| set.spec.selector.matches(&pod.metadata.labels) == selected;
        self.cache.pods_of(owner).filter(|pod| pod.is_active() && matches(pod)).cloned().collect()
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
        status: crate::kube::workload::ReplicaSetStatus,
    ) -> Result<u64, Retry> {
        let latest = self.api.objects.replica_sets.get(&set.metadata.uid).ok_or(Retry)?;
        let mut set = latest.as_ref().clone();
        set.status = status;
        Ok(self.api.update_status(set)?.metadata.resource_version)
    }

    /// Comes back when the next ready pod has been ready long enough.
    fn requeue_when_available(&mut self, set: &ReplicaSet, claimed: &Claimed) {
        if let Some(at) = claimed.next_available_at(set.spec.min_ready_seconds, self.now) {
            self.queue.enqueue_at(at.max(self.now), Controller::ReplicaSet, set.metadata.uid);
        }
    }
}
