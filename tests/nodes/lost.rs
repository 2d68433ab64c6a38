//! A node that is drained, and one that falls silent.

use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::sim::fault::Fault;
use podyard::sim::object::labels;
use podyard::sim::pod::Pod;
use podyard::sim::time::SECOND;

use super::{apply, cluster, deploy, events, on_nodes};

fn pods_on<'a>(cluster: &'a Cluster, node: &str) -> Vec<&'a Pod> {
    let on = cluster.objects().pods.values().filter(|pod| pod.node_name().is_some_and(|name| &**name == node));
    on.map(AsRef::as_ref).collect()
}

/// STATUS of the pods of a node and whether they are ready, the same for all of them.
fn shown(cluster: &Cluster, node: &str) -> (usize, Option<(&'static str, bool)>) {
    let pods = pods_on(cluster, node);
    let first = pods.first().map(|pod| (pod.status_word(), pod.status.ready));
    assert!(pods.iter().all(|pod| Some((pod.status_word(), pod.status.ready)) == first), "all alike");
    (pods.len(), first)
}

#[test]
fn a_drained_node_loses_its_pods_with_their_grace() {
    let mut cluster = cluster(2);
    deploy(&mut cluster, "web", 4, (100, 100));
    cluster.advance_to(100 * SECOND);
    let on_it: Vec<_> = pods_on(&cluster, "node-1").iter().map(|pod| pod.metadata.name.clone()).collect();
    let answer = apply(&mut cluster, Command::Drain { node: "node-1".into() });
    let lines: Vec<String> = ["node/node-1 cordoned".to_string()]
        .into_iter()
        .chain(on_it.iter().map(|pod| format!("pod/{pod} evicted")))
        .chain(["node/node-1 drained".to_string()])
        .collect();
    assert_eq!(answer.lines().collect::<Vec<_>>(), lines);
    cluster.advance_to(100 * SECOND);
    assert_eq!(shown(&cluster, "node-1"), (2, Some(("Terminating", true))));
    assert_eq!(on_nodes(&cluster), (vec![2, 4], 0), "others come at once, elsewhere");
    cluster.advance_to(103 * SECOND);
    assert_eq!(on_nodes(&cluster), (vec![0, 4], 0));
    let again = apply(&mut cluster, Command::Drain { node: "node-1".into() });
    assert_eq!(again, "node/node-1 already cordoned\nnode/node-1 drained");
}

#[test]
fn a_node_that_does_not_exist_is_refused() {
    let mut cluster = cluster(1);
    for command in
        [Command::Drain { node: "node-9".into() }, Command::Cordon { node: "node-9".into(), unschedulable: true }]
    {
        let refused = cluster.apply(command).unwrap_err();
        assert_eq!(refused.message, "Error from server (NotFound): nodes \"node-9\" not found");
    }
}

#[test]
fn a_lost_node_is_noticed_after_50_seconds_and_emptied_300_later() {
    let mut cluster = cluster(2);
    deploy(&mut cluster, "web", 4, (100, 100));
    apply(&mut cluster, Command::CreateService { name: "web".into(), selector: labels(&[("app", "web")]) });
    cluster.advance_to(100 * SECOND);
    assert!(cluster.inject(Fault::LoseNode(0)));
    // Second; the node's STATUS, its pods, pods in all, endpoints in use.
    let steps = [
        (149, "Ready", (2, Some(("Running", true))), 4, 4),
        (150, "NotReady", (2, Some(("Running", false))), 4, 2),
        (449, "NotReady", (2, Some(("Running", false))), 4, 2),
        (450, "NotReady", (2, Some(("Terminating", false))), 6, 4),
        (4_000, "NotReady", (2, Some(("Terminating", false))), 6, 4),
    ];
    for (second, word, on_it, pods, usable) in steps {
        cluster.advance_to(second * SECOND);
        let found = (cluster.nodes()[0].status_word(), shown(&cluster, "node-1"));
        assert_eq!(found, (word, on_it), "second {second}");
        assert_eq!(
            (cluster.objects().pods.len(), cluster.usable_endpoints("web").len()),
            (pods, usable),
            "second {second}"
        );
    }
    assert_eq!(events(&cluster, "NodeNotReady"), [(150, "Node node-1 status is now: NodeNotReady".to_string())]);
    // Back again: its kubelet hears of the deletions and ends the pods.
    assert!(cluster.inject(Fault::RegainNode(0)));
    cluster.advance_to(4_004 * SECOND);
    assert_eq!((on_nodes(&cluster), cluster.objects().pods.len()), ((vec![0, 4], 0), 4));
    assert_eq!(cluster.nodes()[0].status_word(), "Ready");
}

#[test]
fn a_node_that_comes_back_in_time_has_its_pods_ready_again() {
    // Seconds it is away; whether it was noticed.
    for (away, noticed) in [(49, false), (51, true), (349, true)] {
        let mut cluster = cluster(2);
        deploy(&mut cluster, "web", 4, (100, 100));
        cluster.advance_to(100 * SECOND);
        let before: Vec<_> = cluster.objects().pods.keys().copied().collect();
        assert!(cluster.inject(Fault::LoseNode(0)));
        cluster.advance_to((100 + away) * SECOND);
        assert!(cluster.inject(Fault::RegainNode(0)));
        cluster.advance_to((100 + away) * SECOND);
        assert_eq!(shown(&cluster, "node-1"), (2, Some(("Running", true))), "{away} s");
        assert_eq!(events(&cluster, "NodeNotReady").len(), usize::from(noticed), "{away} s");
        cluster.advance_to(2_000 * SECOND);
        let after: Vec<_> = cluster.objects().pods.keys().copied().collect();
        assert_eq!(after, before, "{away} s: nobody was replaced");
    }
}
