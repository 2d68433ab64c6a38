//! The columns of every resource. Models pkg/printers/internalversion/printers.go, and the additionalPrinterColumns of the
//! definitions of custom resources: gateway-api's, Argo Rollouts' and Flagger's.

use super::super::columns::{self, age, since};
use super::super::events::ListedEvent;
use super::super::peek::{NONE, at, go, items, labels_at, or_none, pairs, text, text_or_none, texts};
use super::super::show;
use super::item::{Item, What, part};
use crate::kube::object::{Kind, ObjectMeta};
use crate::kube::pod::PodTemplateSpec;
use crate::kube::time::Millis;
use crate::kube::tree::{Node, Value};
use crate::sim::objects::Object;
use crate::sim::pod::{ContainerState, Pod, address};
use crate::sim::{Cluster, KUBERNETES_VERSION};

/// A column: its head, and whether only `-o wide` has it.
pub type Column = (&'static str, bool);

/// The columns of a resource, in order.
pub fn columns_of(what: What) -> Vec<Column> {
    let narrow_and_wide: (&[&str], &[&str]) = match what {
        What::Event => {
            return [
                ("LAST SEEN", false),
                ("TYPE", false),
                ("REASON", false),
                ("OBJECT", false),
                ("SUBOBJECT", true),
                ("SOURCE", true),
                ("MESSAGE", false),
                ("FIRST SEEN", true),
                ("COUNT", true),
                ("NAME", true),
            ]
            .into();
        }
        What::Kind(Kind::Canary) => {
            return [
                ("NAME", false),
                ("STATUS", false),
                ("WEIGHT", false),
                ("SUSPENDED", true),
                ("FAILEDCHECKS", true),
                ("INTERVAL", true),
                ("MIRROR", true),
                ("STEPWEIGHT", true),
                ("STEPWEIGHTS", true),
                ("MAXWEIGHT", true),
                ("LASTTRANSITIONTIME", false),
            ]
            .into();
        }
        What::Kind(kind) => plain(kind),
    };
    let (narrow, wide) = narrow_and_wide;
    narrow.iter().map(|head| (*head, false)).chain(wide.iter().map(|head| (*head, true))).collect()
}

/// Heads of a kind whose wide columns come last.
fn plain(kind: Kind) -> (&'static [&'static str], &'static [&'static str]) {
    const WORKLOAD: &[&str] = &["CONTAINERS", "IMAGES", "SELECTOR"];
    match kind {
        Kind::Deployment => (&["NAME", "READY", "UP-TO-DATE", "AVAILABLE", "AGE"], WORKLOAD),
        Kind::ReplicaSet => (&["NAME", "DESIRED", "CURRENT", "READY", "AGE"], WORKLOAD),
        Kind::Pod => {
            (&["NAME", "READY", "STATUS", "RESTARTS", "AGE"], &["IP", "NODE", "NOMINATED NODE", "READINESS GATES"])
        }
        Kind::Service => (&["NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE"], &["SELECTOR"]),
        Kind::Node => (
            &["NAME", "STATUS", "ROLES", "AGE", "VERSION"],
            &["INTERNAL-IP", "EXTERNAL-IP", "OS-IMAGE", "KERNEL-VERSION", "CONTAINER-RUNTIME"],
        ),
        Kind::HttpRoute => (&["NAME", "HOSTNAMES", "AGE"], &[]),
        Kind::Ingress => (&["NAME", "CLASS", "HOSTS", "ADDRESS", "PORTS", "AGE"], &[]),
        Kind::ResourceQuota => (&["NAME", "REQUEST", "LIMIT", "AGE"], &[]),
        Kind::EndpointSlice => (&["NAME", "ADDRESSTYPE", "PORTS", "ENDPOINTS", "AGE"], &[]),
        Kind::Rollout => (&["NAME", "DESIRED", "CURRENT", "UP-TO-DATE", "AVAILABLE", "AGE"], &[]),
        Kind::AnalysisRun => (&["NAME", "STATUS", "AGE"], &[]),
        Kind::PodDisruptionBudget | Kind::HorizontalPodAutoscaler => (columns::heads(kind), &[]),
        _ => (&["NAME", "AGE"], &[]),
    }
}

