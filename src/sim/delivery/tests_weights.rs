//! Rows of Argo Rollouts' tables about sizes and weights of a canary with a router. Each names its file and test there;
//! "computed" ones were found by running upstream's function.

use super::tests_rows::{Row, Sizes, Table, routed};

const AT_ONCE: &str = "abortScaleDownDelaySeconds: 0,";
const DYNAMIC: &str = "dynamicStableScale: true,";

fn sizes(canary: i32, stable: i32) -> Sizes {
    Sizes { canary, stable }
}

#[test]
fn routed_counts() {
    let (mut table, file) = (Table::default(), "utils/replicaset/canary_test.go:TestCalculateReplicaCountsForCanary");
    // name, replicas, steps, index, least, promote in full, expected canary; the stable version stays whole.
    for (name, replicas, steps, index, least, full, expected) in [
        ("setCanaryScale replicas", 1, "100, scale 9", 1, 0, false, 9),
        ("setCanaryScale weight (computed)", 10, "10, scale w25", 1, 0, false, 3),
        ("matchTrafficWeight", 10, "20, scale match", 1, 0, false, 2),
        ("minPodsPerReplicaSet", 10, "5", 0, 2, false, 2),
        ("minPodsPerReplicaSet above replicas", 1, "100", 0, 2, true, 1),
    ] {
        let mut row = Row::new(replicas, &routed(&format!("minPodsPerReplicaSet: {least},"), steps), index);
        if full {
            row.promote_fully();
        }
        table.row(file, name, sizes(expected, replicas), row.look((0, 0), (replicas, replicas)));
    }
    for (name, delay, expected) in [("aborted, 0, setCanaryScale", 0, 1), ("aborted, 30, setCanaryScale", 30, 0)] {
        let delay = format!("abortScaleDownDelaySeconds: {delay},");
        let mut row = Row::new(1, &routed(&delay, "scale 1"), 0);
        row.look((1, 1), (1, 1));
        row.abort().looks((1, 1), (1, 1), 3);
        let later = row.second(31).looks((1, 1), (1, 1), 3);
        table.row(file, name, expected, later.canary);
    }
    // Unlike its documentation, which keeps an aborted canary with abortScaleDownDelaySeconds 0.
    let mut row = Row::new(10, &routed(AT_ONCE, "20, pause"), 0);
    row.looks((2, 2), (10, 10), 4);
    let after = row.abort().looks((2, 2), (10, 10), 3);
    table.row("computed by shouldDelayScaleDownOnAbort", "aborted, 0, no setCanaryScale", 0, after.canary);
    table.end(8);
}

#[test]
fn dynamic_stable_scale() {
    let file = "utils/replicaset/canary_test.go:TestCalculateReplicaCountsForCanaryTrafficRoutingDynamicScale";
    let mut table = Table::default();
    let mut row = Row::new(10, &routed(DYNAMIC, "10, pause"), 0);
    table.row(file, "the stable version shrinks", sizes(1, 9), row.weighted(10).look((1, 1), (10, 10)));
    let mut row = Row::new(10, &routed(DYNAMIC, "10, 20"), 1);
    table.row(file, "wanted 20, present 10", sizes(2, 9), row.weighted(10).look((1, 1), (9, 9)));
    for (name, canary, stable) in [
        ("abort at 60, canary 6, stable 4", (6, 6), (4, 4)),
        ("abort at 60, canary 1, stable 4", (1, 1), (4, 4)),
        ("abort at 60, canary 2, stable 8 of which 4 are available", (2, 2), (8, 4)),
    ] {
        let mut row = Row::new(10, &routed(DYNAMIC, "20, 60"), 1);
        row.weighted(60).abort();
        // One set in a look, the stable one first.
        let first = row.look(canary, stable);
        table.row(file, name, sizes(6, 8), row.look(canary, (first.stable, 4)));
    }
    let mut row = Row::new(9, &routed(DYNAMIC, "55, scale 3"), 1);
    table.row("computed", "a setCanaryScale keeps the stable version whole", sizes(3, 9), row.look((3, 3), (9, 9)));
    let mut row = Row::new(9, &routed("dynamicStableScale: true, minPodsPerReplicaSet: 3,", "scale 1"), 0);
    table.row("computed", "minPodsPerReplicaSet counts for its number", sizes(3, 9), row.look((0, 0), (9, 9)));
    let file = "utils/replicaset/canary_test.go:TestGetDesiredCanaryWeightOnAbortWithScaleDownDelay";
    for (name, delay, stable, expected) in [
        ("abort, delay 30, stable 5", 30, 5, 50),
        ("abort, delay 30, stable 9", 30, 9, 10),
        ("abort, delay 0, stable 9", 0, 9, 10),
    ] {
        let more = format!("{DYNAMIC} abortScaleDownDelaySeconds: {delay},");
        let mut row = Row::new(10, &routed(&more, "10, 50"), 1);
        row.weighted(50).abort().look((5, 5), (stable, stable));
        table.row(file, name, Some(expected), in_force(&row));
    }
    let mut row = Row::new(10, &routed(DYNAMIC, "10, 50"), 1);
    let after = row.weighted(50).abort().looks((5, 5), (9, 9), 2);
    table.row(file, "stable to spec.replicas", 10, after.stable);
    table.end(11);
}

/// The weight the status tells of.
fn in_force(row: &Row) -> Option<i32> {
    row.rollout().status.canary.weights.map(|weights| weights.canary.weight)
}

