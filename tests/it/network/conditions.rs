//! In which condition a pod stands in its Service's EndpointSlice, for each state of a pod.

use podyard::kube::object::Uid;
use podyard::kube::time::SECOND;
use podyard::sim::command::Command;
use podyard::world::{App, Delay, Latency, World};

use crate::fault::{Fault, Inject};

use super::{Net, config};

/// Sandbox, pull and start take a second each, and so does cleaning up: the process runs from second 3 and is ready at 13.
fn slow() -> World {
    let second = Delay { min: SECOND, max: SECOND };
    let latency = Latency { sandbox: second, pull: second, start: second, cleanup: second, ..Latency::NONE };
    World { delays: latency, ..config(1) }
}

/// A state of a pod, and what its slice says of it.
struct State {
    name: &'static str,
    /// Looked at this long after the pod's creation, ms.
    at: u64,
    /// What happens to the pod before, and when.
    drive: fn(&mut Net, Uid),
    /// Ready, serving, terminating; `None` where it is no endpoint.
    conditions: Option<[bool; 3]>,
    /// The proxies send connections to it, the only pod there is but for its successor.
    usable: bool,
}

fn inject(net: &mut Net, fault: Fault) {
    assert!(net.cluster.inject(fault), "{fault:?} struck nothing");
}

const NO: Option<[bool; 3]> = None;
const UNREADY: Option<[bool; 3]> = Some([false, false, false]);
const READY: Option<[bool; 3]> = Some([true, true, false]);
const TERMINATING: Option<[bool; 3]> = Some([false, true, true]);
const ENDING_UNREADY: Option<[bool; 3]> = Some([false, false, true]);

const STATES: &[State] = &[
    State { name: "its sandbox is being made", at: 500, drive: |_, _| {}, conditions: NO, usable: false },
    State { name: "its image is being pulled", at: 1_500, drive: |_, _| {}, conditions: UNREADY, usable: false },
    State { name: "its container is being made", at: 2_500, drive: |_, _| {}, conditions: UNREADY, usable: false },
    State { name: "it runs and is not ready", at: 5_000, drive: |_, _| {}, conditions: UNREADY, usable: false },
    State { name: "it is ready", at: 15_000, drive: |_, _| {}, conditions: READY, usable: true },
    State {
        name: "deleted while it was ready",
        at: 15_500,
        drive: |net, pod| {
            net.until(15_000);
            net.delete(pod);
        },
        conditions: TERMINATING,
        usable: true,
    },
    State {
        name: "deleted before it was ready",
        at: 5_500,
        drive: |net, pod| {
            net.until(5_000);
            net.delete(pod);
        },
        conditions: ENDING_UNREADY,
        usable: false,
    },
    State {
        name: "deleted, and then its readiness probe fails",
        at: 15_500,
        drive: |net, pod| {
            net.until(15_000);
            net.delete(pod);
            inject(net, Fault::FlapReadiness(pod, 60 * SECOND));
        },
        conditions: ENDING_UNREADY,
        usable: false,
    },
    State {
        name: "its process has ended, its object is still there",
        at: 18_500,
        drive: |net, pod| {
            net.until(15_000);
            net.delete(pod);
        },
        conditions: NO,
        usable: false,
    },
    State {
        name: "not ready any more",
        at: 15_500,
        drive: |net, pod| {
            net.until(15_000);
            inject(net, Fault::FlapReadiness(pod, 60 * SECOND));
        },
        conditions: UNREADY,
        usable: false,
    },
    State {
        name: "its container died and starts again",
        at: 15_500,
        drive: |net, pod| {
            net.until(15_000);
            inject(net, Fault::Crash(pod, 1));
        },
        conditions: UNREADY,
        usable: false,
    },
    State {
        name: "its container waits in CrashLoopBackOff",
        at: 22_000,
        drive: |net, pod| {
            net.until(15_000);
            inject(net, Fault::Crash(pod, 1));
            net.until(20_000);
            inject(net, Fault::Crash(pod, 1));
        },
        conditions: UNREADY,
        usable: false,
    },
    State {
        name: "evicted",
        at: 15_500,
        drive: |net, pod| {
            net.until(15_000);
            inject(net, Fault::Evict(pod));
        },
        conditions: NO,
        usable: false,
    },
    State {
        name: "its image is missing",
        at: 10_000,
        drive: |net, _| net.app("v1", App { image_missing: true, ..App::fine(0) }),
        conditions: UNREADY,
        usable: false,
    },
];

#[test]
fn every_state_of_a_pod_has_its_conditions() {
    for State { name, at, drive, conditions, usable } in STATES {
        for publish in [false, true] {
            let mut net = Net::serving(slow(), 1);
            net.patch(publish, false);
            net.until(0);
            let [pod] = net.uids()[..] else { panic!("{name}: one pod is made at once") };
            drive(&mut net, pod);
            net.until(*at);
            let endpoints = net.endpoints("web").expect("the Service has a slice");
            let endpoint = endpoints.iter().find(|endpoint| endpoint.pod == pod);
            let seen = endpoint.map(|it| [it.ready, it.serving, it.terminating]);
            // publishNotReadyAddresses makes every endpoint ready, and changes nothing else.
            let expected = conditions.map(|[ready, serving, terminating]| [ready || publish, serving, terminating]);
            assert_eq!(seen, expected, "{name}, published {publish}: ready, serving, terminating");
            let expected = *usable || publish && conditions.is_some();
            assert_eq!(net.usable().contains(&pod), expected, "{name}, published {publish}: usable");
        }
    }
}

#[test]
fn a_pod_without_a_node_is_no_endpoint() {
    for publish in [false, true] {
        let mut net = Net::new(config(1));
        net.apply(Command::Cordon { node: "node-1".into(), unschedulable: true });
        net.deploy("web", "v1", 1);
        net.service("web", &[("app", "web")]);
        net.patch(publish, false);
        net.until(60 * SECOND);
        assert_eq!((net.pods().len(), net.endpoints("web")), (1, Some(Vec::new())), "published {publish}");
    }
}

#[test]
fn an_endpoint_names_its_pod_and_the_image() {
    let mut net = Net::serving(config(0), 3);
    net.until(20 * SECOND);
    let endpoints = net.endpoints("web").expect("the Service has a slice");
    let named: Vec<Uid> = endpoints.iter().map(|endpoint| endpoint.pod).collect();
    assert_eq!(named, net.uids(), "in order of creation");
    assert!(endpoints.iter().all(|endpoint| &*endpoint.image == "v1"));
}
