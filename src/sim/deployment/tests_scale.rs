//! Scaling: who gets how much when the number of replicas changes. Behaviours 2.6.

use super::super::super::decision::Decision;
use super::super::super::event::{Event, Happening};
use super::{Bench, annotated, rolling_update, set, web};
use crate::kube::workload::{DESIRED_REPLICAS, MAX_REPLICAS, REVISION, Strategy};

/// Images from the oldest ReplicaSet to the newest, for up to three old ones.
const OLD: [&str; 3] = ["v3", "v2", "v1"];

struct Scaling {
    name: &'static str,
    /// Replicas and maxSurge when the ReplicaSets were last scaled, and now.
    from: (i32, i32),
    to: (i32, i32),
    /// Sizes: the new ReplicaSet's if there is one, then the old ones', newest first.
    new: Option<i32>,
    old: &'static [i32],
    after: &'static [i32],
    paused: bool,
}

const fn row(
    name: &'static str,
    (from, to): ((i32, i32), (i32, i32)),
    (new, old): (Option<i32>, &'static [i32]),
    after: &'static [i32],
) -> Scaling {
    Scaling { name, from, to, new, old, after, paused: false }
}

/// Sources: pkg/controller/deployment/sync_test.go TestScale, the documentation's example, kubernetes issue 28105 and
/// the table of KEP-5882.
const SCALINGS: &[Scaling] = &[
    row("normal scaling up", ((10, 0), (12, 0)), (Some(10), &[]), &[12]),
    row("normal scaling down", ((10, 0), (5, 0)), (Some(10), &[]), &[5]),
    row("proportional up", ((5, 0), (10, 0)), (Some(2), &[3]), &[4, 6]),
    row("proportional down", ((5, 0), (3, 0)), (Some(2), &[3]), &[1, 2]),
    row("proportional down to 0 for the old one", ((9, 0), (4, 0)), (Some(8), &[1]), &[4, 0]),
    row("up over three sets", ((7, 0), (10, 0)), (Some(2), &[3, 2]), &[3, 4, 3]),
    row("down over three sets", ((13, 0), (8, 0)), (Some(2), &[8, 3]), &[1, 5, 2]),
    row("up, equal sizes: the newest first", ((3, 0), (4, 0)), (Some(1), &[1, 1]), &[2, 1, 1]),
    row("down, equal sizes: the oldest first", ((3, 0), (2, 0)), (Some(1), &[1, 1]), &[1, 1, 0]),
    row("no new set, equal sizes", ((4, 0), (5, 0)), (None, &[2, 2]), &[3, 2]),
    row("to 0 and all go", ((6, 0), (0, 0)), (Some(3), &[2, 1]), &[0, 0, 0]),
    row("to 0 with surge: not even the surge stays", ((6, 3), (0, 3)), (Some(4), &[5]), &[0, 0]),
    row("with surge", ((10, 2), (20, 2)), (Some(6), &[6]), &[11, 11]),
    row("with a surge that changes", ((10, 3), (50, 6)), (Some(5), &[8]), &[22, 34]),
    row("new size and new template", ((10, 0), (14, 0)), (None, &[7, 3]), &[10, 4]),
    row("the documentation's example", ((10, 3), (15, 3)), (Some(5), &[8]), &[7, 11]),
    Scaling { paused: true, ..row("down while paused", ((40, 3), (30, 3)), (Some(5), &[38]), &[4, 29]) },
    row("100 to 120", ((100, 10), (120, 10)), (Some(20), &[60, 30]), &[24, 71, 35]),
    row("nothing to add: the surge shrinks as the size grows", ((10, 3), (12, 1)), (Some(5), &[8]), &[5, 8]),
    row("one set of several that have none", ((10, 0), (4, 0)), (Some(0), &[10, 0]), &[0, 4, 0]),
];

fn bench(row: &Scaling) -> Bench {
    let mut deployment = web(row.to.0, rolling_update(row.to.1, 0));
    deployment.spec.paused = row.paused;
    let mut bench = Bench::new(deployment);
    let (desired, max) = (row.from.0.to_string(), (row.from.0 + row.from.1).to_string());
    let annotations = [(DESIRED_REPLICAS, desired.as_str()), (MAX_REPLICAS, max.as_str())];
    let old = row.old.iter().zip(OLD).rev();
    let sizes = old.map(|(size, image)| (image, *size)).chain(row.new.map(|size| ("new", size)));
    for ((image, size), created) in sizes.zip(1..) {
        bench.add(annotated(set(image, size, 0), &annotations), created);
    }
    bench
}

#[test]
fn sizes_after_a_change_of_replicas() {
    for row in SCALINGS {
        let name = row.name;
        let mut bench = bench(row);
        let before = bench.sizes();
        assert_eq!(bench.sync(), Ok(()), "{name}");
        assert_eq!(bench.sizes(), row.after, "{name}: sizes");
        let changed = before.iter().zip(row.after).filter(|(before, after)| before != after).count();
        assert_eq!(bench.scalings().len(), changed, "{name}: one event for each change, {:?}", bench.scalings());
        let several = before.iter().filter(|size| **size > 0).count() > 1;
        for (set, before) in bench.sets().iter().rev().zip(before) {
            // Written with every active set where sizes are shared out, else with a change only.
            let written = before > 0 && (several || set.spec.replicas != before);
            let (replicas, surge) = if written { row.to } else { row.from };
            let notes = (set.metadata.annotation(DESIRED_REPLICAS), set.metadata.annotation(MAX_REPLICAS));
            let expected = (replicas.to_string(), (replicas + surge).to_string());
            assert_eq!(notes, (Some(&*expected.0), Some(&*expected.1)), "{name}: {}", set.metadata.name);
        }
    }
}

/// What makes a sync a scaling event, and which of the cases of `scale` it comes to.
struct Case {
    name: &'static str,
    strategy: Strategy,
    paused: bool,
    /// Image, size, available, the annotation desired-replicas; oldest first.
    sets: &'static [(&'static str, i32, i32, &'static str)],
    /// Size and annotation of each, in the same order.
    after: &'static [(i32, &'static str)],
}

