//! How many pods of each version there are to be.

use podyard::kube::int_or_string::{IntOrString, resolve_fenceposts};
use podyard::sim::delivery::canary_counts::{Bounds, SetView, plan, routed_canary, routed_stable, step, target};

use super::{Table, rollout};

fn view(spec: i32, available: i32) -> SetView {
    SetView { spec, available }
}

/// replicas, weight, surge, canary, stable.
#[rustfmt::skip]
const APPROXIMATE: [(i32, i32, i32, i32, i32); 58] = [
    (0, 0, 0, 0, 0), (0, 50, 0, 0, 0), (0, 100, 0, 0, 0), (0, 0, 1, 0, 0), (0, 50, 1, 0, 0), (0, 100, 1, 0, 0),
    (1, 0, 0, 0, 1), (1, 1, 0, 0, 1), (1, 49, 0, 0, 1), (1, 50, 0, 1, 0), (1, 99, 0, 1, 0), (1, 100, 0, 1, 0),
    (1, 0, 1, 0, 1), (1, 1, 1, 1, 1), (1, 49, 1, 1, 1), (1, 50, 1, 1, 1), (1, 99, 1, 1, 1), (1, 100, 1, 1, 0),
    (2, 0, 0, 0, 2), (2, 1, 0, 1, 1), (2, 50, 0, 1, 1), (2, 99, 0, 1, 1), (2, 100, 0, 2, 0), (2, 0, 1, 0, 2),
    (2, 1, 1, 1, 2), (2, 50, 1, 1, 1), (2, 99, 1, 2, 1), (2, 100, 1, 2, 0), (3, 10, 0, 1, 2), (3, 25, 0, 1, 2),
    (3, 33, 0, 1, 2), (3, 34, 0, 1, 2), (3, 49, 0, 1, 2), (3, 50, 0, 2, 1), (3, 10, 1, 1, 3), (3, 25, 1, 1, 3),
    (3, 33, 1, 1, 2), (3, 34, 1, 1, 2), (3, 49, 1, 2, 2), (3, 50, 1, 2, 2), (10, 0, 1, 0, 10), (10, 1, 0, 1, 9),
    (10, 14, 0, 1, 9), (10, 15, 0, 2, 8), (10, 16, 0, 2, 8), (10, 99, 0, 9, 1), (10, 100, 1, 10, 0), (10, 0, 1, 0, 10),
    (10, 1, 1, 1, 10), (10, 18, 1, 2, 9), (10, 19, 1, 2, 9), (10, 20, 1, 2, 8), (10, 23, 1, 2, 8), (10, 24, 1, 3, 8),
    (10, 25, 1, 3, 8), (10, 99, 1, 10, 1), (10, 100, 1, 10, 0), (10, 25, 1, 3, 8),
];

#[test]
fn approximate_counts() {
    let mut table = Table::default();
    for (replicas, weight, max_surge, canary, stable) in APPROXIMATE {
        let found = target(Bounds { replicas, max_surge, max_unavailable: 1 }, weight);
        let source = "utils/replicaset/canary_test.go:TestApproximateWeightedNewStableReplicaCounts";
        let name = format!("{replicas} {weight}% surge {max_surge}");
        table.row(source, &name, (canary, stable), (found.canary, found.stable));
    }
    table.end(58);
}

