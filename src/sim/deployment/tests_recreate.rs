//! Recreate, one step a sync. Behaviours 2.8.

use super::super::super::decision::Decision;
use super::super::super::event::Happening;
use super::super::super::pod::{Pod, PodPhase};
use super::{Bench, set, settled, web};
use crate::kube::object::{ObjectMeta, Uid};
use crate::kube::workload::Strategy;

/// What stands in the way, or does not.
#[derive(Clone, Copy)]
enum Leftover {
    None,
    /// A pod of the old ReplicaSet, in this phase, terminating or not.
    OldPod(PodPhase, bool),
    /// A pod of the new one.
    NewPod,
    /// No pod, but the old ReplicaSet's status still counts three.
    Status,
}

struct Case {
    name: &'static str,
    /// Sizes before; the new ReplicaSet may be missing.
    old: &'static [i32],
    new: Option<i32>,
    leftover: Leftover,
    /// Sizes after, the old ones' first; the new one only if it is there then.
    after: &'static [i32],
    /// Old pods the controller says it waits for.
    waits_for: Option<i32>,
}

/// All for 3 replicas.
const CASES: &[Case] = &[
    Case {
        name: "first rollout: all at once",
        old: &[],
        new: None,
        leftover: Leftover::None,
        after: &[3],
        waits_for: None,
    },
    Case { name: "old ones go first", old: &[3], new: None, leftover: Leftover::None, after: &[0], waits_for: None },
    Case {
        name: "every old one goes, and the new one waits though it is there",
        old: &[2, 1],
        new: Some(0),
        leftover: Leftover::None,
        after: &[0, 0, 0],
        waits_for: None,
    },
    Case {
        name: "the old set's status counts pods",
        old: &[0],
        new: None,
        leftover: Leftover::Status,
        after: &[0],
        waits_for: Some(3),
    },
    Case {
        name: "an old pod is terminating",
        old: &[0],
        new: None,
        leftover: Leftover::OldPod(PodPhase::Running, true),
        after: &[0],
        waits_for: Some(1),
    },
    Case {
        name: "an old pod is pending",
        old: &[0],
        new: None,
        leftover: Leftover::OldPod(PodPhase::Pending, false),
        after: &[0],
        waits_for: Some(1),
    },
    Case {
        name: "a failed pod does not count",
        old: &[0],
        new: None,
        leftover: Leftover::OldPod(PodPhase::Failed, false),
        after: &[0, 3],
        waits_for: None,
    },
    Case {
        name: "a succeeded pod does not count, terminating or not",
        old: &[0],
        new: None,
        leftover: Leftover::OldPod(PodPhase::Succeeded, true),
        after: &[0, 3],
        waits_for: None,
    },
    Case {
        name: "pods of the new one do not count",
        old: &[0],
        new: Some(1),
        leftover: Leftover::NewPod,
        after: &[0, 3],
        waits_for: None,
    },
    Case {
        name: "the old pods are gone: the new one is made with all",
        old: &[0, 0],
        new: None,
        leftover: Leftover::None,
        after: &[0, 0, 3],
        waits_for: None,
    },
    Case {
        name: "the old pods are gone: the new one is scaled to all",
        old: &[0],
        new: Some(0),
        leftover: Leftover::None,
        after: &[0, 3],
        waits_for: None,
    },
    Case { name: "complete", old: &[0], new: Some(3), leftover: Leftover::None, after: &[0, 3], waits_for: None },
];

fn bench(case: &Case) -> Bench {
    let mut sets: Vec<(&str, i32, i32)> =
        case.old.iter().zip(["v1", "v2"]).map(|(size, v)| (v, *size, *size)).collect();
    sets.extend(case.new.map(|size| ("new", size, size)));
    let mut bench = settled(web(3, Strategy::Recreate), &sets);
    let (owner, phase, terminating) = match case.leftover {
        Leftover::None => return bench,
        Leftover::Status => {
            let mut set = bench.set("v1").as_ref().clone();
            set.status.replicas = 3;
            bench.cluster.api.update(set).expect("just read");
            return bench;
        }
        Leftover::OldPod(phase, terminating) => ("v1", phase, terminating),
        Leftover::NewPod => ("new", PodPhase::Running, true),
    };
    pod(&mut bench, owner, phase, terminating);
    bench
}

fn pod(bench: &mut Bench, owner: &str, phase: PodPhase, terminating: bool) -> Uid {
    let owner = bench.set(owner);
    let mut metadata = ObjectMeta::named("pod", owner.metadata.labels.clone());
    metadata.owner = Some(owner.metadata.uid);
    metadata.deletion_timestamp = terminating.then_some(bench.cluster.now);
    let mut pod = Pod::new(metadata, &owner.spec.template, 0);
    pod.status.phase = phase;
    bench.cluster.api.create(pod, 0).metadata.uid
}

#[test]
fn one_step_a_sync() {
    for case in CASES {
        let mut bench = bench(case);
        assert_eq!(bench.sync(), Ok(()), "{}", case.name);
        let after: Vec<i32> = bench.sets().iter().map(|set| set.spec.replicas).collect();
        assert_eq!(after, case.after, "{}: {:?}", case.name, bench.scalings());
        let waits_for = bench.cluster.log.events().iter().find_map(|event| match event.happening {
            Happening::Waiting { decision: Decision::RecreateWait { old_pods } } => Some(old_pods),
            _ => None,
        });
        assert_eq!(waits_for, case.waits_for, "{}", case.name);
    }
}

#[test]
fn each_old_one_is_told_of() {
    let mut bench = settled(web(3, Strategy::Recreate), &[("v1", 2, 2), ("v2", 1, 1)]);
    assert_eq!(bench.sync(), Ok(()));
    assert_eq!(bench.scalings(), ["web-v1 2→0", "web-v2 1→0"]);
}

#[test]
fn scaling_does_not_wait_for_terminating_pods() {
    let desired = crate::kube::workload::DESIRED_REPLICAS;
    let mut bench = Bench::new(web(5, Strategy::Recreate));
    bench.add(super::annotated(set("new", 2, 2), &[(desired, "2")]), 1);
    pod(&mut bench, "new", PodPhase::Running, true);
    assert_eq!(bench.sync(), Ok(()));
    assert_eq!(bench.sizes(), [5]);
}
