//! What people do in the middle of a rollout: undo, another version, pause. Items 11, 12, 22 and 23.

use podyard::kube::time::SECOND;
use podyard::kube::workload::Strategy;
use podyard::sim::event::Happening;
use podyard::world::App;

use super::{START, Web, rolling_update};

#[test]
fn item_11_undo_in_mid_rollout_takes_the_new_pods_away_first() {
    let mut web = Web::stuck();
    web.undo();
    web.until(400);
    assert_eq!(web.scalings(200), ["0: v2 5→0", "0: v1 8→10"]);
}

#[test]
fn item_11_undo_keeps_one_new_pod_for_an_old_one_that_is_down() {
    let mut web = Web::stuck();
    web.app("v1", App::fine(60 * SECOND));
    web.delete_pod(&web.active("v1")[0].clone());
    web.until(210);
    assert_eq!(web.set("v1").status.available_replicas, 7);
    web.undo();
    web.until(400);
    assert_eq!(web.scalings(200), ["10: v2 5→1", "10: v1 8→10", "60: v2 1→0"], "the last goes when v1 recovers");
}

#[test]
fn item_12_a_third_version_begins_at_0_and_the_second_never_finishes() {
    let mut web = Web::stuck();
    web.set_image("v3");
    web.until(209);
    assert_eq!(web.scalings(200), ["0: v2 5→0", "0: v3 0→5"], "made at 0, without an event");
    assert_eq!(web.sizes(), "v1 8, v2 0, v3 5", "v1 keeps its 8");
    web.until(400);
    assert_eq!(web.sizes(), "v1 0, v2 0, v3 10");
}

#[test]
fn item_22_a_paused_deployment_still_scales_and_heals() {
    let mut web = Web::new(3, Strategy::default());
    web.pause();
    web.scale(5);
    web.until(200);
    assert_eq!((web.sizes().as_str(), web.active("v1").len()), ("v1 5", 5));
    web.delete_pod(&web.active("v1")[0].clone());
    web.until(300);
    assert_eq!((web.active("v1").len(), web.deployment().status.available_replicas), (5, 5));
}

#[test]
fn item_22_pausing_below_the_surge_fills_up_the_old_set() {
    let mut web = Web::new(10, rolling_update("3", "2"));
    web.set_image("v2");
    assert!(web.step_until(START, |web| web.sizes() == "v1 8, v2 3"), "between two writes of the first burst");
    web.pause();
    web.until(200);
    assert_eq!(web.scalings(START), ["0: v1 8→10"]);
    assert_eq!(web.sizes(), "v1 10, v2 3");
}

#[test]
fn item_22_pausing_near_the_end_makes_the_new_set_larger_than_the_deployment() {
    let mut web = Web::new(10, rolling_update("3", "2"));
    web.set_image("v2");
    web.until(START + 19);
    // Half of v2 is ready, the other half would be a second later: three of those are made anew.
    let unready = web.active("v2").into_iter().filter(|pod| !pod.status.ready);
    for pod in unready.take(3) {
        web.delete_pod(&pod);
    }
    web.until(START + 21);
    assert_eq!((web.sizes().as_str(), web.set("v2").status.available_replicas), ("v1 1, v2 10", 7));
    web.pause();
    web.until(START + 23);
    assert_eq!(web.scalings(START), ["21: v2 10→12"]);
    web.resume();
    web.until(START + 24);
    assert_eq!(web.scalings(START)[0], "23: v2 12→10");
}

#[test]
fn item_23_edits_while_paused_become_one_revision() {
    let mut web = Web::new(3, Strategy::default());
    web.pause();
    web.set_image("v2");
    web.until(150);
    web.set_image("v3");
    web.until(200);
    assert_eq!(web.sizes(), "v1 3", "no ReplicaSet is made");
    let waiting = "Waiting for deployment \"web\" rollout to finish: 0 out of 3 new replicas have been updated...";
    assert_eq!(web.rollout_status(), waiting);
    web.resume();
    web.until(300);
    assert_eq!(web.sizes(), "v1 0, v3 3");
    assert_eq!(web.set("v3").revision(), 2);
}

#[test]
fn item_23_rollout_status_waits_without_end_for_a_paused_rollout() {
    let mut web = Web::new(3, Strategy::default());
    web.set_image("v2");
    web.until(START + 15);
    web.pause();
    web.until(2 * 3_600);
    let waiting = "Waiting for deployment \"web\" rollout to finish: 2 out of 3 new replicas have been updated...";
    assert_eq!(web.rollout_status(), waiting, "for two hours, and no deadline runs");
    assert_eq!(web.shown("Progressing"), "Unknown DeploymentPaused");
}

#[test]
fn item_23_pausing_and_resuming_a_finished_deployment() {
    let mut web = Web::new(3, Strategy::default());
    assert_eq!(web.shown("Progressing"), "True NewReplicaSetAvailable");
    let seen = web.cluster.log().events().len();
    web.pause();
    web.until(150);
    web.resume();
    web.until(200);
    let progressing = web.cluster.log().events().since(seen).iter().filter_map(|event| match event.happening {
        Happening::Condition { condition: "Progressing", status, reason, .. } => Some(format!("{status} {reason}")),
        _ => None,
    });
    let expected = ["Unknown DeploymentPaused", "Unknown DeploymentResumed", "True NewReplicaSetAvailable"];
    assert_eq!(progressing.collect::<Vec<_>>(), expected);
    assert_eq!(web.scalings(START), [""; 0]);
}
