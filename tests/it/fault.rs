//! Faults by the uid of a pod and the place of a node, as most tests have them; asked for by name, like any other request.

use podyard::kube::object::{Name, Uid};
use podyard::kube::time::Millis;
use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::sim::fault::Fault as Named;

/// See [`Named`].
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    Crash(Uid, u8),
    FlapReadiness(Uid, Millis),
    Evict(Uid),
    ForceDelete(Uid),
    Relabel(Uid),
    LoseNode(u32),
    RegainNode(u32),
    LoseRegistry,
    RegainRegistry,
    SlowWatch(Millis),
    RestartDeploymentController,
    RestartReplicaSetController,
    Touch(Uid),
    ScaleReplicaSet(Uid, i32),
    Orphan(Uid),
}

pub trait Inject {
    /// Whether there was something to strike.
    fn inject(&mut self, fault: Fault) -> bool;
}

impl Inject for Cluster {
    fn inject(&mut self, fault: Fault) -> bool {
        named(self, fault).is_some_and(|fault| self.apply(Command::Fault(fault)).is_ok())
    }
}

fn named(cluster: &Cluster, fault: Fault) -> Option<Named> {
    let objects = cluster.objects();
    let pod = |uid: Uid| -> Option<Name> { Some(objects.pods.get(&uid)?.metadata.name.clone()) };
    let set = |uid: Uid| -> Option<Name> { Some(objects.replica_sets.get(&uid)?.metadata.name.clone()) };
    let node = |place: u32| -> Option<Name> { Some(cluster.node(place)?.metadata.name.clone()) };
    Some(match fault {
        Fault::Crash(uid, code) => Named::Crash(pod(uid)?, code),
        Fault::FlapReadiness(uid, lasts) => Named::FlapReadiness(pod(uid)?, lasts),
        Fault::Evict(uid) => Named::Evict(pod(uid)?),
        Fault::ForceDelete(uid) => Named::ForceDelete(pod(uid)?),
        Fault::Relabel(uid) => Named::Relabel(pod(uid)?),
        Fault::LoseNode(place) => Named::LoseNode(node(place)?),
        Fault::RegainNode(place) => Named::RegainNode(node(place)?),
        Fault::LoseRegistry => Named::LoseRegistry,
        Fault::RegainRegistry => Named::RegainRegistry,
        Fault::SlowWatch(lasts) => Named::SlowWatch(lasts),
        Fault::RestartDeploymentController => Named::RestartDeploymentController,
        Fault::RestartReplicaSetController => Named::RestartReplicaSetController,
        Fault::Touch(uid) => Named::Touch(objects.deployments.get(&uid)?.metadata.name.clone()),
        Fault::ScaleReplicaSet(uid, replicas) => Named::ScaleReplicaSet(set(uid)?, replicas),
        Fault::Orphan(uid) => Named::Orphan(set(uid)?),
    })
}
