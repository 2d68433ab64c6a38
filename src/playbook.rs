//! Which versions there are, as the objects say, and what the strategy's file calls what belongs to them.

use crate::kube::manifest::Manifest;
use crate::kube::object::{Kind, Name};
use crate::kube::tree::{Node, Value, path, quoted};
use crate::kube::workload::Deployment;
use crate::sim::Cluster;
use crate::sim::command::Command;
use crate::sim::delivery::canary_counts::routed_canary;
use crate::sorted;

use crate::scenario::{
    Control, GuideFile, HeaderRule, Leader, SERVICE, Scenario, StrategyKind, Terms, short_steps, text,
};
use crate::view::{Lead, Led, version_of};

mod ground;
mod led;
mod migrations;
mod moves;
mod steps;
mod way;

pub use ground::Ground;
pub use moves::Move;
pub use steps::{Choice, ChoiceId, Step, StepState, back_first};
pub use way::{Way, check_header, check_steps};

use steps::lines;
use way::weights;

/// The versions there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Playbook {
    file: GuideFile,
    kind: StrategyKind,
    leader: Leader,
    /// The version in service.
    stable: u32,
    /// The version that is to replace it.
    next: u32,
    /// The newest version that was ever there.
    newest: u32,
    /// Which of the file's Deployments is that of the version in service, where versions take them in turn.
    turn: usize,
    /// Rollouts of a strategy that has but one step, oldest first.
    done: Vec<Step>,
}

/// How many of [`Playbook::done`] are shown.
const DONE_MAX: usize = 3;

/// Where a patch says another image.
const IMAGE: &str = "spec.template.spec.containers[0].image";

impl Playbook {
    /// Of a run that begins.
    pub fn new(scenario: &Scenario) -> Self {
        Self {
            file: scenario.file(),
            kind: scenario.strategy(),
            leader: scenario.leader(),
            stable: 1,
            next: 2,
            newest: 1,
            turn: 0,
            done: Vec::new(),
        }
    }

    /// Follows the objects after a change, by whichever door it came.
    ///
    /// Deployments of v1 and v2: v1 is in service, and v2 is to replace it. Of v2 alone: v3 is to come.
    pub fn follow(&mut self, cluster: &Cluster) {
        match self.leader {
            Leader::You => self.follow_deployments(cluster),
            Leader::ArgoRollouts | Leader::Flagger => {
                let Some(Led { stable, newest, under_way, .. }) = lead(cluster, self.leader).led(cluster) else {
                    return;
                };
                self.newest = self.newest.max(newest);
                self.stable = stable;
                self.next = if under_way { newest } else { self.newest.saturating_add(1) };
            }
        }
    }

    fn follow_deployments(&mut self, cluster: &Cluster) {
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
        let names = self.file.list("deployments");
        let turn = names.iter().position(|named| text(named.field("name")) == Some(&*first.metadata.name));
        self.turn = turn.unwrap_or(self.turn);
    }

    /// The version a command brings, if that was never there before.
    pub fn brings(&self, command: &Command) -> Option<u32> {
        let image = match command {
            Command::Create(manifest) | Command::Apply { manifest, .. } => match manifest {
                Manifest::Deployment(deployment) => deployment.spec.template.image(),
                Manifest::Rollout(rollout) if self.leads(&rollout.metadata.name) => rollout.spec.template.image(),
                _ => return None,
            },
            Command::SetImage { kind: Kind::Rollout, name, .. } | Command::Patch { kind: Kind::Rollout, name, .. }
                if !self.leads(name) =>
            {
                return None;
            }
            Command::SetImage { image, .. } => image.clone(),
            Command::Patch { kind: Kind::Deployment | Kind::Rollout, patch, .. } => {
                match patch.at(&path(IMAGE)).map(|node| &node.value) {
                    Some(Value::Text(image)) => image.as_str().into(),
                    _ => return None,
                }
            }
            _ => return None,
        };
        Some(version_of(&image)).filter(|version| *version > self.newest)
    }

    /// A Rollout of this name is the strategy's own.
    fn leads(&self, rollout: &str) -> bool {
        self.leader == Leader::ArgoRollouts && rollout == SERVICE
    }

    /// The Service whose endpoints answer the clients where there is no gateway.
    pub fn service(&self) -> &str {
        self.file.text("service").unwrap_or(SERVICE)
    }

    /// The version the next roll-out brings.
    pub fn next_version(&self) -> u32 {
        self.next
    }

    /// The version in service.
    pub fn stable_version(&self) -> u32 {
        self.stable
    }

    /// The Deployment of the version in service.
    pub fn from(&self) -> Name {
        self.named(self.turn, self.stable).0
    }

    /// The Deployment of the version to come.
    fn to(&self) -> Name {
        self.named(self.turn + 1, self.next).0
    }

    /// The name of the Deployment whose turn it is, and what else the file says of it.
    fn named(&self, turn: usize, version: u32) -> (Name, Option<&Node>) {
        let names = self.file.list("deployments");
        let found = names.get(turn % names.len().max(1));
        let mut terms = Terms::default();
        terms.put("version", version);
        let name = found.and_then(|found| text(found.field("name"))).unwrap_or(SERVICE);
        (terms.fill(name).into(), found)
    }

