//! What of a route has no effect here: named when it is applied, so that nothing is dropped without a word.

use crate::kube::object::{Kind, ObjectMeta};
use crate::kube::tree::{Node, Value};

use super::ingress::{PREFIX, dropped, is_canary};

/// Fields that are read and not acted on, as paths in which `[]` stands for every item, with what follows.
const HTTP_ROUTE: [(&str, &str); 13] = [
    ("spec.useDefaultGateways", "not simulated: give parentRefs"),
    ("spec.parentRefs[].sectionName", "listeners are not simulated: the route serves on all"),
    ("spec.parentRefs[].port", "listeners are not simulated: the route serves on all"),
    ("spec.parentRefs[].namespace", "not simulated: the route counts as attached"),
    ("spec.rules[].retry", "not simulated: nothing is tried again, so a canary's errors all show"),
    ("spec.rules[].sessionPersistence", "not simulated: each request is drawn anew"),
    ("spec.rules[].timeouts.backendRequest", "not simulated: only timeouts.request has an effect"),
    ("spec.rules[].filters[].urlRewrite", "no effect on where a request goes"),
    ("spec.rules[].filters[].requestHeaderModifier", "no effect on where a request goes"),
    ("spec.rules[].filters[].responseHeaderModifier", "no effect on where a request goes"),
    ("spec.rules[].filters[].cors", "no effect on where a request goes; preflights are not answered here"),
    ("spec.rules[].filters[].requestRedirect", "only its status code shows: the gateway answers, no backend"),
    ("spec.rules[].backendRefs[].filters", "not simulated: a backend's own filters change nothing"),
];

const INGRESS: [(&str, &str); 2] = [
    ("spec.tls", "not simulated: where a request goes does not depend on it"),
    ("spec.rules[].http.paths[].backend.resource", "not simulated"),
];

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

/// A line for each thing that is written and has no effect, e.g. `spec.rules[0].retry: not simulated: …`.
pub fn without_effect(kind: Kind, metadata: &ObjectMeta, tree: &Node) -> Vec<String> {
    let mut lines = Vec::new();
    let table: &[(&str, &str)] = match kind {
        Kind::HttpRoute => &HTTP_ROUTE,
        Kind::Ingress => &INGRESS,
        _ => return lines,
    };
    for (path, why) in table {
        let mut found = Vec::new();
        places(tree, path, "", &mut found);
        lines.extend(found.into_iter().map(|place| format!("{place}: {why}")));
    }
    if kind == Kind::Ingress {
        lines.extend(annotations(metadata));
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

fn annotations(metadata: &ObjectMeta) -> Vec<String> {
    let mut lines = dropped(metadata);
    let canary = is_canary(metadata);
    for (key, value) in metadata.annotations.iter() {
        let Some(name) = key.strip_prefix(PREFIX) else { continue };
        if !ACTED_ON.contains(&name) {
            lines.push(format!("{key}: not simulated: it changes nothing here"));
        } else if name != "canary" && !canary {
            lines.push(format!("{key}: no effect: {PREFIX}canary is not \"true\""));
        } else if name == "canary" && !canary && &**value != "false" {
            lines.push(format!("{key}: \"{value}\" is not true: ingress-nginx takes this for no canary"));
        }
    }
    lines
}
