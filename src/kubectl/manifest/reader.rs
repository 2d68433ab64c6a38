//! Typed access to the tree: each getter knows its path, collects what is wrong, and goes on.

use crate::sim::quantity::IntOrString;

use super::shapes::Shape;
use super::yaml::{Key, Node, Value};
use super::{Malformed, spelling};

/// What was found wrong, and what was left out, so far.
#[derive(Default)]
pub(super) struct Reader {
    pub problems: Vec<Malformed>,
    pub ignored: Vec<String>,
}

/// A mapping whose fields are known by name.
pub(super) struct Fields<'a> {
    pub path: String,
    pairs: &'a [(Key, Node)],
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
    pub fn problem(&mut self, line: usize, field: &str, what: impl Into<String>, fix: impl Into<String>) {
        self.problems.push(Malformed { line, field: field.to_owned(), what: what.into(), fix: fix.into() });
    }

    pub fn wrong<T>(&mut self, node: &Node, path: &str, fix: &str) -> Option<T> {
        self.problem(node.line, path, shown(&node.value), fix);
        None
    }

    /// Opens a mapping, complains of fields it cannot have, and notes those that have no effect.
    pub fn open<'a>(&mut self, node: Option<&'a Node>, path: String, shape: &Shape) -> Fields<'a> {
        let pairs: &[(Key, Node)] = match node.map(|node| (node, &node.value)) {
            None | Some((_, Value::Null)) => &[],
            Some((_, Value::Map(pairs))) => pairs,
            Some((node, _)) => {
                let fix = format!("write a mapping, with fields such as {}", shape.examples());
                self.wrong::<()>(node, &path, &fix);
                &[]
            }
        };
        let fields = Fields { path, pairs };
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

    /// Opens the mapping in a field, if the field is given.
    pub fn child<'a>(&mut self, fields: &Fields<'a>, name: &str, shape: &Shape) -> Option<Fields<'a>> {
        let node = fields.get(name)?;
        Some(self.open(Some(node), fields.at(name), shape))
    }

    /// A whole number from `min` to `max`.
    fn whole(&mut self, fields: &Fields<'_>, name: &str, min: i64, max: i64) -> Option<i64> {
        let node = fields.get(name)?;
        match &node.value {
            Value::Int(number) if (min..=max).contains(number) => Some(*number),
            Value::Int(_) | Value::Number(_) => {
                self.wrong(node, &fields.at(name), &format!("write a whole number from {min} to {max}"))
            }
            Value::Text(text) if text.parse::<i64>().is_ok() => {
                self.wrong(node, &fields.at(name), "write the number without quotes")
            }
            _ => self.wrong(node, &fields.at(name), "write a whole number such as 3"),
        }
    }

    /// An int32 of the API.
    pub fn int32(&mut self, fields: &Fields<'_>, name: &str) -> Option<i32> {
        self.whole(fields, name, i32::MIN.into(), i32::MAX.into()).and_then(|number| number.try_into().ok())
    }

    /// An int64 of the API.
    pub fn int64(&mut self, fields: &Fields<'_>, name: &str) -> Option<i64> {
        self.whole(fields, name, i64::MIN, i64::MAX)
    }

    pub fn boolean(&mut self, fields: &Fields<'_>, name: &str) -> Option<bool> {
        let node = fields.get(name)?;
        match node.value {
            Value::Bool(value) => Some(value),
            _ => self.wrong(node, &fields.at(name), "write true or false, without quotes"),
        }
    }

    pub fn text_of(&mut self, node: &Node, path: &str) -> Option<String> {
        match &node.value {
            Value::Text(text) => Some(text.clone()),
            Value::Null => Some(String::new()),
            Value::Bool(_) | Value::Int(_) | Value::Number(_) => self.wrong(node, path, "put it in quotes: \"…\""),
            _ => self.wrong(node, path, "write text in its place"),
        }
    }

    pub fn text(&mut self, fields: &Fields<'_>, name: &str) -> Option<String> {
        self.text_of(fields.get(name)?, &fields.at(name))
    }

    pub fn int_or_string(&mut self, fields: &Fields<'_>, name: &str) -> Option<IntOrString> {
        let node = fields.get(name)?;
        match &node.value {
            Value::Text(text) => Some(IntOrString::String(text.as_str().into())),
            Value::Int(number) if i32::try_from(*number).is_ok() => self.int32(fields, name).map(IntOrString::Int),
            _ => self.wrong(node, &fields.at(name), "write a whole number such as 3, or text such as \"25%\""),
        }
    }

    /// The items of a list with their paths; none if the field is not given.
    pub fn list<'a>(&mut self, fields: &Fields<'a>, name: &str) -> Vec<(&'a Node, String)> {
        let Some(node) = fields.get(name) else { return Vec::new() };
        let path = fields.at(name);
        match &node.value {
            Value::List(items) => items.iter().enumerate().map(|(i, item)| (item, format!("{path}[{i}]"))).collect(),
            _ => self.wrong(node, &path, "write a list: `- ` before each item").unwrap_or_default(),
        }
    }

    pub fn texts(&mut self, fields: &Fields<'_>, name: &str) -> Vec<String> {
        let items = self.list(fields, name);
        items.into_iter().filter_map(|(node, path)| self.text_of(node, &path)).collect()
    }
}
