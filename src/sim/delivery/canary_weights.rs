//! Which part of the requests the new version gets, where a router splits them.
//!
//! Models rollout/trafficrouting.go of argoproj/argo-rollouts. The weights are written at every look, so that a hand edit does
//! not stay.

use super::super::Cluster;
use super::super::retry::Retry;
use super::rollout::Look;
use super::set_hash::hash_of;
use crate::kube::object::Name;
use crate::kube::rollout::{TrafficWeights, WeightDestination};

/// What becomes of the routes that steps have set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Routes {
    /// They stay, and the present step's is set.
    Stay,
    /// They go, but for the present step's: nobody is there to answer them.
    GoButThis,
    Go,
}

impl Look {
    /// Splits the requests. Models reconcileTrafficRouting.
    pub fn route(&mut self, cluster: &mut Cluster) -> Result<(), Retry> {
        let Some(routing) = self.canary().traffic_routing else {
            self.status().canary.weights = None;
            return Ok(());
        };
        let (weight, routes) = self.wanted_weight();
        let leads_back = weight == 0 || !self.canary().dynamic_stable_scale;
        if self.pauses.aborted(&self.rollout.status) && leads_back && !self.rollout.is_fully_promoted() {
            self.lead_canary_service_back(cluster)?;
        }
        if routes != Routes::Stay {
            self.remove_managed_routes(cluster, &routing)?;
        }
        if routes != Routes::Go
            && let Some(step) = self.current_step().cloned()
            && self.rollout.metadata.generation > 1
            && let Some(route) = &step.set_header_route
        {
            self.set_header_route(cluster, &routing, route)?;
        }
        // What the stable version could not answer is left as it is, unless there is no other version.
        let alone = self.rollout.is_fully_promoted() && self.rolls_back_dynamically().is_none();
        if alone || self.stable_carries(100 - weight) {
            self.set_weight(cluster, &routing, weight)?;
            self.note_weight(cluster, weight);
        }
        Ok(())
    }

    /// The stable version was gone back to in the middle of an update and has not all of its pods yet: the version requests
    /// go to besides. Models isDynamicallyRollingBackToStable.
    pub(super) fn rolls_back_dynamically(&self) -> Option<Name> {
        let canary = self.canary();
        let dynamic = canary.traffic_routing.is_some() && canary.dynamic_stable_scale;
        let weights = self.rollout.status.canary.weights.as_ref();
        let other = weights.map(|weights| &weights.canary.pod_template_hash).filter(|hash| **hash != self.hash())?;
        let missing = self.new.as_ref().is_some_and(|set| set.status.available_replicas < self.rollout.replicas());
        (dynamic && missing && self.rollout.is_fully_promoted()).then(|| other.clone())
    }

    /// What the stable version cannot answer yet, but never more than now. Models
    /// calculateDesiredWeightOnAbortOrStableRollback.
    fn weight_back(&self, present: i32) -> i32 {
        if !self.canary().dynamic_stable_scale {
            return 0;
        }
        let stable = self.stable.as_ref().map_or(0, |set| set.status.available_replicas);
        let missing = 100 - 100 * stable / self.rollout.replicas().max(1);
        if self.rollout.replicas() == 0 { 0 } else { missing.max(self.weight_on_abort(present)).min(present).max(0) }
    }

    /// The weight, and what becomes of routes of steps.
    fn wanted_weight(&self) -> (i32, Routes) {
        let (rollout, canary) = (&self.rollout, self.canary());
        let (status, replicas) = (&rollout.status, rollout.replicas().max(1));
        let present = status.canary.weights.as_ref().map_or(0, |weights| weights.canary.weight);
        let available = self.new.as_ref().map_or(0, |set| set.status.available_replicas);
        if self.rolls_back_dynamically().is_some() {
            let missing = 100 - 100 * available / replicas;
            return (missing.min(present).max(0), Routes::Stay);
        }
        if rollout.is_fully_promoted() {
            return (0, Routes::Go);
        }
        if self.pauses.aborted(status) {
            return (self.weight_back(present), Routes::Go);
        }
        if available == 0 {
            return (0, Routes::GoButThis);
        }
        if status.promote_full {
            let grown = (100 * available / replicas).min(100);
            return (if canary.dynamic_stable_scale { grown } else { present }, Routes::Go);
        }
        let weight = match self.rollout.step_index() {
            None => 0,
            Some(index) if !self.at_desired_counts() => self.rollout.weight_before(index),
            Some(_) => self.rollout.current_weight(),
        };
        (weight, Routes::Stay)
    }

    /// Models calculateWeightStatus.
    fn note_weight(&mut self, cluster: &mut Cluster, weight: i32) {
        let canary = self.canary();
        let destination = |weight, service: &Name, hash| WeightDestination {
            weight,
            service_name: service.clone(),
            pod_template_hash: hash,
            ..WeightDestination::default()
        };
        let stable = self.stable.as_ref().map(|set| hash_of(set)).unwrap_or_default();
        let new = self.rolls_back_dynamically().unwrap_or_else(|| self.hash());
        let weights = TrafficWeights {
            canary: destination(weight, &canary.canary_service, new),
            stable: destination(100 - weight, &canary.stable_service, stable),
            ..TrafficWeights::default()
        };
        let before = self.rollout.status.canary.weights.clone();
        match before.as_ref().map(|before| before.canary.weight) {
            None => self.say(cluster, "TrafficWeightUpdated", &format!("Traffic weight updated to {weight}")),
            Some(from) if from != weight => {
                let words = format!("Traffic weight updated from {from} to {weight}");
                self.say(cluster, "TrafficWeightUpdated", &words);
            }
            Some(_) => {}
        }
        self.status().canary.weights = Some(weights);
    }
}
