//! Rows of Argo Rollouts' tables that are about a blue/green. Each names its file and test there; "computed" ones were found
//! by running upstream's function.

use super::super::command::Command;
use super::tests_rows::{Row, Table};

fn green(more: &str) -> String {
    format!("blueGreen: {{activeService: active, previewService: preview{more}}}")
}

const MANUAL: &str = ", autoPromotionEnabled: false";
const PRE: &str = ", prePromotionAnalysis: {templates: [{templateName: success-rate}]}";
const POST: &str = ", postPromotionAnalysis: {templates: [{templateName: success-rate}]}";

/// A blue/green whose pods come as soon as they are asked for, up to so many.
struct Green {
    row: Row,
    at_most: i32,
    stable_at_most: i32,
}

impl Green {
    fn new(replicas: i32, more: &str) -> Self {
        let mut row = Row::new(replicas, &green(more), 0);
        let active = row.hashes[0].clone();
        row.pods(&active, (replicas, replicas));
        row.change(|rollout| rollout.status.blue_green.active_selector = active);
        Self { row, at_most: i32::MAX, stable_at_most: i32::MAX }
    }

    fn settle(&mut self) {
        for _ in 0..12 {
            let before = self.row.cluster.api.objects.clone();
            for (version, most) in [(0, self.stable_at_most), (1, self.at_most)] {
                let hash = self.row.hashes[version].clone();
                let asked = self.row.set(&hash).spec.replicas;
                let there = self.row.set(&hash).status;
                if (there.replicas, there.available_replicas) != (asked, asked.min(most)) {
                    self.row.pods(&hash, (asked, asked.min(most)));
                }
            }
            self.row.look_again();
            if self.row.cluster.api.objects == before {
                return;
            }
        }
        panic!("it never comes to rest: {:?}", self.row.said());
    }

    /// Until this second, looked at each second.
    fn until(&mut self, end: u64) -> &mut Self {
        let from = self.row.cluster.now / 1_000;
        for second in from..=end {
            self.row.second(second);
            self.settle();
        }
        self
    }

    fn size(&self, version: usize) -> i32 {
        self.row.set(&self.row.hashes[version]).spec.replicas
    }

    fn switched(&self) -> bool {
        self.row.behind("active") == Some(1)
    }

    fn stands(&self) -> String {
        self.row.stands()
    }

    fn promote(&mut self) -> &mut Self {
        self.row.promote();
        self
    }
}

fn is(text: &str) -> String {
    text.to_owned()
}

#[test]
fn pauses() {
    let (mut table, file) = (Table::default(), "rollout/bluegreen_test.go:TestBlueGreenHandlePause");
    let mut it = Green::new(2, MANUAL);
    it.at_most = 1;
    it.until(20);
    table.row(file, "NoPauseIfNewRSIsNotHealthy", false, it.stands().starts_with("Paused"));
    let mut it = Green::new(1, MANUAL);
    it.until(20);
    table.row(file, "AddPause", is("Paused: BlueGreenPause"), it.stands());
    let (before, said) = (it.row.rollout().status, it.row.said().len());
    it.until(500);
    table.row(file, "NoActionsAfterPausing", (before, said), (it.row.rollout().status, it.row.said().len()));
    let said = it.row.said().len();
    it.promote().until(501);
    table.row(file, "ContinueAfterUnpaused", (true, is("Healthy")), (it.switched(), it.stands()));
    let resumed = it.row.reasons()[said..].contains(&is("RolloutResumed"));
    table.row("computed by sendStateChangeEvents", "a person's promotion says nothing of resuming", false, resumed);
    let mut it = Green::new(1, &format!("{MANUAL}{PRE}"));
    it.until(5);
    it.row.run_comes_to("Inconclusive", "");
    it.until(60);
    let expected = (false, is("Paused: InconclusiveAnalysisRun"));
    table.row(file, "NoActionsAfterPausedOnInconclusiveRun", expected, (it.switched(), it.stands()));
    it.promote().until(61);
    let found = (it.switched(), it.row.runs());
    table.row("computed by needsNewAnalysisRun", "promoted after it, it measures again first", (false, 2), found);
    let mut it = Green::new(1, ", autoPromotionSeconds: 10");
    it.until(9);
    table.row(file, "NoAutoPromoteBeforeDelayTimePasses", is("Paused: BlueGreenPause"), it.stands());
    it.until(60);
    table.row(file, "AutoPromoteAfterDelayTimePasses", (true, is("Healthy")), (it.switched(), it.stands()));
    let mut it = Green::new(1, "");
    it.until(1);
    let found = (it.switched(), it.stands());
    table.row(file, "NoPauseWhenAutoPromotionEnabledIsNotSet", (true, is("Healthy")), found);
    let mut it = Green::new(1, MANUAL);
    it.until(1);
    table.row(file, "PauseWhenAutoPromotionEnabledIsFalse", is("Paused: BlueGreenPause"), it.stands());
    let mut it = Green::new(1, &format!("{MANUAL}, autoPromotionSeconds: 10"));
    it.until(60);
    let file = "rollout/pause_test.go:TestCompletedBlueGreenPauseAutoPromotionDisabled";
    table.row(file, "and autoPromotionSeconds 10: only a person promotes", false, it.switched());
    table.end(12);
}

