//! What holds of the arithmetic a controller's decision carries.

use super::super::decision::{Decision, OldBudget};

pub(super) fn check(decision: &Decision, broken: &mut Vec<String>) {
    let right = match *decision {
        Decision::NewReplicas { replicas, max_surge, current, from, to } => {
            to >= from && to <= replicas.max(from) && (to == from || to - from <= replicas + max_surge - current)
        }
        Decision::CleanupUnhealthy { budget, spent, unhealthy, cut } => {
            budget.left() > 0 && cut > 0 && spent + cut <= budget.left() && cut <= unhealthy
        }
        Decision::ScaleDownOld { available, min_available, spent, cut } => {
            cut > 0 && spent + cut <= available - min_available
        }
        Decision::NoBudget(budget) => OldBudget::left(budget) <= 0,
        Decision::Proportional { from, share, .. } => from + share >= 0,
        Decision::RecreateWait { old_pods } => old_pods > 0,
        Decision::RecreateDown { from } => from > 0,
        Decision::NewTooLarge { .. }
        | Decision::ScaleOnly { .. }
        | Decision::Saturated { .. }
        | Decision::RecreateUp { .. } => true,
    };
    if !right {
        broken.push(format!("this does not add up: {decision:?}"));
    }
}