/// A cell for each column, wide ones too.
pub fn row(item: &Item, cluster: &Cluster) -> Vec<String> {
    let now = cluster.now();
    let object = match item {
        Item::Event(event, _) => return of_event(event, &item.name(), cluster),
        Item::Object(object) => object,
    };
    let own = match object {
        Object::Pod(pod) => of_pod(pod, now),
        Object::PodDisruptionBudget(_) | Object::HorizontalPodAutoscaler(_) => return columns::row(object, now),
        Object::Deployment(deployment) => {
            let (spec, status) = (&deployment.spec, &deployment.status);
            let mut cells = vec![
                format!("{}/{}", status.ready_replicas, spec.replicas),
                status.updated_replicas.to_string(),
                status.available_replicas.to_string(),
                age(&deployment.metadata, now),
            ];
            cells.extend(containers(&spec.template));
            let selector = spec.selector.as_ref().map_or(String::new(), |selector| selector.in_words());
            cells.push(or_none(selector));
            cells
        }
        Object::ReplicaSet(set) => {
            let counts = [set.spec.replicas, set.status.replicas, set.status.ready_replicas];
            let mut cells: Vec<String> = counts.iter().map(ToString::to_string).collect();
            cells.push(age(&set.metadata, now));
            cells.extend(containers(&set.spec.template));
            cells.push(or_none(set.spec.selector.in_words()));
            cells
        }
        Object::Node(node) => {
            let [none, unknown] = [NONE, "<unknown>"].map(String::from);
            let mut cells = vec![
                node.status_word().into(),
                none.clone(),
                age(&node.metadata, now),
                KUBERNETES_VERSION.into(),
                none.clone(),
                none,
            ];
            cells.extend([unknown.clone(), unknown.clone(), unknown]);
            cells
        }
        _ => of_tree(object, &show::tree(object, cluster.objects()), now),
    };
    let name = object.metadata().name.to_string();
    std::iter::once(name).chain(own).collect()
}

/// Names and images of a template's containers.
fn containers(template: &PodTemplateSpec) -> [String; 2] {
    let all = &template.spec.containers;
    let join = |texts: Vec<&str>| or_none(texts.join(","));
    [join(all.iter().map(|it| &*it.name).collect()), join(all.iter().map(|it| &*it.image).collect())]
}

/// Models printPod. Containers beside the first share its fate.
fn of_pod(pod: &Pod, now: Millis) -> Vec<String> {
    let status = &pod.status;
    let count = pod.spec.containers.len().max(1);
    let ready = if pod.is_running() && status.container_ready { count } else { 0 };
    // Of a container that has ended and is not started again yet, the time is that of the end before.
    let ended = status.last_termination.filter(|_| !matches!(status.container, ContainerState::Terminated(_)));
    let restarts = match ended.filter(|_| status.restart_count > 0) {
        Some(ended) => format!("{} ({} ago)", status.restart_count, since(ended.finished_at, now)),
        None => status.restart_count.to_string(),
    };
    let gates = pod.spec.readiness_gates.len();
    vec![
        format!("{ready}/{count}"),
        pod.status_word().into(),
        restarts,
        age(&pod.metadata, now),
        if status.has_ip { address(pod.metadata.uid) } else { NONE.into() },
        pod.node_name().map_or_else(|| NONE.into(), ToString::to_string),
        NONE.into(),
        if gates == 0 { NONE.into() } else { format!("0/{gates}") },
    ]
}

