//! What is worth saying aloud.

use crate::kubectl;
use crate::message::Said;
use crate::sim::command::Command;
use crate::sim::event::{Event, Happening};

/// The sentence for an event, if it is a milestone.
pub fn milestone(event: &Event) -> Option<Said> {
    let name = &event.object;
    let message = match &event.happening {
        Happening::Command { command, .. } if matches!(**command, Command::Fault(_)) => {
            message!("milestone-fault", what = kubectl::said(event))
        }
        Happening::Command { command, .. } => message!("milestone-done", line = kubectl::bare_line(command)?),
        Happening::Condition { reason: "NewReplicaSetAvailable", .. } => message!("milestone-complete", name),
        Happening::Condition { reason: "ProgressDeadlineExceeded", .. } => message!("milestone-stuck", name),
        Happening::Condition { reason: "MinimumReplicasUnavailable", .. } => message!("milestone-too-few", name),
        Happening::Said { reason: "RolloutPaused" | "RolloutAborted" | "RolloutCompleted", message } => {
            return Some(message.into());
        }
        Happening::Endpoints { usable: 0, .. } => message!("milestone-no-pod", name),
        Happening::Endpoints { usable, before: 0 } => message!("milestone-routes-again", name, usable = *usable),
        _ => return None,
    };
    Some(message.into())
}
