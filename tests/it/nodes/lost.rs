//! A node that cannot be reached: noticed after 50 s, its pods deleted 300 s later, though nobody there hears it.

use podyard::kube::object::{Kind, Uid, labels};
use podyard::kube::time::SECOND;
use podyard::kubectl::events::list;
use podyard::sim::command::Command;
use podyard::sim::traffic::Outcome;
use podyard::world::{App, Clients};

use crate::fault::{Fault, Inject};

use super::{NOTHING, Yard};

const LARGE: (u32, u32) = (4_000, 16_384);

/// Three nodes with a ready pod each, a Service, and node-1 lost at second 100; which pod is on it.
fn lost() -> (Yard, Uid) {
    let mut yard = Yard::new(3, LARGE);
    yard.deploy("web", 3, NOTHING);
    yard.apply(Command::create(podyard::kube::service::Service::new("web", labels(&[("app", "web")]))));
    yard.until(100);
    let on = yard.pods("web").into_iter().find(|pod| pod.node_name().is_some_and(|name| &**name == "node-1"));
    assert!(yard.cluster.inject(Fault::LoseNode(0)));
    (yard, on.expect("one pod on each node").metadata.uid)
}

fn regain(yard: &mut Yard) {
    assert!(yard.cluster.inject(Fault::RegainNode(0)));
    yard.settle();
}

/// What there is to see at an instant.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    /// STATUS of the node.
    node: &'static str,
    /// Ready and STATUS of the pod on it; `None` once it is gone.
    pod: Option<(bool, &'static str)>,
    /// Pods of the Deployment: all, and those ready as its status counts.
    pods: (usize, i32),
    /// Pods connections go to.
    usable: usize,
}

fn seen(yard: &Yard, pod: Uid) -> Seen {
    let status = &yard.cluster.objects().deployment("web").expect("nobody deletes it").status;
    Seen {
        node: yard.node(1).status_word(),
        pod: yard.cluster.objects().pods.get(&pod).map(|pod| (pod.status.ready, pod.status_word())),
        pods: (yard.pods("web").len(), status.ready_replicas),
        usable: yard.cluster.usable_endpoints("web").len(),
    }
}

#[test]
fn a_lost_node_is_noticed_and_its_pods_are_replaced() {
    // Seconds after the loss, STATUS of the node, Ready and STATUS of its pod, pods in all and ready, usable.
    let rows = [
        (0, "Ready", (true, "Running"), (3, 3), 3),
        (49, "Ready", (true, "Running"), (3, 3), 3),
        (50, "NotReady", (false, "Running"), (3, 2), 2),
        (349, "NotReady", (false, "Running"), (3, 2), 2),
        (350, "NotReady", (false, "Terminating"), (4, 2), 2),
        (359, "NotReady", (false, "Terminating"), (4, 2), 2),
        (360, "NotReady", (false, "Terminating"), (4, 3), 3),
        (7_200, "NotReady", (false, "Terminating"), (4, 3), 3),
    ];
    let (mut yard, pod) = lost();
    for (after, node, of_pod, pods, usable) in rows {
        yard.until(100 + after);
        assert_eq!(seen(&yard, pod), Seen { node, pod: Some(of_pod), pods, usable }, "{after} s after the loss");
    }
    let listed = list(yard.cluster.log().events());
    let about: Vec<_> = listed.iter().filter(|event| event.object_kind == Kind::Node).collect();
    let [event] = about.as_slice() else { panic!("one event: {about:?}") };
    assert_eq!(
        (event.kind, event.reason, event.source, event.message.as_str(), event.first_seen),
        ("Normal", "NodeNotReady", "node-controller", "Node node-1 status is now: NodeNotReady", 150 * SECOND)
    );
}

#[test]
fn a_lost_and_cordoned_node_shows_both() {
    let (mut yard, _) = lost();
    yard.cordon(1, true);
    assert_eq!(yard.node(1).status_word(), "Ready,SchedulingDisabled");
    yard.until(150);
    assert_eq!(yard.node(1).status_word(), "NotReady,SchedulingDisabled");
}

