//! Rows of Flagger's own tests, asked of its controller at ticks. Each names its file and test, or its function there.

use super::super::command::Command;
use super::tests_loop::{Loop, STEPS, begun, is, metric};
use super::tests_rows::Table;
use super::tick::Tick;

#[test]
fn promotions_by_weight() {
    let mut table = Table::default();
    for (test, analysis, expected) in [
        ("TestScheduler_ServicePromotion", "stepWeight: 20, maxWeight: 50", vec![100, 80, 60, 40]),
        ("TestScheduler_ServicePromotionMaxWeight", "stepWeight: 50, maxWeight: 100", vec![100, 50, 0]),
        (
            "TestScheduler_ServicePromotionWithWeightsHappyCase",
            "stepWeights: [1, 2, 10, 80]",
            vec![100, 99, 98, 90, 20],
        ),
        ("TestScheduler_ServicePromotionWithWeightsOverflow", "stepWeights: [1, 2, 10, 200]", vec![100, 99, 98, 90, 0]),
    ] {
        let file = format!("pkg/controller/scheduler_svc_test.go:{test}");
        let mut it = Loop::new(1, analysis);
        it.change("v2");
        for (at, primary) in expected.into_iter().enumerate() {
            it.tick();
            table.row(&file, &format!("after tick {at}"), (primary, 100 - primary, false), it.routes());
        }
        table.row(&file, "then", is("Progressing"), it.phase());
        table.row(&file, "promote", is("Promoting"), it.tick().phase());
        it.tick();
        table.row(&file, "finalise", (is("Finalising"), (100, 0, false)), (it.phase(), it.routes()));
        table.row(&file, "succeed", is("Succeeded"), it.tick().phase());
    }
    table.end(33);
}

#[test]
fn phases() {
    let mut table = Table::default();
    let file = |test: &str| format!("pkg/controller/scheduler_deployment_test.go:{test}");
    let it = Loop::new(1, STEPS);
    table.row(&file("TestScheduler_DeploymentPromotion"), "initialised", is("Initialized"), it.phase());
    let it = begun(1, STEPS);
    table.row(&file("TestScheduler_DeploymentNewRevision"), "pods of the canary", 1, it.size());
    let mut it = begun(1, "stepWeight: 100, stepWeightPromotion: 50");
    let test = file("TestScheduler_DeploymentAnalysisPhases");
    table.row(&test, "changes", (is("Progressing"), 0), (it.phase(), it.routes().1));
    for (name, phase, weight) in [
        ("progressing", "Progressing", 100),
        ("promotion begins", "Promoting", 100),
        ("promotion goes on", "Promoting", 50),
        ("finalising", "Finalising", 0),
        ("succeeded", "Succeeded", 0),
    ] {
        it.tick();
        table.row(&test, name, (is(phase), weight), (it.phase(), it.routes().1));
    }
    let mut it = begun(1, "iterations: 1");
    let test = file("TestScheduler_DeploymentBlueGreenAnalysisPhases");
    table.row(&test, "changes", is("Progressing"), it.phase());
    for phase in ["Progressing", "Progressing", "Promoting", "Finalising", "Succeeded"] {
        table.row(&test, phase, is(phase), it.tick().phase());
    }
    let mut it = begun(1, STEPS);
    let test = file("TestScheduler_DeploymentNewRevisionReset");
    table.row(&test, "first", (90, 10, false), it.tick().routes());
    it.change("v3");
    table.row(&test, "second", (100, 0, false), it.tick().routes());
    let mut it = begun(1, STEPS);
    let test = file("TestScheduler_DeploymentPromotion");
    it.ticks(5);
    table.row(&test, "at 50", (is("Progressing"), (50, 50, false)), (it.phase(), it.routes()));
    it.tick();
    table.row(&test, "promoting", (is("Promoting"), true), (it.phase(), it.copied()));
    it.tick();
    table.row(&test, "finalising", (is("Finalising"), (100, 0, false)), (it.phase(), it.routes()));
    it.tick();
    table.row(&test, "succeeded", (is("Succeeded"), 0), (it.phase(), it.size()));
    let mut it = begun(1, &format!("{STEPS}, mirror: true"));
    let test = file("TestScheduler_DeploymentMirroring");
    table.row(&test, "copied", (100, 0, true), it.tick().routes());
    table.row(&test, "then", (90, 10, false), it.tick().routes());
    let mut it = begun(1, "iterations: 10, match: [{headers: {x-user-type: {exact: test}}}]");
    let test = file("TestScheduler_DeploymentABTesting");
    table.row(&test, "routed", (0, 100, false), it.tick().routes());
    it.ticks(9 + 1 + 1);
    table.row(&test, "finalising", (is("Finalising"), true), (it.phase(), it.copied()));
    table.row(&test, "succeeded", is("Succeeded"), it.tick().phase());
    let mut it = begun(1, STEPS);
    it.tick().fails();
    it.ticks(11);
    let found = (it.phase(), it.routes(), it.size());
    table.row(&file("TestScheduler_DeploymentRollback"), "", (is("Failed"), (100, 0, false), 0), found);
    table.row("rollback (SyncStatus)", "failed checks after a rollback", 0, it.canary().status.failed_checks);
    for (test, ticks, weight) in [
        ("TestScheduler_DeploymentPromotionPrimaryNotReady", 6, 50),
        ("TestScheduler_DeploymentPromotionFailedAfterTrafficShift", 7, 0),
    ] {
        let mut it = begun(1, STEPS);
        it.ticks(ticks);
        table.row(&file(test), "before", weight, it.routes().1);
        it.primary = Some([1, 1, 1, 0]);
        it.ticks(12);
        let found = (it.phase(), it.routes(), it.size());
        table.row(&file(test), "", (is("Failed"), (0, 100, false), 1), found);
    }
    table.end(31);
}

