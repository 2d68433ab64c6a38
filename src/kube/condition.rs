//! Conditions in the status of custom resources, which anyone may patch: all their fields are read and written.

use super::calendar::Time;
use super::fields::fields;
use super::object::Name;

fields! {
    /// One condition of a Rollout, a Canary or a PodDisruptionBudget.
    pub struct StatusCondition ("Condition", "conditions") {
        /// Unique in its list.
        kind: Name = "type";
        /// `True`, `False` or `Unknown`.
        status: Name = "status";
        /// Upstream's reason, one word.
        reason: Name = "reason";
        /// Upstream's message.
        message: Name = "message";
        /// When it was last written.
        last_update_time: Option<Time> = "lastUpdateTime";
        /// When its status last changed.
        last_transition_time: Option<Time> = "lastTransitionTime";
        /// The generation of the object that it is about, of kinds that say so.
        observed_generation: i64 = "observedGeneration";
    }
    inert [], kept &[]
}

/// The condition of a type.
pub fn find<'a>(conditions: &'a [StatusCondition], kind: &str) -> Option<&'a StatusCondition> {
    conditions.iter().find(|condition| &*condition.kind == kind)
}

/// Puts a condition in place of the one of its type, at the end of the list; nothing happens where status, reason and message
/// are the same. The time of the last transition stays where the status does.
///
/// Models utils/conditions of argoproj/argo-rollouts, SetRolloutCondition.
pub fn set(conditions: &mut Vec<StatusCondition>, mut condition: StatusCondition) {
    if let Some(place) = conditions.iter().position(|known| known.kind == condition.kind) {
        let known = &conditions[place];
        if (&known.status, &known.reason, &known.message) == (&condition.status, &condition.reason, &condition.message)
            && known.observed_generation == condition.observed_generation
        {
            return;
        }
        if known.status == condition.status {
            condition.last_transition_time = known.last_transition_time;
        }
        conditions.remove(place);
    }
    conditions.push(condition);
}
