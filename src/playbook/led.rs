//! The steps and the buttons under a controller's lead, and what it measured.

use std::rc::Rc;

use crate::kube::analysis::AnalysisRun;
use crate::kube::canary::Canary;
use crate::kube::object::Name;
use crate::kube::rollout::Rollout;
use crate::kube::{validate_canary, validate_rollout};
use crate::kubectl::line;
use crate::message::{Message, Said};
use crate::sim::command::Command;
use crate::view::Lead;

use super::ground::Ground;
use super::steps::{Choice, ChoiceId, Step, StepState};

impl Ground<'_> {
    /// The steps under a controller's lead: the new version, what the controller does with it, the one after it.
    pub(super) fn led_steps(&self) -> Vec<Step> {
        let next = self.moves();
        let step = |label: Said, state| Step { label, lines: Vec::new(), state };
        let Some(led) = self.led() else { return Vec::new() };
        let rollout = self.lead().rollout();
        let begun = led.newest > 1;
        let at = rollout.and_then(Rollout::step_index).unwrap_or(0);
        let state = |index: usize| match index.cmp(&at) {
            _ if !begun => StepState::Later,
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal if led.under_way => StepState::Next,
            _ => StepState::Later,
        };
        let steps = rollout.map_or(&[][..], Rollout::steps).iter().enumerate();
        let of_controller = steps.map(|(index, it)| step(it.words().into(), state(index)));
        let begin = |state| next.iter().map(move |it| it.step(state));
        let mut all = Vec::new();
        if begun {
            all.push(step(message!("step-roll-out", version = led.newest).into(), StepState::Done));
        } else {
            all.extend(begin(StepState::Next));
        }
        all.extend(of_controller);
        if begun && !led.under_way {
            all.extend(begin(StepState::Next));
        }
        all
    }

    /// The buttons under a controller's lead: the next version, and the commands of Argo Rollouts' own plugin.
    pub(super) fn led_choices(&self) -> Vec<Choice> {
        let Some(led) = self.led() else { return Vec::new() };
        let mut choices = Vec::new();
        if !led.under_way {
            choices.extend(self.moves().iter().map(|next| next.choice(ChoiceId::Next)));
        }
        let waits = self.lead().rollout().is_some_and(|it| it.spec.paused || !it.status.pause_conditions.is_empty());
        let mut offer = |id, label: Message, primary| {
            let Some(command) = self.plugin_command(id) else { return };
            let lines = line(&command).into_iter().collect();
            choices.push(Choice { id, label: label.into(), primary, deletes: false, lines });
        };
        if led.under_way {
            offer(ChoiceId::Promote, message!("led-promote"), waits);
            offer(ChoiceId::PromoteFull, message!("led-promote-fully"), false);
            offer(ChoiceId::Abort, message!("led-abort"), false);
        }
        offer(ChoiceId::Retry, message!("led-retry"), false);
        choices
    }

    /// What a button of Argo Rollouts' asks for, where it makes sense.
    pub(super) fn plugin_command(&self, choice: ChoiceId) -> Option<Command> {
        let rollout = self.lead().rollout()?;
        let name = &rollout.metadata.name;
        let under_way = self.led().is_some_and(|led| led.under_way);
        match choice {
            ChoiceId::Promote => Command::promote_rollout(rollout).filter(|_| under_way),
            ChoiceId::PromoteFull => under_way.then(|| Command::promote_rollout_fully(name)),
            ChoiceId::Abort => under_way.then(|| Command::abort_rollout(name)),
            ChoiceId::Retry => rollout.status.abort.then(|| Command::retry_rollout(name)),
            ChoiceId::Next | ChoiceId::Back | ChoiceId::Migrate(..) => None,
        }
    }

    /// Where the controller stands, in upstream's words, and what it measured last.
    pub fn judgement(&self) -> Vec<Said> {
        match self.lead() {
            Lead::Nobody => Vec::new(),
            Lead::Rollout(rollout) => {
                let status = &rollout.status;
                let colon = if status.message.is_empty() { "" } else { ": " };
                let phase = format!("{}{colon}{}", status.phase, status.message);
                let runs = self.runs(rollout);
                let hint = validate_rollout::router_hint(rollout).map(Said::from);
                let measured = runs.iter().flat_map(|run| measured(run));
                [Said::from(phase)].into_iter().chain(hint).chain(measured).collect()
            }
            Lead::Canary(canary) => {
                let status = &canary.status;
                let (weight, failed) = (status.canary_weight, status.failed_checks);
                let stands = message!("led-canary", phase = &status.phase, weight, failed);
                let hints = validate_canary::router_hint(canary).into_iter().chain(self.waits_for_gate(canary));
                [stands].into_iter().chain(hints).map(Said::from).collect()
            }
        }
    }

    /// The gate that holds a Canary up, and how it is opened.
    fn waits_for_gate(&self, canary: &Canary) -> Option<Message> {
        let kind = match &*canary.status.phase {
            "Waiting" => "confirm-rollout",
            "Progressing" => "confirm-traffic-increase",
            "WaitingPromotion" => "confirm-promotion",
            _ => return None,
        };
        let gates = &self.cluster.world().gates;
        let mut asked = canary.spec.analysis.webhooks.iter().filter(|hook| &*hook.kind == kind);
        let hook = asked.find(|hook| !hook.answers(gates.get(&hook.name).map(|gate| gate.open)))?;
        Some(message!("led-waits-for-gate", name = &hook.name))
    }

    /// The AnalysisRuns a Rollout goes by now.
    fn runs(&self, rollout: &Rollout) -> Vec<Rc<AnalysisRun>> {
        let status = &rollout.status;
        let known = [
            &status.canary.current_step_analysis_run_status,
            &status.canary.current_background_analysis_run_status,
            &status.blue_green.pre_promotion_analysis_run_status,
            &status.blue_green.post_promotion_analysis_run_status,
        ];
        let all = self.cluster.objects().analysis_runs.values();
        let named = |name: &Name| all.clone().find(|run| run.metadata.name == *name).cloned();
        known.into_iter().flatten().filter_map(|run| named(&run.name)).collect()
    }
}

/// Metric by metric: `success-rate: Running, 2 good, 0 failed, last [0.98]`.
fn measured(run: &AnalysisRun) -> Vec<Said> {
    let of_metric = |name: &Name| {
        let result = run.status.metric_results.iter().find(|result| result.name == *name);
        let Some((result, last)) = result.and_then(|result| Some((result, result.measurements.last()?))) else {
            return message!("led-nothing-measured", name);
        };
        let (good, failed) = (result.successful, result.failed);
        message!("led-measured", name, phase = result.phase.to_string(), good, failed, last = &last.value)
    };
    run.spec.metrics.iter().map(|metric| of_metric(&metric.name).into()).collect()
}
