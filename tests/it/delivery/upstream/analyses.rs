//! What measurements come to, and when they are taken.

use std::cell::Cell;

use podyard::kube::time::{Millis, SECOND};
use podyard::sim::delivery::analysis::{Condition, Measure, Metric, Phase, Run};

use super::Table;

fn metric(failure_limit: i32, inconclusive_limit: i32, consecutive_success: i32, count: Option<u32>) -> Metric {
    Metric {
        interval: Some(60 * SECOND),
        count,
        failure: Some(rate("result < 0.5")),
        failure_limit,
        inconclusive_limit,
        consecutive_success_limit: consecutive_success,
        ..Metric::new("success-rate", Measure::SuccessRate, Some(rate("result >= 0.9")))
    }
}

fn rate(text: &str) -> Condition {
    Condition::parse(text, Measure::SuccessRate).expect("it is one")
}

/// Measures so long as the results last (S, F, I, E), then ends the run or not.
fn assessed(metrics: &[Metric], results: &str, terminate: bool) -> Run {
    let (mut run, at) = (Run::new(metrics, 0), Cell::new(0));
    let measure = |_: Measure, _: Millis| {
        let result = results.as_bytes()[at.get().min(results.len() - 1)];
        at.set(at.get() + 1);
        match result {
            b'S' => Some(1_000),
            b'F' => Some(100),
            b'I' => Some(700),
            _ => None,
        }
    };
    for second in 0..100_000 {
        let now = second * SECOND;
        if run.next_at().is_none_or(|at| at > now) {
            continue;
        }
        if at.get() >= results.len() || run.phase.is_over() {
            break;
        }
        run.look(now, &measure);
    }
    if terminate {
        run.terminate();
    }
    run
}

/// test, failureLimit, inconclusiveLimit, consecutiveSuccessLimit, count, results that give upstream's counters, expected while
/// it runs, expected when it is ended.
type Status = (&'static str, i32, i32, i32, Option<u32>, &'static str, Phase, Phase);
#[rustfmt::skip]
const STATUSES: [Status; 26] = {
    use Phase::{Error, Failed, Inconclusive, Running, Successful};
    [
        ("FailureLimit", 2, 0, 0, None, "FFF", Failed, Failed),
        ("FailureLimit", 3, 0, 0, None, "FFF", Running, Successful),
        ("ConsecutiveSuccessLimit", -1, 0, 3, None, "SFFFSSS", Successful, Successful),
        ("ConsecutiveSuccessLimit", -1, 0, 5, None, "SFFFSSS", Running, Successful),
        ("ConsecutiveSuccessLimit", -1, 0, 5, Some(7), "SFFFSSS", Failed, Failed),
        ("ConsecutiveSuccessLimit", -1, 0, 3, Some(7), "SFFFSSS", Successful, Successful),
        ("ConsecutiveSuccessLimit", -1, 0, 3, Some(9), "SFFFSSS", Successful, Successful),
        ("ConsecutiveSuccessLimit", -1, 0, 5, Some(9), "SFFFSSS", Running, Successful),
        ("FailureLimitAndConsecutiveSuccessLimit", 4, 0, 4, None, "SFFFSSS", Running, Successful),
        ("FailureLimitAndConsecutiveSuccessLimit", 4, 0, 4, None, "SSSFSFFFF", Failed, Failed),
        ("FailureLimitAndConsecutiveSuccessLimit", 4, 0, 4, None, "SFFFSSSS", Successful, Successful),
        ("FailureLimitAndConsecutiveSuccessLimit", 4, 0, 4, None, "SFFFFFSSSS", Failed, Failed),
        ("FailureLimitAndConsecutiveSuccessLimit", 4, 0, 4, Some(10), "SFFSFSFSSS", Inconclusive, Inconclusive),
        ("FailureLimitAndConsecutiveSuccessLimit", 4, 0, 4, Some(10), "SSFFFFFSSS", Failed, Failed),
        ("FailureLimitAndConsecutiveSuccessLimit", 4, 0, 4, Some(10), "SFFSFFSSSS", Successful, Successful),
        ("FailureLimitAndConsecutiveSuccessLimit", 4, 0, 4, Some(10), "SFFFFFSSSS", Failed, Failed),
        ("FailureLimitAndConsecutiveSuccessLimit", 4, 0, 4, Some(10), "SSFFFSSS", Running, Successful),
        ("FailureLimitAndConsecutiveSuccessLimit", 4, 0, 4, Some(10), "FFFFFSSS", Failed, Failed),
        ("FailureLimitAndConsecutiveSuccessLimit", 4, 0, 4, Some(10), "SFFFSSSS", Successful, Successful),
        ("FailureLimitAndConsecutiveSuccessLimit", 4, 0, 4, Some(10), "FFFFFSSSS", Failed, Failed),
        ("InconclusiveLimit", 0, 2, 0, None, "III", Inconclusive, Inconclusive),
        ("InconclusiveLimit", 0, 3, 0, None, "III", Running, Successful),
        ("ConsecutiveErrors", 0, 0, 0, None, "EEEEE", Error, Error),
        ("ConsecutiveErrors", 0, 0, 0, None, "EEEE", Running, Successful),
        ("CountReached", 0, 0, 0, Some(10), "SSSSSSSSSS", Successful, Successful),
        ("CountReached", 0, 0, 0, Some(10), "SSSSSI", Inconclusive, Inconclusive),
    ]
};

