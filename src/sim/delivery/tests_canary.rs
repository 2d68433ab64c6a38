//! Rows of Argo Rollouts' tables about the steps of a canary, and what is gone back to. Each names its file and test there;
//! "computed" ones were found by running upstream's function.

use super::tests_rows::{Row, Sizes, Table, basic, routed};
use crate::kube::object::labels;
use crate::kube::rollout::RollbackWindow;

fn sizes(canary: i32, stable: i32) -> Sizes {
    Sizes { canary, stable }
}

#[test]
fn steps_of_a_canary() {
    let mut table = Table::default();
    let file = |test: &str| format!("rollout/canary_test.go:{test}");
    let mut row = Row::new(10, &basic(1, 0, "pause"), 0);
    row.looks((0, 0), (10, 10), 2);
    table.row(&file("TestCanaryRolloutEnterPauseState"), "", "Paused: CanaryPauseStep".to_owned(), row.stands());
    let (before, said) = (row.rollout().status, row.said());
    row.look((0, 0), (10, 10));
    let nothing = (row.rollout().status == before, row.said() == said);
    table.row(&file("TestCanaryRolloutNoProgressWhilePaused"), "nothing more", (true, true), nothing);
    row.promote().look((0, 0), (10, 10));
    table.row(&file("TestCanaryRolloutIncrementStepAfterUnPaused"), "index", 1, row.step());
    let mut row = Row::new(10, &basic(1, 0, "pause"), 1);
    row.looks((10, 10), (0, 0), 2);
    let found = (row.rollout().is_fully_promoted(), row.stands());
    table.row(&file("TestCanaryRolloutUpdateStatusWhenAtEndOfSteps"), "", (true, "Healthy".to_owned()), found);
    // test, n, surge, unavailable, steps, index, canary, stable, expected canary and stable.
    for (test, n, surge, unavailable, steps, index, canary, stable, expected) in [
        ("TestCanaryRolloutCreateNewReplicaWithCorrectWeight", 10, 1, 0, "10", 0, (0, 0), (10, 10), sizes(1, 10)),
        ("TestCanaryRolloutScaleUpNewReplicaWithCorrectWeight", 5, 0, 1, "40", 0, (1, 1), (3, 3), sizes(2, 3)),
        ("TestCanaryRolloutScaleDownStableToMatchWeight", 10, 0, 1, "10", 0, (0, 0), (10, 10), sizes(0, 9)),
        ("TestGradualShiftToNewStable", 10, 3, 0, "10", 1, (4, 4), (9, 9), sizes(4, 6)),
        ("TestCanaryRolloutScaleWhilePaused", 10, 1, 0, "20", 0, (0, 0), (5, 5), sizes(0, 8)),
    ] {
        let mut row = Row::new(n, &basic(surge, unavailable, steps), index);
        table.row(&file(test), "", expected, row.look(canary, stable));
    }
    let mut row = Row::new(10, &routed("", "10"), 0);
    let after = row.look((0, 0), (10, 10));
    table.row(&file("TestCanaryRolloutWithMaxWeightInTrafficRouting"), "max weight 100", sizes(1, 10), after);
    let mut row = Row::new(10, &basic(1, 0, "10"), 0);
    row.look((1, 1), (9, 9));
    table.row(&file("TestCanaryRolloutIncrementStepIfSetWeightsAreCorrect"), "", 1, row.step());
    let mut row = Row::new(10, &basic(1, 0, "10, pause 5s, pause"), 1);
    row.look((1, 1), (9, 9));
    row.second(10).look((1, 1), (9, 9));
    table.row(&file("TestSyncRolloutWaitIncrementStepIndex"), "", 2, row.step());
    let mut row = Row::new(1, &basic(1, 1, "10, pause 60s, 20"), 1);
    row.look((1, 1), (1, 1));
    for (second, expected) in [(59, 1), (61, 2)] {
        row.second(second).look((1, 1), (1, 1));
        table.row(&file("TestResumeRolloutAfterPauseDuration"), &format!("{second} s"), expected, row.step());
    }
    let mut row = Row::new(1, &basic(1, 1, "10, pause 60s, 20"), 1);
    row.look((1, 1), (1, 1));
    row.change(|rollout| rollout.spec.paused = true);
    row.second(61).look((1, 1), (1, 1));
    let found = (row.step(), row.stands());
    let expected = (1, "Paused: manually paused".to_owned());
    table.row(&file("TestNoResumeAfterPauseDurationIfUserPaused"), "61 s", expected, found);
    let mut row = Row::new(10, &basic(1, 0, "10, 20, 30"), 1);
    let after = row.abort().look((1, 1), (9, 9));
    table.row(&file("TestHandleCanaryAbort"), "stable", 10, after.stable);
    let words = "Degraded: RolloutAborted: Rollout aborted update to revision 2".to_owned();
    table.row(&file("TestHandleCanaryAbort"), "phase", (0, words), (row.step(), row.stands()));
    // At the counts that are wanted: 4 pods, surge 1, unavailable 1.
    for (name, weight, canary, stable, expected) in [
        ("there", "50", (2, 2), (2, 2), 1),
        ("the canary is not available", "50", (2, 1), (2, 2), 0),
        ("the stable version has one too many", "75", (3, 3), (2, 2), 0),
        ("the stable version is not available", "75", (3, 3), (1, 0), 1),
    ] {
        let mut row = Row::new(4, &basic(1, 1, weight), 0);
        row.look(canary, stable);
        table.row("utils/replicaset/canary_test.go:TestAtDesiredReplicaCountsForCanary", name, expected, row.step());
    }
    let mut row = Row::new(10, &routed("", "20, pause"), 0);
    row.looks((2, 2), (10, 9), 3);
    let source = "computed by AtDesiredReplicaCountsForCanary and checkReplicasAvailable";
    table.row(source, "one stable pod of 10 missing at setWeight 20", (20, 1), (row.weight(), row.step()));
    let mut row = Row::new(10, &basic(10, 0, "10, pause 60s"), 0);
    let after = row.promote_fully().looks((0, 0), (10, 10), 2);
    table.row("rollout/sync_test.go:TestCanaryPromoteFull", "", 10, after.canary);
    for (name, n, available, promoted) in
        [("fewer", 10, 5, false), ("as many", 10, 10, true), ("nine of ten", 10, 9, false), ("more", 1, 2, true)]
    {
        let mut row = Row::new(n, &routed("", "100"), 1);
        row.looks((n, available), (n, n), 3);
        let source = "rollout/sync_test.go:TestShouldFullPromoteCanaryAvailableVsDesired";
        table.row(source, name, promoted, row.rollout().is_fully_promoted());
    }
    table.end(27);
}

