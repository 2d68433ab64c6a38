//! A controller's arithmetic, and what changed last.

use crate::kubectl;
use crate::message::{Message, Said};
use crate::sim::command::Command;
use crate::sim::decision::{Decision, OldBudget};
use crate::sim::event::{Event, Happening};

use super::View;
use super::version::version_of;

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

impl View<'_> {
    /// What changed last, in a sentence, e.g. `v2 0 → 3: 13 allowed − 10 present = 3 more new pods`.
    ///
    /// What a controller scaled in one sync stands together; that it then waits is left unsaid until it waits longer.
    pub fn headline(&self) -> Option<Said> {
        let (last, sentence) = self.log().iter().rev().find_map(|event| Some((event, self.sentence(event)?)))?;
        let at_once = self.log().iter().rev().take_while(|event| event.at == last.at);
        let scalings = at_once.filter(|event| matches!(event.happening, Happening::ScalingReplicaSet { .. }));
        let mut scalings: Vec<Message> = scalings.filter_map(|event| self.scaling(event)).collect();
        scalings.reverse();
        let waits = matches!(last.happening, Happening::Waiting { .. } | Happening::ScalingReplicaSet { .. });
        Some(if waits && !scalings.is_empty() { message!("headline-scalings", scalings).into() } else { sentence })
    }

    /// A ReplicaSet that was scaled, with why.
    fn scaling(&self, event: &Event) -> Option<Message> {
        let Happening::ScalingReplicaSet { replica_set, from, to, decision } = &event.happening else { return None };
        let mut sets = self.cluster.objects().replica_sets.values();
        let set = sets.find(|set| set.metadata.name == *replica_set);
        let version = set.map(|set| format!("v{}", version_of(&set.spec.template.image())));
        let version = version.unwrap_or_else(|| replica_set.to_string());
        Some(message!("headline-scaled", version, from = *from, to = *to, why = explain(decision)))
    }

    fn sentence(&self, event: &Event) -> Option<Said> {
        let name = &event.object;
        let message = match &event.happening {
            Happening::ScalingReplicaSet { .. } => self.scaling(event)?,
            Happening::Waiting { decision } => message!("headline-waiting", why = explain(decision)),
            Happening::Command { command, .. } if matches!(**command, Command::Fault(_)) => {
                return Some(kubectl::said(event).into());
            }
            Happening::Command { command, .. } => return kubectl::line(command).map(Said::from),
            Happening::Endpoints { usable: 0, before } => message!("headline-no-pod", before = *before),
            Happening::Endpoints { usable, before: 0 } => message!("headline-routes-again", usable = *usable),
            Happening::Condition { reason: "NewReplicaSetAvailable", .. } => message!("headline-complete", name),
            Happening::Condition { reason: "ProgressDeadlineExceeded", .. } => message!("headline-stuck", name),
            _ => return None,
        };
        Some(message.into())
    }
}
