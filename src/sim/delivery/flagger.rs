//! Flagger's controller: a ticker for each Canary, and what is done at a tick, the first thing that applies.
//!
//! Models pkg/controller/scheduler.go of fluxcd/flagger. It asks the API server itself at each tick, and no watch. What it needs
//! from one tick to the next stands in the Canary's status and in the route, whose weights it reads: a weight edited by hand is
//! where it goes on from.

use litemap::LiteMap;

use super::super::Cluster;
use super::super::event::Happening;
use super::super::objects::{Object, Objects};
use super::super::queue::{Controller, Due};
use super::super::retry::Retry;
use super::Reconciler;
use super::tick::{NotReady, Routes, Tick};
use crate::kube::canary::FlaggerStatus;
use crate::kube::object::{Kind, Uid};
use crate::kube::time::Millis;

/// Flagger's controller.
pub(super) struct CanaryController;

/// The tickers there are: the number of each, for those that were replaced, and its interval, ms.
#[derive(Clone, Debug, Default)]
pub(in crate::sim) struct Tickers(LiteMap<Uid, (u32, Millis)>);

impl Reconciler for CanaryController {
    const CONTROLLER: Controller = Controller::Canary;

    fn woken_by(object: &Object, _: &Objects) -> Vec<Uid> {
        match object {
            Object::Canary(canary) => vec![canary.metadata.uid],
            _ => Vec::new(),
        }
    }

    /// Begins with a Canary, and gives it a ticker of its interval.
    fn reconcile(cluster: &mut Cluster, key: Uid) -> Result<(), Retry> {
        let Some(canary) = cluster.cache.canaries.get(&key).cloned() else {
            cluster.tickers.0.remove(&key);
            return Ok(());
        };
        let interval = canary.interval();
        let known = cluster.tickers.0.get(&key).copied();
        if known.is_none_or(|(_, known)| known != interval) {
            let number = known.map_or(0, |(number, _)| number + 1);
            cluster.tickers.0.insert(key, (number, interval));
            cluster.queue.push(cluster.now + interval, Due::Tick(key, number));
        }
        if canary.status.phase.is_empty() {
            Tick { canary }.enter(cluster, "Initializing");
        }
        Ok(())
    }
}

impl Cluster {
    /// Flagger looks at a Canary, and will again after the interval.
    pub(in crate::sim) fn tick(&mut self, key: Uid, number: u32) {
        let Some((_, interval)) = self.tickers.0.get(&key).copied().filter(|(known, _)| *known == number) else {
            return;
        };
        let Some(canary) = self.api.objects.canaries.get(&key).cloned() else { return };
        self.queue.push(self.now + interval, Due::Tick(key, number));
        Tick { canary }.advance(self);
    }
}

impl Tick {
    /// Writes an event.
    pub fn say(&self, cluster: &mut Cluster, message: &str) {
        let happening = Happening::Said { reason: "Synced", message: message.into() };
        cluster.record(Kind::Canary, &self.canary.metadata.name, happening);
    }

    /// The target with its namespace.
    pub fn target(&self) -> String {
        format!("{}.default", self.canary.spec.target_ref.name)
    }

    /// The Canary with its namespace.
    pub fn named(&self) -> String {
        format!("{}.default", self.canary.metadata.name)
    }

    fn status(&self) -> &FlaggerStatus {
        &self.canary.status
    }

    pub(super) fn phase(&self) -> &str {
        &self.canary.status.phase
    }

    /// Models advanceCanary. Everything that is not as it should be is said, and the tick ends.
    fn advance(mut self, cluster: &mut Cluster) {
        if self.canary.spec.suspend {
            return self.say(cluster, "skipping canary run as object is suspended");
        }
        if let Err(words) = self.initialize(cluster) {
            return self.say(cluster, &words);
        }
        self.read_again(cluster);
        if !self.should_advance(cluster) {
            return;
        }
        if !self.canary.spec.skip_analysis
            && let Err(not_ready) = self.primary_ready(cluster)
        {
            return self.primary_is_not_ready(cluster, &not_ready);
        }
        let routes = self.routes(cluster);
        if !["Progressing", "WaitingPromotion", "Promoting", "Finalising"].contains(&self.phase()) {
            return self.begin(cluster);
        }
        let measures = ["Progressing", "WaitingPromotion"].contains(&self.phase());
        if measures && self.target_changed(cluster) {
            return self.begin_again(cluster);
        }
        if let Err(not_ready) = self.canary_ready(cluster) {
            return self.canary_is_not_ready(cluster, &not_ready);
        }
        if self.canary.spec.skip_analysis {
            return self.skip_analysis(cluster);
        }
        if measures && self.rollback_asked(cluster) {
            self.say(cluster, &format!("Rolling back {} manual webhook invoked", self.named()));
            return self.roll_back(cluster);
        }
        match self.phase() {
            "Promoting" => self.shift_back(cluster, routes),
            "Finalising" => {
                self.scale_target(cluster, 0);
                self.enter(cluster, "Succeeded");
                self.after_rollout(cluster);
                self.say(cluster, &format!("Promotion completed! Scaling down {}", self.target()));
            }
            _ if self.status().failed_checks >= self.canary.spec.analysis.threshold => self.roll_back(cluster),
            _ => self.analyse(cluster, routes),
        }
    }

