//! Which pods go, and which count. Items 33 to 35, 46 and 48. Item 36 needs pods of one ReplicaSet with different
//! annotations, which no command makes: it is a row of the ReplicaSet controller's own tables.

use podyard::kube::object::{Name, Uid};
use podyard::kube::time::SECOND;
use podyard::kube::workload::{POD_TEMPLATE_HASH, Strategy};
use podyard::sim::command::Command;
use podyard::world::{App, Nodes, World};

use crate::fault::{Fault, Inject};

use super::{Web, instant, spec};

fn uids(web: &Web) -> Vec<Uid> {
    web.active("v1").iter().map(|pod| pod.metadata.uid).collect()
}

#[test]
fn item_33_the_victim_is_neither_simply_the_newest_nor_the_oldest() {
    // Name, second at which the third pod is made, second of scaling down; which of the three goes.
    let cases = [
        ("ready 60 s and 40 s ago: one step of age, so by uid", 120, 170, 1),
        ("ready 90 s and 40 s ago: the younger", 150, 200, 2),
    ];
    for (name, third, down, goes) in cases {
        let mut web = Web::new(1, Strategy::default());
        web.scale(2);
        web.until(third);
        web.scale(3);
        web.until(down);
        let before = uids(&web);
        let ages: Vec<u64> = web.active("v1").iter().map(|pod| down - pod.status.ready_transition).collect();
        assert_eq!(ages, [down - 10, down - 110, down - third - 10], "{name}");
        web.scale(2);
        web.until(down);
        let left = uids(&web);
        let gone: Vec<usize> = (0..3).filter(|place| !left.contains(&before[*place])).collect();
        assert_eq!(gone, [goes], "{name}");
    }
}

fn cordon(web: &mut Web, node: &str, unschedulable: bool) {
    web.apply(Command::Cordon { node: node.into(), unschedulable });
}

#[test]
fn item_34_company_on_the_node_outweighs_age() {
    let mut web = Web::of(World { nodes: Nodes::of(2), ..instant() }, spec(0, Strategy::default()));
    cordon(&mut web, "node-2", true);
    web.scale(3);
    web.until(1_000);
    cordon(&mut web, "node-2", false);
    cordon(&mut web, "node-1", true);
    web.scale(4);
    web.until(1_020);
    let nodes: Vec<Option<Name>> = web.active("v1").iter().map(|pod| pod.node_name().cloned()).collect();
    let on = |node: &str| nodes.iter().flatten().filter(|name| &***name == node).count();
    assert_eq!((on("node-1"), on("node-2")), (3, 1));
    let young = web.active("v1")[3].metadata.uid;
    web.scale(3);
    web.until(1_020);
    assert!(uids(&web).contains(&young), "the youngest stays, alone on its node");
}

#[test]
fn item_35_a_pod_that_waits_for_a_node_dies_first() {
    let mut web = Web::of(World { nodes: Nodes::of(1), ..instant() }, spec(5, Strategy::default()));
    let running = uids(&web);
    cordon(&mut web, "node-1", true);
    web.scale(6);
    web.until(200);
    assert_eq!(web.active("v1").iter().filter(|pod| pod.node.is_none()).count(), 1, "one found no node");
    web.scale(5);
    web.until(200);
    assert_eq!(uids(&web), running);
}

#[test]
fn item_46_a_pod_without_the_hash_is_let_go_and_lives_on() {
    let mut web = Web::new(3, Strategy::default());
    let stray = uids(&web)[0];
    assert!(web.cluster.inject(Fault::Relabel(stray)));
    web.until(200);
    let pod = web.cluster.objects().pods.get(&stray).expect("nobody deletes it");
    assert_eq!(pod.metadata.owner, None, "unmanaged");
    assert!(pod.status.ready && pod.metadata.labels.contains_key("app"), "a Service still selects it");
    assert!(!pod.metadata.labels.contains_key(POD_TEMPLATE_HASH));
    let set = web.set("v1");
    assert_eq!(set.status.replicas, 3, "one was made in its place");
    assert_eq!(web.pods().iter().filter(|pod| pod.metadata.owner == Some(set.metadata.uid)).count(), 3);
    // It is no business of a rollout either.
    web.set_image("v2");
    web.until(400);
    assert!(web.cluster.objects().pods.contains_key(&stray));
    assert_eq!(web.rollout_status(), "deployment \"web\" successfully rolled out");
}

#[test]
fn item_48_a_finished_pod_stays_in_the_list_and_does_not_count() {
    let mut web = Web::new(3, Strategy::default());
    let evicted = uids(&web)[0];
    assert!(web.cluster.inject(Fault::Evict(evicted)));
    web.until(200);
    assert_eq!((web.pods().len(), web.active("v1").len()), (4, 3), "four rows for three replicas");
    let status = &web.deployment().status;
    assert_eq!((status.replicas, status.available_replicas, status.terminating_replicas), (3, 3, 0));
    assert!(web.cluster.objects().pods.contains_key(&evicted));
}

#[test]
fn item_48_recreate_does_not_wait_for_a_finished_pod() {
    let mut web = Web::new(3, Strategy::Recreate);
    web.app("v2", App::fine(10 * SECOND));
    let evicted = uids(&web)[0];
    assert!(web.cluster.inject(Fault::Evict(evicted)));
    web.until(200);
    web.set_image("v2");
    web.until(300);
    assert_eq!(web.sizes(), "v1 0, v2 3");
}
