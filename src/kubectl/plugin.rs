//! Patches of a Rollout as the lines of `kubectl argo rollouts` that send them, and what it prints.
//!
//! Models pkg/kubectl-argo-rollouts/cmd of argoproj/argo-rollouts.

use crate::kube::object::Kind;
use crate::kube::tree::{Node, Value};

/// The line, if the plugin has one that sends this patch.
pub(super) fn line(kind: Kind, name: &str, patch: &Node) -> Option<String> {
    verb(kind, patch).map(|verb| match verb.split_once(" --") {
        Some((verb, option)) => format!("kubectl argo rollouts {verb} {name} --{option}"),
        None => format!("kubectl argo rollouts {verb} {name}"),
    })
}

/// What the plugin prints once that is done.
pub(super) fn answer(kind: Kind, name: &str, patch: &Node) -> Option<String> {
    let done = match verb(kind, patch)? {
        "pause" => "paused",
        "promote" => "promoted",
        "promote --full" => "fully promoted",
        "abort" => "aborted",
        "retry rollout" => "retried",
        other => other,
    };
    Some(format!("rollout '{name}' {done}"))
}

fn verb(kind: Kind, patch: &Node) -> Option<&'static str> {
    let Value::Map(parts) = &patch.value else { return None };
    if kind != Kind::Rollout {
        return None;
    }
    let mut verb = None;
    for (part, below) in parts {
        let Value::Map(fields) = &below.value else { return None };
        for (field, value) in fields {
            let sends = match (&*part.text, &*field.text, &value.value) {
                ("spec", "paused", Value::Bool(true)) => "pause",
                ("spec", "paused", Value::Bool(false)) | ("status", "pauseConditions", Value::Null) => "promote",
                ("status", "currentStepIndex", Value::Int(_)) => "promote",
                ("status", "promoteFull", Value::Bool(true)) => "promote --full",
                ("status", "abort", Value::Bool(true)) => "abort",
                ("status", "abort", Value::Bool(false)) => "retry rollout",
                ("spec", "template", template) if replaces(template) => "undo",
                _ => return None,
            };
            if verb.is_some_and(|verb| verb != sends) {
                return None;
            }
            verb = Some(sends);
        }
    }
    verb
}

fn replaces(template: &Value) -> bool {
    let Value::Map(pairs) = template else { return false };
    pairs.iter().any(|(key, _)| key.text == "$patch")
}
