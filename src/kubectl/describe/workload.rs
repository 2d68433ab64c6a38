//! Deployments, ReplicaSets and pods. Models kubectl's pkg/describe/describe.go describeDeployment, describeReplicaSet and
//! describePod.

use super::super::columns::human_duration;
use super::super::peek::{at, items, number, or_none, text};
use super::page::{Page, date};
use super::template::{Statuses, containers, template, tolerations, volumes};
use crate::kube::calendar::rfc3339;
use crate::kube::object::{Kind, Name};
use crate::kube::time::{Millis, SECOND};
use crate::kube::tree::Node;
use crate::kube::workload::{Deployment, POD_TEMPLATE_HASH, ReplicaSet, Strategy};
use crate::sim::Cluster;
use crate::sim::event::Happening;
use crate::sim::pod::{Pod, PodPhase};
use crate::sorted;

pub fn deployment(page: &mut Page, deployment: &Deployment, tree: &Node, cluster: &Cluster) {
    let (spec, status) = (&deployment.spec, &deployment.status);
    page.field(0, "CreationTimestamp", date(&text(tree, "metadata.creationTimestamp")));
    page.labels("Labels", tree, "metadata.labels");
    page.annotations("Annotations", tree, "metadata.annotations");
    page.field(0, "Selector", or_none(spec.selector.as_ref().map_or(String::new(), |selector| selector.in_words())));
    page.field(
        0,
        "Replicas",
        format!(
            "{} desired | {} updated | {} total | {} available | {} unavailable",
            spec.replicas,
            status.updated_replicas,
            status.replicas,
            status.available_replicas,
            status.unavailable_replicas
        ),
    );
    page.field(0, "StrategyType", text(tree, "spec.strategy.type"));
    page.field(0, "MinReadySeconds", spec.min_ready_seconds.to_string());
    if let Strategy::RollingUpdate { max_surge, max_unavailable } = &spec.strategy {
        let bounds = format!("{max_unavailable} max unavailable, {max_surge} max surge");
        page.field(0, "RollingUpdateStrategy", bounds);
    }
    if let Some(given) = at(tree, "spec.template") {
        template(page, given);
    }
    conditions(page, tree);
    let mut sets: Vec<_> = cluster.objects().replica_sets_of(deployment.metadata.uid).collect();
    sorted::sort_by_key(&mut sets, |set| set.metadata.name.clone());
    let (new, old): (Vec<_>, Vec<_>) = sets.into_iter().partition(|set| is_new(deployment, set));
    let list = |sets: &[_]| {
        let one = |set: &&std::rc::Rc<ReplicaSet>| {
            format!("{} ({}/{} replicas created)", set.metadata.name, set.status.replicas, set.spec.replicas)
        };
        or_none(sets.iter().map(one).collect::<Vec<String>>().join(", "))
    };
    page.field(0, "OldReplicaSets", list(&old));
    page.field(0, "NewReplicaSet", list(new.get(..1).unwrap_or_default()));
}

/// Its template is the Deployment's, but for the hash. Models deployment_util.go FindNewReplicaSet.
fn is_new(deployment: &Deployment, set: &ReplicaSet) -> bool {
    let mut template = set.spec.template.clone();
    let labels = template.metadata.labels.iter().filter(|(key, _)| &***key != POD_TEMPLATE_HASH);
    template.metadata.labels = std::rc::Rc::new(sorted::map(labels.map(|(key, value)| (key.clone(), value.clone()))));
    template == deployment.spec.template
}

fn conditions(page: &mut Page, tree: &Node) {
    let all = items(tree, "status.conditions");
    if all.is_empty() {
        return;
    }
    page.line(0, "Conditions:");
    page.line(1, "Type\tStatus\tReason");
    page.line(1, "----\t------\t------");
    for one in all {
        page.line(1, &format!("{} \t{}\t{}", text(one, "type"), text(one, "status"), text(one, "reason")));
    }
}

/// Its owner, where it has one.
fn controlled_by(page: &mut Page, tree: &Node) {
    if let Some(owner) = items(tree, "metadata.ownerReferences").first() {
        page.field(0, "Controlled By", format!("{}/{}", text(owner, "kind"), text(owner, "name")));
    }
}

