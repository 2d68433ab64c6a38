//! What is wrong with a tree, and what of it has no effect, collected while fields are read.

use super::Malformed;
use super::form::Shape;
use super::spelling;
use super::tree::{Key, Node, Value};
use crate::message::Message;

/// What was found wrong, and what was left out, so far.
#[derive(Default)]
pub struct Reader {
    /// Everything that is wrong.
    pub problems: Vec<Malformed>,
    /// Paths of what is read and not acted on.
    pub ignored: Vec<String>,
}

/// A mapping whose fields are known by name.
pub struct Fields<'a> {
    /// Where it stands.
    pub path: String,
    /// From 1; 0 where nobody wrote it.
    pub line: usize,
    pub(super) pairs: &'a [(Key, Node)],
}

impl<'a> Fields<'a> {
    /// The path of one of its fields.
    pub fn at(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// A field that is given; null is as good as none.
    pub fn get(&self, name: &str) -> Option<&'a Node> {
        let found = self.pairs.iter().find(|(key, _)| key.text == name).map(|(_, node)| node);
        found.filter(|node| !matches!(node.value, Value::Null))
    }
}

/// What a value is, for people.
fn shown(value: &Value) -> Message {
    match value {
        Value::Null => message!("manifest-null-nothing"),
        Value::Bool(value) => message!("manifest-true-false", value = value.to_string()),
        Value::Int(number) => message!("manifest-number", number = number.to_string()),
        Value::Number(number) => message!("manifest-number", number),
        Value::Text(text) => message!("manifest-text", text = format!("{text:?}")),
        Value::List(_) => message!("manifest-list-stands"),
        Value::Map(_) => message!("manifest-mapping-stands"),
    }
}

impl Reader {
    /// Notes what is wrong with a field, and the cure.
    pub fn problem(&mut self, line: usize, field: &str, what: Message, fix: Message) {
        self.problems.push(Malformed { line, field: field.to_owned(), what, fix });
    }

    /// Notes that a value is none of those that can stand here.
    pub fn wrong<T>(&mut self, node: &Node, path: &str, fix: Message) -> Option<T> {
        self.problem(node.line, path, shown(&node.value), fix);
        None
    }

    /// Opens a mapping, complains of fields it cannot have, and notes those that have no effect.
    pub fn open<'a>(&mut self, node: &'a Node, path: &str, shape: &Shape) -> Fields<'a> {
        let pairs: &[(Key, Node)] = match &node.value {
            Value::Null => &[],
            Value::Map(pairs) => pairs,
            _ => {
                let fix = message!("manifest-write-mapping-with-fields", examples = shape.examples());
                self.wrong::<()>(node, path, fix);
                &[]
            }
        };
        let fields = Fields { path: path.to_owned(), line: node.line, pairs };
        for (index, (key, value)) in pairs.iter().enumerate() {
            let path = fields.at(&key.text);
            if pairs[..index].iter().any(|(before, _)| before.text == key.text) {
                self.problem(key.line, &path, message!("manifest-given-twice"), message!("manifest-keep-one-two"));
            } else if shape.has_no_effect(&key.text) && !matches!(value.value, Value::Null) {
                self.ignored.push(path);
            } else if !shape.knows(&key.text) {
                let (what, fix) = spelling::unknown(&key.text, shape);
                self.problem(key.line, &path, what, fix);
            }
        }
        fields
    }

    /// A whole number from `min` to `max`.
    pub fn whole(&mut self, node: &Node, path: &str, min: i64, max: i64) -> Option<i64> {
        match &node.value {
            Value::Int(number) if (min..=max).contains(number) => Some(*number),
            Value::Int(_) | Value::Number(_) => {
                self.wrong(node, path, message!("manifest-write-whole-number-from", min, max))
            }
            Value::Text(text) if text.parse::<i64>().is_ok() => {
                self.wrong(node, path, message!("manifest-write-number-without-quotes"))
            }
            _ => self.wrong(node, path, message!("manifest-write-whole-number")),
        }
    }

    pub fn text(&mut self, node: &Node, path: &str) -> Option<String> {
        match &node.value {
            Value::Text(text) => Some(text.clone()),
            Value::Null => Some(String::new()),
            Value::Bool(_) | Value::Int(_) | Value::Number(_) => {
                self.wrong(node, path, message!("manifest-put-quotes"))
            }
            _ => self.wrong(node, path, message!("manifest-write-text-its-place")),
        }
    }

    /// The items of a list with their paths.
    pub fn items<'a>(&mut self, node: &'a Node, path: &str) -> Vec<(&'a Node, String)> {
        match &node.value {
            Value::List(items) => items.iter().enumerate().map(|(i, item)| (item, format!("{path}[{i}]"))).collect(),
            _ => self.wrong(node, path, message!("manifest-write-list-before-each")).unwrap_or_default(),
        }
    }

    /// The pairs of a mapping whose keys are anyone's choice, with their paths.
    pub fn pairs<'a>(&mut self, node: &'a Node, path: &str) -> Option<Vec<(&'a str, &'a Node, String)>> {
        let Value::Map(pairs) = &node.value else {
            return self.wrong(node, path, message!("manifest-write-mapping-key-value"));
        };
        let mut read: Vec<(&str, &Node, String)> = Vec::new();
        for (key, node) in pairs {
            let path = format!("{path}[{}]", key.text);
            if read.iter().any(|(before, ..)| *before == key.text) {
                self.problem(key.line, &path, message!("manifest-given-twice"), message!("manifest-keep-one-two"));
            } else {
                read.push((&key.text, node, path));
            }
        }
        Some(read)
    }
}