#[test]
fn metric_statuses() {
    let mut table = Table::default();
    let file = |test: &str| format!("analysis/analysis_test.go:{test}");
    for (test, fail, inconclusive, success, count, results, going, ended) in STATUSES {
        let metrics = [metric(fail, inconclusive, success, count)];
        let name = format!("{fail} {inconclusive} {success} {count:?} {results}");
        let phase = match assessed(&metrics, results, false).metrics[0].phase {
            Phase::Pending => Phase::Running,
            phase => phase,
        };
        let test = file(&format!("TestAssessMetricStatus{test}"));
        table.row(&test, &name, going, phase);
        table.row(&test, &format!("{name}, ended"), ended, assessed(&metrics, results, true).metrics[0].phase);
    }
    let plain = || metric(0, 0, 0, None);
    let name = file("TestAssessMetricStatusNoMeasurements");
    table.row(&name, "none yet", Phase::Pending, Run::new(&[plain()], 0).metrics[0].phase);
    let mut run = Run::new(&[plain()], 0);
    run.terminate();
    table.row(&name, "none, ended", Phase::Successful, run.metrics[0].phase);
    for (results, words) in [
        ("F", "Failed due to failed (1) > failureLimit (0)"),
        ("I", "Inconclusive due to inconclusive (1) > inconclusiveLimit (0)"),
        ("EEEEE", "Error due to consecutiveErrors (5) > consecutiveErrorLimit (4)"),
    ] {
        let found = assessed(&[plain()], results, false).message;
        let found = found.split(": \"Error").next().unwrap_or_default().to_owned();
        let expected = format!("Metric \"success-rate\" assessed {words}");
        table.row(&file("TestAssessMetricFailureInconclusiveOrError"), results, expected, found);
    }
    let mut run = Run::new(&[Metric { initial_delay: 20 * SECOND, ..plain() }], 0);
    run.terminate();
    let expected = (Phase::Successful, "Run Terminated".to_owned());
    table.row(&file("TestTerminateAnalysisRun"), "ended before it began", expected, (run.phase, run.message));
    for (name, interval, count, expected) in [
        ("count 1", true, Some(1), Phase::Successful),
        ("no count, an interval", true, None, Phase::Running),
        ("no count, no interval", false, None, Phase::Successful),
    ] {
        let one = Metric { interval: interval.then_some(60 * SECOND), ..metric(0, 0, 0, count) };
        table.row(&file("TestReconcileAnalysisRunInitial"), name, expected, assessed(&[one], "S", false).phase);
    }
    table.end(61);
}

#[test]
fn whole_analyses() {
    use Phase::{Error, Failed, Inconclusive, Running, Successful};
    let mut table = Table::default();
    let file = |test: &str| format!("analysis/analysis_test.go:{test}");
    let named = |name: &str, metric: Metric| Metric { name: name.into(), ..metric };
    let (one, forever) = (|| metric(0, 0, 0, Some(1)), || metric(0, 0, 0, None));
    let failed = |name: &str| format!("Metric \"{name}\" assessed Failed due to failed (1) > failureLimit (0)");
    let two = [named("latency", one()), named("success-rate", forever())];
    table.row(&file("TestAssessRunStatus"), "one still runs", Running, assessed(&two, "SS", false).phase);
    let two = [named("latency", one()), named("success-rate", one())];
    table.row(&file("TestAssessRunStatus"), "the worst of two", Failed, assessed(&two, "SF", false).phase);
    let two = [named("run-forever", forever()), named("failed-metric", one())];
    for (results, phase) in [("SF", Failed), ("SI", Inconclusive)] {
        let run = assessed(&two, results, false);
        let found = (run.phase, run.metrics[0].phase.is_over());
        table.row(&file("TestReconcileAnalysisRunTerminateSiblingAfterFail"), results, (phase, true), found);
    }
    let run = assessed(&two, "FF", false);
    let expected = (Failed, failed("run-forever"));
    table.row(&file("TestAssessRunStatusMultipleFailures"), "the first is named", expected, (run.phase, run.message));
    let two = [named("run-forever", one()), named("failed-metric", one())];
    let run = assessed(&two, "SF", false);
    let expected = (Failed, failed("failed-metric"));
    table.row(&file("TestAssessRunStatusErrorMessageAnalysisPhaseFail"), "", expected, (run.phase, run.message));
    let dry = |metric: Metric| Metric { dry_run: true, ..metric };
    let both = [named("run-forever", dry(one())), named("failed-metric", dry(one()))];
    for (test, results) in [
        ("TestAssessRunStatusErrorMessageAnalysisPhaseFailInDryRunMode", "SF"),
        ("TestAssessRunStatusMultipleFailuresInDryRunMode", "FF"),
    ] {
        let run = assessed(&both, results, false);
        table.row(&file(test), results, (Successful, String::new()), (run.phase, run.message));
    }
    let only = [named("success-metric", dry(one()))];
    let found = assessed(&only, "S", false).phase;
    table.row(&file("TestAssessRunStatusWithOnlyDryRunMetrics"), "", Successful, found);
    let run = assessed(&[named("run-forever", one()), named("success-metric", dry(one()))], "IF", false);
    let words = "Metric \"run-forever\" assessed Inconclusive due to inconclusive (1) > inconclusiveLimit (0)";
    let expected = (Inconclusive, words.to_owned());
    table.row(&file("TestAssessRunStatusWithMixedMetrics"), "", expected, (run.phase, run.message));
    let waits = [named("a", one()), named("b", dry(metric(0, 0, 0, Some(4))))];
    table.row("computed by assessRunStatus", "a dry run goes on", Running, assessed(&waits, "SS", false).phase);
    // Worse ones are greater.
    let order = [Successful, Inconclusive, Error, Failed];
    for (at, current) in order.into_iter().enumerate() {
        for (place, new) in order.into_iter().enumerate() {
            let name = format!("{current} {new}");
            table.row("utils/analysis/helpers_test.go:TestIsWorst", &name, place > at, new > current);
        }
    }
    table.end(27);
}

