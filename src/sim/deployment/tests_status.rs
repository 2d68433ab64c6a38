//! The Deployment's numbers and its Available condition. Behaviours 2.9.

use super::super::status::{deployment_complete, remove_condition, set_condition};
use super::{NOW, condition, rolling_update, settled, web};
use crate::kube::object::ConditionStatus::{self, False, True, Unknown};
use crate::kube::workload::{DeploymentStatus, ReplicaSetStatus, Strategy};

/// status.replicas, ready, available and terminating pods of a ReplicaSet.
type Counts = (i32, i32, i32, i32);

#[test]
fn numbers_are_sums_over_the_replica_sets() {
    struct Case {
        name: &'static str,
        /// Sizes, old and new; the new ReplicaSet may be missing.
        sizes: (i32, Option<i32>),
        old: Counts,
        new: Counts,
        /// replicas, updated, ready, available, unavailable, terminating.
        expected: [i32; 6],
    }
    let case = |name, sizes, old, new, expected| Case { name, sizes, old, new, expected };
    let cases = [
        case("complete", (0, Some(3)), (0, 0, 0, 0), (3, 3, 3, 0), [3, 3, 3, 3, 0, 0]),
        case("in between", (2, Some(2)), (2, 2, 2, 1), (2, 1, 1, 0), [4, 2, 3, 3, 1, 1]),
        case("ready and not yet available", (2, Some(2)), (2, 2, 2, 0), (2, 2, 0, 0), [4, 2, 4, 2, 2, 0]),
        case(
            "a surge makes unavailable ones beyond the lack",
            (3, Some(1)),
            (3, 3, 3, 0),
            (1, 0, 0, 0),
            [4, 1, 3, 3, 1, 0],
        ),
        case(
            "wanted pods that do not exist are unavailable",
            (3, Some(1)),
            (3, 3, 3, 0),
            (0, 0, 0, 0),
            [3, 0, 3, 3, 1, 0],
        ),
        case(
            "more available than wanted is not negative",
            (1, Some(3)),
            (3, 3, 3, 0),
            (3, 3, 3, 0),
            [6, 3, 6, 6, 0, 0],
        ),
        case("terminating ones are apart", (0, Some(3)), (0, 0, 0, 3), (3, 3, 3, 2), [3, 3, 3, 3, 0, 5]),
        case("no new one: none is updated", (3, None), (3, 3, 3, 0), (0, 0, 0, 0), [3, 0, 3, 3, 0, 0]),
    ];
    for case in cases {
        let mut deployment = web(3, rolling_update(1, 0));
        deployment.status.collision_count = Some(2);
        let mut sets = vec![("v1", case.sizes.0, 0)];
        sets.extend(case.sizes.1.map(|size| ("new", size, 0)));
        let mut bench = settled(deployment, &sets);
        bench.change(|deployment| deployment.metadata.generation = 7);
        for (image, counts) in [("v1", case.old), ("new", case.new)] {
            if image == "new" && case.sizes.1.is_none() {
                continue;
            }
            let mut set = bench.set(image).as_ref().clone();
            let (replicas, ready_replicas, available_replicas, terminating_replicas) = counts;
            set.status = ReplicaSetStatus {
                replicas,
                ready_replicas,
                available_replicas,
                terminating_replicas,
                ..set.status.clone()
            };
            bench.cluster.api.update(set).expect("just read");
        }
        let deployment = bench.deployment();
        let sets = bench.sets();
        let new = case.sizes.1.map(|_| bench.set("new"));
        let status = bench.cluster.calculate_status(&sets, new.as_ref(), &deployment);
        let found = [
            status.replicas,
            status.updated_replicas,
            status.ready_replicas,
            status.available_replicas,
            status.unavailable_replicas,
            status.terminating_replicas,
        ];
        assert_eq!(found, case.expected, "{}", case.name);
        assert_eq!(status.observed_generation, 7, "{}", case.name);
        assert_eq!(status.collision_count, Some(2), "{}: carried", case.name);
    }
}

#[test]
fn available_condition() {
    const ENOUGH: (ConditionStatus, &str, &str) =
        (True, "MinimumReplicasAvailable", "Deployment has minimum availability.");
    const TOO_FEW: (ConditionStatus, &str, &str) =
        (False, "MinimumReplicasUnavailable", "Deployment does not have minimum availability.");
    // Name, strategy, replicas, available, expected.
    let cases = [
        ("all", rolling_update(3, 2), 10, 10, ENOUGH),
        ("as many as must be", rolling_update(3, 2), 10, 8, ENOUGH),
        ("one fewer", rolling_update(3, 2), 10, 7, TOO_FEW),
        ("none may be missing, one is", rolling_update(3, 0), 10, 9, TOO_FEW),
        ("both 0: one may be missing", rolling_update(0, 0), 10, 9, ENOUGH),
        ("all may be missing", rolling_update(0, 10), 3, 0, ENOUGH),
        ("none wanted", rolling_update(1, 0), 0, 0, ENOUGH),
        ("Recreate, all", Strategy::Recreate, 10, 10, ENOUGH),
        ("Recreate, one missing", Strategy::Recreate, 10, 9, TOO_FEW),
        ("Recreate, none wanted", Strategy::Recreate, 0, 0, ENOUGH),
        ("Recreate, none", Strategy::Recreate, 1, 0, TOO_FEW),
    ];
    for (name, strategy, replicas, available, (status, reason, message)) in cases {
        let mut bench = settled(web(replicas, strategy), &[("new", replicas, available)]);
        assert_eq!(bench.sync(), Ok(()), "{name}");
        assert_eq!(bench.condition("Available"), Some((status, reason, NOW, NOW)), "{name}");
        assert_eq!(bench.message("Available").as_deref(), Some(message), "{name}");
    }
}

