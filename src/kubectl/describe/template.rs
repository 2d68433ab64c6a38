//! Pod templates and containers. Models kubectl's pkg/describe/describe.go DescribePodTemplate, describeContainers,
//! describeVolumes, DescribeProbe and printPodTolerationsMultiline.

use super::super::peek::{at, go, holds, items, number, or_none, pairs, text, texts};
use super::page::{Page, date};
use crate::kube::tree::{Node, Value};
use crate::sorted;

/// `Pod Template:` and what is below it.
pub fn template(page: &mut Page, template: &Node) {
    page.line(0, "Pod Template:");
    page.labels("  Labels", template, "metadata.labels");
    if at(template, "metadata.annotations").is_some() {
        page.annotations("  Annotations", template, "metadata.annotations");
    }
    let account = text(template, "spec.serviceAccountName");
    if !account.is_empty() {
        page.field(1, "Service Account", account);
    }
    if !items(template, "spec.initContainers").is_empty() {
        containers(page, "Init Containers", template, "spec.initContainers", None);
    }
    containers(page, "Containers", template, "spec.containers", None);
    volumes(page, template, "  ");
    let class = text(template, "spec.priorityClassName");
    if !class.is_empty() {
        page.field(1, "Priority Class Name", class);
    }
    page.labels("  Node-Selectors", template, "spec.nodeSelector");
    tolerations(page, "  Tolerations", template);
}

/// What is told of a pod's containers beside their templates.
pub struct Statuses<'a> {
    pub pod: &'a Node,
    /// When the process that ended last had started; empty where nobody knows.
    pub started: String,
}

/// Containers: those of a template, or of a pod, with how they are.
pub fn containers(page: &mut Page, label: &str, node: &Node, place: &str, statuses: Option<&Statuses<'_>>) {
    let (space, indent) = if statuses.is_none() { ("  ", " ") } else { ("", "") };
    let all = items(node, place);
    page.line(0, &format!("{space}{label}:{}", if all.is_empty() { " <none>" } else { "" }));
    for container in all {
        page.line(1, &format!("{indent}{}:", text(container, "name")));
        let status = statuses.and_then(|statuses| {
            let all = items(statuses.pod, "status.containerStatuses");
            all.iter().find(|status| text(status, "name") == text(container, "name"))
        });
        basics(page, container, status);
        command(page, container);
        if let (Some(status), Some(statuses)) = (status, statuses) {
            state(page, status, &statuses.started);
        }
        for (name, title) in [("limits", "Limits"), ("requests", "Requests")] {
            let amounts = pairs(container, &format!("resources.{name}"));
            if !amounts.is_empty() {
                page.line(2, &format!("{title}:"));
                amounts.iter().for_each(|(key, amount)| page.field(3, &key.text, go(&amount.value)));
            }
        }
        for (name, title) in
            [("livenessProbe", "Liveness"), ("readinessProbe", "Readiness"), ("startupProbe", "Startup")]
        {
            if let Some(given) = container.field(name) {
                page.field(2, title, probe(given));
            }
        }
        environment(page, container, statuses.map(|statuses| statuses.pod));
        mounts(page, container);
    }
}

fn basics(page: &mut Page, container: &Node, status: Option<&Node>) {
    if let Some(status) = status {
        page.field(2, "Container ID", text(status, "containerID"));
    }
    page.field(2, "Image", text(container, "image"));
    if let Some(status) = status {
        page.field(2, "Image ID", text(status, "imageID"));
    }
    for (title, field) in [("Port", "containerPort"), ("Host Port", "hostPort")] {
        let one = |port: &Node| format!("{}/{}", number(port, field), text(port, "protocol"));
        let all: Vec<String> = items(container, "ports").iter().map(one).collect();
        let plural = if all.len() > 1 { "s" } else { "" };
        page.field(2, &format!("{title}{plural}"), or_none(all.join(", ")));
    }
}

fn command(page: &mut Page, container: &Node) {
    for (name, title) in [("command", "Command:"), ("args", "Args:")] {
        let words = texts(container, name);
        if !words.is_empty() {
            page.line(2, title);
            words.iter().flat_map(|word| word.split('\n')).for_each(|line| page.line(3, line));
        }
    }
}

/// Models describeStatus.
fn state(page: &mut Page, status: &Node, started: &str) {
    one_state(page, "State", at(status, "state"), started);
    if at(status, "lastState.terminated").is_some() {
        one_state(page, "Last State", at(status, "lastState"), started);
    }
    page.field(2, "Ready", if holds(status, "ready") { "True" } else { "False" });
    page.field(2, "Restart Count", number(status, "restartCount").to_string());
}