/// replicas, weight, surge, unavailable, stable spec, available, canary spec, available, expected stable, canary.
/// Percentages are resolved; a promotion in full is a weight of 100.
type Basic = (&'static str, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32);
#[rustfmt::skip]
const BASIC: [Basic; 31] = [
    ("spec below available", 10, 100, 3, 0, 7, 8, 6, 3, 7, 6),
    ("surge", 10, 20, 2, 0, 10, 10, 0, 0, 10, 2),
    ("surge 20%", 10, 20, 2, 0, 10, 10, 0, 0, 10, 2),
    ("extra stable pods go", 10, 20, 2, 0, 10, 10, 2, 2, 8, 2),
    ("not past surge", 10, 30, 2, 0, 10, 10, 0, 0, 10, 2),
    ("unavailable", 10, 20, 0, 2, 10, 10, 0, 0, 8, 0),
    ("unavailable 20%", 10, 20, 0, 2, 10, 10, 0, 0, 8, 0),
    ("not past unavailable", 10, 30, 0, 2, 10, 10, 0, 0, 8, 0),
    ("both", 10, 50, 2, 1, 10, 10, 0, 0, 9, 2),
    ("weight 0", 10, 0, 1, 1, 10, 10, 1, 1, 10, 0),
    ("weight 100", 10, 100, 1, 1, 1, 1, 10, 10, 0, 10),
    ("canary of one at 20", 1, 20, 1, 0, 1, 1, 0, 0, 1, 1),
    ("canary of one at 90", 1, 90, 1, 0, 1, 1, 0, 0, 1, 1),
    ("49 without surge", 1, 49, 0, 1, 1, 1, 0, 0, 1, 0),
    ("51 without surge", 1, 51, 0, 1, 1, 1, 0, 0, 0, 0),
    ("51 without surge, then", 1, 51, 0, 1, 0, 0, 0, 0, 0, 1),
    ("canary and stable down", 10, 30, 0, 3, 8, 5, 4, 4, 7, 3),
    ("down, some available", 10, 100, 1, 0, 10, 2, 10, 8, 2, 9),
    ("uneven", 10, 5, 0, 1, 10, 10, 0, 0, 9, 0),
    ("uneven, part 2", 10, 5, 0, 1, 9, 9, 0, 0, 9, 1),
    ("0% and 0% are 0 and 1", 10, 10, 0, 1, 10, 10, 0, 0, 9, 0),
    ("setCanaryScale without a router", 10, 20, 2, 0, 10, 10, 0, 0, 10, 2),
    ("surge while stable is unavailable", 4, 100, 1, 0, 4, 1, 0, 0, 4, 1),
    ("99 without surge", 3, 99, 0, 2, 3, 3, 0, 0, 1, 0),
    ("99 without surge, part 2", 3, 99, 0, 2, 1, 1, 0, 0, 1, 2),
    ("stable down while unavailable", 4, 100, 1, 0, 4, 1, 1, 1, 3, 1),
    ("abort 1", 4, 0, 1, 0, 0, 0, 4, 4, 1, 4),
    ("abort 2", 4, 0, 1, 0, 1, 0, 4, 4, 1, 4),
    ("abort 3", 4, 0, 1, 0, 1, 1, 4, 4, 1, 3),
    ("promote full", 4, 100, 4, 4, 4, 4, 0, 0, 0, 4),
    ("promote full in bounds", 4, 100, 3, 0, 4, 4, 0, 0, 4, 3),
];

/// What upstream's function gives when fewer replicas are wanted than there are and some are not available: replicas, weight,
/// surge, unavailable, canary spec, available, stable spec, available, expected canary, stable.
type Over = (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32);
#[rustfmt::skip]
const OVER_THE_CAP: [Over; 8] = [
    (6, 50, 1, 0, 5, 0, 6, 6, 1, 6), (9, 100, 0, 2, 11, 3, 7, 7, 5, 4), (20, 65, 3, 3, 19, 0, 20, 20, 6, 17),
    (15, 100, 2, 4, 12, 3, 9, 9, 9, 8), (12, 95, 2, 3, 9, 0, 11, 9, 5, 9), (8, 35, 0, 1, 5, 0, 9, 6, 2, 6),
    (6, 90, 2, 0, 8, 8, 7, 1, 6, 2), (11, 40, 0, 1, 6, 6, 13, 5, 5, 6),
];

#[test]
fn basic_counts() {
    let mut table = Table::default();
    for (name, replicas, weight, max_surge, max_unavailable, ss, sa, cs, ca, stable, canary) in BASIC {
        let bounds = Bounds { replicas, max_surge, max_unavailable };
        let found = plan(bounds, target(bounds, weight), view(cs, ca), view(ss, sa), 0);
        let source = "utils/replicaset/canary_test.go:TestCalculateReplicaCountsForCanary";
        table.row(source, name, (canary, stable), (found.canary, found.stable));
        // One ReplicaSet in a reconciliation, the stable one first.
        let one = step(bounds, target(bounds, weight), view(cs, ca), view(ss, sa), 0);
        let expected = if stable == ss { (canary, stable) } else { (cs, stable) };
        table.row("rollout/canary.go:reconcileCanaryReplicaSets", name, expected, (one.canary, one.stable));
    }
    for (replicas, weight, max_surge, max_unavailable, cs, ca, ss, sa, canary, stable) in OVER_THE_CAP {
        let bounds = Bounds { replicas, max_surge, max_unavailable };
        let found = plan(bounds, target(bounds, weight), view(cs, ca), view(ss, sa), 0);
        let name =
            format!("{replicas} at {weight}% surge {max_surge} unavailable {max_unavailable}, {cs}/{ca} and {ss}/{sa}");
        table.row(
            "computed by CalculateReplicaCountsForBasicCanary",
            &name,
            (canary, stable),
            (found.canary, found.stable),
        );
    }
    table.end(31 * 2 + 8);
}

#[test]
fn weights_to_replicas_and_fenceposts() {
    let mut table = Table::default();
    for (replicas, weight, expected) in [(10, 0, 0), (10, 20, 2), (10, 25, 3), (10, 33, 4), (10, 99, 10), (10, 100, 10)]
    {
        let (source, name) =
            ("utils/replicaset/canary_test.go:TestTrafficWeightToReplicas", format!("{replicas} {weight}"));
        table.row(source, &name, expected, routed_canary(replicas, weight, 0));
        table.row("the stable side", &name, expected, routed_stable(replicas, 100 - weight, 100 - weight, 0));
    }
    let source = "utils/replicaset/canary_test.go:TestCalculateReplicaCountsForCanaryTrafficRouting";
    table.row(source, "10 at 10", 1, routed_canary(10, 10, 0));
    for (surge, unavailable, replicas, expected) in [
        ("0%", "0%", 0, (0, 1)),
        ("39%", "39%", 10, (4, 3)),
        ("0", "39%", 10, (0, 3)),
        ("39%", "0", 10, (4, 0)),
        ("0", "0", 10, (0, 1)),
        ("5", "1", 10, (5, 1)),
        ("50%", "1", 10, (5, 1)),
        ("1", "5", 10, (1, 5)),
        ("1", "10", 10, (1, 10)),
        ("1", "50%", 10, (1, 5)),
        ("1", "100%", 10, (1, 10)),
        ("1", "100%", 5, (1, 5)),
    ] {
        let posts = resolve_fenceposts(&IntOrString::parse(surge), &IntOrString::parse(unavailable), replicas);
        let name = format!("{surge} {unavailable} {replicas}");
        let source = "utils/replicaset/replicaset_test.go:TestResolveFenceposts, TestMaxSurge, TestMaxUnavailable";
        table.row(source, &name, expected, (posts.max_surge, posts.max_unavailable));
    }
    // More may not be missing than there are.
    for (unavailable, replicas, expected) in [("10", 5, 5), ("10", 0, 0)] {
        let strategy = format!("canary: {{maxSurge: 1, maxUnavailable: {unavailable}}}");
        let canary = rollout(&strategy).spec.strategy.canary.expect("it is one");
        let found = canary.bounds(replicas).max_unavailable;
        table.row("utils/replicaset/replicaset_test.go:TestMaxUnavailable", unavailable, expected, found);
    }
    table.end(27);
}
