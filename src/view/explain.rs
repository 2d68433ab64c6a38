//! A controller's arithmetic.

use crate::message::Message;
use crate::sim::decision::{Decision, OldBudget};

/// The arithmetic with its numbers, e.g. `13 allowed − 10 present = 3 more new pods`.
pub fn explain(decision: &Decision) -> Message {
    match *decision {
        Decision::NewReplicas { replicas, max_surge, current, from, to } => {
            new_replicas(replicas, max_surge, current, from, to)
        }
        Decision::NewTooLarge { replicas } => message!("decision-new-too-large", replicas),
        Decision::CleanupUnhealthy { budget, spent, unhealthy, cut } => {
            message!("decision-cleanup-unhealthy", budget = budget_message(budget), spent = gone(spent), unhealthy, cut)
        }
        Decision::ScaleDownOld { available, min_available, spent, cut } => {
            let left = available - min_available;
            message!("decision-scale-down-old", available, min_available, left, spent = gone(spent), cut)
        }
        Decision::NoBudget(budget) => message!("decision-no-budget", budget = budget_message(budget)),
        Decision::ScaleOnly { replicas } => message!("decision-scale-only", replicas),
        Decision::Saturated { replicas } => message!("decision-saturated", replicas),
        Decision::Proportional { allowed, current, from, base, share } => {
            let share = format!("{share:+}");
            message!("decision-proportional", allowed, current, delta = allowed - current, from, base, share)
        }
        Decision::RecreateDown { from } => message!("decision-recreate-down", from),
        Decision::RecreateWait { old_pods } => message!("decision-recreate-wait", old_pods),
        Decision::RecreateUp { replicas } => message!("decision-recreate-up", replicas),
    }
}

fn new_replicas(replicas: i32, max_surge: i32, current: i32, from: i32, to: i32) -> Message {
    let allowed = replicas + max_surge;
    let free = allowed - current;
    if free <= 0 {
        return message!("decision-no-room", replicas, max_surge, allowed, current);
    }
    let (lacking, more) = (replicas - from, to - from);
    if lacking < free {
        message!("decision-only-lacking", allowed, current, free, lacking, more)
    } else {
        message!("decision-more-pods", allowed, current, more)
    }
}

fn budget_message(budget: OldBudget) -> Message {
    let OldBudget { current, min_available, new_unavailable } = budget;
    message!("decision-budget", current, min_available, new_unavailable, left = budget.left())
}

/// Nothing where nothing is gone yet.
fn gone(spent: i32) -> Message {
    if spent == 0 { Message::default() } else { message!("decision-gone-already", spent) }
}