#[test]
fn counts() {
    let file = "utils/replicaset/replicaset_test.go:TestNewRSNewReplicasWitPreviewReplicaCount";
    let mut table = Table::default();
    let preview = format!("{MANUAL}, previewReplicaCount: 1");
    let mut it = Green::new(10, &preview);
    it.until(5);
    table.row(file, "the preview's number", 1, it.size(1));
    it.promote().until(6);
    table.row(file, "past the pause", 10, it.size(1));
    let mut it = Green::new(10, &preview);
    it.at_most = 0;
    it.row.promote_fully();
    it.until(5);
    table.row(file, "a promotion in full ignores it", 10, it.size(1));
    let mut it = Green::new(5, ", previewReplicaCount: 3");
    it.until(5);
    let events = it.row.cluster.log().events();
    let told = |start: &str| {
        let lines = events.iter().map(|event| event.message().to_string());
        lines.filter(|line| line.starts_with(start)).collect::<Vec<_>>()
    };
    let name = format!("web-{}", it.row.hashes[1]);
    let expected = vec![
        format!("Scaled up ReplicaSet {name} (revision 2) from 0 to 3"),
        format!("Scaled up ReplicaSet {name} (revision 2) from 3 to 5"),
    ];
    let file = "rollout/bluegreen_test.go";
    let source = format!("{file}:TestPreviewReplicaCountHandleScaleUpPreviewCheckPoint");
    table.row(&source, "3, then 5, then the switch", (expected, true), (told("Scaled up"), it.switched()));
    let mut it = Green::new(1, &format!("{MANUAL}, previewReplicaCount: 3"));
    it.row.change(|rollout| rollout.spec.replicas = Some(2));
    it.until(5);
    table.row(&format!("{file}:TestBlueGreenRolloutIgnoringScalingUsePreviewRSCount"), "", 3, it.size(1));
    let mut it = Green::new(1, POST);
    it.until(5);
    it.row.change(|rollout| rollout.spec.replicas = Some(2));
    it.until(6);
    let name = "both follow in a post-promotion analysis";
    table.row(&format!("{file}:TestBlueGreenRolloutScaleUpdateStableRS"), name, (2, 2), (it.size(1), it.size(0)));
    let mut it = Green::new(1, "");
    it.until(29);
    table.row(&format!("{file}:TestBlueGreenNotReadyToScaleDownOldReplica"), "29 s", 1, it.size(0));
    it.until(31);
    table.row(&format!("{file}:TestBlueGreenReadyToScaleDownOldReplica"), "31 s", 0, it.size(0));
    for spec in [10, 12, 8] {
        let mut row = Row::new(10, &green(""), 0);
        let after = row.look((spec, spec), (10, 10));
        let source = "rollout/replicaset_test.go:TestReconcileNewReplicaSet";
        table.row(source, &format!("{spec} of 10"), 10, after.canary);
    }
    for (name, second, expected) in [("before the delay", 4, 10), ("after it", 6, 0)] {
        let mut it = Green::new(10, &format!("{MANUAL}, abortScaleDownDelaySeconds: 5"));
        it.until(0);
        it.row.abort();
        it.until(second);
        table.row("rollout/replicaset_test.go:TestReconcileNewReplicaSet", name, expected, it.size(1));
    }
    let mut it = Green::new(10, &format!("{MANUAL}, abortScaleDownDelaySeconds: 5"));
    it.until(0);
    it.stable_at_most = 9;
    it.row.abort();
    it.until(20);
    table.row("computed by reconcileNewReplicaSet", "aborted, a stable pod missing: it stays", 10, it.size(1));
    table.end(14);
}

