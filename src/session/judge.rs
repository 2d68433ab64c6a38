//! Argo Rollouts or Flagger at the wheel: their controller is shown the cluster, and its orders become commands.
//!
//! A Rollout's two ReplicaSets are two Deployments here, so that the picture shows both versions' pods as ever. The
//! controller looks whenever the log has grown and whenever it asked to be called.

use crate::kube::object::{Kind, Name};
use crate::kube::time::Millis;
use crate::rollouts::blue_green::BlueGreen;
use crate::rollouts::canary::Canary;
use crate::rollouts::flagger::{self, Flagger};
use crate::rollouts::{Measure, Order, Pass, Said, SetView, Which, World};
use crate::sim::Cluster;
use crate::sim::command::Command;
use crate::sim::traffic::{Counts, Fault, Outcome};

use super::Session;
use super::decide;
use super::entry::{HeaderRule, Way};
use super::setup::image;

/// Most looks at one instant; a controller that is never content would be a bug of ours.
const LOOKS_MAX: usize = 100;

/// The controller that leads a rollout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Controller {
    Canary(Canary),
    BlueGreen(BlueGreen),
    Flagger(Flagger),
}

/// A controller, and what it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Judge {
    pub controller: Controller,
    /// The version that was in service, and the one that comes.
    pub versions: [u32; 2],
    /// Their Deployments.
    names: [Name; 2],
    /// The image whose figures count.
    image: Name,
    /// How long the log was at the last look.
    seen: usize,
    /// Nothing is left to do.
    pub over: bool,
}

impl Judge {
    fn world<'a>(&self, cluster: &'a Cluster, measure: &'a dyn Fn(Measure, Millis) -> Option<u64>) -> World<'a> {
        let set = |name: &Name| {
            let found = cluster.objects().deployment(name);
            found.map_or_else(SetView::default, |found| SetView {
                spec: found.spec.replicas,
                available: found.status.available_replicas,
            })
        };
        World { now: cluster.now(), stable: set(&self.names[0]), canary: set(&self.names[1]), measure }
    }

    /// What `ask` makes of the world as it is now.
    pub fn asked<T>(&self, cluster: &Cluster, ask: impl FnOnce(&Controller, &World) -> T) -> T {
        let measure = |measure, since| measured(cluster, &self.image, measure, since);
        ask(&self.controller, &self.world(cluster, &measure))
    }

    fn next_at(&self, now: Millis) -> Option<Millis> {
        match &self.controller {
            _ if self.over => None,
            Controller::Canary(canary) => canary.next_at(now),
            Controller::BlueGreen(blue_green) => blue_green.next_at(now),
            Controller::Flagger(flagger) => Some(flagger.next_tick()),
        }
    }

    /// One look; whether Flagger's primary takes the new version over is said beside it.
    fn look(&mut self, cluster: &Cluster) -> (Pass, bool) {
        let mut controller = self.controller.clone();
        let measure = |measure, since| measured(cluster, &self.image, measure, since);
        let world = self.world(cluster, &measure);
        let (pass, copy) = match &mut controller {
            Controller::Canary(canary) => (canary.reconcile(&world), false),
            Controller::BlueGreen(blue_green) => (blue_green.reconcile(&world), false),
            Controller::Flagger(flagger) if flagger.next_tick() > world.now => (Pass::default(), false),
            Controller::Flagger(flagger) => {
                let tick = flagger.tick(&world);
                (tick.pass, tick.copy_to_primary)
            }
        };
        self.over = pass.is_empty()
            && match &controller {
                Controller::Canary(canary) => canary.over(&world),
                Controller::BlueGreen(blue_green) => blue_green.over(&world),
                Controller::Flagger(flagger) => {
                    matches!(flagger.phase(), flagger::Phase::Succeeded | flagger::Phase::Failed)
                }
            };
        self.controller = controller;
        (pass, copy)
    }

    /// The rollout came to nothing.
    pub fn aborted(&self) -> bool {
        match &self.controller {
            Controller::Canary(canary) => canary.aborted(),
            Controller::BlueGreen(blue_green) => blue_green.aborted(),
            Controller::Flagger(flagger) => flagger.phase() == flagger::Phase::Failed,
        }
    }

    fn kind(&self) -> Kind {
        if matches!(self.controller, Controller::Flagger(_)) { Kind::Canary } else { Kind::Rollout }
    }
}

/// What can be measured of an image's pods since an instant.
///
/// 95 answered with 200 and 5 with 500: 950 permille.
fn measured(cluster: &Cluster, image: &str, measure: Measure, since: Millis) -> Option<u64> {
    let counts = cluster.traffic().at_version_since(image, since);
    let all = counts.ended() + counts.retried;
    (all > 0).then(|| match measure {
        Measure::SuccessRate => (all - failed(&counts)) * 1_000 / all,
        Measure::Latency => counts.percentile(99),
    })
}

/// What the pods' metrics count as a 5xx: errors, what the gateway had to answer for them, attempts hidden by a retry.
fn failed(counts: &Counts) -> u64 {
    counts.of(Outcome::Error(Fault::Bug)) + counts.of(Outcome::Gateway(0)) + counts.retried
}

