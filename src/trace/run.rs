//! Runs one scenario and notes what the recordings note.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::scenario::{Action, App, Scenario, Show, Step, Strategy};
use super::{ConditionState, Progressing, ReplicaSetState, Scaling, Shown, State, Trace};
use crate::kube::int_or_string::IntOrString;
use crate::kube::object::{Kind, Name, labels};
use crate::kube::pod::PodTemplateSpec;
use crate::kube::time::SECOND;
use crate::kube::tree::{Node, Value, path};
use crate::kube::workload::{self, Deployment, DeploymentSpec, ReplicaSet};
use crate::kubectl::look::look;
use crate::kubectl::{self, rollout_status};
use crate::shell::plain_words;
use crate::sim::Cluster;
use crate::sim::command::Command;
use crate::sim::event::Happening;
use crate::world::{self, Latency, Nodes, World};

/// Into each second, ms: what a second brings has settled by then.
const SETTLED: u64 = 900;

/// Runs a scenario to its last second.
///
/// A step comes after the changes of pods that are due in its second: every recording can be met so, and some only so.
pub fn run(scenario: &Scenario) -> Trace {
    let mut recorder = Recorder::new(scenario);
    recorder.play(scenario.until);
    // Upstream's last second was followed by one in which controllers' timers ran out, but nobody touched a pod.
    recorder.cluster.halt_kubelets();
    recorder.cluster.advance_to((scenario.until + 1) * SECOND);
    recorder.finish()
}

/// The cluster of a scenario 0.9 s into a second: what the recordings of kubectl's texts were taken from.
pub fn cluster_at(scenario: &Scenario, second: u64) -> Cluster {
    let mut recorder = Recorder::new(scenario);
    recorder.play(second);
    recorder.cluster.advance_to(second * SECOND + SETTLED);
    recorder.cluster
}

/// The Deployment a scenario creates.
pub(super) fn deployment(scenario: &Scenario) -> Deployment {
    let mut template = PodTemplateSpec::new(labels(&[("app", "web")]), "web", &image(&scenario.deployment.image));
    Rc::make_mut(&mut template.spec).termination_grace_period_seconds = grace(scenario, &scenario.deployment.image);
    let given = &scenario.deployment;
    let mut spec = DeploymentSpec::new(given.replicas, template);
    spec.strategy = strategy(given.strategy, given.max_surge.as_deref(), given.max_unavailable.as_deref());
    spec.min_ready_seconds = given.min_ready_seconds;
    spec.progress_deadline_seconds = given.progress_deadline_seconds.or(spec.progress_deadline_seconds);
    spec.revision_history_limit = given.revision_history_limit.or(spec.revision_history_limit);
    Deployment::new("web", spec)
}

/// The strategy a step or a Deployment names.
pub(super) fn strategy(
    strategy: Strategy,
    max_surge: Option<&str>,
    max_unavailable: Option<&str>,
) -> workload::Strategy {
    let bound = |text: Option<&str>| IntOrString::parse(text.unwrap_or("25%"));
    match strategy {
        Strategy::Recreate => workload::Strategy::Recreate,
        Strategy::RollingUpdate => {
            workload::Strategy::RollingUpdate { max_surge: bound(max_surge), max_unavailable: bound(max_unavailable) }
        }
    }
}

/// A template's grace is what its image takes to end: 0 has the object go at once.
fn grace(scenario: &Scenario, tag: &str) -> i64 {
    scenario.apps.get(tag).map_or(0, |app| i64::try_from(app.terminate_s).unwrap_or(i64::MAX))
}

fn image(tag: &str) -> String {
    format!("web:{tag}")
}

fn tag(image: &str) -> String {
    image.strip_prefix("web:").unwrap_or(image).into()
}

fn behaviour(app: &App) -> world::App {
    world::App {
        stagger: app.stagger_s * SECOND,
        never_ready: app.never_ready,
        unready_after: (app.unready_after_s > 0).then_some(app.unready_after_s * SECOND),
        terminate: app.terminate_s * SECOND,
        ..world::App::fine(app.ready_after_s * SECOND)
    }
}

/// What kubectl prints of a cluster.
fn shown(show: &Show, cluster: &Cluster) -> Shown {
    let words = kubectl_words(&show.command).unwrap_or_default();
    let printed = look(&words, cluster).unwrap_or_default();
    Shown { at: show.at, command: show.command.clone(), stdout: printed.stdout, stderr: printed.stderr }
}