#[test]
fn traffic_weights() {
    let mut table = Table::default();
    let file = |test: &str| format!("rollout/trafficrouting_test.go:{test}");
    let mut row = Row::new(10, &routed("", "10, pause"), 1);
    row.look((1, 1), (10, 10));
    table.row(&file("TestRolloutUseDesiredWeight"), "steps 10, pause at 1", 10, row.weight());
    let mut row = Row::new(10, &routed("", "10, pause"), 2);
    row.look((10, 10), (10, 10));
    table.row(&file("TestRolloutUseDesiredWeight100"), "after the last step", 100, row.weight());
    let mut row = Row::new(10, &routed("", "10, 20"), 1);
    let after = row.look((1, 1), (10, 10));
    table.row(&file("TestRolloutUsePreviousSetWeight"), "10, 20 at 1, one pod", (10, 2), (row.weight(), after.canary));
    for (dynamic, expected) in [(DYNAMIC, 50), ("", 5)] {
        let mut row = Row::new(10, &routed(dynamic, "5, 25"), 1);
        row.weighted(5).promote_fully().look((10, 5), (10, 10));
        table.row(&file("TestRolloutUseDynamicWeightOnPromoteFull"), dynamic, Some(expected), in_force(&row));
    }
    let mut row = Row::new(10, &routed("", "20, pause"), 1);
    row.weighted(20).promote_fully().look((10, 5), (10, 10));
    table.row(&file("TestRolloutUseDynamicWeightOnPromoteFull"), "fixed, from 20", Some(20), in_force(&row));
    row.looks((10, 10), (10, 10), 2);
    let to_nothing = "Traffic weight updated from 20 to 0";
    let to_nothing = row.cluster.log().events().iter().any(|it| it.message().to_string() == to_nothing);
    table.row(&file("TestRolloutSetWeightToZeroWhenFullyRolledOut"), "promoted", (0, true), (row.weight(), to_nothing));
    // n, steps, the weight in force, canary, stable, expected weight after an abort; dynamicStableScale.
    for (test, n, steps, present, canary, stable, expected) in [
        ("TestDynamicScalingDontIncreaseWeightWhenAborted", 5, "50, pause", 0, (0, 0), (5, 4), 0),
        ("TestDynamicScalingDecreaseWeightAccordingToStepWeights…", 5, "50, pause", 100, (4, 4), (5, 3), 50),
        ("TestDynamicScalingDecreaseWeightAccordingToStable…WhenAborted", 5, "pause", 100, (4, 4), (5, 1), 80),
        ("TestDynamicScalingDecreaseWeight…AndResetService", 5, "20, 50, pause", 20, (0, 0), (5, 5), 0),
    ] {
        let mut row = Row::new(n, &routed(DYNAMIC, steps), 0);
        row.weighted(present).abort().look(canary, stable);
        table.row(&file(test), "", Some(expected), in_force(&row));
        if test.ends_with("AndResetService") {
            table.row(&file(test), "the canary's Service leads back", Some(0), row.behind("canary"));
        }
    }
    // Weights that the stable version could not serve are not set.
    let mut row = Row::new(10, &routed(DYNAMIC, "90, pause"), 0);
    row.weighted(90).look((0, 0), (1, 1));
    let name = "TestDynamicStableScaleNewCanarySupersedeShouldNotOverloadStable";
    table.row(&file(name), "no canary, stable 1 of 10", Some(90), in_force(&row));
    for (available, expected) in [(5, 50), (4, 0)] {
        let mut row = Row::new(10, &routed("", "50"), 0);
        row.look((5, 5), (10, available));
        let name = format!("{available} of 10 stable pods for 50 %");
        table.row(&file("TestCheckReplicasAvailableWith…"), &name, expected, row.weight());
    }
    let mut row = Row::new(10, &routed("", "10, pause"), 0);
    row.weighted(10).abort().look((1, 1), (10, 9));
    let found = (in_force(&row), row.behind("canary"));
    table.row("computed by checkReplicasAvailable", "abort, stable 9 of 10", (Some(10), Some(0)), found);
    // A canary without an available pod has no managed routes.
    let mut row = Row::new(10, &routed("", "header, 90, pause"), 0);
    row.looks((0, 0), (10, 10), 6);
    let name = "TestDontWeightOrHaveManagedRoutesDuringInterruptedUpdate";
    table.row(&file(name), "a header route while no canary pod is available", 0, row.routes());
    for full in [true, false] {
        let mut row = Row::new(10, &routed("", "scale 2, header, pause"), 0);
        row.looks((2, 2), (10, 10), 6);
        assert_eq!(row.routes(), 1);
        let row = if full { row.promote_fully() } else { row.abort() };
        row.look((2, 2), (10, 10));
        let name = format!("promoted in full {full}, or aborted: the header route goes at once");
        table.row("computed by reconcileTrafficRouting", &name, 0, row.routes());
    }
    let mut row = Row::new(10, &routed("", ""), 0);
    row.look((10, 9), (10, 10));
    table.row("computed by reconcileTrafficRouting", "no steps: weight before the promotion", 0, row.weight());
    let mut row = Row::new(1, &routed("", "10"), 1);
    let (mut gone, old) = (None, row.hashes[0].clone());
    row.looks((1, 1), (1, 1), 2);
    for second in 0..60 {
        row.second(second).look_again();
        if row.set(&old).spec.replicas == 0 {
            gone = gone.or(Some(second));
        }
    }
    table.row(&file("TestCanaryWithTrafficRoutingAddScaleDownDelay"), "seconds until the old one goes", Some(30), gone);
    table.end(21);
}
