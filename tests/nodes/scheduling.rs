//! Room, spreading, and what the scheduler says.

use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::sim::fault::Fault;
use podyard::sim::time::SECOND;

use super::{apply, cluster, cordon, deploy, events, on_nodes};

struct Case {
    name: &'static str,
    nodes: u32,
    /// What is there already: Deployments' replicas and requests.
    there: &'static [(i32, (u32, u32))],
    prepare: fn(&mut Cluster),
    /// What one more pod asks for.
    asks: (u32, u32),
    /// The message, with both parts' counts; none if it is bound.
    says: Option<(&'static str, &'static str)>,
}

fn nothing(_: &mut Cluster) {}

fn lose(cluster: &mut Cluster, node: u32) {
    assert!(cluster.inject(Fault::LoseNode(node)));
    cluster.advance_to(cluster.now() + 60 * SECOND);
}

const NO_VICTIMS: &str = "No preemption victims found for incoming pod";
const NO_HELP: &str = "Preemption is not helpful for scheduling";

fn cases() -> Vec<Case> {
    let case = |name, nodes, there, prepare, asks, says| Case { name, nodes, there, prepare, asks, says };
    vec![
        case("fits exactly", 1, &[(1, (3_000, 0))], nothing, (1_000, 16_384), None),
        case(
            "a thousandth too much",
            1,
            &[(1, (3_000, 0))],
            nothing,
            (1_001, 0),
            Some(("1 Insufficient cpu", NO_VICTIMS)),
        ),
        case("a MiB too much", 1, &[(1, (0, 16_000))], nothing, (0, 385), Some(("1 Insufficient memory", NO_VICTIMS))),
        case(
            "both on every node, each counted",
            3,
            &[(3, (3_000, 16_000))],
            nothing,
            (2_000, 1_000),
            Some(("3 Insufficient cpu, 3 Insufficient memory", NO_VICTIMS)),
        ),
        case("more than any node has", 2, &[], nothing, (4_001, 0), Some(("2 Insufficient cpu", NO_HELP))),
        case("asks for nothing", 1, &[(1, (4_000, 16_384))], nothing, (0, 0), None),
        case("110 pods are enough", 1, &[(110, (0, 0))], nothing, (0, 0), Some(("1 Too many pods", NO_VICTIMS))),
        case(
            "cordoned",
            2,
            &[],
            |cluster| ["node-1", "node-2"].iter().for_each(|node| cordon(cluster, node, true)),
            (0, 0),
            Some(("2 node(s) were unschedulable", NO_HELP)),
        ),
        case("one of two is cordoned", 2, &[], |cluster| cordon(cluster, "node-1", true), (4_000, 0), None),
        case("lost", 1, &[], |cluster| lose(cluster, 0), (0, 0), Some(("1 node(s) had untolerated taint(s)", NO_HELP))),
        case(
            "a node for each reason, sorted as texts",
            3,
            &[(3, (3_000, 0))],
            |cluster| {
                cordon(cluster, "node-3", true);
                lose(cluster, 1);
            },
            (2_000, 0),
            Some((
                "1 Insufficient cpu, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable",
                "1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling",
            )),
        ),
    ]
}

#[test]
fn where_a_pod_fits_and_what_is_said_if_nowhere() {
    for case in cases() {
        let (name, mut cluster) = (case.name, cluster(case.nodes));
        for (number, (replicas, requests)) in case.there.iter().enumerate() {
            deploy(&mut cluster, &format!("there-{number}"), *replicas, *requests);
        }
        assert_eq!(on_nodes(&cluster).1, 0, "{name}: what is there has room");
        (case.prepare)(&mut cluster);
        deploy(&mut cluster, "web", 1, case.asks);
        let message = case.says.map(|(why, help)| {
            let (all, first) = (case.nodes, help.chars().next().is_some_and(|first| first.is_ascii_digit()));
            let help = if first { help.to_string() } else { format!("{all} {help}") };
            format!(
                "0/{all} nodes are available: {why}. no new claims to deallocate, preemption: 0/{all} nodes are \
                 available: {help}."
            )
        });
        assert_eq!(on_nodes(&cluster).1, usize::from(message.is_some()), "{name}");
        let now = cluster.now() / SECOND;
        let said: Vec<_> = message.into_iter().map(|message| (now, message)).collect();
        assert_eq!(events(&cluster, "FailedScheduling"), said, "{name}");
    }
}