pub fn replica_set(page: &mut Page, set: &ReplicaSet, tree: &Node, cluster: &Cluster) {
    page.field(0, "Selector", or_none(set.spec.selector.in_words()));
    page.labels("Labels", tree, "metadata.labels");
    page.annotations("Annotations", tree, "metadata.annotations");
    controlled_by(page, tree);
    page.field(0, "Replicas", format!("{} current / {} desired", set.status.replicas, set.spec.replicas));
    let count = |phase: PodPhase| {
        cluster.objects().pods_of(Some(set.metadata.uid)).filter(|pod| pod.status.phase == phase).count()
    };
    let phases = [PodPhase::Running, PodPhase::Pending, PodPhase::Succeeded, PodPhase::Failed].map(count);
    let [running, waiting, succeeded, failed] = phases;
    page.field(
        0,
        "Pods Status",
        format!("{running} Running / {waiting} Waiting / {succeeded} Succeeded / {failed} Failed"),
    );
    if let Some(given) = at(tree, "spec.template") {
        template(page, given);
    }
    conditions(page, tree);
}

pub fn pod(page: &mut Page, pod: &Pod, tree: &Node, cluster: &Cluster) {
    page.field(0, "Priority", number(tree, "spec.priority").to_string());
    for (title, place) in
        [("Priority Class Name", "spec.priorityClassName"), ("Service Account", "spec.serviceAccountName")]
    {
        let value = text(tree, place);
        if !value.is_empty() {
            page.field(0, title, value);
        }
    }
    page.field(0, "Node", pod.node_name().map_or_else(|| "<none>".into(), |node| format!("{node}/")));
    let happened = |is_it: fn(&Happening) -> bool, before: Millis| happened(cluster, &pod.metadata.name, is_it, before);
    if let Some(at) = happened(|it| matches!(it, Happening::Scheduled { .. }), Millis::MAX) {
        page.field(0, "Start Time", date(&rfc3339(at)));
    }
    page.labels("Labels", tree, "metadata.labels");
    page.annotations("Annotations", tree, "metadata.annotations");
    match pod.metadata.deletion_timestamp.filter(|_| pod.is_terminating()) {
        Some(ends) => {
            page.field(0, "Status", format!("Terminating (lasts {})", lasts(ends, cluster.now())));
            page.field(0, "Termination Grace Period", format!("{}s", pod.termination_grace_period / SECOND));
        }
        None => page.field(0, "Status", pod.status.phase.as_str()),
    }
    for (title, place) in [("Reason", "status.reason"), ("Message", "status.message")] {
        let value = text(tree, place);
        if !value.is_empty() {
            page.field(0, title, value);
        }
    }
    page.field(0, "IP", text(tree, "status.podIP"));
    let addresses = items(tree, "status.podIPs");
    page.line(0, if addresses.is_empty() { "IPs:\t<none>" } else { "IPs:" });
    addresses.iter().for_each(|one| page.field(1, "IP", text(one, "ip")));
    controlled_by(page, tree);
    let ended = pod.status.last_termination.map_or(0, |ended| ended.finished_at);
    let started = happened(|it| matches!(it, Happening::Started), ended).map_or_else(String::new, rfc3339);
    if !items(tree, "spec.initContainers").is_empty() {
        containers(
            page,
            "Init Containers",
            tree,
            "spec.initContainers",
            Some(&Statuses { pod: tree, started: String::new() }),
        );
    }
    containers(page, "Containers", tree, "spec.containers", Some(&Statuses { pod: tree, started }));
    let gates = items(tree, "spec.readinessGates");
    if !gates.is_empty() {
        page.line(0, "Readiness Gates:");
        page.line(1, "Type\tStatus");
        gates.iter().for_each(|gate| page.line(1, &format!("{} \t<none> ", text(gate, "conditionType"))));
    }
    page.line(0, "Conditions:");
    page.line(1, "Type\tStatus");
    for one in items(tree, "status.conditions") {
        page.line(1, &format!("{} \t{} ", text(one, "type"), text(one, "status")));
    }
    volumes(page, tree, "");
    page.field(0, "QoS Class", text(tree, "status.qosClass"));
    page.labels("Node-Selectors", tree, "spec.nodeSelector");
    tolerations(page, "Tolerations", tree);
}

/// When something happened to a pod last, not after an instant.
fn happened(cluster: &Cluster, pod: &Name, is_it: fn(&Happening) -> bool, before: Millis) -> Option<Millis> {
    let all = cluster.log().events().iter().rev().filter(|event| event.kind == Kind::Pod && event.object == *pod);
    all.filter(|event| event.at <= before).find(|event| is_it(&event.happening)).map(|event| event.at)
}

/// How long ago the end of a pod's grace was, which still lies ahead: kubectl has no word for that. Models
/// translateTimestampSince and HumanDuration.
fn lasts(ends: Millis, now: Millis) -> String {
    let ends = ends / SECOND * SECOND;
    if ends <= now {
        human_duration(now - ends)
    } else if ends - now < 2 * SECOND {
        "0s".into()
    } else {
        "<invalid>".into()
    }
}
