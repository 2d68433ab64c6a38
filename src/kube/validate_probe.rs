//! Validation of probes and hooks, in upstream's order.
//!
//! Models pkg/apis/core/validation/validation.go validateLifecycle, validateProbe, validateHandler.

use super::errors::{FieldError, each, forbidden, invalid, not_negative, quoted, required, shown, unsupported};
use super::int_or_string::IntOrString;
use super::pod::{
    Container, ExecAction, GrpcAction, HttpGetAction, LifecycleHandler, Probe, SleepAction, TcpSocketAction,
};
use super::{names, validate_kept};

/// What a probe asks or a hook does. Exactly one is legal.
struct Handler<'a> {
    exec: Option<&'a ExecAction>,
    http_get: Option<&'a HttpGetAction>,
    tcp_socket: Option<&'a TcpSocketAction>,
    grpc: Option<&'a GrpcAction>,
    sleep: Option<&'a SleepAction>,
}

impl<'a> From<&'a Probe> for Handler<'a> {
    fn from(probe: &'a Probe) -> Self {
        let Probe { exec, http_get, tcp_socket, grpc, .. } = probe;
        let (exec, http_get, tcp_socket) = (exec.as_ref(), http_get.as_ref(), tcp_socket.as_ref());
        Self { exec, http_get, tcp_socket, grpc: grpc.as_ref(), sleep: None }
    }
}

impl<'a> From<&'a LifecycleHandler> for Handler<'a> {
    fn from(hook: &'a LifecycleHandler) -> Self {
        let LifecycleHandler { exec, http_get, tcp_socket, sleep, .. } = hook;
        let (exec, http_get, tcp_socket) = (exec.as_ref(), http_get.as_ref(), tcp_socket.as_ref());
        Self { exec, http_get, tcp_socket, grpc: None, sleep: sleep.as_ref() }
    }
}

/// All of a container's hooks and probes. Hooks may sleep as long as the pod's grace, if that is known.
pub(super) fn hooks_and_probes(path: &str, container: &Container, grace: Option<i64>, errors: &mut Vec<FieldError>) {
    for (name, hook) in [("postStart", &container.lifecycle.post_start), ("preStop", &container.lifecycle.pre_stop)] {
        if let Some(hook) = hook {
            handler(&format!("{path}.lifecycle.{name}"), &hook.into(), grace, errors);
        }
    }
    if let Some(liveness) = &container.liveness_probe {
        once_is_enough(&format!("{path}.livenessProbe"), liveness, grace, errors);
    }
    if let Some(readiness) = &container.readiness_probe {
        let path = format!("{path}.readinessProbe");
        probe(&path, readiness, grace, errors);
        if let Some(seconds) = readiness.termination_grace_period_seconds {
            let path = format!("{path}.terminationGracePeriodSeconds");
            errors.push(invalid(&path, seconds, "must not be set for readinessProbes"));
        }
    }
    if let Some(startup) = &container.startup_probe {
        once_is_enough(&format!("{path}.startupProbe"), startup, grace, errors);
    }
}

/// Models validateLivenessProbe and validateStartupProbe.
fn once_is_enough(path: &str, one: &Probe, grace: Option<i64>, errors: &mut Vec<FieldError>) {
    probe(path, one, grace, errors);
    if one.success_threshold != 1 {
        errors.push(invalid(&format!("{path}.successThreshold"), one.success_threshold, "must be 1"));
    }
}

/// Models validateProbe.
fn probe(path: &str, probe: &Probe, grace: Option<i64>, errors: &mut Vec<FieldError>) {
    handler(path, &probe.into(), grace, errors);
    for (name, number) in [
        ("initialDelaySeconds", probe.initial_delay_seconds),
        ("timeoutSeconds", probe.timeout_seconds),
        ("periodSeconds", probe.period_seconds),
        ("successThreshold", probe.success_threshold),
        ("failureThreshold", probe.failure_threshold),
    ] {
        not_negative(&format!("{path}.{name}"), number, errors);
    }
    if let Some(seconds) = probe.termination_grace_period_seconds.filter(|seconds| *seconds <= 0) {
        let path = format!("{path}.terminationGracePeriodSeconds");
        errors.push(invalid(&path, seconds, "must be greater than 0"));
    }
}

/// Models validateHandler: the first handler is checked, a second one is one too many.
fn handler(path: &str, handler: &Handler<'_>, grace: Option<i64>, errors: &mut Vec<FieldError>) {
    let given = [
        ("exec", handler.exec.is_some()),
        ("httpGet", handler.http_get.is_some()),
        ("tcpSocket", handler.tcp_socket.is_some()),
        ("grpc", handler.grpc.is_some()),
        ("sleep", handler.sleep.is_some()),
    ];
    let mut given = given.into_iter().filter(|(_, given)| *given).map(|(name, _)| (name, format!("{path}.{name}")));
    match given.next() {
        None => errors.push(required(path, "must specify a handler type")),
        Some(("exec", path)) if handler.exec.is_some_and(|exec| exec.command.is_empty()) => {
            errors.push(required(&format!("{path}.command"), ""));
        }
        Some(("httpGet", path)) => {
            if let Some(get) = handler.http_get {
                http_get(&path, get, errors);
            }
        }
        Some(("tcpSocket", path)) => {
            if let Some(socket) = handler.tcp_socket {
                port(&format!("{path}.port"), &socket.port, errors);
            }
        }
        Some(("grpc", path)) => {
            if let Some(grpc) = handler.grpc {
                port(&format!("{path}.port"), &IntOrString::Int(grpc.port), errors);
            }
        }
        Some(("sleep", path)) => {
            if let (Some(SleepAction { seconds, .. }), Some(grace)) = (handler.sleep, grace)
                && !(0..=grace).contains(seconds)
            {
                let detail = format!("must be non-negative and less than terminationGracePeriodSeconds ({grace})");
                errors.push(invalid(&path, seconds, &detail));
            }
        }
        Some(_) => {}
    }
    errors.extend(given.map(|(_, path)| forbidden(&path, "may not specify more than 1 handler type")));
}

/// Models validateHTTPGetAction.
fn http_get(path: &str, get: &HttpGetAction, errors: &mut Vec<FieldError>) {
    port(&format!("{path}.port"), &get.port, errors);
    let schemes = ["HTTP", "HTTPS"];
    if !schemes.contains(&&*get.scheme) {
        errors.push(unsupported(&format!("{path}.scheme"), &quoted(&get.scheme), &schemes));
    }
    validate_kept::http_headers(path, get, errors);
}

/// Models ValidatePortNumOrName.
fn port(path: &str, port: &IntOrString, errors: &mut Vec<FieldError>) {
    match port {
        IntOrString::Int(number) => each(path, number, names::port_number(*number), errors),
        IntOrString::String(name) => each(path, shown(port), names::port_name(name), errors),
    }
}
