//! Rows of Argo Rollouts' tables about what a canary says: events, phases, deadlines, analyses. Each names its file and test
//! there; "computed" ones were found by running upstream's function.

use super::super::command::Command;
use super::tests_rows::{Row, Sizes, Table, basic, routed};

fn sizes(canary: i32, stable: i32) -> Sizes {
    Sizes { canary, stable }
}

#[test]
fn what_is_said() {
    let (mut table, file) = (Table::default(), "rollout/sync_test.go:TestSendStateChangeEvents");
    let mut row = Row::new(4, &basic(1, 0, "pause 5s, 50"), 0);
    row.look((0, 0), (4, 4));
    let not = "RolloutNotCompleted: Rollout not completed, started update to revision 3 (<hash>)".to_owned();
    let rest = |row: &Row| -> Vec<String> { row.said().into_iter().filter(|line| *line != not).collect() };
    let paused = "RolloutPaused: Rollout is paused (CanaryPauseStep)".to_owned();
    table.row(file, "a pause begins", vec![paused.clone()], rest(&row));
    row.second(6).look((0, 0), (4, 4));
    let expected = [
        paused,
        "RolloutStepCompleted: Rollout step 1/2 completed (pause: 5s)".into(),
        "RolloutResumed: Rollout is resumed".into(),
    ];
    table.row(file, "it ends: the order of its events", expected.to_vec(), rest(&row));
    let reasons = |row: &Row, from: usize| row.reasons()[from..].to_vec();
    let mut row = Row::new(4, &basic(1, 0, "pause"), 0);
    row.look((0, 0), (4, 4));
    let before = row.said().len();
    row.abort().look((0, 0), (4, 4));
    table.row(file, "an abort in a pause does not resume", vec!["RolloutAborted".to_owned()], reasons(&row, before));
    let file = "computed by pkg/kubectl-argo-rollouts/cmd/promote and rollout/sync.go:sendStateChangeEvents";
    let mut row = Row::new(10, &basic(1, 0, "pause, 10"), 0);
    row.look((0, 0), (10, 10));
    let before = row.said().len();
    row.promote().look((0, 0), (10, 10));
    table.row(file, "promote in a pause", vec!["RolloutStepCompleted".to_owned()], reasons(&row, before));
    let mut row = Row::new(10, &basic(1, 0, "10, analysis, pause"), 1);
    row.looks((1, 1), (9, 9), 2);
    let before = row.said().len();
    row.promote().look((1, 1), (9, 9));
    table.row(file, "promote in an analysis", vec!["RolloutPaused".to_owned()], reasons(&row, before));
    let mut row = Row::new(10, &basic(1, 0, "10"), 0);
    row.look((0, 0), (10, 10));
    row.abort().looks((0, 0), (10, 10), 2);
    let before = row.said().len();
    row.command(Command::retry_rollout(&"web".into()));
    row.look((0, 0), (10, 10));
    table.row(file, "retry is a condition, no event", Vec::new(), reasons(&row, before));
    table.end(6);
}

#[test]
fn set_weights() {
    let file = "utils/replicaset/canary_test.go:TestGetCurrentSetWeight, TestGetCanaryReplicasOrWeight";
    let mut table = Table::default();
    for (name, steps, index, aborted, expected) in [
        ("after the last step", "10", 1, false, 100),
        ("at the step", "10", 0, false, 10),
        ("aborted", "10", 0, true, 0),
        ("a pause first", "pause", 0, false, 0),
    ] {
        let mut row = Row::new(10, &basic(0, 1, steps), index);
        row.change(|rollout| rollout.status.abort = aborted);
        table.row(file, name, expected, row.rollout().current_weight());
    }
    let mut row = Row::new(10, &routed("", "10"), 0);
    let after = row.promote_fully().look((0, 0), (10, 10));
    table.row(file, "promoted in full", sizes(10, 10), after);
    let mut row = Row::new(10, &routed("", "10, scale 5"), 1);
    table.row(file, "setCanaryScale 5 after setWeight 10", sizes(5, 10), row.look((1, 1), (10, 10)));
    table.end(6);
}

