//! RollingUpdate: one step a sync, up with the new ReplicaSet or down with the old ones.
//!
//! Models pkg/controller/deployment/rolling.go.

use std::cmp::Ordering;
use std::rc::Rc;

use super::super::Cluster;
use super::super::decision::{Decision, OldBudget};
use super::super::retry::Retry;
use super::status::deployment_complete;
use super::{Sets, replica_sets};
use crate::kube::workload::{Deployment, ReplicaSet, Strategy};

impl Cluster {
    /// Models rolloutRolling.
    pub(super) fn rollout_rolling(&mut self, mut deployment: Deployment, sets: &Sets) -> Result<(), Retry> {
        let (new, old) = self.get_all_replica_sets_and_sync_revision(&mut deployment, sets, true)?;
        let Some(new) = new else { return Err(Retry) };
        let mut all = old.clone();
        all.push(new.clone());
        let (moved, up) = self.reconcile_new_replica_set(&all, &new, &deployment)?;
        if moved {
            return self.sync_rollout_status(&all, Some(&new), deployment);
        }
        let old_decision = self.reconcile_old_replica_sets(&all, &replica_sets::active(&old), &new, &deployment);
        if old_decision == OldStep::ScaledDown {
            return self.sync_rollout_status(&all, Some(&new), deployment);
        }
        if deployment_complete(&deployment, &deployment.status) {
            self.cleanup_deployment(&old, &deployment);
        } else if let OldStep::Waits(decision) = old_decision {
            self.record_waiting(&deployment, decision);
        } else if let Some(decision) = up {
            self.record_waiting(&deployment, decision);
        }
        self.sync_rollout_status(&all, Some(&new), deployment)
    }

    /// Models reconcileNewReplicaSet. Says whether it scaled, and if not, why there was no room.
    fn reconcile_new_replica_set(
        &mut self,
        all: &Sets,
        new: &Rc<ReplicaSet>,
        deployment: &Deployment,
    ) -> Result<(bool, Option<Decision>), Retry> {
        let replicas = deployment.spec.replicas;
        match new.spec.replicas.cmp(&replicas) {
            Ordering::Equal => Ok((false, None)),
            Ordering::Greater => {
                let decision = Decision::NewTooLarge { replicas };
                Ok((self.scale_and_record(new, replicas, deployment, decision)?, None))
            }
            Ordering::Less => {
                let others: Sets = all.iter().filter(|set| set.metadata.uid != new.metadata.uid).cloned().collect();
                let sizing = new_rs_new_replicas(deployment, &others, new);
                let decision = sizing.decision(deployment);
                Ok((self.scale_and_record(new, sizing.to, deployment, decision)?, Some(decision)))
            }
        }
    }

    /// Models reconcileOldReplicaSets. As upstream, an error in here counts as nothing done.
    fn reconcile_old_replica_sets(
        &mut self,
        all: &Sets,
        old: &Sets,
        new: &Rc<ReplicaSet>,
        deployment: &Deployment,
    ) -> OldStep {
        if replica_sets::replica_count(old) == 0 {
            return OldStep::NothingOld;
        }
        let budget = OldBudget {
            current: replica_sets::replica_count(all),
            min_available: deployment.spec.replicas - deployment.max_unavailable(),
            new_unavailable: new.spec.replicas - new.status.available_replicas,
        };
        if budget.left() <= 0 {
            return OldStep::Waits(Decision::NoBudget(budget));
        }
        // With budget left one of the two takes something: where nothing is broken, the budget is what is to spare.
        let cleaned = self.cleanup_unhealthy_replicas(old, deployment, budget);
        match cleaned.and_then(|old| self.scale_down_old_replica_sets(&old, new, deployment)) {
            Ok(()) => OldStep::ScaledDown,
            Err(Retry) => OldStep::Failed,
        }
    }

    /// Old replicas that are not available go first, oldest ReplicaSet first. Models cleanupUnhealthyReplicas.
    fn cleanup_unhealthy_replicas(
        &mut self,
        old: &Sets,
        deployment: &Deployment,
        budget: OldBudget,
    ) -> Result<Sets, Retry> {
        let mut sets = replica_sets::by_creation(old);
        let mut spent = 0;
        for set in &mut sets {
            let unhealthy = set.spec.replicas - set.status.available_replicas;
            if spent >= budget.left() {
                break;
            }
            let cut = unhealthy.min(budget.left() - spent);
            if cut < 0 {
                return Err(Retry);
            }
            let decision = Decision::CleanupUnhealthy { budget, spent, unhealthy, cut };
            *set = self.scale_replica_set(set, set.spec.replicas - cut, deployment, decision, false)?.0;
            spent += cut;
        }
        Ok(sets)
    }

    /// As many as are available beyond what must be, oldest ReplicaSet first.
    ///
    /// Models scaleDownOldReplicaSetsForRollingUpdate.
    fn scale_down_old_replica_sets(
        &mut self,
        old: &Sets,
        new: &ReplicaSet,
        deployment: &Deployment,
    ) -> Result<(), Retry> {
        let min_available = deployment.spec.replicas - deployment.max_unavailable();
        let available = replica_sets::available_replica_count(old) + new.status.available_replicas;
        let mut spent = 0;
        for set in replica_sets::by_creation(old) {
            let room = available - min_available - spent;
            if room <= 0 {
                break;
            }
            if set.spec.replicas == 0 {
                continue;
            }
            let cut = set.spec.replicas.min(room);
            let decision = Decision::ScaleDownOld { available, min_available, spent, cut };
            self.scale_and_record(&set, set.spec.replicas - cut, deployment, decision)?;
            spent += cut;
        }
        Ok(())
    }
}

/// What came of looking at the old ReplicaSets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OldStep {
    ScaledDown,
    Waits(Decision),
    NothingOld,
    Failed,
}

/// The size the new ReplicaSet should have, with what it follows from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizing {
    pub current: i32,
    pub from: i32,
    pub to: i32,
}

impl Sizing {
    pub fn decision(self, deployment: &Deployment) -> Decision {
        use crate::kube::workload::Strategy;
        let replicas = deployment.spec.replicas;
        match deployment.spec.strategy {
            Strategy::RollingUpdate { .. } => Decision::NewReplicas {
                replicas,
                max_surge: deployment.max_surge(),
                current: self.current,
                from: self.from,
                to: self.to,
            },
            _ => Decision::RecreateUp { replicas },
        }
    }
}

/// The size of the new ReplicaSet: for RollingUpdate as much as the surge leaves free, for Recreate all.
///
/// `others` are all ReplicaSets but the new one. 10 replicas, surge 3, old 10, new 0: 13 allowed, 10 present: 3.
///
/// Models deployment_util.go NewRSNewReplicas.
pub(super) fn new_rs_new_replicas(deployment: &Deployment, others: &Sets, new: &ReplicaSet) -> Sizing {
    let replicas = deployment.spec.replicas;
    let from = new.spec.replicas;
    let current = replica_sets::replica_count(others) + from;
    let Strategy::RollingUpdate { max_surge, .. } = &deployment.spec.strategy else {
        return Sizing { current, from, to: replicas };
    };
    let max_total = replicas.saturating_add(max_surge.scaled(replicas, true).unwrap_or(0));
    let to = if current >= max_total { from } else { from + (max_total - current).min(replicas - from) };
    Sizing { current, from, to }
}
