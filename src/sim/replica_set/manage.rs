//! Making and deleting pods. Models pkg/controller/replicaset/replica_set.go manageReplicas and slowStartBatch.
//!
//! A sync that makes or deletes pods goes on over several events: it waits for the API server's answer after each batch
//! of new pods, and choosing victims takes a while too. Meanwhile other controllers go on.

use std::cmp::Ordering;
use std::rc::Rc;

use super::super::Cluster;
use super::super::event::Happening;
use super::super::pod::Pod;
use super::super::queue::{Controller, Due};
use super::{Step, Sync, deletion_order};
use crate::kube::object::{Kind, Name, ObjectMeta, Uid};
use crate::kube::workload::ReplicaSet;

/// Most pods made or deleted in one sync. Models BurstReplicas.
const BURST_REPLICAS: usize = 500;

/// What a sync has still to do with pods.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Work {
    /// Nothing.
    #[default]
    Done,
    /// So many pods to make, and how many go out at once: 1, 2, 4, 8 … so that what refuses them is not hammered.
    Make { left: usize, batch: usize },
    /// So many pods to delete, once the victims are chosen, which takes so many turns of the queue.
    Delete { excess: usize, turns: usize },
}

/// Turns of the queue that choosing victims takes, a batch of new pods taking one. Upstream's choice sorts the pods of
/// all revisions; where nothing else takes time, it is the only number with which every recording is met.
const CHOOSING: usize = 2;

/// What a sync with this difference has to do. Models manageReplicas.
///
/// 7 active of 3 wanted: 4 to delete; 0 of 1,200: 500 to make, the rest in later syncs.
pub(super) fn work(active: usize, wanted: i32) -> Work {
    let wanted = usize::try_from(wanted).unwrap_or(0);
    match active.cmp(&wanted) {
        Ordering::Equal => Work::Done,
        Ordering::Less => Work::Make { left: (wanted - active).min(BURST_REPLICAS), batch: 1 },
        Ordering::Greater => {
            let turns = if wanted == 0 { 0 } else { CHOOSING };
            Work::Delete { excess: (active - wanted).min(BURST_REPLICAS), turns }
        }
    }
}

impl Cluster {
    /// Notes what is going to come before any of it is asked for, so that no later sync asks again.
    pub(super) fn begin_work(&mut self, sync: &mut Sync) -> Step {
        if let Work::Make { left, .. } = sync.work {
            self.replica_set_controller.expect_creations(sync.set.metadata.uid, left, self.now);
        }
        self.go_on(sync)
    }

    fn go_on(&mut self, sync: &mut Sync) -> Step {
        let uid = sync.set.metadata.uid;
        match sync.work {
            Work::Done => Step::Over,
            Work::Make { left, batch } => {
                let batch = batch.min(left);
                let left = self.create_batch(sync, batch, left);
                sync.work = if left == 0 { Work::Done } else { Work::Make { left, batch: 2 * batch } };
                if left == 0 {
                    return Step::Over;
                }
                let answered = self.now + self.world.delays.write.draw(&mut self.random);
                self.queue.push(answered, Due::GoOn(uid));
                Step::GoesOn
            }
            Work::Delete { excess, turns: 0 } => {
                sync.work = Work::Done;
                self.delete_excess(sync, excess);
                Step::Over
            }
            Work::Delete { excess, turns } => {
                sync.work = Work::Delete { excess, turns: turns - 1 };
                self.queue.push(self.now, Due::GoOn(uid));
                Step::GoesOn
            }
        }
    }

    /// A sync goes on where it stopped.
    pub(in super::super) fn go_on_with(&mut self, set: Uid) {
        let Some(mut sync) = self.replica_set_controller.in_flight.remove(&set) else { return };
        match self.go_on(&mut sync) {
            Step::GoesOn => {
                self.replica_set_controller.in_flight.insert(set, sync);
            }
            Step::Over => {
                let result = self.finish_replica_set(&sync);
                self.end_sync(Controller::ReplicaSet, set, result);
            }
        }
    }

    /// Makes a batch and returns how many are left: 10 go out as 1, 2, 4 and 3. An error ends it after its batch.
    fn create_batch(&mut self, sync: &mut Sync, batch: usize, left: usize) -> usize {
        let mut made = 0;
        for _ in 0..batch {
            match self.create_pod(&sync.set) {
                Ok(()) => made += 1,
                Err(error) => {
                    let error: Name = error.into();
                    let happening = Happening::FailedCreate { error: error.clone() };
                    self.record(Kind::ReplicaSet, &sync.set.metadata.name, happening);
                    sync.error.get_or_insert(error);
                }
            }
        }
        if made < batch {
            self.replica_set_controller.skip_creations(sync.set.metadata.uid, left - made);
            return 0;
        }
        left - made
    }

    fn delete_excess(&mut self, sync: &Sync, excess: usize) {
        let set = sync.set.clone();
        let victims = self.pods_to_delete(&set, &sync.active, excess);
        let uids = victims.iter().map(|pod| pod.metadata.uid).collect();
        self.replica_set_controller.expect_deletions(set.metadata.uid, uids, self.now);
        for pod in victims {
            let pod_name = pod.metadata.name.clone();
            self.record(Kind::ReplicaSet, &set.metadata.name, Happening::SuccessfulDelete { pod: pod_name });
            self.delete_pod(pod.metadata.uid);
        }
    }

    /// Models getPodsToDelete and getPodsRankedByRelatedPodsOnSameNode.
    fn pods_to_delete(&self, set: &ReplicaSet, active: &[Rc<Pod>], excess: usize) -> Vec<Rc<Pod>> {
        if excess == active.len() {
            return active.to_vec();
        }
        deletion_order::rank(active, self.related_pods(set), self.now).take(excess).collect()
    }

    /// Active pods of every ReplicaSet of the same owner.
    fn related_pods(&self, set: &ReplicaSet) -> impl Iterator<Item = &Rc<Pod>> {
        let (uid, owner) = (set.metadata.uid, set.metadata.owner);
        let related = self
            .cache
            .replica_sets
            .values()
            .filter(move |other| other.metadata.uid == uid || (owner.is_some() && other.metadata.owner == owner));
        related.flat_map(|other| self.cache.pods_of(Some(other.metadata.uid))).filter(|pod| pod.is_active())
    }

    /// One pod of the template, or the API server's refusal.
    fn create_pod(&mut self, set: &ReplicaSet) -> Result<(), String> {
        let template = &set.spec.template;
        let name = self.generate_name(&set.metadata.name);
        self.within_quota(&name)?;
        let mut metadata = ObjectMeta::named(&name, template.metadata.labels.clone());
        metadata.annotations = template.metadata.annotations.clone();
        metadata.owner = Some(set.metadata.uid);
        let pod = self.api.create(Pod::new(metadata, template, self.now), self.now);
        self.replica_set_controller.wrote_pod(set.metadata.uid, pod.metadata.resource_version);
        let happening = Happening::SuccessfulCreate { pod: pod.metadata.name.clone() };
        self.record(Kind::ReplicaSet, &set.metadata.name, happening);
        if !self.api.objects.replica_sets.contains_key(&set.metadata.uid) {
            // Its owner went while it was being made: the garbage collector finds it.
            self.abandon(set.metadata.uid);
        }
        Ok(())
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
}
