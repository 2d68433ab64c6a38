//! The new ReplicaSet: found or made, named, numbered. Models pkg/controller/deployment/sync.go getNewReplicaSet.

use crate::kube::field::Field;
use crate::kube::rest::canonical;
use std::rc::Rc;

use super::super::Cluster;
use super::super::event::Happening;
use super::super::retry::Retry;
use super::{PROGRESSING, Sets, replica_sets, rolling, status};
use crate::kube::object::{ConditionStatus, Kind, Labels, ObjectMeta};
use crate::kube::pod::PodTemplateSpec;
use crate::kube::three_way::LAST_APPLIED;
use crate::kube::workload::{
    DESIRED_REPLICAS, Deployment, MAX_REPLICAS, POD_TEMPLATE_HASH, REVISION, REVISION_HISTORY, ROLLBACK_TO, ReplicaSet,
    ReplicaSetSpec, ReplicaSetStatus,
};

/// Most characters a revision history may have. Models maxRevHistoryLengthInChars.
const REVISION_HISTORY_MAX: usize = 2000;

/// Annotations that are not copied from a Deployment to its ReplicaSets. Models annotationsToSkip.
pub(super) const NOT_COPIED: [&str; 6] =
    [LAST_APPLIED, REVISION, REVISION_HISTORY, DESIRED_REPLICAS, MAX_REPLICAS, ROLLBACK_TO];

/// A template without the hash among its labels.
pub(super) fn template_of(template: &PodTemplateSpec) -> PodTemplateSpec {
    let mut template = template.clone();
    if template.metadata.labels.contains_key(POD_TEMPLATE_HASH) {
        Rc::make_mut(&mut template.metadata.labels).remove(POD_TEMPLATE_HASH);
    }
    template
}

impl Cluster {
    /// The new ReplicaSet, where there is or may be one, and the old ones.
    ///
    /// Models getAllReplicaSetsAndSyncRevision.
    pub(super) fn get_all_replica_sets_and_sync_revision(
        &mut self,
        deployment: &mut Deployment,
        sets: &Sets,
        create_if_not_existed: bool,
    ) -> Result<(Option<Rc<ReplicaSet>>, Sets), Retry> {
        let old = replica_sets::find_old(deployment, sets);
        let revision = 1 + old.iter().map(|set| set.revision()).max().unwrap_or(0);
        let new = match replica_sets::find_new(deployment, sets) {
            Some(set) => Some(self.reuse_replica_set(deployment, &set, revision)?),
            None if create_if_not_existed => Some(self.create_replica_set(deployment, &old, revision)?),
            None => None,
        };
        Ok((new, old))
    }

    fn reuse_replica_set(
        &mut self,
        deployment: &mut Deployment,
        existing: &Rc<ReplicaSet>,
        revision: i64,
    ) -> Result<Rc<ReplicaSet>, Retry> {
        let mut set = existing.as_ref().clone();
        let mut changed = set_new_replica_set_annotations(deployment, &mut set, revision);
        if set.spec.min_ready_seconds != deployment.spec.min_ready_seconds {
            set.spec.min_ready_seconds = deployment.spec.min_ready_seconds;
            changed = true;
        }
        if changed {
            return Ok(self.api.update(set)?);
        }
        let mut needs_update = deployment.metadata.annotate(REVISION, &set.revision().to_string());
        if deployment.has_progress_deadline() && deployment.condition(PROGRESSING).is_none() {
            let message = format!("Found new replica set \"{}\"", set.metadata.name);
            let condition = self.new_condition(PROGRESSING, ConditionStatus::True, "FoundNewReplicaSet", &message);
            status::set_condition(&mut deployment.status.conditions, condition);
            needs_update = true;
        }
        if needs_update {
            self.update_status(deployment)?;
        }
        Ok(existing.clone())
    }

