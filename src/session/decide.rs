//! What a controller is asked for, from the Deployment in service and the guide; and what its lead looks like: steps, buttons, words.

use crate::kube::int_or_string::{Fenceposts, resolve_fenceposts};
use crate::kube::time::{Millis, SECOND};
use crate::kube::workload::{Deployment, Strategy};
use crate::rollouts::analysis::{Condition, Metric};
use crate::rollouts::canary_counts::Bounds;
use crate::rollouts::flagger::{self, Flagger};
use crate::rollouts::step::{self, Step as CanaryStep};
use crate::rollouts::{Measure, Pass, blue_green, canary};

use super::Session;
use super::control::Control;
use super::entry::{HeaderRule, Way};
use super::judge::{Controller, Judge};
use super::scenario::Scenario;
use super::steps::{Choice, ChoiceId, Step, StepState};
use super::strategy::{Leader, StrategyKind};

/// The metrics of an AnalysisTemplate as the guide has them.
fn metrics(scenario: &Scenario, count: bool) -> Vec<Metric> {
    let metric = |name, measure, success| Metric {
        interval: Some(scenario.ms(Control::Interval)),
        count: count.then(|| scenario.number(Control::Count)),
        failure_limit: i32::try_from(scenario.number(Control::FailureLimit)).unwrap_or(i32::MAX),
        initial_delay: scenario.ms(Control::Interval),
        ..Metric::new(name, measure, Some(success))
    };
    let rate = Condition::parse(scenario.text(Control::SuccessCondition), Measure::SuccessRate);
    let most = scenario.number(Control::LatencyMax);
    let latency = (most > 0).then(|| Condition::parse(&format!("result <= {most}"), Measure::Latency).ok()).flatten();
    let rate = rate.ok().map(|condition| metric("success-rate", Measure::SuccessRate, condition));
    rate.into_iter().chain(latency.map(|condition| metric("latency", Measure::Latency, condition))).collect()
}

/// The controller that leads to the next version; `None` where nobody but the learner does.
pub(super) fn controller(scenario: &Scenario, asked: &Asked, next: u32, now: Millis) -> Option<Controller> {
    match (scenario.strategy(), scenario.leader()) {
        (_, Leader::You) => None,
        (_, Leader::Flagger) => {
            let mut flagger = Flagger::new(flagger_spec(scenario, asked), now);
            flagger.change();
            Some(Controller::Flagger(flagger))
        }
        (StrategyKind::BlueGreen, _) => {
            Some(Controller::BlueGreen(blue_green::BlueGreen::new(blue_green_spec(scenario, asked), next)))
        }
        _ => Some(Controller::Canary(canary::Canary::new(canary_spec(scenario, asked), next, now))),
    }
}

/// What the Deployment in service says of itself, and a controller takes over.
pub(super) struct Asked {
    bounds: Bounds,
    progress_deadline: Millis,
}

impl Asked {
    /// Of so many pods.
    pub fn of(deployment: &Deployment, replicas: i32) -> Self {
        let posts = match &deployment.spec.strategy {
            Strategy::RollingUpdate { max_surge, max_unavailable } => {
                resolve_fenceposts(max_surge, max_unavailable, replicas)
            }
            _ => Fenceposts { max_surge: 0, max_unavailable: replicas },
        };
        Self {
            bounds: Bounds { replicas, max_surge: posts.max_surge, max_unavailable: posts.max_unavailable },
            progress_deadline: deployment
                .spec
                .progress_deadline_seconds
                .map_or(0, |seconds| Millis::try_from(seconds).unwrap_or(0) * SECOND),
        }
    }
}

fn canary_spec(scenario: &Scenario, asked: &Asked) -> canary::Spec {
    canary::Spec {
        bounds: asked.bounds,
        steps: step::parse(scenario.text(Control::Steps)).unwrap_or_default(),
        routed: scenario.routed(),
        dynamic_stable_scale: false,
        min_pods_per_replica_set: 1,
        scale_down_delay: scenario.ms(Control::ScaleDownDelay),
        abort_scale_down_delay: scenario.ms(Control::ScaleDownDelay),
        analysis: metrics(scenario, true),
        background: (scenario.text(Control::Background) == "background").then(|| (1, metrics(scenario, false))),
        progress_deadline: asked.progress_deadline,
        progress_deadline_abort: false,
    }
}

