//! Flagger's loop: one tick every interval, checks, a weight that grows, a promotion that rolls the primary.
//!
//! Models pkg/controller/scheduler.go and scheduler_metrics.go of fluxcd/flagger: the order of a tick is theirs. One Canary
//! `web` in the namespace `default`; hooks and session affinity are left out.

use super::{Measure, Order, Pass, SetView, Which, World};
use crate::kube::time::Millis;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    /// Between ticks, ms.
    pub interval: Millis,
    /// Failed checks after which it rolls back.
    pub threshold: u32,
    /// Once this weight has gone well it promotes, percent.
    pub max_weight: u32,
    /// Added at each tick that goes well, percent; 0 takes [`Spec::step_weights`].
    pub step_weight: u32,
    /// The weights themselves, where [`Spec::step_weight`] is 0; the last one is the limit in either case.
    pub step_weights: Vec<u32>,
    /// After the promotion traffic goes back to the primary by so many percent a tick; 0 at once.
    pub step_weight_promotion: u32,
    /// Ticks that must go well at one weight; with [`Spec::matched`] an A/B test, without it blue/green; 0 a canary.
    pub iterations: u32,
    /// Requests with this header are the new version's: an A/B test.
    pub matched: Option<(String, String)>,
    /// Requests are copied before any is moved.
    pub mirror: bool,
    /// Least success rate, permille.
    pub success_rate: u64,
    /// Longest latency of 99 of 100 answers, ms; `None` is not asked.
    pub request_duration: Option<u64>,
    /// How long pods may take, ms.
    pub progress_deadline: Millis,
    /// Pods of the version in service.
    pub replicas: i32,
}

/// Where it stands; the names are Flagger's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nothing to do.
    Initialized,
    /// Being analysed.
    Progressing,
    /// The primary takes the new template over.
    Promoting,
    /// Traffic is back at the primary.
    Finalising,
    /// It went well.
    Succeeded,
    /// It was rolled back.
    Failed,
}

/// The loop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flagger {
    spec: Spec,
    phase: Phase,
    failed_checks: u32,
    iterations: u32,
    weight: u32,
    mirrored: bool,
    begun: bool,
    changed: bool,
    next_tick: Millis,
    /// Since when the pods it waits for are awaited, ms.
    awaited: Option<Millis>,
}

/// What a tick came to besides orders that every controller knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tick {
    /// Orders and events.
    pub pass: Pass,
    /// The primary takes the new template over: its own rolling update begins.
    pub copy_to_primary: bool,
}

const SYNCED: &str = "Synced";
const NAMED: &str = "web.default";

impl Flagger {
    /// Everything runs on the primary; the first tick comes an interval from now.
    pub fn new(spec: Spec, now: Millis) -> Self {
        Self {
            next_tick: now + spec.interval,
            spec,
            phase: Phase::Initialized,
            failed_checks: 0,
            iterations: 0,
            weight: 0,
            mirrored: false,
            begun: false,
            changed: false,
            awaited: None,
        }
    }

    /// The target's template was changed.
    pub fn change(&mut self) {
        self.changed = true;
    }

    /// The primary's replicas were changed on the way.
    pub fn resize(&mut self, replicas: i32) {
        self.spec.replicas = replicas;
    }

    /// When the next tick comes, ms.
    pub fn next_tick(&self) -> Millis {
        self.next_tick
    }

    /// Where it stands.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Failed checks so far.
    pub fn failed_checks(&self) -> u32 {
        self.failed_checks
    }

    /// One tick: `world.stable` is the primary, `world.canary` the target. The first of these that applies is done.
    pub fn tick(&mut self, world: &World) -> Tick {
        self.next_tick = world.now + self.spec.interval;
        let mut tick = Tick::default();
        let idle = matches!(self.phase, Phase::Initialized | Phase::Succeeded | Phase::Failed);
        if idle && !self.changed {
            return tick;
        }
        if !self.ready(world.stable) {
            self.primary_not_ready(world, &mut tick.pass);
            return tick;
        }
        if self.changed {
            self.begin(idle, &mut tick.pass);
            return tick;
        }
        if self.phase == Phase::Progressing && !self.ready(world.canary) {
            self.canary_not_ready(world, &mut tick.pass);
            return tick;
        }
        self.awaited = None;
        match self.phase {
            Phase::Promoting => self.route_to_primary(&mut tick.pass),
            Phase::Finalising => {
                self.phase = Phase::Succeeded;
                tick.pass.say(SYNCED, format!("Promotion completed! Scaling down {NAMED}"));
                tick.pass.orders.push(Order::Scale(Which::Canary, 0));
            }
            _ if self.failed_checks >= self.spec.threshold => {
                let words = format!("Rolling back {NAMED} failed checks threshold reached {}", self.failed_checks);
                tick.pass.say(SYNCED, words);
                self.roll_back(&mut tick.pass);
            }
            _ => self.analyse(world, &mut tick),
        }
        tick
    }

