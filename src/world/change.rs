//! A change of the World: a value at a path, or all of it, checked by its table of fields.

use crate::kube::Malformed;
use crate::kube::field::Field;
use crate::kube::form::{Form, Shape, When};
use crate::kube::reader::Reader;
use crate::kube::tree::{Node, Step, Value, path};
use crate::message::Message;

use super::{App, Clients, Dependency, Gate, Versions, World};

/// What becomes of the World.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is another one altogether.
    Whole(Box<World>),
    /// Another value at a path; null takes it away, so that what is the rule holds.
    At {
        /// From the World's own fields on, e.g. `clients`, `users`.
        path: Vec<Step>,
        value: Node,
    },
}

/// The fields of the World that a change is put together for.
const NODES: &str = "nodes";
/// How software behaves.
pub const IMAGES: &str = "images";
/// Gates that webhooks ask.
pub const GATES: &str = "gates";
const CLIENTS: &str = "clients";
const DEPENDS_ON: &str = "dependsOn";

fn key(name: &str) -> Step {
    Step::Key(name.into())
}

/// A value that is written even where it is the rule: what stood at its path goes.
fn written(value: &impl Field) -> Node {
    value.write().unwrap_or_else(|| Value::Map(Vec::new()).into())
}

impl Change {
    /// Another value at a path such as `clients.users` or `images[web:v2].crashAfterSeconds`.
    pub fn set(at: &str, value: Value) -> Self {
        Self::At { path: path(at), value: value.into() }
    }

    /// All that the clients do. Whatever they did, they begin anew.
    pub fn clients(clients: &Clients) -> Self {
        Self::At { path: vec![key(CLIENTS)], value: written(clients) }
    }

    /// What the pods of an image do from now on. What one of them is in the middle of it still does as before.
    pub fn image(image: &str, app: &App) -> Self {
        Self::At { path: vec![key(IMAGES), key(image)], value: written(app) }
    }

    /// So many nodes.
    pub fn nodes(count: u32) -> Self {
        Self::set("nodes.count", Value::Int(count.into()))
    }

    /// A dependency offers these versions from now on.
    pub fn migration(dependency: Dependency, versions: Versions) -> Self {
        Self::At { path: vec![key(DEPENDS_ON), key(dependency.key())], value: written(&versions) }
    }

    /// A gate opens or closes.
    pub fn gate(name: &str, gate: Gate) -> Self {
        Self::At { path: vec![key(GATES), key(name)], value: written(&gate) }
    }

    /// Names one of the World's own fields: something follows even where its value is what it was.
    pub fn names(&self, field: &str) -> bool {
        matches!(self, Self::At { path, .. } if path.first() == Some(&key(field)))
    }

    /// The clients begin anew.
    pub(crate) fn names_clients(&self) -> bool {
        self.names(CLIENTS)
    }

    /// Pods that wait for room are tried again.
    pub(crate) fn names_nodes(&self) -> bool {
        self.names(NODES)
    }

    /// The dependency it is about, and all that this offers, if it changes that and nothing else.
    pub fn migrates(&self) -> Option<(Dependency, Versions)> {
        let Self::At { path, value } = self else { return None };
        let of = |dependency: &Dependency| *path == [key(DEPENDS_ON), key(dependency.key())];
        let dependency = Dependency::ALL.into_iter().find(of)?;
        Versions::read(&mut Reader::default(), value, "").map(|versions| (dependency, versions))
    }
}

impl World {
    /// Whether a cluster could begin with a change of it, whether or not one that runs could take it.
    pub fn could_begin_with(&self, change: &Change) -> bool {
        let Change::At { path, value } = change else { return true };
        let mut after = written(self);
        after.put(path, value.value.clone());
        let mut reader = Reader::default();
        Self::read(&mut reader, &after, "").is_some() && reader.problems.is_empty()
    }

    /// The World with a change, where that is one and can be made while a cluster runs.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with it, with the path and the cure.
    pub fn changed(&self, change: &Change) -> Result<Self, Malformed> {
        let before = written(self);
        let mut after = match change {
            Change::Whole(world) => written(&**world),
            Change::At { .. } => before.clone(),
        };
        if let Change::At { path, value } = change {
            after.put(path, value.value.clone());
        }
        let mut reader = Reader::default();
        let world = Self::read(&mut reader, &after, "");
        if let Some(problem) = reader.problems.into_iter().next() {
            return Err(problem);
        }
        let world = world.unwrap_or_default();
        hindered(&Self::SHAPE, Some(&before), Some(&written(&world)), "").map_or(Ok(world), Err)
    }
}

/// The first change between two documents that has to wait for another cluster.
fn hindered(shape: &Shape, before: Option<&Node>, after: Option<&Node>, above: &str) -> Option<Malformed> {
    shape.rows.iter().find_map(|row| {
        let field = |node: Option<&'_ Node>| node.and_then(|node| node.field(row.name)).cloned();
        let (before, after) = (field(before), field(after));
        if before == after {
            return None;
        }
        let path = if above.is_empty() { row.name.to_owned() } else { format!("{above}.{}", row.name) };
        let refused = |what: Message, fix: Message| Some(Malformed { line: 0, field: path.clone(), what, fix });
        let number = |node: &Option<Node>, rule: i64| match node.as_ref().map(|node| &node.value) {
            Some(Value::Int(number)) => *number,
            _ => rule,
        };
        match (row.when, row.form) {
            (When::Ever, Form::Mapping(shape)) => hindered(shape, before.as_ref(), after.as_ref(), &path),
            (When::Ever, _) => None,
            (When::Before, _) => {
                refused(message!("world-cannot-change-while-cluster"), message!("world-begin-another-run"))
            }
            (When::Grows(rule), _) => match (number(&before, rule), number(&after, rule)) {
                (0, _) => refused(message!("world-cannot-change-while-cluster"), message!("world-begin-another-run")),
                (before, after) if after < before => {
                    let fix = message!("world-write-more-begin-another", before);
                    refused(message!("world-can-only-grow-while"), fix)
                }
                _ => None,
            },
        }
    })
}
