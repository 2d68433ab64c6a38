//! Nodes as the API server holds them: what writes one, what is in it then, and that binding a pod is none of it.

use podyard::kube::object::labels;
use podyard::kube::resources::Resources;
use podyard::sim::command::Command;
use podyard::sim::node::{Capacity, TaintEffect};

use crate::fault::{Fault, Inject};

use super::{NOTHING, Yard};

/// Spec and status in short: whether it is cordoned, the taints, the reason of the Ready condition and since when, s.
fn told(yard: &Yard) -> (bool, Vec<(&str, TaintEffect)>, &str, u64) {
    let node = yard.node(1);
    let [ready] = &node.status.conditions[..] else { panic!("{:?}", node.status.conditions) };
    let taints =
        node.spec.taints.iter().map(|taint| (taint.key.trim_start_matches("node.kubernetes.io/"), taint.effect));
    (node.spec.unschedulable, taints.collect(), ready.reason, ready.last_transition_time)
}

#[test]
fn cordon_loss_and_return_are_written_and_nothing_else_is() {
    use TaintEffect::{NoExecute, NoSchedule};
    let cordoned = ("unschedulable", NoSchedule);
    let lost = [("unreachable", NoSchedule), ("unreachable", NoExecute)];
    let mut yard = Yard::new(2, (4_000, 16_384));
    let first = yard.node(1).clone();
    assert_eq!(first.metadata.labels, labels(&[("kubernetes.io/hostname", "node-1")]));
    let all = Capacity { resources: Resources { cpu_milli: 4_000, memory_mib: 16_384 }, pods: 110 };
    assert_eq!((first.status.capacity, first.status.allocatable), (all, all));
    assert_eq!(told(&yard), (false, vec![], "KubeletReady", 0));

    yard.deploy("web", 6, NOTHING);
    yard.until(100);
    assert_eq!((yard.promised(1).pods, yard.node(1)), (3, &first), "binding pods writes no Node");

    yard.cordon(1, true);
    assert_eq!(told(&yard), (true, vec![cordoned], "KubeletReady", 0));
    let version = yard.node(1).metadata.resource_version;
    yard.cordon(1, true);
    assert_eq!(yard.node(1).metadata.resource_version, version, "it is cordoned already");

    yard.cluster.inject(Fault::LoseNode(0));
    yard.until(149);
    assert_eq!(told(&yard), (true, vec![cordoned], "KubeletReady", 0), "nobody has noticed");
    yard.until(150);
    assert_eq!(told(&yard), (true, vec![cordoned, lost[0], lost[1]], "NodeStatusUnknown", 150));
    yard.cordon(1, false);
    assert_eq!(told(&yard), (false, lost.to_vec(), "NodeStatusUnknown", 150));
    yard.until(200);
    yard.cluster.inject(Fault::RegainNode(0));
    assert_eq!(told(&yard), (false, vec![], "KubeletReady", 200));

    let (now, before) = (yard.node(1), &first.metadata);
    let kept = |node: &podyard::kube::object::ObjectMeta| (node.uid, node.creation_timestamp, node.generation);
    assert_eq!(kept(&now.metadata), kept(before), "Nodes count no generations");
    assert!(now.metadata.resource_version > version);
}

#[test]
fn nodes_that_join_are_objects_too() {
    let mut yard = Yard::new(1, (1_000, 1_024));
    yard.until(30);
    yard.apply(Command::nodes(3));
    let nodes = yard.cluster.objects().nodes.values();
    let found: Vec<_> = nodes.map(|node| (node.metadata.name.to_string(), node.metadata.creation_timestamp)).collect();
    assert_eq!(found, [("node-1".into(), 0), ("node-2".into(), 30_000), ("node-3".into(), 30_000)]);
    assert_eq!(yard.node(3).status.capacity, yard.node(1).status.capacity, "like the first one");
    yard.deploy("web", 3, (1_000, 1_024));
    assert_eq!(yard.spread("web"), [1, 1, 1]);
}