#[test]
fn going_back() {
    let (mut table, file) = (Table::default(), "rollout/canary_test.go:TestRollbackWindow");
    // Revisions of the window; the template is the version made before the one in service, with another between or not.
    for (window, between, expected) in [(0, 0, false), (1, 0, true), (1, 1, false), (2, 1, true)] {
        let mut row = Row::new(5, &basic(1, 0, "10, pause, 50, pause"), 0);
        row.hashes.reverse();
        let hashes = row.hashes.clone();
        if between > 0 {
            // In the order of making: v1, v2, v3; in service v3, the template v1.
            let third = row.third((0, 0));
            row.hashes = [third, hashes[1].clone()];
        }
        let [stable, new] = row.hashes.clone();
        let template = {
            let mut template = row.set(&new).spec.template;
            template.metadata.labels = labels(&[("app", "web")]);
            template
        };
        row.change(|rollout| {
            rollout.spec.template = template;
            rollout.status.stable_rs = stable;
            rollout.status.current_pod_hash = new;
            let revisions = Some(window).filter(|revisions| *revisions > 0);
            rollout.spec.rollback_window =
                revisions.map(|revisions| RollbackWindow { revisions, ..RollbackWindow::default() });
        });
        row.look((1, 1), (5, 5));
        let name = format!("window {window}, {between} between");
        table.row(file, &name, if expected { 4 } else { 1 }, row.step());
        row.looks((5, 5), (1, 1), 2);
        let why = "Rollback within window";
        let said = row.said().iter().any(|line| line.contains(why));
        table.row(file, &format!("{name}: promoted at once"), expected, said);
    }
    // A third ReplicaSet goes first, and takes its room.
    let file = "utils/replicaset/canary_test.go:TestCalculateReplicaCountsForCanary";
    let mut row = Row::new(10, &basic(0, 3, "40"), 0);
    row.third((2, 2));
    table.row(file, "an older one goes before anything else", sizes(0, 8), row.look((0, 0), (8, 8)));
    let mut row = Row::new(5, &routed("", "100, pause"), 0);
    let third = row.third((5, 5));
    let weights = third.clone();
    row.weighted(0).change(|rollout| {
        rollout.status.canary.weights.iter_mut().for_each(|it| it.canary.pod_template_hash = weights.clone());
    });
    row.look((5, 0), (5, 5));
    let file = "rollout/canary_test.go:TestCanaryDontScaleDownOldRsDuringInterruptedUpdate";
    table.row(file, "while weights name it", 5, row.set(&third).spec.replicas);
    row.look((5, 0), (5, 5));
    table.row(file, "afterwards", 0, row.set(&third).spec.replicas);
    table.end(11);
}
