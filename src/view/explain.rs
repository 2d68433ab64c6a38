//! English words for a controller's arithmetic.

use crate::kubectl;
use crate::sim::command::Command;
use crate::sim::decision::{Decision, OldBudget};
use crate::sim::event::{Event, Happening};

use super::View;
use super::version::version_of;

/// The arithmetic with its numbers, e.g. `13 allowed − 10 present = 3 more new pods`.
pub fn explain(decision: &Decision) -> String {
    match *decision {
        Decision::NewReplicas { replicas, max_surge, current, from, to } => {
            new_replicas(replicas, max_surge, current, from, to)
        }
        Decision::NewTooLarge { replicas } => format!("the new ReplicaSet is cut to the {replicas} wanted"),
        Decision::CleanupUnhealthy { budget, spent, unhealthy, cut } => format!(
            "{} may go{}; {unhealthy} old not available: {cut} of those first",
            budget_words(budget),
            spent_words(spent)
        ),
        Decision::ScaleDownOld { available, min_available, spent, cut } => format!(
            "{available} available − {min_available} must stay = {} may go{}: {cut} old",
            available - min_available,
            spent_words(spent)
        ),
        Decision::NoBudget(budget) => format!("{}: no old pod may go yet", budget_words(budget)),
        Decision::ScaleOnly { replicas } => format!("one ReplicaSet has pods: it takes all {replicas} at once"),
        Decision::Saturated { replicas } => format!("the new ReplicaSet has its {replicas}: old ones go to 0"),
        Decision::Proportional { allowed, current, from, base, share } => {
            let delta = allowed - current;
            format!(
                "{allowed} allowed − {current} present = {delta}; {from} × {allowed} ÷ {base} gives this one {share:+}"
            )
        }
        Decision::RecreateDown { from } => format!("Recreate: all {from} old pods go first"),
        Decision::RecreateWait { old_pods } => format!("Recreate waits: {old_pods} old pods are not gone yet"),
        Decision::RecreateUp { replicas } => format!("Recreate: no old pod is left, so all {replicas} new ones come"),
    }
}

fn new_replicas(replicas: i32, max_surge: i32, current: i32, from: i32, to: i32) -> String {
    let allowed = replicas + max_surge;
    let free = allowed - current;
    if free <= 0 {
        return format!("{replicas} + {max_surge} = {allowed} allowed − {current} present: no room for a new pod yet");
    }
    let lacking = replicas - from;
    let more = to - from;
    if lacking < free {
        format!("{allowed} allowed − {current} present = {free}, but only {lacking} lacking: {}", more_pods(more))
    } else {
        format!("{allowed} allowed − {current} present = {}", more_pods(more))
    }
}

fn budget_words(budget: OldBudget) -> String {
    let OldBudget { current, min_available, new_unavailable } = budget;
    let left = budget.left();
    format!("{current} present − {min_available} must stay − {new_unavailable} new not available = {left}")
}

fn spent_words(spent: i32) -> String {
    if spent == 0 { String::new() } else { format!(", {spent} gone already") }
}

fn more_pods(count: i32) -> String {
    if count == 1 { "1 more new pod".into() } else { format!("{count} more new pods") }
}

impl View<'_> {
    /// What changed last, in a sentence, e.g. `v2 0 → 3: 13 allowed − 10 present = 3 more new pods`.
    ///
    /// What a controller scaled in one sync stands together; that it then waits is left unsaid until it waits longer.
    pub fn headline(&self) -> Option<String> {
        let (last, sentence) = self.log().iter().rev().find_map(|event| Some((event, self.sentence(event)?)))?;
        let at_once = self.log().iter().rev().take_while(|event| event.at == last.at);
        let scalings = at_once.filter(|event| matches!(event.happening, Happening::ScalingReplicaSet { .. }));
        let mut scalings: Vec<String> = scalings.filter_map(|event| self.sentence(event)).collect();
        scalings.reverse();
        let waits = matches!(last.happening, Happening::Waiting { .. } | Happening::ScalingReplicaSet { .. });
        Some(if waits && !scalings.is_empty() { scalings.join("; ") } else { sentence })
    }

    fn sentence(&self, event: &Event) -> Option<String> {
        let name = &event.object;
        match &event.happening {
            Happening::ScalingReplicaSet { replica_set, from, to, decision } => {
                let mut sets = self.cluster.objects().replica_sets.values();
                let set = sets.find(|set| set.metadata.name == *replica_set);
                let version = set.map(|set| format!("v{}", version_of(&set.spec.template.image())));
                let version = version.unwrap_or_else(|| replica_set.to_string());
                Some(format!("{version} {from} → {to}: {}", explain(decision)))
            }
            Happening::Waiting { decision } => Some(format!("Waiting: {}", explain(decision))),
            Happening::Command { command, .. } if matches!(**command, Command::Fault(_)) => Some(kubectl::said(event)),
            Happening::Command { command, .. } => kubectl::line(command),
            Happening::Endpoints { usable: 0, before } => {
                Some(format!("The Service routes to no pod, {before} before: new connections are refused"))
            }
            Happening::Endpoints { usable, before: 0 } => {
                Some(format!("The Service routes again, to {usable} pods: new connections are answered"))
            }
            Happening::Condition { reason: "NewReplicaSetAvailable", .. } => {
                Some(format!("Rollout of {name} complete: every replica is new and available"))
            }
            Happening::Condition { reason: "ProgressDeadlineExceeded", .. } => Some(format!(
                "Rollout of {name} is stuck: it exceeded its progress deadline, and nothing rolls back by itself"
            )),
            _ => None,
        }
    }
}
