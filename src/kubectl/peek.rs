//! Looking into an object's tree: what a table or a description shows of it.

use crate::kube::object::Labels;
use crate::kube::tree::{Key, Node, Value, path};

/// What stands for nothing.
pub const NONE: &str = "<none>";

/// What stands at a path, e.g. `spec.ports`.
pub fn at<'a>(node: &'a Node, place: &str) -> Option<&'a Node> {
    node.at(&path(place))
}

/// A text, number or truth value at a path as text; empty where there is none.
pub fn text(node: &Node, place: &str) -> String {
    at(node, place).map_or_else(String::new, |node| go(&node.value))
}

/// The same, or what stands for nothing.
pub fn text_or_none(node: &Node, place: &str) -> String {
    or_none(text(node, place))
}

/// A text, or what stands for nothing.
pub fn or_none(text: String) -> String {
    if text.is_empty() { NONE.into() } else { text }
}

/// A number at a path; 0 where there is none.
pub fn number(node: &Node, place: &str) -> i64 {
    match at(node, place).map(|node| &node.value) {
        Some(Value::Int(number)) => *number,
        _ => 0,
    }
}

/// True stands at a path.
pub fn holds(node: &Node, place: &str) -> bool {
    at(node, place).is_some_and(|node| node.value == Value::Bool(true))
}

/// The items of a list at a path.
pub fn items<'a>(node: &'a Node, place: &str) -> &'a [Node] {
    match at(node, place).map(|node| &node.value) {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

/// The fields of a mapping at a path.
pub fn pairs<'a>(node: &'a Node, place: &str) -> &'a [(Key, Node)] {
    match at(node, place).map(|node| &node.value) {
        Some(Value::Map(pairs)) => pairs,
        _ => &[],
    }
}

/// The texts of a list at a path.
pub fn texts(node: &Node, place: &str) -> Vec<String> {
    items(node, place).iter().map(|item| go(&item.value)).collect()
}

/// A value as Go's `%v` prints it: `map[a:1 b:[x y]]`.
pub fn go(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".into(),
        Value::Text(text) => text.clone(),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| go(&item.value)).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Map(pairs) => {
            let pairs: Vec<String> =
                pairs.iter().map(|(key, node)| format!("{}:{}", key.text, go(&node.value))).collect();
            format!("map[{}]", pairs.join(" "))
        }
        other => Node::from(other.clone()).json(),
    }
}

/// Labels in one cell. Models labels.FormatLabels.
pub fn labels(labels: &Labels) -> String {
    let pairs: Vec<String> = labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    or_none(pairs.join(","))
}

/// The same of a mapping in a tree.
pub fn labels_at(node: &Node, place: &str) -> String {
    let pairs: Vec<String> =
        pairs(node, place).iter().map(|(key, node)| format!("{}={}", key.text, go(&node.value))).collect();
    or_none(pairs.join(","))
}
