//! Pod: one container on one node.

use std::rc::Rc;

use super::node::NodeRef;
use super::probe::{Lifecycle, millis};
use crate::kube::object::{Condition, ConditionStatus, Name, ObjectMeta, Uid};
use crate::kube::pod::{PodSpec, PodTemplateSpec, ReadinessGate};
use crate::kube::resources::Resources;
use crate::kube::time::{Millis, SECOND, timestamp};

/// Where a pod is in its life. Terminating is no phase but a deletion timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PodPhase {
    /// Not every container has started yet.
    Pending,
    /// The container has started.
    Running,
    /// It ended with exit code 0.
    Succeeded,
    /// It ended with another exit code, or the pod was evicted.
    Failed,
}

impl PodPhase {
    /// As the API writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Running => "Running",
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
        }
    }

    /// Neither ever changes again.
    pub fn is_finished(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed)
    }
}

/// What the container is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainerState {
    /// No runtime has reported it yet; the pod may even be without a node.
    None,
    /// Not running, with upstream's one-word reason.
    Waiting(&'static str),
    /// Its process runs since this instant, ms.
    Running(Millis),
    /// Its process ended with this exit code.
    Terminated(u8),
}

/// How a container ended the last time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Termination {
    /// 0 well, 1 an error of its own, 137 killed, 143 ended by SIGTERM.
    pub exit_code: u8,
    /// When, ms.
    pub finished_at: Millis,
}

impl Termination {
    /// Upstream's one-word reason.
    pub fn reason(self) -> &'static str {
        if self.exit_code == 0 { "Completed" } else { "Error" }
    }
}

/// Who ends a pod before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disruption {
    /// The API server, asked to evict it. Models pkg/registry/core/pod/storage/eviction.go addConditionAndDeletePod.
    EvictionApi,
    /// Its node cannot be reached. Models pkg/controller/tainteviction addConditionAndDeletePod.
    TaintManager,
    /// Its node runs short. Models pkg/kubelet/eviction/eviction_manager.go evictPod.
    Kubelet,
}

impl Disruption {
    /// Reason and message of the condition DisruptionTarget.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::EvictionApi => ("EvictionByEvictionAPI", "Eviction API: evicting"),
            Self::TaintManager => ("DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint"),
            Self::Kubelet => ("TerminationByKubelet", LOW_ON_MEMORY),
        }
    }
}

/// Why the kubelet throws a pod out.
pub const LOW_ON_MEMORY: &str = "The node was low on resource: memory.";

/// What a pod is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodStatus {
    /// Where it is in its life.
    pub phase: PodPhase,
    /// Why it failed as a whole, e.g. `Evicted`.
    pub reason: Option<&'static str>,
    pub container: ContainerState,
    /// The container is past its startup probe.
    pub started: bool,
    /// How its container ended before this start.
    pub last_termination: Option<Termination>,
    /// Why the container waits, or why no node takes the pod, in upstream's words.
    pub message: Option<Name>,
    /// The container is ready: its probe's verdict.
    pub container_ready: bool,
    /// The Ready condition holds.
    pub ready: bool,
    /// When the Ready condition last changed, whole seconds.
    pub ready_transition: Millis,
    /// The condition DisruptionTarget: who ends it, and since when it says so, whole seconds.
    pub disruption: Option<(Disruption, Millis)>,
    /// Whether it has an address, without which no endpoint is made of it.
    pub has_ip: bool,
    /// Starts of its container after the first.
    pub restart_count: u32,
}

/// v1 Pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pod {
    /// Name, labels, owner.
    pub metadata: ObjectMeta,
    /// Image of its container.
    pub image: Name,
    /// Name of its container.
    pub container: Name,
    /// What its container asks of a node.
    pub requests: Resources,
    /// Its container's probes and preStop hook.
    pub lifecycle: Lifecycle,
    /// All of its template, of which the fields above are what the simulator acts on.
    pub spec: Rc<PodSpec>,
    /// Grace it gets when it is deleted, ms.
    pub termination_grace_period: Millis,
    /// The node it is bound to.
    pub node: Option<NodeRef>,
    pub status: PodStatus,
}

/// A grace period in ms; the kubelet takes one below 0 as 1 s.
fn grace(seconds: i64) -> Millis {
    if seconds < 0 { SECOND } else { millis(seconds) }
}

/// The address of a pod, made up from its number.
pub fn address(pod: Uid) -> String {
    let [_, high, middle, low] = pod.0.to_be_bytes();
    format!("10.{}.{middle}.{low}", 128 + high % 128)
}

impl Pod {
    /// A pod as a ReplicaSet asks for it, at `now` ms.
    pub fn new(metadata: ObjectMeta, template: &PodTemplateSpec, now: Millis) -> Self {
        Self {
            metadata,
            image: template.image(),
            container: template.container().map(|container| container.name.clone()).unwrap_or_default(),
            requests: template.container().map(Resources::requested_by).unwrap_or_default(),
            lifecycle: Lifecycle::of(template),
            spec: template.spec.clone(),
            termination_grace_period: grace(template.spec.termination_grace_period_seconds),
            node: None,
            status: PodStatus {
                phase: PodPhase::Pending,
                reason: None,
                container: ContainerState::None,
                started: false,
                last_termination: None,
                message: None,
                container_ready: false,
                ready: false,
                ready_transition: timestamp(now),
                disruption: None,
                has_ip: false,
                restart_count: 0,
            },
        }
    }

