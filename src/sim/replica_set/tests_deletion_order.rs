//! Which pods die first, rule by rule. Behaviours 3.3.
//!
//! Upstream compares uids as text at the end; here a uid is the order of creation.

use std::rc::Rc;

use super::super::super::pod::{Pod, PodPhase};
use super::super::deletion_order::{deletion_cost, rank};
use super::pod;
use crate::kube::object::Uid;
use crate::kube::time::{Millis, SECOND};

/// When the controller looks, ms.
const NOW: Millis = 10_000 * SECOND;
const COST: &str = "controller.kubernetes.io/pod-deletion-cost";

/// A pod by what the order looks at. Ages are s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Looks {
    node: Option<u32>,
    phase: PodPhase,
    /// How long ago it became ready, if it is.
    ready: Option<Millis>,
    cost: &'static str,
    restarts: u32,
    age: Millis,
}

/// Ready, on a node with nobody else, without a restart, 900 s old. Its age says nothing next to another such pod.
const SOUND: Looks =
    Looks { node: Some(0), phase: PodPhase::Running, ready: Some(900), cost: "", restarts: 0, age: 900 };
/// The same on another node.
const OTHER: Looks = Looks { node: Some(1), ..SOUND };
const UNREADY: Looks = Looks { ready: None, ..SOUND };
const PENDING: Looks = Looks { phase: PodPhase::Pending, ready: None, ..SOUND };
const UNSCHEDULED: Looks = Looks { node: None, ..PENDING };

fn build(looks: &[Looks]) -> Vec<Rc<Pod>> {
    let build = |(looks, number): (&Looks, u32)| {
        let mut pod = pod(Uid(1_000), looks.node.unwrap_or_default());
        pod.metadata.uid = Uid(number);
        pod.metadata.creation_timestamp = NOW - looks.age * SECOND;
        if !looks.cost.is_empty() {
            pod.metadata.annotate(COST, looks.cost);
        }
        if looks.node.is_none() {
            pod.node = None;
        }
        pod.status.phase = looks.phase;
        pod.status.ready = looks.ready.is_some();
        pod.status.ready_transition = NOW / SECOND - looks.ready.unwrap_or(looks.age);
        pod.status.restart_count = looks.restarts;
        Rc::new(pod)
    };
    looks.iter().zip(0..).map(build).collect()
}

struct Case {
    name: &'static str,
    /// The ReplicaSet's pods by uid: the first has the lowest.
    pods: &'static [Looks],
    /// Nodes of pods of the same owner's other ReplicaSets.
    related: &'static [u32],
    /// Their places, first to die first.
    order: &'static [usize],
}

const fn case(name: &'static str, pods: &'static [Looks], order: &'static [usize]) -> Case {
    Case { name, pods, related: &[], order }
}

