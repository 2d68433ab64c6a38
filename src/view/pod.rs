//! One pod in every detail, and the nodes.

use std::rc::Rc;

use crate::kube::object::{Name, Uid};
use crate::kube::resources::Resources;
use crate::kube::time::{Millis, SECOND};
use crate::message::{Message, Said};
use crate::sim::node::Node;
use crate::sim::pod::{ContainerState, Pod};
use crate::sim::probe::Probe;
use crate::sim::scheduler::NodeInfo;

use super::View;
use super::conditions::ConditionView;

/// A node as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeView {
    /// What the API server knows of it.
    pub node: Rc<Node>,
    /// What the pods bound to it ask for, as the scheduler counts it.
    pub requested: Resources,
    /// How many they are.
    pub pods: u32,
    /// Its machine can be reached, which the API server learns only later.
    pub reachable: bool,
    /// Pods that a drain could not evict yet, with the reason.
    pub refused: Vec<(Name, Name)>,
}

/// A pod as its detail shows it. Without facts and conditions once it is gone: then what the log says of it is what is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodDetail {
    /// The pod.
    pub uid: Uid,
    pub name: Name,
    /// Its object still exists.
    pub exists: bool,
    /// What is known of it, each with its label.
    pub facts: Vec<(Message, Said)>,
    /// Its conditions in the kubelet's order.
    pub conditions: Vec<ConditionView>,
}

/// A probe in words, e.g. `every 10 s from second 0 on, timeout 1 s, 1 good or 3 bad in a row decide`.
fn probe_message(probe: &Probe) -> Message {
    if probe.period == 0 {
        return message!("pod-ideal-probe");
    }
    message!(
        "pod-probe",
        period = probe.period / SECOND,
        delay = probe.initial_delay / SECOND,
        timeout = probe.timeout / SECOND,
        good = probe.success_threshold,
        bad = probe.failure_threshold
    )
}

fn container(pod: &Pod, now: Millis) -> Message {
    match pod.status.container {
        ContainerState::None => message!("pod-none-yet"),
        ContainerState::Waiting(reason) => message!("pod-container-waiting", reason),
        ContainerState::Running(since) => {
            message!("pod-container-running", seconds = now.saturating_sub(since) / SECOND)
        }
        ContainerState::Terminated(code) => message!("pod-container-terminated", code),
    }
}

fn facts(pod: &Pod, now: Millis) -> Vec<(Message, Said)> {
    let seconds = |ms: Millis| Said::from(message!("pod-seconds", seconds = ms));
    let probe =
        |probe: &Option<Probe>| -> Said { probe.as_ref().map_or_else(|| message!("pod-none"), probe_message).into() };
    let none_yet = || Said::from(message!("pod-none-yet"));
    let ready = if pod.status.ready { message!("pod-yes") } else { message!("pod-no") };
    let requests = message!("pod-resources", cpu = pod.requests.cpu_milli, memory = pod.requests.memory_mib);
    let age = now.saturating_sub(pod.metadata.creation_timestamp) / SECOND;
    let mut facts = vec![
        (message!("pod-status"), pod.status_word().into()),
        (message!("pod-phase"), pod.status.phase.as_str().into()),
        (message!("pod-node"), pod.node_name().map_or_else(none_yet, Said::from)),
        (message!("pod-image"), (&pod.image).into()),
        (message!("pod-container"), container(pod, now).into()),
        (message!("pod-ready"), ready.into()),
        (message!("pod-restarts"), pod.status.restart_count.into()),
        (message!("pod-age"), seconds(age)),
        (message!("pod-requests"), requests.into()),
        (message!("pod-readiness"), probe(&pod.lifecycle.readiness)),
        (message!("pod-liveness"), probe(&pod.lifecycle.liveness)),
        (message!("pod-startup"), probe(&pod.lifecycle.startup)),
        (message!("pod-grace"), seconds(pod.termination_grace_period / SECOND)),
    ];
    if let Some(ends) = pod.metadata.deletion_timestamp {
        facts.push((message!("pod-sigkill"), seconds(ends.saturating_sub(now).div_ceil(SECOND))));
    }
    if let Some(message) = &pod.status.message {
        facts.push((message!("pod-message"), message.into()));
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
                refused: self.refused_evictions(&info.name),
            })
        };
        (0..).zip(self.cluster.nodes()).filter_map(view).collect()
    }

    fn refused_evictions(&self, node: &str) -> Vec<(Name, Name)> {
        let refused = self.cluster.refused_evictions(node);
        refused.map(|(pod, refusal)| (pod.clone(), refusal.cause.clone().unwrap_or_default())).collect()
    }
}