#[test]
fn phases_and_messages() {
    let file = "utils/rollout/rolloututil_test.go:TestRolloutStatusProgressing, …Healthy, …Degraded";
    let mut table = Table::default();
    let computed = "computed by utils/rollout/rolloututil.go:CalculateRolloutPhase";
    let (more, coming) = ("more replicas need to be updated", "updated replicas are still becoming available");
    for (source, name, n, strategy, index, canary, stable, expected) in [
        (file, "updated 4 of 5, in an analysis", 5, basic(1, 0, "80, analysis"), 1, (4, 4), (1, 1), more),
        (file, "updated 5, available 4", 5, basic(1, 0, "10"), 1, (5, 4), (0, 0), coming),
        (
            file,
            "updated 5 of 5, 7 in all",
            5,
            basic(1, 0, "10, pause, 50"),
            0,
            (5, 5),
            (2, 2),
            "old replicas are pending termination",
        ),
        (file, "updated 0", 5, basic(1, 0, "10"), 0, (0, 0), (5, 5), more),
        (computed, "a router, 2 of 10", 10, routed("", "20, analysis, 50"), 1, (2, 2), (10, 10), more),
        (computed, "a router, 2 of 10, none available", 10, routed("", "20, analysis"), 0, (2, 0), (10, 10), more),
        (
            computed,
            "a router, 10 of 10",
            10,
            routed("", "20, analysis, 50"),
            2,
            (10, 10),
            (10, 10),
            "waiting for all steps to complete",
        ),
    ] {
        let mut row = Row::new(n, &strategy, index);
        row.look(canary, stable);
        table.row(source, name, format!("Progressing: {expected}"), row.stands());
    }
    // A deadline that passed, and then it goes on after all.
    let mut row = Row::new(5, &basic(1, 0, ""), 0);
    row.change(|rollout| rollout.spec.progress_deadline_seconds = Some(10));
    for second in 0..20 {
        row.second(second).look((1, 0), (5, 5));
    }
    let words = "Degraded: ProgressDeadlineExceeded: ReplicaSet \"web-<hash>\" has timed out progressing.";
    table.row(file, "past the deadline", words.to_owned(), row.stands());
    row.second(30);
    for (canary, stable) in [((1, 1), (5, 5)), ((1, 1), (4, 4)), ((2, 2), (4, 4))] {
        row.look(canary, stable);
    }
    let computed = "computed by rollout/sync.go:calculateRolloutConditions";
    table.row(computed, "after that pods come: it progresses again", format!("Progressing: {more}"), row.stands());
    row.looks((5, 5), (0, 0), 3);
    table.row(computed, "and is healthy in the end", "Healthy".to_owned(), row.stands());
    table.end(10);
}

#[test]
fn deadlines() {
    let (mut table, file) = (Table::default(), "utils/conditions/rollouts_test.go:TestRolloutTimedOut");
    let timed_out = |row: &Row| row.stands().contains("has timed out progressing.");
    let within = |row: &mut Row, deadline: i32| {
        row.change(|rollout| rollout.spec.progress_deadline_seconds = Some(deadline));
    };
    for (name, deadline, expected) in [("10 s after, of 30", 30, false), ("10 s after, of 5", 5, true)] {
        let mut row = Row::new(5, &basic(1, 0, "20"), 0);
        within(&mut row, deadline);
        for second in 0..=10 {
            row.second(second).look((1, 0), (5, 5));
        }
        table.row(file, name, expected, timed_out(&row));
    }
    for (name, aborted) in [("paused", false), ("aborted", true)] {
        let mut row = Row::new(5, &basic(1, 0, "pause"), 0);
        within(&mut row, 5);
        row.look((0, 0), (5, 5));
        if aborted {
            row.abort();
        }
        for second in 0..=10 {
            row.second(second).look((0, 0), (5, 5));
        }
        table.row(file, name, false, timed_out(&row));
    }
    // What starts the clock again, the deadline being 60 s and the change coming after 50.
    let file = "utils/conditions/rollouts_test.go:TestRolloutProgressing";
    for (name, before, after, restarts) in [
        ("no change", ((2, 0), (10, 10)), ((2, 0), (10, 10)), false),
        ("more updated", ((1, 0), (10, 10)), ((2, 0), (10, 10)), true),
        ("more available", ((2, 0), (10, 10)), ((2, 1), (10, 10)), true),
        ("fewer old", ((2, 0), (10, 10)), ((2, 0), (9, 9)), true),
        ("fewer available (computed)", ((2, 1), (10, 10)), ((2, 0), (10, 10)), false),
        ("more old (computed)", ((2, 0), (9, 9)), ((2, 0), (10, 9)), false),
    ] {
        let mut row = Row::new(10, &routed("", "20"), 0);
        within(&mut row, 60);
        let mut ever = false;
        for second in 0..80 {
            let (canary, stable) = if second < 50 { before } else { after };
            row.second(second).look(canary, stable);
            ever |= timed_out(&row);
        }
        table.row(file, name, !restarts, ever);
    }
    let mut row = Row::new(5, &routed("", "20"), 0);
    within(&mut row, 5);
    row.change(|rollout| rollout.spec.progress_deadline_abort = true);
    row.look((1, 0), (5, 5));
    let before = row.said().len();
    for second in 1..=10 {
        row.second(second).look((1, 0), (5, 5));
    }
    let words = "RolloutAborted: ReplicaSet \"web-<hash>\" has timed out progressing.".to_owned();
    let whole =
        "RolloutAborted: Rollout aborted update to revision 2: ReplicaSet \"web-<hash>\" has timed out progressing.";
    let found = row.said()[before..].to_vec();
    table.row("rollout/sync.go:evaluateProgressDeadlineAbort", "its two events", vec![words, whole.to_owned()], found);
    let deg = format!("Degraded: {whole}");
    table.row("rollout/sync.go:evaluateProgressDeadlineAbort", "the message of the abort", deg, row.stands());
    table.end(12);
}

