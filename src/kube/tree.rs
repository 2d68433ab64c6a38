//! A manifest as a tree: what YAML, JSON, patches and the objects' own fields have in common.

use super::Malformed;
use crate::message::Message;
use crate::sorted;

/// A value, and where it was written.
#[derive(Clone, Debug)]
pub struct Node {
    /// From 1; 0 where nobody wrote it.
    pub line: usize,
    /// What stands there.
    pub value: Value,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing: as good as not written.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number that is no `i64`, as it is written.
    Number(String),
    Text(String),
    /// Items.
    List(Vec<Node>),
    /// Fields in their order. Keys may come twice: who reads it complains, with the path.
    Map(Vec<(Key, Node)>),
}

/// A key of a mapping.
#[derive(Clone, Debug)]
pub struct Key {
    /// The name.
    pub text: String,
    /// From 1; 0 where nobody wrote it.
    pub line: usize,
}

impl PartialEq for Node {
    /// Where it was written does not count.
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for Node {}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Key {}

impl From<Value> for Node {
    fn from(value: Value) -> Self {
        Self { line: 0, value }
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Self { text: text.into(), line: 0 }
    }
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A field or a key.
    Key(String),
    /// An item of a list, from 0.
    Index(usize),
}

/// Reads a path such as `spec.template.spec.containers[0].image` or `metadata.labels[app.kubernetes.io/name]`: in brackets
/// stand places of lists, and keys with points in them.
pub fn path(text: &str) -> Vec<Step> {
    let (mut steps, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let (inside, after) = inner.split_once(']').unwrap_or((inner, ""));
            steps.push(inside.parse().map_or_else(|_| Step::Key(inside.into()), Step::Index));
            rest = after.strip_prefix('.').unwrap_or(after);
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            steps.push(Step::Key(rest[..end].into()));
            rest = rest[end..].strip_prefix('.').unwrap_or(&rest[end..]);
        }
    }
    steps
}

/// A path as text, which [`path`] reads again: `images[web:v2].errorPercent`.
pub fn path_text(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        match step {
            Step::Index(index) => text.push_str(&format!("[{index}]")),
            Step::Key(key) if key.is_empty() || key.contains(['.', '[', ':', '/']) => {
                text.push_str(&format!("[{key}]"));
            }
            Step::Key(key) if text.is_empty() => text.push_str(key),
            Step::Key(key) => text.push_str(&format!(".{key}")),
        }
    }
    text
}

impl Node {
    /// A field of a mapping; null is as good as none.
    pub fn field(&self, name: &str) -> Option<&Self> {
        let Value::Map(pairs) = &self.value else { return None };
        let found = pairs.iter().find(|(key, _)| key.text == name).map(|(_, node)| node);
        found.filter(|node| node.value != Value::Null)
    }

    /// What stands at a path; see [`path`].
    pub fn at(&self, path: &[Step]) -> Option<&Self> {
        path.iter().try_fold(self, |node, step| match (step, &node.value) {
            (Step::Key(name), _) => node.field(name),
            (Step::Index(index), Value::List(items)) => items.get(*index),
            (Step::Index(_), _) => None,
        })
    }

    /// Puts a value at a path, with the mappings and lists on the way to it; null takes the field away. An item is only put
    /// where the list goes on.
    pub fn put(&mut self, path: &[Step], value: Value) {
        let Some((first, rest)) = path.split_first() else {
            self.value = value;
            return;
        };
        match first {
            Step::Key(name) => {
                if !matches!(self.value, Value::Map(_)) {
                    self.value = Value::Map(Vec::new());
                }
                let Value::Map(pairs) = &mut self.value else { return };
                let place = pairs.iter().position(|(key, _)| key.text == *name);
                if rest.is_empty() && value == Value::Null {
                    place.map(|place| pairs.remove(place));
                    return;
                }
                let place = place.unwrap_or_else(|| {
                    pairs.push((name.as_str().into(), Value::Null.into()));
                    pairs.len() - 1
                });
                pairs[place].1.put(rest, value);
            }
            Step::Index(index) => {
                if !matches!(self.value, Value::List(_)) {
                    self.value = Value::List(Vec::new());
                }
                let Value::List(items) = &mut self.value else { return };
                if *index == items.len() {
                    items.push(Value::Null.into());
                }
                if let Some(item) = items.get_mut(*index) {
                    item.put(rest, value);
                }
            }
        }
    }

