//! RollingUpdate, one step a sync. Behaviours 1.2 and 2.7.

use std::rc::Rc;

use super::super::super::decision::{Decision, OldBudget};
use super::super::super::event::Happening;
use super::super::rolling::new_rs_new_replicas;
use super::{Bench, rolling_update, set, settled, web};
use crate::kube::int_or_string::IntOrString;
use crate::kube::workload::Strategy;

/// Sources: util/deployment_util_test.go TestResolveFenceposts and TestMaxUnavailable.
#[test]
fn bounds_in_replicas() {
    // Name, replicas, maxSurge, maxUnavailable; both resolved, and what must stay available.
    let cases = [
        ("default of 0", 0, "25%", "25%", (0, 0, 0)),
        ("default of 1", 1, "25%", "25%", (1, 0, 1)),
        ("default of 2", 2, "25%", "25%", (1, 0, 2)),
        ("default of 3", 3, "25%", "25%", (1, 0, 3)),
        ("default of 4", 4, "25%", "25%", (1, 1, 3)),
        ("default of 5", 5, "25%", "25%", (2, 1, 4)),
        ("default of 6", 6, "25%", "25%", (2, 1, 5)),
        ("default of 7", 7, "25%", "25%", (2, 1, 6)),
        ("default of 8", 8, "25%", "25%", (2, 2, 6)),
        ("default of 10", 10, "25%", "25%", (3, 2, 8)),
        ("default of 15", 15, "25%", "25%", (4, 3, 12)),
        ("39 % of 10", 10, "39%", "39%", (4, 3, 7)),
        ("no surge", 10, "0", "39%", (0, 3, 7)),
        ("none unavailable", 10, "39%", "0", (4, 0, 10)),
        ("both 0: one is unavailable", 10, "0", "0", (0, 1, 9)),
        ("both round to 0", 2, "0%", "1%", (0, 1, 1)),
        ("10 % of 2 and no surge", 2, "0", "10%", (0, 1, 1)),
        ("surge of 1 % rounds up", 1, "1%", "0%", (1, 0, 1)),
        ("none to be unavailable of 0", 0, "0%", "0%", (0, 0, 0)),
        ("no more unavailable than there are", 3, "0", "10", (0, 3, 0)),
        ("surge is not capped", 3, "10", "0", (10, 0, 3)),
        ("surge above 100 %", 3, "200%", "0", (6, 0, 3)),
        ("all unavailable", 3, "0", "100%", (0, 3, 0)),
    ];
    for (name, replicas, surge, unavailable, expected) in cases {
        let strategy = Strategy::RollingUpdate {
            max_surge: IntOrString::parse(surge),
            max_unavailable: IntOrString::parse(unavailable),
        };
        let deployment = web(replicas, strategy);
        let found = (deployment.max_surge(), deployment.max_unavailable(), deployment.min_available());
        assert_eq!(found, expected, "{name}");
    }
    let recreate = web(10, Strategy::Recreate);
    assert_eq!((recreate.max_surge(), recreate.max_unavailable(), recreate.min_available()), (0, 0, 0), "Recreate");
}

/// Source: util/deployment_util_test.go TestNewRSNewReplicas, and the vectors of rolling_test.go.
#[test]
fn size_of_the_new_replica_set() {
    // Name, replicas, strategy, the others' sizes, the new one's size before and after.
    let cases = [
        ("no surge, full", 10, rolling_update(0, 1), &[10][..], 0, 0),
        ("surge 2", 10, rolling_update(2, 0), &[10], 0, 2),
        ("surge 2, half gone", 10, rolling_update(2, 0), &[5], 0, 7),
        ("surge used up", 10, rolling_update(2, 0), &[10], 2, 2),
        ("more than the bound", 10, rolling_update(2, 0), &[10, 5], 2, 2),
        ("no more than it lacks", 10, rolling_update(100, 0), &[10], 4, 10),
        ("surge in percent rounds up", 10, rolling_percent(25), &[10], 0, 3),
        ("without old ones", 1, rolling_update(1, 0), &[], 0, 1),
        ("Recreate takes all", 1, Strategy::Recreate, &[], 0, 1),
        ("Recreate takes all at once, whatever else is there", 5, Strategy::Recreate, &[7], 2, 5),
    ];
    for (name, replicas, strategy, others, from, to) in cases {
        let deployment = web(replicas, strategy);
        let others = others.iter().map(|size| Rc::new(set("v1", *size, 0))).collect();
        let sizing = new_rs_new_replicas(&deployment, &others, &set("new", from, 0));
        assert_eq!((sizing.from, sizing.to), (from, to), "{name}");
    }
}

fn rolling_percent(max_surge: u32) -> Strategy {
    Strategy::RollingUpdate { max_surge: IntOrString::percent(max_surge), max_unavailable: IntOrString::Int(0) }
}

struct Step {
    name: &'static str,
    /// Replicas, maxSurge, maxUnavailable.
    bounds: (i32, i32, i32),
    /// Size and available replicas.
    new: (i32, i32),
    /// The same, oldest first.
    old: &'static [(i32, i32)],
    /// Sizes after one sync: the new one's, then the old ones', oldest first.
    after: &'static [i32],
}