    fn ready(&self, set: SetView) -> bool {
        set.available >= set.spec
    }

    fn begin(&mut self, idle: bool, pass: &mut Pass) {
        (self.changed, self.begun, self.mirrored) = (false, false, false);
        (self.failed_checks, self.iterations) = (0, 0);
        if idle {
            pass.say(SYNCED, format!("New revision detected! Scaling up {NAMED}"));
        } else {
            pass.say(SYNCED, format!("New revision detected! Restarting analysis for {NAMED}"));
            self.set_weight(0, pass);
        }
        pass.orders.push(Order::Scale(Which::Canary, self.spec.replicas));
        self.phase = Phase::Progressing;
    }

    fn overdue(&mut self, now: Millis) -> bool {
        now >= *self.awaited.get_or_insert(now) + self.spec.progress_deadline
    }

    fn primary_not_ready(&mut self, world: &World, pass: &mut Pass) {
        let words = rollout_words(world.stable);
        if !self.overdue(world.now) {
            pass.say(SYNCED, format!("primary deployment web-primary.default not ready: {words}"));
        } else if matches!(self.phase, Phase::Promoting | Phase::Finalising) {
            // The new version's pods are the only healthy copy: everything goes to them.
            pass.say(SYNCED, format!("Promotion of {NAMED} failed, primary not ready: {words}"));
            self.set_weight(100, pass);
            self.phase = Phase::Failed;
        } else {
            self.roll_back(pass);
        }
    }

    fn canary_not_ready(&mut self, world: &World, pass: &mut Pass) {
        if self.overdue(world.now) {
            pass.say(SYNCED, format!("Rolling back {NAMED} progress deadline exceeded"));
            self.roll_back(pass);
        } else {
            let words = rollout_words(world.canary);
            pass.say(SYNCED, format!("canary deployment {NAMED} not ready: {words}"));
        }
    }

    fn roll_back(&mut self, pass: &mut Pass) {
        self.end_match(pass);
        self.set_weight(0, pass);
        pass.say(SYNCED, format!("Canary failed! Scaling down {NAMED}"));
        pass.orders.push(Order::Scale(Which::Canary, 0));
        (self.phase, self.awaited) = (Phase::Failed, None);
    }

    fn end_match(&mut self, pass: &mut Pass) {
        if self.spec.matched.is_some() {
            pass.orders.push(Order::SetHeaderRoute(None));
        }
        if std::mem::take(&mut self.mirrored) {
            pass.orders.push(Order::SetMirror(0));
        }
    }

    fn set_weight(&mut self, weight: u32, pass: &mut Pass) {
        if self.weight != weight {
            self.weight = weight;
            pass.orders.push(Order::SetWeight(weight));
        }
    }

    fn route_to_primary(&mut self, pass: &mut Pass) {
        let step = self.spec.step_weight_promotion;
        if step > 0 && self.weight > step {
            let weight = self.weight - step;
            self.set_weight(weight, pass);
            pass.say(SYNCED, format!("Advance {NAMED} primary weight {}", 100 - weight));
            return;
        }
        self.end_match(pass);
        self.set_weight(0, pass);
        pass.say(SYNCED, "Routing all traffic to primary");
        self.phase = Phase::Finalising;
    }

    fn analyse(&mut self, world: &World, tick: &mut Tick) {
        let untouched = self.weight == 0 && self.iterations == 0 && !self.mirrored;
        if untouched && !std::mem::replace(&mut self.begun, true) {
            tick.pass.say(SYNCED, format!("Starting canary analysis for {NAMED}"));
        } else if !untouched && !self.checks_pass(world, &mut tick.pass) {
            self.failed_checks += 1;
            return;
        }
        if self.spec.iterations == 0 {
            self.advance_canary(tick);
        } else {
            self.advance_iterations(tick);
        }
    }

