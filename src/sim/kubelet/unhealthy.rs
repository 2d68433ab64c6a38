//! What a check that fails finds, in upstream's words.
//!
//! Models pkg/probe/http/http.go, tcp/tcp.go, grpc/grpc.go and exec/exec.go. An application that is not well answers HTTP with
//! 503 and gRPC with NOT_SERVING, keeps its port closed, and fails a command without a word.

use super::super::health::Failure;
use super::super::pod::{Pod, address};
use super::super::queue::ProbeKind;
use crate::kube::int_or_string::IntOrString;
use crate::kube::object::Name;
use crate::kube::pod::{HttpGetAction, Probe};
use crate::kube::time::{Millis, go_duration};

/// The output of a probe's check. `timeout`, ms, is how long it waited where nothing answered.
pub(super) fn output(pod: &Pod, kind: ProbeKind, failure: Failure, timeout: Millis) -> Name {
    let Some(container) = pod.spec.containers.first() else { return Name::default() };
    let probe = match kind {
        ProbeKind::Startup => &container.startup_probe,
        ProbeKind::Liveness => &container.liveness_probe,
        ProbeKind::Readiness => &container.readiness_probe,
    };
    let address = |port: i32| format!("{}:{port}", address(pod.metadata.uid));
    let port = |port: &IntOrString| match port {
        IntOrString::Int(number) => *number,
        IntOrString::String(name) => {
            let named = container.ports.iter().find(|port| port.name == *name).map(|port| port.container_port);
            named.or_else(|| name.parse().ok()).unwrap_or(0)
        }
    };
    match probe {
        Some(Probe { exec: Some(exec), .. }) => {
            let command: Vec<&str> = exec.command.iter().map(|word| &**word).collect();
            said_by_exec(&command.join(" "), failure, timeout)
        }
        Some(Probe { tcp_socket: Some(tcp), .. }) => said_by_tcp(&address(port(&tcp.port)), failure),
        Some(Probe { grpc: Some(grpc), .. }) => said_by_grpc(&address(grpc.port), failure, timeout),
        Some(Probe { http_get: Some(http), .. }) => said_by_http(http, &address(port(&http.port)), failure),
        _ => Name::default(),
    }
}

fn said_by_http(http: &HttpGetAction, address: &str, failure: Failure) -> Name {
    let slash = if http.path.starts_with('/') { "" } else { "/" };
    let get = format!("Get \"{}://{address}{slash}{}\"", http.scheme.to_ascii_lowercase(), http.path);
    match failure {
        Failure::Unwell => "HTTP probe failed with statuscode: 503".into(),
        Failure::Refused => format!("{get}: dial tcp {address}: connect: connection refused").into(),
        Failure::Silent => {
            format!("{get}: context deadline exceeded (Client.Timeout exceeded while awaiting headers)").into()
        }
    }
}

fn said_by_tcp(address: &str, failure: Failure) -> Name {
    match failure {
        Failure::Unwell | Failure::Refused => format!("dial tcp {address}: connect: connection refused").into(),
        Failure::Silent => format!("dial tcp {address}: i/o timeout").into(),
    }
}

fn said_by_grpc(address: &str, failure: Failure, timeout: Millis) -> Name {
    let timeout = go_duration(timeout);
    match failure {
        Failure::Unwell => "service unhealthy (responded with \"NOT_SERVING\")".into(),
        Failure::Refused => {
            format!("timeout: failed to connect service \"{address}\" within {timeout}: context deadline exceeded")
                .into()
        }
        Failure::Silent => format!("timeout: health rpc did not complete within {timeout}").into(),
    }
}

/// Models cri-client/pkg/remote_runtime.go ExecSync, whose error is the output of a check that ran out of time.
fn said_by_exec(command: &str, failure: Failure, timeout: Millis) -> Name {
    match failure {
        Failure::Unwell | Failure::Refused => Name::default(),
        Failure::Silent => format!("command timed out: {command:?} timed out after {}", go_duration(timeout)).into(),
    }
}