/// The words behind `kubectl` of a line that only looks.
pub(super) fn kubectl_words(command: &str) -> Option<Vec<String>> {
    let words = plain_words(command)?;
    let (first, rest) = words.split_first()?;
    let looks = ["kubectl", "k"].contains(&first.as_str()) && look(rest, &Cluster::new(World::default())).is_some();
    looks.then(|| rest.to_vec())
}

struct Recorder<'a> {
    scenario: &'a Scenario,
    cluster: Cluster,
    create: Deployment,
    /// Tags of the ReplicaSets ever seen, by their names.
    tags: BTreeMap<Name, String>,
    states: Vec<State>,
    progressing: Vec<Progressing>,
    refused: Vec<String>,
    shown: Vec<Shown>,
}

impl<'a> Recorder<'a> {
    fn new(scenario: &'a Scenario) -> Self {
        let images = scenario.apps.iter().map(|(tag, app)| (image(tag).into(), behaviour(app))).collect();
        let cluster =
            Cluster::recorded(World { delays: Latency::NONE, nodes: Nodes::of(0), images, ..World::default() });
        Self {
            scenario,
            cluster,
            create: deployment(scenario),
            tags: BTreeMap::new(),
            states: Vec::new(),
            progressing: Vec::new(),
            refused: Vec::new(),
            shown: Vec::new(),
        }
    }

    /// Everything up to 0.9 s into a second.
    fn play(&mut self, until: u64) {
        let mut steps = self.scenario.steps.iter().peekable();
        let mut shows = self.scenario.show.iter().peekable();
        let mut earliest = 0;
        loop {
            // What is left over after a second's look shows in the next.
            let event = self.cluster.next_event_at().map(|at| (at / SECOND).max(earliest));
            let step = steps.peek().map(|step| step.at);
            let show = shows.peek().map(|show| show.at);
            let Some(second) = event.into_iter().chain(step).chain(show).min().filter(|second| *second <= until) else {
                break;
            };
            earliest = second + 1;
            self.cluster.advance_to(second * SECOND);
            while let Some(step) = steps.next_if(|step| step.at == second) {
                self.step(step);
            }
            self.cluster.advance_to(second * SECOND + SETTLED);
            self.look(second);
            while let Some(show) = shows.next_if(|show| show.at == second) {
                self.shown.push(shown(show, &self.cluster));
            }
        }
    }

    fn deployment(&self) -> Option<&Deployment> {
        self.cluster.objects().deployment("web").map(|deployment| deployment.as_ref())
    }

    fn step(&mut self, step: &Step) {
        for command in self.commands(step) {
            let undo = matches!(command, Command::RolloutUndo { .. });
            let answer = match self.cluster.apply(command.clone()) {
                Ok(answer) => kubectl::answer(&command, &answer).trim_start_matches("deployment.apps/web ").to_string(),
                Err(refused) => refused.message.as_text().trim_start_matches("error: ").to_string(),
            };
            if undo {
                self.refused.push(format!("{} undo: {answer}", step.at));
            }
        }
    }

    fn commands(&self, step: &Step) -> Vec<Command> {
        let deployment: Name = "web".into();
        let replicas = step.replicas.unwrap_or(0);
        let tag = step.image.as_deref().unwrap_or_default();
        match step.action {
            Action::Create => vec![Command::create(self.create.clone())],
            Action::Scale => vec![Command::scale(deployment, replicas)],
            Action::SetImage | Action::ScaleAndSetImage => {
                let mut patch = Node::from(Value::Map(Vec::new()));
                if let Some(replicas) = step.replicas {
                    patch.put(&path("spec.replicas"), Value::Int(replicas.into()));
                }
                let pods = path("spec.template.spec.terminationGracePeriodSeconds");
                patch.put(&pods, Value::Int(grace(self.scenario, tag)));
                for (field, text) in [("name", "web".into()), ("image", image(tag))] {
                    patch.put(&path(&format!("spec.template.spec.containers[0].{field}")), Value::Text(text));
                }
                vec![Command::Patch { kind: Kind::Deployment, name: deployment, patch }]
            }
            Action::Pause => vec![Command::RolloutPause { deployment }],
            Action::Resume => vec![Command::RolloutResume { deployment }],
            Action::Strategy => {
                let given = step.strategy.unwrap_or(Strategy::RollingUpdate);
                let strategy = strategy(given, step.max_surge.as_deref(), step.max_unavailable.as_deref());
                vec![Command::patch_spec(Kind::Deployment, &deployment, "strategy", strategy.patch())]
            }
            Action::Undo => vec![Command::RolloutUndo { deployment, to_revision: step.revision.unwrap_or(0) }],
            Action::DeletePods => {
                let alive =
                    self.cluster.objects().pods.values().filter(|pod| pod.metadata.deletion_timestamp.is_none());
                let oldest = alive.take(usize::try_from(replicas).unwrap_or(0));
                oldest.map(|pod| Command::Delete { kind: Kind::Pod, name: pod.metadata.name.clone() }).collect()
            }
        }
    }

