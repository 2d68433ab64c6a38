//! The words of the language beside names of kinds and fields: what commands do, and what a rollout comes to.

use crate::kube::workload::Deployment;
use crate::kubectl::{RolloutStatus, rollout_status};
use crate::sim::command::Command;

/// What `rollout(…)` can be.
pub(super) const ROLLOUT: [&str; 3] = ["progressing", "complete", "failed"];

/// What `kubectl rollout status` comes to, in a word.
pub(super) fn rollout(deployment: &Deployment) -> &'static str {
    match rollout_status(deployment) {
        RolloutStatus::Waiting(_) => "progressing",
        RolloutStatus::Done(_) => "complete",
        RolloutStatus::Failed(_) => "failed",
    }
}

/// What a command can do, as kubectl has it.
pub(super) const VERBS: [&str; 12] = [
    "create",
    "apply",
    "delete",
    "set image",
    "scale",
    "patch",
    "rollout undo",
    "rollout pause",
    "rollout resume",
    "cordon",
    "uncordon",
    "drain",
];

/// What a command does; nothing for what no kubectl does.
pub(super) fn verb(command: &Command) -> Option<&'static str> {
    Some(match command {
        Command::Create(_) => "create",
        Command::Apply { .. } => "apply",
        Command::Patch { .. } => "patch",
        Command::SetImage { .. } => "set image",
        Command::Scale { .. } => "scale",
        Command::Delete { .. } => "delete",
        Command::RolloutUndo { .. } => "rollout undo",
        Command::RolloutPause { .. } => "rollout pause",
        Command::RolloutResume { .. } => "rollout resume",
        Command::Cordon { unschedulable: true, .. } => "cordon",
        Command::Cordon { unschedulable: false, .. } => "uncordon",
        Command::Drain { .. } => "drain",
        Command::Fault(_) | Command::World(_) => return None,
    })
}