    fn read_again(&mut self, cluster: &Cluster) {
        if let Some(canary) = cluster.api.objects.canaries.get(&self.canary.metadata.uid) {
            self.canary = canary.clone();
        }
    }

    /// Something is on its way, or the target's template is another one. Models shouldAdvance.
    fn should_advance(&self, cluster: &mut Cluster) -> bool {
        if ["Progressing", "Waiting", "WaitingPromotion", "Promoting", "Finalising"].contains(&self.phase()) {
            return true;
        }
        let changed = self.target_changed(cluster);
        if self.phase() == "Failed" {
            // Synced whatever comes of it: what comes while the primary is not ready is lost, as upstream.
            let status = self.status().clone();
            self.sync(cluster, status);
        }
        changed
    }

    fn primary_is_not_ready(&self, cluster: &mut Cluster, not_ready: &NotReady) {
        self.say(cluster, &not_ready.words);
        if !not_ready.for_good {
            return;
        }
        if ["Promoting", "Finalising"].contains(&self.phase()) {
            // The new version's pods are the only healthy copy: everything goes to them.
            let words = format!("Promotion of {} failed, primary not ready: {}", self.target(), not_ready.words);
            self.say(cluster, &words);
            self.set_routes(cluster, Routes::CANARY);
            self.enter(cluster, "Failed");
        } else {
            self.roll_back(cluster);
        }
    }

    fn canary_is_not_ready(&self, cluster: &mut Cluster, not_ready: &NotReady) {
        self.say(cluster, &not_ready.words);
        if !not_ready.for_good {
            return;
        }
        if self.canary.spec.skip_analysis {
            let words = format!("Rolling back {} progress deadline exceeded {}", self.named(), not_ready.words);
            self.say(cluster, &words);
        }
        self.roll_back(cluster);
    }

    /// Models checkCanaryStatus.
    fn begin(&mut self, cluster: &mut Cluster) {
        if !self.rollout_confirmed(cluster) {
            return;
        }
        self.say(cluster, &format!("New revision detected! Scaling up {}", self.target()));
        let replicas = self.primary(cluster).map_or(1, |primary| primary.spec.replicas);
        self.scale_target(cluster, replicas);
        self.sync(cluster, FlaggerStatus { phase: "Progressing".into(), ..self.empty_status() });
    }

    fn begin_again(&self, cluster: &mut Cluster) {
        self.set_routes(cluster, Routes::PRIMARY);
        self.sync(cluster, FlaggerStatus { phase: "Progressing".into(), ..self.empty_status() });
        self.say(cluster, &format!("New revision detected! Restarting analysis for {}", self.target()));
    }

    /// Models shouldSkipAnalysis.
    fn skip_analysis(&self, cluster: &mut Cluster) {
        self.set_routes(cluster, Routes::PRIMARY);
        let words = format!("Copying {} template spec to {}.default", self.target(), self.canary.primary());
        self.say(cluster, &words);
        self.promote(cluster);
        self.scale_target(cluster, 0);
        self.enter(cluster, "Succeeded");
        let words = format!("Promotion completed! Canary analysis was skipped for {}", self.target());
        self.say(cluster, &words);
    }

    /// Models rollback.
    pub fn roll_back(&self, cluster: &mut Cluster) {
        let failed = self.status().failed_checks;
        if failed >= self.canary.spec.analysis.threshold {
            let words = format!("Rolling back {} failed checks threshold reached {failed}", self.named());
            self.say(cluster, &words);
        }
        self.set_routes(cluster, Routes::PRIMARY);
        self.say(cluster, &format!("Canary failed! Scaling down {}", self.named()));
        self.scale_target(cluster, 0);
        self.sync(cluster, FlaggerStatus { phase: "Failed".into(), ..self.empty_status() });
        self.after_rollout(cluster);
    }

    /// Models runPromotionTrafficShift.
    fn shift_back(&self, cluster: &mut Cluster, routes: Routes) {
        let step = self.canary.spec.analysis.step_weight_promotion;
        if step == 0 {
            self.say(cluster, "Routing all traffic to primary");
            self.set_routes(cluster, Routes::PRIMARY);
            self.enter(cluster, "Finalising");
        } else if routes.canary > 0 {
            let primary = (routes.primary + step).min(100);
            let canary = (routes.canary - step).max(0);
            self.set_routes(cluster, Routes { primary, canary, mirrored: false });
            self.say(cluster, &format!("Advance {} primary weight {primary}", self.named()));
            if primary == 100 {
                self.enter(cluster, "Finalising");
            } else {
                self.write(cluster, FlaggerStatus { canary_weight: canary, ..self.status().clone() });
            }
        }
    }