const fn step(
    name: &'static str,
    bounds: (i32, i32, i32),
    new: (i32, i32),
    old: &'static [(i32, i32)],
    after: &'static [i32],
) -> Step {
    Step { name, bounds, new, old, after }
}

/// Sources: the four tables of pkg/controller/deployment/rolling_test.go, and worked examples.
const STEPS: &[Step] = &[
    // reconcileNewReplicaSet
    step("up by the surge, and nothing else in this sync", (10, 3, 2), (0, 0), &[(10, 10)], &[3, 10]),
    step("up by what the old ones left", (10, 2, 0), (0, 0), &[(5, 5)], &[7, 5]),
    step("the new one is too large: cut to size", (10, 2, 0), (11, 0), &[(2, 2)], &[10, 2]),
    step("the new one is too large and nothing is available: cut all the same", (2, 0, 1), (5, 0), &[], &[2]),
    // reconcileOldReplicaSets
    step("no bounds: one may be missing", (10, 0, 0), (0, 0), &[(10, 10)], &[0, 9]),
    step("two may be missing", (10, 0, 2), (0, 0), &[(10, 10)], &[0, 8]),
    step("two may be missing, two are: they go", (10, 0, 2), (0, 0), &[(10, 8)], &[0, 8]),
    step("one is missing, one more may go", (10, 0, 2), (0, 0), &[(10, 9)], &[0, 8]),
    step("the new ones that are not available use up the budget", (10, 0, 2), (2, 0), &[(8, 8)], &[2, 8]),
    step("new ones are available: as many old ones go", (10, 0, 2), (2, 2), &[(8, 8)], &[2, 6]),
    step("after the first burst only the budget counts", (10, 3, 2), (3, 0), &[(10, 10)], &[3, 8]),
    step("stuck at the bounds", (10, 3, 2), (5, 0), &[(8, 8)], &[5, 8]),
    step("stuck, and an old one fails: none goes", (10, 3, 2), (5, 0), &[(8, 7)], &[5, 8]),
    step("no old pods: nothing", (10, 3, 2), (10, 10), &[(0, 0)], &[10, 0]),
    // cleanupUnhealthyReplicas
    step("no more is cleaned up than the budget", (10, 0, 1), (0, 0), &[(10, 8)], &[0, 9]),
    step("all that are not available, within the budget", (10, 0, 3), (0, 0), &[(10, 8)], &[0, 7]),
    step("oldest first, as far as the budget goes", (10, 0, 4), (0, 0), &[(4, 1), (6, 3)], &[0, 1, 5]),
    step("an old set without pods is passed over", (10, 0, 2), (0, 0), &[(0, 0), (10, 8)], &[0, 0, 8]),
    step(
        "one whose status still counts a pod of before is passed over",
        (10, 0, 2),
        (0, 0),
        &[(0, 1), (10, 8)],
        &[0, 0, 8],
    ),
    step("a healthy one is passed over", (10, 0, 2), (0, 0), &[(4, 4), (6, 4)], &[0, 4, 4]),
    step(
        "broken old ones and none may be missing: nothing until a new one is there",
        (3, 1, 0),
        (1, 0),
        &[(3, 0)],
        &[1, 3],
    ),
    step("broken old ones and one may be missing: one goes at once", (4, 0, 1), (0, 0), &[(4, 0)], &[0, 3]),
    // scaleDownOldReplicaSetsForRollingUpdate
    step("oldest first, not smallest or newest", (10, 3, 2), (5, 5), &[(5, 5), (4, 4)], &[5, 0, 3]),
    step("the oldest is large enough", (10, 3, 2), (3, 3), &[(8, 8), (2, 2)], &[3, 3, 2]),
    step("no more available than must be: only what is broken goes", (10, 3, 2), (5, 3), &[(8, 5)], &[5, 5]),
    step("one to spare", (10, 3, 2), (6, 5), &[(4, 4), (3, 0)], &[6, 3, 0]),
    step("an old one without pods is passed over here too", (10, 3, 2), (5, 5), &[(0, 0), (8, 8)], &[5, 0, 3]),
    // both together
    step("what was cleaned up does not lessen the room", (10, 3, 2), (5, 5), &[(8, 5)], &[5, 3]),
    step("first what is broken, then the oldest", (10, 3, 2), (5, 5), &[(4, 4), (4, 2)], &[5, 1, 2]),
    step("a set can lose all to both", (10, 3, 2), (9, 9), &[(1, 1), (3, 1)], &[9, 0, 0]),
];

const OLD: [&str; 3] = ["v1", "v2", "v3"];

fn bench(step: &Step) -> Bench {
    let (replicas, surge, unavailable) = step.bounds;
    let old = step.old.iter().zip(OLD).map(|((size, available), image)| (image, *size, *available));
    let sets: Vec<_> = old.chain([("new", step.new.0, step.new.1)]).collect();
    settled(web(replicas, rolling_update(surge, unavailable)), &sets)
}

