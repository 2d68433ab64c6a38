//! Services under a Rollout's lead: their selectors get the hash of a version.
//!
//! Models rollout/service.go of argoproj/argo-rollouts.

use std::rc::Rc;

use super::super::Cluster;
use super::super::retry::Retry;
use super::rollout::Look;
use super::set_hash::hash_of;
use crate::kube::object::Name;
use crate::kube::rollout::{MANAGED_BY, ROLLOUTS_POD_TEMPLATE_HASH};
use crate::kube::service::Service;
use crate::kube::workload::ReplicaSet;

/// A Service by its name, as the watch has delivered it.
pub(super) fn service(cluster: &Cluster, name: &str) -> Option<Rc<Service>> {
    cluster.cache.services.values().find(|service| &*service.metadata.name == name).cloned()
}

/// The hash a Service selects; empty where it selects none.
pub(super) fn selected(service: &Service) -> Name {
    service.spec.selector.get(ROLLOUTS_POD_TEMPLATE_HASH).cloned().unwrap_or_default()
}

impl Look {
    /// Leads a Service to a version. Models switchServiceSelector.
    pub fn switch_service(&self, cluster: &mut Cluster, service: &Service, to: &Name) -> Result<(), Retry> {
        let from = selected(service);
        if from == *to && service.metadata.annotation(MANAGED_BY).is_some() {
            return Ok(());
        }
        let mut changed = service.clone();
        Rc::make_mut(&mut changed.spec.selector).insert(ROLLOUTS_POD_TEMPLATE_HASH.into(), to.clone());
        changed.metadata.annotate(MANAGED_BY, &self.rollout.metadata.name);
        cluster.api.update(changed)?;
        let name = &service.metadata.name;
        let words = format!("Switched selector for service '{name}' from '{from}' to '{to}'");
        self.say(cluster, "SwitchService", &words);
        Ok(())
    }

    /// Leads a Service to a version once all its pods are available; whether it has to wait for that. Models ensureSVCTargets.
    fn lead(&self, cluster: &mut Cluster, name: &str, set: Option<&Rc<ReplicaSet>>) -> Result<bool, Retry> {
        let (Some(set), Some(service)) = (set, service(cluster, name)) else { return Ok(false) };
        let to = hash_of(set);
        if selected(&service) == to {
            return Ok(false);
        }
        let (wanted, available) = (set.spec.replicas, set.status.available_replicas);
        if wanted == 0 || available < wanted {
            return Ok(true);
        }
        self.switch_service(cluster, &service, &to).map(|()| false)
    }

    /// The stable Service, and the canary's: after an abort that one leads to the stable version too. Whether one of them could
    /// not be led yet, without which no weight is set. Models reconcileStableAndCanaryService.
    pub fn lead_canary_services(&self, cluster: &mut Cluster) -> Result<bool, Retry> {
        let canary = self.canary();
        let waits = self.lead(cluster, &canary.stable_service, self.stable.as_ref())?;
        let aborted = self.pauses.aborted(&self.rollout.status) && canary.traffic_routing.is_some();
        let target = if aborted { self.stable.as_ref() } else { self.new.as_ref() };
        Ok(self.lead(cluster, &canary.canary_service, target)? || waits)
    }
}
