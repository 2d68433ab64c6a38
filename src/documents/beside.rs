//! Kinds that stand beside routes in files and that no cluster here holds.

use crate::kube::Malformed;
use crate::kube::tree::{Node, Value};

use super::{Document, KINDS, document, roots};
use crate::sorted;

/// A document of such a kind: only its name was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// `Gateway`, `GatewayClass`, `ReferenceGrant` or `Namespace`.
    pub kind: &'static str,
    /// Empty where none is written.
    pub name: String,
}

/// Each kind with the group of its API.
const BESIDE: [(&str, &str); 4] = [
    ("Gateway", "gateway.networking.k8s.io/"),
    ("GatewayClass", "gateway.networking.k8s.io/"),
    ("ReferenceGrant", "gateway.networking.k8s.io/"),
    ("Namespace", "v1"),
];

impl Beside {
    /// What a tree is, if it is of such a kind.
    pub fn of(root: &Node) -> Option<Self> {
        let text = |node: Option<&Node>| match node.map(|node| &node.value) {
            Some(Value::Text(text)) => text.clone(),
            _ => String::new(),
        };
        let (given, version) = (text(root.field("kind")), text(root.field("apiVersion")));
        let (kind, _) = BESIDE.into_iter().find(|(kind, group)| *kind == given && version.starts_with(group))?;
        Some(Self { kind, name: text(root.field("metadata").and_then(|metadata| metadata.field("name"))) })
    }
}

/// Reads every document of a text; those of such kinds are no mistake.
///
/// # Errors
///
/// As [`super::read`].
pub fn read_beside(text: &str) -> Result<Vec<Result<Document, Beside>>, Vec<Malformed>> {
    let mut problems = Vec::new();
    let read = roots(text, &KINDS)?;
    let read = read.iter().filter_map(|root| match Beside::of(root) {
        Some(beside) => Some(Err(beside)),
        None => document(root, &KINDS, &mut problems).map(Ok),
    });
    let read: Vec<_> = read.collect();
    sorted::sort_by(&mut problems, Ord::cmp);
    if problems.is_empty() { Ok(read) } else { Err(problems) }
}
