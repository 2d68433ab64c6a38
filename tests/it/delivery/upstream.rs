//! Rows of Argo Rollouts' own test tables that need no cluster: counts, analyses, conditions, words. Each names its file and
//! test there; "computed" ones were found by running upstream's function. Rows that need a Rollout in the middle of an update
//! stand beside the controllers, in `src/sim/delivery/tests_*.rs`.

use std::cell::Cell;
use std::fmt::Debug;

use podyard::kube::int_or_string::{IntOrString, resolve_fenceposts};
use podyard::kube::manifest::Manifest;
use podyard::kube::rollout::Rollout;
use podyard::kube::time::{Millis, SECOND};
use podyard::kube::validate_rollout::{router_hint, validate_rollout};
use podyard::sim::delivery::analysis::{Condition, Measure, Metric, Phase, Run};
use podyard::sim::delivery::canary_counts::{Bounds, SetView, plan, routed_canary, routed_stable, step, target};

#[derive(Default)]
struct Table {
    tried: usize,
    different: Vec<String>,
}

impl Table {
    fn row<T: Debug + PartialEq>(&mut self, source: &str, name: &str, expected: T, found: T) {
        self.tried += 1;
        if expected != found {
            self.different.push(format!("{source} | {name} | upstream {expected:?} | here {found:?}"));
        }
    }

    fn end(self, rows: usize) {
        assert!(self.different.is_empty(), "\n{}", self.different.join("\n"));
        assert_eq!(self.tried, rows);
    }
}

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

fn rollout(strategy: &str) -> Rollout {
    match super::manifests(&super::web(strategy)).remove(0) {
        Manifest::Rollout(rollout) => *rollout,
        other => panic!("{other:?}"),
    }
}

#[test]
fn step_strings_and_validation() {
    let (mut table, file) = (Table::default(), "utils/rollout/rolloututil_test.go:TestCanaryStepString");
    for (step, expected) in [
        ("{setWeight: 20}", "setWeight: 20"),
        ("{pause: {}}", "pause"),
        ("{pause: {duration: 10s}}", "pause: 10s"),
        ("{analysis: {templates: [{templateName: a}]}}", "analysis"),
        ("{setCanaryScale: {matchTrafficWeight: true}}", "setCanaryScale{matchTrafficWeight: true}"),
        ("{setCanaryScale: {replicas: 5}}", "setCanaryScale{replicas: 5}"),
        ("{setCanaryScale: {weight: 25}}", "setCanaryScale{weight: 25}"),
        ("{setHeaderRoute: {name: by-header}}", "setHeaderRoute: by-header"),
        ("{setMirrorRoute: {name: mirror, percentage: 5}}", "setMirrorRoute: mirror"),
        // The duration is printed as it was typed.
        ("{pause: {duration: 2m}}", "pause: 2m"),
        ("{pause: {duration: 1h}}", "pause: 1h"),
        ("{pause: {duration: 10}}", "pause: 10"),
    ] {
        let found = rollout(&format!("canary: {{steps: [{step}]}}")).steps()[0].words();
        table.row(file, step, expected.to_owned(), found);
    }
    let file = "pkg/apis/rollouts/validation/validation.go:ValidateRolloutStrategyCanary";
    let routing =
        "stableService: a, canaryService: b, trafficRouting: {plugins: {argoproj-labs/gatewayAPI: {httpRoute: r}}},";
    let nginx = "stableService: a, canaryService: b, trafficRouting: {nginx: {stableIngress: i}},";
    let (step, list) = ("spec.strategy.canary.steps[0]", "spec.strategy.canary.trafficRouting.managedRoutes");
    let weight =
        |weight: i32| format!("{step}.setWeight: Invalid value: {weight}: SetWeight needs to be between 0 and 100");
    for (name, more, one, expected) in [
        ("setWeight 101", routing, "{setWeight: 101}", Some(weight(101))),
        ("setWeight -1", routing, "{setWeight: -1}", Some(weight(-1))),
        ("setWeight 100", routing, "{setWeight: 100}", None),
        ("a pause of 0 is valid", routing, "{pause: {duration: 0s}}", None),
        (
            "setCanaryScale without a router",
            "",
            "{setCanaryScale: {replicas: 2}}",
            Some(
                "spec.strategy.canary.trafficRouting: Required value: SetCanaryScale requires TrafficRouting to be set"
                    .into(),
            ),
        ),
        (
            "ingress-nginx takes no header route",
            nginx,
            "{setHeaderRoute: {name: by-header}}",
            Some(format!(
                "{step}.setHeaderRoute: Invalid value: \"object\": SetHeaderRoute requires TrafficRouting, supports Istio and \
                 ALB and Apisix"
            )),
        ),
        (
            "ingress-nginx takes no mirror route",
            nginx,
            "{setMirrorRoute: {name: mirror}}",
            Some(format!(
                "{step}.setMirrorRoute: Invalid value: \"object\": SetMirrorRoute requires TrafficRouting, supports Istio and \
                 Plugins"
            )),
        ),
        (
            "no managed routes",
            routing,
            "{setHeaderRoute: {name: by-header}}",
            Some(format!("{list}: Required value: Rollout has missing field '{list}'")),
        ),
        (
            "a route that is not managed",
            &routing.replace("}}},", "}}, managedRoutes: [{name: other}]},"),
            "{setHeaderRoute: {name: by-header}}",
            Some(format!(
                "{step}.setHeaderRoute: Invalid value: \"by-header\": Steps define a route that does not exist in {list}"
            )),
        ),
    ] {
        let found = validate_rollout(&rollout(&format!("canary: {{{more} steps: [{one}]}}")));
        table.row(file, name, expected, found.into_iter().next().map(|error| error.text));
    }
    table.end(21);
}