#[test]
fn a_node_that_is_back_shows_what_had_been_noticed() {
    // Name, seconds from the loss to the return, what is seen at the return and 500 s later, reasons of the node's
    // events and the second of each.
    let running = Some((true, "Running"));
    let healthy = || Seen { node: "Ready", pod: running, pods: (3, 3), usable: 3 };
    let cases = [
        ("before anybody noticed", 30, healthy(), healthy(), vec![]),
        (
            "after it was noticed",
            100,
            healthy(),
            healthy(),
            vec![("NodeNotReady", "node-controller", 150), ("NodeReady", "kubelet", 200)],
        ),
        (
            "just before the pods would be deleted",
            349,
            healthy(),
            healthy(),
            vec![("NodeNotReady", "node-controller", 150), ("NodeReady", "kubelet", 449)],
        ),
        (
            "after the pods were deleted",
            400,
            Seen { node: "Ready", pod: Some((true, "Terminating")), pods: (4, 3), usable: 3 },
            Seen { node: "Ready", pod: None, pods: (3, 3), usable: 3 },
            vec![("NodeNotReady", "node-controller", 150), ("NodeReady", "kubelet", 500)],
        ),
    ];
    for (name, after, at_once, later, events) in cases {
        let (mut yard, pod) = lost();
        yard.until(100 + after);
        regain(&mut yard);
        assert_eq!(seen(&yard, pod), at_once, "{name}");
        yard.until(600 + after);
        assert_eq!(seen(&yard, pod), later, "{name}");
        let listed = list(yard.cluster.log().events());
        let about = listed.iter().filter(|event| event.object_kind == Kind::Node);
        let about: Vec<_> = about.map(|event| (event.reason, event.source, event.first_seen / SECOND)).collect();
        assert_eq!(about, events, "{name}");
    }
}

#[test]
fn a_pod_deleted_meanwhile_gets_its_whole_grace_when_the_node_is_back() {
    // Name, what it does at its end, seconds from the node's return to the pod's removal.
    let fine = App::fine(10 * SECOND);
    let cases = [("gone 3 s after SIGTERM", fine, 3), ("deaf to it", App { ignores_sigterm: true, ..fine }, 30)];
    for (name, app, expected) in cases {
        let (mut yard, pod) = lost();
        yard.app("web", app);
        yard.until(1_000);
        let ends = yard.pod(pod).metadata.deletion_timestamp;
        assert_eq!(ends, Some(480 * SECOND), "{name}: that is long over");
        regain(&mut yard);
        yard.until(1_000 + expected - 1);
        assert!(yard.cluster.objects().pods.contains_key(&pod), "{name}");
        yard.until(1_000 + expected);
        assert!(!yard.cluster.objects().pods.contains_key(&pod), "{name}");
    }
}

#[test]
fn a_lost_node_takes_pods_until_it_is_noticed() {
    let (mut yard, _) = lost();
    yard.until(140);
    yard.scale("web", 6);
    assert_eq!(yard.spread("web"), [2, 2, 2], "nobody knows yet");
    yard.until(155);
    yard.scale("web", 9);
    let spread = yard.spread("web");
    assert_eq!((spread[0], spread[1] + spread[2]), (2, 7));
    yard.until(170);
    let stuck: Vec<_> = yard.pods("web").into_iter().filter(|pod| !pod.status.ready).collect();
    let words: Vec<_> = stuck.iter().map(|pod| pod.status_word()).collect();
    assert_eq!(words, ["Running", "ContainerCreating"], "one was lost with the node, one was never started");
    yard.until(460);
    let deleted = stuck.iter().filter(|pod| yard.pod(pod.metadata.uid).is_terminating()).count();
    assert_eq!((deleted, yard.spread("web")[0]), (2, 0), "both are replaced elsewhere");
}

#[test]
fn requests_to_a_lost_node_fail_until_it_is_noticed() {
    let (mut yard, pod) = lost();
    yard.apply(Command::clients(&Clients::of(10)));
    let failed = |yard: &Yard| yard.cluster.traffic().total().of(Outcome::TimedOut);
    // Each fails when the client has waited 10 s.
    yard.until(160);
    let meanwhile = failed(&yard);
    // 500 requests, a third of them to the pod that cannot be reached; the standard deviation is 11.
    assert!((110..=225).contains(&meanwhile), "{meanwhile} of 500");
    yard.until(161);
    let at_its_end = failed(&yard);
    yard.until(200);
    assert_eq!(failed(&yard), at_its_end, "nothing is sent to {:?} any more", yard.pod(pod).metadata.name);
}