    fn create_replica_set(
        &mut self,
        deployment: &mut Deployment,
        old: &Sets,
        revision: i64,
    ) -> Result<Rc<ReplicaSet>, Retry> {
        let hash = compute_hash(&deployment.spec.template, deployment.status.collision_count);
        let name = format!("{}-{hash}", deployment.metadata.name);
        if self.api.objects.replica_sets.values().any(|set| *set.metadata.name == *name) {
            // Made by an earlier sync, and the cache does not show it yet: not a collision, only too early.
            if !self.cache.replica_sets.values().any(|set| *set.metadata.name == *name) {
                return Err(Retry);
            }
            deployment.status.collision_count = Some(deployment.status.collision_count.unwrap_or(0) + 1);
            self.update_status(deployment)?;
            return Err(Retry);
        }
        let mut set = new_replica_set(deployment, &name, &hash);
        let mut sizing = rolling::new_rs_new_replicas(deployment, old, &set);
        set.spec.replicas = sizing.to;
        set_new_replica_set_annotations(deployment, &mut set, revision);
        set_replicas_annotations(deployment, &mut set);
        let set = self.api.create(set, self.now);
        if sizing.to > 0 {
            sizing.from = 0;
            let happening = Happening::ScalingReplicaSet {
                replica_set: set.metadata.name.clone(),
                from: 0,
                to: sizing.to,
                decision: sizing.decision(deployment),
            };
            self.record(Kind::Deployment, &deployment.metadata.name, happening);
        }
        let mut needs_update = deployment.metadata.annotate(REVISION, &revision.to_string());
        if deployment.has_progress_deadline() {
            let message = format!("Created new replica set \"{}\"", set.metadata.name);
            let condition = self.new_condition(PROGRESSING, ConditionStatus::True, "NewReplicaSetCreated", &message);
            status::set_condition(&mut deployment.status.conditions, condition);
            needs_update = true;
        }
        if needs_update {
            self.update_status(deployment)?;
        }
        Ok(set)
    }
}

fn new_replica_set(deployment: &Deployment, name: &str, hash: &str) -> ReplicaSet {
    let with_hash = |labels: &Labels| {
        let mut labels = labels.clone();
        Rc::make_mut(&mut labels).insert(POD_TEMPLATE_HASH.into(), hash.into());
        labels
    };
    let mut template = deployment.spec.template.clone();
    template.metadata.labels = with_hash(&template.metadata.labels);
    let mut selector = deployment.spec.selector.clone().unwrap_or_default();
    selector.match_labels = with_hash(&selector.match_labels);
    if selector.match_labels == template.metadata.labels {
        // One copy where they are the same, which is then quickly told.
        selector.match_labels = template.metadata.labels.clone();
    }
    let mut metadata = ObjectMeta::named(name, template.metadata.labels.clone());
    metadata.owner = Some(deployment.metadata.uid);
    ReplicaSet {
        metadata,
        spec: ReplicaSetSpec { replicas: 0, selector, template, min_ready_seconds: deployment.spec.min_ready_seconds },
        status: ReplicaSetStatus::default(),
    }
}

/// Copies annotations, raises the revision and keeps the one before in the history. Says whether anything changed.
///
/// Models SetNewReplicaSetAnnotations.
fn set_new_replica_set_annotations(deployment: &Deployment, set: &mut ReplicaSet, revision: i64) -> bool {
    let mut changed = false;
    for (key, value) in deployment.metadata.annotations.iter() {
        if !NOT_COPIED.contains(&&**key) {
            changed |= set.metadata.annotate(key, value);
        }
    }
    let before = set.revision();
    if before < revision {
        changed |= set.metadata.annotate(REVISION, &revision.to_string());
        if before > 0 {
            let history = set.metadata.annotation(REVISION_HISTORY).unwrap_or_default();
            let mut history = if history.is_empty() { before.to_string() } else { format!("{history},{before}") };
            while history.len() > REVISION_HISTORY_MAX {
                history = history.split_once(',').map(|(_, rest)| rest.to_string()).unwrap_or_default();
            }
            set.metadata.annotate(REVISION_HISTORY, &history);
        }
    }
    changed
}

/// Notes for which size the set was scaled. Models SetReplicasAnnotations.
pub(super) fn set_replicas_annotations(deployment: &Deployment, set: &mut ReplicaSet) -> bool {
    let desired = set.metadata.annotate(DESIRED_REPLICAS, &deployment.spec.replicas.to_string());
    let max = deployment.spec.replicas + deployment.max_surge();
    set.metadata.annotate(MAX_REPLICAS, &max.to_string()) || desired
}

/// A stable 32-bit FNV-1a of the template, in upstream's alphabet. Not upstream's value: that hashes Go's dump.
///
/// Models controller_utils.go ComputeHash and util/rand SafeEncodeString.
pub(in crate::sim) fn compute_hash(template: &PodTemplateSpec, collision_count: Option<i32>) -> String {
    let template = template.write().map_or_else(String::new, |template| canonical(&template, ""));
    match collision_count {
        Some(count) => fingerprint(&[&template, &count.to_string()]),
        None => fingerprint(&[&template]),
    }
}

/// The same of any texts.
pub(in crate::sim) fn fingerprint(texts: &[&str]) -> String {
    const ALPHABET: &[u8] = b"456789bcdf";
    let mut hash: u32 = 0x811c_9dc5;
    for byte in texts.iter().flat_map(|text| text.bytes().chain([0])) {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    hash.to_string().bytes().map(|digit| char::from(ALPHABET[usize::from(digit - b'0')])).collect()
}
