//! What is worth saying aloud.

use crate::kubectl;
use crate::sim::command::Command;
use crate::sim::event::{Event, Happening};

/// The sentence for an event, if it is a milestone.
pub fn milestone(event: &Event) -> Option<String> {
    let name = &event.object;
    match &event.happening {
        Happening::Command { command, .. } if matches!(**command, Command::Fault(_)) => {
            Some(format!("{}.", kubectl::said(event)))
        }
        Happening::Command { command, .. } => kubectl::bare_line(command).map(|line| format!("Done: {line}")),
        Happening::Condition { reason: "NewReplicaSetAvailable", .. } => Some(format!("Rollout of {name} complete.")),
        Happening::Condition { reason: "ProgressDeadlineExceeded", .. } => {
            Some(format!("Rollout of {name} is stuck: it exceeded its progress deadline."))
        }
        Happening::Condition { reason: "MinimumReplicasUnavailable", .. } => {
            Some(format!("{name} has too few available pods."))
        }
        Happening::Said { reason: "RolloutPaused" | "RolloutAborted" | "RolloutCompleted", message } => {
            Some(message.to_string())
        }
        Happening::Endpoints { usable: 0, .. } => {
            Some("The Service has no pod to route to: requests are refused.".into())
        }
        Happening::Endpoints { usable, before: 0 } => Some(format!("The Service routes again, to {usable} pods.")),
        _ => None,
    }
}
