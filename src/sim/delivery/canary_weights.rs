//! Which part of the requests the new version gets, where a router splits them.
//!
//! Models rollout/trafficrouting.go of argoproj/argo-rollouts. The weights are written at every look, so that a hand edit does
//! not stay.

use super::super::Cluster;
use super::super::retry::Retry;
use super::rollout::Look;
use crate::kube::rollout::{TrafficWeights, WeightDestination};

impl Look {
    /// Splits the requests. Models reconcileTrafficRouting.
    pub fn route(&mut self, cluster: &mut Cluster, waits_for_service: bool) -> Result<(), Retry> {
        let Some(routing) = self.canary().traffic_routing else {
            self.status().canary.weights = None;
            return Ok(());
        };
        let (weight, managed) = self.wanted_weight();
        if !managed {
            self.remove_managed_routes(cluster, &routing)?;
        } else if let Some(step) = self.current_step().cloned()
            && self.rollout.metadata.generation > 1
            && let Some(route) = &step.set_header_route
        {
            self.set_header_route(cluster, &routing, route)?;
        }
        let carried = self.rollout.is_fully_promoted() || self.stable_carries(100 - weight);
        let present = self.rollout.status.canary.weights.as_ref().map(|weights| weights.canary.weight);
        let weight = match present {
            Some(present) if waits_for_service || !carried => present,
            _ => weight,
        };
        self.set_weight(cluster, &routing, weight)?;
        self.note_weight(cluster, weight);
        Ok(())
    }

    /// The weight, and whether routes of steps may stay.
    fn wanted_weight(&self) -> (i32, bool) {
        let (rollout, canary) = (&self.rollout, self.canary());
        let (status, replicas) = (&rollout.status, rollout.replicas().max(1));
        let present = status.canary.weights.as_ref().map(|weights| weights.canary.weight);
        let available = self.new.as_ref().map_or(0, |set| set.status.available_replicas);
        if rollout.is_fully_promoted() {
            return (0, false);
        }
        if self.pauses.aborted(status) {
            let stable = self.stable.as_ref().map_or(0, |set| set.status.available_replicas);
            let gradual = (100 - 100 * stable / replicas).min(present.unwrap_or(0)).max(0);
            return (if canary.dynamic_stable_scale { gradual } else { 0 }, false);
        }
        if available == 0 {
            return (0, false);
        }
        if status.promote_full {
            let grown = (100 * available / replicas).min(100);
            return (if canary.dynamic_stable_scale { grown } else { present.unwrap_or(0) }, false);
        }
        let weight = match self.rollout.step_index() {
            None => 0,
            Some(index) if !self.at_desired_counts() => self.rollout.weight_before(index),
            Some(_) => self.rollout.current_weight(),
        };
        (weight, true)
    }

    /// Models calculateWeightStatus.
    fn note_weight(&mut self, cluster: &mut Cluster, weight: i32) {
        let canary = self.canary();
        let destination = |weight, service: &crate::kube::object::Name, hash| WeightDestination {
            weight,
            service_name: service.clone(),
            pod_template_hash: hash,
            ..WeightDestination::default()
        };
        let stable = self.stable.as_ref().map(|set| super::set_hash::hash_of(set)).unwrap_or_default();
        let weights = TrafficWeights {
            canary: destination(weight, &canary.canary_service, self.hash()),
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
