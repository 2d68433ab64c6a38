//! Rows of Argo Rollouts' own test tables that need no cluster: counts, analyses, conditions, words. Each names its file and
//! test there; "computed" ones were found by running upstream's function. Rows that need a Rollout in the middle of an update
//! stand beside the controllers, in `src/sim/delivery/tests_*.rs`.

mod analyses;
mod counts;

use std::fmt::Debug;

use podyard::kube::manifest::Manifest;
use podyard::kube::rollout::Rollout;
use podyard::kube::validate_rollout::{router_hint, validate_rollout};
use podyard::sim::delivery::analysis::{Condition, Measure, Metric, Phase};

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