    /// The name of its node.
    pub fn node_name(&self) -> Option<&Name> {
        self.node.as_ref().map(|node| &node.name)
    }

    /// Neither finished nor being deleted. Models pkg/controller/controller_utils.go IsPodActive.
    pub fn is_active(&self) -> bool {
        !self.status.phase.is_finished() && self.metadata.deletion_timestamp.is_none()
    }

    /// Being deleted and not finished yet.
    pub fn is_terminating(&self) -> bool {
        self.metadata.deletion_timestamp.is_some() && !self.status.phase.is_finished()
    }

    /// Its container's process runs.
    pub fn is_running(&self) -> bool {
        matches!(self.status.container, ContainerState::Running(_))
    }

    /// Ready for at least `min_ready_seconds`, by whole-second timestamps.
    ///
    /// Ready since second 12 with 5 s: available from 17,000 ms on.
    ///
    /// Models pkg/api/v1/pod/util.go IsPodAvailable.
    pub fn is_available(&self, min_ready_seconds: i32, now: Millis) -> bool {
        let wait = Millis::try_from(min_ready_seconds).unwrap_or(0);
        self.status.ready && (wait == 0 || (self.status.ready_transition + wait) * SECOND <= now)
    }

    /// The STATUS column of `kubectl get pods`. Models pkg/printers/internalversion/printers.go printPod.
    pub fn status_word(&self) -> &'static str {
        if self.metadata.deletion_timestamp.is_some() && !self.status.phase.is_finished() {
            return "Terminating";
        }
        match self.status.container {
            ContainerState::Waiting(reason) => reason,
            ContainerState::Terminated(0) => "Completed",
            ContainerState::Terminated(_) if self.status.reason.is_none() => "Error",
            _ => self.status.reason.unwrap_or(self.status.phase.as_str()),
        }
    }

    /// The container is ready or not, and with it, unless a readiness gate is not met, the pod. Sets the Ready condition and, if
    /// that changes it, when it did. Models pkg/kubelet/status/generate.go GeneratePodReadyCondition.
    pub fn set_ready(&mut self, ready: bool, now: Millis) {
        self.status.container_ready = ready;
        let ready = ready && self.spec.readiness_gates.is_empty();
        if self.status.ready != ready {
            self.status.ready = ready;
            self.status.ready_transition = timestamp(now);
        }
    }

    /// Why a pod whose container is ready is not.
    fn unmet_gates(&self) -> (&'static str, Name) {
        let gate = |gate: &ReadinessGate| {
            format!("corresponding condition of pod readiness gate \"{}\" does not exist.", gate.condition_type)
        };
        let gates: Vec<String> = self.spec.readiness_gates.iter().map(gate).collect();
        ("ReadinessGatesNotReady", gates.join(", ").into())
    }

    /// Says who ends it; false if it said so before. Models podutil.UpdatePodCondition.
    pub fn set_disruption(&mut self, by: Disruption, now: Millis) -> bool {
        let since = self.status.disruption.map_or(timestamp(now), |(_, since)| since);
        self.status.disruption.replace((by, since)).is_none_or(|(before, _)| before != by)
    }

    /// Its conditions in the kubelet's order, DisruptionTarget before its own. Models pkg/kubelet/status/generate.go and
    /// status_manager.go mergePodStatus.
    ///
    /// Of the kubelet's only Ready's times are kept; the others show the same.
    pub fn conditions(&self) -> Vec<Condition> {
        let status = &self.status;
        let unready = format!("containers with unready status: [{}]", self.container);
        let finished = match status.phase {
            PodPhase::Succeeded => Some("PodCompleted"),
            PodPhase::Failed => Some("PodFailed"),
            _ => None,
        };
        let not_ready = |ready: bool| match (ready, finished) {
            (true, _) => ("", Name::default()),
            (false, Some(reason)) => (reason, Name::default()),
            (false, None) => ("ContainersNotReady", Name::from(unready.as_str())),
        };
        let unscheduled = match (&self.node, &status.message) {
            (None, Some(message)) => ("Unschedulable", message.clone()),
            _ => ("", Name::default()),
        };
        let condition = |kind: &'static str, holds: bool, (reason, message): (&'static str, Name)| Condition {
            kind,
            status: ConditionStatus::from(holds),
            reason,
            message,
            last_update_time: status.ready_transition,
            last_transition_time: status.ready_transition,
        };
        if self.node.is_none() {
            return vec![condition("PodScheduled", false, unscheduled)];
        }
        let nothing = ("", Name::default());
        let initialized =
            if status.phase == PodPhase::Succeeded { ("PodCompleted", Name::default()) } else { nothing.clone() };
        let containers_ready = self.is_running() && status.container_ready;
        let why = if containers_ready && !status.ready { self.unmet_gates() } else { not_ready(status.ready) };
        let disrupted = status.disruption.map(|(by, since)| {
            let (reason, message) = by.words();
            let target = condition("DisruptionTarget", true, (reason, message.into()));
            Condition { last_update_time: since, last_transition_time: since, ..target }
        });
        let own = [
            condition("PodReadyToStartContainers", status.has_ip && finished.is_none(), nothing.clone()),
            condition("Initialized", true, initialized),
            condition("Ready", status.ready, why),
            condition("ContainersReady", containers_ready, not_ready(containers_ready)),
            condition("PodScheduled", true, nothing),
        ];
        disrupted.into_iter().chain(own).collect()
    }
}
