//! What happened, in order: the log a run leaves.

use std::fmt;
use std::rc::Rc;

use super::command::{Answer, Command};
use super::decision::Decision;
use super::drain_step::DrainStep;
use super::pod::LOW_ON_MEMORY;
use super::shared::{SharedList, Stretch};
use super::state::Fnv;
use crate::kube::object::{Kind, Name};
use crate::kube::time::{Millis, go_duration};

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When, ms.
    pub at: Millis,
    /// The kind of object it is about.
    pub kind: Kind,
    /// The object's name.
    pub object: Name,
    pub happening: Happening,
}

/// What can happen. Reasons and messages are upstream's where upstream has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// A person's command was accepted. `kubectl::said` writes both as a terminal shows them.
    Command {
        command: Rc<Command>,
        /// What became of it.
        answer: Answer,
    },
    /// The Deployment controller changed a ReplicaSet's size.
    ScalingReplicaSet {
        /// The ReplicaSet.
        replica_set: Name,
        /// `spec.replicas` before.
        from: i32,
        /// And after.
        to: i32,
        decision: Decision,
    },
    /// The Deployment controller looked and left everything as it was.
    Waiting { decision: Decision },
    /// The Deployment controller went back to a revision as an annotation asked, or could not.
    Rollback {
        /// Upstream's reason.
        reason: &'static str,
        /// Upstream's message.
        message: Name,
    },
    /// The Progressing or Available condition took another status or reason.
    Condition {
        /// Its type.
        condition: &'static str,
        /// `True`, `False` or `Unknown`.
        status: &'static str,
        /// Upstream's reason.
        reason: &'static str,
        /// Upstream's message.
        message: Name,
    },
    /// The ReplicaSet controller made a pod.
    SuccessfulCreate { pod: Name },
    /// The API server refused the ReplicaSet controller a pod.
    FailedCreate {
        /// In the API server's words.
        error: Name,
    },
    /// The ReplicaSet controller deleted a pod.
    SuccessfulDelete { pod: Name },
    /// The scheduler bound the pod.
    Scheduled { node: Name },
    /// The kubelet began to pull the image.
    Pulling { image: Name },
    /// The image is on the node.
    Pulled {
        image: Name,
        /// How long the pull took, ms; `None` if the node had it.
        took: Option<Millis>,
    },
    /// The container exists.
    Created,
    /// The container's process runs.
    Started,
    /// The readiness probe passed for the first time, or again.
    Ready,
    /// A check of a probe failed.
    Unhealthy {
        /// `Readiness`, `Liveness` or `Startup`.
        probe: &'static str,
        /// What the check found, in upstream's words.
        output: Name,
        /// How many checks this stands for: with those before it that the kubelet's recorder dropped.
        times: u32,
        /// With this one the probe's verdict turned: the pod is not ready any more, or its container is ended.
        turns: bool,
    },
    /// The kubelet could not pull the image.
    PullFailed {
        image: Name,
        /// The container runtime's words.
        error: Name,
    },
    /// The container cannot start.
    Failed {
        /// Upstream's one-word reason.
        reason: &'static str,
    },
    /// The next pull has to wait.
    BackOffPull { image: Name },
    /// The next start has to wait.
    BackOffRestart {
        /// Container and pod, as upstream names them.
        subject: Name,
    },
    /// The container's process ended by itself.
    ContainerDied {
        /// Its exit code.
        exit_code: u8,
    },
    /// The kubelet ends a container whose probe failed.
    KillingUnhealthy {
        container: Name,
        /// `Liveness` or `Startup`.
        probe: &'static str,
    },
    /// The kubelet threw the pod out.
    Evicted,
    /// A `kubectl drain` of this node goes on.
    Drain(DrainStep),
    /// No node takes the pod.
    FailedScheduling {
        /// The scheduler's words.
        message: Name,
    },
    /// The node has been silent for too long.
    NodeNotReady,
    /// The node is back.
    NodeReady,
    /// The kubelet ends the container.
    Killing { container: Name },
    /// The pod's object is gone.
    Removed,
    /// A controller outside of Kubernetes writes an event: Argo Rollouts or Flagger.
    Said { reason: &'static str, message: Name },
    /// The proxies route to other pods than before.
    Endpoints {
        /// Usable endpoints now.
        usable: usize,
        /// Usable endpoints before.
        before: usize,
    },
}

impl Happening {
    /// Somebody who watches pods, endpoints and decisions sees it. What a kubelet does to an image or a
    /// pod that is deleted already, a check that fails as the one before, and what the proxies knew go on unseen.
    pub fn is_seen(&self) -> bool {
        match self {
            Self::Pulling { .. } | Self::Pulled { .. } | Self::Created | Self::Killing { .. } => false,
            Self::Unhealthy { turns, .. } => *turns,
            Self::Endpoints { usable, before } => usable != before,
            _ => true,
        }
    }

