//! A Rollout's ReplicaSets: found or made, numbered, scaled, told when to go, deleted when they are many.
//!
//! Models rollout/sync.go and rollout/replicaset.go of argoproj/argo-rollouts. Collisions of hashes are left out.

use std::rc::Rc;

use super::super::Cluster;
use super::super::retry::Retry;
use super::rollout::{Look, services};
use super::services::{selected, service};
use super::set_hash::{deadline_of, hash_of, revision_of, template_hash};
use crate::kube::calendar::rfc3339;
use crate::kube::object::{Labels, Name, ObjectMeta};
use crate::kube::rollout::{DESIRED_REPLICAS, REVISION, ROLLOUTS_POD_TEMPLATE_HASH, SCALE_DOWN_DEADLINE};
use crate::kube::time::Millis;
use crate::kube::workload::{ReplicaSet, ReplicaSetSpec, ReplicaSetStatus};
use crate::sorted;

fn with_hash(labels: &Labels, hash: &Name) -> Labels {
    let mut labels = labels.clone();
    Rc::make_mut(&mut labels).insert(ROLLOUTS_POD_TEMPLATE_HASH.into(), hash.clone());
    labels
}

impl Look {
    /// Finds or makes the set of the template, and gives it and the Rollout its revision. Models
    /// getAllReplicaSetsAndSyncRevision.
    pub fn sync_revision(&mut self, cluster: &mut Cluster) -> Result<(), Retry> {
        let new = self.new.as_ref().map(|set| set.metadata.uid);
        let old = [&self.stable].into_iter().flatten().chain(&self.others);
        let old = old.filter(|set| Some(set.metadata.uid) != new);
        let highest = old.map(|set| revision_of(set)).max().unwrap_or(0);
        if let Some(set) = self.new.clone() {
            let mut changed = set.as_ref().clone();
            let mut any = false;
            if revision_of(&set) <= highest {
                any |= changed.metadata.annotate(REVISION, &(highest + 1).to_string());
            }
            if set.spec.min_ready_seconds != self.rollout.spec.min_ready_seconds {
                changed.spec.min_ready_seconds = self.rollout.spec.min_ready_seconds;
                any = true;
            }
            let set = if any { self.put(cluster, changed)? } else { set };
            self.set_revision(cluster, revision_of(&set));
            return Ok(());
        }
        let hash = template_hash(&self.rollout);
        let name = format!("{}-{hash}", self.rollout.metadata.name);
        if cluster.api.objects.replica_sets.values().any(|set| *set.metadata.name == *name) {
            // Made by an earlier look, and the cache does not show it yet.
            return Err(Retry);
        }
        let set = cluster.api.create(self.set_of_template(&name, &hash, highest + 1), cluster.now);
        self.set_revision(cluster, highest + 1);
        let words = format!("Created ReplicaSet {name} (revision {})", highest + 1);
        self.say(cluster, "NewReplicaSetCreated", &words);
        self.new = Some(set);
        Ok(())
    }

    fn set_of_template(&self, name: &str, hash: &Name, revision: i32) -> ReplicaSet {
        let spec = &self.rollout.spec;
        let mut template = spec.template.clone();
        template.metadata.labels = with_hash(&template.metadata.labels, hash);
        let mut selector = spec.selector.clone().unwrap_or_default();
        selector.match_labels = with_hash(&selector.match_labels, hash);
        let mut metadata = ObjectMeta::named(name, template.metadata.labels.clone());
        metadata.owner = Some(self.rollout.metadata.uid);
        metadata.annotate(REVISION, &revision.to_string());
        metadata.annotate(DESIRED_REPLICAS, &self.rollout.replicas().to_string());
        let spec = ReplicaSetSpec { replicas: 0, selector, template, min_ready_seconds: spec.min_ready_seconds };
        ReplicaSet { metadata, spec, status: ReplicaSetStatus::default() }
    }

    fn set_revision(&mut self, cluster: &mut Cluster, revision: i32) {
        self.revision = revision;
        if self.annotate(REVISION, &revision.to_string()) {
            self.say(cluster, "RolloutUpdated", &format!("Rollout updated to revision {revision}"));
        }
    }

    /// Writes a set and keeps what was stored in its place.
    fn put(&mut self, cluster: &mut Cluster, set: ReplicaSet) -> Result<Rc<ReplicaSet>, Retry> {
        let stored = cluster.api.update(set)?;
        let places = [&mut self.new, &mut self.stable].into_iter().flatten().chain(&mut self.others);
        places.filter(|place| place.metadata.uid == stored.metadata.uid).for_each(|place| *place = stored.clone());
        Ok(stored)
    }

