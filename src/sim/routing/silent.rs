//! What of a route has no effect here: named when it is applied, so that nothing is dropped without a word.

use crate::kube::object::{Kind, ObjectMeta};
use crate::kube::schema::each;
use crate::kube::tree::{Node, Value};
use crate::message::Message;

use super::ingress::{PREFIX, dropped, is_canary};

/// Fields that are read and not acted on, as paths in which `[]` stands for every item, with what follows.
fn of_http_route() -> [(&'static str, Message); 11] {
    let elsewhere = || message!("route-not-where-it-goes");
    [
        ("spec.parentRefs[].sectionName", message!("route-no-listeners")),
        ("spec.parentRefs[].port", message!("route-no-listeners")),
        ("spec.useDefaultGateways", message!("route-give-parent-refs")),
        ("spec.parentRefs[].namespace", message!("route-counts-as-attached")),
        ("spec.rules[].sessionPersistence", message!("route-drawn-anew")),
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
const ACTED_ON: [&str; 11] = [
    "affinity",
    "affinity-mode",
    "affinity-canary-behavior",
    "session-cookie-name",
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
        each(tree, path, "", &mut |place, node| {
            // What says nothing but the default is silent.
            let default = matches!(&node.value, Value::Text(text) if text == "default");
            if !default {
                let line = message!("route-place-why", place = place.to_owned(), why = why.clone());
                lines.push((place.to_owned(), line));
            }
        });
    }
    if kind == Kind::Ingress {
        lines.extend(annotations(metadata).into_iter().map(|line| (String::new(), line)));
    }
    lines
}

fn annotations(metadata: &ObjectMeta) -> Vec<Message> {
    let mut lines = dropped(metadata);
    let canary = is_canary(metadata);
    for (key, value) in metadata.annotations.iter() {
        let Some(name) = key.strip_prefix(PREFIX) else { continue };
        if !ACTED_ON.contains(&name) {
            lines.push(message!("route-annotation-not-simulated", key));
        } else if name.starts_with("canary-") && !canary {
            lines.push(message!("route-annotation-of-no-canary", key, canary = format!("{PREFIX}canary")));
        } else if name == "canary" && !canary && &**value != "false" {
            lines.push(message!("route-annotation-not-true", key, value));
        }
    }
    lines
}
