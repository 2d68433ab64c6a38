//! Pod: one container on one node.

use super::object::{Name, ObjectMeta};
use super::time::{Millis, SECOND, timestamp};
use super::workload::PodTemplate;

/// Where a pod is in its life. Terminating is no phase but a deletion timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PodPhase {
    /// Not every container has started yet.
    Pending,
    /// The container has started.
    Running,
    /// It ended with exit code 0.
    Succeeded,
    /// It ended with another exit code.
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
    /// Not started, with upstream's one-word reason.
    Waiting(&'static str),
    /// Its process runs since this instant, ms.
    Running(Millis),
    /// Its process ended with this exit code.
    Terminated(u8),
}

/// What a pod is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodStatus {
    /// Where it is in its life.
    pub phase: PodPhase,
    /// Its container.
    pub container: ContainerState,
    /// The Ready condition holds.
    pub ready: bool,
    /// When the Ready condition last changed, whole seconds.
    pub ready_transition: Millis,
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
    /// Grace it gets when it is deleted, ms.
    pub termination_grace_period: Millis,
    /// The node it is bound to.
    pub node_name: Option<Name>,
    /// Fact.
    pub status: PodStatus,
}

impl Pod {
    /// A pod as a ReplicaSet asks for it, at `now` ms.
    pub fn new(metadata: ObjectMeta, template: &PodTemplate, now: Millis) -> Self {
        Self {
            metadata,
            image: template.image.clone(),
            container: template.container.clone(),
            termination_grace_period: template.termination_grace_period,
            node_name: None,
            status: PodStatus {
                phase: PodPhase::Pending,
                container: ContainerState::None,
                ready: false,
                ready_transition: timestamp(now),
                has_ip: false,
                restart_count: 0,
            },
        }
    }

    /// Neither finished nor being deleted. Models pkg/controller/controller_utils.go IsPodActive.
    pub fn is_active(&self) -> bool {
        !self.status.phase.is_finished() && self.metadata.deletion_timestamp.is_none()
    }

    /// Being deleted and not finished yet.
    pub fn is_terminating(&self) -> bool {
        self.metadata.deletion_timestamp.is_some() && !self.status.phase.is_finished()
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
            ContainerState::None | ContainerState::Running(_) => self.status.phase.as_str(),
            ContainerState::Waiting(reason) => reason,
            ContainerState::Terminated(0) => "Completed",
            ContainerState::Terminated(_) => "Error",
        }
    }

    /// Sets the Ready condition and, if that changes it, when it did.
    pub fn set_ready(&mut self, ready: bool, now: Millis) {
        if self.status.ready != ready {
            self.status.ready = ready;
            self.status.ready_transition = timestamp(now);
        }
    }
}
