//! Where the controller stands that leads a rollout: read from its Rollout or Canary, whoever made it.

use std::rc::Rc;

use crate::kube::analysis::AnalysisRun;
use crate::kube::canary::Canary;
use crate::kube::object::Name;
use crate::kube::rollout::{ROLLOUTS_POD_TEMPLATE_HASH, Rollout};
use crate::kube::rollout_strategy::{BlueGreenStrategy, CanaryStrategy};
use crate::kubectl::line;
use crate::sim::Cluster;
use crate::sim::command::Command;
use crate::sim::delivery::is_new_template;

use super::setup::SERVICE;
use super::steps::{Choice, ChoiceId, Step, StepState};
use super::strategy::Leader;
use super::{Session, version_of};

/// What a controller makes of its versions.
pub(super) struct Led {
    /// The version in service.
    pub stable: u32,
    /// That of the newest template.
    pub newest: u32,
    /// The newest one is to replace the other, and was not given up.
    pub under_way: bool,
    /// Something is left for the controller to do by itself or with a person's leave.
    pub busy: bool,
}

/// The strategy's own Rollout, where Argo Rollouts leads it. Others that somebody applies are none of its business.
pub(super) fn rollout(cluster: &Cluster, leader: Leader) -> Option<&Rollout> {
    let mut rollouts = cluster.objects().rollouts.values().filter(|_| leader == Leader::ArgoRollouts);
    rollouts.find(|rollout| &*rollout.metadata.name == SERVICE).map(AsRef::as_ref)
}

/// Its own Canary, where Flagger leads it.
fn canary(cluster: &Cluster, leader: Leader) -> Option<&Canary> {
    let mut canaries = cluster.objects().canaries.values().filter(|_| leader == Leader::Flagger);
    canaries.find(|canary| &*canary.metadata.name == SERVICE).map(AsRef::as_ref)
}

/// How the controller stands that leads; nothing where none does, or its object was deleted.
pub(super) fn led(cluster: &Cluster, leader: Leader) -> Option<Led> {
    match leader {
        Leader::You => None,
        Leader::ArgoRollouts => rollout(cluster, leader).map(|rollout| by_argo(rollout, cluster)),
        Leader::Flagger => by_flagger(canary(cluster, leader)?, cluster),
    }
}

fn by_argo(rollout: &Rollout, cluster: &Cluster) -> Led {
    let status = &rollout.status;
    let newest = version_of(&rollout.spec.template.image());
    let behind = |hash: &Name| {
        let sets = cluster.objects().replica_sets_of(rollout.metadata.uid);
        let mut found = sets.filter(|set| set.metadata.labels.get(ROLLOUTS_POD_TEMPLATE_HASH) == Some(hash));
        found.next().map(|set| version_of(&set.spec.template.image()))
    };
    let stable = behind(&status.stable_rs).unwrap_or(newest);
    // Its controller has not seen the template yet.
    let fresh = is_new_template(rollout);
    let promoted = !fresh && !status.stable_rs.is_empty() && rollout.is_fully_promoted();
    let under_way = !promoted && (fresh || !status.abort);
    // An abort may keep the new version's pods on purpose.
    let strategy = &rollout.spec.strategy;
    let keeps = strategy
        .canary
        .as_ref()
        .map(CanaryStrategy::abort_scale_down_delay)
        .or_else(|| strategy.blue_green.as_ref().map(BlueGreenStrategy::abort_scale_down_delay))
        == Some(None);
    let busy = under_way || status.replicas != rollout.replicas() && !(status.abort && keeps);
    Led { stable, newest, under_way, busy }
}

fn by_flagger(canary: &Canary, cluster: &Cluster) -> Option<Led> {
    let version = |name: &str| {
        let found = cluster.objects().deployment(name);
        found.map(|deployment| version_of(&deployment.spec.template.image()))
    };
    let newest = version(&canary.spec.target_ref.name)?;
    let stable = version(&canary.primary()).unwrap_or(newest);
    let at_rest = ["Initialized", "Succeeded", "Failed"].contains(&&*canary.status.phase);
    let busy = !at_rest || cluster.has_new_revision(canary);
    Some(Led { stable, newest, under_way: busy && newest != stable, busy })
}

impl Session {
    /// The strategy's own Rollout, if it has one.
    pub(super) fn rollout(&self) -> Option<&Rollout> {
        rollout(&self.cluster, self.scenario.leader())
    }

    /// See [`led`].
    pub(super) fn led(&self) -> Option<Led> {
        led(&self.cluster, self.scenario.leader())
    }

    /// The steps under a controller's lead: the new version, what the controller does with it, the one after it.
    pub(super) fn led_steps(&self) -> Vec<Step> {
        let next = self.moves();
        let step = |label: String, state| Step { label, lines: Vec::new(), state };
        let Some(led) = self.led() else { return Vec::new() };
        let rollout = self.rollout();
        let begun = led.newest > 1;
        let at = rollout.and_then(Rollout::step_index).unwrap_or(0);
        let state = |index: usize| match index.cmp(&at) {
            _ if !begun => StepState::Later,
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal if led.under_way => StepState::Next,
            _ => StepState::Later,
        };
        let steps = rollout.map_or(&[][..], Rollout::steps).iter().enumerate();
        let of_controller = steps.map(|(index, it)| step(it.words(), state(index)));
        let begin = |state| next.iter().map(move |it| it.step(state));
        let mut all = Vec::new();
        if begun {
            all.push(step(format!("Roll out v{}", led.newest), StepState::Done));
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
        let waits = self.rollout().is_some_and(|it| it.spec.paused || !it.status.pause_conditions.is_empty());
        let mut offer = |id, label: &str, primary| {
            let Some(command) = self.plugin_command(id) else { return };
            let lines = line(&command).into_iter().collect();
            choices.push(Choice { id, label: label.into(), primary, lines });
        };
        if led.under_way {
            offer(ChoiceId::Promote, "Promote", waits);
            offer(ChoiceId::PromoteFull, "Promote fully", false);
            offer(ChoiceId::Abort, "Abort", false);
        }
        offer(ChoiceId::Retry, "Retry", false);
        choices
    }

    /// What a button of Argo Rollouts' asks for, where it makes sense.
    pub(super) fn plugin_command(&self, choice: ChoiceId) -> Option<Command> {
        let rollout = self.rollout()?;
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
    pub fn judgement(&self) -> Vec<String> {
        if let Some(rollout) = self.rollout() {
            let status = &rollout.status;
            let colon = if status.message.is_empty() { "" } else { ": " };
            let phase = format!("{}{colon}{}", status.phase, status.message);
            let runs = self.runs(rollout);
            return [phase].into_iter().chain(runs.iter().flat_map(|run| measured(run))).collect();
        }
        let of_canary = |canary: &Canary| {
            let status = &canary.status;
            format!("{}: weight {}, failed checks {}", status.phase, status.canary_weight, status.failed_checks)
        };
        canary(&self.cluster, self.scenario.leader()).map(of_canary).into_iter().collect()
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
fn measured(run: &AnalysisRun) -> Vec<String> {
    let words = |name: &Name| {
        let result = run.status.metric_results.iter().find(|result| result.name == *name);
        let Some((result, last)) = result.and_then(|result| Some((result, result.measurements.last()?))) else {
            return format!("{name}: nothing measured yet");
        };
        format!("{name}: {}, {} good, {} failed, last {}", result.phase, result.successful, result.failed, last.value)
    };
    run.spec.metrics.iter().map(|metric| words(&metric.name)).collect()
}
