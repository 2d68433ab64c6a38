//! The disruption controller: how many evictions each PodDisruptionBudget allows.
//!
//! Models pkg/controller/disruption/disruption.go. Of the controllers whose size is asked for there are Deployments and
//! ReplicaSets, those of Rollouts among them.

use std::rc::Rc;

use litemap::LiteMap;

use super::Cluster;
use super::event::Happening;
use super::pod::Pod;
use super::queue::Controller;
use super::replica_set::Selected;
use super::retry::Retry;
use crate::kube::calendar::{Time, instant};
use crate::kube::condition::{self, StatusCondition};
use crate::kube::disruption_budget::{PodDisruptionBudget, PodDisruptionBudgetStatus};
use crate::kube::int_or_string::IntOrString;
use crate::kube::object::{Kind, Labels, Name, Uid};
use crate::kube::selector::LabelSelector;
use crate::kube::time::{Millis, SECOND};

/// So long a pod whose eviction was allowed may stay without being deleted, ms. Models DeletionTimeout.
const DELETION_TIMEOUT: Millis = 120 * SECOND;

/// Type of the condition.
const DISRUPTION_ALLOWED: &str = "DisruptionAllowed";

/// What the controller remembers between syncs: only what it last said of a budget, so as not to repeat itself.
#[derive(Clone, Debug, Default)]
pub(super) struct DisruptionController {
    said: LiteMap<Uid, &'static str>,
}

/// Pods that were allowed to be evicted and are still to be deleted, and when to look again, ms.
type Disrupted = (Labels, Option<Millis>);

impl Cluster {
    /// The first budget that selects a pod looks again. Models getPdbForPod: further ones learn nothing of it.
    pub(super) fn wake_budget(&mut self, pod: &Pod) {
        let mut budgets = self.cache.pod_disruption_budgets.values();
        if let Some(budget) = budgets.find(|budget| budget.selects(&pod.metadata.labels)) {
            self.queue.enqueue(self.soon(), Controller::Disruption, budget.metadata.uid);
        }
    }

