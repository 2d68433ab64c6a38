//! What a controller is asked for, from the settings; and what its lead looks like: steps, buttons, words.

use crate::kube::int_or_string::resolve_fenceposts;
use crate::kube::time::{Millis, SECOND};
use crate::rollouts::analysis::{Condition, Metric};
use crate::rollouts::canary_counts::Bounds;
use crate::rollouts::flagger::{self, Flagger};
use crate::rollouts::step::{self, Step as CanaryStep};
use crate::rollouts::{Measure, Pass, blue_green, canary};

use super::Session;
use super::entry::HeaderRule;
use super::judge::{Controller, Judge};
use super::knob::Knob;
use super::settings::{Leader, Settings, StrategyKind};
use super::steps::{Choice, ChoiceId, Step, StepState};

/// The metrics of an AnalysisTemplate as the settings have them.
fn metrics(settings: &Settings, count: bool) -> Vec<Metric> {
    let metric = |name, measure, success| Metric {
        interval: Some(settings.knob_ms(Knob::Interval)),
        count: count.then(|| settings.knob(Knob::Count)),
        failure_limit: i32::try_from(settings.knob(Knob::FailureLimit)).unwrap_or(i32::MAX),
        initial_delay: settings.knob_ms(Knob::Interval),
        ..Metric::new(name, measure, Some(success))
    };
    let rate = Condition::parse(&settings.success_condition, Measure::SuccessRate);
    let most = settings.knob(Knob::LatencyMax);
    let latency = (most > 0).then(|| Condition::parse(&format!("result <= {most}"), Measure::Latency).ok()).flatten();
    let rate = rate.ok().map(|condition| metric("success-rate", Measure::SuccessRate, condition));
    rate.into_iter().chain(latency.map(|condition| metric("latency", Measure::Latency, condition))).collect()
}

/// The controller that leads to the next version; `None` where nobody but the learner does.
pub(super) fn controller(settings: &Settings, next: u32, now: Millis) -> Option<Controller> {
    match (settings.strategy, settings.leader()) {
        (_, Leader::You) => None,
        (_, Leader::Flagger) => {
            let mut flagger = Flagger::new(flagger_spec(settings), now);
            flagger.change();
            Some(Controller::Flagger(flagger))
        }
        (StrategyKind::BlueGreen, _) => {
            Some(Controller::BlueGreen(blue_green::BlueGreen::new(blue_green_spec(settings), next)))
        }
        _ => Some(Controller::Canary(canary::Canary::new(canary_spec(settings), next, now))),
    }
}

fn deadline(settings: &Settings) -> Millis {
    Millis::try_from(settings.progress_deadline_seconds).unwrap_or(0) * SECOND
}

fn canary_spec(settings: &Settings) -> canary::Spec {
    let posts = resolve_fenceposts(&settings.max_surge, &settings.max_unavailable, settings.replicas);
    canary::Spec {
        bounds: Bounds {
            replicas: settings.replicas,
            max_surge: posts.max_surge,
            max_unavailable: posts.max_unavailable,
        },
        steps: step::parse(&settings.steps).unwrap_or_default(),
        routed: settings.routed(),
        dynamic_stable_scale: false,
        min_pods_per_replica_set: 1,
        scale_down_delay: settings.knob_ms(Knob::ScaleDownDelay),
        abort_scale_down_delay: settings.knob_ms(Knob::ScaleDownDelay),
        analysis: metrics(settings, true),
        background: settings.background_analysis.then(|| (1, metrics(settings, false))),
        progress_deadline: deadline(settings),
        progress_deadline_abort: false,
    }
}

fn blue_green_spec(settings: &Settings) -> blue_green::Spec {
    let analysed = |wanted: bool| if wanted { metrics(settings, true) } else { Vec::new() };
    blue_green::Spec {
        replicas: settings.replicas,
        preview_replica_count: None,
        auto_promotion_enabled: settings.auto_promotion,
        auto_promotion_delay: 0,
        scale_down_delay: settings.knob_ms(Knob::ScaleDownDelay),
        abort_scale_down_delay: settings.knob_ms(Knob::ScaleDownDelay),
        pre_promotion_analysis: analysed(settings.promotion_analyses.0),
        post_promotion_analysis: analysed(settings.promotion_analyses.1),
        known_defect: false,
    }
}

fn flagger_spec(settings: &Settings) -> flagger::Spec {
    let iterations = settings.knob(Knob::Iterations);
    let header = HeaderRule::parse(&settings.header).ok().flatten().filter(|_| iterations > 0);
    flagger::Spec {
        interval: settings.knob_ms(Knob::Interval),
        threshold: settings.knob(Knob::Threshold),
        max_weight: settings.knob(Knob::MaxWeight),
        step_weight: settings.knob(Knob::StepWeight),
        step_weights: Vec::new(),
        step_weight_promotion: 0,
        iterations,
        matched: header.map(|rule| (rule.name, rule.value)),
        mirror: settings.knob(Knob::Mirror) > 0,
        success_rate: u64::from(settings.knob(Knob::SuccessRate)) * 10,
        request_duration: Some(settings.knob(Knob::LatencyMax).into()).filter(|most| *most > 0),
        progress_deadline: deadline(settings),
        replicas: settings.replicas,
    }
}

impl Session {
    /// The controller is told of another number of replicas, or of other bounds.
    pub(super) fn resize_judged(&mut self) {
        let (bounds, replicas) = (canary_spec(&self.settings).bounds, self.settings.replicas);
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
            let later = step::parse(&self.settings.steps).unwrap_or_default();
            let canary =
                self.settings.strategy == StrategyKind::Canary && self.settings.leader() == Leader::ArgoRollouts;
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
            let line = match self.settings.leader() {
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
                    let words =
                        format!("weight {}, failed checks {}", self.playbook.way.weight, flagger.failed_checks());
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
