//! The pods of a template: what core/v1 PodSpec and what hangs on it are here.
//!
//! Models staging/src/k8s.io/api/core/v1/types.go and pkg/apis/core/v1/defaults.go SetDefaults_PodSpec,
//! SetDefaults_Container, SetDefaults_Probe, v1.36. The simulator runs the first container, and of it acts on the image, the
//! requests, the numbers of its probes, and a preStop hook that sleeps.

use std::rc::Rc;

use super::int_or_string::IntOrString;
use super::object::{Labels, Name};
use super::time::{Millis, SECOND};

use super::field::{Field, Quantities};
use super::fields::fields;
use super::form::Form;
use super::image::pull_policy;
use super::meta::UNREAD;
use super::reader::Reader;
use super::tree::Node;

fields! {
    /// `spec.template`.
    pub struct PodTemplateSpec ("PodTemplateSpec", "") {
        /// Labels and annotations of each pod.
        metadata: TemplateMeta = "metadata";
        /// What each pod is.
        spec: Rc<PodSpec> = "spec";
    }
    inert [], kept &[]
}

fields! {
    /// `spec.template.metadata`. The pods get names of their own.
    pub struct TemplateMeta ("ObjectMeta", "metadata") {
        /// What selectors look at.
        labels: Labels = "labels";
        /// What selectors do not look at.
        annotations: Labels = "annotations";
        /// Not used: pods are named after their ReplicaSet.
        name: Name = "name";
    }
    inert ["name"], kept UNREAD
}

fields! {
    /// `spec.template.spec`.
    pub struct PodSpec ("PodSpec", "spec") {
        /// The simulator runs the first.
        containers: Vec<Container> = "containers";
        /// `Always` unless given, and nothing else is legal in a Deployment.
        restart_policy: Name = "restartPolicy" filled "Always".into();
        /// Grace a pod gets when it is deleted, s; below 0 counts as 1.
        termination_grace_period_seconds: i64 = "terminationGracePeriodSeconds" default 30;
        /// Never legal in a Deployment, s.
        active_deadline_seconds: Option<i64> = "activeDeadlineSeconds";
        /// Conditions that somebody else sets, without which a pod is not ready. Nobody here sets any.
        readiness_gates: Vec<ReadinessGate> = "readinessGates";
    }
    inert ["activeDeadlineSeconds"], kept POD_KEPT,
    settle |spec, reader, fields| {
        let others = (1..spec.containers.len()).map(|index| format!("{}[{index}]", fields.at("containers")));
        reader.ignored.extend(others);
    }
}

fields! {
    /// One of `readinessGates`.
    pub struct ReadinessGate ("PodReadinessGate", "readinessGates") {
        /// The condition's type.
        condition_type: Name = "conditionType";
    }
    inert [], kept &[]
}

const POD_KEPT: &[&str] = &[
    "volumes",
    "initContainers",
    "ephemeralContainers",
    "dnsPolicy",
    "nodeSelector",
    "serviceAccountName",
    "serviceAccount",
    "automountServiceAccountToken",
    "nodeName",
    "hostNetwork",
    "hostPID",
    "hostIPC",
    "shareProcessNamespace",
    "securityContext",
    "imagePullSecrets",
    "hostname",
    "subdomain",
    "affinity",
    "schedulerName",
    "tolerations",
    "hostAliases",
    "priorityClassName",
    "priority",
    "dnsConfig",
    "runtimeClassName",
    "enableServiceLinks",
    "preemptionPolicy",
    "overhead",
    "topologySpreadConstraints",
    "setHostnameAsFQDN",
    "os",
    "hostUsers",
    "schedulingGates",
    "resourceClaims",
    "resources",
    "hostnameOverride",
    "workloadRef",
    "schedulingGroup",
];

/// Annotation of a template: its probes see every change of an answer at once, as in upstream's recordings. Without it a probe
/// sees what its period and its thresholds let it see.
pub const IDEAL_PROBES: &str = "podyard/ideal-probes";

