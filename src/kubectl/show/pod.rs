//! Pods. Models staging/src/k8s.io/api/core/v1/types.go PodSpec and PodStatus, pkg/apis/core/v1/defaults.go SetDefaults_Pod,
//! and the admission plugins that give each pod a ServiceAccount, a priority and two tolerations.

use crate::kube::field::{Field, Quantities};
use crate::kube::tree::{Mapping, Node, Value, path};
use crate::sim::pod::{ContainerState, Pod, Termination, address};

use super::{conditions, list, text, time, whole};

/// How long a pod stays on a node that is not ready, s. Models defaulttolerationseconds.
const TOLERATION_SECONDS: i64 = 300;

pub(super) fn spec(pod: &Pod) -> Option<Node> {
    let mut root = pod.spec.shown()?;
    if let Some(name) = pod.node_name() {
        root.put(&path("nodeName"), Value::Text(name.to_string()));
    }
    let given = [
        ("enableServiceLinks", Value::Bool(true)),
        ("preemptionPolicy", Value::Text("PreemptLowerPriority".into())),
        ("priority", Value::Int(0)),
        ("serviceAccountName", Value::Text("default".into())),
    ];
    for (name, value) in given {
        if root.field(name).is_none() {
            root.put(&path(name), value);
        }
    }
    // The older name of the same.
    if let Some(account) = root.field("serviceAccountName").cloned() {
        root.put(&path("serviceAccount"), account.value);
    }
    let mut tolerations = match root.field("tolerations").map(|node| &node.value) {
        Some(Value::List(items)) => items.clone(),
        _ => Vec::new(),
    };
    tolerations.extend(["not-ready", "unreachable"].into_iter().filter_map(toleration));
    root.put(&path("tolerations"), Value::List(tolerations));
    Some(root)
}

fn toleration(of: &str) -> Option<Node> {
    let mut mapping = Mapping::default();
    mapping.put("key", text(&format!("node.kubernetes.io/{of}")));
    mapping.put("operator", text("Exists"));
    mapping.put("effect", text("NoExecute"));
    mapping.put("tolerationSeconds", whole(TOLERATION_SECONDS));
    mapping.end()
}

pub(super) fn status(pod: &Pod) -> Option<Node> {
    let status = &pod.status;
    let mut mapping = Mapping::default();
    mapping.put("phase", text(status.phase.as_str()));
    mapping.put("reason", status.reason.and_then(text));
    mapping.put("conditions", conditions(&pod.conditions(), &[]));
    if status.has_ip {
        let address = address(pod.metadata.uid);
        let mut ip = Mapping::default();
        ip.put("ip", text(&address));
        mapping.put("podIP", text(&address));
        mapping.put("podIPs", list(ip.end().into_iter().collect()));
    }
    mapping.put("qosClass", text(qos_class(pod)));
    mapping.put("containerStatuses", list(container_status(pod).into_iter().collect()));
    mapping.end()
}

/// Models pkg/apis/core/v1/helper/qos: all limits equal to what is asked for, nothing at all, or something between.
fn qos_class(pod: &Pod) -> &'static str {
    let of_two = |amounts: &Quantities| ["cpu", "memory"].map(|name| amounts.get(name).map(|amount| amount.nano()));
    let each = pod.spec.containers.iter().map(|container| {
        let [requests, limits] = [of_two(&container.resources.requests), of_two(&container.resources.limits)];
        // What is limited and not asked for is asked for.
        let same = requests
            .iter()
            .zip(limits)
            .all(|(request, limit)| limit.is_some() && request.is_none_or(|r| Some(r) == limit));
        (same, requests == [None; 2] && limits == [None; 2])
    });
    let each: Vec<(bool, bool)> = each.collect();
    if each.iter().all(|(_, nothing)| *nothing) {
        "BestEffort"
    } else if each.iter().all(|(same, _)| *same) {
        "Guaranteed"
    } else {
        "Burstable"
    }
}

/// Of the container that the simulator runs; nothing before a runtime has reported it.
fn container_status(pod: &Pod) -> Option<Node> {
    let status = &pod.status;
    let mut state = Mapping::default();
    match status.container {
        ContainerState::None => return None,
        ContainerState::Waiting(reason) => {
            let mut waiting = Mapping::default();
            waiting.put("reason", text(reason));
            waiting.put("message", status.message.as_ref().and_then(|message| text(message)));
            state.put("waiting", waiting.end());
        }
        ContainerState::Running(since) => {
            let mut running = Mapping::default();
            running.put("startedAt", time(since));
            state.put("running", running.end());
        }
        // It is the last one that ended, so that is when.
        ContainerState::Terminated(exit_code) => {
            let ended = status.last_termination.filter(|ended| ended.exit_code == exit_code);
            state.put("terminated", ended.and_then(terminated));
        }
    }
    let mut last = Mapping::default();
    if !matches!(status.container, ContainerState::Terminated(_)) {
        last.put("terminated", status.last_termination.and_then(terminated));
    }
    let empty = || Node::from(Value::Map(Vec::new()));
    let mut mapping = Mapping::default();
    mapping.put("name", text(&pod.container));
    mapping.put("image", text(&pod.image));
    mapping.put("imageID", Some(Value::Text(String::new()).into()));
    mapping.put("ready", Some(Value::Bool(pod.is_running() && status.container_ready).into()));
    mapping.put("restartCount", whole(status.restart_count));
    mapping.put("started", Some(Value::Bool(status.started).into()));
    mapping.put("state", Some(state.end().unwrap_or_else(empty)));
    mapping.put("lastState", Some(last.end().unwrap_or_else(empty)));
    mapping.end()
}

fn terminated(ended: Termination) -> Option<Node> {
    let mut mapping = Mapping::default();
    mapping.put("exitCode", whole(ended.exit_code));
    mapping.put("reason", text(ended.reason()));
    mapping.put("finishedAt", time(ended.finished_at));
    mapping.end()
}
