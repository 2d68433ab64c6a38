//! Playbooks: the commands a strategy is made of, one step after the other, each with its kubectl line.

use crate::sim::Cluster;
use crate::sim::command::Command;
use crate::sim::object::{Labels, Name, labels};
use crate::sim::workload::Deployment;

use super::settings::{Settings, StrategyKind};
use super::setup::{SERVICE, colour_labels, deployment, image, version_labels};
use super::steps::{Step, StepState, lines};

/// What one step does.
pub(super) struct Move {
    pub label: String,
    pub commands: Vec<Command>,
}

/// How far a learner is in the strategy's playbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Playbook {
    kind: StrategyKind,
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
    pub fn new(kind: StrategyKind) -> Self {
        Self { kind, stable: 1, next: 2, position: 0, stable_colour: 0, rolled_out: false, done: Vec::new() }
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

    fn name(&self, version: u32) -> Name {
        match self.kind {
            StrategyKind::RollingUpdate | StrategyKind::Recreate => SERVICE.into(),
            StrategyKind::Canary => format!("web-v{version}").into(),
            StrategyKind::BlueGreen => format!("web-{}", self.colour(version)).into(),
        }
    }

    fn labels(&self, version: u32) -> Labels {
        match self.kind {
            StrategyKind::RollingUpdate | StrategyKind::Recreate => labels(&[("app", "web")]),
            StrategyKind::Canary => version_labels(version),
            StrategyKind::BlueGreen => colour_labels(self.colour(version)),
        }
    }

    pub fn first_deployment(&self, settings: &Settings) -> Deployment {
        deployment(settings, &self.name(1), self.labels(1), 1, settings.replicas)
    }

    pub fn first_selector(&self) -> Labels {
        match self.kind {
            StrategyKind::BlueGreen => self.labels(1),
            _ => labels(&[("app", "web")]),
        }
    }

    fn create(&self, settings: &Settings, replicas: i32) -> Command {
        let name = self.name(self.next);
        Command::CreateDeployment(Box::new(deployment(settings, &name, self.labels(self.next), self.next, replicas)))
    }

    /// All steps, done or not.
    pub fn moves(&self, settings: &Settings, cluster: &Cluster) -> Vec<Move> {
        match self.kind {
            StrategyKind::RollingUpdate | StrategyKind::Recreate => {
                let commands = vec![self.roll_out(settings, cluster)];
                vec![Move { label: format!("Roll out v{}", self.next), commands }]
            }
            StrategyKind::Canary => self.canary_moves(settings),
            StrategyKind::BlueGreen => self.blue_green_moves(settings),
        }
    }

    /// A new image is set; an image that needs another part of a node comes with a whole manifest, for one rollout.
    fn roll_out(&self, settings: &Settings, cluster: &Cluster) -> Command {
        let running = cluster.objects().deployment(SERVICE).map(|deployment| deployment.spec.template.requests);
        if running == Some(settings.behaviour.requests()) {
            return Command::SetImage { deployment: SERVICE.into(), image: image(self.next).into() };
        }
        let labels = self.labels(self.next);
        Command::ApplyDeployment(Box::new(deployment(settings, SERVICE, labels, self.next, settings.replicas)))
    }

    fn canary_moves(&self, settings: &Settings) -> Vec<Move> {
        let mut moves = vec![Move {
            label: format!("Create the canary: 1 pod of v{}", self.next),
            commands: vec![self.create(settings, 1)],
        }];
        for replicas in canary_sizes(settings.replicas) {
            let command = Command::Scale { deployment: self.name(self.next), replicas };
            moves.push(Move { label: format!("Scale the canary to {replicas}"), commands: vec![command] });
        }
        let delete = Command::DeleteDeployment { deployment: self.name(self.stable) };
        moves.push(Move { label: format!("Delete v{}", self.stable), commands: vec![delete] });
        moves
    }

    fn blue_green_moves(&self, settings: &Settings) -> Vec<Move> {
        let (active, preview) = (self.colour(self.stable), self.colour(self.next));
        let delete = Command::DeleteDeployment { deployment: self.name(self.stable) };
        vec![
            Move {
                label: format!("Create {preview} with v{}", self.next),
                commands: vec![self.create(settings, settings.replicas)],
            },
            Move { label: format!("Switch traffic to {preview}"), commands: vec![self.select(self.next)] },
            Move { label: format!("Delete {active}"), commands: vec![delete] },
        ]
    }

    fn select(&self, version: u32) -> Command {
        Command::PatchSelector { service: SERVICE.into(), selector: self.labels(version) }
    }

    /// The way back from here, if there is one.
    pub fn back(&self) -> Option<Move> {
        let abort = Command::DeleteDeployment { deployment: self.name(self.next) };
        match (self.kind, self.position) {
            (StrategyKind::RollingUpdate | StrategyKind::Recreate, _) => self.rolled_out.then(|| Move {
                label: "Roll back".into(),
                commands: vec![Command::RolloutUndo { deployment: SERVICE.into(), to_revision: 0 }],
            }),
            (_, 0) => None,
            (StrategyKind::Canary, _) => Some(Move { label: "Abort the canary".into(), commands: vec![abort] }),
            (StrategyKind::BlueGreen, 1) => {
                let preview = self.colour(self.next);
                Some(Move { label: format!("Delete {preview}"), commands: vec![abort] })
            }
            (StrategyKind::BlueGreen, _) => {
                let active = self.colour(self.stable);
                Some(Move { label: format!("Switch back to {active}"), commands: vec![self.select(self.stable)] })
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
            self.stable_colour += 1;
            self.stable = self.next;
            self.next += 1;
            self.position = 0;
            self.rolled_out = true;
        }
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

    /// Commands that bring the living Deployments to the settings' size.
    pub fn resize(&self, settings: &Settings, cluster: &Cluster) -> Vec<Command> {
        let versions: &[u32] = match self.kind {
            StrategyKind::BlueGreen => &[self.stable, self.next],
            _ => &[self.stable],
        };
        let names = versions.iter().map(|version| self.name(*version));
        let living = names.filter(|name| cluster.objects().deployment(name).is_some());
        living.map(|deployment| Command::Scale { deployment, replicas: settings.replicas }).collect()
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
