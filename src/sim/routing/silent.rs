//! What of a route has no effect here: named when it is applied, so that nothing is dropped without a word.

use crate::kube::object::{Kind, ObjectMeta};
use crate::kube::tree::{Node, Value};
use crate::message::Message;

use super::ingress::{PREFIX, dropped, is_canary};

/// Fields that are read and not acted on, as paths in which `[]` stands for every item, with what follows.
fn of_http_route() -> [(&'static str, Message); 13] {
    let elsewhere = || message!("route-not-where-it-goes");
    let all = || message!("route-no-listeners");
    [
        ("spec.useDefaultGateways", message!("route-give-parent-refs")),
        ("spec.parentRefs[].sectionName", all()),
        ("spec.parentRefs[].port", all()),
        ("spec.parentRefs[].namespace", message!("route-counts-as-attached")),
        ("spec.rules[].retry", message!("route-nothing-tried-again")),
        ("spec.rules[].sessionPersistence", message!("route-drawn-anew")),
        ("spec.rules[].timeouts.backendRequest", message!("route-only-request-timeout")),
        ("spec.rules[].filters[].urlRewrite", elsewhere()),
        ("spec.rules[].filters[].requestHeaderModifier", elsewhere()),
        ("spec.rules[].filters[].responseHeaderModifier", elsewhere()),
        ("spec.rules[].filters[].cors", message!("route-no-preflights")),
        ("spec.rules[].filters[].requestRedirect", message!("route-redirect-status-alone")),
        ("spec.rules[].backendRefs[].filters", message!("route-no-backend-filters")),
    ]
}

fn of_ingress() -> [(&'static str, Message); 2] {
    [
        ("spec.tls", message!("route-no-tls")),
        ("spec.rules[].http.paths[].backend.resource", message!("field-not-simulated")),
    ]
}

/// Annotations that are acted on.
const ACTED_ON: [&str; 7] = [
    "canary",
    "canary-weight",
    "canary-weight-total",
    "canary-by-header",
    "canary-by-header-value",
    "canary-by-header-pattern",
    "canary-by-cookie",
];

/// Each thing that is written and has no effect: the path of a field, empty of an annotation, and a line about it, e.g.
/// `spec.rules[0].retry: not simulated: …`.
pub fn without_effect(kind: Kind, metadata: &ObjectMeta, tree: &Node) -> Vec<(String, Message)> {
    let mut lines = Vec::new();
    let table = match kind {
        Kind::HttpRoute => of_http_route().to_vec(),
        Kind::Ingress => of_ingress().to_vec(),
        _ => return lines,
    };
    for (path, why) in table {
        let mut found = Vec::new();
        places(tree, path, "", &mut found);
        let line = |place: String| (place.clone(), message!("route-place-why", place, why = why.clone()));
        lines.extend(found.into_iter().map(line));
    }
    if kind == Kind::Ingress {
        lines.extend(annotations(metadata).into_iter().map(|line| (String::new(), line)));
    }
    lines
}

/// Where a path of a table is written in a tree.
fn places(node: &Node, path: &str, at: &str, found: &mut Vec<String>) {
    if let Some(rest) = path.strip_prefix("[]") {
        if let Value::List(items) = &node.value {
            let rest = rest.trim_start_matches('.');
            items.iter().enumerate().for_each(|(index, item)| places(item, rest, &format!("{at}[{index}]"), found));
        }
        return;
    }
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let (name, rest) = path.split_at(end);
    let at = if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
    match node.field(name) {
        None | Some(Node { value: Value::Null, .. }) => {}
        Some(Node { value: Value::Text(text), .. }) if ["Service", "default"].contains(&text.as_str()) => {}
        Some(_) if rest.is_empty() => found.push(at),
        Some(inner) => places(inner, rest.trim_start_matches('.'), &at, found),
    }
}

fn annotations(metadata: &ObjectMeta) -> Vec<Message> {
    let mut lines = dropped(metadata);
    let canary = is_canary(metadata);
    for (key, value) in metadata.annotations.iter() {
        let Some(name) = key.strip_prefix(PREFIX) else { continue };
        if !ACTED_ON.contains(&name) {
            lines.push(message!("route-annotation-not-simulated", key));
        } else if name != "canary" && !canary {
            lines.push(message!("route-annotation-of-no-canary", key, canary = format!("{PREFIX}canary")));
        } else if name == "canary" && !canary && &**value != "false" {
            lines.push(message!("route-annotation-not-true", key, value));
        }
    }
    lines
}
