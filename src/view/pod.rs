//! One pod in every detail, and the nodes.

use std::rc::Rc;

use crate::kube::object::{Name, Uid};
use crate::kube::resources::Resources;
use crate::kube::time::{Millis, SECOND};
use crate::sim::node::Node;
use crate::sim::pod::{ContainerState, Pod};
use crate::sim::probe::Probe;
use crate::sim::scheduler::NodeInfo;

use super::View;
use super::conditions::ConditionView;

/// A node as the page shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeView {
    /// What the API server knows of it.
    pub node: Rc<Node>,
    /// What the pods bound to it ask for, as the scheduler counts it.
    pub requested: Resources,
    /// How many they are.
    pub pods: u32,
    /// Its machine can be reached, which the API server learns only later.
    pub reachable: bool,
}

/// A pod as its detail shows it. Without facts and conditions once it is gone: then what the log says of it is what is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodDetail {
    /// The pod.
    pub uid: Uid,
    /// Its name.
    pub name: Name,
    /// Its object still exists.
    pub exists: bool,
    /// What is known of it, each with its label.
    pub facts: Vec<(&'static str, String)>,
    /// Its conditions in the kubelet's order.
    pub conditions: Vec<ConditionView>,
}

/// A probe in words, e.g. `every 10 s, timeout 1 s, ready after 1 good check, not ready after 3 bad ones`.
fn probe_words(probe: &Probe) -> String {
    if probe.period == 0 {
        return "an ideal probe: sees each change at once".into();
    }
    format!(
        "every {} s from second {} on, timeout {} s, {} good or {} bad in a row decide",
        probe.period / SECOND,
        probe.initial_delay / SECOND,
        probe.timeout / SECOND,
        probe.success_threshold,
        probe.failure_threshold
    )
}

fn container_words(pod: &Pod, now: Millis) -> String {
    match pod.status.container {
        ContainerState::None => "none yet".into(),
        ContainerState::Waiting(reason) => format!("Waiting: {reason}"),
        ContainerState::Running(since) => format!("Running for {} s", now.saturating_sub(since) / SECOND),
        ContainerState::Terminated(code) => format!("Terminated with exit code {code}"),
    }
}

fn facts(pod: &Pod, now: Millis) -> Vec<(&'static str, String)> {
    let yes = |yes: bool| if yes { "yes" } else { "no" }.to_string();
    let probe = |probe: &Option<Probe>| probe.as_ref().map_or("none".into(), probe_words);
    let requests = pod.requests;
    let mut facts = vec![
        ("Status", pod.status_word().to_string()),
        ("Phase", pod.status.phase.as_str().into()),
        ("Node", pod.node_name().map_or("none yet".into(), |node| node.to_string())),
        ("Image", pod.image.to_string()),
        ("Container", container_words(pod, now)),
        ("Ready", yes(pod.status.ready)),
        ("Restarts", pod.status.restart_count.to_string()),
        ("Age", format!("{} s", now.saturating_sub(pod.metadata.creation_timestamp) / SECOND)),
        ("Requests", format!("{} m CPU, {} Mi memory", requests.cpu_milli, requests.memory_mib)),
        ("Readiness", probe(&pod.lifecycle.readiness)),
        ("Liveness", probe(&pod.lifecycle.liveness)),
        ("Startup", probe(&pod.lifecycle.startup)),
        ("Grace", format!("{} s", pod.termination_grace_period / SECOND)),
    ];
    if let Some(ends) = pod.metadata.deletion_timestamp {
        facts.push(("SIGKILL in", format!("{} s", ends.saturating_sub(now).div_ceil(SECOND))));
    }
    if let Some(message) = &pod.status.message {
        facts.push(("Message", message.to_string()));
    }
    facts
}

impl View<'_> {
    /// A pod, there or gone.
    pub fn pod_detail(&self, uid: Uid, name: Name) -> PodDetail {
        let pod = self.cluster.objects().pods.get(&uid);
        let now = self.cluster.now();
        PodDetail {
            uid,
            exists: pod.is_some(),
            facts: pod.map_or(Vec::new(), |pod| facts(pod, now)),
            conditions: pod.map_or(Vec::new(), |pod| pod.conditions().iter().map(ConditionView::of).collect()),
            name,
        }
    }

    /// Every node.
    pub fn nodes(&self) -> Vec<NodeView> {
        let view = |(index, info): (u32, &NodeInfo)| {
            let node = self.cluster.node(index)?.clone();
            Some(NodeView {
                node,
                requested: info.requested,
                pods: info.pods,
                reachable: self.cluster.reachable(index),
            })
        };
        (0..).zip(self.cluster.nodes()).filter_map(view).collect()
    }
}
