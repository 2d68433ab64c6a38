//! Templates of pods in the simulator's own units.

use std::rc::Rc;

use podyard::kube::int_or_string::IntOrString;
use podyard::kube::pod::{self, IDEAL_PROBES, LifecycleHandler, PodTemplateSpec};
use podyard::kube::resources::Resources;
use podyard::kube::time::{Millis, SECOND};
use podyard::sim::probe::{Lifecycle, Probe};

fn seconds(ms: Millis) -> i64 {
    assert_eq!(ms % SECOND, 0, "the API knows whole seconds");
    i64::try_from(ms / SECOND).expect("few")
}

fn whole(ms: Millis) -> i32 {
    seconds(ms).try_into().expect("few")
}

fn probe(given: Probe) -> pod::Probe {
    pod::Probe {
        initial_delay_seconds: whole(given.initial_delay),
        timeout_seconds: whole(given.timeout),
        period_seconds: whole(given.period),
        success_threshold: given.success_threshold.try_into().expect("few"),
        failure_threshold: given.failure_threshold.try_into().expect("few"),
        termination_grace_period_seconds: given.termination_grace_period.map(seconds),
        http_get: Some(pod::HttpGetAction { port: IntOrString::Int(80), ..Default::default() }),
        ..pod::Probe::default()
    }
}

/// Gives its container these probes and this preStop hook.
pub fn set_lifecycle(template: &mut PodTemplateSpec, lifecycle: Lifecycle) {
    let Lifecycle { startup, liveness, readiness, pre_stop } = lifecycle;
    if [startup, liveness, readiness].iter().flatten().any(|probe| *probe != Probe::IDEAL) {
        Rc::make_mut(&mut template.metadata.annotations).remove(IDEAL_PROBES);
    }
    template.change_container(|container| {
        container.startup_probe = startup.map(probe);
        container.liveness_probe = liveness.map(probe);
        container.readiness_probe = readiness.map(probe);
        container.lifecycle.pre_stop = pre_stop.map(LifecycleHandler::running_sleep);
    });
}

/// Gives it a preStop hook that sleeps.
pub fn set_pre_stop(template: &mut PodTemplateSpec, sleep: Option<Millis>) {
    template.change_container(|container| {
        container.lifecycle.pre_stop = sleep.map(LifecycleHandler::running_sleep);
    });
}

/// Gives its pods this grace.
pub fn set_grace(template: &mut PodTemplateSpec, grace: Millis) {
    Rc::make_mut(&mut template.spec).termination_grace_period_seconds = seconds(grace);
}

/// Makes its container ask for this.
pub fn set_requests(template: &mut PodTemplateSpec, asked: Resources) {
    template.change_container(|container| container.resources.requests = asked.requests());
}
