//! What `kubectl argo rollouts` sends: patches of a Rollout's spec and status.
//!
//! Models pkg/kubectl-argo-rollouts/cmd of argoproj/argo-rollouts. A patch that names the status goes to the status subresource
//! too, as the plugin sends it there.

use super::command::Command;
use crate::kube::field::Field;
use crate::kube::object::{Kind, Name};
use crate::kube::rollout::{ROLLOUTS_POD_TEMPLATE_HASH, Rollout};
use crate::kube::tree::{Node, Value, path};
use crate::kube::workload::ReplicaSet;
use std::rc::Rc;

fn patch(name: &Name, changes: &[(&str, Value)]) -> Command {
    let mut node = Node::from(Value::Map(Vec::new()));
    for (at, value) in changes {
        match value {
            // `put` takes a field away that is to be null: here it has to be written.
            Value::Null => put_null(&mut node, at),
            value => node.put(&path(at), value.clone()),
        }
    }
    Command::Patch { kind: Kind::Rollout, name: name.clone(), patch: node }
}

/// Null at a path of two steps.
fn put_null(node: &mut Node, at: &str) {
    let (above, below) = at.split_once('.').unwrap_or((at, ""));
    node.put(&path(at), Value::Bool(true));
    let Value::Map(pairs) = &mut node.value else { return };
    let above = pairs.iter_mut().find(|(key, _)| key.text == above).map(|(_, node)| node);
    if let Some(Value::Map(pairs)) = above.map(|node| &mut node.value)
        && let Some((_, value)) = pairs.iter_mut().find(|(key, _)| key.text == below)
    {
        value.value = Value::Null;
    }
}

impl Command {
    /// `kubectl argo rollouts promote`: takes the reasons to wait away, or skips the step; `None` where there is neither.
    pub fn promote_rollout(rollout: &Rollout) -> Option<Self> {
        let mut changes = Vec::new();
        if rollout.spec.paused {
            changes.push(("spec.paused", Value::Bool(false)));
        }
        let steps = rollout.spec.strategy.canary.as_ref().map_or(0, |canary| canary.steps.len());
        if !rollout.status.pause_conditions.is_empty() {
            changes.push(("status.pauseConditions", Value::Null));
        } else if steps > 0 {
            let index = i64::from(rollout.status.current_step_index.unwrap_or(0));
            let next = (index + 1).min(i64::try_from(steps).unwrap_or(i64::MAX));
            changes.push(("status.pauseConditions", Value::Null));
            changes.push(("status.currentStepIndex", Value::Int(next)));
        }
        (!changes.is_empty()).then(|| patch(&rollout.metadata.name, &changes))
    }

    /// `kubectl argo rollouts promote --full`.
    pub fn promote_rollout_fully(name: &Name) -> Self {
        patch(name, &[("status.promoteFull", Value::Bool(true))])
    }

    /// `kubectl argo rollouts abort`.
    pub fn abort_rollout(name: &Name) -> Self {
        patch(name, &[("status.abort", Value::Bool(true))])
    }

    /// `kubectl argo rollouts retry rollout`.
    pub fn retry_rollout(name: &Name) -> Self {
        patch(name, &[("status.abort", Value::Bool(false))])
    }

    /// `kubectl argo rollouts pause`.
    pub fn pause_rollout(name: &Name) -> Self {
        patch(name, &[("spec.paused", Value::Bool(true))])
    }

    /// `kubectl argo rollouts undo`: the template of an earlier ReplicaSet takes the place of the present one.
    pub fn undo_rollout(name: &Name, to: &ReplicaSet) -> Self {
        let mut template = to.spec.template.clone();
        Rc::make_mut(&mut template.metadata.labels).remove(ROLLOUTS_POD_TEMPLATE_HASH);
        let mut node = template.write().unwrap_or_else(|| Value::Map(Vec::new()).into());
        if let Value::Map(pairs) = &mut node.value {
            pairs.push(("$patch".into(), Value::Text("replace".into()).into()));
        }
        patch(name, &[("spec.template", node.value)])
    }
}
