//! From the manifest to what the simulator runs: the first container, and of it what decides a rollout.

use crate::sim::node;
use crate::sim::object::{Labels, ObjectMeta};
use crate::sim::probe::{self, Lifecycle};
use crate::sim::time::{Millis, SECOND};
use crate::sim::workload::{self, Deployment, DeploymentSpec, DeploymentStatus, PodTemplate};

use super::{Container, Handler, Manifest, Metadata, Probe, Quantity, Resources, Selector, Strategy, Template};

impl Handler {
    /// How long a hook that only sleeps does so: `sleep: {seconds: 5}` or a command `sleep 5`, bare or in a shell.
    pub fn sleep_seconds(&self) -> Option<i64> {
        if self.sleep.is_some() {
            return self.sleep;
        }
        let command: Vec<&str> = self.exec.as_ref()?.iter().map(String::as_str).collect();
        let words: Vec<&str> = match command.as_slice() {
            [shell, "-c", line] if matches!(*shell, "sh" | "/bin/sh" | "bash" | "/bin/bash") => {
                line.split_whitespace().collect()
            }
            _ => command,
        };
        match words.as_slice() {
            ["sleep" | "/bin/sleep" | "/usr/bin/sleep", seconds] => {
                seconds.trim_end_matches('s').parse().ok().filter(|seconds| *seconds >= 0)
            }
            _ => None,
        }
    }
}

/// Seconds of the API in ms; below 0 is 0.
fn millis(seconds: i64) -> Millis {
    Millis::try_from(seconds).unwrap_or(0).saturating_mul(SECOND)
}

pub(super) fn deployment(manifest: &Manifest) -> Deployment {
    let spec = &manifest.spec;
    let template = template(&spec.template);
    let spec = DeploymentSpec {
        replicas: spec.replicas,
        selector: selector(spec.selector.as_ref(), &template.labels),
        template,
        strategy: strategy(&spec.strategy),
        min_ready_seconds: spec.min_ready_seconds,
        revision_history_limit: Some(spec.revision_history_limit),
        paused: spec.paused,
        progress_deadline_seconds: Some(spec.progress_deadline_seconds),
    };
    let Metadata { name, labels, annotations } = manifest.metadata.clone();
    let metadata = ObjectMeta {
        annotations: annotations.unwrap_or_default(),
        ..ObjectMeta::named(&name, labels.unwrap_or_default())
    };
    Deployment { metadata, spec, status: DeploymentStatus::default() }
}

/// Where there are only expressions, the template's labels stand for them.
fn selector(selector: Option<&Selector>, labels: &Labels) -> Labels {
    match selector {
        Some(Selector { match_labels: Some(pairs), .. }) if !pairs.is_empty() => pairs.clone(),
        Some(selector) if !selector.match_expressions.is_empty() => labels.clone(),
        _ => Labels::default(),
    }
}

fn strategy(strategy: &Strategy) -> workload::Strategy {
    match &strategy.rolling_update {
        Some(bounds) if &*strategy.kind == "RollingUpdate" => workload::Strategy::RollingUpdate {
            max_surge: bounds.max_surge.clone(),
            max_unavailable: bounds.max_unavailable.clone(),
        },
        _ => workload::Strategy::Recreate,
    }
}

fn template(template: &Template) -> PodTemplate {
    let Template { metadata, spec, rest } = template;
    let nothing = Container::default();
    let container = spec.containers.first().unwrap_or(&nothing);
    let grace = spec.termination_grace_period_seconds;
    PodTemplate {
        labels: metadata.labels.clone().unwrap_or_default(),
        annotations: metadata.annotations.clone().unwrap_or_default(),
        container: container.name.clone(),
        image: container.image.clone(),
        // The kubelet takes a negative grace as 1 s.
        termination_grace_period: if grace < 0 { SECOND } else { millis(grace) },
        requests: requests(&container.resources),
        lifecycle: Lifecycle {
            startup: container.startup_probe.as_ref().map(probe),
            liveness: container.liveness_probe.as_ref().map(probe),
            readiness: container.readiness_probe.as_ref().map(probe),
            pre_stop: container.pre_stop.as_ref().and_then(Handler::sleep_seconds).map(millis),
        },
        rest: rest.clone(),
    }
}

fn probe(probe: &Probe) -> probe::Probe {
    probe::Probe {
        initial_delay: millis(probe.initial_delay_seconds.into()),
        period: millis(probe.period_seconds.into()),
        timeout: millis(probe.timeout_seconds.into()),
        success_threshold: probe.success_threshold.try_into().unwrap_or(0),
        failure_threshold: probe.failure_threshold.try_into().unwrap_or(0),
        termination_grace_period: probe.termination_grace_period_seconds.map(millis),
    }
}

/// A limit without a request is one. Models pkg/apis/core/v1/defaults.go SetDefaults_Pod.
fn requests(resources: &Resources) -> node::Resources {
    let amount = |name: &str, of: fn(Quantity) -> i128| {
        let quantity = resources.requests.get(name).or_else(|| resources.limits.get(name));
        quantity.map_or(0, |quantity| u32::try_from(of(*quantity).max(0)).unwrap_or(u32::MAX))
    };
    node::Resources {
        cpu_milli: amount("cpu", Quantity::milli),
        memory_mib: amount("memory", |bytes| (bytes.whole() + (1 << 20) - 1) >> 20),
    }
}
