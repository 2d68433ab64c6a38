//! What a run begins with: a strategy, a seed, and what stands otherwise than at first. From it the World and the objects are
//! made; once they are there, they say how things stand, and nobody asks this.

use std::rc::Rc;

use litemap::LiteMap;

use crate::kube::field::Field;
use crate::kube::manifest::Manifest;
use crate::kube::resources::Resources;
use crate::kube::tree::{Node, Value, path};
use crate::kube::workload::Deployment;
use crate::sim::admission::admit;
use crate::sim::command::Rejected;
use crate::world::{App, Entry, World};

use crate::view::image;

pub mod short_steps;

mod assignment;
mod control;
mod coupling;
mod file;
mod first_objects;
mod header_rule;
#[cfg(not(target_arch = "wasm32"))]
mod parts;
mod place;
mod preset;
mod setting;
mod shown;
mod strategy;
mod value;

pub use assignment::{Assignment, OBJECTS, STRATEGY};
pub use control::{Bind, Control, GROUPS, Input, heading};
pub use coupling::Coupling;
pub use file::{GuideFile, Terms, items, text};
pub use header_rule::HeaderRule;
#[cfg(not(target_arch = "wasm32"))]
pub use parts::STRATEGY_FILE;
pub use place::Place;
pub use preset::Preset;
pub use setting::{SEED_KEY, Setting};
pub use strategy::{Leader, StrategyKind};
pub use value::{check_value, parse_replicas, read, shown, value, written};

/// The Service which the clients call, and the Deployment, Rollout or Canary of a strategy that has one.
pub const SERVICE: &str = "web";

/// The seed of a run that nobody gave one.
const SEED: u64 = 7;
/// Pods without special needs that a node of the sandbox takes.
const PODS_PER_NODE: u32 = 40;

/// What a run begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    strategy: StrategyKind,
    /// Seed of every random draw.
    pub seed: u64,
    /// What who opens it is to do.
    pub assignment: Rc<Assignment>,
    /// Texts of the controls that do not stand where they stand at first.
    values: LiteMap<Control, Rc<str>>,
}

impl Default for Scenario {
    fn default() -> Self {
        Self::of(StrategyKind::RollingUpdate)
    }
}

impl Scenario {
    /// A strategy, all else as it is at first.
    pub fn of(strategy: StrategyKind) -> Self {
        Self { strategy, seed: SEED, assignment: Rc::default(), values: LiteMap::new() }
    }

    /// The same with another strategy.
    #[must_use]
    pub fn by(self, strategy: StrategyKind) -> Self {
        Self { strategy, ..self }
    }

