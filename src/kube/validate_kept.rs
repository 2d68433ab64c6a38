//! Validation of fields of a template that are kept and not acted on: volumes and their mounts, environments, init containers,
//! tolerations and the like.
//!
//! Models pkg/apis/core/validation/validation.go ValidateVolumes, ValidateEnv, ValidateVolumeMounts, validateInitContainers,
//! ValidateTolerations, validateTopologySpreadConstraints, validateReadinessGates and validateDNSPolicy. What of these fields is
//! not named here is not looked at.

use super::errors::{FieldError, each, invalid, quoted, required, unsupported};
use super::names;
use super::pod::{Container, ContainerPort, HttpGetAction, PodSpec};
use super::rest::Rest;
use super::tree::{Node, Value};

fn kept<'a>(rest: &'a Rest, name: &str) -> Option<&'a Node> {
    rest.fields().iter().find(|(key, _)| key.text == name).map(|(_, node)| node)
}

/// The items of a list, with their paths.
fn items<'a>(path: &str, node: Option<&'a Node>) -> Vec<(String, &'a Node)> {
    match node.map(|node| &node.value) {
        Some(Value::List(items)) => {
            items.iter().enumerate().map(|(index, item)| (format!("{path}[{index}]"), item)).collect()
        }
        _ => Vec::new(),
    }
}

fn text<'a>(node: &'a Node, name: &str) -> &'a str {
    match node.field(name).map(|node| &node.value) {
        Some(Value::Text(text)) => text,
        _ => "",
    }
}

fn whole(node: &Node, name: &str) -> i64 {
    match node.field(name).map(|node| node.value.clone()) {
        Some(Value::Int(number)) => number,
        _ => 0,
    }
}

fn is_given(node: &Node, name: &str) -> bool {
    node.field(name).is_some_and(|node| node.value != Value::Null)
}

fn duplicate(path: &str, value: &str) -> FieldError {
    format!("{path}: Duplicate value: {}", quoted(value)).into()
}

/// The names of a pod's volumes. Models ValidateVolumes.
pub(super) fn volumes<'a>(path: &str, spec: &'a PodSpec, errors: &mut Vec<FieldError>) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for (path, volume) in items(&format!("{path}.volumes"), kept(&spec.rest, "volumes")) {
        let (path, name) = (format!("{path}.name"), text(volume, "name"));
        let details = names::label(name);
        if name.is_empty() {
            errors.push(required(&path, ""));
        } else if !details.is_empty() {
            each(&path, quoted(name), details, errors);
        } else if names.contains(&name) {
            errors.push(duplicate(&path, name));
        } else {
            names.push(name);
        }
    }
    names
}

/// What of a container's kept fields comes before its ports. Models validateContainerCommon.
pub(super) fn termination_message(path: &str, container: &Container, errors: &mut Vec<FieldError>) {
    let policies = ["File", "FallbackToLogsOnError"];
    if let Some(Node { value: Value::Text(policy), .. }) = kept(&container.rest, "terminationMessagePolicy")
        && !policies.contains(&policy.as_str())
    {
        errors.push(unsupported(&format!("{path}.terminationMessagePolicy"), &quoted(policy), &policies));
    }
}

/// Models validateContainerPorts, `hostPort`.
pub(super) fn host_port(path: &str, port: &ContainerPort, errors: &mut Vec<FieldError>) {
    if let Some(Node { value: Value::Int(number), .. }) = kept(&port.rest, "hostPort")
        && *number != 0
    {
        let details = i32::try_from(*number).map_or(Some("must be between 1 and 65535, inclusive"), names::port_number);
        each(&format!("{path}.hostPort"), number, details, errors);
    }
}

/// Models ValidateEnv.
pub(super) fn environment(path: &str, container: &Container, errors: &mut Vec<FieldError>) {
    for (path, one) in items(&format!("{path}.env"), kept(&container.rest, "env")) {
        if text(one, "name").is_empty() {
            errors.push(required(&format!("{path}.name"), ""));
        }
        if is_given(one, "valueFrom") {
            value_from(&path, one, errors);
        }
    }
}

/// Models validateEnvVarValueFrom.
fn value_from(path: &str, one: &Node, errors: &mut Vec<FieldError>) {
    const SOURCES: [&str; 5] = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"];
    let path = format!("{path}.valueFrom");
    let from = one.field("valueFrom");
    let given = SOURCES.iter().filter(|name| from.is_some_and(|from| is_given(from, name))).count();
    let detail = if given == 0 {
        "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"
    } else if !text(one, "value").is_empty() {
        "may not be specified when `value` is not empty"
    } else if given > 1 {
        "may not have more than one field specified at a time"
    } else {
        return;
    };
    errors.push(invalid(&path, "\"\"", detail));
}

/// Models ValidateVolumeMounts.
pub(super) fn volume_mounts(path: &str, container: &Container, volumes: &[&str], errors: &mut Vec<FieldError>) {
    let mut points: Vec<&str> = Vec::new();
    for (path, mount) in items(&format!("{path}.volumeMounts"), kept(&container.rest, "volumeMounts")) {
        let (name, point) = (text(mount, "name"), text(mount, "mountPath"));
        if name.is_empty() {
            errors.push(required(&format!("{path}.name"), ""));
        }
        if !volumes.contains(&name) {
            errors.push(format!("{path}.name: Not found: {}", quoted(name)).into());
        }
        if point.is_empty() {
            errors.push(required(&format!("{path}.mountPath"), ""));
        }
        if points.contains(&point) {
            errors.push(invalid(&format!("{path}.mountPath"), quoted(point), "must be unique"));
        }
        points.push(point);
    }
}