    /// Gives a set its size, and says so; whether there was anything to do. Models scaleReplicaSetAndRecordEvent.
    pub fn scale(&mut self, cluster: &mut Cluster, set: &Rc<ReplicaSet>, to: i32) -> Result<bool, Retry> {
        let from = set.spec.replicas;
        let mut changed = set.as_ref().clone();
        changed.spec.replicas = to;
        if to == 0 && from != to && !self.delays_scale_down_on_abort() {
            Rc::make_mut(&mut changed.metadata.annotations).remove(SCALE_DOWN_DEADLINE);
        }
        let annotated = changed.metadata.annotate(DESIRED_REPLICAS, &self.rollout.replicas().to_string());
        if from == to && !annotated {
            return Ok(false);
        }
        self.put(cluster, changed)?;
        if from != to {
            let direction = if to > from { "up" } else { "down" };
            let (name, revision) = (&set.metadata.name, revision_of(set));
            let words = format!("Scaled {direction} ReplicaSet {name} (revision {revision}) from {from} to {to}");
            self.say(cluster, "ScalingReplicaSet", &words);
        }
        Ok(from != to)
    }

    /// A set goes after so long. Models addScaleDownDelay: none at all leaves it as it is.
    pub fn set_deadline(&mut self, cluster: &mut Cluster, set: &ReplicaSet, delay: Millis) -> Result<(), Retry> {
        if delay > 0 {
            let mut changed = set.clone();
            changed.metadata.annotate(SCALE_DOWN_DEADLINE, &rfc3339(cluster.now + delay));
            self.put(cluster, changed)?;
            self.wake_at(cluster.now + delay);
        }
        Ok(())
    }

    /// The new set and the stable one stay. Models removeScaleDownDeadlines.
    pub fn remove_deadlines(&mut self, cluster: &mut Cluster) -> Result<(), Retry> {
        let new = self.new.clone().filter(|_| !self.delays_scale_down_on_abort());
        for set in [new, self.stable.clone()].into_iter().flatten() {
            let fresh = self.current(&set);
            if fresh.metadata.annotation(SCALE_DOWN_DEADLINE).is_some() {
                let mut changed = fresh.as_ref().clone();
                Rc::make_mut(&mut changed.metadata.annotations).remove(SCALE_DOWN_DEADLINE);
                self.put(cluster, changed)?;
            }
        }
        Ok(())
    }

    /// A set as this look last wrote it.
    pub fn current(&self, set: &Rc<ReplicaSet>) -> Rc<ReplicaSet> {
        let all = [&self.new, &self.stable].into_iter().flatten().chain(&self.others);
        let mut found = all.filter(|known| known.metadata.uid == set.metadata.uid);
        found.next().unwrap_or(set).clone()
    }

    /// After an abort the new version stays for a while. Models shouldDelayScaleDownOnAbort.
    pub fn delays_scale_down_on_abort(&self) -> bool {
        let aborted = self.pauses.aborted(&self.rollout.status);
        // The version in service is none that was given up.
        if !aborted || self.stable.is_none() || self.rollout.is_fully_promoted() {
            return false;
        }
        let strategy = &self.rollout.spec.strategy;
        match (&strategy.canary, &strategy.blue_green) {
            (Some(canary), _) => {
                let was_set = canary.abort_scale_down_delay_seconds.is_some();
                canary.traffic_routing.is_some()
                    && canary.abort_scale_down_delay().is_some()
                    && (!canary.dynamic_stable_scale || was_set)
            }
            (None, Some(blue_green)) => blue_green.abort_scale_down_delay().is_some(),
            (None, None) => false,
        }
    }

    /// The new set gets its size, or keeps it for a while after an abort. Models reconcileNewReplicaSet.
    pub fn scale_new(&mut self, cluster: &mut Cluster, wanted: i32) -> Result<bool, Retry> {
        let Some(new) = self.new.clone() else { return Ok(false) };
        if !self.delays_scale_down_on_abort() {
            return self.scale(cluster, &new, wanted);
        }
        match deadline_of(&new) {
            Some(at) if at > cluster.now => {
                self.wake_at(at);
                Ok(false)
            }
            Some(_) => self.scale(cluster, &new, 0),
            None => {
                let whole = self.stable.as_ref().is_some_and(|stable| self.is_whole(stable));
                if whole && new.spec.replicas > 0 {
                    let strategy = &self.rollout.spec.strategy;
                    let canary = strategy.canary.as_ref().and_then(|canary| canary.abort_scale_down_delay());
                    let blue_green = strategy.blue_green.as_ref().and_then(|it| it.abort_scale_down_delay());
                    self.set_deadline(cluster, &new, canary.or(blue_green).unwrap_or(0))?;
                }
                Ok(false)
            }
        }
    }

