//! Evictions: deletions of a pod that ask its PodDisruptionBudget first.
//!
//! Models pkg/registry/core/pod/storage/eviction.go. Left out: the bound on `disruptedPods` (2,000 evictions of which the
//! controller has not heard).

#[cfg(test)]
mod tests;

use std::rc::Rc;

use super::Cluster;
use super::disruption::set_disruption_allowed;
use super::drain_step::EvictionRefused;
use super::pod::{Disruption, Pod, PodPhase};
use crate::kube::calendar::rfc3339;
use crate::kube::condition::find;
use crate::kube::disruption_budget::{ALWAYS_ALLOW, PodDisruptionBudget};
use crate::kube::object::Uid;

const WOULD_VIOLATE: &str = "Cannot evict pod as it would violate the pod's disruption budget.";
const SEVERAL_BUDGETS: &str =
    "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.";

fn too_many_requests(cause: String) -> EvictionRefused {
    EvictionRefused { code: 429, message: WOULD_VIOLATE, cause: Some(cause.into()) }
}

impl Cluster {
    /// The API server is asked to evict a pod. One that is gone is no longer there to be refused.
    ///
    /// # Errors
    ///
    /// Its words, where the pod stays.
    pub(super) fn evict(&mut self, uid: Uid) -> Result<(), EvictionRefused> {
        let Some(pod) = self.api.objects.pods.get(&uid).cloned() else { return Ok(()) };
        if !can_ignore_budgets(&pod) {
            let budgets = self.api.objects.pod_disruption_budgets.values();
            let mut budgets = budgets.filter(|budget| budget.selects(&pod.metadata.labels));
            let (first, second) = (budgets.next().cloned(), budgets.next());
            if second.is_some() {
                return Err(EvictionRefused { code: 500, message: SEVERAL_BUDGETS, cause: None });
            }
            if let Some(budget) = first {
                self.ask_budget(&pod, &budget)?;
            }
        }
        self.disrupt_pod(uid, Disruption::EvictionApi);
        Ok(())
    }

    fn ask_budget(&mut self, pod: &Pod, budget: &PodDisruptionBudget) -> Result<(), EvictionRefused> {
        let status = &budget.status;
        if !pod.status.ready {
            let always = &*budget.spec.unhealthy_pod_eviction_policy == ALWAYS_ALLOW;
            // It counts for nothing, so nothing is taken off the budget.
            if always || status.current_healthy >= status.desired_healthy && status.desired_healthy > 0 {
                return Ok(());
            }
        }
        self.check_and_decrement(pod, budget)
    }

    /// Models checkAndDecrement.
    fn check_and_decrement(&mut self, pod: &Pod, budget: &PodDisruptionBudget) -> Result<(), EvictionRefused> {
        let (name, status) = (&budget.metadata.name, &budget.status);
        let observed = u64::try_from(status.observed_generation).unwrap_or(0);
        if observed < budget.metadata.generation {
            let cause = format!("The disruption budget {name} is still being processed by the server.");
            return Err(too_many_requests(cause));
        }
        if status.disruptions_allowed <= 0 {
            return Err(too_many_requests(why_none(budget)));
        }
        let mut budget = budget.clone();
        budget.status.disruptions_allowed -= 1;
        if budget.status.disruptions_allowed == 0 {
            set_disruption_allowed(&mut budget, self.now);
        }
        let disrupted = Rc::make_mut(&mut budget.status.disrupted_pods);
        disrupted.insert(pod.metadata.name.clone(), rfc3339(self.now).into());
        let written = self.api.update_status(budget);
        debug_assert!(written.is_ok(), "read and written in one step");
        Ok(())
    }
}

/// Models canIgnorePDB.
fn can_ignore_budgets(pod: &Pod) -> bool {
    pod.status.phase.is_finished() || pod.status.phase == PodPhase::Pending || pod.metadata.deletion_timestamp.is_some()
}

/// What stands behind a refusal. Counts are not to be trusted where the controller failed.
fn why_none(budget: &PodDisruptionBudget) -> String {
    let (name, status) = (&budget.metadata.name, &budget.status);
    let condition = find(&status.conditions, "DisruptionAllowed");
    let failed = condition.filter(|condition| &*condition.status == "False" && !condition.message.is_empty());
    match failed {
        Some(condition) if &*condition.reason == "SyncFailed" => format!(
            "The disruption budget {name} does not allow evicting pods currently because it failed sync: {}",
            condition.message
        ),
        _ if status.current_healthy <= status.desired_healthy => format!(
            "The disruption budget {name} needs {} healthy pods and has {} currently",
            status.desired_healthy, status.current_healthy
        ),
        _ => format!("The disruption budget {name} does not allow evicting pods currently"),
    }
}