    /// The same with other random draws.
    #[must_use]
    pub fn seeded(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The same with something to do.
    #[must_use]
    pub fn assigned(self, assignment: Rc<Assignment>) -> Self {
        Self { assignment, ..self }
    }

    /// The same with another way into the cluster.
    #[must_use]
    pub fn through(self, entry: Entry) -> Self {
        let key = match entry {
            Entry::Service => "service",
            Entry::HttpRoute => "httproute",
            Entry::Ingress => "ingress",
        };
        self.with(Control::Entry, key)
    }

    /// The same with somebody else to take the steps.
    #[must_use]
    pub fn led_by(self, leader: Leader) -> Self {
        self.with(Control::Leader, leader.key())
    }

    /// The same with a next version that behaves like this.
    #[must_use]
    pub fn behaving(self, preset: Preset) -> Self {
        preset.values().into_iter().fold(self, |scenario, (control, text)| scenario.with(control, text))
    }

    /// The same with another value of a control, which is not looked at: see [`Scenario::validate`].
    #[must_use]
    pub fn with(mut self, control: Control, value: impl ToString) -> Self {
        self.put(control, &value.to_string());
        self
    }

    /// How versions are replaced.
    pub fn strategy(&self) -> StrategyKind {
        self.strategy
    }

    /// The value a control begins with.
    pub fn text(&self, control: Control) -> &str {
        self.values.get(&control).map_or(control.first(), |text| text)
    }

    /// The controls that do not begin as at first, with their values.
    pub fn changed(&self) -> impl Iterator<Item = (Control, &str)> {
        self.values.iter().map(|(control, text)| (*control, &**text))
    }

    /// The same as a number; 0 where it is none.
    pub fn number(&self, control: Control) -> u32 {
        self.text(control).parse().unwrap_or(0)
    }

    /// Another value of a control, which is not looked at: see [`Scenario::validate`].
    pub fn put(&mut self, control: Control, text: &str) {
        if text == control.first() {
            self.values.remove(&control);
        } else {
            self.values.insert(control, text.into());
        }
    }

    /// The way requests take into the cluster.
    pub fn entry(&self) -> Entry {
        match self.text(Control::Entry) {
            "httproute" => Entry::HttpRoute,
            "ingress" => Entry::Ingress,
            _ => Entry::Service,
        }
    }

    /// A cluster of nodes alone: whoever uses it brings objects along.
    pub fn is_empty(&self) -> bool {
        self.text(Control::Objects) == "none"
    }

    /// Requests come through a gateway, which splits them by weight and by header.
    pub fn routed(&self) -> bool {
        self.entry() != Entry::Service
    }

    /// Who leads: only a canary and a blue/green have a controller, and Flagger leads canaries behind a gateway only.
    pub fn leader(&self) -> Leader {
        match (self.strategy, self.text(Control::Leader)) {
            (StrategyKind::Canary, "flagger") if self.routed() => Leader::Flagger,
            (StrategyKind::Canary | StrategyKind::BlueGreen, "argo") => Leader::ArgoRollouts,
            _ => Leader::You,
        }
    }

    /// The file of its strategy.
    pub fn file(&self) -> GuideFile {
        GuideFile::of(self.strategy, self.leader(), self.routed())
    }

    /// The Service whose endpoints answer the clients where there is no gateway.
    pub fn service(&self) -> String {
        self.file().text("service").unwrap_or(SERVICE).into()
    }

    /// The gateway can copy a part of the requests: ingress-nginx copies all or none.
    pub fn mirrors(&self) -> bool {
        self.entry() == Entry::HttpRoute
    }

    /// Nodes with room for two whole versions of so many pods: 4 replicas need 1 node, 100 need 5.
    pub fn nodes_for(replicas: i32) -> u32 {
        (2 * u32::try_from(replicas).unwrap_or(0)).div_ceil(PODS_PER_NODE).max(1)
    }

    /// Pods wanted of a version.
    pub fn replicas(&self) -> i32 {
        self.text(Control::Replicas).parse().unwrap_or(0)
    }

    /// What the cluster stands in when a run begins. What is malformed is as if it were not given: see [`Scenario::validate`].
    pub fn world(&self) -> World {
        self.read_world().unwrap_or_default()
    }

    fn read_world(&self) -> Result<World, Rejected> {
        let mut tree: Node = Value::Map(Vec::new()).into();
        for control in Control::ALL {
            if let Bind::World(at) = control.bind() {
                tree.put(&path(at), value(*control, self.text(*control)));
            }
        }
        let nodes = self.number(Control::Nodes).max(Self::nodes_for(self.replicas()));
        tree.put(&path("nodes.count"), Value::Int(nodes.into()));
        tree.put(&path("clients.entry"), self.entry().write().map_or(Value::Null, |node| node.value));
        tree.put(&path("clients.service"), Value::Text(self.service()));
        let mut world: World = read(&tree)?;
        world.seed = self.seed;
        if self.is_empty() {
            world.clients.requests_per_second = 0;
        }
        for version in [1, 2] {
            world.images.insert(image(version).into(), self.app(version)?);
        }
        Ok(world)
    }

    /// How a version's software behaves: what is asked of the next one holds for the second, and only what is asked of all
    /// holds for the first.
    fn app(&self, version: u32) -> Result<App, Rejected> {
        let mut tree: Node = Value::Map(Vec::new()).into();
        for control in Control::ALL {
            match control.bind() {
                Bind::Images(field) => tree.put(&path(field), value(*control, self.text(*control))),
                Bind::Next(field) if version > 1 => tree.put(&path(field), value(*control, self.text(*control))),
                _ => {}
            }
        }
        let mut app: App = read(&tree)?;
        app.schema = Coupling::of(self.text(Control::Schema)).understood_by(version);
        app.contract = Coupling::of(self.text(Control::Contract)).understood_by(version);
        Ok(app)
    }

    /// What the next version's pods ask of a node.
    pub fn requests(&self) -> Resources {
        Resources { cpu_milli: self.number(Control::Cpu), memory_mib: self.number(Control::Memory) }
    }

    /// The first Deployment a run begins with; a plain one where it begins with none.
    pub fn first_deployment(&self) -> Deployment {
        let deployment = |object| match object {
            Manifest::Deployment(deployment) => Some(*deployment),
            _ => None,
        };
        let found = self.sound_objects().into_iter().find_map(deployment);
        found.unwrap_or_else(|| Self::of(StrategyKind::RollingUpdate).first_deployment())
    }

    /// The same strategy and way in, all else as it is at first.
    pub fn as_at_first(&self) -> Self {
        let begins = self.changed().filter(|(control, _)| control.bind() == Bind::Begins);
        let plain = Self::of(self.strategy).seeded(self.seed);
        begins.fold(plain, |scenario, (control, text)| scenario.with(control, text))
    }

    /// Whether a cluster could begin like this: every value is one, and the API server would take the objects they make.
    ///
    /// # Errors
    ///
    /// What is wrong, in its words or ours.
    pub fn validate(&self) -> Result<(), Rejected> {
        for (control, text) in self.changed() {
            check_value(control, text)?;
        }
        self.read_world()?;
        // Recreate has no bounds, but the boxes keep theirs for the next strategy: they are validated all the same.
        let rolling = match self.strategy {
            StrategyKind::Recreate => self.clone().by(StrategyKind::RollingUpdate),
            _ => self.clone(),
        };
        rolling.objects()?.iter().try_for_each(admit)
    }
}
