//! Validation of the pods: containers, ports and resources, in upstream's order.
//!
//! Models pkg/apis/core/validation/validation.go ValidatePodSpec and what it calls.

use super::errors::{FieldError, each, invalid, negative, quoted, required, unsupported};
use super::pod::{Container, ContainerPort, PodSpec, ResourceRequirements};
use super::quantity::Quantity;
use super::{names, validate_kept, validate_probe};

/// Models ValidatePodSpec as called for a template.
pub(super) fn pod_spec(path: &str, spec: &PodSpec, errors: &mut Vec<FieldError>) {
    let volumes = validate_kept::volumes(path, spec, errors);
    let containers = format!("{path}.containers");
    if spec.containers.is_empty() {
        errors.push(required(&containers, ""));
    }
    // A negative grace is not for the hooks to complain of.
    let grace = Some(spec.termination_grace_period_seconds).filter(|grace| *grace >= 0);
    for (index, one) in spec.containers.iter().enumerate() {
        let path = format!("{containers}[{index}]");
        container(&path, one, &volumes, errors);
        if spec.containers[..index].iter().any(|before| before.name == one.name) {
            errors.push(format!("{path}.name: Duplicate value: {}", quoted(&one.name)).into());
        }
        validate_probe::hooks_and_probes(&path, one, grace, errors);
    }
    validate_kept::init_containers(path, spec, errors);
    if !matches!(&*spec.restart_policy, "Always" | "OnFailure" | "Never") {
        let path = format!("{path}.restartPolicy");
        errors.push(unsupported(&path, &quoted(&spec.restart_policy), &["Always", "OnFailure", "Never"]));
    }
    validate_kept::dns_policy(path, spec, errors);
    validate_kept::readiness_gates(path, spec, errors);
    validate_kept::spread_constraints(path, spec, errors);
    if let Some(seconds) = spec.active_deadline_seconds.filter(|seconds| !(1..=i64::from(i32::MAX)).contains(seconds)) {
        let path = format!("{path}.activeDeadlineSeconds");
        errors.push(invalid(&path, seconds, "must be between 1 and 2147483647, inclusive"));
    }
    validate_kept::tolerations(path, spec, errors);
    validate_kept::priority_class(path, spec, errors);
}

/// Models validateContainerCommon. An image may begin with a blank here, unlike in a Pod.
fn container(path: &str, container: &Container, volumes: &[&str], errors: &mut Vec<FieldError>) {
    let name = format!("{path}.name");
    if container.name.is_empty() {
        errors.push(required(&name, ""));
    } else {
        each(&name, quoted(&container.name), names::label(&container.name), errors);
    }
    if container.image.is_empty() {
        errors.push(required(&format!("{path}.image"), ""));
    }
    validate_kept::termination_message(path, container, errors);
    ports(&format!("{path}.ports"), &container.ports, errors);
    validate_kept::environment(path, container, errors);
    validate_kept::volume_mounts(path, container, volumes, errors);
    let policies = ["Always", "IfNotPresent", "Never"];
    if !policies.contains(&&*container.image_pull_policy) {
        let path = format!("{path}.imagePullPolicy");
        errors.push(unsupported(&path, &quoted(&container.image_pull_policy), &policies));
    }
    resources(&format!("{path}.resources"), &container.resources, errors);
}

/// Models validateContainerPorts.
fn ports(path: &str, ports: &[ContainerPort], errors: &mut Vec<FieldError>) {
    let mut legal: Vec<&str> = Vec::new();
    for (index, port) in ports.iter().enumerate() {
        let name = format!("{path}[{index}].name");
        let details = if port.name.is_empty() { Vec::new() } else { names::port_name(&port.name) };
        if !details.is_empty() {
            each(&name, quoted(&port.name), details, errors);
        } else if legal.contains(&&*port.name) {
            errors.push(format!("{name}: Duplicate value: {}", quoted(&port.name)).into());
        } else if !port.name.is_empty() {
            legal.push(&port.name);
        }
        let number = format!("{path}[{index}].containerPort");
        if port.container_port == 0 {
            errors.push(required(&number, ""));
        } else {
            each(&number, port.container_port, names::port_number(port.container_port), errors);
        }
        validate_kept::host_port(&format!("{path}[{index}]"), port, errors);
        let protocols = ["SCTP", "TCP", "UDP"];
        if !protocols.contains(&&*port.protocol) {
            errors.push(unsupported(&format!("{path}[{index}].protocol"), &quoted(&port.protocol), &protocols));
        }
    }
}

/// Models validateResourceRequirements.
fn resources(path: &str, resources: &ResourceRequirements, errors: &mut Vec<FieldError>) {
    for (name, quantity) in &resources.limits {
        amount(&format!("{path}.limits[{name}]"), name, *quantity, errors);
    }
    for (name, quantity) in &resources.requests {
        amount(&format!("{path}.requests[{name}]"), name, *quantity, errors);
        let requests = format!("{path}.requests");
        let value = format!("\"{quantity}\"");
        match resources.limits.get(name) {
            Some(limit) if quantity.nano() != limit.nano() && !may_be_overcommitted(name) => {
                errors.push(invalid(&requests, value, &format!("must be equal to {name} limit of {limit}")));
            }
            Some(limit) if quantity.nano() > limit.nano() => {
                errors.push(invalid(
                    &requests,
                    value,
                    &format!("must be less than or equal to {name} limit of {limit}"),
                ));
            }
            None if !may_be_overcommitted(name) => {
                errors.push(required(&format!("{path}.limits"), "Limit must be set for non overcommitable resources"));
            }
            _ => {}
        }
    }
}

/// Models helper.IsOvercommitAllowed: Kubernetes' own resources but huge pages.
fn may_be_overcommitted(name: &str) -> bool {
    (!name.contains('/') || name.contains("kubernetes.io/")) && !name.starts_with("hugepages-")
}

/// Models validateContainerResourceName and ValidateResourceQuantityValue.
fn amount(path: &str, name: &str, quantity: Quantity, errors: &mut Vec<FieldError>) {
    let details = names::label_key(name);
    let named = details.is_empty();
    each(path, quoted(name), details, errors);
    let standard = matches!(name, "cpu" | "memory" | "ephemeral-storage") || name.starts_with("hugepages-");
    if named && !name.contains('/') && !standard {
        errors.push(invalid(path, quoted(name), "must be a standard resource type or fully qualified"));
        errors.push(invalid(path, quoted(name), "must be a standard resource for containers"));
    }
    let value = format!("\"{quantity}\"");
    if quantity.nano() < 0 {
        errors.push(negative(path, &value));
    }
    if !may_be_overcommitted(name) && name.contains('/') && quantity.milli() % 1000 != 0 {
        errors.push(invalid(path, &value, "must be an integer"));
    }
}
