//! What a person can do to a pod and to a node: the same at the picture and in the tabs.

use crate::kube::object::{Kind, Name};
use crate::kube::time::{Millis, SECOND};
use crate::sim::command::Command;
use crate::sim::fault::Fault;
use crate::view::NodeView;

/// The exit code of a process that SIGKILL ended.
const KILLED: u8 = 137;
/// So long a pod's readiness endpoint fails at a press, ms.
const UNREADY: Millis = 10 * SECOND;

/// What it says, and what it asks of the cluster.
pub(crate) type Deed = (&'static str, Command);

pub(crate) fn of_pod(name: &Name) -> Vec<Deed> {
    vec![
        (words!("page-crash"), Command::Fault(Fault::Crash(name.clone(), KILLED))),
        (words!("page-unready"), Command::Fault(Fault::FlapReadiness(name.clone(), UNREADY))),
        (words!("page-evict"), Command::Fault(Fault::Evict(name.clone()))),
        (words!("page-delete-pod"), Command::Delete { kind: Kind::Pod, name: name.clone() }),
    ]
}

pub(crate) fn of_node(view: &NodeView) -> Vec<Deed> {
    let name = || view.node.metadata.name.clone();
    let drain = || (words!("page-drain"), Command::Drain { node: name() });
    let uncordon = || (words!("page-uncordon"), Command::Cordon { node: name(), unschedulable: false });
    let lose = || (words!("page-lose"), Command::Fault(Fault::LoseNode(name())));
    let regain = || (words!("page-bring-back"), Command::Fault(Fault::RegainNode(name())));
    vec![
        if view.node.spec.unschedulable { uncordon() } else { drain() },
        if view.reachable { lose() } else { regain() },
    ]
}