/// All for 10 replicas, surge 3, 2 unavailable.
fn cases() -> Vec<Case> {
    let rolling = || rolling_update(3, 2);
    let case = |name, strategy, paused, sets, after| Case { name, strategy, paused, sets, after };
    vec![
        case("candidate: the only active set, an old one", rolling(), true, &[("v1", 8, 8, "8")], &[(10, "10")]),
        case(
            "candidate: none active, so the new one",
            rolling(),
            true,
            &[("v1", 0, 0, "8"), ("new", 0, 0, "8")],
            &[(0, "8"), (10, "10")],
        ),
        case(
            "candidate: none active and none new, so the latest",
            rolling(),
            true,
            &[("v1", 0, 0, "8"), ("v2", 0, 0, "8")],
            &[(0, "8"), (10, "10")],
        ),
        case("candidate has the size already: its notes stay", rolling(), false, &[("new", 10, 10, "8")], &[(10, "8")]),
        case(
            "saturated: every old one goes",
            rolling(),
            false,
            &[("v1", 2, 2, "9"), ("v2", 1, 0, "9"), ("new", 10, 10, "10")],
            &[(0, "10"), (0, "10"), (10, "10")],
        ),
        case(
            "saturated, Recreate",
            Strategy::Recreate,
            false,
            &[("v1", 2, 2, "9"), ("new", 10, 10, "10")],
            &[(0, "10"), (10, "10")],
        ),
        case(
            "not saturated: one is not available, so 1 of surge is shared out",
            rolling(),
            false,
            &[("v1", 2, 2, "9"), ("new", 10, 9, "10")],
            &[(2, "10"), (11, "10")],
        ),
        case(
            "not saturated: it was scaled for another size",
            rolling(),
            false,
            &[("v1", 3, 3, "9"), ("new", 10, 10, "9")],
            &[(3, "10"), (10, "10")],
        ),
        case(
            "Recreate, several active, not saturated: nothing",
            Strategy::Recreate,
            false,
            &[("v1", 5, 5, "12"), ("new", 3, 3, "12")],
            &[(5, "12"), (3, "12")],
        ),
        case(
            "no scaling event: the note is no number, the rollout goes on",
            rolling(),
            false,
            &[("v1", 10, 10, "ten"), ("new", 0, 0, "10")],
            &[(10, "ten"), (3, "10")],
        ),
        case(
            "no scaling event: the note is negative",
            rolling(),
            false,
            &[("v1", 10, 10, "-1"), ("new", 0, 0, "10")],
            &[(10, "-1"), (3, "10")],
        ),
        case(
            "no scaling event: the set has no pods",
            rolling(),
            false,
            &[("v1", 0, 0, "8"), ("new", 0, 0, "8")],
            &[(0, "8"), (10, "10")],
        ),
        case(
            "a scaling event: an old set alone is enough",
            rolling(),
            false,
            &[("v1", 8, 8, "8"), ("new", 5, 0, "10")],
            &[(8, "10"), (5, "10")],
        ),
        case(
            "paused below the surge: the rest of it goes to the largest",
            rolling(),
            true,
            &[("v1", 8, 8, "10"), ("new", 3, 0, "10")],
            &[(10, "10"), (3, "10")],
        ),
        case(
            "paused near the end: the new one grows beyond the Deployment",
            rolling(),
            true,
            &[("v1", 1, 1, "10"), ("new", 10, 7, "10")],
            &[(1, "10"), (12, "10")],
        ),
    ]
}