    /// Every mapping's fields in the order of their names, as kubectl prints them.
    pub fn in_order(self) -> Self {
        let value = match self.value {
            Value::List(items) => Value::List(items.into_iter().map(Self::in_order).collect()),
            Value::Map(pairs) => {
                let mut pairs: Vec<_> = pairs.into_iter().map(|(key, node)| (key, node.in_order())).collect();
                sorted::sort_by(&mut pairs, |(one, _), (other, _)| one.text.cmp(&other.text));
                Value::Map(pairs)
            }
            scalar => scalar,
        };
        Self { line: self.line, value }
    }

    /// The tree as JSON without blanks, fields in their order.
    pub fn json(&self) -> String {
        let mut text = String::new();
        self.write_json(&mut text);
        text
    }

    fn write_json(&self, text: &mut String) {
        let mut between = "";
        match &self.value {
            Value::Null => text.push_str("null"),
            Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
            Value::Int(number) => text.push_str(&number.to_string()),
            Value::Number(number) => text.push_str(number),
            Value::Text(words) => text.push_str(&quoted(words)),
            Value::List(items) => {
                text.push('[');
                for item in items {
                    text.push_str(between);
                    item.write_json(text);
                    between = ",";
                }
                text.push(']');
            }
            Value::Map(pairs) => {
                text.push('{');
                for (key, node) in pairs {
                    text.push_str(between);
                    text.push_str(&quoted(&key.text));
                    text.push(':');
                    node.write_json(text);
                    between = ",";
                }
                text.push('}');
            }
        }
    }
}

/// Text as JSON and YAML have it in double quotes.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for sign in text.chars() {
        match sign {
            '"' | '\\' => quoted.extend(['\\', sign]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{0}'..='\u{1f}' => quoted.push_str(&format!("\\u{:04x}", u32::from(sign))),
            _ => quoted.push(sign),
        }
    }
    quoted.push('"');
    quoted
}

/// A mapping that grows.
#[derive(Default)]
pub struct Mapping(Vec<(Key, Node)>);

impl Mapping {
    /// Adds a field, if there is something in it.
    pub fn put(&mut self, name: &str, node: Option<Node>) {
        if let Some(node) = node {
            self.0.push((name.into(), node));
        }
    }

    /// There is a field of this name.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key.text == name)
    }

    /// Adds fields as they are.
    pub fn extend(&mut self, fields: &[(Key, Node)]) {
        self.0.extend_from_slice(fields);
    }

    /// The tree; `None` where it has no field.
    pub fn end(self) -> Option<Node> {
        (!self.0.is_empty()).then(|| Value::Map(self.0).into())
    }
}

/// What is wrong with a text as a whole.
pub fn refused(line: usize, what: Message, fix: Message) -> Malformed {
    Malformed { line, field: String::new(), what, fix }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let key = |text: &str| Step::Key(text.into());
        let cases = [
            ("", vec![]),
            ("spec.replicas", vec![key("spec"), key("replicas")]),
            ("a[0].b[1][2]", vec![key("a"), Step::Index(0), key("b"), Step::Index(1), Step::Index(2)]),
            ("metadata.labels[a.b/c].d", vec![key("metadata"), key("labels"), key("a.b/c"), key("d")]),
        ];
        for (text, steps) in cases {
            assert_eq!(path(text), steps, "{text}");
        }
    }

    #[test]
    fn values_come_and_go_at_paths() {
        let mut root = Node::from(Value::Null);
        let steps: [(&str, Value, &str); 7] = [
            ("a.b", Value::Int(1), r#"{"a":{"b":1}}"#),
            ("a.c[0].d", Value::Bool(true), r#"{"a":{"b":1,"c":[{"d":true}]}}"#),
            ("a.c[2].d", Value::Bool(true), r#"{"a":{"b":1,"c":[{"d":true}]}}"#),
            ("a.c[1]", Value::Text("x\"\n".into()), r#"{"a":{"b":1,"c":[{"d":true},"x\"\n"]}}"#),
            ("a.b", Value::Null, r#"{"a":{"c":[{"d":true},"x\"\n"]}}"#),
            ("a.e[app.io/x]", Value::Number("1.5".into()), r#"{"a":{"c":[{"d":true},"x\"\n"],"e":{"app.io/x":1.5}}}"#),
            ("a", Value::List(Vec::new()), r#"{"a":[]}"#),
        ];
        for (text, value, expected) in steps {
            root.put(&path(text), value);
            assert_eq!(root.json(), expected, "{text}");
        }
        assert_eq!(root.at(&path("a")).map(Node::json), Some("[]".into()));
        assert_eq!(root.at(&path("a.b")), None);
    }
}
