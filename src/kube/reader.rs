//! What is wrong with a tree, and what of it has no effect, collected while fields are read.

use super::Malformed;
use super::form::Shape;
use super::spelling;
use super::tree::{Key, Node, Value};

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
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "null is nothing".into(),
        Value::Bool(value) => format!("`{value}` is true or false"),
        Value::Int(number) => format!("`{number}` is a number"),
        Value::Number(text) => format!("`{text}` is a number"),
        Value::Text(text) => format!("{text:?} is text"),
        Value::List(_) => "a list stands here".into(),
        Value::Map(_) => "a mapping stands here".into(),
    }
}

impl Reader {
    /// Notes what is wrong with a field, and the cure.
    pub fn problem(&mut self, line: usize, field: &str, what: impl Into<String>, fix: impl Into<String>) {
        self.problems.push(Malformed { line, field: field.to_owned(), what: what.into(), fix: fix.into() });
    }

    /// Notes that a value is none of those that can stand here.
    pub fn wrong<T>(&mut self, node: &Node, path: &str, fix: &str) -> Option<T> {
        self.problem(node.line, path, shown(&node.value), fix);
        None
    }

    /// Opens a mapping, complains of fields it cannot have, and notes those that have no effect.
    pub fn open<'a>(&mut self, node: &'a Node, path: &str, shape: &Shape) -> Fields<'a> {
        let pairs: &[(Key, Node)] = match &node.value {
            Value::Null => &[],
            Value::Map(pairs) => pairs,
            _ => {
                let fix = format!("write a mapping, with fields such as {}", shape.examples());
                self.wrong::<()>(node, path, &fix);
                &[]
            }
        };
        let fields = Fields { path: path.to_owned(), line: node.line, pairs };
        for (index, (key, value)) in pairs.iter().enumerate() {
            let path = fields.at(&key.text);
            if pairs[..index].iter().any(|(before, _)| before.text == key.text) {
                self.problem(key.line, &path, "given twice", "keep one of the two");
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
                self.wrong(node, path, &format!("write a whole number from {min} to {max}"))
            }
            Value::Text(text) if text.parse::<i64>().is_ok() => {
                self.wrong(node, path, "write the number without quotes")
            }
            _ => self.wrong(node, path, "write a whole number such as 3"),
        }
    }

    /// Text.
    pub fn text(&mut self, node: &Node, path: &str) -> Option<String> {
        match &node.value {
            Value::Text(text) => Some(text.clone()),
            Value::Null => Some(String::new()),
            Value::Bool(_) | Value::Int(_) | Value::Number(_) => self.wrong(node, path, "put it in quotes: \"…\""),
            _ => self.wrong(node, path, "write text in its place"),
        }
    }

    /// The items of a list with their paths.
    pub fn items<'a>(&mut self, node: &'a Node, path: &str) -> Vec<(&'a Node, String)> {
        match &node.value {
            Value::List(items) => items.iter().enumerate().map(|(i, item)| (item, format!("{path}[{i}]"))).collect(),
            _ => self.wrong(node, path, "write a list: `- ` before each item").unwrap_or_default(),
        }
    }

    /// The pairs of a mapping whose keys are anyone's choice, with their paths.
    pub fn pairs<'a>(&mut self, node: &'a Node, path: &str) -> Option<Vec<(&'a str, &'a Node, String)>> {
        let Value::Map(pairs) = &node.value else {
            return self.wrong(node, path, "write a mapping: `key: value`, a pair a line");
        };
        let mut read: Vec<(&str, &Node, String)> = Vec::new();
        for (key, node) in pairs {
            let path = format!("{path}[{}]", key.text);
            if read.iter().any(|(before, ..)| *before == key.text) {
                self.problem(key.line, &path, "given twice", "keep one of the two");
            } else {
                read.push((&key.text, node, path));
            }
        }
        Some(read)
    }
}
