//! The steps of a strategy's file as requests, and which of them the objects say are done, whoever did them.

use crate::documents;
use crate::guide::goal::Goal;
use crate::guide::watch::Verdict;
use crate::kube::field::Field;
use crate::kube::manifest::{Manifest, Written};
use crate::kube::object::{Kind, Labels};
use crate::kube::reader::Reader;
use crate::kube::resources::Resources;
use crate::kube::tree::{Node, Value, path};
use crate::kube::workload::Deployment;
use crate::sim::command::Command;

use crate::scenario::{HeaderRule, Terms, items, text};

use super::ground::Ground;
use super::way::Way;
use super::{IMAGE, Playbook};

/// What one step does, and whether the objects say that it is done, whoever did it.
pub struct Move {
    /// For people.
    pub label: String,
    /// Its requests.
    pub commands: Vec<Command>,
    /// The objects say that it is done.
    pub done: bool,
}

/// What the pods ask of a node.
const REQUESTS: &str = "spec.template.spec.containers[0].resources.requests";

impl Playbook {
    /// All steps, done or not.
    pub fn moves(&self, ground: &Ground) -> Vec<Move> {
        let mut moves = Vec::new();
        self.add(self.file.list("steps"), &self.all_terms(ground.scenario, ground.cluster), ground, &mut moves);
        moves
    }

    /// The way back from here, if there is one.
    pub fn back(&self, ground: &Ground) -> Option<Move> {
        let terms = self.all_terms(ground.scenario, ground.cluster);
        let ways = self.file.list("back").iter();
        let open = |way: &&Node| way.field("when").is_some_and(|when| ground.holds(&terms.fill_tree(when)));
        ways.into_iter().find(open).map(|way| self.step(way, &terms, ground))
    }

    fn add(&self, steps: &[Node], terms: &Terms, ground: &Ground, moves: &mut Vec<Move>) {
        for step in steps {
            if let Some(of) = text(step.field("each")) {
                for more in self.each(of, ground.scenario, ground.cluster) {
                    self.add(items(step.field("steps")), &terms.with(&more), ground, moves);
                }
                continue;
            }
            if text(step.field("needs")).is_some_and(|needs| terms.get(needs).is_none()) {
                continue;
            }
            let step_of = self.step(step, terms, ground);
            if step_of.done && step.field("completes").is_some() {
                moves.iter_mut().for_each(|before| before.done = true);
            }
            moves.push(step_of);
        }
    }

    fn step(&self, step: &Node, terms: &Terms, ground: &Ground) -> Move {
        let label = terms.fill(text(step.field("label")).unwrap_or_default());
        let done = step.field("done").is_some_and(|done| ground.holds(&terms.fill_tree(done)));
        let requests = items(step.field("requests")).iter();
        let commands = requests.flat_map(|request| ground.commands(request, terms)).collect();
        Move { label, commands, done }
    }
}