#[test]
fn readiness() {
    let (mut table, file) =
        (Table::default(), "pkg/canary/deployment_ready_test.go:TestDeploymentController_isDeploymentReady");
    let mut it = begun(1, STEPS);
    table.row(file, "1 of 1", 10, it.tick().routes().1);
    let waits = |whose: &str, words: &str| format!("{whose} not ready: waiting for rollout to finish: {words}");
    let (target, primary) = ("canary deployment web.default", "web-primary.default");
    let missing = "1 of 2 (readyThreshold 100%) updated replicas are available";
    for (pods, words) in [
        ([2, 2, 2, 1], missing),
        ([2, 1, 3, 2], "1 out of 2 new replicas have been updated"),
        ([2, 2, 3, 2], "1 old replicas are pending termination"),
    ] {
        let mut it = begun(2, STEPS);
        it.canary = Some(pods);
        it.tick();
        table.row(file, words, (0, vec![waits(target, words)]), (it.routes().1, it.said()));
        let mut it = begun(2, STEPS);
        it.primary = Some(pods);
        table.row("IsPrimaryReady", words, vec![waits(primary, words)], it.tick().said());
    }
    for (threshold, updated, available, ready) in [(50, 4, 2, true), (50, 4, 1, false), (75, 4, 3, true)] {
        let mut it = begun(4, &format!("{STEPS}, canaryReadyThreshold: {threshold}"));
        it.canary = Some([4, updated, 4, available]);
        let weight = it.tick().routes().1;
        table.row(file, &format!("{available} of 4, threshold {threshold}"), ready, weight == 10);
    }
    let mut it = begun(4, &format!("{STEPS}, primaryReadyThreshold: 50"));
    it.primary = Some([4, 4, 4, 1]);
    let words = "1 of 2 (readyThreshold 50%) updated replicas are available";
    table.row("IsPrimaryReady", "a threshold", vec![waits(primary, words)], it.tick().said());
    // A deadline that passed: the words are the Deployment's, then the rollback's.
    let failed = is("Canary failed! Scaling down web.default");
    let mut it = begun(2, STEPS);
    it.spec(|spec| spec.progress_deadline_seconds = Some(60));
    it.canary = Some([2, 2, 2, 1]);
    let expected = vec![waits(target, missing), failed.clone()];
    table.row("advanceCanary", "the canary's deadline", expected, it.ticks(2).said());
    let mut it = begun(2, STEPS);
    it.spec(|spec| spec.progress_deadline_seconds = Some(60));
    it.tick().primary = Some([2, 2, 2, 1]);
    let expected = vec![waits(primary, missing), failed.clone()];
    table.row("advanceCanary", "the primary's deadline in the analysis", expected, it.ticks(2).said());
    let mut it = begun(2, STEPS);
    it.ticks(6);
    it.spec(|spec| spec.progress_deadline_seconds = Some(60));
    it.primary = Some([2, 2, 2, 1]);
    let words = waits(primary, missing);
    let expected = vec![words.clone(), format!("Promotion of web.default failed, primary not ready: {words}")];
    table.row("advanceCanary", "the primary's deadline in the promotion", expected, it.ticks(2).said());
    let mut it = begun(2, STEPS);
    it.spec(|spec| {
        spec.skip_analysis = true;
        spec.progress_deadline_seconds = Some(60);
    });
    it.canary = Some([2, 2, 2, 1]);
    let words = waits(target, missing);
    let expected = vec![words.clone(), format!("Rolling back web.default progress deadline exceeded {words}"), failed];
    table.row("shouldSkipAnalysis", "the canary's deadline", expected, it.ticks(2).said());
    // In every phase the canary is asked too.
    for (name, ticks, phase) in [("promoting", 6, "Promoting"), ("finalising", 7, "Finalising")] {
        let mut it = begun(2, STEPS);
        it.ticks(ticks).canary = Some([2, 2, 2, 1]);
        table.row("advanceCanary", &format!("{name}, a canary pod missing"), is(phase), it.tick().phase());
    }
    let mut it = begun(1, STEPS);
    it.ticks(6).change("v3");
    table.row("hasCanaryRevisionChanged", "a change in the promotion", is("Finalising"), it.tick().phase());
    for (name, analysis) in [
        ("copies", format!("{STEPS}, mirror: true")),
        ("an A/B test", is("iterations: 10, match: [{headers: {a: {exact: b}}}]")),
    ] {
        let mut it = begun(1, &analysis);
        it.tick().change("v3");
        let name = format!("a change in the analysis ends {name}");
        table.row("advanceCanary (SetRoutes)", &name, (100, 0, false), it.tick().routes());
    }
    // What comes while the primary is not ready is lost in Failed.
    let mut it = begun(1, STEPS);
    it.tick().fails();
    it.ticks(11).change("v3");
    it.primary = Some([1, 1, 1, 0]);
    it.tick().primary = None;
    table.row("shouldAdvance", "a change in Failed, the primary not ready", is("Failed"), it.ticks(2).phase());
    table.end(21);
}