    /// Between the first step and the last.
    pub fn is_under_way(&self, cluster: &Cluster) -> bool {
        match self.leader {
            Leader::You => {
                let to = self.to();
                to != self.from() && cluster.objects().deployment(&to).is_some()
            }
            Leader::ArgoRollouts | Leader::Flagger => {
                lead(cluster, self.leader).led(cluster).is_some_and(|led| led.busy)
            }
        }
    }

    /// Keeps a rollout for those who want to read what they did, where the steps themselves do not show it.
    pub fn note(&mut self, command: &Command) {
        let label = match command {
            Command::RolloutUndo { deployment, .. } if &**deployment == SERVICE => message!("step-roll-back"),
            _ => match self.brings(command) {
                Some(version) => message!("step-roll-out", version),
                None => return,
            },
        };
        if matches!(self.kind, StrategyKind::RollingUpdate | StrategyKind::Recreate) {
            self.done.push(Step {
                label: label.into(),
                lines: lines(std::slice::from_ref(command)),
                state: StepState::Done,
            });
            self.done.drain(..self.done.len().saturating_sub(DONE_MAX));
        }
    }

    /// Commands that bring what makes the pods to a size.
    pub fn resize(&self, replicas: i32, cluster: &Cluster) -> Vec<Command> {
        let terms = self.terms();
        let sized = self.file.list("scales").iter().filter_map(|named| {
            let named = terms.fill(text(Some(named))?);
            let (kind, name) = named.split_once('/')?;
            let kind =
                [Kind::Deployment, Kind::Rollout].into_iter().find(|it| it.as_str().eq_ignore_ascii_case(kind))?;
            Some((kind, Name::from(name)))
        });
        let living = sized.filter(|(kind, name)| cluster.objects().find(*kind, name).is_some());
        living.map(|(kind, name)| Command::Scale { kind, name, replicas }).collect()
    }

    /// The versions and their Deployments.
    fn terms(&self) -> Terms {
        let mut terms = Terms::default();
        terms.put("stable", self.stable);
        terms.put("next", self.next);
        for (word, turn, version) in [("from", self.turn, self.stable), ("to", self.turn + 1, self.next)] {
            let (name, more) = self.named(turn, version);
            terms.put(word, name);
            if let Some(Value::Map(pairs)) = more.map(|more| &more.value) {
                for (key, value) in pairs.iter().filter(|(key, _)| key.text != "name") {
                    terms.put(&format!("{word}.{}", key.text), text(Some(value)).unwrap_or_default());
                }
            }
        }
        terms
    }

    /// All that the steps may speak of: these, the pods wanted, and what the learner has set for the steps to come.
    pub fn all_terms(&self, scenario: &Scenario, cluster: &Cluster) -> Terms {
        let mut terms = self.terms();
        terms.put("replicas", self.replicas(scenario, cluster));
        let rule = scenario.text(Control::Header);
        if let Ok(Some(header)) = HeaderRule::parse(rule) {
            terms.put("header", rule);
            terms.put("header.name", header.name);
            // As a goal writes a text: a pattern has signs in it that mean something there.
            terms.put("header.quoted", quoted(&header.value));
            terms.put("header.value", header.value);
        }
        let mirrored = scenario.number(Control::Mirror);
        if mirrored > 0 && scenario.mirrors() {
            terms.put("mirror", mirrored);
        }
        terms
    }

    /// Pods wanted of the version in service.
    fn replicas(&self, scenario: &Scenario, cluster: &Cluster) -> i32 {
        let found = cluster.objects().deployment(&self.from());
        found.map_or_else(|| scenario.replicas(), |deployment| deployment.spec.replicas)
    }

    /// What a group of steps is done for, one after the other: the terms of each.
    pub fn each(&self, of: &str, scenario: &Scenario, cluster: &Cluster) -> Vec<Vec<(&'static str, String)>> {
        let replicas = self.replicas(scenario, cluster);
        match of {
            "sizes" => canary_sizes(replicas).into_iter().map(|size| vec![("size", size.to_string())]).collect(),
            "weights" => {
                let steps = short_steps::parse(scenario.text(Control::Steps)).unwrap_or_default();
                weighted(weights(&steps).filter(|weight| *weight < 100).chain([100]), replicas)
            }
            _ => Vec::new(),
        }
    }
}

/// What leads the application's rollouts: the strategy's own object, by its name. Others that somebody applies are none of its
/// business.
fn lead(cluster: &Cluster, leader: Leader) -> Lead<'_> {
    let objects = cluster.objects();
    let found = match leader {
        Leader::You => None,
        Leader::ArgoRollouts => {
            objects.rollouts.values().find(|it| &*it.metadata.name == SERVICE).map(|it| Lead::Rollout(it))
        }
        Leader::Flagger => {
            objects.canaries.values().find(|it| &*it.metadata.name == SERVICE).map(|it| Lead::Canary(it))
        }
    };
    found.unwrap_or(Lead::Nobody)
}

/// Weights with the pods that each needs; whether those are more than before is a term that is there or not.
///
/// 10 replicas and the weights 5 and 50: 1 pod, which is there, 5 pods, 10 pods.
fn weighted(weights: impl Iterator<Item = i32>, replicas: i32) -> Vec<Vec<(&'static str, String)>> {
    let mut pods = 1;
    let of = |weight: i32| {
        let needed = routed_canary(replicas, weight, 1);
        let mut terms = vec![("weight", weight.to_string()), ("pods", needed.max(pods).to_string())];
        if needed > pods {
            terms.push(("grows", "true".into()));
            pods = needed;
        }
        terms
    };
    weights.map(of).collect()
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
