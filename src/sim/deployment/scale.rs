//! Scaling: plain, while paused, and in proportion in mid-rollout. Models pkg/controller/deployment/sync.go.

use std::rc::Rc;

use crate::sorted;

use super::super::Cluster;
use super::super::decision::Decision;
use super::super::event::Happening;
use super::super::retry::Retry;
use super::{Sets, replica_sets, revision, status};
use crate::kube::object::Kind;
use crate::kube::workload::{Deployment, MAX_REPLICAS, ReplicaSet, Strategy};

impl Cluster {
    /// A scaling event, or a paused Deployment: scales, never makes a ReplicaSet, and leaves progress alone.
    ///
    /// Models sync.
    pub(super) fn sync_scale(&mut self, mut deployment: Deployment, sets: &Sets) -> Result<(), Retry> {
        let (new, old) = self.get_all_replica_sets_and_sync_revision(&mut deployment, sets, false)?;
        self.scale(&deployment, new.as_ref(), &old)?;
        if deployment.spec.paused {
            self.cleanup_deployment(&old, &deployment);
        }
        let all: Sets = old.iter().chain(&new).cloned().collect();
        let status = self.calculate_status(&all, new.as_ref(), &deployment);
        if deployment.status == status {
            return Ok(());
        }
        deployment.status = status;
        self.update_status(&mut deployment)
    }

    /// Models scale: the first case that fits.
    fn scale(&mut self, deployment: &Deployment, new: Option<&Rc<ReplicaSet>>, old: &Sets) -> Result<(), Retry> {
        let replicas = deployment.spec.replicas;
        if let Some(set) = replica_sets::find_active_or_latest(new, old) {
            return self.scale_and_record(&set, replicas, deployment, Decision::ScaleOnly { replicas }).map(drop);
        }
        if replica_sets::is_saturated(deployment, new) {
            for set in replica_sets::active(old) {
                self.scale_and_record(&set, 0, deployment, Decision::Saturated { replicas })?;
            }
            return Ok(());
        }
        if matches!(deployment.spec.strategy, Strategy::RollingUpdate { .. }) {
            let all: Sets = old.iter().chain(new).cloned().collect();
            self.scale_proportionally(deployment, replica_sets::active(&all))?;
        }
        Ok(())
    }

    fn scale_proportionally(&mut self, deployment: &Deployment, active: Sets) -> Result<(), Retry> {
        let allowed = if deployment.spec.replicas > 0 { deployment.spec.replicas + deployment.max_surge() } else { 0 };
        let current = replica_sets::replica_count(&active);
        for share in proportional_shares(deployment, &active, allowed - current) {
            let decision = Decision::Proportional {
                allowed,
                current,
                from: share.set.spec.replicas,
                base: share.base,
                share: share.size - share.set.spec.replicas,
            };
            self.scale_replica_set(&share.set, share.size, deployment, decision, true)?;
        }
        Ok(())
    }

    /// Models scaleReplicaSetAndRecordEvent: nothing where the size is right already.
    pub(super) fn scale_and_record(
        &mut self,
        set: &Rc<ReplicaSet>,
        to: i32,
        deployment: &Deployment,
        decision: Decision,
    ) -> Result<bool, Retry> {
        Ok(self.scale_replica_set(set, to, deployment, decision, false)?.1)
    }

    /// Writes the size and the annotations, and an event where the size changed. Models scaleReplicaSet.
    pub(super) fn scale_replica_set(
        &mut self,
        set: &Rc<ReplicaSet>,
        to: i32,
        deployment: &Deployment,
        decision: Decision,
        force: bool,
    ) -> Result<(Rc<ReplicaSet>, bool), Retry> {
        let from = set.spec.replicas;
        if from == to && !force {
            return Ok((set.clone(), false));
        }
        let mut scaled = set.as_ref().clone();
        let annotated = revision::set_replicas_annotations(deployment, &mut scaled);
        if from == to && !annotated {
            return Ok((set.clone(), false));
        }
        scaled.spec.replicas = to;
        let scaled = self.api.update(scaled)?;
        if from != to {
            let replica_set = set.metadata.name.clone();
            let happening = Happening::ScalingReplicaSet { replica_set, from, to, decision };
            self.record(Kind::Deployment, &deployment.metadata.name, happening);
            self.deployment_controller.waiting.remove(&deployment.metadata.uid);
        }
        Ok((scaled, from != to))
    }

    /// Deletes old ReplicaSets beyond the history limit. Models cleanupDeployment.
    pub(super) fn cleanup_deployment(&mut self, old: &Sets, deployment: &Deployment) {
        let Some(limit) = deployment.spec.revision_history_limit.filter(|limit| *limit != i32::MAX) else { return };
        let excess = old.len().saturating_sub(usize::try_from(limit).unwrap_or(0));
        let mut by_revision = old.clone();
        sorted::sort_by(&mut by_revision, |one, other| {
            let age = || replica_sets::age_key(one).cmp(&replica_sets::age_key(other));
            one.revision().cmp(&other.revision()).then_with(age)
        });
        for set in by_revision.iter().take(excess) {
            let idle = set.status.replicas == 0 && set.spec.replicas == 0;
            if idle && set.metadata.generation <= set.status.observed_generation {
                self.api.remove::<ReplicaSet>(set.metadata.uid);
                self.abandon(set.metadata.uid);
            }
        }
    }
}

struct Share {
    set: Rc<ReplicaSet>,
    base: i32,
    size: i32,
}

/// Shares `delta` replicas out by size; what rounding leaves goes to the first.
///
/// 10 → 15 replicas, surge 3, sizes 8 and 5 of 13: 18 allowed, delta 5; 8·18/13 = 11.08 → +3, the rest +2: 11 and 7.
fn proportional_shares(deployment: &Deployment, active: &[Rc<ReplicaSet>], delta: i32) -> Vec<Share> {
    let mut active = active.to_vec();
    sorted::sort_by(&mut active, |a, b| {
        let by_age = replica_sets::age_key(a).cmp(&replica_sets::age_key(b));
        let tie = if delta > 0 { by_age.reverse() } else { by_age };
        b.spec.replicas.cmp(&a.spec.replicas).then(tie)
    });
    let mut added = 0;
    let mut shares: Vec<Share> = Vec::with_capacity(active.len());
    for set in active {
        let (fraction, base) = replica_set_fraction(&set, deployment);
        let rest = delta - added;
        let proportion = match rest {
            0 => 0,
            1.. => fraction.min(rest),
            _ => fraction.max(rest),
        };
        added += proportion;
        shares.push(Share { size: set.spec.replicas + proportion, base, set });
    }
    if let Some(first) = shares.first_mut() {
        first.size = (first.size + delta - added).max(0);
    }
    shares
}

/// How much this set would grow if all grew alike, and what that is measured against.
///
/// Models deployment_util.go getReplicaSetFraction.
fn replica_set_fraction(set: &ReplicaSet, deployment: &Deployment) -> (i32, i32) {
    if deployment.spec.replicas == 0 {
        return (-set.spec.replicas, 0);
    }
    let annotated = set.metadata.annotated_number(MAX_REPLICAS).filter(|max| *max != 0);
    let base = annotated.unwrap_or(deployment.status.replicas);
    if base == 0 {
        return (0, 0);
    }
    let product = i64::from(set.spec.replicas) * i64::from(deployment.spec.replicas + deployment.max_surge());
    let rounded = status::round_half_up(product, i64::from(base));
    (i32::try_from(rounded).unwrap_or(i32::MAX) - set.spec.replicas, base)
}