const CASES: &[Case] = &[
    // 1: without a node
    case("1: no node before a node", &[PENDING, UNSCHEDULED], &[1, 0]),
    case("1 before 4: whatever it costs", &[PENDING, Looks { cost: "100", ..UNSCHEDULED }], &[1, 0]),
    case("1 before 7", &[Looks { restarts: 9, ..PENDING }, UNSCHEDULED], &[1, 0]),
    // 2: phase
    case("2: pending before running", &[UNREADY, PENDING], &[1, 0]),
    case("2 before 4: whatever it costs", &[UNREADY, Looks { cost: "100", ..PENDING }], &[1, 0]),
    case("2 before 7", &[Looks { restarts: 9, ..UNREADY }, PENDING], &[1, 0]),
    // 3: ready
    case("3: not ready before ready", &[SOUND, UNREADY], &[1, 0]),
    case(
        "3 before 4: not ready at cost 1000 before ready at cost -5 (item 36)",
        &[Looks { cost: "-5", ..SOUND }, Looks { cost: "1000", ..UNREADY }],
        &[1, 0],
    ),
    case("3 before 7", &[Looks { restarts: 9, ..SOUND }, UNREADY], &[1, 0]),
    // 4: cost
    case("4: lower cost first", &[Looks { cost: "10", ..SOUND }, Looks { cost: "9", ..OTHER }], &[1, 0]),
    case(
        "4: none is 0",
        &[Looks { cost: "1", ..SOUND }, OTHER, Looks { cost: "-1", node: Some(3), ..SOUND }],
        &[2, 1, 0],
    ),
    case(
        "4 before 5: cost before company",
        &[Looks { cost: "1", ..SOUND }, Looks { cost: "1", ..SOUND }, OTHER],
        &[2, 0, 1],
    ),
    case("4 before 6: cost before age", &[Looks { cost: "1", ready: Some(2), ..SOUND }, OTHER], &[1, 0]),
    // 5: company on the node
    case("5: the fuller node first", &[OTHER, SOUND, SOUND], &[1, 2, 0]),
    Case { name: "5: other revisions count", pods: &[SOUND, OTHER], related: &[1], order: &[1, 0] },
    Case { name: "5: and outweigh", pods: &[SOUND, SOUND, OTHER], related: &[1, 1], order: &[2, 0, 1] },
    case("5 before 6: company before age", &[Looks { ready: Some(2), ..OTHER }, SOUND, SOUND], &[1, 2, 0]),
    case("5: of pods that are not ready too", &[Looks { node: Some(2), ..UNREADY }, UNREADY, UNREADY], &[1, 2, 0]),
    case(
        "5 before 7: company before restarts",
        &[Looks { node: Some(2), restarts: 9, ..UNREADY }, UNREADY, UNREADY],
        &[1, 2, 0],
    ),
    case("5: who has no node has company without one", &[UNSCHEDULED, UNSCHEDULED], &[0, 1]),
    // 6: how long ready
    case(
        "6: ready 40 s before ready 90 s",
        &[Looks { ready: Some(90), ..SOUND }, Looks { ready: Some(40), ..OTHER }],
        &[1, 0],
    ),
    case(
        "6: 40 s and 60 s are one step, the lower uid goes",
        &[Looks { ready: Some(60), ..SOUND }, Looks { ready: Some(40), ..OTHER }],
        &[0, 1],
    ),
    case(
        "6: the same the other way round",
        &[Looks { ready: Some(40), ..SOUND }, Looks { ready: Some(60), ..OTHER }],
        &[0, 1],
    ),
    case(
        "6 before 7: the uid decides before restarts",
        &[Looks { ready: Some(40), ..SOUND }, Looks { ready: Some(60), restarts: 9, ..OTHER }],
        &[0, 1],
    ),
    case(
        "6 before 8: and before age",
        &[Looks { ready: Some(40), ..SOUND }, Looks { ready: Some(60), age: 61, ..OTHER }],
        &[0, 1],
    ),
    case("6: ready just now first", &[Looks { ready: Some(1), ..SOUND }, Looks { ready: Some(0), ..OTHER }], &[1, 0]),
    // 7: restarts
    case("7: ready at the same time, more restarts first", &[SOUND, Looks { restarts: 1, ..OTHER }], &[1, 0]),
    case(
        "7: neither ready, more restarts first",
        &[Looks { restarts: 2, ..UNREADY }, Looks { restarts: 3, node: Some(2), ..UNREADY }],
        &[1, 0],
    ),
    case(
        "7 before 8: restarts before age",
        &[Looks { age: 2, node: Some(2), ..UNREADY }, Looks { restarts: 1, ..UNREADY }],
        &[1, 0],
    ),
    // 8: age
    case("8: younger first", &[UNREADY, Looks { age: 40, node: Some(2), ..UNREADY }], &[1, 0]),
    case(
        "8: in one step the lower uid",
        &[Looks { age: 60, ..UNREADY }, Looks { age: 40, node: Some(2), ..UNREADY }],
        &[0, 1],
    ),
    case("8: of ready pods too", &[Looks { age: 901, ..SOUND }, Looks { age: 3_000, ..OTHER }], &[0, 1]),
    // All of them
    case("nothing tells them apart", &[SOUND, OTHER, Looks { node: Some(3), ..SOUND }], &[0, 1, 2]),
    case(
        "all at once",
        &[
            SOUND,
            Looks { ready: Some(5), ..OTHER },
            Looks { cost: "-1", node: Some(3), ..SOUND },
            Looks { node: Some(4), ..UNREADY },
            Looks { node: Some(5), ..PENDING },
            UNSCHEDULED,
        ],
        &[5, 4, 3, 2, 1, 0],
    ),
];

#[test]
fn first_to_die_first() {
    for case in CASES {
        let pods = build(case.pods);
        let mut related = pods.clone();
        related.extend(case.related.iter().map(|node| Rc::new(pod(Uid(2_000), *node))));
        let ranked: Vec<usize> = rank(&pods, related.iter(), NOW).map(|pod| pod.metadata.uid.0 as usize).collect();
        assert_eq!(ranked, case.order, "{}", case.name);
    }
}

#[test]
fn the_order_they_are_read_in_does_not_matter() {
    for case in CASES.iter().filter(|case| case.related.is_empty() && case.name != "nothing tells them apart") {
        let mut pods = build(case.pods);
        pods.reverse();
        // Pods that look alike may change places.
        let looks = |place: usize| case.pods[place];
        let ranked: Vec<Looks> = rank(&pods, pods.iter(), NOW).map(|pod| looks(pod.metadata.uid.0 as usize)).collect();
        assert_eq!(ranked, case.order.iter().copied().map(looks).collect::<Vec<_>>(), "{}", case.name);
    }
}

