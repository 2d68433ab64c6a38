//! Analyses: measurements, limits, verdicts, several metrics.

use std::cell::Cell;

use podyard::kube::time::{Millis, SECOND};
use podyard::sim::delivery::analysis::{Condition, Measure, Metric, Phase, Run};

fn rate(text: &str) -> Condition {
    Condition::parse(text, Measure::SuccessRate).unwrap()
}

/// Success rates in permille, one after the other; -1 is no data. Returns the phase, the message and the s it ended at.
fn run(metrics: &[Metric], results: &[i64]) -> (Phase, String, Millis) {
    let at = Cell::new(0_usize);
    let mut run = Run::new(metrics, 0);
    let measure = |_: Measure, _: Millis| {
        let result = results[at.get().min(results.len() - 1)];
        at.set(at.get() + 1);
        u64::try_from(result).ok()
    };
    let mut now = 0;
    while !run.phase.is_over() && now < 10_000 * SECOND {
        now = run.next_at().expect("it goes on");
        run.look(now, &measure);
    }
    (run.phase, run.message.clone(), now / SECOND)
}

fn metric(success: Option<&str>, failure: Option<&str>) -> Metric {
    let condition = |text: Option<&str>| text.map(rate);
    Metric {
        interval: Some(30 * SECOND),
        count: Some(4),
        failure: condition(failure),
        ..Metric::new("success-rate", Measure::SuccessRate, condition(success))
    }
}

#[test]
fn verdicts() {
    let good = || metric(Some("result >= 0.95"), None);
    let due = |phase: &str, words: &str| format!("Metric \"success-rate\" assessed {phase} due to {words}");
    let no_data = ": \"Error Message: could not evaluate successCondition \"result >= 0.95\": metric result is nil or empty: no data returned from the metric provider\"";
    let both = || metric(Some("result >= 0.95"), Some("result < 0.9"));
    let cases = [
        ("all well", good(), vec![1_000], (Phase::Successful, String::new(), 90)),
        ("exactly the bound", good(), vec![950], (Phase::Successful, String::new(), 90)),
        (
            "the first failure is one too many",
            good(),
            vec![949],
            (Phase::Failed, due("Failed", "failed (1) > failureLimit (0)"), 0),
        ),
        (
            "after an initial delay",
            Metric { initial_delay: 60 * SECOND, ..good() },
            vec![0],
            (Phase::Failed, due("Failed", "failed (1) > failureLimit (0)"), 60),
        ),
        (
            "failureLimit 3 needs four",
            Metric { failure_limit: 3, count: None, ..good() },
            vec![0],
            (Phase::Failed, due("Failed", "failed (4) > failureLimit (3)"), 90),
        ),
        (
            "failures within the limit",
            Metric { failure_limit: 2, ..good() },
            vec![0, 1_000, 0, 1_000],
            (Phase::Successful, String::new(), 90),
        ),
        (
            "failureLimit -1 never fails",
            Metric { failure_limit: -1, ..good() },
            vec![0],
            (Phase::Successful, String::new(), 90),
        ),
        (
            "without an interval one measurement",
            Metric { interval: None, count: None, ..good() },
            vec![1_000],
            (Phase::Successful, String::new(), 0),
        ),
        (
            "the fifth error in a row",
            good(),
            vec![-1],
            (Phase::Error, due("Error", "consecutiveErrors (5) > consecutiveErrorLimit (4)") + no_data, 40),
        ),
        (
            "errors do not count, and come again after 10 s",
            good(),
            vec![-1, -1, 1_000],
            (Phase::Successful, String::new(), 110),
        ),
        (
            "between both conditions",
            both(),
            vec![920],
            (Phase::Inconclusive, due("Inconclusive", "inconclusive (1) > inconclusiveLimit (0)"), 0),
        ),
        (
            "the failure condition alone",
            metric(None, Some("result < 0.9")),
            vec![900],
            (Phase::Successful, String::new(), 90),
        ),
        (
            "it is met",
            metric(None, Some("result < 0.9")),
            vec![899],
            (Phase::Failed, due("Failed", "failed (1) > failureLimit (0)"), 0),
        ),
        (
            "both met is failed",
            metric(Some("result > 0.1"), Some("result > 0.5")),
            vec![600],
            (Phase::Failed, due("Failed", "failed (1) > failureLimit (0)"), 0),
        ),
        ("no condition at all", metric(None, None), vec![-1], (Phase::Successful, String::new(), 90)),
        (
            "two successes in a row are enough",
            Metric { consecutive_success_limit: 2, failure_limit: 9, ..good() },
            vec![0, 1_000, 1_000],
            (Phase::Successful, String::new(), 60),
        ),
        (
            "never two in a row",
            Metric { consecutive_success_limit: 2, failure_limit: 9, ..good() },
            vec![0, 1_000, 0, 1_000],
            (Phase::Inconclusive, String::new(), 90),
        ),
        (
            "never two in a row, failures without limit",
            Metric { consecutive_success_limit: 2, failure_limit: -1, ..good() },
            vec![0, 1_000, 0, 1_000],
            (Phase::Failed, String::new(), 90),
        ),
    ];
    for (name, metric, results, expected) in cases {
        assert_eq!(run(&[metric], &results), expected, "{name}");
    }
}

#[test]
fn several_metrics() {
    let good = || Metric { interval: None, count: None, ..metric(Some("result >= 0.95"), None) };
    let bad = || Metric { interval: None, count: None, ..metric(Some("result >= 1.1"), None) };
    let endless = || Metric { count: None, ..metric(Some("result >= 0.95"), None) };
    let torn = || Metric { interval: None, count: None, ..metric(Some("result >= 1.1"), Some("result < 0.1")) };
    let cases = [
        ("both well", vec![good(), good()], Phase::Successful),
        ("one badly", vec![good(), bad()], Phase::Failed),
        ("a dry run decides nothing", vec![good(), Metric { dry_run: true, ..bad() }], Phase::Successful),
        ("a failure ends what would go on for ever", vec![endless(), bad()], Phase::Failed),
        ("failed is worse than inconclusive", vec![torn(), bad()], Phase::Failed),
        ("inconclusive is worse than successful", vec![torn(), good()], Phase::Inconclusive),
    ];
    for (name, metrics, expected) in cases {
        assert_eq!(run(&metrics, &[1_000]).0, expected, "{name}");
    }
    let mut background = Run::new(&[endless()], 0);
    background.terminate();
    assert_eq!((background.phase, background.metrics[0].phase), (Phase::Successful, Phase::Successful));
}

#[test]
fn conditions_that_are_none_are_refused() {
    for text in ["", "result", "95", "result = 1", "result >= ", "result >= x", "rate < 1", "result < 0.1234567891"] {
        assert!(Condition::parse(text, Measure::SuccessRate).is_err(), "{text}");
    }
    for text in ["result>=1", " result[0] >= 0.95 ", "result < 1.5", "result >= 0.9999", "result > -1"] {
        assert!(Condition::parse(text, Measure::SuccessRate).is_ok(), "{text}");
    }
    assert!(Condition::parse("result < 500", Measure::Latency).is_ok());
    assert!(Condition::parse("result < 0.5", Measure::Latency).is_ok());
}
