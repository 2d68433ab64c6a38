//! Conditions in the status of custom resources, which anyone may patch: all their fields are read and written.

use super::calendar::Time;
use super::fields::fields;
use super::object::Name;

fields! {
    /// One condition of a Rollout or a Canary.
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
