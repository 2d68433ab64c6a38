//! Analyses of a canary: at a step and all along, judged on what clients got.

use podyard::kube::object::Kind;
use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::world::{App, Entry};

use super::{
    apply, behaves, busy, field, http_route, pass, patch, roll_out, rollout, said, services, sizes, stands, web,
    weights,
};

const TEMPLATE: &str = "---
apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata: {name: success-rate}
spec:
  metrics:
  - name: success-rate
    interval: 10s
    count: 3
    failureLimit: 1
    initialDelay: 10s
    successCondition: result[0] >= 0.95
    provider: {prometheus: {address: http://prometheus, query: success}}
";

fn routed(rest: &str) -> String {
    format!(
        "canary: {{stableService: web-stable, canaryService: web-canary, \
         trafficRouting: {{plugins: {{argoproj-labs/gatewayAPI: {{httpRoute: web}}}}}}, {rest}}}"
    )
}

const AT_STEP: &str = "steps: [{setWeight: 50}, {analysis: {templates: [{templateName: success-rate}]}}]";
const ALL_ALONG: &str = "analysis: {templates: [{templateName: endless}], startingStep: 1}, \
                         steps: [{setWeight: 50}, {pause: {duration: 60s}}]";

fn begun(strategy: &str, app: App) -> Cluster {
    let mut cluster = Cluster::new(busy(Entry::HttpRoute));
    behaves(&mut cluster, "web:v2", app);
    apply(&mut cluster, &services(&["web-stable", "web-canary"]));
    apply(&mut cluster, &http_route("web-stable", "web-canary"));
    apply(&mut cluster, TEMPLATE);
    apply(&mut cluster, &TEMPLATE.replace("name: success-rate}", "name: endless}").replace("    count: 3\n", ""));
    apply(&mut cluster, &web(&routed(strategy)));
    pass(&mut cluster, 10);
    roll_out(&mut cluster, "web:v2");
    cluster
}

/// In the middle of its analysis.
pub fn on_its_way() -> Cluster {
    let mut cluster = begun(AT_STEP, App::default());
    pass(&mut cluster, 30);
    cluster
}

fn run(cluster: &Cluster, path: &str) -> String {
    let name = cluster.objects().analysis_runs.values().next().expect("one was begun").metadata.name.clone();
    field(cluster, Kind::AnalysisRun, &name, path)
}

#[test]
fn a_step_waits_for_its_verdict() {
    let mut cluster = begun(AT_STEP, App::default());
    pass(&mut cluster, 20);
    assert_eq!(
        (&*stands(&cluster), weights(&cluster, "web")),
        ("1 Progressing: more replicas need to be updated", vec![50, 50])
    );
    assert_eq!(run(&cluster, "status.phase"), "Running");
    assert_eq!(run(&cluster, "metadata.ownerReferences[0].name"), "web");
    pass(&mut cluster, 40);
    assert_eq!(run(&cluster, "status.phase"), "Successful");
    assert_eq!(run(&cluster, "status.metricResults[0].successful"), "3");
    assert_eq!(run(&cluster, "status.metricResults[0].measurements[0].value"), "[1]");
    assert_eq!(stands(&cluster), "2 Healthy");
    let hash = rollout(&cluster).status.stable_rs;
    let words: Vec<String> =
        said(&cluster, Kind::Rollout, 0).into_iter().filter(|it| it.starts_with("AnalysisRun")).collect();
    assert_eq!(
        words,
        [
            format!("AnalysisRunRunning: Step Analysis Run 'web-{hash}-2-1' Status New: 'Running' Previous: ''"),
            format!(
                "AnalysisRunSuccessful: Step Analysis Run 'web-{hash}-2-1' Status New: 'Successful' Previous: 'Running'"
            ),
        ]
    );
}

#[test]
fn a_failed_one_aborts() {
    let mut cluster = begun(AT_STEP, App { error_percent: 30, ..App::default() });
    pass(&mut cluster, 60);
    let words = "0 Degraded: RolloutAborted: Rollout aborted update to revision 2: Step-based analysis phase error/failed: \
                 Metric \"success-rate\" assessed Failed due to failed (2) > failureLimit (1)";
    assert_eq!((&*stands(&cluster), weights(&cluster, "web")), (words, vec![100, 0]));
    pass(&mut cluster, 40);
    assert_eq!(sizes(&cluster), "v1 4, v2 0");
    behaves(&mut cluster, "web:v2", App::default());
    cluster.apply(Command::retry_rollout(&"web".into())).expect("accepted");
    pass(&mut cluster, 100);
    assert_eq!(stands(&cluster), "2 Healthy");
    assert_eq!(cluster.objects().analysis_runs.len(), 2, "a retry measures anew");
}

#[test]
fn the_one_in_the_background_ends_with_the_update() {
    let mut cluster = begun(ALL_ALONG, App::default());
    pass(&mut cluster, 30);
    assert_eq!((&*stands(&cluster), &*run(&cluster, "status.phase")), ("1 Paused: CanaryPauseStep", "Running"));
    pass(&mut cluster, 60);
    assert_eq!(stands(&cluster), "2 Healthy");
    assert_eq!((&*run(&cluster, "status.phase"), &*run(&cluster, "status.message")), ("Successful", "Run Terminated"));
    let mut cluster = begun(ALL_ALONG, App { error_percent: 30, ..App::default() });
    pass(&mut cluster, 60);
    assert!(stands(&cluster).contains("Background analysis phase error/failed"), "{}", stands(&cluster));
}

#[test]
fn what_cannot_decide_waits_for_a_person() {
    let both = TEMPLATE
        .replace("name: success-rate}", "name: both}")
        .replace("    successCondition", "    failureCondition: result[0] < 0.5\n    successCondition");
    let mut cluster = begun(AT_STEP, App { error_percent: 30, ..App::default() });
    apply(&mut cluster, &both);
    let steps =
        "{spec: {strategy: {canary: {steps: [{setWeight: 50}, {analysis: {templates: [{templateName: both}]}}]}}}}";
    patch(&mut cluster, Kind::Rollout, "web", steps).expect("accepted");
    pass(&mut cluster, 60);
    assert_eq!(stands(&cluster), "1 Paused: InconclusiveAnalysisRun");
    behaves(&mut cluster, "web:v2", App::default());
    cluster.apply(Command::promote_rollout(&rollout(&cluster)).expect("it waits")).expect("accepted");
    pass(&mut cluster, 100);
    assert_eq!(stands(&cluster), "2 Healthy", "it was measured again, and went well");
}

#[test]
fn a_template_that_comes_later_is_found() {
    let mut cluster = begun(AT_STEP, App::default());
    let steps =
        "{spec: {strategy: {canary: {steps: [{setWeight: 50}, {analysis: {templates: [{templateName: late}]}}]}}}}";
    patch(&mut cluster, Kind::Rollout, "web", steps).expect("accepted");
    pass(&mut cluster, 30);
    assert!(stands(&cluster).ends_with("AnalysisTemplate 'late' not found"), "{}", stands(&cluster));
    apply(&mut cluster, &TEMPLATE.replace("name: success-rate}", "name: late}"));
    pass(&mut cluster, 30);
    assert_eq!(
        stands(&cluster),
        "1 Progressing: more replicas need to be updated",
        "nobody watches templates: it looks again"
    );
}

#[test]
fn a_template_that_cannot_be_measured_is_refused() {
    let mut cluster = begun(AT_STEP, App::default());
    apply(&mut cluster, &TEMPLATE.replace("count: 3", "count: 1").replace("failureLimit: 1", "failureLimit: 2"));
    patch(&mut cluster, Kind::Rollout, "web", "{spec: {minReadySeconds: 1}}").expect("accepted");
    pass(&mut cluster, 5);
    let words = "spec.strategy.canary.steps[1].analysis.templates: Invalid value: \"success-rate\": count (1) must be >= \
                 failureLimit + consecutiveSuccessLimit (2 + 0) if both >= 0";
    assert!(stands(&cluster).ends_with(words), "{}", stands(&cluster));
    let cases = [
        (
            TEMPLATE.replace("prometheus: {address: http://prometheus, query", "web: {url"),
            "provider without prometheus is not simulated",
        ),
        (TEMPLATE.replace("result[0] >= 0.95", "resul > 1"), "successCondition \"resul > 1\": unknown name resul"),
    ];
    for (text, words) in cases {
        let mut cluster = Cluster::new(busy(Entry::HttpRoute));
        let manifest = super::manifests(&text).remove(0);
        let refused = cluster.apply(Command::apply(manifest)).expect_err(words);
        assert!(podyard::text::said(&refused.message).contains(words), "{refused:?}");
    }
}