fn blue_green_spec(scenario: &Scenario, asked: &Asked) -> blue_green::Spec {
    let analyses = scenario.text(Control::PromotionAnalyses);
    let analysed = |wanted: bool| if wanted { metrics(scenario, true) } else { Vec::new() };
    blue_green::Spec {
        replicas: asked.bounds.replicas,
        preview_replica_count: None,
        auto_promotion_enabled: scenario.text(Control::Promotion) == "auto",
        auto_promotion_delay: 0,
        scale_down_delay: scenario.ms(Control::ScaleDownDelay),
        abort_scale_down_delay: scenario.ms(Control::ScaleDownDelay),
        pre_promotion_analysis: analysed(matches!(analyses, "before" | "both")),
        post_promotion_analysis: analysed(matches!(analyses, "after" | "both")),
        known_defect: false,
    }
}

fn flagger_spec(scenario: &Scenario, asked: &Asked) -> flagger::Spec {
    let iterations = scenario.number(Control::Iterations);
    let header = HeaderRule::parse(scenario.text(Control::Header)).ok().flatten().filter(|_| iterations > 0);
    flagger::Spec {
        interval: scenario.ms(Control::Interval),
        threshold: scenario.number(Control::Threshold),
        max_weight: scenario.number(Control::MaxWeight),
        step_weight: scenario.number(Control::StepWeight),
        step_weights: Vec::new(),
        step_weight_promotion: 0,
        iterations,
        matched: header.map(|rule| (rule.name, rule.value)),
        mirror: scenario.number(Control::Mirror) > 0,
        success_rate: u64::from(scenario.number(Control::SuccessRate)) * 10,
        request_duration: Some(scenario.number(Control::LatencyMax).into()).filter(|most| *most > 0),
        progress_deadline: asked.progress_deadline,
        replicas: asked.bounds.replicas,
    }
}

impl Session {
    /// What a controller takes over from the Deployment in service.
    pub(super) fn asked_of_controller(&self) -> Option<Asked> {
        self.in_service().map(|deployment| Asked::of(deployment, self.wanted()))
    }

    /// The controller is told of another number of replicas, or of other bounds.
    pub(super) fn resize_judged(&mut self) {
        let Some(asked) = self.asked_of_controller() else { return };
        let (bounds, replicas) = (asked.bounds, asked.bounds.replicas);
        match self.judge.as_mut().filter(|judge| !judge.over).map(|judge| &mut judge.controller) {
            Some(Controller::Canary(canary)) => canary.resize(bounds),
            Some(Controller::BlueGreen(blue_green)) => blue_green.resize(replicas),
            Some(Controller::Flagger(flagger)) => flagger.resize(replicas),
            None => {}
        }
    }

    /// The steps under a controller's lead.
    pub(super) fn judged_steps(&self) -> Vec<Step> {
        let next = self.playbook.next_version();
        let plain = |label: String, state| Step { label, lines: Vec::new(), state };
        let Some(judge) = self.judge.as_ref() else {
            let begin = plain(format!("Roll out v{next}"), StepState::Next);
            let later = step::parse(self.scenario.text(Control::Steps)).unwrap_or_default();
            let canary =
                self.scenario.strategy() == StrategyKind::Canary && self.scenario.leader() == Leader::ArgoRollouts;
            let later = later.iter().filter(|_| canary).map(|step| plain(step.words(), StepState::Later));
            return [begin].into_iter().chain(later).collect();
        };
        let mut steps = vec![plain(format!("Roll out v{}", judge.versions[1]), StepState::Done)];
        if let Controller::Canary(canary) = &judge.controller {
            let (all, done) = canary.steps();
            let ended = canary.promoted();
            let state = |index: usize| match index.cmp(&done) {
                _ if ended => StepState::Done,
                std::cmp::Ordering::Less => StepState::Done,
                std::cmp::Ordering::Equal if !judge.aborted() => StepState::Next,
                _ => StepState::Later,
            };
            steps.extend(all.iter().map(CanaryStep::words).enumerate().map(|(at, words)| plain(words, state(at))));
        }
        if judge.over {
            steps.push(plain(format!("Roll out v{next}"), StepState::Next));
        }
        steps
    }