#[test]
fn checks() {
    let (mut table, file) = (Table::default(), "pkg/controller/scheduler_metrics.go:runBuiltinMetricChecks");
    let it = begun(1, STEPS);
    let tick = Tick { canary: it.canary().into() };
    let halt = |words: &str| Err(format!("Halt web.default advancement {words}"));
    let rate = |min, max, found| tick.success_rate(&metric("request-success-rate", min, max), found);
    table.row(file, "98.5 of 99", halt("success rate 98.50% < 99%"), rate(Some(99), None, Some(985)));
    table.row(file, "exactly 99", Ok(()), rate(Some(99), None, Some(990)));
    table.row(file, "99 of at most 98", halt("success rate 99.00% > 98%"), rate(None, Some(98), Some(990)));
    let duration = |min, max, found| tick.duration(&metric("request-duration", min, max), found);
    table.row(file, "700 ms of 500", halt("request duration 700ms > 500ms"), duration(None, Some(500), Some(700)));
    table.row(file, "exactly 500 ms", Ok(()), duration(None, Some(500), Some(500)));
    table.row(file, "1500 ms of 1000", halt("request duration 1.5s > 1s"), duration(None, Some(1_000), Some(1_500)));
    table.row(file, "65 s of 60", halt("request duration 1m5s > 1m0s"), duration(None, Some(60_000), Some(65_000)));
    table.row(
        file,
        "50 ms of at least 100",
        halt("request duration 50ms < 100ms"),
        duration(Some(100), None, Some(50)),
    );
    let start = "Halt advancement no values found for gatewayapi:v1 metric";
    let end = "probably web.default is not receiving traffic";
    let expected = Err(format!("{start} request-success-rate {end}: running query failed: no values found"));
    table.row(file, "no values", expected, rate(Some(99), None, None));
    table.row(file, "no values", Err(format!("{start} request-duration {end}")), duration(None, Some(500), None));
    let file = "pkg/controller/scheduler_metrics.go:runMetricChecks";
    let custom = |min, max, found| tick.custom(&metric("errors", min, max), found);
    table.row(file, "1.5 of 1", halt("errors 1.50 > 1"), custom(None, Some(1), Some(1_500)));
    table.row(file, "0.5 of at least 1", halt("errors 0.50 < 1"), custom(Some(1), None, Some(500)));
    table.row(file, "within", Ok(()), custom(Some(0), Some(1), Some(1_000)));
    let words = Err(is("Halt advancement no values found for metric: errors"));
    table.row(file, "no values", words, custom(None, Some(1), None));
    // The first that fails ends it.
    let mut it = begun(1, STEPS);
    it.tick().spec(|spec| {
        spec.analysis.metrics =
            vec![metric("request-success-rate", Some(99), None), metric("request-duration", None, Some(1))];
    });
    table.row(file, "two that fail", 1, it.tick().said().len());
    table.end(15);
}