fn one_state(page: &mut Page, title: &str, state: Option<&Node>, started: &str) {
    let part = |name: &str| state.and_then(|state| state.field(name));
    if let Some(running) = part("running") {
        page.field(2, title, "Running");
        page.field(3, "Started", date(&text(running, "startedAt")));
    } else if let Some(ended) = part("terminated") {
        page.field(2, title, "Terminated");
        let reason = text(ended, "reason");
        if !reason.is_empty() {
            page.field(3, "Reason", reason);
        }
        page.field(3, "Exit Code", number(ended, "exitCode").to_string());
        page.field(3, "Started", date(started));
        page.field(3, "Finished", date(&text(ended, "finishedAt")));
    } else {
        page.field(2, title, "Waiting");
        let reason = part("waiting").map_or_else(String::new, |waiting| text(waiting, "reason"));
        if !reason.is_empty() {
            page.field(3, "Reason", reason);
        }
    }
}

/// `http-get http://:8080/healthz delay=0s timeout=1s period=10s #success=1 #failure=3`.
fn probe(probe: &Node) -> String {
    let one = |name: &str, unless: i64| if probe.field(name).is_some() { number(probe, name) } else { unless };
    let how = format!(
        "delay={}s timeout={}s period={}s #success={} #failure={}",
        one("initialDelaySeconds", 0),
        one("timeoutSeconds", 1),
        one("periodSeconds", 10),
        one("successThreshold", 1),
        one("failureThreshold", 3)
    );
    if let Some(exec) = probe.field("exec") {
        return format!("exec [{}] {how}", texts(exec, "command").join(" "));
    }
    if let Some(get) = probe.field("httpGet") {
        let scheme = text(get, "scheme").to_ascii_lowercase();
        let path = text(get, "path");
        let slash = if path.starts_with('/') || path.is_empty() { "" } else { "/" };
        return format!("http-get {scheme}://{}:{}{slash}{path} {how}", text(get, "host"), text(get, "port"));
    }
    if let Some(socket) = probe.field("tcpSocket") {
        return format!("tcp-socket {}:{} {how}", text(socket, "host"), text(socket, "port"));
    }
    if let Some(grpc) = probe.field("grpc") {
        return format!("grpc <pod>:{} {} {how}", text(grpc, "port"), text(grpc, "service"));
    }
    format!("unknown {how}")
}

fn environment(page: &mut Page, container: &Node, pod: Option<&Node>) {
    let sources = items(container, "envFrom");
    if !sources.is_empty() {
        page.line(2, "Environment Variables from:");
    }
    for source in sources {
        let (from, name, optional) = if source.field("secretRef").is_some() {
            ("Secret", text(source, "secretRef.name"), holds(source, "secretRef.optional"))
        } else {
            ("ConfigMap", text(source, "configMapRef.name"), holds(source, "configMapRef.optional"))
        };
        page.line(3, &format!("{name}\t{from}\tOptional: {optional}"));
    }
    let all = items(container, "env");
    page.line(2, if all.is_empty() { "Environment:\t<none>" } else { "Environment:" });
    for one in all {
        let name = text(one, "name");
        let key = |place: &str| (text(one, &format!("{place}.key")), text(one, &format!("{place}.name")));
        if at(one, "valueFrom.fieldRef").is_some() {
            let path = text(one, "valueFrom.fieldRef.fieldPath");
            let value = pod.map_or_else(String::new, |pod| text(pod, &path));
            let version = text(one, "valueFrom.fieldRef.apiVersion");
            let version = if version.is_empty() { "v1".into() } else { version };
            page.field(3, &name, format!("{value} ({version}:{path})"));
        } else if at(one, "valueFrom.resourceFieldRef").is_some() {
            page.field(3, &name, format!(" ({})", text(one, "valueFrom.resourceFieldRef.resource")));
        } else if at(one, "valueFrom.secretKeyRef").is_some() {
            let (key, of) = key("valueFrom.secretKeyRef");
            let optional = holds(one, "valueFrom.secretKeyRef.optional");
            page.field(3, &name, format!("<set to the key '{key}' in secret '{of}'>\tOptional: {optional}"));
        } else if at(one, "valueFrom.configMapKeyRef").is_some() {
            let (key, of) = key("valueFrom.configMapKeyRef");
            let optional = holds(one, "valueFrom.configMapKeyRef.optional");
            page.field(3, &name, format!("<set to the key '{key}' of config map '{of}'>\tOptional: {optional}"));
        } else {
            for (index, line) in text(one, "value").split('\n').enumerate() {
                page.line(3, &if index == 0 { format!("{name}:\t{line}") } else { format!("\t{line}") });
            }
        }
    }
}