#[test]
fn steps_of_age_double() {
    // Both ages in ms, the younger first; whether they are one step. Borders are powers of two nanoseconds.
    let cases = [
        ("no age and some", 0, 1_000, false),
        ("below and above 1.07 s", 1_073, 2_073, false),
        ("both above 1.07 s", 1_074, 2_074, true),
        ("up to 2.15 s", 1_147, 2_147, true),
        ("beyond 2.15 s", 1_148, 2_148, false),
        ("up to 4.29 s", 3_294, 4_294, true),
        ("beyond 4.29 s", 3_295, 4_295, false),
        ("up to 8.59 s", 7_589, 8_589, true),
        ("beyond 8.59 s", 7_590, 8_590, false),
        ("up to 17.2 s", 16_179, 17_179, true),
        ("beyond 17.2 s", 16_180, 17_180, false),
        ("up to 34.4 s", 33_359, 34_359, true),
        ("beyond 34.4 s", 33_360, 34_360, false),
        ("up to 68.7 s", 67_719, 68_719, true),
        ("beyond 68.7 s", 67_720, 68_720, false),
        ("up to 137 s", 136_438, 137_438, true),
        ("beyond 137 s", 136_439, 137_439, false),
        ("up to 275 s", 273_877, 274_877, true),
        ("beyond 275 s", 273_878, 274_878, false),
        ("up to 550 s", 548_755, 549_755, true),
        ("beyond 550 s", 548_756, 549_756, false),
        ("up to 1100 s", 1_098_511, 1_099_511, true),
        ("beyond 1100 s", 1_098_512, 1_099_512, false),
        ("up to 2199 s", 2_198_023, 2_199_023, true),
        ("beyond 2199 s", 2_198_024, 2_199_024, false),
        ("up to 4398 s", 4_397_046, 4_398_046, true),
        ("beyond 4398 s", 4_397_047, 4_398_047, false),
        ("up to 8796 s", 8_795_093, 8_796_093, true),
        ("beyond 8796 s", 8_795_094, 8_796_094, false),
    ];
    for (name, younger, older, one_step) in cases {
        // Timestamps are whole seconds, so the instant of looking carries the rest.
        let now = 10_000 * SECOND + younger % SECOND;
        for by_age in [false, true] {
            let looks = if by_age { UNREADY } else { SOUND };
            // The older pod has the lower uid: in one step it goes first, else it does not.
            let mut pods = build(&[looks, looks]);
            for (pod, age) in pods.iter_mut().zip([older, younger]) {
                let pod = Rc::make_mut(pod);
                if by_age {
                    pod.metadata.creation_timestamp = now - age;
                } else {
                    pod.status.ready_transition = (now - age) / SECOND;
                }
            }
            let first = rank(&pods, pods.iter(), now).next().unwrap().metadata.uid;
            assert_eq!(first, Uid(u32::from(!one_step)), "{name}, by age of the pod: {by_age}");
        }
    }
}

#[test]
fn whole_seconds_count() {
    // Ready, or created, in the same second: no difference, whatever the milliseconds.
    let mut pods = build(&[UNREADY, UNREADY]);
    for (pod, created) in pods.iter_mut().zip([5_001, 5_999]) {
        Rc::make_mut(pod).metadata.creation_timestamp = created;
    }
    assert_eq!(rank(&pods, pods.iter(), 6_000).next().unwrap().metadata.uid, Uid(0));
}

/// Source: pkg/apis/core/v1/helper/helpers_test.go TestGetPodDeletionCostFromAnnotations.
#[test]
fn a_cost_in_an_annotation() {
    let cases = [
        ("none", "", 0),
        ("0", "0", 0),
        ("a number", "7", 7),
        ("a negative one", "-7", -7),
        ("minus 0", "-0", 0),
        ("the largest", "2147483647", i32::MAX),
        ("the smallest", "-2147483648", i32::MIN),
        ("too large", "2147483648", 0),
        ("too small", "-2147483649", 0),
        ("a sign plus", "+10", 0),
        ("a leading zero", "008", 0),
        ("several zeros", "00", 0),
        ("a leading zero after the sign is taken", "-05", -5),
        ("two signs", "--5", 0),
        ("minus and plus", "-+5", 0),
        ("a sign alone", "-", 0),
        ("a fraction", "1.5", 0),
        ("a blank before", " 5", 0),
        ("a blank after", "5 ", 0),
        ("a word", "cheap", 0),
        ("hexadecimal", "0x10", 0),
    ];
    for (name, text, cost) in cases {
        let mut pod = pod(Uid(1), 1);
        pod.metadata.annotate(COST, text);
        assert_eq!(deletion_cost(&pod), cost, "{name}: {text:?}");
    }
    assert_eq!(deletion_cost(&pod(Uid(1), 1)), 0, "no annotation");
}
