//! What the scheduler says of a pod that no node takes.

use podyard::kube::object::Kind;
use podyard::kubectl::events::list;
use podyard::sim::pod::PodPhase;

use crate::fault::{Fault, Inject};

use super::{NOTHING, Size, Yard};

/// Nodes of 1,000 m and 1,000 Mi, with pods on them, and a pod that finds no place.
struct Case {
    name: &'static str,
    nodes: u32,
    /// Pods that came before, and what each of them asked for.
    before: (i32, Size),
    cordoned: &'static [u32],
    lost: &'static [u32],
    asks: Size,
    /// Why no node takes the pod.
    reasons: &'static str,
    /// Why no other pod could make room.
    preemption: &'static str,
}

const USUAL: Case = Case {
    name: "",
    nodes: 3,
    before: (3, (800, 800)),
    cordoned: &[],
    lost: &[],
    asks: (500, 100),
    reasons: "3 Insufficient cpu",
    preemption: "3 No preemption victims found for incoming pod",
};

const HOPELESS: &str = "3 Preemption is not helpful for scheduling";

const CASES: &[Case] = &[
    Case { name: "too little CPU is free", ..USUAL },
    Case { name: "too little memory is free", asks: (100, 500), reasons: "3 Insufficient memory", ..USUAL },
    Case {
        name: "too little of both",
        asks: (500, 500),
        reasons: "3 Insufficient cpu, 3 Insufficient memory",
        ..USUAL
    },
    Case { name: "one unit too much", asks: (201, 200), ..USUAL },
    Case { name: "more CPU than a node has", asks: (2_000, 100), preemption: HOPELESS, ..USUAL },
    Case {
        name: "more memory than a node has, and too little CPU free",
        asks: (500, 2_000),
        reasons: "3 Insufficient cpu, 3 Insufficient memory",
        preemption: HOPELESS,
        ..USUAL
    },
    Case {
        name: "too many pods",
        nodes: 1,
        before: (110, NOTHING),
        asks: NOTHING,
        reasons: "1 Too many pods",
        preemption: "1 No preemption victims found for incoming pod",
        ..USUAL
    },
    Case {
        name: "too many pods and too little CPU",
        nodes: 1,
        before: (110, (9, 0)),
        asks: (20, 0),
        reasons: "1 Insufficient cpu, 1 Too many pods",
        preemption: "1 No preemption victims found for incoming pod",
        ..USUAL
    },
    Case {
        name: "all cordoned",
        before: (0, NOTHING),
        cordoned: &[1, 2, 3],
        asks: NOTHING,
        reasons: "3 node(s) were unschedulable",
        preemption: HOPELESS,
        ..USUAL
    },
    Case {
        name: "all lost",
        before: (0, NOTHING),
        lost: &[1, 2, 3],
        asks: NOTHING,
        reasons: "3 node(s) had untolerated taint(s)",
        preemption: HOPELESS,
        ..USUAL
    },
    Case {
        name: "one cordoned, one lost, one full",
        cordoned: &[1],
        lost: &[2],
        reasons: "1 Insufficient cpu, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable",
        preemption: "1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling",
        ..USUAL
    },
    Case {
        name: "the cordon of a lost node is seen first, and what else a node lacks not at all",
        cordoned: &[1, 2],
        lost: &[1, 2],
        reasons: "1 Insufficient cpu, 2 node(s) were unschedulable",
        preemption: "1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling",
        ..USUAL
    },
    Case {
        name: "reasons are in order of their text, counts and all",
        nodes: 12,
        before: (12, (800, 800)),
        cordoned: &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        reasons: "10 node(s) were unschedulable, 2 Insufficient cpu",
        preemption: "10 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod",
        ..USUAL
    },
];

fn refused(case: &Case) -> Yard {
    let mut yard = Yard::new(case.nodes, (1_000, 1_000));
    let (replicas, asked) = case.before;
    yard.deploy("before", replicas, asked);
    for node in case.cordoned {
        yard.cordon(*node, true);
    }
    for node in case.lost {
        assert!(yard.cluster.inject(Fault::LoseNode(node - 1)), "{}", case.name);
    }
    yard.until(60);
    yard.deploy("web", 1, case.asks);
    yard
}

#[test]
fn no_node_takes_the_pod_and_the_message_says_why() {
    for case in CASES {
        let Case { name, nodes, reasons, preemption, .. } = case;
        let yard = refused(case);
        let message = format!(
            "0/{nodes} nodes are available: {reasons}. no new claims to deallocate, preemption: 0/{nodes} nodes are \
             available: {preemption}."
        );
        let pod = &yard.pods("web")[0];
        assert_eq!(pod.status.message.as_deref(), Some(message.as_str()), "{name}");
        assert_eq!((pod.status.phase, pod.status_word()), (PodPhase::Pending, "Pending"), "{name}");
        assert_eq!((pod.node.is_none(), pod.status.has_ip, pod.status.ready), (true, false, false), "{name}");
        let conditions = pod.conditions();
        let [scheduled] = conditions.as_slice() else { panic!("{name}: one condition: {conditions:?}") };
        assert_eq!(
            (scheduled.kind, scheduled.status.as_str(), scheduled.reason, &*scheduled.message),
            ("PodScheduled", "False", "Unschedulable", message.as_str()),
            "{name}"
        );
        let listed = list(yard.cluster.log().events());
        let about: Vec<_> = listed.iter().filter(|event| event.object == pod.metadata.name).collect();
        let [event] = about.as_slice() else { panic!("{name}: one event: {about:?}") };
        assert_eq!(
            (event.kind, event.reason, event.source, event.object_kind, event.message.as_str(), event.count),
            ("Warning", "FailedScheduling", "default-scheduler", Kind::Pod, message.as_str(), 1),
            "{name}"
        );
    }
}

#[test]
fn a_pod_that_just_fits_is_bound() {
    // Name, what is free on each of three nodes of 1,000 and 1,000 that hold 800 and 800, and what is asked.
    for (name, asks) in [("all that is free", (200, 200)), ("nothing", NOTHING), ("no CPU", (0, 200))] {
        let yard = refused(&Case { name, asks, ..USUAL });
        let pod = &yard.pods("web")[0];
        let node = pod.node_name().unwrap_or_else(|| panic!("{name}: {:?}", pod.status.message));
        let said = format!("Successfully assigned default/{} to {node}", pod.metadata.name);
        let scheduled = yard.events("Scheduled");
        assert_eq!(scheduled.last().map(|event| event.message().to_string()), Some(said), "{name}");
        assert_eq!(yard.events("FailedScheduling").len(), 0, "{name}");
    }
}
