//! What the fields of a kind are called and what they hold: the table from which reading, controls and documentation follow.

use super::tree::{Node, Value};

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// A whole number from the first to the second.
    Whole(i64, i64),
    /// Seconds with at most three decimals, from the first to the second, both in ms.
    Seconds(i64, i64),
    /// An amount of a resource, from the first to the second in this unit, e.g. `m` or `Mi`.
    Amount(i64, i64, &'static str),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// True or false.
    Bool,
    Text,
    /// A number, or text such as `25%`.
    IntOrString,
    /// Amounts of resources by their names.
    Quantities,
    /// Texts by keys that are anyone's choice.
    Labels,
    /// Further fields.
    Mapping(&'static Shape),
    /// Items.
    List(&'static Form),
    /// Something by keys that are anyone's choice, of which this is an example.
    Keyed(&'static str, &'static Form),
    /// Text of a form of its own, of which this is an example.
    Written(&'static str),
}

/// When a field may become something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At any time.
    Ever,
    /// Only upwards, from the number that stands here where none is given; from 0 not at all.
    Grows(i64),
    /// Only before anything runs.
    Before,
}

/// Whether a file has a field.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    Optional,
    /// It must be there, and say something.
    Required,
    /// The build writes it; no file does.
    Computed,
}

/// A field.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// As the API writes it.
    pub name: &'static str,
    /// What it holds.
    pub form: Form,
    /// When it may become something else.
    pub when: When,
    /// What it means, a sentence or two; not in the page.
    #[cfg(not(target_arch = "wasm32"))]
    pub about: &'static str,
    /// Whether a file has it; said of content files, where it stands in no rule; not in the page.
    #[cfg(not(target_arch = "wasm32"))]
    pub duty: Duty,
}

impl Row {
    /// A field that may change at any time, and about which there is nothing to say.
    pub const fn new(name: &'static str, form: Form) -> Self {
        Self {
            name,
            form,
            when: When::Ever,
            #[cfg(not(target_arch = "wasm32"))]
            about: "",
            #[cfg(not(target_arch = "wasm32"))]
            duty: Duty::Optional,
        }
    }
}

/// The fields of a mapping.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// What it is called in messages, e.g. `Probe`.
    pub name: &'static str,
    /// Those that are read.
    pub rows: &'static [Row],
    /// Which of them are validated only: the simulator does not act on them.
    pub inert: &'static [&'static str],
    /// Those that are kept as they are, and not acted on either.
    pub kept: &'static [&'static str],
}

impl Shape {
    /// There is a field of this name.
    pub fn knows(&self, name: &str) -> bool {
        self.all().any(|known| known == name)
    }

    /// Nothing follows from it in the simulator.
    pub fn has_no_effect(&self, name: &str) -> bool {
        self.inert.contains(&name) || self.kept.contains(&name)
    }

    /// All its names.
    pub fn all(&self) -> impl Iterator<Item = &'static str> {
        self.rows.iter().map(|row| row.name).chain(self.kept.iter().copied())
    }

    /// A few names to begin with.
    pub fn examples(&self) -> String {
        let names: Vec<&str> = self.all().take(3).collect();
        names.join(", ")
    }

    /// Every path below this one at which something stands that is no mapping, with what it is; of a list the first item,
    /// and of a mapping by keys the example.
    pub fn leaves(&self, above: &str, found: &mut Vec<(String, Form)>) {
        for row in self.rows {
            let path = if above.is_empty() { row.name.to_owned() } else { format!("{above}.{}", row.name) };
            leaf(path, row.form, found);
        }
    }
}

/// A field of an object, as somebody can set it.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// From the object's own fields on.
    pub path: String,
    /// What it holds.
    pub form: Form,
    /// Nothing follows from it in the simulator.
    pub inert: bool,
}

impl Shape {
    /// Every field of an object below this path at which something stands, or could: of a list each item there is, or the
    /// first where there is none; of a mapping by keys each key there is.
    pub fn fields_of(&self, above: &str, node: Option<&Node>, inert: bool, found: &mut Vec<Leaf>) {
        for row in self.rows {
            let path = if above.is_empty() { row.name.to_owned() } else { format!("{above}.{}", row.name) };
            let inert = inert || self.has_no_effect(row.name);
            field_of(path, row.form, node.and_then(|node| node.field(row.name)), inert, found);
        }
    }
}

fn field_of(path: String, form: Form, node: Option<&Node>, inert: bool, found: &mut Vec<Leaf>) {
    match form {
        Form::Mapping(shape) => shape.fields_of(&path, node, inert, found),
        Form::List(item) => {
            let items: &[Node] = match node.map(|node| &node.value) {
                Some(Value::List(items)) => items,
                _ => &[],
            };
            for index in 0..items.len().max(1) {
                field_of(format!("{path}[{index}]"), *item, items.get(index), inert, found);
            }
        }
        Form::Keyed(_, item) => {
            let Some(Value::Map(pairs)) = node.map(|node| &node.value) else { return };
            for (key, node) in pairs {
                field_of(format!("{path}[{}]", key.text), *item, Some(node), inert, found);
            }
        }
        _ => found.push(Leaf { path, form, inert }),
    }
}

fn leaf(path: String, form: Form, found: &mut Vec<(String, Form)>) {
    match form {
        Form::Mapping(shape) => shape.leaves(&path, found),
        Form::List(Form::Mapping(shape)) => shape.leaves(&format!("{path}[0]"), found),
        Form::List(item) => leaf(format!("{path}[0]"), *item, found),
        Form::Keyed(key, item) => leaf(format!("{path}[{key}]"), *item, found),
        _ => found.push((path, form)),
    }
}