/// What a router cannot do, and which one can.
#[test]
fn routers_that_cannot_are_named_with_one_that_can() {
    let step = |name: &str, routing: &str| {
        format!(
            "canary: {{stableService: a, canaryService: b, trafficRouting: {{{routing}, managedRoutes: [{{name: r}}]}}, steps: \
             [{{{name}: {{name: r}}}}]}}"
        )
    };
    let (nginx, plugin) = ("nginx: {stableIngress: i}", "plugins: {argoproj-labs/gatewayAPI: {httpRoute: r}}");
    for (name, routing, expected) in [
        ("setHeaderRoute", nginx, Some("ingress-nginx sets no header route. The Gateway API's plugin does")),
        ("setMirrorRoute", nginx, Some("ingress-nginx copies no requests. Of Argo Rollouts' routers Istio's does.")),
        ("setHeaderRoute", plugin, None),
        ("setMirrorRoute", plugin, Some("The Gateway API's plugin takes setMirrorRoute and does nothing.")),
    ] {
        let hint = router_hint(&rollout(&step(name, routing))).map(|hint| podyard::text::say(&hint));
        let found = hint.as_deref().map(|hint| expected.is_some_and(|expected| hint.starts_with(expected)));
        assert_eq!(found, expected.map(|_| true), "{name} {routing}: {hint:?}");
    }
}

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

/// Whether a condition holds of 500 thousandths, of the number itself, and of nothing: T, F, or E for an error.
#[test]
fn whole_conditions() {
    let letter = |condition: &str, of: Measure, result: Option<u64>| {
        let condition = Condition::parse(condition, of).unwrap_or_else(|rejected| panic!("{condition}: {rejected:?}"));
        match Metric::new("m", of, Some(condition)).judge(result).0 {
            Phase::Successful => 'T',
            Phase::Failed => 'F',
            _ => 'E',
        }
    };
    for (condition, expected) in [
        ("result == 0.5", "TFE"),
        ("result[0] != 0.5", "FTE"),
        ("result >= 0.5 && result < 1", "TFE"),
        ("result < 0.1 || result > 100", "FTE"),
        ("!(result < 0.9)", "FTE"),
        ("not (result < 0.9) or result == 0.5", "TTE"),
        ("asFloat(result) >= 0.5", "TTE"),
        ("asInt(result[0]) == 0", "TFE"),
        ("asFloat(\"0.5\") == result", "TFE"),
        ("default(result, 0) < 0.6", "TFT"),
        ("default(result[0], 1) == 1", "FFT"),
        ("isNaN(result) || result < 0.6", "TFE"),
        ("!isNaN(result[0]) && !isInf(result[0])", "TTE"),
        ("isNil(result)", "FFT"),
        ("isNil(result) || result[0] < 1", "TFT"),
        ("result == nil", "FFT"),
        ("len(result) > 0", "TTF"),
        ("len(result) == 0 || result[0] > 2", "FTT"),
        ("all(result, # > 0.6)", "FTT"),
        ("any(result, {# > 0.6})", "FTF"),
        ("none(result, # > 0.6)", "TFT"),
        ("result * 100 >= 49.5", "TTE"),
        ("(result + 1) / 3 == 0.5", "TFE"),
        ("-result < -0.4", "TTE"),
        ("result % 2 == 0", "FTE"),
        ("result in [0.5, 0.75]", "TFF"),
        ("result not in [0.5]", "FTT"),
        ("result > 0.4 ? result < 0.6 : true", "TFE"),
        ("true", "TTT"),
    ] {
        let found: String = [
            letter(condition, Measure::SuccessRate, Some(500)),
            letter(condition, Measure::Latency, Some(500)),
            letter(condition, Measure::Latency, None),
        ]
        .into_iter()
        .collect();
        assert_eq!(found, expected, "{condition}");
    }
    for (condition, words) in [
        ("", "unexpected end of the expression"),
        ("result >=", "unexpected end of the expression"),
        ("result", "expected bool, but got []float64"),
        ("result[0]", "expected bool, but got float64"),
        ("result > \"much\"", "a number is wanted, not string"),
        ("resul > 1", "unknown name resul"),
        ("result[1] > 1", "index out of range: 1 (array length is 1)"),
        ("result > 1 result", "unexpected \"result\""),
        ("(result > 1", "unexpected end of the expression, \")\" is missing"),
        ("asFloat(result, 1) > 0", "asFloat takes 1 values"),
        ("result / 0 > 1", "division by zero"),
        ("result ~ 1", "unrecognized character: '~'"),
        ("# > 1", "# stands outside of a predicate"),
        ("!".repeat(200).as_str(), "it is nested too deep"),
        ("(".repeat(200).as_str(), "it is nested too deep"),
    ] {
        let rejected = Condition::parse(condition, Measure::Latency).expect_err(condition);
        let found = podyard::text::said(&rejected.message);
        assert!(found.ends_with(words), "{condition}: {found}");
    }
}