    fn analyse(&self, cluster: &mut Cluster, routes: Routes) {
        let untouched = routes.canary == 0 && self.status().iterations == 0;
        let passed = if untouched && !(self.canary.spec.analysis.mirror && routes.mirrored) {
            self.say(cluster, &format!("Starting canary analysis for {}", self.target()));
            self.before_rollout(cluster)
        } else {
            let checked = self.external_check(cluster).and_then(|()| self.checks(cluster));
            checked.map_err(|words| self.say(cluster, &words)).is_ok()
        };
        if !passed {
            let failed_checks = self.status().failed_checks + 1;
            return self.write(cluster, FlaggerStatus { failed_checks, ..self.status().clone() });
        }
        let analysis = &self.canary.spec.analysis;
        if analysis.iterations > 0 {
            self.iterate(cluster, routes, !analysis.matches.is_empty());
        } else if self.next_step(routes.canary) > 0 {
            let asks = !routes.mirrored && self.phase() != "WaitingPromotion";
            if !asks || self.increase_confirmed(cluster) {
                self.shift(cluster, routes);
            }
        }
    }

    /// Models maxWeight.
    fn max_weight(&self) -> i32 {
        let analysis = &self.canary.spec.analysis;
        let last = analysis.step_weights.last().map(|last| (*last).min(100));
        last.unwrap_or(if analysis.max_weight > 0 { analysis.max_weight } else { 100 })
    }

    /// How much is added to a weight. Models nextStepWeight.
    fn next_step(&self, weight: i32) -> i32 {
        let analysis = &self.canary.spec.analysis;
        let steps = &analysis.step_weights;
        let Some(first) = steps.first().filter(|_| analysis.step_weight == 0) else { return analysis.step_weight };
        let most = 100 - weight;
        if most == 0 {
            // Anything but nothing goes on to the promotion.
            return 1;
        }
        if weight == 0 {
            return most.min(*first);
        }
        let place = steps.iter().position(|step| *step == weight);
        let next = place.and_then(|place| steps.get(place + 1));
        next.map_or(most, |next| most.min(next - weight))
    }

    /// Models runCanary.
    fn shift(&self, cluster: &mut Cluster, routes: Routes) {
        if routes.canary >= self.max_weight() {
            if self.promotion_confirmed(cluster) {
                self.copy(cluster);
            }
            return;
        }
        let step = self.next_step(routes.canary);
        let mirrors = self.canary.spec.analysis.mirror && routes.canary == 0 && !routes.mirrored;
        let next = if mirrors {
            Routes { mirrored: true, ..Routes::PRIMARY }
        } else {
            let canary = (routes.canary + step).min(100);
            Routes { primary: (routes.primary - step).max(0), canary, mirrored: false }
        };
        self.set_routes(cluster, next);
        self.write(cluster, FlaggerStatus { canary_weight: next.canary, ..self.status().clone() });
        self.say(cluster, &format!("Advance {} canary weight {}", self.named(), next.canary));
    }

    /// Models runAB and runBlueGreen.
    fn iterate(&self, cluster: &mut Cluster, routes: Routes, matched: bool) {
        let (all, done) = (self.canary.spec.analysis.iterations, self.status().iterations);
        if done < all {
            if matched {
                self.set_routes(cluster, Routes::CANARY);
            } else if self.canary.spec.analysis.mirror && !routes.mirrored {
                self.set_routes(cluster, Routes { mirrored: true, ..Routes::PRIMARY });
            }
            self.write(cluster, FlaggerStatus { iterations: done + 1, ..self.status().clone() });
            return self.say(cluster, &format!("Advance {} canary iteration {}/{all}", self.named(), done + 1));
        }
        if !self.promotion_confirmed(cluster) {
            return;
        }
        if matched || done > all {
            return self.copy(cluster);
        }
        let words = if self.canary.spec.analysis.mirror {
            "Stop traffic mirroring and route all traffic to canary"
        } else {
            "Routing all traffic to canary"
        };
        self.say(cluster, words);
        self.set_routes(cluster, Routes::CANARY);
        self.write(cluster, FlaggerStatus { iterations: done + 1, ..self.status().clone() });
    }

    /// The primary takes the new template over: its own rolling update begins.
    fn copy(&self, cluster: &mut Cluster) {
        let words = format!("Copying {} template spec to {}.default", self.target(), self.canary.primary());
        self.say(cluster, &words);
        self.promote(cluster);
        self.enter(cluster, "Promoting");
    }
}