#[test]
fn words() {
    let (mut table, file) = (Table::default(), "pkg/controller/scheduler.go");
    let mut it = begun(1, &format!("{STEPS}, mirror: true"));
    let expected = vec![is("Starting canary analysis for web.default"), is("Advance web.default canary weight 0")];
    table.row(file, "copies begin", expected, it.tick().said());
    let mut it = begun(1, &format!("{STEPS}, stepWeightPromotion: 30"));
    it.ticks(6);
    for expected in ["Advance web.default primary weight 80", "Advance web.default primary weight 100"] {
        table.row(file, expected, vec![is(expected)], it.tick().said());
    }
    let mut it = begun(1, "stepWeight: 40");
    table.row(file, "no maxWeight is 100", 80, it.ticks(2).routes().1);
    let mut it = Loop::new(1, STEPS);
    let before = it.all_said();
    let expected = [
        "all the metrics providers are available!",
        "web-primary.default not ready: waiting for rollout to finish: observed deployment generation less than desired \
         generation",
        "all the metrics providers are available!",
        "Initialization done! web.default",
    ];
    table.row(file, "every event of its initialisation", expected.map(is).to_vec(), before.clone());
    it.change("v2");
    it.ticks(9);
    let expected = [
        "New revision detected! Scaling up web.default",
        "Starting canary analysis for web.default",
        "Advance web.default canary weight 10",
        "Advance web.default canary weight 20",
        "Advance web.default canary weight 30",
        "Advance web.default canary weight 40",
        "Advance web.default canary weight 50",
        "Copying web.default template spec to web-primary.default",
        "Routing all traffic to primary",
        "Promotion completed! Scaling down web.default",
    ];
    table.row(file, "every event of a run", expected.map(is).to_vec(), it.all_said()[before.len()..].to_vec());
    // Going back to what was promoted is no change.
    it.change("v1");
    it.tick();
    it.change("v2");
    it.ticks(2);
    table.row("pkg/canary/spec.go:hasSpecChanged", "back in the analysis", is("Progressing"), it.phase());
    let mut it = Loop::new(1, STEPS);
    it.change("v1");
    table.row("pkg/canary/spec.go:hasSpecChanged", "the promoted template", is("Initialized"), it.tick().phase());
    let mut it = Loop::of(1, "provider: 'gatewayapi:v1', skipAnalysis: true, analysis: {interval: 1m, threshold: 10}");
    it.change("v2");
    let expected = [
        "Copying web.default template spec to web-primary.default",
        "Promotion completed! Canary analysis was skipped for web.default",
    ];
    table.row(file, "skipAnalysis", expected.map(is).to_vec(), it.ticks(2).said());
    it.spec(|spec| spec.suspend = true);
    let expected = vec![is("skipping canary run as object is suspended")];
    table.row(file, "suspend", expected, it.tick().said());
    table.end(10);
}

