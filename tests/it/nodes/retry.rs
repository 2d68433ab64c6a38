//! When a pod that found no node is tried again: after 1, 2, 4, 8, 10, 10 … s at the soonest, when something has
//! happened that may help; else after 300 s.

use podyard::kube::time::SECOND;
use podyard::kubectl::events::list;
use podyard::sim::command::Command;

use crate::fault::{Fault, Inject};

use super::{NOTHING, Yard};

/// A node of 1,000 m, and a pod that asks for 2,000.
fn hopeless() -> Yard {
    let mut yard = Yard::new(1, (1_000, 1_000));
    yard.deploy("web", 1, (2_000, 0));
    yard
}

/// Something that may help, and does not.
fn change(yard: &mut Yard) {
    yard.cordon(1, true);
    yard.cordon(1, false);
}

#[test]
fn where_nothing_happens_a_pod_is_tried_every_five_minutes() {
    let mut yard = hopeless();
    yard.until(1_000);
    assert_eq!(yard.times("FailedScheduling"), [0, 300_000, 600_000, 900_000]);
    let listed = list(yard.cluster.log().events());
    let failed: Vec<_> = listed.iter().filter(|event| event.reason == "FailedScheduling").collect();
    let [failed] = failed.as_slice() else { panic!("all four are one event: {failed:?}") };
    assert_eq!((failed.count, failed.first_seen, failed.last_seen), (4, 0, 900_000));
}

#[test]
fn where_much_happens_the_back_off_doubles_up_to_ten_seconds() {
    let mut yard = hopeless();
    for tenth in 1..500 {
        yard.cluster.advance_to(tenth * 100);
        change(&mut yard);
        // Twice in one instant is one reason to try.
        change(&mut yard);
    }
    let expected = [0, 1, 3, 7, 15, 25, 35, 45].map(|second| second * SECOND);
    assert_eq!(yard.times("FailedScheduling"), expected);
}

#[test]
fn a_change_after_the_back_off_is_a_try_at_once_and_the_five_minutes_begin_anew() {
    let mut yard = hopeless();
    yard.until(100);
    change(&mut yard);
    yard.until(1_000);
    assert_eq!(yard.times("FailedScheduling"), [0, 100_000, 400_000, 700_000, 1_000_000]);
}

/// What is in a pod's way, and what takes it away at second 100.
struct Case {
    name: &'static str,
    obstacle: fn(&mut Yard),
    remedy: fn(&mut Yard),
    /// When the pod is bound, in seconds after the remedy.
    bound: u64,
}

const CASES: &[Case] = &[
    Case {
        name: "the node was cordoned and is uncordoned",
        obstacle: |yard| drop(yard.cordon(1, true)),
        remedy: |yard| drop(yard.cordon(1, false)),
        bound: 0,
    },
    Case {
        name: "the node was lost and is back",
        obstacle: |yard| {
            assert!(yard.cluster.inject(Fault::LoseNode(0)));
            yard.until(60);
        },
        remedy: |yard| assert!(yard.cluster.inject(Fault::RegainNode(0))),
        bound: 0,
    },
    Case {
        name: "the node was full and there is another",
        obstacle: |yard| yard.deploy("before", 2, (500, 0)),
        remedy: |yard| drop(yard.apply(Command::nodes(2))),
        bound: 0,
    },
    Case {
        name: "the node was full and a pod ends, 3 s after its deletion",
        obstacle: |yard| yard.deploy("before", 2, (500, 0)),
        remedy: |yard| yard.scale("before", 1),
        bound: 3,
    },
    Case {
        name: "the node was full and a pod is evicted, which holds nothing though its object stays",
        obstacle: |yard| {
            yard.deploy("before", 2, (500, 0));
            yard.cordon(1, true);
        },
        remedy: |yard| {
            yard.cordon(1, false);
            let evicted = yard.pods("before")[0].metadata.uid;
            assert!(yard.cluster.inject(Fault::Evict(evicted)));
        },
        bound: 0,
    },
    Case {
        name: "the node held as many pods as it may and one ends",
        obstacle: |yard| yard.deploy("before", 110, NOTHING),
        remedy: |yard| yard.scale("before", 109),
        bound: 3,
    },
];

#[test]
fn room_that_comes_is_taken() {
    for Case { name, obstacle, remedy, bound } in CASES {
        let mut yard = Yard::new(1, (1_000, 1_000));
        obstacle(&mut yard);
        yard.deploy("web", 1, (500, 0));
        yard.until(100);
        assert!(yard.pods("web")[0].node.is_none(), "{name}: it waits");
        remedy(&mut yard);
        yard.until(200);
        let pod = yard.pods("web")[0].clone();
        let scheduled = yard.events("Scheduled").into_iter().filter(|event| event.object == pod.metadata.name);
        let scheduled: Vec<u64> = scheduled.map(|event| event.at).collect();
        assert_eq!(scheduled, [(100 + bound) * SECOND], "{name}");
        assert!(pod.status.ready && pod.status.message.is_none(), "{name}: {:?}", pod.status);
    }
}

#[test]
fn a_pod_that_is_deleted_waits_no_longer() {
    let mut yard = hopeless();
    yard.until(10);
    yard.scale("web", 0);
    assert_eq!(yard.pods("web").len(), 0, "a pod without a node goes at once");
    yard.until(1_000);
    assert_eq!(yard.times("FailedScheduling"), [0]);
}
