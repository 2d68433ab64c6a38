//! What a ReplicaSet of a Rollout says of itself: its template, its revision, when it goes.

use super::super::deployment::compute_hash;
use crate::kube::calendar::instant;
use crate::kube::object::Name;
use crate::kube::rollout::{REVISION, ROLLOUTS_POD_TEMPLATE_HASH, Rollout, SCALE_DOWN_DEADLINE};
use crate::kube::time::Millis;
use crate::kube::workload::ReplicaSet;

/// The hash in a set's label.
pub(super) fn hash_of(set: &ReplicaSet) -> Name {
    set.metadata.labels.get(ROLLOUTS_POD_TEMPLATE_HASH).cloned().unwrap_or_default()
}

/// The hash of the Rollout's template.
pub(super) fn template_hash(rollout: &Rollout) -> Name {
    compute_hash(&rollout.spec.template, None).into()
}

/// The revision in a set's annotation; 0 where it has none.
pub(super) fn revision_of(set: &ReplicaSet) -> i32 {
    set.metadata.annotated_number(REVISION).unwrap_or(0)
}

/// When it is to go, ms.
pub(super) fn deadline_of(set: &ReplicaSet) -> Option<Millis> {
    instant(set.metadata.annotation(SCALE_DOWN_DEADLINE)?)
}
