//! The World: what is no Kubernetes object. How each image behaves, the clients, the delays, the nodes, what the application
//! depends on, the seed. One value and one table of fields, written as a document `kind: World` beside manifests.
//!
//! It decides nothing by itself: the cluster holds it, and acts on it. What of it may change while a cluster runs stands in
//! its table ([`When`]).

mod app;
mod change;
mod clients;
mod delays;
mod gates;

use std::fmt;

use litemap::LiteMap;

use crate::kube::field::Field;
use crate::kube::fields::fields;
use crate::kube::form::{Form, When};
use crate::kube::object::{Kind, Name};
use crate::kube::reader::Reader;
use crate::kube::resources::Resources;
use crate::kube::tree::{Key, Mapping, Node, Value};

pub use app::App;
pub use change::{Change, GATES, IMAGES};
pub use clients::{Clients, Entry, Split};
pub use delays::{Delay, Latency};
pub use gates::{Gate, Gates};

/// Nodes where none are given.
const NODES: u32 = 3;

fields! {
    /// What a cluster stands in.
    pub struct World ("World") {
        /// Seed of every random draw.
        seed: u64 = "seed" when When::Before, default 1;
        /// The machines.
        nodes: Nodes = "nodes";
        /// How long the parts of the cluster take.
        delays: Latency = "delays" when When::Before;
        /// How the software in each image behaves; one that is not named is ready 5 s after its start, without fault.
        images: Images = "images";
        /// What the clients do.
        clients: Clients = "clients";
        /// What the application needs besides itself.
        depends_on: DependsOn = "dependsOn";
        /// What the webhooks of Canaries answer.
        gates: Gates = "gates";
    }
}

fields! {
    /// The machines, all alike.
    #[derive(Copy)]
    pub struct Nodes ("Nodes") {
        /// How many there are; 0 gives each pod a node of its own, as in the recordings.
        count: u32 = "count" in Form::Whole(0, 1_000), when When::Grows(NODES as i64), default NODES;
        /// What each has of the CPU, kept in thousandths.
        cpu_milli: u32 = "cpu" in Form::Amount(1, 1_000_000, "m"), when When::Before, default 4_000;
        /// What each has of memory, kept in MiB, rounded up.
        memory_mib: u32 = "memory" in Form::Amount(1, 16_777_216, "Mi"), when When::Before, default 16_384;
    }
}

impl World {
    /// As a document: what is the rule is left out.
    pub fn document(&self) -> Node {
        let text = |text: &str| Some(Value::Text(text.into()).into());
        let mut root = Mapping::default();
        root.put("apiVersion", text("podyard/v1"));
        root.put("kind", text(Kind::World.as_str()));
        if let Some(Value::Map(fields)) = self.write().map(|node| node.value) {
            root.extend(&fields);
        }
        root.end().unwrap_or_else(|| Value::Null.into())
    }
}

impl Nodes {
    /// So many of the usual size.
    pub fn of(count: u32) -> Self {
        Self { count, ..Self::default() }
    }

    /// So many that each offer this.
    pub fn sized(count: u32, size: Resources) -> Self {
        Self { count, cpu_milli: size.cpu_milli, memory_mib: size.memory_mib }
    }

    /// What each offers.
    pub fn size(&self) -> Resources {
        Resources { cpu_milli: self.cpu_milli, memory_mib: self.memory_mib }
    }
}

fields! {
    /// What the application needs besides itself: see [`Dependency`].
    #[derive(Copy)]
    pub struct DependsOn ("DependsOn") {
        /// The versions of the schema that the database's tables suit.
        schema: Versions = "schema";
        /// The versions of the contract that the API the application calls honours.
        contract: Versions = "contract";
    }
}

impl DependsOn {
    /// The versions that a dependency offers.
    pub fn offered(&self, dependency: Dependency) -> Versions {
        match dependency {
            Dependency::Database => self.schema,
            Dependency::Api => self.contract,
        }
    }
}

/// Far more than anyone makes.
const VERSION: Form = Form::Whole(1, 1_000_000);

fields! {
    /// Versions from one to another, both included.
    #[derive(Copy, PartialOrd, Ord)]
    pub struct Versions ("Versions") {
        /// The oldest.
        min: u32 = "min" in VERSION, default 1;
        /// The newest.
        max: u32 = "max" in VERSION, default 1;
    },
    settle |versions, reader, fields| {
        if versions.min > versions.max {
            let what = message!("world-no-versions", min = versions.min, max = versions.max);
            reader.problem(fields.line, &fields.path, what, message!("world-write-min-up-max"));
        }
    }
}

impl Versions {
    /// The first and only one.
    pub const FIRST: Self = Self { min: 1, max: 1 };

    /// Whether one of them is among the others.
    ///
    /// 1 to 2 and 2 to 3 have 2 in common; 1 and 2 to 3 have none.
    pub fn meet(self, other: Self) -> bool {
        self.min <= other.max && other.min <= self.max
    }
}

impl fmt::Display for Versions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.min == self.max { write!(f, "{}", self.min) } else { write!(f, "{} to {}", self.min, self.max) }
    }
}

/// One of the two things a version can depend on. Each is one thing without pods of its own, whose change is sudden. It
/// offers a range of versions: one, or, between the expansion and the contraction of a schema, or while two versions of the
/// API run side by side, several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dependency {
    /// The database: which schema versions its tables suit.
    Database,
    /// The API the application calls: which contract versions it honours.
    Api,
}

impl Dependency {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Database, Self::Api];

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Database => "database",
            Self::Api => "api",
        }
    }

    /// Its field below `dependsOn`.
    fn key(self) -> &'static str {
        match self {
            Self::Database => "schema",
            Self::Api => "contract",
        }
    }
}

/// How the software in images behaves, by image.
pub type Images = LiteMap<Name, App>;

/// What a map of the World holds by name.
trait Keyed: Field {
    /// A name, for the docs.
    const EXAMPLE: &'static str;
}

impl Keyed for App {
    const EXAMPLE: &'static str = "web:v2";
}

impl Keyed for Gate {
    const EXAMPLE: &'static str = "approve";
}

impl<T: Keyed> Field for LiteMap<Name, T> {
    const FORM: Form = Form::Keyed(T::EXAMPLE, &T::FORM);

    fn absent() -> Self {
        Self::new()
    }

    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        let mut all = Self::new();
        for (name, node, path) in reader.pairs(node, path)? {
            all.insert(name.into(), T::read(reader, node, &path)?);
        }
        Some(all)
    }

    fn write(&self) -> Option<Node> {
        let pair = |(name, one): (&Name, &T)| {
            (Key::from(&**name), one.write().unwrap_or_else(|| Value::Map(Vec::new()).into()))
        };
        (!self.is_empty()).then(|| Value::Map(self.iter().map(pair).collect()).into())
    }
}