#[test]
fn a_condition_is_put_last_or_left_alone() {
    let before = [condition("Progressing", True, "ReplicaSetUpdated", 5), condition("Available", False, "Few", 6)];
    // Name, the condition to set; then types in order, reason, last update and last transition of the set one.
    let cases = [
        ("same status and reason: ignored", condition("Progressing", True, "ReplicaSetUpdated", 9), true, 5, 5),
        ("another reason: transition kept", condition("Progressing", True, "NewReplicaSetAvailable", 9), false, 9, 5),
        ("another status: transition moves", condition("Progressing", Unknown, "ReplicaSetUpdated", 9), false, 9, 9),
        ("both: transition moves", condition("Progressing", False, "ProgressDeadlineExceeded", 9), false, 9, 9),
        ("a new type", condition("ReplicaFailure", True, "FailedCreate", 9), false, 9, 9),
    ];
    for (name, to_set, ignored, update, transition) in cases {
        let mut conditions = before.to_vec();
        let kind = to_set.kind;
        set_condition(&mut conditions, to_set.clone());
        let kinds: Vec<&str> = conditions.iter().map(|condition| condition.kind).collect();
        let expected = match (ignored, kind) {
            (true, _) => vec!["Progressing", "Available"],
            (false, "Progressing") => vec!["Available", "Progressing"],
            (false, _) => vec!["Progressing", "Available", kind],
        };
        assert_eq!(kinds, expected, "{name}: order");
        let found = conditions.iter().find(|condition| condition.kind == kind).expect("it was set");
        assert_eq!((found.status, found.reason), (to_set.status, to_set.reason), "{name}");
        assert_eq!((found.last_update_time, found.last_transition_time), (update, transition), "{name}: times");
    }
    let mut conditions = before.to_vec();
    remove_condition(&mut conditions, "Progressing");
    assert_eq!(conditions, before[1..], "removed");
}

#[test]
fn available_comes_before_progressing_when_both_change_in_one_sync() {
    let mut deployment = web(3, rolling_update(1, 0));
    deployment.status.conditions =
        vec![condition("Progressing", True, "ReplicaSetUpdated", 900), condition("Available", False, "Few", 900)];
    let mut bench = settled(deployment, &[("new", 3, 3)]);
    assert_eq!(bench.sync(), Ok(()));
    let kinds: Vec<&str> = bench.deployment().status.conditions.iter().map(|condition| condition.kind).collect();
    assert_eq!(kinds, ["Available", "Progressing"]);
}

/// Source: util/deployment_util_test.go TestDeploymentComplete.
#[test]
fn complete() {
    // Name, replicas wanted, then replicas, updated, available, observed generation of 2; expected.
    let cases = [
        ("complete", 3, [3, 3, 3], 2, true),
        ("more observed than there is", 3, [3, 3, 3], 3, true),
        ("not observed", 3, [3, 3, 3], 1, false),
        ("one not updated", 3, [3, 2, 3], 2, false),
        ("one not available", 3, [3, 3, 2], 2, false),
        ("one too many", 3, [4, 3, 3], 2, false),
        ("as many as before, but more are wanted", 5, [3, 3, 3], 2, false),
        ("none wanted, none there", 0, [0, 0, 0], 2, true),
    ];
    for (name, wanted, [replicas, updated_replicas, available_replicas], observed_generation, expected) in cases {
        let mut deployment = web(wanted, rolling_update(1, 0));
        deployment.metadata.generation = 2;
        let status = DeploymentStatus {
            replicas,
            updated_replicas,
            available_replicas,
            observed_generation,
            ..DeploymentStatus::default()
        };
        assert_eq!(deployment_complete(&deployment, &status), expected, "{name}");
    }
}

#[test]
fn numbers_are_of_the_start_of_the_sync() {
    let mut bench = settled(web(10, rolling_update(3, 2)), &[("v1", 10, 10), ("new", 0, 0)]);
    assert_eq!(bench.sync(), Ok(()));
    assert_eq!(bench.sizes(), [3, 10]);
    assert_eq!(bench.deployment().status.unavailable_replicas, 0, "the 3 new ones are not counted yet");
    assert_eq!(bench.sync(), Ok(()));
    assert_eq!(bench.sizes(), [3, 8]);
    assert_eq!(bench.deployment().status.unavailable_replicas, 3, "13 wanted by both, 10 available");
}
