//! Playbooks: the commands a strategy is made of, one step after the other, each with its kubectl line.

use crate::kube::field::Field;
use crate::kube::object::{Kind, Labels, Name, labels};
use crate::kube::resources::Resources;
use crate::kube::workload::Deployment;
use crate::sim::Cluster;
use crate::sim::command::Command;
use crate::world::Entry;

use crate::kube::manifest::Manifest;
use crate::kube::tree::{Value, path};
use crate::sorted;

use super::entry::Way;
use super::scenario::Scenario;
use super::setup::{SERVICE, colour_labels, image, version_labels};
use super::steps::{Step, StepState, lines};
use super::strategy::{Leader, StrategyKind};
use super::version_of;

/// What one step does, and whether the objects say that it is done, whoever did it.
pub(super) struct Move {
    pub label: String,
    pub commands: Vec<Command>,
    pub done: bool,
}

impl Move {
    pub fn new(label: impl Into<String>, done: bool, commands: Vec<Command>) -> Self {
        Self { label: label.into(), commands, done }
    }

    /// The gateway is told this, after the other commands.
    pub fn routing(label: impl Into<String>, done: bool, mut commands: Vec<Command>, way: &Way, entry: Entry) -> Self {
        commands.extend(way.commands(entry));
        Self::new(label, done, commands)
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

/// The versions there are, as the objects say, and what the strategy calls what belongs to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Playbook {
    kind: StrategyKind,
    leader: Leader,
    /// The version in service.
    stable: u32,
    /// The version that is to replace it.
    next: u32,
    /// The newest version that was ever there.
    newest: u32,
    /// The Deployment of the version in service is the green one.
    green: bool,
    /// Rollouts of a strategy that has but one step, oldest first.
    pub done: Vec<Step>,
}

/// How many of [`Playbook::done`] are shown.
const DONE_MAX: usize = 3;

/// Where a patch says another image.
const IMAGE: &str = "spec.template.spec.containers[0].image";

const COLOURS: [&str; 2] = ["blue", "green"];

impl Playbook {
    pub fn new(scenario: &Scenario) -> Self {
        Self {
            kind: scenario.strategy(),
            leader: scenario.leader(),
            stable: 1,
            next: 2,
            newest: 1,
            green: false,
            done: Vec::new(),
        }
    }

    /// Follows the objects after a change, by whichever door it came. Under a controller's lead it is for that to say.
    ///
    /// Deployments of v1 and v2: v1 is in service, and v2 is to replace it. Of v2 alone: v3 is to come.
    pub fn follow(&mut self, cluster: &Cluster) {
        if self.leader != Leader::You {
            return;
        }
        let deployments = cluster.objects().deployments.values();
        let version = |deployment: &Deployment| version_of(&deployment.spec.template.image());
        let mut found: Vec<(u32, &Deployment)> =
            deployments.into_iter().map(|deployment| (version(deployment), &**deployment)).collect();
        found.retain(|(version, _)| *version > 0);
        sorted::sort_by(&mut found, |(one, _), (other, _)| one.cmp(other));
        let (Some((oldest, first)), Some((latest, _))) = (found.first(), found.last()) else { return };
        self.newest = self.newest.max(*latest);
        self.stable = *oldest;
        self.next = if latest > oldest { *latest } else { self.newest.saturating_add(1) };
        self.green = &*first.metadata.name == "web-green";
    }

    /// The version a command brings, if that was never there before.
    pub fn brings(&self, command: &Command) -> Option<u32> {
        let image = match command {
            Command::Create(Manifest::Deployment(deployment))
            | Command::Apply { manifest: Manifest::Deployment(deployment), .. } => deployment.spec.template.image(),
            Command::SetImage { image, .. } => image.clone(),
            Command::Patch { kind: Kind::Deployment, patch, .. } => {
                match patch.at(&path(IMAGE)).map(|node| &node.value) {
                    Some(Value::Text(image)) => image.as_str().into(),
                    _ => return None,
                }
            }
            _ => return None,
        };
        Some(version_of(&image)).filter(|version| *version > self.newest)
    }

    /// The Service whose endpoints answer the clients where there is no gateway.
    pub fn service(&self) -> &'static str {
        let argo = self.kind == StrategyKind::BlueGreen && self.leader == Leader::ArgoRollouts;
        if argo { "web-active" } else { SERVICE }
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
    pub fn is_under_way(&self, ground: &Ground) -> bool {
        matches!(self.kind, StrategyKind::Canary | StrategyKind::BlueGreen) && self.replicas_of_next(ground).is_some()
    }