fields! {
    /// One of `spec.template.spec.containers`.
    pub struct Container ("Container", "*") {
        /// Required, unique.
        name: Name = "name";
        /// Required, e.g. `web:v2`.
        image: Name = "image";
        /// `Always` for images of tag `latest` or none, else `IfNotPresent`, unless given.
        image_pull_policy: Name = "imagePullPolicy";
        /// Ports it says it listens on.
        ports: Vec<ContainerPort> = "ports";
        /// Holds back the two others until it succeeds.
        startup_probe: Option<Probe> = "startupProbe";
        /// Its failure restarts the container.
        liveness_probe: Option<Probe> = "livenessProbe";
        /// Its verdict makes the pod ready.
        readiness_probe: Option<Probe> = "readinessProbe";
        /// What it asks of a node, and what it may use.
        resources: ResourceRequirements = "resources";
        /// What runs after its start and before its end.
        lifecycle: Lifecycle = "lifecycle";
    }
    inert ["imagePullPolicy", "ports"], kept CONTAINER_KEPT,
    settle |container, _, _| {
        if container.image_pull_policy.is_empty() {
            container.image_pull_policy = pull_policy(&container.image).into();
        }
    }
}

const CONTAINER_KEPT: &[&str] = &[
    "command",
    "args",
    "workingDir",
    "envFrom",
    "env",
    "resizePolicy",
    "restartPolicy",
    "restartPolicyRules",
    "volumeMounts",
    "volumeDevices",
    "terminationMessagePath",
    "terminationMessagePolicy",
    "securityContext",
    "stdin",
    "stdinOnce",
    "tty",
];

fields! {
    /// One of a container's `ports`.
    pub struct ContainerPort ("ContainerPort", "*.ports") {
        /// 1 to 65535.
        container_port: i32 = "containerPort";
        /// What Services and probes may call it.
        name: Name = "name";
        /// `TCP` unless given.
        protocol: Name = "protocol" filled "TCP".into();
    }
    inert [], kept &["hostPort", "hostIP"]
}

fields! {
    /// `resources` of a container.
    pub struct ResourceRequirements ("ResourceRequirements", "*.resources") {
        /// What a node must have left for it. The scheduler looks at cpu and memory.
        requests: Quantities = "requests";
        /// What it may use; a limit without a request is one.
        limits: Quantities = "limits";
    }
    inert ["limits"], kept &["claims"],
    settle |resources, reader, fields| {
        let others = resources.requests.keys().filter(|name| !matches!(&***name, "cpu" | "memory"));
        reader.ignored.extend(others.map(|name| format!("{}[{name}]", fields.at("requests"))));
    }
}

fields! {
    /// `startupProbe`, `livenessProbe` or `readinessProbe`. The versions of an application decide what a probe finds: whom it
    /// asks has no effect.
    pub struct Probe ("Probe", "Probe") {
        /// After the container's start no check is made for this long, s.
        initial_delay_seconds: i32 = "initialDelaySeconds";
        /// How long a check waits for an answer, s.
        timeout_seconds: i32 = "timeoutSeconds" filled 1;
        /// From check to check, s.
        period_seconds: i32 = "periodSeconds" filled 10;
        /// Good checks in a row that make a success.
        success_threshold: i32 = "successThreshold" filled 1;
        /// Bad checks in a row that make a failure.
        failure_threshold: i32 = "failureThreshold" filled 3;
        /// Grace when this probe ends the container, s; the pod's unless given.
        termination_grace_period_seconds: Option<i64> = "terminationGracePeriodSeconds";
        /// Runs a command in the container.
        exec: Option<ExecAction> = "exec";
        /// Sends an HTTP request.
        http_get: Option<HttpGetAction> = "httpGet";
        /// Opens a connection.
        tcp_socket: Option<TcpSocketAction> = "tcpSocket";
        /// Makes a gRPC health check.
        grpc: Option<GrpcAction> = "grpc";
    }
    inert ["exec", "httpGet", "tcpSocket", "grpc"], kept &[]
}

fields! {
    /// `lifecycle` of a container.
    pub struct Lifecycle ("Lifecycle", "*.lifecycle") {
        /// Runs after the start.
        post_start: Option<LifecycleHandler> = "postStart";
        /// Runs before SIGTERM. One that sleeps is simulated.
        pre_stop: Option<LifecycleHandler> = "preStop";
    }
    inert ["postStart"], kept &["stopSignal"]
}

