//! Where a canary is among its steps, and how many pods of each version that asks for.
//!
//! Models utils/replicaset/canary.go of argoproj/argo-rollouts; the arithmetic is that of [`super::canary_counts`].

use super::canary_counts::{Bounds, Counts, SetView, routed_canary, routed_stable, step, target};
use super::rollout::Look;
use crate::kube::rollout_strategy::{CanaryStep, CanaryStrategy, SetCanaryScale};
use crate::kube::workload::ReplicaSet;

/// A set as the arithmetic sees it.
fn view(set: &ReplicaSet) -> SetView {
    SetView { spec: set.spec.replicas, available: set.status.available_replicas }
}

impl Look {
    pub(super) fn canary(&self) -> CanaryStrategy {
        self.rollout.spec.strategy.canary.clone().unwrap_or_default()
    }

    /// The step it is at. Models GetCurrentCanaryStep.
    pub fn current_step(&self) -> Option<&CanaryStep> {
        self.rollout.steps().get(self.rollout.step_index()?)
    }

    /// A setCanaryScale in force. Models UseSetCanaryScale.
    fn scale_override(&self) -> Option<&SetCanaryScale> {
        let keeps = self.canary().abort_scale_down_delay().is_none();
        if self.rollout.status.abort && !keeps {
            return None;
        }
        self.current_step()?;
        let before = &self.rollout.steps()[..=self.rollout.step_index()?];
        let last = before.iter().rev().find_map(|step| step.set_canary_scale.as_ref())?;
        Some(last).filter(|scale| !scale.match_traffic_weight)
    }

    /// Everything is to be of the new version, whatever the steps say.
    fn goes_to_everything(&self) -> bool {
        let status = &self.rollout.status;
        status.promote_full || status.stable_rs.is_empty() || status.stable_rs == self.hash()
    }

    /// Pods of both versions in the end of this step. Models CalculateReplicaCountsForCanary.
    pub fn counts(&self) -> Counts {
        let (canary, replicas) = (self.canary(), self.rollout.replicas());
        let all = self.goes_to_everything();
        let weight = if all { 100 } else { self.rollout.current_weight() };
        if canary.traffic_routing.is_none() {
            return target(self.bounds(), weight);
        }
        let least = canary.min_pods_per_replica_set.unwrap_or(1).max(1);
        let set = self.scale_override().filter(|_| !all);
        let mut pods = match set {
            Some(SetCanaryScale { replicas: Some(pods), .. }) => *pods,
            Some(SetCanaryScale { weight: Some(weight), .. }) => routed_canary(replicas, *weight, least),
            _ => routed_canary(replicas, weight, least),
        };
        if !canary.dynamic_stable_scale {
            return Counts { canary: pods, stable: replicas };
        }
        let weights = self.rollout.status.canary.weights.as_ref();
        let present = weights.map_or(weight, |weights| weights.canary.weight);
        if self.rollout.status.abort {
            pods = pods.max(routed_canary(replicas, present, least));
        }
        Counts { canary: pods, stable: routed_stable(replicas, weight, present, least) }
    }

    fn bounds(&self) -> Bounds {
        let replicas = self.rollout.replicas();
        let posts = self.canary().bounds(replicas);
        Bounds { replicas, max_surge: posts.max_surge, max_unavailable: posts.max_unavailable }
    }

    fn views(&self) -> (SetView, SetView) {
        let of = |set: &Option<std::rc::Rc<ReplicaSet>>| set.as_ref().map(|set| view(set)).unwrap_or_default();
        (of(&self.new), of(&self.stable))
    }

    /// The sizes of this look: with a router those of the step, without one as near to them as the bounds let it come.
    pub fn next_counts(&self) -> Counts {
        let wanted = self.counts();
        if self.canary().traffic_routing.is_some() {
            return wanted;
        }
        let (new, stable) = self.views();
        let (spec, available) = self.others.iter().fold((0, 0), |(spec, available), set| {
            (spec + set.spec.replicas, available + set.status.available_replicas)
        });
        // What is left of earlier updates takes its room, and goes by itself.
        let bounds = self.bounds();
        let room = (bounds.max_surge - spec).max(new.spec + stable.spec - bounds.replicas);
        step(
            Bounds { max_surge: room, max_unavailable: bounds.max_unavailable + available, ..bounds },
            wanted,
            new,
            stable,
        )
    }

    /// The step's pods are there: those of the new version available, those of the stable one made. Models
    /// AtDesiredReplicaCountsForCanary.
    pub fn at_desired_counts(&self) -> bool {
        let wanted = self.counts();
        let (new, stable) = self.views();
        let canary = self.canary();
        let routed = canary.traffic_routing.is_some();
        // A stable version that shrinks with its share follows the weight, and the weight does not wait for it.
        let follows = routed && canary.dynamic_stable_scale;
        let others = self.others.iter().all(|set| set.status.available_replicas == 0);
        new.spec >= wanted.canary
            && new.available >= wanted.canary
            && (follows || stable.spec == wanted.stable)
            && (others || routed)
    }

    /// So many pods of the stable version are available as this part of all requests needs. Models checkReplicasAvailable.
    pub fn stable_carries(&self, weight: i32) -> bool {
        let needed = weight * self.rollout.replicas() / 100;
        self.stable.as_ref().is_some_and(|set| set.status.available_replicas >= needed)
    }
}
