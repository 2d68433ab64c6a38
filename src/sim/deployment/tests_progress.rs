//! Whether a rollout moves, is complete or stuck; pausing; failures copied. Behaviours 2.5 and 2.10.

use super::super::super::queue::{Controller, Due};
use super::{Bench, DEPLOYMENT, NOW, condition, rolling_update, settled, web};
use crate::kube::object::ConditionStatus::{self, False, True, Unknown};
use crate::kube::time::SECOND;
use crate::kube::workload::{DeploymentStatus, REPLICA_FAILURE};

/// Status, reason, last update and last transition, s.
type Shown = (ConditionStatus, &'static str, u64, u64);

const CREATED: &str = "NewReplicaSetCreated";
const UPDATED: &str = "ReplicaSetUpdated";
const COMPLETE: &str = "NewReplicaSetAvailable";
const EXCEEDED: &str = "ProgressDeadlineExceeded";
const PAUSED: &str = "DeploymentPaused";
const RESUMED: &str = "DeploymentResumed";

struct Case {
    name: &'static str,
    /// Size, ready and available replicas of the old and of the new ReplicaSet.
    old: [i32; 3],
    new: [i32; 3],
    /// The stored status: replicas, updated, ready, available.
    stored: [i32; 4],
    /// The condition before: last update and last transition are the same second.
    before: Option<(ConditionStatus, &'static str, u64)>,
    deadline: Option<i32>,
    after: Option<Shown>,
}

/// Three wanted, surge 1: one new pod that is not available yet, and nothing the controller could do.
const STUCK: Case = Case {
    name: "",
    old: [3, 3, 3],
    new: [1, 0, 0],
    stored: [4, 1, 3, 3],
    before: Some((True, UPDATED, 900)),
    deadline: Some(600),
    after: Some((True, UPDATED, 900, 900)),
};

fn cases() -> Vec<Case> {
    let done = ([0, 0, 0], [3, 3, 3]);
    let moves = Some((True, UPDATED, NOW, 900));
    let stuck = |name, before, deadline, after| Case { name, before, deadline, after, ..STUCK };
    let moved = |name, stored| Case { name, stored, after: moves, ..STUCK };
    vec![
        stuck(
            "nothing moved, the deadline is far",
            Some((True, UPDATED, 900)),
            Some(600),
            Some((True, UPDATED, 900, 900)),
        ),
        moved("an updated one more", [3, 0, 3, 3]),
        moved("an old one fewer", [5, 1, 3, 3]),
        moved("a ready one more", [4, 1, 2, 3]),
        moved("an available one more", [4, 1, 3, 2]),
        Case { name: "fewer ready is no progress", stored: [4, 1, 4, 3], ..STUCK },
        Case { name: "fewer updated and fewer in all is no progress", stored: [5, 2, 3, 3], ..STUCK },
        // Complete
        Case {
            name: "complete",
            old: done.0,
            new: done.1,
            stored: [3, 3, 3, 2],
            after: Some((True, COMPLETE, NOW, 900)),
            ..STUCK
        },
        Case {
            name: "complete after the deadline was exceeded",
            old: done.0,
            new: done.1,
            stored: [3, 3, 2, 2],
            before: Some((False, EXCEEDED, 700)),
            after: Some((True, COMPLETE, NOW, NOW)),
            ..STUCK
        },
        Case {
            name: "complete at once after its creation",
            old: done.0,
            new: done.1,
            stored: [0, 0, 0, 0],
            before: Some((True, CREATED, 999)),
            after: Some((True, COMPLETE, NOW, 999)),
            ..STUCK
        },
        Case {
            name: "finished: what comes back is no progress",
            old: done.0,
            new: [3, 2, 2],
            stored: [3, 3, 1, 1],
            before: Some((True, COMPLETE, 100)),
            after: Some((True, COMPLETE, 100, 100)),
            ..STUCK
        },
        Case {
            name: "finished: what fails does not start the clock",
            old: done.0,
            new: [3, 0, 0],
            stored: [3, 3, 3, 3],
            before: Some((True, COMPLETE, 100)),
            after: Some((True, COMPLETE, 100, 100)),
            ..STUCK
        },
        // Timed out
        stuck(
            "the deadline is this instant: not before now",
            Some((True, CREATED, 400)),
            Some(600),
            Some((True, CREATED, 400, 400)),
        ),
        stuck(
            "the deadline was a second ago",
            Some((True, CREATED, 399)),
            Some(600),
            Some((False, EXCEEDED, NOW, NOW)),
        ),
        stuck("the same of an update", Some((True, UPDATED, 399)), Some(600), Some((False, EXCEEDED, NOW, NOW))),
        stuck("the same of a resumption", Some((Unknown, RESUMED, 399)), Some(600), Some((False, EXCEEDED, NOW, NOW))),
        stuck("another deadline", Some((True, UPDATED, 989)), Some(10), Some((False, EXCEEDED, NOW, NOW))),
        stuck("exceeded stays as it was", Some((False, EXCEEDED, 700)), Some(600), Some((False, EXCEEDED, 700, 700))),
        Case {
            name: "exceeded and one more is ready: it heals",
            stored: [4, 1, 2, 3],
            before: Some((False, EXCEEDED, 700)),
            after: Some((True, UPDATED, NOW, NOW)),
            ..STUCK
        },
        stuck(
            "reopened without a word: never",
            Some((True, COMPLETE, 100)),
            Some(600),
            Some((True, COMPLETE, 100, 100)),
        ),
        stuck(
            "progress outlasts an old deadline",
            Some((True, CREATED, 100)),
            Some(901),
            Some((True, CREATED, 100, 100)),
        ),
        Case {
            name: "progress comes before the deadline's verdict",
            stored: [3, 0, 3, 3],
            before: Some((True, CREATED, 100)),
            after: Some((True, UPDATED, NOW, 100)),
            ..STUCK
        },
        // No deadline
        stuck("no deadline: the condition goes", Some((True, UPDATED, 100)), None, None),
        stuck("the largest number is no deadline", Some((False, EXCEEDED, 100)), Some(i32::MAX), None),
        stuck("no deadline, no condition", None, None, None),
        stuck("no condition: the set was found", None, Some(600), Some((True, "FoundNewReplicaSet", NOW, NOW))),
        // Resumed
        stuck("resumed", Some((Unknown, PAUSED, 100)), Some(600), Some((Unknown, RESUMED, NOW, 100))),
    ]
}

fn bench(case: &Case) -> Bench {
    let mut deployment = web(3, rolling_update(1, 0));
    deployment.spec.progress_deadline_seconds = case.deadline;
    let [replicas, updated_replicas, ready_replicas, available_replicas] = case.stored;
    deployment.status = DeploymentStatus {
        replicas,
        updated_replicas,
        ready_replicas,
        available_replicas,
        conditions: case
            .before
            .map(|(status, reason, at)| condition("Progressing", status, reason, at))
            .into_iter()
            .collect(),
        ..DeploymentStatus::default()
    };
    let mut bench = settled(deployment, &[("v1", case.old[0], case.old[2]), ("new", case.new[0], case.new[2])]);
    for (image, ready) in [("v1", case.old[1]), ("new", case.new[1])] {
        let mut set = bench.set(image).as_ref().clone();
        set.status.ready_replicas = ready;
        bench.cluster.api.update(set).expect("just read");
    }
    bench
}

#[test]
fn progressing_condition_after_one_sync() {
    for case in cases() {
        let mut bench = bench(&case);
        assert_eq!(bench.sync(), Ok(()), "{}", case.name);
        assert_eq!(bench.condition("Progressing"), case.after, "{}", case.name);
        assert_eq!(bench.sizes(), [case.new[0], case.old[0]], "{}: nothing is scaled", case.name);
    }
}

#[test]
fn when_the_deadline_is() {
    // Name, the condition and when it was written, s; deadline, paused; when time is up, s.
    let cases = [
        ("progressing", Some((True, UPDATED, 900)), Some(600), false, Some(1_500)),
        ("just made", Some((True, CREATED, 900)), Some(30), false, Some(930)),
        ("complete", Some((True, COMPLETE, 900)), Some(600), false, None),
        ("out of time", Some((False, EXCEEDED, 900)), Some(600), false, None),
        ("paused, and the controller has not seen it", Some((True, UPDATED, 900)), Some(600), true, None),
        ("paused", Some((Unknown, PAUSED, 900)), Some(600), true, None),
        ("nobody waits", Some((True, UPDATED, 900)), None, false, None),
        ("no condition", None, Some(600), false, None),
    ];
    for (name, before, deadline, paused, at) in cases {
        let mut deployment = bench(&Case { before, deadline, ..STUCK }).deployment();
        deployment.spec.paused = paused;
        assert_eq!(deployment.progress_deadline_at(), at.map(|at: u64| at * SECOND), "{name}");
    }
}

#[test]
fn texts() {
    let done = Case { old: [0, 0, 0], new: [3, 3, 3], ..STUCK };
    let cases = [
        ("complete", done, "ReplicaSet \"web-new\" has successfully progressed."),
        ("progressing", Case { stored: [3, 0, 3, 3], ..STUCK }, "ReplicaSet \"web-new\" is progressing."),
        (
            "timed out",
            Case { before: Some((True, CREATED, 100)), ..STUCK },
            "ReplicaSet \"web-new\" has timed out progressing.",
        ),
        ("found", Case { before: None, ..STUCK }, "Found new replica set \"web-new\""),
        ("resumed", Case { before: Some((Unknown, PAUSED, 100)), ..STUCK }, "Deployment is resumed"),
    ];
    for (name, case, message) in cases {
        let mut bench = bench(&case);
        assert_eq!(bench.sync(), Ok(()), "{name}");
        assert_eq!(bench.message("Progressing").as_deref(), Some(message), "{name}");
    }
    let mut without_new = settled(web(3, super::Strategy::Recreate), &[("v1", 3, 3)]);
    without_new.change(|deployment| {
        deployment.status.replicas = 4;
        deployment.status.conditions = vec![condition("Progressing", True, CREATED, 900)];
    });
    assert_eq!(without_new.sync(), Ok(()));
    assert_eq!(
        without_new.message("Progressing").as_deref(),
        Some("Deployment \"web\" is progressing."),
        "no new ReplicaSet to name"
    );
}

/// Behaviours 2.5. All with the same counts as stored, so that nothing but the pause speaks.
#[test]
fn pausing_and_resuming() {
    // Name, paused, deadline, before, after one sync.
    let cases = [
        ("paused", true, Some(600), Some((True, UPDATED, 900)), Some((Unknown, PAUSED, NOW, NOW))),
        ("paused when complete", true, Some(600), Some((True, COMPLETE, 100)), Some((Unknown, PAUSED, NOW, NOW))),
        ("paused before", true, Some(600), Some((Unknown, PAUSED, 900)), Some((Unknown, PAUSED, 900, 900))),
        (
            "paused again after resuming",
            true,
            Some(600),
            Some((Unknown, RESUMED, 900)),
            Some((Unknown, PAUSED, NOW, 900)),
        ),
        ("paused without a condition", true, Some(600), None, Some((Unknown, PAUSED, NOW, NOW))),
        ("paused, but exceeded", true, Some(600), Some((False, EXCEEDED, 900)), Some((False, EXCEEDED, 900, 900))),
        ("paused for long: no clock runs", true, Some(600), Some((Unknown, PAUSED, 1)), Some((Unknown, PAUSED, 1, 1))),
        (
            "paused without a deadline: untouched",
            true,
            None,
            Some((True, UPDATED, 900)),
            Some((True, UPDATED, 900, 900)),
        ),
        ("the same with the largest number", true, Some(i32::MAX), None, None),
        ("resumed", false, Some(600), Some((Unknown, PAUSED, 100)), Some((Unknown, RESUMED, NOW, 100))),
        ("not paused, exceeded", false, Some(600), Some((False, EXCEEDED, 900)), Some((False, EXCEEDED, 900, 900))),
    ];
    for (name, paused, deadline, before, after) in cases {
        let mut bench = bench(&Case { before, deadline, ..STUCK });
        bench.change(|deployment| deployment.spec.paused = paused);
        assert_eq!(bench.sync(), Ok(()), "{name}");
        assert_eq!(bench.condition("Progressing"), after, "{name}");
        if after.is_some_and(|(_, reason, update, _)| reason == PAUSED && update == NOW) {
            assert_eq!(bench.message("Progressing").as_deref(), Some("Deployment is paused"), "{name}");
        }
    }
}

/// When the controller plans to look again, ms, after a sync that changes nothing.
fn looks_again(case: &Case) -> Option<u64> {
    let mut bench = bench(case);
    for _ in 0..2 {
        assert_eq!(bench.sync(), Ok(()), "{}", case.name);
    }
    std::iter::from_fn(|| bench.cluster.queue.pop())
        .find_map(|(at, due)| matches!(due, Due::Enqueue(Controller::Deployment, DEPLOYMENT)).then_some(at))
}

#[test]
fn a_stuck_rollout_is_looked_at_again_a_second_after_its_deadline() {
    let done = Case { old: [0, 0, 0], new: [3, 3, 3], ..STUCK };
    let cases = [
        ("far away", Case { before: Some((True, UPDATED, 900)), ..STUCK }, Some(1_501 * SECOND)),
        ("a second away", Case { before: Some((True, UPDATED, 401)), ..STUCK }, Some(1_002 * SECOND)),
        (
            "this instant: soon, by the rate limit",
            Case { before: Some((True, UPDATED, 400)), ..STUCK },
            Some(1_000_005),
        ),
        ("exceeded", Case { before: Some((False, EXCEEDED, 400)), ..STUCK }, None),
        ("no deadline", Case { deadline: None, ..STUCK }, None),
        ("complete", done, None),
    ];
    for (name, case, at) in cases {
        assert_eq!(looks_again(&case), at, "{name}");
    }
}

#[test]
fn the_failure_of_a_replica_set_is_copied() {
    let failure = |reason, second| condition(REPLICA_FAILURE, True, reason, second);
    // Name, the old one's failure, the new one's, the Deployment's before; after one sync.
    let cases = [
        ("none", None, None, None, None),
        ("of the new one", None, Some(failure("FailedCreate", 5)), None, Some(("FailedCreate", 5))),
        ("of an old one", Some(failure("FailedDelete", 6)), None, None, Some(("FailedDelete", 6))),
        (
            "of both: the new one's",
            Some(failure("FailedDelete", 6)),
            Some(failure("FailedCreate", 5)),
            None,
            Some(("FailedCreate", 5)),
        ),
        ("over", None, None, Some(failure("FailedCreate", 5)), None),
        (
            "the same reason: the times of the first stay",
            None,
            Some(failure("FailedCreate", 9)),
            Some(failure("FailedCreate", 5)),
            Some(("FailedCreate", 5)),
        ),
        (
            "another reason",
            None,
            Some(failure("FailedDelete", 9)),
            Some(failure("FailedCreate", 5)),
            Some(("FailedDelete", 9)),
        ),
    ];
    for (name, old, new, stored, after) in cases {
        let mut bench = bench(&STUCK);
        bench.change(|deployment| deployment.status.conditions.extend(stored));
        for (image, failure) in [("v1", old), ("new", new)] {
            let mut set = bench.set(image).as_ref().clone();
            set.status.conditions.extend(failure);
            bench.cluster.api.update(set).expect("just read");
        }
        assert_eq!(bench.sync(), Ok(()), "{name}");
        let found = bench.condition(REPLICA_FAILURE);
        assert_eq!(
            found.map(|(status, reason, update, _)| (status, reason, update)),
            after.map(|(reason, at)| (True, reason, at)),
            "{name}"
        );
        let message = bench.message(REPLICA_FAILURE);
        assert_eq!(message.as_deref(), after.map(|_| "before"), "{name}: its message");
    }
}
