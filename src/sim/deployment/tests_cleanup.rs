//! Which old ReplicaSets are deleted, and when. Behaviours 2.11.

use super::{Bench, annotated, rolling_update, set, web};
use crate::kube::workload::{DeploymentStatus, REVISION, Strategy};

/// When the controller looks: a rollout's state by the status stored before the sync.
#[derive(Clone, Copy, Debug, PartialEq)]
enum When {
    Complete,
    Incomplete,
    Unobserved,
    Paused,
}

/// An old ReplicaSet: revision, pods its status counts, and whether its controller has seen its latest spec.
type Old = (&'static str, i32, bool);

const IDLE: [Old; 3] = [("1", 0, true), ("2", 0, true), ("3", 0, true)];

#[test]
fn old_replica_sets_beyond_the_limit() {
    let busy_first = [("1", 1, true), ("2", 0, true), ("3", 0, true)];
    let unseen_first = [("1", 0, false), ("2", 0, true), ("3", 0, true)];
    let mixed = [("10", 0, true), ("9", 0, true), ("x", 0, true)];
    let equal = [("2", 0, true), ("2", 0, true), ("1", 0, true)];
    // Name, limit, when, old ones from the oldest on; which of these are left, by their place.
    let cases = [
        ("limit 0: none is kept", Some(0), When::Complete, IDLE, &[][..]),
        ("limit 1", Some(1), When::Complete, IDLE, &[2]),
        ("limit 2: the new one does not count", Some(2), When::Complete, IDLE, &[1, 2]),
        ("limit 3: nothing to do", Some(3), When::Complete, IDLE, &[0, 1, 2]),
        ("limit above their number", Some(10), When::Complete, IDLE, &[0, 1, 2]),
        ("no limit", None, When::Complete, IDLE, &[0, 1, 2]),
        ("the largest number is no limit", Some(i32::MAX), When::Complete, IDLE, &[0, 1, 2]),
        ("a rollout that goes on cleans nothing", Some(0), When::Incomplete, IDLE, &[0, 1, 2]),
        ("nor one whose spec nobody has seen", Some(0), When::Unobserved, IDLE, &[0, 1, 2]),
        ("a paused one does", Some(1), When::Paused, IDLE, &[2]),
        ("one with pods stays, and has used up its place", Some(2), When::Complete, busy_first, &[0, 1, 2]),
        ("one with pods stays, the next goes", Some(1), When::Complete, busy_first, &[0, 2]),
        ("one not observed stays, and has used up its place", Some(2), When::Complete, unseen_first, &[0, 1, 2]),
        ("one not observed stays, the others go", Some(0), When::Complete, unseen_first, &[0]),
        ("by number, not by text: 9 goes before 10", Some(1), When::Complete, mixed, &[0]),
        ("what is no number counts as 0", Some(2), When::Complete, mixed, &[0, 1]),
        ("equal revisions: the older one goes first", Some(1), When::Complete, equal, &[1]),
    ];
    for strategy in [rolling_update(1, 0), Strategy::Recreate] {
        for (name, limit, when, old, left) in cases {
            if strategy == Strategy::Recreate && old.iter().any(|(_, pods, _)| *pods > 0) {
                // Recreate waits for such pods, and cleans nothing up before.
                continue;
            }
            let mut bench = bench(strategy.clone(), limit, when, &old);
            assert_eq!(bench.sync(), Ok(()), "{name}, {strategy:?}");
            let created = |set: &std::rc::Rc<super::ReplicaSet>| set.metadata.creation_timestamp / 1_000;
            let found: Vec<u64> = bench.sets().iter().map(created).filter(|second| *second < 50).collect();
            assert_eq!(found, left, "{name}, {strategy:?}");
            assert_eq!(bench.set("new").spec.replicas, 3, "{name}, {strategy:?}: the new one is never deleted");
        }
    }
}

fn bench(strategy: Strategy, limit: Option<i32>, when: When, old: &[Old]) -> Bench {
    let mut deployment = web(3, strategy);
    deployment.spec.revision_history_limit = limit;
    deployment.spec.paused = when == When::Paused;
    deployment.status = DeploymentStatus {
        observed_generation: if when == When::Unobserved { 0 } else { 1 },
        replicas: 3,
        updated_replicas: 3,
        ready_replicas: 3,
        available_replicas: if when == When::Complete { 3 } else { 2 },
        ..DeploymentStatus::default()
    };
    let mut bench = Bench::new(deployment);
    for ((revision, pods, observed), second) in old.iter().zip(0..) {
        let mut old = annotated(set(&format!("old{second}"), 0, 0), &[(REVISION, revision)]);
        old.status.replicas = *pods;
        old.status.observed_generation = u64::from(*observed);
        bench.add(old, second);
    }
    bench.add(annotated(set("new", 3, 3), &[(REVISION, "20")]), 50);
    bench
}
