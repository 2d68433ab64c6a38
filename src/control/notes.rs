//! What is worth knowing of a control's value: what a percentage comes to, what else follows from it.

use crate::kube::int_or_string::{IntOrString, resolve_fenceposts};

use crate::kube::validate_rollout::validate_rollout;

use crate::message::Message;
use crate::scenario::{Bind, Control, HeaderRule, Leader, Scenario, StrategyKind};
use crate::sim::routing::can_be_forged;

use super::values::Values;

impl Values<'_> {
    /// The note beside a control, if there is anything to say of its value.
    pub fn note(&self, control: Control) -> Option<Message> {
        let scenario = self.ground.scenario;
        match control {
            Control::MaxSurge | Control::MaxUnavailable if scenario.strategy() == StrategyKind::Recreate => {
                Some(message!("note-not-used-by-recreate"))
            }
            Control::MaxSurge | Control::MaxUnavailable
                if scenario.leader() == Leader::ArgoRollouts && scenario.routed() =>
            {
                Some(message!("note-not-used-with-traffic-routing"))
            }
            Control::MaxSurge | Control::MaxUnavailable => Some(self.resolution(control)),
            Control::Steps => self.refused_by_controller(),
            Control::Header => header_note(scenario),
            Control::Nodes => {
                let (wanted, there) = (self.ground.wanted(), self.ground.cluster.world().nodes.count);
                let needed = Scenario::nodes_for(wanted);
                (needed >= there).then(|| message!("note-nodes-needed", needed, wanted))
            }
            _ => match control.bind() {
                Bind::Workload(at) if at.starts_with("spec.template.") => Some(message!("note-in-the-template")),
                _ => None,
            },
        }
    }

    /// The API server takes what Argo Rollouts then refuses to act on.
    fn refused_by_controller(&self) -> Option<Message> {
        let errors = validate_rollout(self.ground.lead().rollout()?);
        errors.first().map(|error| message!("note-argo-refuses", error))
    }

    /// How many pods maxSurge or maxUnavailable comes to.
    pub fn pods(&self, control: Control) -> i32 {
        let [surge, unavailable] = [Control::MaxSurge, Control::MaxUnavailable].map(|bound| self.bound_of(bound));
        let posts = resolve_fenceposts(&surge, &unavailable, self.ground.wanted());
        if control == Control::MaxSurge { posts.max_surge } else { posts.max_unavailable }
    }

    fn bound_of(&self, control: Control) -> IntOrString {
        IntOrString::parse(&self.text(control))
    }

    /// What a bound comes to, e.g. `25% of 10 = 2.5, rounded up: 3`, or that a number is taken as it is.
    fn resolution(&self, control: Control) -> Message {
        let (value, resolved, replicas) = (self.bound_of(control), self.pods(control), self.ground.wanted());
        let Some(percent) = value.as_percent() else {
            return if value.scaled(replicas, false) == Some(resolved) {
                message!("note-of-replicas", resolved, replicas)
            } else {
                message!("note-both-zero", resolved)
            };
        };
        let exact = exact_share(percent, replicas);
        let rounded = value.scaled(replicas, control == Control::MaxSurge).unwrap_or(0);
        let value = value.to_string();
        let share = if i64::from(percent) * i64::from(replicas) % 100 == 0 {
            message!("note-share", value, replicas, rounded)
        } else if control == Control::MaxSurge {
            message!("note-share-up", value, replicas, exact, rounded)
        } else {
            message!("note-share-down", value, replicas, exact, rounded)
        };
        if rounded == resolved { share } else { message!("note-share-both-zero", share, resolved) }
    }
}

/// `percent` of `replicas` with up to two decimals: 25 of 10 is `2.5`.
fn exact_share(percent: u32, replicas: i32) -> String {
    let hundredths = i64::from(percent) * i64::from(replicas);
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// What is worth knowing of the rule that stands.
pub(super) fn header_note(scenario: &Scenario) -> Option<Message> {
    let rule = HeaderRule::parse(scenario.text(Control::Header)).ok().flatten()?;
    if !scenario.routed() {
        return Some(message!("note-no-header-at-a-service"));
    }
    can_be_forged(&rule.name).then(|| message!("note-any-client-can-send"))
}