#[test]
fn analyses_of_a_canary() {
    let mut table = Table::default();
    let file = |test: &str| format!("rollout/analysis_test.go:{test}");
    let begun = |background: bool| {
        let more = "analysis: {templates: [{templateName: success-rate}]},";
        // The background one is at a step whose pods never come.
        let strategy = basic(1, 0, if background { "10, 50" } else { "10, analysis, pause" });
        let strategy = if background { strategy.replacen('{', &format!("{{{more}"), 1) } else { strategy };
        let mut row = Row::new(10, &strategy, 1);
        row.looks((1, 1), (9, 9), 2);
        row
    };
    let mut row = begun(false);
    row.run_comes_to("Successful", "");
    row.look((1, 1), (9, 9));
    table.row(&file("TestIncrementStepAfterSuccessfulAnalysisRun"), "", 2, row.step());
    let reason = "Metric \"success-rate\" assessed Failed due to failed (1) > failureLimit (0)";
    for (background, kind, label, name) in
        [(false, "Step-based", "Step", "web-<hash>-2-1"), (true, "Background", "Background", "web-<hash>-2")]
    {
        let mut row = begun(background);
        row.run_comes_to("Running", "");
        row.look((1, 1), (9, 9));
        row.run_comes_to("Failed", reason);
        row.look((1, 1), (9, 9));
        let words = format!(
            "Degraded: RolloutAborted: Rollout aborted update to revision 2: {kind} analysis phase error/failed: {reason}"
        );
        table.row(&file("TestErrorConditionAfterErrorAnalysisRun…"), kind, words, row.stands());
        let events: Vec<String> = row.said().into_iter().filter(|line| line.starts_with("AnalysisRun")).collect();
        let of = |new, before| format!("{label} Analysis Run '{name}' Status New: '{new}' Previous: '{before}'");
        let expected = vec![
            format!("AnalysisRunRunning: {}", of("Running", "")),
            format!("AnalysisRunFailed: {}", of("Failed", "Running")),
        ];
        table.row("computed by rollout/analysis.go:emitAnalysisRunStatusChanges", kind, expected, events);
        let mut row = begun(background);
        row.run_comes_to("Inconclusive", "");
        row.look((1, 1), (9, 9));
        let expected = "Paused: InconclusiveAnalysisRun".to_owned();
        table.row(&file("TestPausedStepAfterInconclusiveAnalysisRun, …"), kind, expected, row.stands());
        let paused = "RolloutPaused: Rollout is paused (InconclusiveAnalysisRun)".to_owned();
        table.row("computed by sendStateChangeEvents", kind, true, row.said().contains(&paused));
    }
    for (index, measured) in [(0, 0), (1, 1)] {
        let more = "analysis: {startingStep: 1, templates: [{templateName: success-rate}]},";
        let mut row = Row::new(10, &routed(more, "1, pause"), index);
        row.look((0, 0), (10, 10));
        let name = format!("step {index}");
        table.row("utils/replicaset/canary_test.go:TestBeforeStartingStep", &name, measured, row.runs());
    }
    table.end(11);
}