/// Models validateInitContainers, names and images.
pub(super) fn init_containers(path: &str, spec: &PodSpec, errors: &mut Vec<FieldError>) {
    let mut names: Vec<&str> = spec.containers.iter().map(|container| &*container.name).collect();
    for (path, container) in items(&format!("{path}.initContainers"), kept(&spec.rest, "initContainers")) {
        let name = text(container, "name");
        if name.is_empty() {
            errors.push(required(&format!("{path}.name"), ""));
        } else {
            each(&format!("{path}.name"), quoted(name), names::label(name), errors);
        }
        if text(container, "image").is_empty() {
            errors.push(required(&format!("{path}.image"), ""));
        }
        if !name.is_empty() && names.contains(&name) {
            errors.push(duplicate(&format!("{path}.name"), name));
        }
        names.push(name);
    }
}

/// Models validateDNSPolicy.
pub(super) fn dns_policy(path: &str, spec: &PodSpec, errors: &mut Vec<FieldError>) {
    let policies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
    if let Some(Node { value: Value::Text(policy), .. }) = kept(&spec.rest, "dnsPolicy")
        && !policies.contains(&policy.as_str())
    {
        errors.push(unsupported(&format!("{path}.dnsPolicy"), &quoted(policy), &policies));
    }
}

/// Models validateReadinessGates.
pub(super) fn readiness_gates(path: &str, spec: &PodSpec, errors: &mut Vec<FieldError>) {
    for (index, gate) in spec.readiness_gates.iter().enumerate() {
        let path = format!("{path}.readinessGates[{index}].conditionType");
        each(&path, quoted(&gate.condition_type), names::label_key(&gate.condition_type), errors);
    }
}

/// Models validateTopologySpreadConstraints.
pub(super) fn spread_constraints(path: &str, spec: &PodSpec, errors: &mut Vec<FieldError>) {
    let all = kept(&spec.rest, "topologySpreadConstraints");
    for (path, one) in items(&format!("{path}.topologySpreadConstraints"), all) {
        let skew = whole(one, "maxSkew");
        if skew <= 0 {
            errors.push(invalid(&format!("{path}.maxSkew"), skew, "must be greater than zero"));
        }
        if text(one, "topologyKey").is_empty() {
            errors.push(required(&format!("{path}.topologyKey"), "can not be empty"));
        }
        let actions = ["DoNotSchedule", "ScheduleAnyway"];
        let action = text(one, "whenUnsatisfiable");
        if !actions.contains(&action) {
            errors.push(unsupported(&format!("{path}.whenUnsatisfiable"), &quoted(action), &actions));
        }
    }
}

/// Models ValidateTolerations.
pub(super) fn tolerations(path: &str, spec: &PodSpec, errors: &mut Vec<FieldError>) {
    for (path, one) in items(&format!("{path}.tolerations"), kept(&spec.rest, "tolerations")) {
        let (key, operator, effect) = (text(one, "key"), text(one, "operator"), text(one, "effect"));
        if !key.is_empty() {
            each(&format!("{path}.key"), quoted(key), names::label_key(key), errors);
        }
        let at = format!("{path}.operator");
        if key.is_empty() && operator != "Exists" {
            let detail = "operator must be Exists when `key` is empty, which means \"match all values and all keys\"";
            errors.push(invalid(&at, quoted(operator), detail));
        }
        if is_given(one, "tolerationSeconds") && effect != "NoExecute" {
            let detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
            errors.push(invalid(&format!("{path}.effect"), quoted(effect), detail));
        }
        match operator {
            "" | "Equal" => {
                let details = names::label_value(text(one, "value"));
                if !details.is_empty() {
                    errors.push(invalid(&at, quoted(text(one, "value")), &details.join(";")));
                }
            }
            "Exists" => {}
            other => errors.push(unsupported(&at, &quoted(other), &["Equal", "Exists"])),
        }
        let effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
        if !effect.is_empty() && !effects.contains(&effect) {
            errors.push(unsupported(&format!("{path}.effect"), &quoted(effect), &effects));
        }
    }
}

/// Models ValidatePriorityClassName.
pub(super) fn priority_class(path: &str, spec: &PodSpec, errors: &mut Vec<FieldError>) {
    if let Some(Node { value: Value::Text(name), .. }) = kept(&spec.rest, "priorityClassName")
        && !name.is_empty()
    {
        each(&format!("{path}.priorityClassName"), quoted(name), names::subdomain(name), errors);
    }
}

/// Models ValidatePodTemplateSpec, its last check.
pub(super) fn no_ephemeral_containers(path: &str, spec: &PodSpec, errors: &mut Vec<FieldError>) {
    let path = format!("{path}.ephemeralContainers");
    if !items(&path, kept(&spec.rest, "ephemeralContainers")).is_empty() {
        errors.push(super::errors::forbidden(&path, "ephemeral containers not allowed in pod template"));
    }
}

/// Models validateHTTPGetAction, `httpHeaders`.
pub(super) fn http_headers(path: &str, get: &HttpGetAction, errors: &mut Vec<FieldError>) {
    let path = format!("{path}.httpHeaders");
    for (_, header) in items(&path, kept(&get.rest, "httpHeaders")) {
        let name = text(header, "name");
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            let detail = "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used \
                          for validation is '[-A-Za-z0-9]+')";
            errors.push(invalid(&path, quoted(name), detail));
        }
    }
}
