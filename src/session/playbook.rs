//! Playbooks: the commands a strategy is made of, one step after the other, each with its kubectl line.

use crate::kube::field::Field;
use crate::kube::object::{Kind, Labels, Name, labels};
use crate::kube::resources::Resources;
use crate::kube::workload::Deployment;
use crate::sim::Cluster;
use crate::sim::command::Command;
use crate::world::Entry;

use super::entry::Way;
use super::scenario::Scenario;
use super::setup::{SERVICE, colour_labels, image, version_labels};
use super::steps::{Step, StepState, lines};
use super::strategy::{Leader, StrategyKind};

/// What one step does.
pub(super) struct Move {
    pub label: String,
    pub commands: Vec<Command>,
    /// What the gateway is told, where it is told anything.
    pub way: Option<Way>,
}

impl Move {
    pub fn new(label: impl Into<String>, commands: Vec<Command>) -> Self {
        Self { label: label.into(), commands, way: None }
    }

    /// The gateway is told this, after the other commands.
    pub fn routing(label: impl Into<String>, mut commands: Vec<Command>, way: Way, entry: Entry) -> Self {
        commands.extend(way.commands(entry));
        Self { label: label.into(), commands, way: Some(way) }
    }
}

/// What steps are made of: the objects as they stand, and what no object says yet.
pub(super) struct Ground<'a> {
    pub scenario: &'a Scenario,
    pub cluster: &'a Cluster,
}

impl Ground<'_> {
    /// A Deployment like the one in service, in all that is not asked for here; its pods ask of a node what the next
    /// version's are to ask.
    pub fn like(&self, it: Option<&Deployment>, name: &str, labels: Labels, version: u32, replicas: i32) -> Deployment {
        let mut spec = match it {
            Some(it) => it.spec.clone(),
            None => self.scenario.deployment(name, labels.clone()).spec,
        };
        spec.replicas = replicas;
        spec.selector = Some(labels.clone().into());
        spec.template.metadata.labels = labels;
        spec.template.change_container(|container| {
            container.image = image(version).into();
            container.resources.requests = self.scenario.requests().requests();
        });
        Deployment::new(name, spec)
    }
}

/// How far a learner is in the strategy's playbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Playbook {
    kind: StrategyKind,
    leader: Leader,
    /// What the gateway was told last.
    pub way: Way,
    /// The version in service when the playbook began.
    stable: u32,
    /// The version that is to replace it.
    next: u32,
    /// Steps done.
    pub position: usize,
    /// How often the version in service was replaced; even is blue.
    stable_colour: u32,
    /// Versions rolled out before by `set image`, which `rollout undo` can go back from.
    rolled_out: bool,
    /// Steps done of a strategy whose playbook has but one, oldest first.
    pub done: Vec<Step>,
}

/// How many of [`Playbook::done`] are shown.
const DONE_MAX: usize = 3;

const COLOURS: [&str; 2] = ["blue", "green"];

impl Playbook {
    pub fn new(scenario: &Scenario) -> Self {
        let (kind, leader) = (scenario.strategy(), scenario.leader());
        let way = match (kind, leader) {
            (StrategyKind::Canary, Leader::Flagger) => Way::to("web-primary", Some("web-canary")),
            (StrategyKind::Canary, _) => Way::to("web-stable", Some("web-canary")),
            (StrategyKind::BlueGreen, Leader::ArgoRollouts) => Way::to("web-active", None),
            _ => Way::to(SERVICE, None),
        };
        Self {
            kind,
            leader,
            way,
            stable: 1,
            next: 2,
            position: 0,
            stable_colour: 0,
            rolled_out: false,
            done: Vec::new(),
        }
    }

