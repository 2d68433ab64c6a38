//! Flagger's webhooks: gates that a person opens and closes, and checks beside the metrics.
//!
//! Models pkg/controller/scheduler_hooks.go and webhook.go of fluxcd/flagger. Nothing is called: a webhook answers as the
//! World's gate of its name does, or as [`CanaryWebhook::answers`] says where there is none.

use super::super::Cluster;
use super::tick::Tick;
use crate::kube::canary::CanaryWebhook;

/// What a gate answers that is closed: the load tester's body of a 403.
const FORBIDDEN: &str = "Forbidden";

const CONFIRM_ROLLOUT: &str = "confirm-rollout";
const CONFIRM_TRAFFIC_INCREASE: &str = "confirm-traffic-increase";
const CONFIRM_PROMOTION: &str = "confirm-promotion";
const PRE_ROLLOUT: &str = "pre-rollout";
const POST_ROLLOUT: &str = "post-rollout";
const ROLLOUT: &str = "rollout";
const ROLLBACK: &str = "rollback";

impl Tick {
    fn hooks(&self, kind: &str) -> Vec<CanaryWebhook> {
        let all = self.canary.spec.analysis.webhooks.iter();
        all.filter(|hook| &*hook.kind == kind || kind == ROLLOUT && hook.kind.is_empty()).cloned().collect()
    }

    /// Whether a webhook answers well. Models CallWebhook.
    fn answers(&self, cluster: &Cluster, hook: &CanaryWebhook) -> bool {
        hook.answers(cluster.world().gates.get(&hook.name).map(|gate| gate.open))
    }

    /// Models runConfirmRolloutHooks.
    pub(super) fn rollout_confirmed(&mut self, cluster: &mut Cluster) -> bool {
        for hook in self.hooks(CONFIRM_ROLLOUT) {
            if !self.answers(cluster, &hook) {
                if self.phase() != "Waiting" {
                    self.enter(cluster, "Waiting");
                    let words = format!("Halt {} advancement waiting for approval {}", self.named(), hook.name);
                    self.say(cluster, &words);
                }
                return false;
            }
            self.say(cluster, &format!("Confirm-rollout check {} passed", hook.name));
        }
        true
    }

    /// Models runConfirmTrafficIncreaseHooks.
    pub(super) fn increase_confirmed(&self, cluster: &mut Cluster) -> bool {
        for hook in self.hooks(CONFIRM_TRAFFIC_INCREASE) {
            if !self.answers(cluster, &hook) {
                let words =
                    format!("Halt {} advancement waiting for traffic increase approval {}", self.named(), hook.name);
                self.say(cluster, &words);
                return false;
            }
            self.say(cluster, &format!("Confirm-traffic-increase check {} passed", hook.name));
        }
        true
    }

    /// Models runConfirmPromotionHooks.
    pub(super) fn promotion_confirmed(&self, cluster: &mut Cluster) -> bool {
        for hook in self.hooks(CONFIRM_PROMOTION) {
            if !self.answers(cluster, &hook) {
                if self.phase() == "WaitingPromotion" {
                    // One back, so that the next tick comes here again; without iterations upstream counts to -1.
                    let mut status = self.canary.status.clone();
                    status.iterations = (self.canary.spec.analysis.iterations - 1).max(0);
                    self.write(cluster, status);
                } else {
                    self.enter(cluster, "WaitingPromotion");
                    let words =
                        format!("Halt {} advancement waiting for promotion approval {}", self.named(), hook.name);
                    self.say(cluster, &words);
                }
                return false;
            }
            self.say(cluster, &format!("Confirm-promotion check {} passed", hook.name));
        }
        true
    }

    /// Models runPreRolloutHooks.
    pub(super) fn before_rollout(&self, cluster: &mut Cluster) -> bool {
        for hook in self.hooks(PRE_ROLLOUT) {
            if !self.answers(cluster, &hook) {
                let halt = format!("Halt {} advancement pre-rollout check", self.named());
                self.say(cluster, &format!("{halt} {} failed {FORBIDDEN}", hook.name));
                return false;
            }
            self.say(cluster, &format!("Pre-rollout check {} passed", hook.name));
        }
        true
    }

    /// Models runPostRolloutHooks.
    pub(super) fn after_rollout(&self, cluster: &mut Cluster) {
        for hook in self.hooks(POST_ROLLOUT) {
            if !self.answers(cluster, &hook) {
                return self.say(cluster, &format!("Post-rollout hook {} failed {FORBIDDEN}", hook.name));
            }
            self.say(cluster, &format!("Post-rollout check {} passed", hook.name));
        }
    }

    /// Models runRollbackHooks.
    pub(super) fn rollback_asked(&self, cluster: &mut Cluster) -> bool {
        for hook in self.hooks(ROLLBACK) {
            if self.answers(cluster, &hook) {
                self.say(cluster, &format!("Rollback check {} passed", hook.name));
                return true;
            }
            self.say(cluster, &format!("Rollback hook {} not signaling a rollback", hook.name));
        }
        false
    }

    /// The first check beside the metrics that fails, in words.
    pub(super) fn external_check(&self, cluster: &Cluster) -> Result<(), String> {
        match self.hooks(ROLLOUT).into_iter().find(|hook| !self.answers(cluster, hook)) {
            Some(hook) => {
                let halt = format!("Halt {} advancement external check", self.named());
                Err(format!("{halt} {} failed {FORBIDDEN}", hook.name))
            }
            None => Ok(()),
        }
    }
}