    /// It has all pods wanted, and they are available.
    pub fn is_whole(&self, set: &ReplicaSet) -> bool {
        set.status.available_replicas == self.rollout.replicas()
    }

    /// How many pods an old set keeps: it gets a deadline, and until then `whole`. No more sets wait than
    /// `scaleDownDelayRevisionLimit` allows, of which `kept` do already, newest first. Models scaleDownDelayHelper.
    pub fn kept_of(
        &mut self,
        cluster: &mut Cluster,
        set: &Rc<ReplicaSet>,
        delay: Millis,
        whole: i32,
        kept: &mut i32,
    ) -> Result<i32, Retry> {
        let strategy = &self.rollout.spec.strategy;
        let canary = strategy.canary.as_ref().and_then(|canary| canary.scale_down_delay_revision_limit);
        let blue_green = strategy.blue_green.as_ref().and_then(|it| it.scale_down_delay_revision_limit);
        let room = *kept < canary.or(blue_green).unwrap_or(i32::MAX);
        match deadline_of(set) {
            Some(at) => {
                *kept += 1;
                if !room || at <= cluster.now {
                    return Ok(0);
                }
                self.wake_at(at);
                Ok(whole)
            }
            None if room && delay > 0 => {
                *kept += 1;
                self.set_deadline(cluster, set, delay)?;
                Ok(set.spec.replicas)
            }
            None => Ok(0),
        }
    }

    /// Requests may still go to it, by the status or by a Service. Models isReplicaSetReferenced.
    pub fn is_referenced(&self, cluster: &Cluster, set: &ReplicaSet) -> bool {
        let (status, hash) = (&self.rollout.status, hash_of(set));
        let weights = status.canary.weights.iter();
        let weights = weights.flat_map(|it| [&it.canary.pod_template_hash, &it.stable.pod_template_hash]);
        let blue_green = [&status.blue_green.active_selector, &status.blue_green.preview_selector];
        let mut named = [&status.stable_rs, &status.current_pod_hash].into_iter().chain(blue_green).chain(weights);
        let led = services(&self.rollout).into_iter().filter_map(|name| service(cluster, name));
        named.any(|known| *known == hash) || led.into_iter().any(|service| selected(&service) == hash)
    }

    /// The template is an earlier one than the version in service, and not too many lie between. Models
    /// isRollbackWithinWindow.
    pub fn is_rollback_within_window(&self) -> bool {
        let (Some(new), Some(stable)) = (&self.new, &self.stable) else { return false };
        let revisions = self.rollout.spec.rollback_window.as_ref().map_or(0, |window| window.revisions);
        let (new, stable) = (new.metadata.uid, stable.metadata.uid);
        // In the order they were made in.
        let between = |set: &&Rc<ReplicaSet>| new < set.metadata.uid && set.metadata.uid < stable;
        let lie_between = i32::try_from(self.all_sets().iter().filter(between).count()).unwrap_or(i32::MAX);
        new < stable && lie_between < revisions
    }

    /// Deletes the oldest of the old sets without pods, but for as many as are kept. Models reconcileRevisionHistoryLimit.
    pub fn clean_up(&mut self, cluster: &mut Cluster) {
        let limit = usize::try_from(self.rollout.revision_history_limit()).unwrap_or(0);
        let mut sets = self.others.clone();
        sorted::sort_by_key(&mut sets, |set| revision_of(set));
        let too_many = sets.len().saturating_sub(limit);
        for set in sets.into_iter().take(too_many) {
            let seen = set.status.observed_generation >= set.metadata.generation;
            if set.status.replicas == 0 && set.spec.replicas == 0 && seen {
                cluster.api.remove::<ReplicaSet>(set.metadata.uid);
                cluster.abandon(set.metadata.uid);
                self.others.retain(|other| other.metadata.uid != set.metadata.uid);
            }
        }
    }
}
