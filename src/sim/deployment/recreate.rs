//! Recreate: all old pods go, and only when the last is gone the new ones come.
//!
//! Models pkg/controller/deployment/recreate.go.

use std::rc::Rc;

use super::super::Cluster;
use super::super::decision::Decision;
use super::super::retry::Retry;
use super::status::deployment_complete;
use super::{Sets, replica_sets};
use crate::kube::workload::{Deployment, ReplicaSet};

impl Cluster {
    /// Models rolloutRecreate.
    pub(super) fn rollout_recreate(&mut self, mut deployment: Deployment, sets: &Sets) -> Result<(), Retry> {
        let (new, old) = self.get_all_replica_sets_and_sync_revision(&mut deployment, sets, false)?;
        let all: Sets = old.iter().chain(&new).cloned().collect();
        let mut scaled_down = false;
        for set in replica_sets::active(&old) {
            let decision = Decision::RecreateDown { from: set.spec.replicas };
            scaled_down |= self.scale_and_record(&set, 0, &deployment, decision)?;
        }
        if scaled_down {
            return self.sync_rollout_status(&all, new.as_ref(), deployment);
        }
        let old_pods = self.old_pods(new.as_ref(), &old, sets);
        if old_pods > 0 {
            self.record_waiting(&deployment, Decision::RecreateWait { old_pods });
            return self.sync_rollout_status(&all, new.as_ref(), deployment);
        }
        let (new, old) = match new {
            Some(new) => (Some(new), old),
            None => self.get_all_replica_sets_and_sync_revision(&mut deployment, sets, true)?,
        };
        let all: Sets = old.iter().chain(&new).cloned().collect();
        if let Some(new) = &new {
            let replicas = deployment.spec.replicas;
            self.scale_and_record(new, replicas, &deployment, Decision::RecreateUp { replicas })?;
        }
        if deployment_complete(&deployment, &deployment.status) {
            self.cleanup_deployment(&old, &deployment);
        }
        self.sync_rollout_status(&all, new.as_ref(), deployment)
    }

    /// Old pods that still stand in the way; terminating ones do, finished ones do not. Models oldPodsRunning.
    fn old_pods(&self, new: Option<&Rc<ReplicaSet>>, old: &Sets, sets: &Sets) -> i32 {
        let new = new.map(|set| set.metadata.uid);
        let of_others = sets.iter().filter(|set| Some(set.metadata.uid) != new);
        let pods = of_others.flat_map(|set| self.cache.pods_of(Some(set.metadata.uid)));
        let running = pods.filter(|pod| !pod.status.phase.is_finished()).count();
        replica_sets::actual_replica_count(old).max(i32::try_from(running).unwrap_or(i32::MAX))
    }
}