#[test]
fn a_pod_without_a_node_is_tried_again_when_room_comes_but_not_too_often() {
    let mut cluster = cluster(1);
    deploy(&mut cluster, "there", 4, (1_000, 0));
    deploy(&mut cluster, "web", 1, (3_000, 0));
    assert_eq!(events(&cluster, "FailedScheduling").len(), 1);
    // Each of these makes room for one CPU, and each is an attempt, unless the back-off of 1, 2, 4 … s still runs.
    for (second, replicas) in [(10, 3), (11, 2)] {
        cluster.advance_to(second * SECOND);
        apply(&mut cluster, Command::Scale { deployment: "there".into(), replicas });
    }
    // App::fine ends 3 s after SIGTERM.
    cluster.advance_to(60 * SECOND);
    let tried: Vec<_> = events(&cluster, "FailedScheduling").iter().map(|(at, _)| *at).collect();
    assert_eq!(tried, [0, 13, 15], "at once when the first is gone; when the second is gone 2 s after that");
    apply(&mut cluster, Command::Scale { deployment: "there".into(), replicas: 1 });
    cluster.advance_to(63 * SECOND);
    assert_eq!(on_nodes(&cluster), (vec![2], 0), "three CPUs are free");
    assert_eq!(events(&cluster, "FailedScheduling").len(), 3);
}

#[test]
fn where_nothing_happens_it_is_tried_every_5_minutes() {
    let mut cluster = cluster(1);
    deploy(&mut cluster, "web", 1, (5_000, 0));
    let version = |cluster: &Cluster| cluster.objects().pods.values().next().unwrap().metadata.resource_version;
    let before = version(&cluster);
    cluster.advance_to(1_000 * SECOND);
    let tried: Vec<_> = events(&cluster, "FailedScheduling").iter().map(|(at, _)| *at).collect();
    assert_eq!(tried, [0, 300, 600, 900]);
    assert_eq!(version(&cluster), before, "it says the same each time, so nothing is written");
}

#[test]
fn pods_of_one_revision_are_spread() {
    // Nodes, replicas; pods on each.
    for (nodes, replicas, each) in [(1, 5, 5), (3, 9, 3), (4, 12, 3), (5, 50, 10)] {
        let mut cluster = cluster(nodes);
        deploy(&mut cluster, "web", replicas, (10, 10));
        assert_eq!(on_nodes(&cluster), (vec![each; nodes as usize], 0), "{replicas} on {nodes}");
    }
}

#[test]
fn a_fuller_node_is_taken_last() {
    let mut cluster = cluster(3);
    cordon(&mut cluster, "node-2", true);
    cordon(&mut cluster, "node-3", true);
    deploy(&mut cluster, "heavy", 2, (1_500, 6_000));
    cordon(&mut cluster, "node-2", false);
    cordon(&mut cluster, "node-3", false);
    deploy(&mut cluster, "web", 2, (500, 2_000));
    assert_eq!(on_nodes(&cluster).0, [2, 1, 1], "the loaded one gets none of the two");
}

#[test]
fn cordoned_nodes_keep_their_pods_and_take_no_more() {
    let mut cluster = cluster(2);
    deploy(&mut cluster, "web", 4, (100, 100));
    cordon(&mut cluster, "node-1", true);
    assert_eq!(cluster.nodes()[0].status_word(), "Ready,SchedulingDisabled");
    apply(&mut cluster, Command::Scale { deployment: "web".into(), replicas: 8 });
    cluster.advance_to(10 * SECOND);
    assert_eq!(on_nodes(&cluster).0, [2, 6]);
    cordon(&mut cluster, "node-1", false);
    apply(&mut cluster, Command::Scale { deployment: "web".into(), replicas: 12 });
    cluster.advance_to(20 * SECOND);
    assert_eq!(on_nodes(&cluster).0, [6, 6]);
}