    /// Notes what holds now, if it is news.
    fn look(&mut self, at: u64) {
        let objects = self.cluster.objects();
        for set in objects.replica_sets.values() {
            if !self.tags.contains_key(&set.metadata.name) {
                self.tags.insert(set.metadata.name.clone(), tag(&set.spec.template.image()));
            }
        }
        let Some(deployment) = self.deployment() else { return };
        let state = state(at, &self.cluster, deployment);
        let progressing = self.progressing_of(at, deployment);
        let same = |before: &State| State { at, ..before.clone() } == state;
        if !self.states.last().is_some_and(same) {
            self.states.push(state);
        }
        let before = self.progressing.last().map(|before| Progressing { at, ..before.clone() });
        self.progressing.extend(progressing.filter(|now| before.as_ref() != Some(now)));
    }

    fn progressing_of(&self, at: u64, deployment: &Deployment) -> Option<Progressing> {
        let condition = deployment.condition("Progressing")?;
        let mut message = condition.message.to_string();
        for (name, tag) in &self.tags {
            message = message.replace(&format!("\"{name}\""), &format!("\"web-{{{tag}}}\""));
        }
        let status = condition.status.as_str().into();
        Some(Progressing { at, status, reason: condition.reason.into(), message })
    }

    fn finish(self) -> Trace {
        let scaling = |event: &crate::sim::event::Event| match &event.happening {
            Happening::ScalingReplicaSet { replica_set, from, to, .. } => Some(Scaling {
                at: event.at / SECOND,
                replica_set: self.tags.get(replica_set).cloned().unwrap_or_default(),
                from: *from,
                to: *to,
            }),
            _ => None,
        };
        Trace {
            scenario: self.scenario.clone(),
            scalings: some(self.cluster.log().events().iter().filter_map(scaling).collect()),
            states: self.states,
            progressing: some(self.progressing),
            refused: some(self.refused),
            shown: some(self.shown),
        }
    }
}

fn some<T>(items: Vec<T>) -> Option<Vec<T>> {
    (!items.is_empty()).then_some(items)
}

fn state(at: u64, cluster: &Cluster, deployment: &Deployment) -> State {
    let objects = cluster.objects();
    let status = &deployment.status;
    let mut conditions: Vec<ConditionState> = status
        .conditions
        .iter()
        .filter(|condition| condition.kind != "Progressing")
        .map(|condition| ConditionState {
            kind: condition.kind.into(),
            status: condition.status.as_str().into(),
            reason: condition.reason.into(),
            message: condition.message.to_string(),
        })
        .collect();
    conditions.sort_by(|a, b| a.kind.cmp(&b.kind));
    State {
        at,
        replica_sets: objects.replica_sets_of(deployment.metadata.uid).map(|set| replica_set(set)).collect(),
        replicas: status.replicas,
        updated: status.updated_replicas,
        ready: status.ready_replicas,
        available: status.available_replicas,
        unavailable: status.unavailable_replicas,
        pod_objects: objects.pods.len(),
        terminating_pods: objects.terminating_pods(),
        conditions,
        rollout_status: rollout_status(deployment).line().into(),
    }
}

fn replica_set(set: &ReplicaSet) -> ReplicaSetState {
    ReplicaSetState {
        image: tag(&set.spec.template.image()),
        revision: set.metadata.annotation(workload::REVISION).unwrap_or_default().into(),
        spec_replicas: set.spec.replicas,
        replicas: set.status.replicas,
        ready: set.status.ready_replicas,
        available: set.status.available_replicas,
    }
}
