//! What goes wrong without anybody asking for it: nodes, registries, containers, watches, controllers.

use crate::kube::object::{Kind, Name};
use crate::kube::time::Millis;

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
    pub(super) fn idle(&self) -> &'static str {
        match self {
            Self::Crash(..) => "no process runs in it that could die",
            Self::FlapReadiness(..) => "it is not ready, so its readiness cannot fail",
            Self::Evict(_) => "it has no node that could throw it out, or has ended",
            Self::ForceDelete(_) => "it is gone",
            Self::Relabel(_) => "it has ended, or has no such label",
            Self::LoseNode(_) => "it cannot be reached as it is",
            Self::RegainNode(_) => "it can be reached as it is",
            Self::LoseRegistry => "the registry cannot be reached as it is",
            Self::RegainRegistry => "the registry can be reached as it is",
            Self::SlowWatch(_) => "there is no watch",
            Self::RestartDeploymentController => "its controller has nothing to look at",
            Self::RestartReplicaSetController => "its controller has nothing to look at",
            Self::Touch(_) => "it is being written",
            Self::ScaleReplicaSet(..) => "it has that size",
            Self::Orphan(_) => "it has no owner",
        }
    }
}