#[test]
fn measurements_in_time() {
    let mut table = Table::default();
    let file = |test: &str| format!("analysis/analysis_test.go:{test}");
    let at = |metrics: &[Metric], results: &str| assessed(metrics, results, false).next_at().map(|at| at / SECOND);
    let once = || Metric { interval: None, ..metric(0, 0, 0, None) };
    let delayed = Metric { initial_delay: 40 * SECOND, ..metric(0, 0, 0, None) };
    for (test, name, metrics, results, expected) in [
        ("TestCalculateNextReconcileTimeInterval", "", vec![metric(0, 0, 0, None)], "S", Some(60)),
        ("TestCalculateNextReconcileTimeInitialDelay", "40 s", vec![metric(0, 0, 0, None), delayed], "S", Some(40)),
        ("TestCalculateNextReconcileTimeNoInterval", "over", vec![metric(0, 0, 0, Some(1))], "S", None),
        ("TestCalculateNextReconcileUponError", "no interval", vec![once()], "E", Some(10)),
        (
            "TestCalculateNextReconcileUponError",
            "5 m interval",
            vec![Metric { interval: Some(300 * SECOND), ..metric(0, 0, 0, None) }],
            "E",
            Some(10),
        ),
    ] {
        table.row(&file(test), name, expected, at(&metrics, results));
    }
    let name = file("TestRunMeasurementsResetConsecutiveErrorCounter");
    table.row(&name, "five errors", [0, 0, 0, 5], assessed(&[once()], "EEEEE", false).metrics[0].counts);
    let run = assessed(&[once()], "EEEES", false);
    table.row(&name, "four and a success", (Phase::Successful, [1, 0, 0, 4]), (run.phase, run.metrics[0].counts));
    let limit = Metric::new("a", Measure::Latency, None).consecutive_error_limit;
    table.row("utils/defaults/defaults_test.go:TestGetConsecutiveErrorLimitOrDefault", "", 4, limit);
    for (test, success, failure, phase) in [
        ("TestEvaluateResultWithSuccess", "true", "false", Phase::Successful),
        ("TestEvaluateResultWithFailure", "true", "true", Phase::Failed),
        ("TestEvaluateResultInconclusive", "false", "false", Phase::Inconclusive),
        ("TestEvaluateResultNoSuccessConditionAndNotFailing", "", "false", Phase::Successful),
        ("TestEvaluateResultNoFailureConditionAndNotSuccessful", "false", "", Phase::Failed),
        ("TestEvaluateResultNoFailureConditionAndNoSuccessCondition", "", "", Phase::Successful),
        ("TestEvaluateFloat64", "result > 1", "", Phase::Successful),
    ] {
        let condition = |text: &str| Some(text).filter(|text| !text.is_empty()).map(rate);
        let judged = Metric { failure: condition(failure), ..Metric::new("m", Measure::Latency, condition(success)) };
        table.row(&format!("utils/evaluate/evaluate_test.go:{test}"), "", phase, judged.judge(Some(500_000)).0);
    }
    for (success, failure, kind) in
        [("result[0] >= 0.95", "", "successCondition"), ("", "result[0] < 0.5", "failureCondition")]
    {
        let condition = |text: &str| Some(text).filter(|text| !text.is_empty()).map(rate);
        let one = Metric {
            failure: condition(failure),
            consecutive_error_limit: 0,
            ..Metric::new("m", Measure::SuccessRate, condition(success))
        };
        let expected = format!(
            "Metric \"m\" assessed Error due to consecutiveErrors (1) > consecutiveErrorLimit (0): \"Error Message: could not \
             evaluate {kind} \"{success}{failure}\": metric result is nil or empty: no data returned from the metric provider\""
        );
        let found = assessed(&[one], "E", false).message;
        table.row("utils/evaluate/evaluate_test.go:TestEvaluateResultErrorMessage…", kind, expected, found);
    }
    table.end(17);
}