#[test]
fn the_first_case_that_fits() {
    for case in cases() {
        let mut deployment = web(10, case.strategy);
        deployment.spec.paused = case.paused;
        let mut bench = Bench::new(deployment);
        for ((image, size, available, desired), created) in case.sets.iter().zip(1..) {
            let notes = [(DESIRED_REPLICAS, *desired), (MAX_REPLICAS, "13")];
            bench.add(annotated(set(image, *size, *available), &notes), created);
        }
        assert_eq!(bench.sync(), Ok(()), "{}", case.name);
        let sets = bench.sets();
        let after: Vec<(i32, &str)> = sets
            .iter()
            .map(|set| (set.spec.replicas, set.metadata.annotation(DESIRED_REPLICAS).unwrap_or_default()))
            .collect();
        assert_eq!(after, case.after, "{}", case.name);
    }
}

#[test]
fn what_a_share_is_measured_against() {
    // 10 → 15 replicas, surge 3: 18 allowed, 8 and 5 there. Name, max-replicas, status.replicas, new and old after.
    let cases = [
        ("the note", Some("13"), 99, [7, 11]),
        ("no note: the Deployment's status", None, 13, [7, 11]),
        ("a note of 0: the status", Some("0"), 13, [7, 11]),
        ("a note that is no number: the status", Some("many"), 13, [7, 11]),
        ("a negative note: the status", Some("-13"), 13, [7, 11]),
        ("neither: no shares, and all of it is left for the largest", None, 0, [5, 13]),
        ("a note too small: the largest takes all there is to add", Some("4"), 13, [5, 13]),
        ("a note too large: the largest takes what is left", Some("18"), 13, [5, 13]),
    ];
    for (name, max, status, after) in cases {
        let mut deployment = web(15, rolling_update(3, 2));
        deployment.status.replicas = status;
        let mut bench = Bench::new(deployment);
        for (image, size, created) in [("v1", 8, 1), ("new", 5, 2)] {
            let mut set = annotated(set(image, size, 0), &[(DESIRED_REPLICAS, "10")]);
            if let Some(max) = max {
                set.metadata.annotate(MAX_REPLICAS, max);
            }
            bench.add(set, created);
        }
        assert_eq!(bench.sync(), Ok(()), "{name}");
        assert_eq!(bench.sizes(), after, "{name}");
    }
}

#[test]
fn a_share_is_told_with_its_arithmetic() {
    let mut bench = bench(&row("", ((10, 3), (15, 3)), (Some(5), &[8]), &[]));
    assert_eq!(bench.sync(), Ok(()));
    let share = |from, share| Decision::Proportional { allowed: 18, current: 13, from, base: 13, share };
    let told = |event: &Event| match event.happening {
        Happening::ScalingReplicaSet { decision, .. } => Some(decision),
        _ => None,
    };
    let decisions: Vec<Decision> = bench.cluster.log.events().iter().filter_map(told).collect();
    assert_eq!(decisions, [share(8, 3), share(5, 2)]);
}

#[test]
fn scaling_makes_no_replica_set_and_no_revision_step() {
    let mut bench = Bench::new(web(14, rolling_update(0, 1)));
    bench.add(annotated(set("v1", 10, 10), &[(DESIRED_REPLICAS, "10"), (REVISION, "3")]), 1);
    assert_eq!(bench.sync(), Ok(()));
    assert_eq!(bench.sizes(), [14], "the old version is scaled, the new one has to wait");
    assert_eq!(bench.set("v1").metadata.annotation(REVISION), Some("3"));
    assert_eq!(bench.set("v1").metadata.generation, 2, "its spec has changed");
    let progressing = bench.condition("Progressing");
    assert_eq!(progressing, None, "scaling says nothing about progress");
}