#[test]
fn one_step_a_sync() {
    for step in STEPS {
        let mut bench = bench(step);
        assert_eq!(bench.sync(), Ok(()), "{}", step.name);
        let mut after = vec![bench.set("new").spec.replicas];
        after.extend(OLD.iter().take(step.old.len()).map(|image| bench.set(image).spec.replicas));
        assert_eq!(after, step.after, "{}: {:?}", step.name, bench.scalings());
    }
}

#[test]
fn a_step_is_told_with_old_and_new_size() {
    // Name, step, events in order.
    let cases = [
        ("up", step("", (10, 3, 2), (0, 0), &[(10, 10)], &[]), &["web-new 0→3"][..]),
        ("down", step("", (10, 3, 2), (3, 0), &[(10, 10)], &[]), &["web-v1 10→8"]),
        ("both reasons for one set", step("", (10, 3, 2), (5, 5), &[(8, 5)], &[]), &["web-v1 8→5", "web-v1 5→3"]),
        ("two sets", step("", (10, 3, 2), (5, 5), &[(5, 5), (4, 4)], &[]), &["web-v1 5→0", "web-v2 4→3"]),
        ("nothing", step("", (10, 3, 2), (5, 0), &[(8, 8)], &[]), &[]),
    ];
    for (name, step, events) in cases {
        let mut bench = bench(&step);
        assert_eq!(bench.sync(), Ok(()), "{name}");
        assert_eq!(bench.scalings(), events, "{name}");
    }
}

fn decisions(bench: &Bench) -> Vec<Decision> {
    let told = |happening: &Happening| match happening {
        Happening::ScalingReplicaSet { decision, .. } | Happening::Waiting { decision, .. } => Some(*decision),
        _ => None,
    };
    bench.cluster.log.events().iter().filter_map(|event| told(&event.happening)).collect()
}

#[test]
fn a_step_is_told_with_its_arithmetic() {
    let budget = |current, min_available, new_unavailable| OldBudget { current, min_available, new_unavailable };
    let up = |current, from, to| Decision::NewReplicas { replicas: 10, max_surge: 3, current, from, to };
    let cleanup = |budget, spent, unhealthy, cut| Decision::CleanupUnhealthy { budget, spent, unhealthy, cut };
    let down = |available, spent, cut| Decision::ScaleDownOld { available, min_available: 8, spent, cut };
    // Name, the new set, the old ones; what was decided, in order. 10 replicas, surge 3, 2 unavailable.
    let cases = [
        ("up by the surge", (0, 0), &[(10, 10)][..], vec![up(10, 0, 3)]),
        ("too large", (11, 0), &[(2, 2)], vec![Decision::NewTooLarge { replicas: 10 }]),
        ("no room above, and the budget is used up", (5, 0), &[(8, 8)], vec![Decision::NoBudget(budget(13, 8, 5))]),
        ("down", (5, 5), &[(5, 5), (4, 4)], vec![down(14, 0, 5), down(14, 5, 1)]),
        (
            "broken ones of two sets",
            (5, 5),
            &[(4, 3), (4, 2)],
            vec![cleanup(budget(13, 8, 0), 0, 1, 1), cleanup(budget(13, 8, 0), 1, 2, 2), down(10, 0, 2)],
        ),
        (
            "none to spare: what is broken goes, and that is no wait",
            (5, 3),
            &[(8, 5)],
            vec![cleanup(budget(13, 8, 2), 0, 3, 3)],
        ),
        (
            "the new one is complete, and no old one is to spare",
            (10, 7),
            &[(1, 1)],
            vec![Decision::NoBudget(budget(11, 8, 3))],
        ),
        ("the old one is smaller than what may go", (9, 9), &[(4, 4)], vec![down(13, 0, 4)]),
    ];
    for (name, new, old, decided) in cases {
        let mut bench = bench(&step(name, (10, 3, 2), new, old, &[]));
        assert_eq!(bench.sync(), Ok(()), "{name}");
        assert_eq!(decisions(&bench), decided, "{name}");
    }
}

#[test]
fn more_available_than_wanted_is_a_stale_status_and_ends_the_step() {
    // The newer old set was scaled down and its status still counts the pods of before.
    let mut bench = settled(web(10, rolling_update(2, 2)), &[("v1", 4, 4), ("v2", 3, 5), ("new", 5, 5)]);
    assert_eq!(bench.sync(), Ok(()), "the error is swallowed");
    assert_eq!(bench.sizes(), [5, 3, 4], "and nothing goes, not even of the older set");
}

#[test]
fn a_wait_is_told_once() {
    let mut bench = settled(web(10, rolling_update(3, 2)), &[("v1", 8, 8), ("new", 5, 0)]);
    for _ in 0..3 {
        assert_eq!(bench.sync(), Ok(()));
    }
    let events = bench.cluster.log.events().iter();
    assert_eq!(events.filter(|event| matches!(event.happening, Happening::Waiting { .. })).count(), 1);
}
