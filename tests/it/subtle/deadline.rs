//! The progress deadline, and how long a pod must be ready. Items 24 to 27.

use podyard::kube::time::SECOND;
use podyard::kube::workload::Strategy;
use podyard::world::App;

use crate::fault::{Fault, Inject};

use super::{START, Web, instant, never_ready, spec};

/// Three replicas of which one more may exist and none be missing.
fn web(progress_deadline_seconds: i32, min_ready_seconds: i32) -> Web {
    let mut spec = spec(3, Strategy::default());
    spec.progress_deadline_seconds = Some(progress_deadline_seconds);
    spec.min_ready_seconds = min_ready_seconds;
    Web::of(instant(), spec)
}

fn exceeded(web: &Web) -> Vec<u64> {
    web.counts("ProgressDeadlineExceeded").iter().map(|(at, _)| at / SECOND - START).collect()
}

#[test]
fn item_24_the_deadline_measures_silence_not_duration() {
    let mut web = web(60, 0);
    web.app("v2", App::fine(50 * SECOND));
    web.set_image("v2");
    web.until(START + 149);
    assert_eq!(web.sizes(), "v1 1, v2 3", "not over after more than twice the deadline");
    web.until(START + 200);
    assert_eq!(web.sizes(), "v1 0, v2 3");
    assert_eq!(exceeded(&web), [0; 0]);
}

#[test]
fn item_24_any_pod_that_turns_ready_restarts_it() {
    let mut web = web(60, 0);
    web.app("v2", never_ready());
    web.set_image("v2");
    // Every 50 s an old pod is not ready for a second: that it comes back counts as progress.
    for turn in 1..=10 {
        web.until(START + turn * 50);
        let pod = web.active("v1")[0].metadata.uid;
        assert!(web.cluster.inject(Fault::FlapReadiness(pod, SECOND)));
    }
    web.until(START + 550);
    assert_eq!(exceeded(&web), [0; 0], "500 s without a new pod that is ready");
    web.until(START + 700);
    assert_eq!(exceeded(&web), [562], "61 s after the last of them came back");
}

#[test]
fn item_25_after_the_deadline_nothing_rolls_back_and_it_heals() {
    let mut web = web(60, 0);
    web.app("v2", never_ready());
    web.set_image("v2");
    web.until(200);
    assert_eq!(web.shown("Progressing"), "False ProgressDeadlineExceeded");
    assert_eq!(web.rollout_status(), "error: deployment \"web\" exceeded its progress deadline");
    assert_eq!(web.sizes(), "v1 3, v2 1");
    web.app("v2", App::fine(10 * SECOND));
    web.delete_pod(&web.active("v2")[0].clone());
    web.until(215);
    assert_eq!(web.shown("Progressing"), "True ReplicaSetUpdated");
    web.until(300);
    assert_eq!(web.shown("Progressing"), "True NewReplicaSetAvailable");
    assert_eq!(web.rollout_status(), "deployment \"web\" successfully rolled out");
}

#[test]
fn item_26_silence_is_noticed_a_second_after_the_deadline() {
    for deadline in [10, 60, 600] {
        let mut web = web(deadline, 0);
        web.app("v2", never_ready());
        web.set_image("v2");
        web.until(2_000);
        assert_eq!(exceeded(&web), [deadline as u64 + 1], "deadline {deadline}");
    }
}

#[test]
fn item_27_min_ready_seconds_make_every_step_longer() {
    let mut web = web(600, 5);
    web.set_image("v2");
    web.until(START + 12);
    assert!(web.active("v2")[0].status.ready, "ready");
    assert_eq!(web.set("v2").status.available_replicas, 0, "and not yet available");
    web.until(300);
    let expected = ["0: v2 0→1", "15: v1 3→2", "15: v2 1→2", "30: v1 2→1", "30: v2 2→3", "45: v1 1→0"];
    assert_eq!(web.scalings(START), expected);
}

#[test]
fn item_27_a_pod_that_flaps_starts_over() {
    let mut web = web(600, 5);
    web.set_image("v2");
    web.until(START + 13);
    let pod = web.active("v2")[0].metadata.uid;
    assert!(web.cluster.inject(Fault::FlapReadiness(pod, 2 * SECOND)));
    web.until(START + 25);
    assert_eq!(web.scalings(START)[..2], ["0: v2 0→1", "20: v1 3→2"], "ready again at 15, available at 20");
}
