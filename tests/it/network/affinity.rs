//! `sessionAffinity: ClientIP`: a client stays with its pod on each node, until it has been silent for 10,800 s.

use podyard::kube::time::SECOND;
use podyard::sim::command::Command;

use super::{Net, config};

/// Two pods which all 50 clients know, through the only node, at second 130; then two more, ready at 150.
fn known(session_affinity: bool) -> Net {
    let mut net = Net::serving(config(1), 2);
    net.patch(false, session_affinity);
    net.until(100 * SECOND);
    let calls = net.call(30);
    assert_eq!(calls.pods.len(), 2, "{calls:?}");
    net.scale(4);
    net.until(150 * SECOND);
    assert_eq!(net.usable().len(), 4);
    net
}

#[test]
fn clients_stay_with_their_pods_as_long_as_they_are_remembered() {
    // Name, affinity, silence after the last call at second 130, calls of 1,000 that reach the two newer pods.
    let cases = [
        ("without affinity", false, 30, 400..=600),
        ("with it, a little later", true, 30, 0..=0),
        // The last client of all called within the last seconds before 130.
        ("with it, just before the time is up", true, 10_780, 0..=0),
        ("with it, after the time is up", true, 10_801, 300..=700),
    ];
    for (name, session_affinity, silence, expected) in cases {
        let mut net = known(session_affinity);
        net.until((130 + silence) * SECOND);
        let newer = net.uids()[2..].to_vec();
        let calls = net.call(10);
        assert_eq!((calls.nowhere, calls.closed), (0, 0), "{name}");
        assert!(expected.contains(&calls.to(&newer)), "{name}: {} of 1,000", calls.to(&newer));
    }
}

#[test]
fn every_connection_begins_the_time_anew() {
    let mut net = known(true);
    let newer = net.uids()[2..].to_vec();
    // Four calls in a row, each 10,700 s after the one before: 42,800 s in all.
    for round in 1..=4 {
        net.until((150 + round * 10_700) * SECOND);
        assert_eq!(net.call(10).to(&newer), 0, "round {round}");
    }
}

#[test]
fn the_clients_of_a_pod_that_goes_move_and_the_others_stay() {
    let mut net = known(true);
    let pods = net.uids();
    net.delete(pods[0]);
    net.until(170 * SECOND);
    let moved = net.call(30);
    assert_eq!((moved.nowhere, moved.closed, moved.to(&pods[..1])), (0, 0, 0), "nobody asks for the pod that is gone");
    let kept = moved.to(&pods[1..2]);
    assert!(kept > 1_000, "those of the second stay, and some of the first come: {kept} of 3,000");
    assert_eq!(moved.pods.len(), 4, "those of the first are spread over all four: {moved:?}");
}

#[test]
fn each_node_remembers_for_itself() {
    // Three nodes' proxies draw a pod each for a client, so that a client of all of them has up to three pods. With one
    // pod that they all know and one that comes, no node sends any client there.
    let mut net = Net::serving(config(3), 1);
    net.patch(false, true);
    net.until(100 * SECOND);
    let calls = net.call(60);
    assert_eq!(calls.pods.len(), 1);
    net.scale(2);
    net.until(180 * SECOND);
    let newer = net.uids()[1..].to_vec();
    assert_eq!(net.call(30).to(&newer), 0, "150 pairs of a node and a client, all known");
    // A node that comes knows nobody: the third of the calls that now come through it are drawn anew.
    net.apply(Command::nodes(4));
    net.until(220 * SECOND);
    let calls = net.call(2);
    assert!((5..=55).contains(&calls.to(&newer)), "half of a quarter of 200: {calls:?}");
}