    /// The one-word reason.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Command { command, .. } if matches!(**command, Command::Fault(_)) => "Fault",
            Self::Command { .. } => "Command",
            Self::ScalingReplicaSet { .. } => "ScalingReplicaSet",
            Self::Waiting { .. } => "Waiting",
            Self::Rollback { reason, .. } | Self::Condition { reason, .. } | Self::Said { reason, .. } => reason,
            Self::SuccessfulCreate { .. } => "SuccessfulCreate",
            Self::FailedCreate { .. } => "FailedCreate",
            Self::SuccessfulDelete { .. } => "SuccessfulDelete",
            Self::Scheduled { .. } => "Scheduled",
            Self::Pulling { .. } => "Pulling",
            Self::Pulled { .. } => "Pulled",
            Self::Created => "Created",
            Self::Started => "Started",
            Self::Ready => "Ready",
            Self::Unhealthy { .. } => "Unhealthy",
            Self::PullFailed { .. } | Self::Failed { .. } => "Failed",
            Self::BackOffPull { .. } | Self::BackOffRestart { .. } => "BackOff",
            Self::ContainerDied { .. } => "Died",
            Self::KillingUnhealthy { .. } => "Killing",
            Self::Evicted => "Evicted",
            Self::Drain(_) => "Drain",
            Self::FailedScheduling { .. } => "FailedScheduling",
            Self::NodeNotReady => "NodeNotReady",
            Self::NodeReady => "NodeReady",
            Self::Killing { .. } => "Killing",
            Self::Removed => "Removed",
            Self::Endpoints { .. } => "Endpoints",
        }
    }

    /// The arithmetic behind it, where a controller decided.
    pub fn decision(&self) -> Option<&Decision> {
        match self {
            Self::ScalingReplicaSet { decision, .. } | Self::Waiting { decision } => Some(decision),
            _ => None,
        }
    }

    /// The pod that a ReplicaSet's entry is about.
    pub fn made_pod(&self) -> Option<&Name> {
        match self {
            Self::SuccessfulCreate { pod } | Self::SuccessfulDelete { pod } => Some(pod),
            _ => None,
        }
    }

    fn message(&self, f: &mut fmt::Formatter<'_>, object: &str) -> fmt::Result {
        match self {
            Self::Command { answer, .. } => write!(f, "{answer:?}"),
            Self::ScalingReplicaSet { replica_set, from, to, .. } => {
                let verb = if to > from { "up" } else { "down" };
                write!(f, "Scaled {verb} replica set {replica_set} from {from} to {to}")
            }
            Self::Waiting { .. } => f.write_str("Nothing to scale now"),
            Self::Condition { condition, status, message, .. } => write!(f, "{condition}={status}: {message}"),
            Self::SuccessfulCreate { pod } => write!(f, "Created pod: {pod}"),
            Self::FailedCreate { error } => write!(f, "Error creating: {error}"),
            Self::SuccessfulDelete { pod } => write!(f, "Deleted pod: {pod}"),
            Self::Scheduled { node } => write!(f, "Successfully assigned default/{object} to {node}"),
            Self::Pulling { image } => write!(f, "Pulling image \"{image}\""),
            Self::Pulled { image, took: None } => {
                write!(f, "Container image \"{image}\" already present on machine and can be accessed by the pod")
            }
            Self::Pulled { image, took: Some(ms) } => {
                let took = go_duration(*ms);
                write!(f, "Successfully pulled image \"{image}\" in {took} ({took} including waiting)")
            }
            Self::Created => f.write_str("Container created"),
            Self::Started => f.write_str("Container started"),
            Self::Ready => f.write_str("Readiness probe succeeded"),
            Self::Unhealthy { probe, output, .. } => write!(f, "{probe} probe failed: {output}"),
            Self::PullFailed { image, error } => write!(f, "Failed to pull image \"{image}\": {error}"),
            Self::Failed { reason } => write!(f, "Error: {reason}"),
            Self::BackOffPull { image } => write!(f, "Back-off pulling image \"{image}\""),
            Self::BackOffRestart { subject } => write!(f, "Back-off restarting failed container {subject}"),
            Self::ContainerDied { exit_code } => write!(f, "Container ended with exit code {exit_code}"),
            Self::KillingUnhealthy { container, probe } => {
                let probe = if *probe == "Startup" { "startup" } else { "liveness" };
                write!(f, "Container {container} failed {probe} probe, will be restarted")
            }
            Self::Evicted => f.write_str(LOW_ON_MEMORY),
            Self::Drain(step) => step.line(f, object),
            Self::FailedScheduling { message } | Self::Rollback { message, .. } | Self::Said { message, .. } => {
                f.write_str(message)
            }
            Self::NodeNotReady => write!(f, "Node {object} status is now: NodeNotReady"),
            Self::NodeReady => write!(f, "Node {object} status is now: NodeReady"),
            Self::Killing { container } => write!(f, "Stopping container {container}"),
            Self::Removed => f.write_str("Pod removed"),
            Self::Endpoints { usable, before } => write!(f, "Proxies route to {usable} pods, {before} before"),
        }
    }
}

impl Event {
    /// The message, upstream's where upstream has one; of a command only what became of it.
    pub fn message(&self) -> impl fmt::Display + '_ {
        Message(self)
    }
}

struct Message<'a>(&'a Event);

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.happening.message(f, &self.0.object)
    }
}

impl fmt::Display for Event {
    /// One line, e.g. `12034 Deployment/web ScalingReplicaSet Scaled up replica set web-6b5d from 0 to 1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at, kind, object, happening } = self;
        write!(f, "{at} {}/{object} {} {}", kind.as_str(), happening.reason(), self.message())?;
        match happening.decision() {
            Some(decision) => write!(f, " {decision:?}"),
            None => Ok(()),
        }
    }
}

/// The events of a run in order. Copies share what they have in common.
#[derive(Clone, Debug, Default)]
pub struct Log {
    events: SharedList<Event>,
}

impl Log {
    pub(super) fn push(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Every event, oldest first.
    pub fn events(&self) -> Stretch<'_, Event> {
        self.events.all()
    }

    /// Events that a copy has for itself; it shares all others.
    pub fn own_entries(&self) -> usize {
        self.events.own()
    }

    /// FNV-1a over every event's line, each ended by a line feed: equal logs, equal hashes, on every machine.
    pub fn hash(&self) -> u64 {
        let mut hasher = Fnv::new();
        for event in self.events.all() {
            fmt::Write::write_fmt(&mut hasher, format_args!("{event}\n")).expect("hashing cannot fail");
        }
        hasher.0
    }
}
