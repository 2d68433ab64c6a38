//! Blue/green: preview, pause, switch, delay, abort.

use podyard::kube::object::Kind;
use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::world::{App, Clients};

use super::{
    apply, behaves, pass, patch, quick, roll_out, rollout, said, services, sizes, stands, version_behind, web,
};

fn begun(strategy: &str) -> Cluster {
    let clients = Clients { service: "active".into(), ..Clients::of(20) };
    let mut cluster = Cluster::new(podyard::world::World { clients, ..quick() });
    apply(&mut cluster, &services(&["active", "preview"]));
    apply(&mut cluster, &web(&format!("blueGreen: {{activeService: active, previewService: preview{strategy}}}")));
    pass(&mut cluster, 15);
    cluster
}

/// It waits for a person.
pub fn on_its_way() -> Cluster {
    let mut cluster = begun(", autoPromotionEnabled: false");
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 20);
    cluster
}

/// Versions behind the active and the preview Service, sizes.
fn seen(cluster: &Cluster) -> [String; 3] {
    [version_behind(cluster, "active"), version_behind(cluster, "preview"), sizes(cluster)]
}

#[test]
fn switched_by_itself_once_the_new_version_is_whole() {
    let mut cluster = begun("");
    assert_eq!((seen(&cluster), &*stands(&cluster)), (["v1", "v1", "v1 4"].map(String::from), "- Healthy"));
    let before = cluster.traffic().total().failed();
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 2);
    assert_eq!(seen(&cluster), ["v1", "v2", "v1 4, v2 4"]);
    assert_eq!(stands(&cluster), "- Progressing: active service cutover pending");
    pass(&mut cluster, 8);
    assert_eq!((seen(&cluster), &*stands(&cluster)), (["v2", "v2", "v1 4, v2 4"].map(String::from), "- Healthy"));
    pass(&mut cluster, 20);
    assert_eq!(sizes(&cluster), "v1 4, v2 4", "the old version stays for 30 s");
    pass(&mut cluster, 20);
    assert_eq!((&*sizes(&cluster), cluster.traffic().total().failed()), ("v1 0, v2 4", before));
}

#[test]
fn a_person_promotes_and_the_preview_may_be_small() {
    let mut cluster = begun(", autoPromotionEnabled: false, previewReplicaCount: 1");
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 60);
    assert_eq!(
        (seen(&cluster), &*stands(&cluster)),
        (["v1", "v2", "v1 4, v2 1"].map(String::from), "- Paused: BlueGreenPause")
    );
    cluster.apply(Command::promote_rollout(&rollout(&cluster)).expect("it waits")).expect("accepted");
    pass(&mut cluster, 2);
    assert_eq!(seen(&cluster), ["v1", "v2", "v1 4, v2 4"], "all pods first");
    pass(&mut cluster, 8);
    assert_eq!((seen(&cluster), &*stands(&cluster)), (["v2", "v2", "v1 4, v2 4"].map(String::from), "- Healthy"));
}

#[test]
fn the_pause_may_end_by_itself() {
    let mut cluster = begun(", autoPromotionSeconds: 20");
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 20);
    assert_eq!(stands(&cluster), "- Paused: BlueGreenPause");
    pass(&mut cluster, 10);
    assert_eq!((&*version_behind(&cluster, "active"), &*stands(&cluster)), ("v2", "- Healthy"));
}

#[test]
fn an_abort_before_the_switch_and_a_retry() {
    let mut cluster = begun(", autoPromotionEnabled: false");
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 20);
    cluster.apply(Command::abort_rollout(&"web".into())).expect("accepted");
    pass(&mut cluster, 20);
    assert_eq!(seen(&cluster), ["v1", "v2", "v1 4, v2 4"]);
    assert!(stands(&cluster).starts_with("- Degraded: RolloutAborted: Rollout aborted update to revision 2"));
    pass(&mut cluster, 20);
    assert_eq!(sizes(&cluster), "v1 4, v2 0");
    cluster.apply(Command::retry_rollout(&"web".into())).expect("accepted");
    pass(&mut cluster, 20);
    assert_eq!((&*sizes(&cluster), &*stands(&cluster)), ("v1 4, v2 4", "- Paused: BlueGreenPause"));
}

