//! From the tree to the manifest: pods, containers, probes and hooks, with their defaults.
//!
//! Models pkg/apis/core/v1/defaults.go SetDefaults_PodSpec, SetDefaults_Container, SetDefaults_Probe.

use crate::sim::object::Name;
use crate::sim::quantity::IntOrString;

use super::reader::{Fields, Reader};
use super::yaml::Node;
use super::{Container, Handler, HttpGet, PodSpec, Port, Probe, Resources, shapes};

/// The text of a field, or what stands for missing and empty text.
fn text_or(reader: &mut Reader, fields: &Fields<'_>, name: &str, missing: &str) -> String {
    reader.text(fields, name).filter(|text| !text.is_empty()).unwrap_or_else(|| missing.to_owned())
}

pub(super) fn pod_spec(reader: &mut Reader, template: &Fields<'_>) -> PodSpec {
    let fields = reader.open(template.get("spec"), template.at("spec"), &shapes::POD_SPEC);
    let mut containers = Vec::new();
    for (index, (node, path)) in reader.list(&fields, "containers").into_iter().enumerate() {
        if index > 0 {
            reader.ignored.push(path.clone());
        }
        containers.push(container(reader, node, path));
    }
    PodSpec {
        restart_policy: text_or(reader, &fields, "restartPolicy", "Always"),
        termination_grace_period_seconds: reader.int64(&fields, "terminationGracePeriodSeconds").unwrap_or(30),
        active_deadline_seconds: reader.int64(&fields, "activeDeadlineSeconds"),
        containers,
    }
}

fn container(reader: &mut Reader, node: &Node, path: String) -> Container {
    let fields = reader.open(Some(node), path, &shapes::CONTAINER);
    let image = Name::from(reader.text(&fields, "image").unwrap_or_default());
    let (post_start, pre_stop) = match reader.child(&fields, "lifecycle", &shapes::LIFECYCLE) {
        Some(fields) => (hook(reader, &fields, "postStart"), hook(reader, &fields, "preStop")),
        None => (None, None),
    };
    Container {
        name: reader.text(&fields, "name").unwrap_or_default().into(),
        image_pull_policy: text_or(reader, &fields, "imagePullPolicy", pull_policy(&image)),
        image,
        ports: ports(reader, &fields),
        startup_probe: probe(reader, &fields, "startupProbe"),
        liveness_probe: probe(reader, &fields, "livenessProbe"),
        readiness_probe: probe(reader, &fields, "readinessProbe"),
        resources: resources(reader, &fields),
        post_start,
        pre_stop,
    }
}

/// `Always` where the tag is `latest`; an image without tag and digest has that.
pub(super) fn pull_policy(image: &str) -> &'static str {
    let last = image.rsplit('/').next().unwrap_or(image);
    let (name, digest) = last.split_once('@').map_or((last, None), |(name, digest)| (name, Some(digest)));
    let latest = match name.split_once(':') {
        Some((_, tag)) => tag == "latest",
        None => digest.is_none(),
    };
    if latest { "Always" } else { "IfNotPresent" }
}

fn ports(reader: &mut Reader, container: &Fields<'_>) -> Vec<Port> {
    let mut ports = Vec::new();
    for (node, path) in reader.list(container, "ports") {
        let fields = reader.open(Some(node), path, &shapes::PORT);
        ports.push(Port {
            name: reader.text(&fields, "name").unwrap_or_default(),
            container_port: reader.int32(&fields, "containerPort").unwrap_or(0),
            protocol: text_or(reader, &fields, "protocol", "TCP"),
        });
    }
    ports
}

fn probe(reader: &mut Reader, container: &Fields<'_>, name: &str) -> Option<Probe> {
    let fields = reader.child(container, name, &shapes::PROBE)?;
    let mut number =
        |name: &str, missing: i32| reader.int32(&fields, name).filter(|number| *number != 0).unwrap_or(missing);
    Some(Probe {
        initial_delay_seconds: number("initialDelaySeconds", 0),
        timeout_seconds: number("timeoutSeconds", 1),
        period_seconds: number("periodSeconds", 10),
        success_threshold: number("successThreshold", 1),
        failure_threshold: number("failureThreshold", 3),
        termination_grace_period_seconds: reader.int64(&fields, "terminationGracePeriodSeconds"),
        handler: handler(reader, &fields),
    })
}

/// A hook; one that does not sleep is noted as having no effect.
fn hook(reader: &mut Reader, lifecycle: &Fields<'_>, name: &str) -> Option<Handler> {
    let fields = reader.child(lifecycle, name, &shapes::HOOK)?;
    let handler = handler(reader, &fields);
    if handler.sleep_seconds().is_none() {
        reader.ignored.push(fields.path);
    }
    Some(handler)
}

fn handler(reader: &mut Reader, fields: &Fields<'_>) -> Handler {
    let exec = reader.child(fields, "exec", &shapes::EXEC);
    let http_get = reader.child(fields, "httpGet", &shapes::HTTP_GET);
    let tcp_socket = reader.child(fields, "tcpSocket", &shapes::TCP_SOCKET);
    let grpc = reader.child(fields, "grpc", &shapes::GRPC);
    let sleep = reader.child(fields, "sleep", &shapes::SLEEP);
    let none = IntOrString::Int(0);
    Handler {
        exec: exec.map(|exec| reader.texts(&exec, "command")),
        http_get: http_get.map(|http| HttpGet {
            path: text_or(reader, &http, "path", "/"),
            port: reader.int_or_string(&http, "port").unwrap_or_else(|| none.clone()),
            scheme: text_or(reader, &http, "scheme", "HTTP"),
        }),
        tcp_socket: tcp_socket.map(|tcp| reader.int_or_string(&tcp, "port").unwrap_or(none)),
        grpc: grpc.map(|grpc| reader.int32(&grpc, "port").unwrap_or(0)),
        sleep: sleep.map(|sleep| reader.int64(&sleep, "seconds").unwrap_or(0)),
    }
}

fn resources(reader: &mut Reader, container: &Fields<'_>) -> Resources {
    let path = container.at("resources");
    let fields = reader.open(container.get("resources"), path, &shapes::RESOURCES);
    let limits = reader.quantities(&fields, "limits");
    let requests = reader.quantities(&fields, "requests");
    for name in requests.keys().filter(|name| !matches!(name.as_str(), "cpu" | "memory")) {
        reader.ignored.push(format!("{}[{name}]", fields.at("requests")));
    }
    Resources { limits, requests }
}
