//! What Argo Rollouts' controller says of a Rollout before it acts on it: one that is invalid stays as it is.
//!
//! Models pkg/apis/rollouts/validation/validation.go of argoproj/argo-rollouts. The API server itself takes such a Rollout, for
//! its definition knows types only.

use super::analysis::AnalysisMetric;
use super::duration::seconds_or_duration;
use super::errors::{FieldError, empty_selector, invalid, labels_do_not_match, not_negative, quoted, required, shown};
use super::int_or_string::IntOrString;
use super::rollout::Rollout;
use super::rollout_strategy::{BlueGreenStrategy, CanaryStep, CanaryStrategy, TrafficRouting};
use super::validate_template::validate_template;
use crate::message::{Message, Said};

/// Every error of a Rollout as it is written, in the controller's words and order; it reports the first.
pub fn validate_rollout(rollout: &Rollout) -> Vec<FieldError> {
    let spec = &rollout.spec;
    let mut errors = Vec::new();
    not_negative("spec.replicas", rollout.replicas(), &mut errors);
    match &spec.selector {
        None => errors.push(required("spec.selector", "Rollout has missing field '.spec.selector'")),
        Some(selector) if selector.match_labels.is_empty() && selector.match_expressions.is_empty() => {
            errors.push(empty_selector());
        }
        Some(selector) if !selector.matches(&spec.template.metadata.labels) => {
            errors.push(labels_do_not_match(&super::errors::json(&spec.template.metadata.labels)));
        }
        Some(_) => {}
    }
    validate_template(&spec.template, &mut errors);
    not_negative("spec.minReadySeconds", spec.min_ready_seconds, &mut errors);
    not_negative("spec.revisionHistoryLimit", rollout.revision_history_limit(), &mut errors);
    let deadline = spec.progress_deadline_seconds.unwrap_or(600);
    not_negative("spec.progressDeadlineSeconds", deadline, &mut errors);
    if deadline <= spec.min_ready_seconds {
        errors.push(invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"));
    }
    match (&spec.strategy.canary, &spec.strategy.blue_green) {
        (None, None) => {
            let what = "Rollout has missing field '.spec.strategy.canary or .spec.strategy.blueGreen'";
            errors.push(required("spec.strategy", what));
        }
        (Some(_), Some(_)) => {
            errors.push(invalid("spec.strategy", quoted("object"), "Multiple Strategies can not be listed"));
        }
        (Some(canary), None) => check_canary(canary, &mut errors),
        (None, Some(blue_green)) => check_blue_green(blue_green, rollout.revision_history_limit(), &mut errors),
    }
    errors
}

fn check_blue_green(blue_green: &BlueGreenStrategy, history: i32, errors: &mut Vec<FieldError>) {
    let path = "spec.strategy.blueGreen";
    let (active, preview) = (&blue_green.active_service, &blue_green.preview_service);
    if active == preview {
        let detail = "This rollout uses the same service for the active and preview services, but two different \
                      services are required.";
        errors.push(invalid(&format!("{path}.activeService"), quoted(active), detail));
    }
    if let Some(limit) = blue_green.scale_down_delay_revision_limit.filter(|limit| history < *limit) {
        let detail = "This rollout's revision history limit can not be smaller than the rollout's scale down limit";
        errors.push(invalid(&format!("{path}.scaleDownDelayRevisionLimit"), limit, detail));
    }
}

fn check_canary(canary: &CanaryStrategy, errors: &mut Vec<FieldError>) {
    let path = "spec.strategy.canary";
    let routing = canary.traffic_routing.as_ref();
    let (stable, new) = (&canary.stable_service, &canary.canary_service);
    if !new.is_empty() && stable == new {
        let detail = "This rollout uses the same service for the stable and canary services, but two different \
                      services are required.";
        errors.push(invalid(&format!("{path}.stableService"), quoted(stable), detail));
    }
    if routing.is_some() {
        for (name, service) in [("stableService", stable), ("canaryService", new)] {
            if service.is_empty() {
                let detail = "Canary service and Stable service required when using trafficRouting";
                errors.push(invalid(&format!("{path}.{name}"), quoted(service), detail));
            }
        }
    } else {
        if canary.dynamic_stable_scale {
            let detail = "Canary dynamicStableScale can only be used with traffic routing";
            errors.push(invalid(&format!("{path}.dynamicStableScale"), true, detail));
        }
        if let Some(delay) = canary.scale_down_delay_seconds {
            let detail = "Canary scaleDownDelaySeconds can only be used with traffic routing";
            errors.push(invalid(&format!("{path}.scaleDownDelaySeconds"), delay, detail));
        }
    }
    if canary.dynamic_stable_scale && canary.scale_down_delay_seconds.is_some() {
        let detail = "Canary dynamicStableScale cannot be used with scaleDownDelaySeconds";
        errors.push(invalid(&format!("{path}.dynamicStableScale"), true, detail));
    }
    let zero = |bound: &Option<IntOrString>| bound.as_ref().is_some_and(|bound| bound.scaled(100, true) == Some(0));
    if let Some(surge) = canary.max_surge.as_ref().filter(|_| zero(&canary.max_surge) && zero(&canary.max_unavailable))
    {
        let detail = "MaxSurge and MaxUnavailable both can not be zero";
        errors.push(invalid(&format!("{path}.maxSurge"), shown(surge), detail));
    }
    for (index, step) in canary.steps.iter().enumerate() {
        check_step(step, &format!("{path}.steps[{index}]"), routing, errors);
    }
}

fn check_step(step: &CanaryStep, path: &str, routing: Option<&TrafficRouting>, errors: &mut Vec<FieldError>) {
    let kinds = [
        step.set_weight.is_some(),
        step.pause.is_some(),
        step.set_canary_scale.is_some(),
        step.analysis.is_some(),
        step.set_header_route.is_some(),
        step.set_mirror_route.is_some(),
        !step.rest.fields().is_empty(),
    ];
    if kinds.into_iter().filter(|given| *given).count() != 1 {
        let detail = "Step must have one of the following set: experiment, setWeight, setCanaryScale, plugin or pause";
        errors.push(invalid(path, quoted("object"), detail));
        return;
    }
    if let Some(weight) = step.set_weight.filter(|weight| !(0..=100).contains(weight)) {
        let detail = "SetWeight needs to be between 0 and 100";
        errors.push(invalid(&format!("{path}.setWeight"), weight, detail));
    }
    if let Some(duration) = step.pause.as_ref().and_then(|pause| pause.duration.as_ref())
        && seconds_or_duration(duration).is_none()
    {
        errors.push(invalid(&format!("{path}.pause.duration"), -1, "Duration needs to be greater than 0"));
    }
    if step.set_canary_scale.is_some() && routing.is_none() {
        let detail = "SetCanaryScale requires TrafficRouting to be set";
        errors.push(required("spec.strategy.canary.trafficRouting", detail));
    }
    let plugin = routing.is_some_and(|routing| routing.plugins.is_some());
    let routes = [
        (
            "setHeaderRoute",
            step.set_header_route.as_ref().map(|route| &route.name),
            "SetHeaderRoute requires TrafficRouting, supports Istio and ALB and Apisix",
        ),
        (
            "setMirrorRoute",
            step.set_mirror_route.as_ref().map(|route| &route.name),
            "SetMirrorRoute requires TrafficRouting, supports Istio and Plugins",
        ),
    ];
    for (name, route, detail) in routes {
        let Some(route) = route else { continue };
        let managed = routing.map_or(&[][..], |routing| &routing.managed_routes);
        let path = format!("{path}.{name}");
        let list = "spec.strategy.canary.trafficRouting.managedRoutes";
        if !plugin {
            errors.push(invalid(&path, quoted("object"), detail));
        }
        if routing.is_some() && managed.is_empty() {
            errors.push(required(list, &format!("Rollout has missing field '{list}'")));
        } else if routing.is_some() && !managed.iter().any(|known| known.name == *route) {
            errors.push(invalid(&path, quoted(route), &format!("Steps define a route that does not exist in {list}")));
        }
    }
}

/// What is wrong with a metric of a template that is used at a step, or all along. Models utils/analysis/factory.go
/// ValidateMetric, and validation.go ValidateAnalysisTemplateWithType.
pub fn validate_metric(metric: &AnalysisMetric, ends: bool) -> Option<String> {
    let number = |given: &Option<IntOrString>| match given {
        Some(IntOrString::Int(number)) => *number,
        Some(IntOrString::String(text)) => text.parse().unwrap_or(0),
        None => 0,
    };
    let count = number(&metric.count);
    let (failures, successes) = (number(&metric.failure_limit), number(&metric.consecutive_success_limit));
    if count < 0 {
        return Some("count must be >= 0".into());
    }
    if count > 1 && metric.interval.is_none() {
        return Some("interval must be specified when count > 1".into());
    }
    if count > 0 && failures >= 0 && successes >= 0 && count < failures + successes {
        return Some(format!(
            "count ({count}) must be >= failureLimit + consecutiveSuccessLimit ({failures} + {successes}) if both >= 0"
        ));
    }
    if count > 0 && count < number(&metric.inconclusive_limit) {
        return Some("count must be >= inconclusiveLimit".into());
    }
    for (name, limit) in
        [("inconclusiveLimit", &metric.inconclusive_limit), ("consecutiveErrorLimit", &metric.consecutive_error_limit)]
    {
        if number(limit) < 0 {
            return Some(format!("{name} must be >= 0"));
        }
    }
    let endless = metric.interval.is_some() && count == 0 && successes == 0;
    (ends && endless).then(|| {
        format!("AnalysisTemplate has metric {} which runs indefinitely. Invalid value for count: {count}", metric.name)
    })
}

/// Which router can do what this one cannot, or what it does not do without a word, in our words.
pub fn router_hint(rollout: &Rollout) -> Option<Message> {
    let canary = rollout.spec.strategy.canary.as_ref()?;
    let plugin = canary.traffic_routing.as_ref().is_some_and(|routing| routing.plugins.is_some());
    let header = canary.steps.iter().any(|step| step.set_header_route.is_some());
    let mirror = canary.steps.iter().any(|step| step.set_mirror_route.is_some());
    if header && !plugin {
        Some(message!("router-sets-no-header-route"))
    } else if mirror && plugin {
        Some(message!("router-copies-nothing-silently"))
    } else {
        mirror.then(|| message!("router-copies-nothing"))
    }
}

/// What of a Rollout makes no sense without a part of Argo Rollouts that is not simulated, in our words.
pub fn not_simulated(rollout: &Rollout) -> Option<Said> {
    let canary = rollout.spec.strategy.canary.as_ref();
    let steps = canary.map_or(&[][..], |canary| &canary.steps);
    let step = steps.iter().enumerate().find_map(|(index, step)| {
        let (key, _) = step.rest.fields().first()?;
        Some(Said::from(format!("spec.strategy.canary.steps[{index}].{}", key.text)))
    });
    let routing = canary.and_then(|canary| canary.traffic_routing.as_ref()).filter(|routing| {
        routing.nginx.as_ref().is_none_or(|nginx| nginx.stable_ingress.is_empty()) && routing.http_routes().is_empty()
    });
    let router = routing.map(|_| message!("refused-no-known-router").into());
    let reference = rollout.spec.rest.fields().iter().find(|(key, _)| key.text == "workloadRef");
    step.or(router).or_else(|| reference.map(|_| Said::from("spec.workloadRef")))
}
