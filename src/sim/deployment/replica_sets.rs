//! Small sums and choices over ReplicaSets. Models pkg/controller/deployment/util/deployment_util.go.

use std::rc::Rc;

use crate::sorted;

use crate::kube::object::Labels;
use crate::kube::pod::{PodTemplateSpec, TemplateMeta};
use crate::kube::time::timestamp;
use crate::kube::workload::{DESIRED_REPLICAS, Deployment, POD_TEMPLATE_HASH, ReplicaSet};

/// Models GetReplicaCountForReplicaSets: the sum of `spec.replicas`.
pub(in super::super) fn replica_count(sets: &[Rc<ReplicaSet>]) -> i32 {
    sets.iter().map(|set| set.spec.replicas).sum()
}

/// Models GetActualReplicaCountForReplicaSets: the sum of `status.replicas`.
pub(super) fn actual_replica_count(sets: &[Rc<ReplicaSet>]) -> i32 {
    sets.iter().map(|set| set.status.replicas).sum()
}

/// Models GetAvailableReplicaCountForReplicaSets.
pub(super) fn available_replica_count(sets: &[Rc<ReplicaSet>]) -> i32 {
    sets.iter().map(|set| set.status.available_replicas).sum()
}

/// Models FilterActiveReplicaSets.
pub(super) fn active(sets: &[Rc<ReplicaSet>]) -> Vec<Rc<ReplicaSet>> {
    sets.iter().filter(|set| set.is_active()).cloned().collect()
}

/// Oldest first. Models ReplicaSetsByCreationTimestamp.
pub(super) fn by_creation(sets: &[Rc<ReplicaSet>]) -> Vec<Rc<ReplicaSet>> {
    let mut sets = sets.to_vec();
    sorted::sort_by(&mut sets, |one, other| age_key(one).cmp(&age_key(other)));
    sets
}

/// Sorts oldest first: creation second, then order of creation, which the API leaves to names.
pub(super) fn age_key(set: &ReplicaSet) -> (u64, crate::kube::object::Uid) {
    (timestamp(set.metadata.creation_timestamp), set.metadata.uid)
}

/// The oldest ReplicaSet made of the Deployment's template. Models FindNewReplicaSet.
pub(super) fn find_new(deployment: &Deployment, sets: &[Rc<ReplicaSet>]) -> Option<Rc<ReplicaSet>> {
    let template = &deployment.spec.template;
    let equal = sets.iter().filter(|set| equal_ignore_hash(&set.spec.template, template));
    equal.min_by_key(|set| age_key(set)).cloned()
}

/// All ReplicaSets but the new one. Models FindOldReplicaSets.
pub(super) fn find_old(deployment: &Deployment, sets: &[Rc<ReplicaSet>]) -> Vec<Rc<ReplicaSet>> {
    let new = find_new(deployment, sets).map(|set| set.metadata.uid);
    sets.iter().filter(|set| Some(set.metadata.uid) != new).cloned().collect()
}

/// Models EqualIgnoreHash. No copies without the hash are made: every sync asks this of every ReplicaSet.
pub(super) fn equal_ignore_hash(a: &PodTemplateSpec, b: &PodTemplateSpec) -> bool {
    let PodTemplateSpec { metadata: TemplateMeta { labels, annotations, name, rest }, spec, rest: more } = a;
    let but_hash = |labels: &Labels| labels.len() - usize::from(labels.contains_key(POD_TEMPLATE_HASH));
    let mut mine = labels.iter().filter(|(key, _)| &***key != POD_TEMPLATE_HASH);
    let other = &b.metadata;
    but_hash(labels) == but_hash(&other.labels)
        && mine.all(|(key, value)| other.labels.get(key) == Some(value))
        && *annotations == other.annotations
        && *name == other.name
        && *rest == other.rest
        && *spec == b.spec
        && *more == b.rest
}

/// The one ReplicaSet that plain scaling touches, if there is no more than one with pods.
///
/// Models FindActiveOrLatest.
pub(super) fn find_active_or_latest(new: Option<&Rc<ReplicaSet>>, old: &[Rc<ReplicaSet>]) -> Option<Rc<ReplicaSet>> {
    let mut all = old.to_vec();
    all.extend(new.cloned());
    let mut active = active(&all);
    match active.len() {
        0 => new.cloned().or_else(|| by_creation(old).pop()),
        1 => active.pop(),
        _ => None,
    }
}

/// The new ReplicaSet is complete, and was scaled for this very size. Models IsSaturated.
pub(super) fn is_saturated(deployment: &Deployment, new: Option<&Rc<ReplicaSet>>) -> bool {
    let replicas = deployment.spec.replicas;
    new.is_some_and(|set| {
        set.spec.replicas == replicas
            && set.metadata.annotated_number(DESIRED_REPLICAS) == Some(replicas)
            && set.status.available_replicas == replicas
    })
}