    /// What is wrong with a budget, as the controller's events say it; nothing where it is what it said last.
    fn say_of_budget(&mut self, budget: &PodDisruptionBudget, words: Option<(&'static str, String)>) {
        let Some((reason, message)) = words else {
            self.disruption_controller.said.remove(&budget.metadata.uid);
            return;
        };
        if self.disruption_controller.said.insert(budget.metadata.uid, reason) != Some(reason) {
            let happening = Happening::Said { reason, message: message.into() };
            self.record(Kind::PodDisruptionBudget, &budget.metadata.name, happening);
        }
    }

    /// What the controllers of these pods want altogether. Models getExpectedScale.
    fn expected_scale(&self, pods: &Selected) -> Result<i32, Name> {
        let mut scales: Vec<(Uid, i32)> = Vec::new();
        for owner in &pods.owners {
            // Where its cache has none upstream asks the API server for the size.
            let set = self.cache.replica_sets.get(owner).or_else(|| self.api.objects.replica_sets.get(owner));
            let deployment = set.and_then(|set| self.cache.deployments.get(&set.metadata.owner?));
            let scale = match (set, deployment) {
                (_, Some(deployment)) => (deployment.metadata.uid, deployment.spec.replicas),
                (Some(set), None) => (set.metadata.uid, set.spec.replicas),
                (None, None) => {
                    let pod = self.cache.pods_of(Some(*owner)).next().map(|pod| pod.metadata.name.clone());
                    return Err(format!("found no controllers for pod {:?}", pod.unwrap_or_default()).into());
                }
            };
            if !scales.contains(&scale) {
                scales.push(scale);
            }
        }
        Ok(scales.iter().fold(0, |sum: i32, (_, scale)| sum.saturating_add(*scale)))
    }

    /// How many pods are counted, and how many of them have to be healthy. Models getExpectedPodCount.
    ///
    /// 7 wanted and at most 30 % unavailable, which is rounded up to 3: 4. 7 wanted and 50 % available: 4.
    fn expected_count(&self, budget: &PodDisruptionBudget, pods: &Selected) -> Result<(i32, i32), Name> {
        let there = i32::try_from(pods.all).unwrap_or(i32::MAX);
        match (&budget.spec.max_unavailable, &budget.spec.min_available) {
            (Some(bound), _) => {
                let expected = self.expected_scale(pods)?;
                Ok((expected, (expected - bound.scaled(expected, true).unwrap_or(0)).max(0)))
            }
            (None, Some(IntOrString::Int(bound))) => Ok((there, *bound)),
            (None, Some(bound)) => {
                let expected = self.expected_scale(pods)?;
                Ok((expected, bound.scaled(expected, true).unwrap_or(0)))
            }
            (None, None) => Ok((0, 0)),
        }
    }

    /// Which evictions are still to be seen, and how many of those pods count as healthy. Models buildDisruptedPodMap.
    fn disrupted_pods(&mut self, budget: &PodDisruptionBudget) -> (Disrupted, i32) {
        let mut kept: LiteMap<Name, Name> = LiteMap::new();
        let (mut again, mut healthy, mut late) = (None, 0, Vec::new());
        for (name, since) in budget.status.disrupted_pods.iter() {
            let found = self.cache.pods.values().find(|pod| pod.metadata.name == *name);
            let Some(pod) = found.filter(|pod| pod.metadata.deletion_timestamp.is_none()) else { continue };
            let until = instant(since).unwrap_or(0) + DELETION_TIMEOUT;
            if until < self.now {
                late.push(name.clone());
                continue;
            }
            again = Some(again.map_or(until, |first: Millis| first.min(until)));
            healthy += i32::from(pod.status.ready && until > self.now);
            kept.insert(name.clone(), since.clone());
        }
        for pod in late {
            // Upstream names the namespace twice.
            let message = "Pod was expected by PDB default/default to be deleted but it wasn't".into();
            self.record(Kind::Pod, &pod, Happening::Said { reason: "NotDeleted", message });
        }
        ((Rc::new(kept), again), healthy)
    }

    /// Models trySync; an error is one of the count.
    fn try_sync_budget(&mut self, budget: &PodDisruptionBudget) -> Result<Result<(), Retry>, Name> {
        let pods =
            budget.spec.selector.as_ref().map(|selector| self.pod_counts.selected_by(selector)).unwrap_or_default();
        let counted = self.expected_count(budget, &pods);
        let by_scale = !matches!(
            (&budget.spec.max_unavailable, &budget.spec.min_available),
            (None, Some(IntOrString::Int(_)) | None)
        );
        self.say_of_budget(
            budget,
            match &counted {
                Err(error) => {
                    let words = format!("Failed to calculate the number of expected pods: {error}");
                    Some(("CalculateExpectedPodCountFailed", words))
                }
                Ok(_) if pods.all == 0 => Some(("NoPods", "No matching pods found".into())),
                Ok(_) if by_scale && pods.unmanaged => Some(("UnmanagedPods", unmanaged(budget))),
                Ok(_) => None,
            },
        );
        let (expected_pods, desired_healthy) = counted?;
        let ((disrupted_pods, again), disrupted) = self.disrupted_pods(budget);
        let current_healthy = i32::try_from(pods.ready).unwrap_or(i32::MAX) - disrupted;
        let allowed = if expected_pods <= 0 { 0 } else { (current_healthy - desired_healthy).max(0) };
        let status = PodDisruptionBudgetStatus {
            observed_generation: i64::try_from(budget.metadata.generation).unwrap_or(i64::MAX),
            disrupted_pods,
            disruptions_allowed: allowed,
            current_healthy,
            desired_healthy,
            expected_pods,
            conditions: budget.status.conditions.clone(),
            ..PodDisruptionBudgetStatus::default()
        };
        if let Some(again) = again {
            self.queue.enqueue_at(again, Controller::Disruption, budget.metadata.uid);
        }
        Ok(self.write_budget_status(budget, status))
    }

    /// Models updatePdbStatus.
    fn write_budget_status(
        &mut self,
        budget: &PodDisruptionBudget,
        status: PodDisruptionBudgetStatus,
    ) -> Result<(), Retry> {
        let mut changed = budget.clone();
        changed.status = status;
        set_disruption_allowed(&mut changed, self.now);
        if changed.status != budget.status {
            self.api.update_status(changed)?;
        }
        Ok(())
    }
}

/// That some pods have no controller whose size could be asked for.
fn unmanaged(budget: &PodDisruptionBudget) -> String {
    let selector = budget.spec.selector.as_ref().map_or_else(|| "nil".into(), LabelSelector::in_go);
    format!(
        "Pods selected by this PodDisruptionBudget (selector: {selector}) were found to be unmanaged. As a result, the status of \
         the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set \
         \".spec.minAvailable\" field of the PDB to an integer value."
    )
}

/// One look at a budget. Where its pods cannot be counted no eviction is allowed. Models sync and failSafe.
pub(super) fn sync_budget(cluster: &mut Cluster, key: Uid) -> Result<(), Retry> {
    let Some(budget) = cluster.cache.pod_disruption_budgets.get(&key).cloned() else { return Ok(()) };
    let error = match cluster.try_sync_budget(&budget) {
        Ok(result) => return result,
        Err(error) => error,
    };
    let mut changed = budget.as_ref().clone();
    changed.status.disruptions_allowed = 0;
    put_condition(&mut changed, false, "SyncFailed", error, cluster.now);
    if changed.status != budget.status {
        cluster.api.update_status(changed)?;
    }
    Ok(())
}

/// Models UpdateDisruptionAllowedCondition of component-helpers apps/poddisruptionbudget.
pub(super) fn set_disruption_allowed(budget: &mut PodDisruptionBudget, now: Millis) {
    let allowed = budget.status.disruptions_allowed > 0;
    let reason = if allowed { "SufficientPods" } else { "InsufficientPods" };
    put_condition(budget, allowed, reason, Name::default(), now);
}

fn put_condition(budget: &mut PodDisruptionBudget, holds: bool, reason: &str, message: Name, now: Millis) {
    let condition = StatusCondition {
        kind: DISRUPTION_ALLOWED.into(),
        status: if holds { "True" } else { "False" }.into(),
        reason: reason.into(),
        message,
        last_transition_time: Some(Time::of(now)),
        observed_generation: budget.status.observed_generation,
        ..StatusCondition::default()
    };
    condition::set(&mut budget.status.conditions, condition);
}