fields! {
    /// What a hook does.
    pub struct LifecycleHandler ("LifecycleHandler", "hook") {
        /// Runs a command in the container.
        exec: Option<ExecAction> = "exec";
        /// Sends an HTTP request.
        http_get: Option<HttpGetAction> = "httpGet";
        /// Opens a connection.
        tcp_socket: Option<TcpSocketAction> = "tcpSocket";
        /// Does nothing for a while.
        sleep: Option<SleepAction> = "sleep";
    }
    inert [], kept &[],
    settle |hook, reader, fields| {
        if hook.sleeps().is_none() {
            reader.ignored.push(fields.path.clone());
        }
    }
}

impl LifecycleHandler {
    /// A hook that sleeps, s.
    pub fn sleeping(seconds: i64) -> Self {
        Self { sleep: Some(SleepAction { seconds, ..SleepAction::default() }), ..Self::default() }
    }

    /// A hook that runs `sleep`, ms: unlike the other, it may last longer than the pod's grace.
    pub fn running_sleep(sleep: Millis) -> Self {
        let command = vec!["sleep".into(), format!("{}.{:03}", sleep / SECOND, sleep % SECOND).into()];
        Self { exec: Some(ExecAction { command, ..ExecAction::default() }), ..Self::default() }
    }

    /// How long a hook that only sleeps does so, ms: `sleep: {seconds: 5}` or a command `sleep 5`, bare or in a shell.
    pub fn sleeps(&self) -> Option<Millis> {
        if let Some(sleep) = &self.sleep {
            return Some(Millis::try_from(sleep.seconds).unwrap_or(0).saturating_mul(SECOND));
        }
        let command: Vec<&str> = self.exec.as_ref()?.command.iter().map(|word| &**word).collect();
        let words: Vec<&str> = match command.as_slice() {
            [shell, "-c", line] if matches!(*shell, "sh" | "/bin/sh" | "bash" | "/bin/bash") => {
                line.split_whitespace().collect()
            }
            _ => command,
        };
        match words.as_slice() {
            ["sleep" | "/bin/sleep" | "/usr/bin/sleep", time] => sleep_time(time),
            _ => None,
        }
    }
}

/// What coreutils' sleep is told, in ms: `5`, `5s`, `0.5`, `2m` or `1h`.
fn sleep_time(text: &str) -> Option<Millis> {
    let units = [("s", SECOND), ("m", 60 * SECOND), ("h", 3_600 * SECOND)];
    let unit = units.iter().find_map(|(sign, unit)| Some((text.strip_suffix(sign)?, *unit)));
    let (number, unit) = unit.unwrap_or((text, SECOND));
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str| (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) {
        return None;
    }
    let part = part.parse::<Millis>().ok()? * unit / 10_u64.pow(part.len().try_into().ok()?);
    Some(whole.parse::<Millis>().ok()? * unit + part)
}

fields! {
    /// `exec`.
    pub struct ExecAction ("ExecAction", "exec") {
        /// The program and its arguments.
        command: Vec<Name> = "command";
    }
    inert [], kept &[]
}

fields! {
    /// `httpGet`.
    pub struct HttpGetAction ("HTTPGetAction", "httpGet") {
        /// `/` unless given.
        path: Name = "path" filled "/".into();
        /// A number or the name of one of the container's ports.
        port: IntOrString = "port";
        /// `HTTP` unless given.
        scheme: Name = "scheme" filled "HTTP".into();
    }
    inert [], kept &["host", "httpHeaders"]
}

fields! {
    /// `tcpSocket`.
    pub struct TcpSocketAction ("TCPSocketAction", "tcpSocket") {
        /// A number or the name of one of the container's ports.
        port: IntOrString = "port";
    }
    inert [], kept &["host"]
}

fields! {
    /// `grpc`.
    pub struct GrpcAction ("GRPCAction", "grpc") {
        /// A number.
        port: i32 = "port";
    }
    inert [], kept &["service"]
}

fields! {
    /// `sleep`.
    pub struct SleepAction ("SleepAction", "sleep") {
        /// How long, s.
        seconds: i64 = "seconds";
    }
    inert [], kept &[]
}

impl<T: Field> Field for Rc<T> {
    const FORM: Form = T::FORM;
    fn absent() -> Self {
        Self::new(T::absent())
    }
    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        T::read(reader, node, path).map(Self::new)
    }
    fn write(&self) -> Option<Node> {
        (**self).write()
    }
    fn shown(&self) -> Option<Node> {
        (**self).shown()
    }
}
