//! The ReplicaSet controller: counts its pods, makes or deletes what is missing or too many, writes status.
//!
//! Models pkg/controller/replicaset/replica_set.go of Kubernetes v1.36.

mod deletion_order;
mod expectations;
mod status;

use std::rc::Rc;

use super::Cluster;
use super::dispatch::Retry;
use super::event::Happening;
use super::object::{Kind, ObjectMeta, Uid, selects};
use super::pod::{ContainerState, Pod, PodPhase, PodStatus};
use super::queue::Controller;
use super::time::{SECOND, timestamp};
use super::workload::ReplicaSet;

pub(super) use expectations::ReplicaSetController;

/// Most pods made or deleted in one sync. Models BurstReplicas.
const BURST_REPLICAS: usize = 500;

/// Models syncReplicaSet.
pub(super) fn sync_replica_set(cluster: &mut Cluster, key: Uid) -> Result<(), Retry> {
    let (pods, sets) = (cluster.watch.pods(), cluster.watch.replica_sets());
    if !cluster.replica_set_controller.ensure_ready(key, pods, sets) {
        return Err(Retry);
    }
    let Some(set) = cluster.cache.replica_sets.get(&key).cloned() else {
        cluster.replica_set_controller.forget(key);
        return Ok(());
    };
    let (active, terminating) = cluster.claim_pods(&set)?;
    if cluster.replica_set_controller.satisfied(key, cluster.now) {
        cluster.manage_replicas(&set, &active);
    }
    let status = status::calculate_status(&set, &active, terminating, cluster.now);
    let waiting = status.ready_replicas != status.available_replicas;
    let version = match set.status == status {
        true => set.metadata.resource_version,
        false => cluster.update_replica_set_status(&set, status)?,
    };
    cluster.replica_set_controller.wrote_set(key, version);
    if set.spec.min_ready_seconds > 0 && waiting {
        cluster.requeue_when_available(&set, &active);
    }
    Ok(())
}

impl Cluster {
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

    /// Makes or deletes the difference, at most 500 pods a sync. Models manageReplicas.
    ///
    /// Upstream makes pods in batches of 1, 2, 4, 8 … so that a quota is not hammered; where nothing can refuse a pod,
    /// as here, the batches end at the same instant and in the same order as one loop.
    fn manage_replicas(&mut self, set: &Rc<ReplicaSet>, active: &[Rc<Pod>]) {
        let wanted = usize::try_from(set.spec.replicas).unwrap_or(0);
        let uid = set.metadata.uid;
        if active.len() < wanted {
            let missing = (wanted - active.len()).min(BURST_REPLICAS);
            self.replica_set_controller.expect_creations(uid, missing, self.now);
            for _ in 0..missing {
                self.create_pod(set);
            }
        } else if active.len() > wanted {
            let excess = (active.len() - wanted).min(BURST_REPLICAS);
            let victims = self.pods_to_delete(set, active, excess);
            let uids = victims.iter().map(|pod| pod.metadata.uid).collect();
            self.replica_set_controller.expect_deletions(uid, uids, self.now);
            for pod in victims {
                let pod_name = pod.metadata.name.clone();
                self.record(Kind::ReplicaSet, &set.metadata.name, Happening::SuccessfulDelete { pod: pod_name });
                self.delete_pod(pod.metadata.uid);
            }
        }
    }

    /// Models getPodsToDelete and getPodsRankedByRelatedPodsOnSameNode.
    fn pods_to_delete(&self, set: &ReplicaSet, active: &[Rc<Pod>], excess: usize) -> Vec<Rc<Pod>> {
        if excess == active.len() {
            return active.to_vec();
        }
        let related = self.related_pods(set);
        let mut ranked = deletion_order::rank(active, &related, self.now);
        ranked.truncate(excess);
        ranked
    }

    /// Active pods of every ReplicaSet of the same owner.
    fn related_pods(&self, set: &ReplicaSet) -> Vec<Rc<Pod>> {
        let owner = set.metadata.owner;
        let related = self.cache.replica_sets.values().filter(|other| {
            other.metadata.uid == set.metadata.uid || (owner.is_some() && other.metadata.owner == owner)
        });
        let pods = related.flat_map(|other| self.cache.pods_of(Some(other.metadata.uid)));
        pods.filter(|pod| pod.is_active()).cloned().collect()
    }

    fn create_pod(&mut self, set: &ReplicaSet) {
        let template = &set.spec.template;
        let name = self.generate_name(&set.metadata.name);
        let mut metadata = ObjectMeta::named(&name, template.labels.clone());
        metadata.annotations = template.annotations.clone();
        metadata.owner = Some(set.metadata.uid);
        let pod = Pod {
            metadata,
            image: template.image.clone(),
            container: template.container.clone(),
            termination_grace_period: template.termination_grace_period,
            node_name: None,
            status: PodStatus {
                phase: PodPhase::Pending,
                container: ContainerState::None,
                ready: false,
                ready_transition: timestamp(self.now),
                has_ip: false,
                restart_count: 0,
            },
        };
        let pod = self.api.create(pod, self.now);
        self.replica_set_controller.wrote_pod(set.metadata.uid, pod.metadata.resource_version);
        let happening = Happening::SuccessfulCreate { pod: pod.metadata.name.clone() };
        self.record(Kind::ReplicaSet, &set.metadata.name, happening);
    }

    /// Five letters after the set's name. Models apiserver storage/names generate.go.
    fn generate_name(&mut self, base: &str) -> String {
        const LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
        let mut name = format!("{base}-");
        for _ in 0..5 {
            name.push(char::from(LETTERS[self.random.below(LETTERS.len() as u32) as usize]));
        }
        name
    }

    fn update_replica_set_status(
        &mut self,
        set: &ReplicaSet,
        status: super::workload::ReplicaSetStatus,
    ) -> Result<u64, Retry> {
        let mut set = set.clone();
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
