//! Where a canary is among its steps, and how many pods of each version that asks for.
//!
//! Models utils/replicaset/canary.go of argoproj/argo-rollouts; the arithmetic is that of [`super::canary_counts`].

use super::canary_counts::{Bounds, Counts, SetView, plan, routed_canary, routed_stable, step, target};
use super::rollout::Look;
use crate::kube::rollout::TrafficWeights;
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
        if self.rollout.status.abort && !keeps || self.canary().traffic_routing.is_none() {
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

    /// A number of pods of the new version that is asked for, and else its weight. Models GetCanaryReplicasOrWeight.
    fn replicas_or_weight(&self) -> (Option<i32>, i32) {
        if self.goes_to_everything() {
            return (None, 100);
        }
        match self.scale_override() {
            Some(SetCanaryScale { replicas: Some(pods), .. }) => (Some(*pods), 0),
            Some(SetCanaryScale { weight: Some(weight), .. }) => (None, *weight),
            _ => (None, self.rollout.current_weight()),
        }
    }

    /// With a router: pods of both versions in the end of this step, where requests are split so. Models
    /// CalculateReplicaCountsForTrafficRoutedCanary.
    fn routed_counts(&self, weights: Option<&TrafficWeights>) -> Counts {
        let (canary, replicas) = (self.canary(), self.rollout.replicas());
        let least = canary.min_pods_per_replica_set.unwrap_or(1).max(1);
        let (pods, weight) = self.replicas_or_weight();
        let asked = pods.unwrap_or_else(|| routed_canary(replicas, weight, least));
        if !canary.dynamic_stable_scale {
            return Counts { canary: asked, stable: replicas };
        }
        let at_least = |pods: i32| if pods == 0 { 0 } else { pods.max(least.min(replicas)) };
        let present = weights.map(|weights| weights.canary.weight);
        if !self.rollout.status.abort || self.goes_to_everything() {
            let stable = routed_stable(replicas, weight, present.unwrap_or(weight), least);
            return Counts { canary: at_least(asked), stable };
        }
        // Given up: the canary keeps what its share needs, and the stable version grows to the step before.
        let kept = present.map_or(0, |present| routed_canary(replicas, present, 1));
        let back = self.weight_on_abort(present.unwrap_or(0));
        let stable = routed_stable(replicas, back, present.unwrap_or(back), least);
        Counts { canary: at_least(asked.max(kept)), stable }
    }

    /// An abort with a stable version that follows its share goes back step by step: the next lower weight, and as soon as all
    /// pods for that are there the one below it.
    pub(super) fn weight_on_abort(&self, present: i32) -> i32 {
        let (_, stable) = self.views();
        let below = |weight: i32| {
            let weights = self.rollout.steps().iter().filter_map(|step| step.set_weight);
            weights.filter(|lower| *lower < weight).max().unwrap_or(0)
        };
        let mut back = below(present);
        while back > 0 {
            let needed = routed_canary(self.rollout.replicas(), 100 - back, 1);
            if stable.spec != needed || stable.available < needed {
                break;
            }
            back = below(back);
        }
        back
    }

    /// Pods of both versions that are aimed at with these weights: with a router those of the step, without one as near to
    /// them as the bounds let it come.
    fn counts(&self, weights: Option<&TrafficWeights>) -> Counts {
        if self.canary().traffic_routing.is_some() {
            return self.routed_counts(weights);
        }
        let ((new, stable), bounds, others) = (self.views(), self.bounds(), self.others_pods());
        if self.has_no_other_stable() {
            let room = (bounds.replicas + bounds.max_surge - new.spec - others).max(0);
            return Counts { canary: bounds.replicas.min(new.spec + room), stable: 0 };
        }
        plan(bounds, self.aim(bounds), new, stable, others)
    }

    fn aim(&self, bounds: Bounds) -> Counts {
        target(bounds, self.replicas_or_weight().1)
    }

    /// Nothing but the new version is to stay. Models CheckStableRSExists.
    fn has_no_other_stable(&self) -> bool {
        let new = self.new.as_ref().map(|set| set.metadata.uid);
        self.stable.as_ref().is_none_or(|stable| Some(stable.metadata.uid) == new)
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

    /// Pods asked for of what earlier updates left.
    fn others_pods(&self) -> i32 {
        self.others.iter().map(|set| set.spec.replicas).sum()
    }

    /// The sizes of this look.
    pub fn next_counts(&self) -> Counts {
        // Those before this look: the stable version shrinks one look after its share.
        let weights = self.rollout.status.canary.weights.as_ref();
        if self.canary().traffic_routing.is_some() || self.has_no_other_stable() {
            return self.counts(weights);
        }
        let ((new, stable), bounds) = (self.views(), self.bounds());
        step(bounds, self.aim(bounds), new, stable, self.others_pods())
    }

    /// The step's pods are there: those of the new version available, those of the stable one made. Models
    /// AtDesiredReplicaCountsForCanary.
    pub fn at_desired_counts(&self) -> bool {
        let canary = self.canary();
        let routed = canary.traffic_routing.is_some();
        let weights = self.written().canary.weights.clone();
        let wanted = self.counts(weights.as_ref());
        let available =
            |set: &ReplicaSet, pods: i32| set.spec.replicas == pods && set.status.available_replicas >= pods;
        let made = |set: &ReplicaSet, pods: i32| set.spec.replicas == pods && set.status.replicas == pods;
        // A stable version that shrinks with its share follows the weight, and the weight does not wait for it.
        let follows = routed && canary.dynamic_stable_scale;
        let others = self.others.iter().all(|set| set.status.available_replicas == 0);
        self.new.as_ref().is_some_and(|set| available(set, wanted.canary))
            && (follows || self.stable.as_ref().is_some_and(|set| made(set, wanted.stable)))
            && (others || routed)
    }

    /// So many pods of the stable version are available as this part of all requests needs. Models checkReplicasAvailable.
    pub fn stable_carries(&self, weight: i32) -> bool {
        let needed = weight * self.rollout.replicas() / 100;
        self.stable.as_ref().is_some_and(|set| set.status.available_replicas >= needed)
    }
}
