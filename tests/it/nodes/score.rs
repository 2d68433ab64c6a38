//! Which of several nodes takes a pod. Where scores decide, every seed gives the same; where they tie, any node may.

use super::{NOTHING, Yard};
use podyard::kube::object::Kind;

use crate::fault::Inject;

const SEEDS: std::ops::RangeInclusive<u64> = 1..=20;
const LARGE: (u32, u32) = (4_000, 16_384);

#[test]
fn replicas_are_spread_over_the_nodes() {
    // Nodes, replicas, what each pod asks for, pods on the nodes, most first.
    let cases = [
        (3, 3, NOTHING, vec![1, 1, 1]),
        (3, 6, NOTHING, vec![2, 2, 2]),
        (3, 7, NOTHING, vec![3, 2, 2]),
        (4, 10, (100, 128), vec![3, 3, 2, 2]),
    ];
    for (nodes, replicas, asks, expected) in cases {
        for seed in SEEDS {
            let mut yard = Yard::seeded(seed, nodes, LARGE);
            yard.deploy("web", replicas, asks);
            let mut spread = yard.spread("web");
            spread.sort_unstable_by(|a, b| b.cmp(a));
            assert_eq!(spread, expected, "{replicas} on {nodes} nodes, seed {seed}");
        }
    }
}

#[test]
fn equal_nodes_are_chosen_at_random() {
    let mut chosen = [0; 3];
    for seed in 1..=60 {
        let mut yard = Yard::seeded(seed, 3, LARGE);
        yard.deploy("web", 1, NOTHING);
        let spread = yard.spread("web");
        chosen.iter_mut().zip(spread).for_each(|(total, on)| *total += on);
    }
    assert!(chosen.iter().all(|count| (8..=34).contains(count)), "20 each, by and large: {chosen:?}");
}

#[test]
fn a_pod_that_terminates_does_not_count_for_spreading() {
    for seed in SEEDS {
        let mut yard = Yard::seeded(seed, 2, LARGE);
        yard.deploy("web", 2, NOTHING);
        yard.until(100);
        let goes = yard.pods("web")[0].clone();
        yard.apply(podyard::sim::command::Command::Delete { kind: Kind::Pod, name: goes.metadata.name.clone() });
        yard.settle();
        assert!(yard.pod(goes.metadata.uid).is_terminating(), "seed {seed}");
        assert_eq!(yard.spread("web"), [1, 1], "seed {seed}: its successor takes its place on its node");
    }
}

#[test]
fn only_pods_of_the_same_revision_count_for_spreading() {
    for seed in SEEDS {
        let mut yard = Yard::seeded(seed, 2, LARGE);
        yard.deploy("web", 3, NOTHING);
        yard.until(100);
        let strategy = podyard::kube::workload::Strategy::RollingUpdate {
            max_surge: podyard::kube::int_or_string::IntOrString::parse("2"),
            max_unavailable: podyard::kube::int_or_string::IntOrString::parse("0"),
        };
        yard.apply(podyard::sim::command::Command::patch_spec(Kind::Deployment, "web", "strategy", strategy.patch()));
        yard.apply(podyard::sim::command::Command::set_image("web", "new"));
        yard.settle();
        assert_eq!(yard.pods("new").len(), 2, "seed {seed}");
        // The first goes where one old pod is, not two. Then each node has two pods, but one node has a new one.
        assert_eq!(yard.spread("new"), [1, 1], "seed {seed}: old pods {:?}", yard.spread("web"));
    }
}

#[test]
fn the_node_with_more_free_is_better() {
    // Name, what three pods on node-1 ask for, and what the next pod does.
    let cases = [
        ("CPU", (500, 0), (100, 128)),
        ("memory", (0, 2_000), (100, 128)),
        ("the next pod asks for nothing", (500, 500), NOTHING),
        ("pods that ask for nothing count as 100 m and 200 Mi", NOTHING, NOTHING),
    ];
    for (name, before, asks) in cases {
        for seed in SEEDS {
            let mut yard = Yard::seeded(seed, 2, LARGE);
            yard.cordon(2, true);
            yard.deploy("before", 3, before);
            yard.cordon(2, false);
            yard.deploy("web", 1, asks);
            assert_eq!(yard.spread("before"), [3, 0], "{name}, seed {seed}");
            assert_eq!(yard.spread("web"), [0, 1], "{name}, seed {seed}");
        }
    }
}

#[test]
fn what_is_finished_or_gone_holds_nothing() {
    let mut yard = Yard::new(1, LARGE);
    yard.deploy("web", 3, (100, 128));
    // Second, replicas from here on, then pods and requests the node counts 1 s and 5 s later.
    yard.until(100);
    let held = |yard: &Yard| {
        let node = yard.promised(1);
        (node.pods, node.requested.cpu_milli, node.requested.memory_mib)
    };
    assert_eq!(held(&yard), (3, 300, 384));
    yard.scale("web", 1);
    yard.until(101);
    assert_eq!(held(&yard), (3, 300, 384), "two terminate and hold what they held");
    yard.until(105);
    assert_eq!(held(&yard), (1, 100, 128), "they are gone");
    let evicted = yard.pods("web")[0].metadata.uid;
    yard.cordon(1, true);
    assert!(yard.cluster.inject(crate::fault::Fault::Evict(evicted)));
    yard.until(110);
    assert_eq!(held(&yard), (0, 0, 0), "evicted, and its successor finds no node");
    assert!(yard.cluster.objects().pods.contains_key(&evicted));
}
