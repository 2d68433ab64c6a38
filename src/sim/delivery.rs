//! Argo Rollouts' and Flagger's controllers: controllers of the cluster like any other, behind one trait.
//!
//! They read Rollouts, AnalysisTemplates, AnalysisRuns and Canaries as their watches have delivered them, and write objects:
//! what they need from one look to the next stands in the status of those. A hand edit of what they lead is undone as upstream
//! does: of ReplicaSets, Services and Ingresses as soon as the watch tells; of an HTTPRoute, which Argo Rollouts does not watch,
//! at the next look for whatever reason, at the latest after [`RESYNC`]; Flagger looks at each tick.
//!
//! Left out of Argo Rollouts: experiments, step plugins, restarts, ping-pong, ephemeral metadata, history limits of
//! AnalysisRuns, arguments of templates, replicaProgressThreshold. Of Flagger: MetricTemplates, session affinity,
//! autoscalers, other targets than Deployments.

pub mod analysis;
mod blue_green;
mod canary;
pub mod canary_counts;
mod canary_steps;
mod canary_weights;
mod evaluate;
mod expression;
mod flagger;
mod flagger_checks;
mod flagger_hooks;
mod flagger_objects;
mod measure;
mod pauses;
mod replica_sets;
mod rollout;
mod router;
mod run;
mod runs;
mod services;
mod set_hash;
mod status;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_blue_green;
#[cfg(test)]
mod tests_canary;
#[cfg(test)]
mod tests_flagger;
#[cfg(test)]
mod tests_loop;
#[cfg(test)]
mod tests_old;
#[cfg(test)]
mod tests_rows;
#[cfg(test)]
mod tests_status;
#[cfg(test)]
mod tests_weights;
mod tick;

use std::rc::Rc;

use super::Cluster;
use super::objects::{Object, Objects};
use super::queue::Controller;
use super::retry::Retry;
use crate::kube::canary::Canary;
use crate::kube::object::Uid;
use crate::kube::rollout::Rollout;
use crate::kube::time::{Millis, SECOND};

pub(super) use flagger::Tickers;
pub(super) use measure::metric;

/// At the latest after so long a Rollout is looked at again, ms. Models cmd/rollouts-controller, `--rollout-resync`.
pub(super) const RESYNC: Millis = 900 * SECOND;

/// So soon an invalid Rollout is looked at again, ms. Models rollout/controller.go syncHandler.
const INVALID_AGAIN: Millis = 20 * SECOND;

/// A controller of delivery.
pub(super) trait Reconciler {
    /// Its work queue.
    const CONTROLLER: Controller;

    /// Which of its objects it has to look at because this one was written or is gone.
    fn woken_by(object: &Object, cache: &Objects) -> Vec<Uid>;

    /// One look at an object of its kind.
    fn reconcile(cluster: &mut Cluster, key: Uid) -> Result<(), Retry>;
}

/// A Rollout's template is another one than its controller has looked at.
pub fn is_new_template(rollout: &Rollout) -> bool {
    rollout.status.current_pod_hash != set_hash::template_hash(rollout)
}

impl Cluster {
    /// Wakes the controllers of delivery that care for an object. Where there is nothing for them, nothing is looked at.
    pub(super) fn wake_delivery(&mut self, object: &Object) {
        let cache = &self.cache;
        if cache.rollouts.is_empty() && cache.canaries.is_empty() && cache.analysis_runs.is_empty() {
            return;
        }
        self.wake::<rollout::RolloutController>(object);
        self.wake::<run::AnalysisController>(object);
        self.wake::<flagger::CanaryController>(object);
    }

    fn wake<R: Reconciler>(&mut self, object: &Object) {
        for key in R::woken_by(object, &self.cache) {
            self.queue.enqueue(self.soon(), R::CONTROLLER, key);
        }
    }

    /// Flagger will find another template at its target than it has looked at.
    pub fn has_new_revision(&self, canary: &Canary) -> bool {
        tick::Tick { canary: Rc::new(canary.clone()) }.target_changed(self)
    }

    /// A controller of delivery looks at one of its objects.
    pub(super) fn reconcile_delivery(&mut self, controller: Controller, key: Uid) -> Result<(), Retry> {
        match controller {
            Controller::AnalysisRun => run::AnalysisController::reconcile(self, key),
            Controller::Canary => flagger::CanaryController::reconcile(self, key),
            _ => rollout::RolloutController::reconcile(self, key),
        }
    }
}
