//! What the webhooks of a Canary answer: gates that a person opens and closes.

use litemap::LiteMap;

use crate::kube::field::Field;
use crate::kube::fields::fields;
use crate::kube::form::Form;
use crate::kube::object::Name;
use crate::kube::reader::Reader;
use crate::kube::tree::{Key, Node, Value};

fields! {
    /// A webhook's answer.
    #[derive(Copy)]
    pub struct Gate ("Gate") {
        /// The webhook of this name in a Canary answers well; where it is not named, those of type confirm-… and rollback do
        /// not, and all others do.
        open: bool = "open";
    }
}

/// Gates by the names of the webhooks that ask them.
pub type Gates = LiteMap<Name, Gate>;

impl Field for Gates {
    const FORM: Form = Form::Keyed("approve", &Gate::FORM);

    fn absent() -> Self {
        Self::new()
    }

    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        let mut gates = Self::new();
        for (name, node, path) in reader.pairs(node, path)? {
            gates.insert(name.into(), Gate::read(reader, node, &path)?);
        }
        Some(gates)
    }

    fn write(&self) -> Option<Node> {
        let pair = |(name, gate): (&Name, &Gate)| {
            (Key::from(&**name), gate.write().unwrap_or_else(|| Value::Map(Vec::new()).into()))
        };
        (!self.is_empty()).then(|| Value::Map(self.iter().map(pair).collect()).into())
    }
}
