//! What goes wrong without anybody asking for it: nodes, registries, containers, watches, controllers.

use crate::kube::object::{Kind, Name};
use crate::kube::time::Millis;
use crate::message::Message;

/// One thing that goes wrong, or is put right again. Objects are named, so that one can be written by hand; see
/// [`super::command::Command::Fault`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The container of a pod dies with this exit code.
    Crash(Name, u8),
    /// A pod's readiness endpoint fails for so many ms.
    FlapReadiness(Name, Millis),
    /// The kubelet throws a pod out.
    Evict(Name),
    /// A pod is deleted without grace.
    ForceDelete(Name),
    /// Somebody takes the template's hash off a pod's labels: its ReplicaSet lets it go.
    Relabel(Name),
    /// A node cannot be reached any more.
    LoseNode(Name),
    /// It can again.
    RegainNode(Name),
    /// No image can be pulled.
    LoseRegistry,
    /// Images can be pulled again.
    RegainRegistry,
    /// Watches take 20 times as long for so many ms.
    SlowWatch(Millis),
    /// The Deployment controller is started anew: it looks at everything again.
    RestartDeploymentController,
    /// The ReplicaSet controller is started anew: it forgets what it expected.
    RestartReplicaSetController,
    /// Somebody annotates a Deployment, so that what is being written for it conflicts.
    Touch(Name),
    /// Somebody scales a ReplicaSet behind its Deployment's back.
    ScaleReplicaSet(Name, i32),
    /// Somebody takes the owner off a ReplicaSet.
    Orphan(Name),
}

impl Fault {
    /// What it strikes; the World, where that is no object.
    pub fn subject(&self) -> (Kind, Name) {
        match self {
            Self::Crash(pod, _)
            | Self::FlapReadiness(pod, _)
            | Self::Evict(pod)
            | Self::ForceDelete(pod)
            | Self::Relabel(pod) => (Kind::Pod, pod.clone()),
            Self::LoseNode(node) | Self::RegainNode(node) => (Kind::Node, node.clone()),
            Self::Touch(deployment) => (Kind::Deployment, deployment.clone()),
            Self::ScaleReplicaSet(set, _) | Self::Orphan(set) => (Kind::ReplicaSet, set.clone()),
            Self::LoseRegistry
            | Self::RegainRegistry
            | Self::SlowWatch(_)
            | Self::RestartDeploymentController
            | Self::RestartReplicaSetController => (Kind::World, "world".into()),
        }
    }

    /// Why there was nothing that it could strike, though its object is there.
    pub(super) fn idle(&self) -> Message {
        match self {
            Self::Crash(..) => message!("refused-no-process-runs-could"),
            Self::FlapReadiness(..) => message!("refused-not-ready"),
            Self::Evict(_) => message!("refused-has-no-node-could"),
            Self::ForceDelete(_) => message!("refused-gone"),
            Self::Relabel(_) => message!("refused-ended-or-no-label"),
            Self::LoseNode(_) => message!("refused-cannot-reached"),
            Self::RegainNode(_) => message!("refused-can-reached"),
            Self::LoseRegistry => message!("refused-registry-cannot-reached"),
            Self::RegainRegistry => message!("refused-registry-can-reached"),
            Self::SlowWatch(_) => message!("refused-no-watch"),
            Self::RestartDeploymentController => message!("refused-its-controller-has-nothing"),
            Self::RestartReplicaSetController => message!("refused-its-controller-has-nothing"),
            Self::Touch(_) => message!("refused-being-written"),
            Self::ScaleReplicaSet(..) => message!("refused-has-size"),
            Self::Orphan(_) => message!("refused-has-no-owner"),
        }
    }
}
