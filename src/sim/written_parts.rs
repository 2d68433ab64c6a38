//! What requests as data are made of.

use crate::kube::Malformed;
use crate::kube::object::{Kind, Name};
use crate::kube::tree::{Mapping, Node, Value, refused};

pub(super) fn text(text: impl Into<String>) -> Node {
    Value::Text(text.into()).into()
}

pub(super) fn mapping<const N: usize>(fields: [(&str, Option<Node>); N]) -> Node {
    let mut mapping = Mapping::default();
    fields.into_iter().for_each(|(name, node)| mapping.put(name, node));
    mapping.end().unwrap_or_else(|| Value::Map(Vec::new()).into())
}

pub(super) fn named(kind: Kind, name: &str) -> Node {
    text(format!("{}/{name}", kind.as_str().to_ascii_lowercase()))
}

/// `deployment/web`: a kind in small letters and a name.
pub(super) fn object(node: &Node) -> Option<(Kind, Name)> {
    let Value::Text(text) = &node.value else { return None };
    let (kind, name) = text.split_once('/')?;
    let kind = Kind::ALL.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(kind))?;
    Some((kind, name.into()))
}

pub(super) fn word(node: &Node) -> Result<Name, Malformed> {
    match &node.value {
        Value::Text(text) => Ok(text.as_str().into()),
        _ => Err(refused(node.line, message!("request-no-text-stands"), message!("request-write-name"))),
    }
}

pub(super) fn number<T: TryFrom<i64>>(node: &Node) -> Result<T, Malformed> {
    let number = if let Value::Int(number) = node.value { T::try_from(number).ok() } else { None };
    number
        .ok_or_else(|| refused(node.line, message!("request-no-number-stands"), message!("request-write-whole-number")))
}