    /// v1 is blue, and each further version takes the colour that is free: the one not in service.
    fn colour(&self, version: u32) -> &'static str {
        COLOURS[usize::from(if version == self.stable { self.green } else { !self.green })]
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
                vec![Move::new(format!("Roll out v{}", self.next), false, commands)]
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
        let there = self.replicas_of_next(ground);
        let label = format!("Create the canary: 1 pod of v{}", self.next);
        let mut moves = vec![Move::new(label, there.is_some(), vec![self.create(ground, 1)])];
        for replicas in canary_sizes(self.replicas(ground)) {
            let command = Command::Scale { deployment: self.name(self.next), replicas };
            let done = there >= Some(replicas);
            moves.push(Move::new(format!("Scale the canary to {replicas}"), done, vec![command]));
        }
        moves.push(self.delete_stable(format!("Delete v{}", self.stable)));
        moves
    }

    fn blue_green_moves(&self, ground: &Ground) -> Vec<Move> {
        let (active, preview) = (self.colour(self.stable), self.colour(self.next));
        let there = self.replicas_of_next(ground).is_some();
        let switched = there && self.stands_for(ground.cluster, SERVICE, self.next);
        let create = vec![self.create(ground, self.replicas(ground))];
        vec![
            Move::new(format!("Create {preview} with v{}", self.next), there, create),
            Move::new(format!("Switch traffic to {preview}"), switched, vec![self.select(SERVICE, self.next)]),
            self.delete_stable(format!("Delete {active}")),
        ]
    }

    /// The last step: once it is done there is another version in service.
    pub fn delete_stable(&self, label: String) -> Move {
        Move::new(label, false, vec![Command::Delete { kind: Kind::Deployment, name: self.name(self.stable) }])
    }

    /// Pods wanted of the version that is to come, where it has a Deployment.
    pub fn replicas_of_next(&self, ground: &Ground) -> Option<i32> {
        let found = ground.cluster.objects().deployment(&self.name(self.next));
        found.map(|deployment| deployment.spec.replicas)
    }

    /// A Service selects the pods of a version.
    pub fn stands_for(&self, cluster: &Cluster, service: &str, version: u32) -> bool {
        cluster.objects().service(service).is_some_and(|found| found.spec.selector == self.labels(version))
    }

    /// A Service stands for a version from now on.
    pub fn select(&self, service: &str, version: u32) -> Command {
        let selector = self.labels(version);
        Command::patch_spec(Kind::Service, service, "selector", selector.write())
    }

    /// There is a revision to go back to.
    fn has_another_revision(&self, cluster: &Cluster) -> bool {
        let found = cluster.objects().deployment(SERVICE);
        found.is_some_and(|it| cluster.objects().replica_sets_of(it.metadata.uid).count() > 1)
    }

    /// The way back from here, if there is one.
    pub fn back(&self, ground: &Ground) -> Option<Move> {
        let abort = Command::Delete { kind: Kind::Deployment, name: self.name(self.next) };
        let begun = self.replicas_of_next(ground).is_some();
        match self.kind {
            StrategyKind::RollingUpdate | StrategyKind::Recreate => {
                self.has_another_revision(ground.cluster).then(|| {
                    let undo = Command::RolloutUndo { deployment: SERVICE.into(), to_revision: 0 };
                    Move::new("Roll back", false, vec![undo])
                })
            }
            _ if self.leader != Leader::You || !begun => None,
            StrategyKind::Canary if ground.scenario.routed() => {
                let way = Way { weight: 0, header: None, mirror: 0, ..Way::first(ground.scenario) };
                let stable = vec![self.select("web-stable", self.stable)];
                let mut back = Move::routing("Abort the canary", false, stable, &way, ground.scenario.entry());
                back.commands.extend([self.select("web-canary", self.stable), abort]);
                Some(back)
            }
            StrategyKind::Canary => Some(Move::new("Abort the canary", false, vec![abort])),
            StrategyKind::BlueGreen if self.stands_for(ground.cluster, SERVICE, self.next) => {
                let label = format!("Switch back to {}", self.colour(self.stable));
                Some(Move::new(label, false, vec![self.select(SERVICE, self.stable)]))
            }
            StrategyKind::BlueGreen => {
                Some(Move::new(format!("Delete {}", self.colour(self.next)), false, vec![abort]))
            }
        }
    }

    /// Keeps a rollout for those who want to read what they did, where the steps themselves do not show it.
    pub fn note(&mut self, command: &Command) {
        let label = match command {
            Command::RolloutUndo { deployment, .. } if &**deployment == SERVICE => "Roll back".into(),
            _ => match self.brings(command) {
                Some(version) => format!("Roll out v{version}"),
                None => return,
            },
        };
        if matches!(self.kind, StrategyKind::RollingUpdate | StrategyKind::Recreate) {
            self.done.push(Step { label, lines: lines(std::slice::from_ref(command)), state: StepState::Done });
            self.done.drain(..self.done.len().saturating_sub(DONE_MAX));
        }
    }

    /// Under a controller's lead: the next version is the one in service from now on.
    pub fn replace_stable(&mut self) {
        self.stable = self.next;
        self.next = self.next.saturating_add(1);
    }

    /// Under a controller's lead: the next version was given up; the one after it may come.
    pub fn give_up(&mut self) {
        self.next = self.next.saturating_add(1);
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