impl Session {
    /// The next version is rolled out under a controller's lead.
    pub(super) fn begin_judged(&mut self) {
        let (stable, next) = (self.playbook.stable_version(), self.playbook.next_version());
        let names = [self.playbook.name(stable), self.playbook.name(next)];
        if let Some(left) = self.judge.take().filter(Judge::aborted) {
            self.leave(&left);
        }
        let Some(asked) = self.asked_of_controller() else { return };
        let Some(controller) = decide::controller(&self.scenario, &asked, next, self.cluster.now()) else { return };
        match controller {
            Controller::Flagger(_) => {
                let target = self.playbook.set_target(&self.ground());
                self.command(target);
            }
            _ => self.command(self.playbook.create(&self.ground(), 0)),
        }
        if self.way().canary.is_some() && self.scenario.routed() && !matches!(controller, Controller::Flagger(_)) {
            self.command(self.playbook.select("web-canary", next));
        }
        let image = image(next).into();
        self.judge = Some(Judge { controller, versions: [stable, next], names, image, seen: 0, over: false });
        self.consult();
    }

    /// What an aborted rollout left behind goes.
    fn leave(&mut self, left: &Judge) {
        let name = &left.names[1];
        let rollout = !matches!(left.controller, Controller::Flagger(_));
        if rollout && self.cluster.objects().deployment(name).is_some() {
            self.command(Command::Delete { kind: Kind::Deployment, name: name.clone() });
        }
    }

    /// When the controller wants to look although nothing happened, ms.
    pub(super) fn judge_at(&self) -> Option<Millis> {
        self.judge.as_ref()?.next_at(self.cluster.now())
    }

    /// Shows the controller the cluster if there is anything new in it, and does as it says.
    pub(super) fn consult(&mut self) {
        let now = self.cluster.now();
        for _ in 0..LOOKS_MAX {
            let log = self.cluster.log().events().len();
            let Some(judge) = self.judge.as_mut().filter(|judge| !judge.over) else { return };
            let due = judge.due(now);
            if judge.seen == log && !due {
                return;
            }
            judge.seen = log;
            let (pass, copy) = judge.look(&self.cluster);
            let quiet = pass.is_empty() && !copy;
            if copy {
                let image = judge.image.clone();
                self.command(Command::SetImage { deployment: "web-primary".into(), image });
            }
            self.carry_out_pass(pass);
            if quiet {
                break;
            }
        }
        if self.judge.as_ref().is_some_and(|judge| judge.over) {
            self.end_judged();
        }
    }

    fn carry_out_pass(&mut self, pass: Pass) {
        let Some(judge) = &self.judge else { return };
        let (kind, names, [stable, next]) = (judge.kind(), judge.names.clone(), judge.versions);
        for Said { reason, message } in pass.said {
            self.cluster.note(kind, &"web".into(), reason, &message);
        }
        for order in pass.orders {
            let way = self.way();
            match order {
                Order::Scale(which, replicas) => {
                    let deployment = names[usize::from(which == Which::Canary)].clone();
                    self.command(Command::Scale { deployment, replicas });
                }
                Order::SetWeight(weight) => self.tell(Way { weight: weight.into(), ..way }),
                Order::SetHeaderRoute(pair) => {
                    let header = pair.map(|(name, value)| HeaderRule { name, value, pattern: false });
                    self.tell(Way { header, ..way });
                }
                Order::SetMirror(percent) => self.tell(Way { mirror: percent.into(), ..way }),
                Order::SwitchPreview => self.command(self.playbook.select("web-preview", next)),
                Order::SwitchActive(which) => {
                    let version = if which == Which::Canary { next } else { stable };
                    self.command(self.playbook.select("web-active", version));
                }
                Order::MarkStable => {
                    if way.stable == "web-stable" && self.scenario.routed() {
                        self.command(self.playbook.select("web-stable", next));
                        self.tell(Way { weight: 0, header: None, mirror: 0, ..way });
                    }
                    self.playbook.replace_stable();
                }
            }
        }
    }

    fn way(&self) -> Way {
        Way::of(&self.cluster, &self.scenario)
    }

    /// The gateway is told a way, if its route says another.
    fn tell(&mut self, way: Way) {
        if way != self.way() {
            way.commands(self.scenario.entry()).into_iter().for_each(|command| self.command(command));
        }
    }

    /// The old version's Deployment goes with its last pod; a version that was given up is not offered again.
    fn end_judged(&mut self) {
        let Some(judge) = &self.judge else { return };
        let (aborted, old, [_, next]) = (judge.aborted(), judge.names[0].clone(), judge.versions);
        let flagger = judge.kind() == Kind::Canary;
        if aborted {
            if self.playbook.next_version() == next {
                self.playbook.give_up();
            }
        } else if flagger {
            self.playbook.replace_stable();
        } else {
            self.command(Command::Delete { kind: Kind::Deployment, name: old });
        }
    }

    /// A controller leads a rollout that is not over.
    pub(super) fn is_judged(&self) -> bool {
        self.judge.as_ref().is_some_and(|judge| !judge.over)
    }

    /// What a person tells the controller.
    pub(super) fn tell_judge(&mut self, what: impl FnOnce(&mut Controller, Millis) -> Pass) {
        let now = self.cluster.now();
        let Some(judge) = &mut self.judge else { return };
        let pass = what(&mut judge.controller, now);
        (judge.over, judge.seen) = (false, 0);
        self.carry_out_pass(pass);
        self.consult();
    }
}

impl Judge {
    /// It asked to be called by now.
    fn due(&self, now: Millis) -> bool {
        self.next_at(now.saturating_sub(1)).is_some_and(|at| at <= now)
    }
}