    /// The buttons under a controller's lead: each is a command of its own plugin.
    pub(super) fn judged_choices(&self) -> Vec<Choice> {
        let choice = |id: ChoiceId, label: String, line: &str, primary: bool| Choice {
            id,
            label,
            primary,
            lines: vec![line.to_string()],
        };
        let next = self.playbook.next_version();
        let begin = || {
            let line = match self.scenario.leader() {
                Leader::Flagger => format!("kubectl set image deployment/web web=web:v{next}"),
                _ => format!("kubectl argo rollouts set image web web=web:v{next}"),
            };
            choice(ChoiceId::Next, format!("Roll out v{next}"), &line, true)
        };
        let Some(judge) = self.judge.as_ref() else { return vec![begin()] };
        let retry = choice(ChoiceId::Retry, "Retry".into(), "kubectl argo rollouts retry rollout web", false);
        let argo = !matches!(judge.controller, Controller::Flagger(_));
        if judge.aborted() {
            return [begin()].into_iter().chain(argo.then_some(retry)).collect();
        }
        if judge.over {
            return vec![begin()];
        }
        if !argo || promoted(judge) {
            return Vec::new();
        }
        let waits = waits(judge);
        vec![
            choice(ChoiceId::Promote, "Promote".into(), "kubectl argo rollouts promote web", waits),
            choice(ChoiceId::PromoteFull, "Promote fully".into(), "kubectl argo rollouts promote web --full", false),
            choice(ChoiceId::Abort, "Abort".into(), "kubectl argo rollouts abort web", false),
        ]
    }

    /// What a person tells Argo Rollouts.
    pub(super) fn do_judged(&mut self, choice: ChoiceId) {
        self.tell_judge(|controller, now| match (controller, choice) {
            (Controller::Canary(canary), ChoiceId::Promote) => canary.promote(now),
            (Controller::Canary(canary), ChoiceId::PromoteFull) => {
                canary.promote_full();
                Pass::default()
            }
            (Controller::Canary(canary), ChoiceId::Abort) => canary.abort(),
            (Controller::Canary(canary), ChoiceId::Retry) => canary.retry(now),
            (Controller::BlueGreen(blue_green), ChoiceId::Promote) => blue_green.promote(),
            (Controller::BlueGreen(blue_green), ChoiceId::PromoteFull) => {
                blue_green.promote_full();
                Pass::default()
            }
            (Controller::BlueGreen(blue_green), ChoiceId::Abort) => blue_green.abort(),
            (Controller::BlueGreen(blue_green), ChoiceId::Retry) => blue_green.retry(),
            _ => Pass::default(),
        });
    }

    /// Where the controller stands, in upstream's words, and what it measured last.
    pub fn judgement(&self) -> Vec<String> {
        let Some(judge) = self.judge.as_ref() else { return Vec::new() };
        judge.asked(&self.cluster, |controller, world| {
            let (phase, message, runs) = match controller {
                Controller::Canary(canary) => {
                    let (phase, message) = canary.phase(world);
                    (phase.to_string(), message, canary.runs().collect::<Vec<_>>())
                }
                Controller::BlueGreen(blue_green) => {
                    let (phase, message) = blue_green.phase(world);
                    (phase.to_string(), message, blue_green.runs().collect())
                }
                Controller::Flagger(flagger) => {
                    let words = format!(
                        "weight {}, failed checks {}",
                        Way::of(&self.cluster, &self.scenario).weight,
                        flagger.failed_checks()
                    );
                    (format!("{:?}", flagger.phase()), words, Vec::new())
                }
            };
            let colon = if message.is_empty() { "" } else { ": " };
            let measured = runs.into_iter().flat_map(|run| &run.metrics).map(|run| {
                let [good, bad, ..] = run.counts;
                let unit = if run.metric.measure == Measure::Latency { " ms" } else { "‰" };
                let last = run.last.map_or("nothing measured yet".into(), |last| format!("last {last}{unit}"));
                format!("{}: {}, {good} good, {bad} failed, {last}", run.metric.name, run.phase)
            });
            [format!("{phase}{colon}{message}")].into_iter().chain(measured).collect()
        })
    }
}

fn waits(judge: &Judge) -> bool {
    match &judge.controller {
        Controller::Canary(canary) => canary.waits_for_a_person(),
        Controller::BlueGreen(blue_green) => blue_green.waits_for_a_person(),
        Controller::Flagger(_) => false,
    }
}

fn promoted(judge: &Judge) -> bool {
    match &judge.controller {
        Controller::Canary(canary) => canary.promoted(),
        Controller::BlueGreen(blue_green) => blue_green.promoted(),
        Controller::Flagger(_) => false,
    }
}