#[test]
fn a_preview_that_never_is_ready_counts_as_stuck() {
    let mut cluster = begun("");
    patch(&mut cluster, Kind::Rollout, "web", "{spec: {progressDeadlineSeconds: 20}}").expect("accepted");
    behaves(&mut cluster, "web:v2", App { never_ready: true, ..App::default() });
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 40);
    assert!(stands(&cluster).starts_with("- Degraded: ProgressDeadlineExceeded"), "{}", stands(&cluster));
    assert_eq!(version_behind(&cluster, "active"), "v1");
}

const TEMPLATE: &str = "---
apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata: {name: success-rate}
spec:
  metrics:
  - name: success-rate
    interval: 5s
    count: 3
    initialDelay: 5s
    successCondition: result[0] >= 0.95
    provider: {prometheus: {query: success}}
";

#[test]
fn an_analysis_after_the_switch_may_take_it_back() {
    let mut cluster = begun("");
    apply(&mut cluster, TEMPLATE);
    let analysis =
        "{spec: {strategy: {blueGreen: {postPromotionAnalysis: {templates: [{templateName: success-rate}]}}}}}";
    patch(&mut cluster, Kind::Rollout, "web", analysis).expect("accepted");
    behaves(&mut cluster, "web:v2", App { error_percent: 50, ..App::default() });
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 8);
    assert_eq!(
        (&*version_behind(&cluster, "active"), &*stands(&cluster)),
        ("v2", "- Progressing: waiting for analysis to complete")
    );
    pass(&mut cluster, 20);
    assert_eq!(version_behind(&cluster, "active"), "v1");
    assert!(stands(&cluster).contains("post-promotion analysis phase error/failed"), "{}", stands(&cluster));
    behaves(&mut cluster, "web:v3", App::default());
    roll_out(&mut cluster, "web:v3");
    pass(&mut cluster, 60);
    assert_eq!((&*version_behind(&cluster, "active"), &*stands(&cluster)), ("v3", "- Healthy"));
}

#[test]
fn a_selector_edited_by_hand_is_led_back() {
    let mut cluster = begun(", autoPromotionEnabled: false");
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 20);
    let stable = rollout(&cluster).status.stable_rs;
    let edit = format!("{{spec: {{selector: {{rollouts-pod-template-hash: '{stable}'}}}}}}");
    patch(&mut cluster, Kind::Service, "preview", &edit).expect("accepted");
    pass(&mut cluster, 1);
    assert_eq!(seen(&cluster), ["v1", "v2", "v1 4, v2 4"]);
    let switched = said(&cluster, Kind::Rollout, 0);
    assert_eq!(switched.iter().filter(|it| it.starts_with("SwitchService")).count(), 4, "{switched:?}");
}

#[test]
fn the_old_version_within_its_delay_is_gone_back_to_without_a_pause() {
    let mut cluster = begun(", autoPromotionEnabled: false");
    let first = cluster.objects().replica_sets.values().next().expect("one").as_ref().clone();
    roll_out(&mut cluster, "web:v2");
    pass(&mut cluster, 20);
    cluster.apply(Command::promote_rollout(&rollout(&cluster)).expect("it waits")).expect("accepted");
    pass(&mut cluster, 10);
    assert_eq!((seen(&cluster), &*stands(&cluster)), (["v2", "v2", "v1 4, v2 4"].map(String::from), "- Healthy"));
    cluster.apply(Command::undo_rollout(&"web".into(), &first)).expect("accepted");
    pass(&mut cluster, 2);
    assert_eq!((seen(&cluster), &*stands(&cluster)), (["v1", "v1", "v1 4, v2 4"].map(String::from), "- Healthy"));
    // Once its pods are gone it is a version like any other, unless it lies within the window.
    for window in [0, 1] {
        let mut cluster = begun(", autoPromotionEnabled: false, scaleDownDelaySeconds: 5");
        let text = format!("{{spec: {{rollbackWindow: {{revisions: {window}}}}}}}");
        patch(&mut cluster, Kind::Rollout, "web", &text).expect("accepted");
        let first = cluster.objects().replica_sets.values().next().expect("one").as_ref().clone();
        roll_out(&mut cluster, "web:v2");
        pass(&mut cluster, 20);
        cluster.apply(Command::promote_rollout(&rollout(&cluster)).expect("it waits")).expect("accepted");
        pass(&mut cluster, 30);
        assert_eq!(sizes(&cluster), "v1 0, v2 4");
        cluster.apply(Command::undo_rollout(&"web".into(), &first)).expect("accepted");
        pass(&mut cluster, 20);
        let expected = if window == 0 { "- Paused: BlueGreenPause" } else { "- Healthy" };
        assert_eq!(stands(&cluster), expected, "a window of {window}");
    }
}