/// Kinds whose cells are read from the object as the API server shows it.
fn of_tree(object: &Object, tree: &Node, now: Millis) -> Vec<String> {
    let age = || age(object.metadata(), now);
    match object.kind() {
        Kind::Service => of_service(tree, object.metadata(), now),
        Kind::Ingress => vec![
            text_or_none(tree, "spec.ingressClassName"),
            hosts(tree),
            String::new(),
            if items(tree, "spec.tls").is_empty() { "80".into() } else { "80, 443".into() },
            age(),
        ],
        Kind::HttpRoute => vec![at(tree, "spec.hostnames").map_or_else(String::new, Node::json), age()],
        Kind::ResourceQuota => {
            let [requests, limits] = quota(tree);
            vec![requests, limits, age()]
        }
        Kind::EndpointSlice => {
            let ports = items(tree, "ports").iter().map(|port| text(port, "port")).collect();
            let endpoints = items(tree, "endpoints").iter().flat_map(|one| texts(one, "addresses")).collect();
            vec![text(tree, "addressType"), at_most_three(ports), at_most_three(endpoints), age()]
        }
        Kind::Rollout => {
            let counts = ["spec.replicas", "status.replicas", "status.updatedReplicas", "status.availableReplicas"];
            counts.iter().map(|place| text(tree, place)).chain([age()]).collect()
        }
        Kind::AnalysisRun => vec![text(tree, "status.phase"), age()],
        Kind::Canary => [
            "status.phase",
            "status.canaryWeight",
            "spec.suspend",
            "status.failedChecks",
            "spec.analysis.interval",
            "spec.analysis.mirror",
            "spec.analysis.stepWeight",
            "spec.analysis.stepWeights",
            "spec.analysis.maxWeight",
            "status.lastTransitionTime",
        ]
        .iter()
        .map(|place| match at(tree, place) {
            Some(node) if matches!(node.value, Value::List(_)) => node.json(),
            _ => text(tree, place),
        })
        .collect(),
        _ => vec![age()],
    }
}

/// Models printService.
fn of_service(tree: &Node, metadata: &ObjectMeta, now: Millis) -> Vec<String> {
    let kind = text(tree, "spec.type");
    let given = texts(tree, "spec.externalIPs").join(",");
    let external = match kind.as_str() {
        "LoadBalancer" if given.is_empty() => "<pending>".into(),
        "ExternalName" => text(tree, "spec.externalName"),
        _ => or_none(given),
    };
    let port = |port: &Node| {
        let node_port = Some(text(port, "nodePort")).filter(|port| !port.is_empty() && port != "0");
        let node_port = node_port.map_or_else(String::new, |port| format!(":{port}"));
        format!("{}{node_port}/{}", text(port, "port"), text(port, "protocol"))
    };
    let ports: Vec<String> = items(tree, "spec.ports").iter().map(port).collect();
    vec![
        kind,
        text_or_none(tree, "spec.clusterIP"),
        external,
        or_none(ports.join(",")),
        age(metadata, now),
        labels_at(tree, "spec.selector"),
    ]
}

/// Models formatHosts.
fn hosts(tree: &Node) -> String {
    let hosts: Vec<String> = items(tree, "spec.rules").iter().map(|rule| text(rule, "host")).collect();
    let hosts: Vec<String> = hosts.into_iter().filter(|host| !host.is_empty()).collect();
    match hosts.len() {
        0 => "*".into(),
        1..=3 => hosts.join(","),
        more => format!("{} + {} more...", hosts[..3].join(","), more - 3),
    }
}

/// Models formatDiscoveryPorts and formatDiscoveryEndpoints.
fn at_most_three(list: Vec<String>) -> String {
    match list.len() {
        0 => "<unset>".into(),
        1..=3 => list.join(","),
        more => format!("{} + {} more...", list[..3].join(","), more - 3),
    }
}

/// What is used of what, requests and limits apart. Models printResourceQuota.
fn quota(tree: &Node) -> [String; 2] {
    let mut both = [Vec::new(), Vec::new()];
    for (key, hard) in pairs(tree, "status.hard") {
        let used = at(tree, "status.used").and_then(|used| used.field(&key.text));
        let used = used.map_or_else(|| "0".into(), |used| go(&used.value));
        let limit = usize::from(key.text.starts_with("limits"));
        both[limit].push(format!("{}: {used}/{}", key.text, go(&hard.value)));
    }
    both.map(|list| list.join(", "))
}

/// Models printEvent.
fn of_event(event: &ListedEvent, name: &str, cluster: &Cluster) -> Vec<String> {
    let now = cluster.now();
    let of = super::super::resource::of(event.object_kind).singular;
    vec![
        since(event.last_seen, now),
        event.kind.into(),
        event.reason.into(),
        format!("{of}/{}", event.object),
        part(event, cluster).unwrap_or_default(),
        event.source.into(),
        event.message.trim().into(),
        since(event.first_seen, now),
        event.count.to_string(),
        name.into(),
    ]
}
