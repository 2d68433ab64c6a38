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

    /// Leads a Service to a version once one of its pods is available, and if the Service was nobody's so far, once all are;
    /// unchecked at once. Models ensureSVCTargets.
    fn lead(
        &self,
        cluster: &mut Cluster,
        name: &str,
        set: Option<&Rc<ReplicaSet>>,
        checked: bool,
    ) -> Result<(), Retry> {
        let (Some(set), Some(service)) = (set, service(cluster, name)) else { return Ok(()) };
        let to = hash_of(set);
        let (wanted, available) = (set.spec.replicas, set.status.available_replicas);
        let adopted = service.metadata.annotation(MANAGED_BY).is_none();
        let least = if adopted { wanted.max(1) } else { 1 };
        if selected(&service) == to || checked && (wanted == 0 || available < least) {
            return Ok(());
        }
        self.switch_service(cluster, &service, &to)
    }

    /// The stable Service, and the canary's. Models reconcileStableAndCanaryService.
    pub fn lead_canary_services(&self, cluster: &mut Cluster) -> Result<(), Retry> {
        let canary = self.canary();
        self.lead(cluster, &canary.stable_service, self.stable.as_ref(), true)?;
        if self.pauses.aborted(&self.rollout.status) {
            // With a router it follows the weight.
            let basic = canary.traffic_routing.is_none();
            let stable = self.stable.as_ref().filter(|_| basic);
            return self.lead(cluster, &canary.canary_service, stable, true);
        }
        if self.rolls_back_dynamically().is_some() {
            return Ok(());
        }
        self.lead(cluster, &canary.canary_service, self.new.as_ref(), true)
    }

    /// After an abort with a router the canary's Service leads to the stable version, whether all of its pods are there or not.
    pub fn lead_canary_service_back(&self, cluster: &mut Cluster) -> Result<(), Retry> {
        self.lead(cluster, &self.canary().canary_service, self.stable.as_ref(), false)
    }
}