#[test]
fn gates() {
    let (mut table, file) = (Table::default(), "pkg/controller/scheduler_hooks.go");
    let hook = |kind: &str| format!("{{name: ask, type: {kind}, url: 'http://tester/gate/check'}}");
    let with = |kind: &str, analysis: &str| format!("{analysis}, webhooks: [{}]", hook(kind));
    let open = |it: &mut Loop, open: bool| drop(it.cluster.apply(Command::gate("ask", open)).expect("accepted"));
    let mut it = begun(1, &with("confirm-rollout", STEPS));
    let expected = (is("Waiting"), vec![is("Halt web.default advancement waiting for approval ask")]);
    table.row(file, "confirm-rollout, closed", expected, (it.phase(), it.said()));
    table.row(file, "and still", (is("Waiting"), 0), (it.tick().phase(), it.said().len()));
    open(&mut it, true);
    let said = it.tick().said();
    let expected = vec![is("Confirm-rollout check ask passed"), is("New revision detected! Scaling up web.default")];
    table.row(file, "opened", (is("Progressing"), expected), (it.phase(), said));
    let mut it = begun(1, &with("confirm-traffic-increase", STEPS));
    let said = it.tick().said();
    let halt = "Halt web.default advancement waiting for traffic increase approval ask";
    let expected = vec![is("Starting canary analysis for web.default"), is(halt)];
    table.row(file, "confirm-traffic-increase, closed", (expected, 0), (said, it.routes().1));
    open(&mut it, true);
    table.row(file, "opened", 10, it.tick().routes().1);
    let mut it = begun(1, &with("confirm-promotion", STEPS));
    let said = it.ticks(6).said();
    let expected =
        (is("WaitingPromotion"), vec![is("Halt web.default advancement waiting for promotion approval ask")]);
    table.row(file, "confirm-promotion, closed", expected, (it.phase(), said));
    table.row(file, "and still", (is("WaitingPromotion"), 50), (it.tick().phase(), it.routes().1));
    let message = it.canary().status.conditions[0].message.to_string();
    table.row("pkg/canary/status.go:MakeStatusConditions", "its condition", is("Waiting for approval."), message);
    open(&mut it, true);
    table.row(file, "opened", is("Promoting"), it.tick().phase());
    let mut it = begun(1, &with("confirm-promotion", "iterations: 2"));
    table.row(file, "blue/green waits too", is("WaitingPromotion"), it.ticks(3).phase());
    open(&mut it, true);
    table.row(file, "and goes on", is("Promoting"), it.ticks(4).phase());
    let mut it = begun(1, &with("rollback", STEPS));
    it.tick();
    table.row(file, "no rollback", is("Rollback hook ask not signaling a rollback"), it.tick().said()[0].clone());
    open(&mut it, true);
    let expected = [
        "Rollback check ask passed",
        "Rolling back web.default manual webhook invoked",
        "Canary failed! Scaling down web.default",
    ];
    table.row(file, "a rollback", expected.map(is).to_vec(), it.tick().said());
    let mut it = begun(1, &with("pre-rollout", STEPS));
    open(&mut it, false);
    let said = it.tick().said();
    let halt = "Halt web.default advancement pre-rollout check ask failed Forbidden";
    table.row(file, "pre-rollout fails", (is(halt), 1), (said[1].clone(), it.canary().status.failed_checks));
    open(&mut it, true);
    table.row(file, "pre-rollout", is("Pre-rollout check ask passed"), it.tick().said()[1].clone());
    let mut it = begun(1, &with("rollout", STEPS));
    table.row(file, "a load test answers well", 20, it.ticks(2).routes().1);
    open(&mut it, false);
    let halt = "Halt web.default advancement external check ask failed Forbidden";
    table.row(file, "a check fails", vec![is(halt)], it.tick().said());
    let mut it = begun(1, &with("post-rollout", "iterations: 1"));
    let expected = [is("Post-rollout check ask passed"), is("Promotion completed! Scaling down web.default")];
    table.row(file, "post-rollout", expected.to_vec(), it.ticks(5).said());
    table.end(18);
}