impl Ground<'_> {
    /// Whether a condition holds now. One that cannot be read never does.
    fn holds(&self, condition: &Node) -> bool {
        let goal = Goal::read(condition, "done");
        debug_assert!(goal.is_ok(), "{goal:?}");
        goal.is_ok_and(|goal| matches!(goal.watch(self.cluster).verdict(), Verdict::Met { .. }))
    }

    /// What a step's request is. Beside the requests that there are, a file may ask for a Deployment like another one
    /// (`create` with `like`), for the next version (`rollOut`), and for a way through the gateway, whichever it is (`route`).
    fn commands(&self, request: &Node, terms: &Terms) -> Vec<Command> {
        let filled = terms.fill_tree(request);
        let named = |field: &str| Some(text(filled.field(field))?.split_once('/')?.1.to_owned());
        let image = text(filled.field("image")).unwrap_or_default();
        if let (Some(name), Some(like)) = (named("create"), named("like")) {
            let labels = filled.field("labels").and_then(|node| Labels::read(&mut Reader::default(), node, ""));
            let replicas = match filled.field("replicas").map(|node| &node.value) {
                Some(Value::Int(replicas)) => i32::try_from(*replicas).unwrap_or(0),
                _ => 1,
            };
            return vec![Command::create(self.like(&like, &name, labels.unwrap_or_default(), image, replicas))];
        }
        if let Some(rolled) = text(filled.field("rollOut")) {
            return self.roll_out(rolled, image).into_iter().collect();
        }
        if let Some(weight) = filled.field("route") {
            return self.route(weight, &filled);
        }
        let command = Command::from_tree(&filled);
        debug_assert!(command.is_ok(), "{command:?}");
        command.into_iter().collect()
    }

    /// A Deployment like another one, in all that is not asked for here; its pods ask of a node what the next version's are to
    /// ask.
    pub fn like(&self, like: &str, name: &str, labels: Labels, image: &str, replicas: i32) -> Deployment {
        let it = self.cluster.objects().deployment(like).map(AsRef::as_ref);
        self.made_like(it, name, labels, image, replicas)
    }

    /// The same of a Deployment at hand.
    pub fn made_like(
        &self,
        it: Option<&Deployment>,
        name: &str,
        labels: Labels,
        image: &str,
        replicas: i32,
    ) -> Deployment {
        let mut spec = match it {
            Some(it) => it.spec.clone(),
            None => self.scenario.first_deployment().spec,
        };
        spec.replicas = replicas;
        spec.selector = Some(labels.clone().into());
        spec.template.metadata.labels = labels;
        spec.template.change_container(|container| {
            container.image = image.into();
            container.resources.requests = self.scenario.requests().requests();
        });
        Deployment::new(name, spec)
    }

    /// A new image is set; an image that needs another part of a node comes with a whole manifest, for one rollout.
    fn roll_out(&self, named: &str, image: &str) -> Option<Command> {
        let (kind, name) = named.split_once('/')?;
        let objects = self.cluster.objects();
        let (kind, object, replicas) = if kind == "rollout" {
            let rollout = objects.rollouts.values().find(|rollout| &*rollout.metadata.name == name)?;
            (Kind::Rollout, rollout.as_ref().clone().into_manifest(), rollout.replicas())
        } else {
            let Some(deployment) = objects.deployment(name) else {
                // Somebody deleted it: it comes back as it was at first.
                let labels = self.scenario.first_deployment().spec.template.metadata.labels;
                let made = self.made_like(None, name, labels, image, self.scenario.replicas());
                return Some(Command::apply(made));
            };
            (Kind::Deployment, deployment.as_ref().clone().into_manifest(), deployment.spec.replicas)
        };
        let asked = container(&object).map(Resources::requested_by);
        if asked == Some(self.scenario.requests()) {
            return Some(Command::SetImage { kind, name: name.into(), image: image.into() });
        }
        let requests = self.scenario.requests().requests().write().map_or(Value::Null, |node| node.value);
        let mut tree = object.tree();
        tree.put(&path(IMAGE), Value::Text(image.into()));
        tree.put(&path(REQUESTS), requests);
        tree.put(&path("spec.replicas"), Value::Int(replicas.into()));
        documents::one(&tree).ok().map(Command::apply)
    }

    /// The gateway is told a way.
    fn route(&self, weight: &Node, request: &Node) -> Vec<Command> {
        let number = |node: Option<&Node>| match node.map(|node| &node.value) {
            Some(Value::Int(number)) => *number,
            _ => 0,
        };
        let header = text(request.field("header")).and_then(|rule| HeaderRule::parse(rule).ok().flatten());
        let (weight, mirror) = (number(Some(weight)), number(request.field("mirror")));
        Way { header, weight, mirror, ..Way::first(self.scenario) }.commands(self.scenario.entry())
    }
}

fn container(object: &Manifest) -> Option<&crate::kube::pod::Container> {
    match object {
        Manifest::Deployment(deployment) => deployment.spec.template.container(),
        Manifest::Rollout(rollout) => rollout.spec.template.container(),
        _ => None,
    }
}