    /// Every check is made; each that fails is said, and together they count once.
    fn checks_pass(&self, world: &World, pass: &mut Pass) -> bool {
        let since = world.now.saturating_sub(self.spec.interval);
        let mut well = true;
        match (world.measure)(Measure::SuccessRate, since) {
            None => {
                well = false;
                pass.say(SYNCED, format!("Halt advancement no values found for istio metric request-success-rate probably {NAMED} is not receiving traffic"));
            }
            Some(rate) if rate < self.spec.success_rate => {
                well = false;
                let (found, least) = (rate, self.spec.success_rate);
                pass.say(
                    SYNCED,
                    format!(
                        "Halt {NAMED} advancement success rate {}.{}0% < {}%",
                        found / 10,
                        found % 10,
                        percent(least)
                    ),
                );
            }
            Some(_) => {}
        }
        if let Some(most) = self.spec.request_duration
            && let Some(found) = (world.measure)(Measure::Latency, since).filter(|found| *found > most)
        {
            well = false;
            pass.say(SYNCED, format!("Halt {NAMED} advancement request duration {found}ms > {most}ms"));
        }
        well
    }

    fn limit(&self) -> u32 {
        self.spec.step_weights.last().copied().unwrap_or(self.spec.max_weight)
    }

    fn next_weight(&self) -> u32 {
        if self.spec.step_weight > 0 {
            return (self.weight + self.spec.step_weight).min(100);
        }
        self.spec.step_weights.iter().copied().find(|weight| *weight > self.weight).unwrap_or(self.weight).min(100)
    }

    fn advance_canary(&mut self, tick: &mut Tick) {
        if self.spec.mirror && self.weight == 0 && !self.mirrored {
            self.mirrored = true;
            tick.pass.orders.push(Order::SetMirror(100));
            tick.pass.say(SYNCED, format!("Starting traffic mirroring for {NAMED}"));
            return;
        }
        if self.weight >= self.limit() && self.weight > 0 {
            return self.copy(tick);
        }
        let weight = self.next_weight();
        if weight == self.weight {
            return;
        }
        if std::mem::take(&mut self.mirrored) {
            tick.pass.orders.push(Order::SetMirror(0));
        }
        self.set_weight(weight, &mut tick.pass);
        tick.pass.say(SYNCED, format!("Advance {NAMED} canary weight {weight}"));
    }

    fn advance_iterations(&mut self, tick: &mut Tick) {
        let (all, matched) = (self.spec.iterations, self.spec.matched.clone());
        if self.iterations < all {
            if self.iterations == 0 && matched.is_some() {
                tick.pass.orders.push(Order::SetHeaderRoute(matched));
            } else if self.iterations == 0 && self.spec.mirror {
                self.mirrored = true;
                tick.pass.orders.push(Order::SetMirror(100));
            }
            self.iterations += 1;
            tick.pass.say(SYNCED, format!("Advance {NAMED} canary iteration {}/{all}", self.iterations));
        } else if matched.is_none() && self.weight < 100 {
            let words = if self.mirrored {
                "Stop traffic mirroring and route all traffic to canary"
            } else {
                "Routing all traffic to canary"
            };
            if std::mem::take(&mut self.mirrored) {
                tick.pass.orders.push(Order::SetMirror(0));
            }
            self.set_weight(100, &mut tick.pass);
            tick.pass.say(SYNCED, words);
        } else {
            self.copy(tick);
        }
    }

    fn copy(&mut self, tick: &mut Tick) {
        tick.pass.say(SYNCED, format!("Copying {NAMED} template spec to web-primary.default"));
        tick.copy_to_primary = true;
        self.phase = Phase::Promoting;
    }
}

fn rollout_words(set: SetView) -> String {
    format!(
        "waiting for rollout to finish: {} of {} (readyThreshold 100%) updated replicas are available",
        set.available, set.spec
    )
}

/// Permille as percent: 990 is `99`, 995 is `99.5`.
fn percent(permille: u64) -> String {
    if permille.is_multiple_of(10) {
        (permille / 10).to_string()
    } else {
        format!("{}.{}", permille / 10, permille % 10)
    }
}