    /// The Service whose endpoints answer the clients where there is no gateway.
    pub fn service(&self) -> &'static str {
        if self.way.stable == "web-active" { "web-active" } else { SERVICE }
    }

    /// Every Service, with what it selects at first.
    pub fn services(&self, routed: bool) -> Vec<(&'static str, Labels)> {
        let first = self.labels(1);
        match (self.kind, self.leader) {
            (StrategyKind::Canary, Leader::Flagger) => {
                let primary = labels(&[("app", "web-primary")]);
                vec![(SERVICE, primary.clone()), ("web-primary", primary), ("web-canary", labels(&[("app", "web")]))]
            }
            (StrategyKind::Canary, _) if routed => {
                vec![(SERVICE, labels(&[("app", "web")])), ("web-stable", first.clone()), ("web-canary", first)]
            }
            (StrategyKind::BlueGreen, Leader::ArgoRollouts) => {
                vec![("web-active", first.clone()), ("web-preview", first)]
            }
            (StrategyKind::BlueGreen, _) => vec![(SERVICE, first)],
            _ => vec![(SERVICE, labels(&[("app", "web")]))],
        }
    }

    /// The version the next roll-out brings.
    pub fn next_version(&self) -> u32 {
        self.next
    }

    /// The version in service.
    pub fn stable_version(&self) -> u32 {
        self.stable
    }

    /// Between the first step and the last.
    pub fn is_under_way(&self) -> bool {
        self.position > 0
    }

    fn colour(&self, version: u32) -> &'static str {
        // v1 is blue, and each further version takes the colour that is free: the one not in service.
        let stable_is_green = self.stable_colour % 2 == 1;
        COLOURS[usize::from(if version == self.stable { stable_is_green } else { !stable_is_green })]
    }

    pub fn name(&self, version: u32) -> Name {
        match (self.kind, self.leader) {
            (StrategyKind::RollingUpdate | StrategyKind::Recreate, _) => SERVICE.into(),
            (_, Leader::Flagger) => if version == self.stable { "web-primary" } else { SERVICE }.into(),
            (StrategyKind::BlueGreen, Leader::You) => format!("web-{}", self.colour(version)).into(),
            (StrategyKind::Canary | StrategyKind::BlueGreen, _) => format!("web-v{version}").into(),
        }
    }

    pub fn labels(&self, version: u32) -> Labels {
        match (self.kind, self.leader) {
            (StrategyKind::RollingUpdate | StrategyKind::Recreate, _) => labels(&[("app", "web")]),
            (_, Leader::Flagger) => labels(&[("app", &self.name(version))]),
            (StrategyKind::BlueGreen, Leader::You) => colour_labels(self.colour(version)),
            (StrategyKind::Canary | StrategyKind::BlueGreen, _) => version_labels(version),
        }
    }

    /// v1 in service; Flagger's target stands beside its primary, without pods.
    pub fn first_deployments(&self, scenario: &Scenario) -> Vec<Deployment> {
        let first = scenario.deployment(&self.name(1), self.labels(1));
        let target = (self.leader == Leader::Flagger).then(|| {
            let mut target = scenario.deployment(SERVICE, labels(&[("app", "web")]));
            target.spec.replicas = 0;
            target
        });
        [first].into_iter().chain(target).collect()
    }

    pub fn create(&self, ground: &Ground, replicas: i32) -> Command {
        let name = self.name(self.next);
        Command::create(ground.like(self.in_service(ground), &name, self.labels(self.next), self.next, replicas))
    }

    /// Flagger's target gets the new version; whatever number of pods it has now is Flagger's to change.
    pub fn set_target(&self, ground: &Ground) -> Command {
        Command::apply(ground.like(self.in_service(ground), SERVICE, labels(&[("app", "web")]), self.next, 0))
    }

    fn in_service<'a>(&self, ground: &Ground<'a>) -> Option<&'a Deployment> {
        ground.cluster.objects().deployment(&self.name(self.stable)).map(AsRef::as_ref)
    }

    /// Pods wanted of the version in service.
    pub fn replicas(&self, ground: &Ground) -> i32 {
        self.in_service(ground).map_or_else(|| ground.scenario.replicas(), |deployment| deployment.spec.replicas)
    }

    /// All steps, done or not.
    pub fn moves(&self, ground: &Ground) -> Vec<Move> {
        match self.kind {
            StrategyKind::RollingUpdate | StrategyKind::Recreate => {
                let commands = vec![self.roll_out(ground)];
                vec![Move::new(format!("Roll out v{}", self.next), commands)]
            }
            _ if self.leader != Leader::You => Vec::new(),
            StrategyKind::Canary if ground.scenario.routed() => super::routed_canary::moves(self, ground),
            StrategyKind::Canary => self.canary_moves(ground),
            StrategyKind::BlueGreen => self.blue_green_moves(ground),
        }
    }

    /// A new image is set; an image that needs another part of a node comes with a whole manifest, for one rollout.
    fn roll_out(&self, ground: &Ground) -> Command {
        let found = self.in_service(ground);
        let running = found.and_then(|found| found.spec.template.container().map(Resources::requested_by));
        if running == Some(ground.scenario.requests()) {
            return Command::SetImage { deployment: SERVICE.into(), image: image(self.next).into() };
        }
        Command::apply(ground.like(found, SERVICE, self.labels(self.next), self.next, self.replicas(ground)))
    }

    fn canary_moves(&self, ground: &Ground) -> Vec<Move> {
        let label = format!("Create the canary: 1 pod of v{}", self.next);
        let mut moves = vec![Move::new(label, vec![self.create(ground, 1)])];
        for replicas in canary_sizes(self.replicas(ground)) {
            let command = Command::Scale { deployment: self.name(self.next), replicas };
            moves.push(Move::new(format!("Scale the canary to {replicas}"), vec![command]));
        }
        let delete = Command::Delete { kind: Kind::Deployment, name: self.name(self.stable) };
        moves.push(Move::new(format!("Delete v{}", self.stable), vec![delete]));
        moves
    }

    fn blue_green_moves(&self, ground: &Ground) -> Vec<Move> {
        let (active, preview) = (self.colour(self.stable), self.colour(self.next));
        let delete = Command::Delete { kind: Kind::Deployment, name: self.name(self.stable) };
        vec![
            Move::new(
                format!("Create {preview} with v{}", self.next),
                vec![self.create(ground, self.replicas(ground))],
            ),
            Move::new(format!("Switch traffic to {preview}"), vec![self.select(SERVICE, self.next)]),
            Move::new(format!("Delete {active}"), vec![delete]),
        ]
    }

    /// A Service stands for a version from now on.
    pub fn select(&self, service: &str, version: u32) -> Command {
        let selector = self.labels(version);
        Command::patch_spec(Kind::Service, service, "selector", selector.write())
    }

    /// The way back from here, if there is one.
    pub fn back(&self, scenario: &Scenario) -> Option<Move> {
        let abort = Command::Delete { kind: Kind::Deployment, name: self.name(self.next) };
        match (self.kind, self.position) {
            (StrategyKind::RollingUpdate | StrategyKind::Recreate, _) => self.rolled_out.then(|| {
                let undo = Command::RolloutUndo { deployment: SERVICE.into(), to_revision: 0 };
                Move::new("Roll back", vec![undo])
            }),
            _ if self.leader != Leader::You => None,
            (_, 0) => None,
            (StrategyKind::Canary, _) if scenario.routed() => {
                let mut back = Move::routing(
                    "Abort the canary",
                    vec![self.select("web-stable", self.stable)],
                    Way { weight: 0, header: None, mirror: 0, ..self.way.clone() },
                    scenario.entry(),
                );
                back.commands.extend([self.select("web-canary", self.stable), abort]);
                Some(back)
            }
            (StrategyKind::Canary, _) => Some(Move::new("Abort the canary", vec![abort])),
            (StrategyKind::BlueGreen, 1) => Some(Move::new(format!("Delete {}", self.colour(self.next)), vec![abort])),
            (StrategyKind::BlueGreen, _) => {
                let label = format!("Switch back to {}", self.colour(self.stable));
                Some(Move::new(label, vec![self.select(SERVICE, self.stable)]))
            }
        }
    }

    /// Keeps a step for those who want to read what they did, where the playbook itself does not show it.
    pub fn note(&mut self, label: &str, commands: &[Command]) {
        if matches!(self.kind, StrategyKind::RollingUpdate | StrategyKind::Recreate) {
            self.done.push(Step { label: label.into(), lines: lines(commands), state: StepState::Done });
            self.done.drain(..self.done.len().saturating_sub(DONE_MAX));
        }
    }

    pub fn go_on(&mut self, steps: usize) {
        self.position += 1;
        if self.position == steps {
            self.replace_stable();
        }
    }

    /// The next version is the one in service from now on.
    pub fn replace_stable(&mut self) {
        self.stable_colour += 1;
        self.stable = self.next;
        self.next += 1;
        self.position = 0;
        self.rolled_out = true;
    }

    /// The next version was given up; the one after it may come.
    pub fn give_up(&mut self) {
        self.next += 1;
    }

    pub fn go_back(&mut self) {
        match (self.kind, self.position) {
            (StrategyKind::BlueGreen, 2) => self.position = 1,
            (StrategyKind::Canary | StrategyKind::BlueGreen, _) => {
                self.position = 0;
                self.next += 1;
            }
            _ => {}
        }
    }

    /// Commands that bring the living Deployments to a size.
    pub fn resize(&self, replicas: i32, cluster: &Cluster) -> Vec<Command> {
        let versions: &[u32] = match self.kind {
            StrategyKind::BlueGreen => &[self.stable, self.next],
            _ => &[self.stable],
        };
        let names = versions.iter().map(|version| self.name(*version));
        let living = names.filter(|name| cluster.objects().deployment(name).is_some());
        living.map(|deployment| Command::Scale { deployment, replicas }).collect()
    }
}

/// Sizes a canary of one grows to: half of the replicas, rounded up, then all.
///
/// 3 replicas: 2, then 3. 1 replica: none, for it is whole from the start.
fn canary_sizes(replicas: i32) -> Vec<i32> {
    let mut sizes = vec![(replicas + 1) / 2, replicas];
    sizes.retain(|size| *size > 1);
    sizes.dedup();
    sizes
}