fn mounts(page: &mut Page, container: &Node) {
    let mut all: Vec<&Node> = items(container, "volumeMounts").iter().collect();
    sorted::sort_by_key(&mut all, |mount| text(mount, "mountPath"));
    page.line(2, if all.is_empty() { "Mounts:\t<none>" } else { "Mounts:" });
    for mount in all {
        let sub = text(mount, "subPath");
        let sub = if sub.is_empty() { String::new() } else { format!(",path=\"{sub}\"") };
        let how = if holds(mount, "readOnly") { "ro" } else { "rw" };
        page.line(3, &format!("{} from {} ({how}{sub})", text(mount, "mountPath"), text(mount, "name")));
    }
}

/// What of a volume's source is told: its field, its type, and its own fields with what stands where they say nothing.
type Source = (&'static str, &'static str, &'static [(&'static str, &'static str, &'static str)]);

const SOURCES: [Source; 7] = [
    ("hostPath", "HostPath (bare host directory volume)", &[("Path", "path", ""), ("HostPathType", "type", "")]),
    (
        "emptyDir",
        "EmptyDir (a temporary directory that shares a pod's lifetime)",
        &[("Medium", "medium", ""), ("SizeLimit", "sizeLimit", "<unset>")],
    ),
    (
        "secret",
        "Secret (a volume populated by a Secret)",
        &[("SecretName", "secretName", ""), ("Optional", "optional", "false")],
    ),
    (
        "configMap",
        "ConfigMap (a volume populated by a ConfigMap)",
        &[("Name", "name", ""), ("Optional", "optional", "false")],
    ),
    (
        "persistentVolumeClaim",
        "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
        &[("ClaimName", "claimName", ""), ("ReadOnly", "readOnly", "false")],
    ),
    (
        "nfs",
        "NFS (an NFS mount that lasts the lifetime of a pod)",
        &[("Server", "server", ""), ("Path", "path", ""), ("ReadOnly", "readOnly", "false")],
    ),
    ("projected", "Projected (a volume that contains injected data from multiple sources)", &[]),
];

/// Models describeVolumes.
pub fn volumes(page: &mut Page, node: &Node, space: &str) {
    let all = items(node, "spec.volumes");
    page.line(0, &format!("{space}Volumes:{}", if all.is_empty() { "\t<none>" } else { "" }));
    for volume in all {
        let indent = if space.is_empty() { "" } else { " " };
        page.line(1, &format!("{indent}{}:", text(volume, "name")));
        let source = SOURCES.iter().find_map(|source| Some((volume.field(source.0)?, source)));
        let Some((given, (_, kind, fields))) = source else {
            page.line(1, "<unknown>");
            continue;
        };
        page.field(2, "Type", kind);
        for (title, field, unless) in *fields {
            let value = text(given, field);
            page.field(2, title, if value.is_empty() { (*unless).into() } else { value });
        }
    }
}

/// Models printPodTolerationsMultiline.
pub fn tolerations(page: &mut Page, title: &str, node: &Node) {
    let mut all: Vec<&Node> = items(node, "spec.tolerations").iter().collect();
    sorted::sort_by_key(&mut all, |it| (text(it, "key"), text(it, "effect")));
    let one = |it: &Node| {
        let (key, value, effect) = (text(it, "key"), text(it, "value"), text(it, "effect"));
        let mut words = key.clone();
        if !value.is_empty() {
            words.push_str(&format!("={value}"));
        }
        if !effect.is_empty() {
            words.push_str(&format!(":{effect}"));
        }
        if text(it, "operator") == "Exists" && value.is_empty() {
            words.push_str(if words.is_empty() { "op=Exists" } else { " op=Exists" });
        }
        if let Some(Value::Int(seconds)) = it.field("tolerationSeconds").map(|node| &node.value) {
            words.push_str(&format!(" for {seconds}s"));
        }
        words
    };
    let all: Vec<String> = all.into_iter().map(one).collect();
    page.stack(title, &all);
}
