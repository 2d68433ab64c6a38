//! Where connections go when endpoints terminate: the last resort, and when it is none.

use podyard::kube::time::SECOND;
use podyard::world::App;

use crate::fault::{Fault, Inject};

use super::{Net, config};

/// Ten seconds from SIGTERM to the end, so that a second later everything is still there.
fn lingering() -> App {
    App { terminate: 10 * SECOND, ..App::fine(10 * SECOND) }
}

/// What is asked of two ready pods at second 100.
struct Case {
    name: &'static str,
    drive: fn(&mut Net),
    /// Places of the pods that are used a second later, in order of their creation.
    usable: &'static [usize],
}

fn unready(net: &mut Net, place: usize) {
    let pod = net.uids()[place];
    assert!(net.cluster.inject(Fault::FlapReadiness(pod, 60 * SECOND)), "pod {place} was not ready");
}

fn delete(net: &mut Net, place: usize) {
    let pod = net.uids()[place];
    net.delete(pod);
}

const CASES: &[Case] = &[
    Case { name: "both are ready", drive: |_| {}, usable: &[0, 1] },
    Case { name: "one terminates, one is ready", drive: |net| delete(net, 0), usable: &[1] },
    Case { name: "one is not ready, one is", drive: |net| unready(net, 0), usable: &[1] },
    Case { name: "all terminate", drive: |net| net.scale(0), usable: &[0, 1] },
    Case {
        name: "both terminate, and what replaces them is not ready",
        drive: |net| {
            delete(net, 0);
            delete(net, 1);
        },
        usable: &[0, 1],
    },
    Case {
        name: "one terminates, one is not ready",
        drive: |net| {
            unready(net, 1);
            delete(net, 0);
        },
        usable: &[0],
    },
    Case {
        name: "all terminate, one of them not ready",
        drive: |net| {
            net.scale(0);
            unready(net, 0);
        },
        usable: &[1],
    },
    Case {
        name: "all terminate, none of them ready",
        drive: |net| {
            net.scale(0);
            unready(net, 0);
            unready(net, 1);
        },
        usable: &[],
    },
    Case {
        name: "none terminates, none is ready",
        drive: |net| {
            unready(net, 0);
            unready(net, 1);
        },
        usable: &[],
    },
];

#[test]
fn endpoints_that_terminate_are_the_last_resort() {
    for Case { name, drive, usable } in CASES {
        let mut net = Net::serving(config(0), 2);
        net.app("v1", lingering());
        net.until(100 * SECOND);
        let pods = net.uids();
        drive(&mut net);
        net.until(101 * SECOND);
        let expected: Vec<_> = usable.iter().map(|place| pods[*place]).collect();
        assert_eq!(net.usable(), expected, "{name}");
        let calls = net.call(1);
        let refused = if usable.is_empty() { 100 } else { 0 };
        assert_eq!((calls.nowhere, calls.closed), (refused, 0), "{name}");
        assert_eq!(calls.to(&expected), 100 - refused, "{name}");
    }
}

#[test]
fn a_ready_endpoint_ends_the_last_resort() {
    let mut net = Net::serving(config(0), 1);
    net.app("v1", App { terminate: 25 * SECOND, ..App::fine(10 * SECOND) });
    net.until(100 * SECOND);
    let old = net.uids()[0];
    net.delete(old);
    net.until(109 * SECOND);
    let [_, new] = net.uids()[..] else { panic!("the old pod and its successor: {:?}", net.uids()) };
    assert_eq!(net.usable(), [old], "the successor is not ready yet");
    net.until(111 * SECOND);
    assert_eq!(net.usable(), [new], "it is, though the old one still serves");
    assert!(net.pod(old).status.ready && net.pod(old).is_terminating());
}