#[test]
fn analyses_and_aborts() {
    let mut table = Table::default();
    let file = |test: &str| format!("rollout/analysis_test.go:{test}");
    let failed = "Metric \"success-rate\" assessed Failed due to failed (1) > failureLimit (0)";
    let begun = |n: i32, more: &str, phase: &str| {
        let mut it = Green::new(n, more);
        it.until(1);
        if phase == "Failed" {
            it.row.run_comes_to("Running", "");
            it.until(1);
        }
        it.row.run_comes_to(phase, if phase == "Failed" { failed } else { "" });
        it.until(2);
        it
    };
    let it = begun(2, PRE, "Successful");
    let name = file("TestRolloutPrePromotionAnalysisSwitchServiceAfterSuccess");
    table.row(&name, "", (true, is("Healthy")), (it.switched(), it.stands()));
    let it = begun(2, PRE, "Failed");
    let of = |kind| {
        format!(
            "Degraded: RolloutAborted: Rollout aborted update to revision 2: Blue/green {kind}-promotion analysis phase \
             error/failed: {failed}"
        )
    };
    let found = (it.switched(), it.stands());
    table.row(&file("TestAbortRolloutOnErrorPrePromotionAnalysis"), "", (false, of("pre")), found);
    let event =
        "AnalysisRunFailed: PrePromotion Analysis Run 'web-<hash>-2-pre' Status New: 'Failed' Previous: 'Running'";
    let said = it.row.said().contains(&is(event));
    table.row("computed by rollout/analysis.go:emitAnalysisRunStatusChanges", "the run's event", true, said);
    let mut it = begun(2, &format!("{PRE}, autoPromotionSeconds: 10"), "Successful");
    for (second, expected) in [(9, false), (13, true)] {
        it.until(second);
        let name = file("TestRolloutPrePromotionAnalysisHonorAutoPromotionSeconds");
        table.row(&name, &format!("{second} s"), expected, it.switched());
    }
    for (n, at_most, runs) in [(2, 1, 0), (2, 2, 1)] {
        let mut it = Green::new(n, PRE);
        it.at_most = at_most;
        it.until(1);
        let name = file("TestSkipPrePromotionAnalysisRun, TestDoNotCreatePrePromotionAnalysisRunOnNotReadyReplicaSet");
        table.row(&name, &format!("{at_most} of {n} available"), runs, it.row.runs());
    }
    let it = begun(2, POST, "Successful");
    table.row(&file("TestRolloutPostPromotionAnalysisSuccess"), "", is("Healthy"), it.stands());
    let it = begun(2, POST, "Inconclusive");
    let name = file("TestPostPromotionAnalysisRunHandleInconclusive");
    table.row(&name, "", is("Paused: InconclusiveAnalysisRun"), it.stands());
    let it = begun(2, POST, "Failed");
    let found = (it.row.behind("active"), it.stands());
    table.row(&file("TestAbortRolloutOnErrorPostPromotionAnalysis"), "", (Some(0), of("post")), found);
    let file = "utils/rollout/rolloututil_test.go:TestRolloutStatusProgressing, or computed by CalculateRolloutPhase";
    for (name, n, more, at_most, expected) in [
        ("switched, a post-promotion analysis runs", 5, POST, 5, "waiting for analysis to complete"),
        ("5 of 5, a pre-promotion analysis runs", 5, PRE, 5, "active service cutover pending"),
        ("4 of 5; the active version's count", 5, "", 4, "active service cutover pending"),
    ] {
        let mut it = Green::new(n, more);
        it.at_most = at_most;
        it.until(1);
        table.row(file, name, format!("Progressing: {expected}"), it.stands());
    }
    let mut it = Green::new(5, &format!("{PRE}, previewReplicaCount: 2"));
    it.until(1);
    table.row(file, "a preview of 2 of 5", is("Progressing: more replicas need to be updated"), it.stands());
    let mut it = Green::new(1, POST);
    it.until(1);
    it.row.abort();
    it.until(2);
    let expected = (Some(0), is("Degraded: RolloutAborted: Rollout aborted update to revision 2"));
    table.row("rollout/bluegreen_test.go:TestBlueGreenAbort", "", expected, (it.row.behind("active"), it.stands()));
    // The new version lost a pod: nothing is switched back, as upstream.
    let mut it = Green::new(2, POST);
    it.until(1);
    it.at_most = 1;
    it.row.abort();
    it.until(2);
    table.row(
        "computed by reconcileActiveService",
        "aborted, the new version not whole",
        Some(1),
        it.row.behind("active"),
    );
    let mut it = Green::new(2, "");
    it.at_most = 1;
    it.row.change(|rollout| {
        rollout.spec.progress_deadline_seconds = Some(5);
        rollout.spec.progress_deadline_abort = true;
    });
    it.until(10);
    let words = "Degraded: RolloutAborted: Rollout aborted update to revision 2: ReplicaSet \"web-<hash>\" has timed out progressing.";
    table.row("rollout/bluegreen_test.go:TestBlueGreenProgressDeadlineAbort", "", is(words), it.stands());
    let mut it = Green::new(10, &format!("{MANUAL}{PRE}{POST}"));
    it.until(1);
    it.row.command(Command::promote_rollout_fully(&"web".into()));
    it.until(2);
    let found = (it.switched(), it.row.rollout().is_fully_promoted());
    table.row("rollout/sync_test.go:TestBlueGreenPromoteFull", "", (true, true), found);
    table.end(18);
}
