//! Grace, preStop, SIGTERM and SIGKILL: when a deleted pod's process ends, how, and when its object goes. Behaviours 4.7.

use podyard::kube::time::{Millis, SECOND};
use podyard::sim::command::Command;
use podyard::sim::pod::{ContainerState, PodPhase};
use podyard::sim::probe::{Lifecycle, Probe};
use podyard::world::{App, Delay, Latency};

use super::{EVERY_10, Life, NO_PROBES, prompt, seconds};

/// From the end of the process to that of the object, ms.
const CLEANUP: Millis = 1_000;
/// When the pod is deleted, ms.
const DELETED: Millis = 100_000;

struct Case {
    name: &'static str,
    /// terminationGracePeriodSeconds.
    grace: Millis,
    /// preStop: sleep, ms.
    pre_stop: Option<Millis>,
    /// From SIGTERM to the end of the process, ms; none: it ignores it.
    terminate: Option<Millis>,
    /// When the process ends after the deletion, ms; its exit code and the pod's last phase.
    ends: (Millis, u8, PodPhase),
}

const fn case(
    name: &'static str,
    (grace, pre_stop, terminate): (Millis, Option<Millis>, Option<Millis>),
    (at, exit_code): (Millis, u8),
) -> Case {
    let phase = if exit_code == 0 { PodPhase::Succeeded } else { PodPhase::Failed };
    Case { name, grace, pre_stop, terminate, ends: (at, exit_code, phase) }
}

const CASES: &[Case] = &[
    case("ends at SIGTERM", (30, None, Some(0)), (0, 0)),
    case("ends 3 s after SIGTERM", (30, None, Some(3_000)), (3_000, 0)),
    case("just in time", (30, None, Some(30_000)), (30_000, 0)),
    case("a moment too late", (30, None, Some(30_001)), (30_000, 137)),
    case("ignores SIGTERM", (30, None, None), (30_000, 137)),
    case("preStop 5 s: SIGTERM at 5", (30, Some(5_000), Some(3_000)), (8_000, 0)),
    case("preStop 5 s and ignores SIGTERM: SIGKILL at 30", (30, Some(5_000), None), (30_000, 137)),
    case("preStop 25 s leaves 5: enough", (30, Some(25_000), Some(5_000)), (30_000, 0)),
    case("preStop 25 s leaves 5: not enough", (30, Some(25_000), Some(6_000)), (30_000, 137)),
    case("preStop 29.6 s: 29 spent, 2 given", (30, Some(29_600), None), (31_600, 137)),
    case("preStop as long as the grace: 2 s given", (30, Some(30_000), Some(1_500)), (31_500, 0)),
    case("preStop hangs: cut at 30, 2 s given", (30, Some(600_000), None), (32_000, 137)),
    case("a grace of 1 s: 2 s given", (1, None, None), (2_000, 137)),
    case("a longer grace", (60, Some(10_000), Some(40_000)), (50_000, 0)),
];

fn deleted(app: App, lifecycle: Lifecycle, grace: Millis) -> Life {
    let latency = Latency { cleanup: Delay { min: CLEANUP, max: CLEANUP }, ..Latency::NONE };
    let mut life = Life::with(app, lifecycle, latency, |template| crate::template::set_grace(template, grace * SECOND));
    life.cluster.advance_to(DELETED);
    life.delete();
    life
}

#[test]
fn when_the_process_ends_and_how() {
    for case in CASES {
        let name = case.name;
        let app = App { terminate: case.terminate.unwrap_or(0), ignores_sigterm: case.terminate.is_none(), ..prompt() };
        let mut life = deleted(app, Lifecycle { pre_stop: case.pre_stop, ..NO_PROBES }, case.grace);
        let (after, exit_code, phase) = case.ends;
        if after > 0 {
            life.cluster.advance_to(DELETED + after - 1);
            let pod = life.pod().unwrap();
            assert_eq!((pod.status_word(), pod.is_running(), pod.status.ready), ("Terminating", true, true), "{name}");
            assert_eq!(life.events("Killing"), [(DELETED, "Stopping container web".to_string())], "{name}");
        }
        life.cluster.advance_to(DELETED + after);
        let status = &life.pod().unwrap().status;
        assert_eq!(status.container, ContainerState::Terminated(exit_code), "{name}");
        assert_eq!((status.phase, status.ready), (phase, false), "{name}");
        let word = if exit_code == 0 { "Completed" } else { "Error" };
        assert_eq!(life.pod().unwrap().status_word(), word, "{name}: it shows briefly");
        let rows = life.rows(DELETED + after + CLEANUP);
        assert_eq!(rows.last(), Some(&format!("{} gone", seconds(DELETED + after + CLEANUP))), "{name}");
    }
}

#[test]
fn a_pod_that_does_not_run_has_nothing_to_wait_for() {
    let crashing = App { crash_after: Some(SECOND), ..prompt() };
    let missing = App { image_missing: true, ..prompt() };
    // Name, behaviour; what is shown before, and the last phase.
    let cases = [
        ("between restarts: as its last container ended", crashing, "CrashLoopBackOff", PodPhase::Failed),
        ("never started: nobody knows how it ended", missing, "ImagePullBackOff", PodPhase::Failed),
    ];
    for (name, app, before, phase) in cases {
        let latency = Latency { cleanup: Delay { min: CLEANUP, max: CLEANUP }, ..Latency::NONE };
        let mut life = Life::with(app, NO_PROBES, latency, |_| {});
        life.cluster.advance_to(DELETED);
        assert_eq!(life.pod().unwrap().status_word(), before, "{name}");
        life.delete();
        life.cluster.advance_to(DELETED);
        assert_eq!(life.pod().unwrap().status.phase, phase, "{name}");
        assert_eq!(life.events("Killing"), [], "{name}");
        assert_eq!(life.rows(DELETED + CLEANUP).last(), Some(&"101 gone".to_string()), "{name}");
    }
}

#[test]
fn without_grace_or_without_a_node_the_object_goes_at_once() {
    let mut no_grace = deleted(prompt(), NO_PROBES, 0);
    assert_eq!(no_grace.shown(), "gone", "no grace");
    no_grace.cluster.advance_to(DELETED);
    let latency = Latency { schedule: Delay { min: 1_000 * SECOND, max: 1_000 * SECOND }, ..Latency::NONE };
    let mut waiting = Life::with(prompt(), NO_PROBES, latency, |_| {});
    assert_eq!(waiting.shown(), "Pending 0/1 0");
    waiting.delete();
    assert_eq!(waiting.shown(), "gone", "no node");
}

#[test]
fn a_second_deletion_does_not_lengthen_the_grace() {
    let mut life = deleted(App { ignores_sigterm: true, ..prompt() }, NO_PROBES, 30);
    life.cluster.advance_to(DELETED + 10 * SECOND);
    life.delete();
    let rows = life.rows(DELETED + 100 * SECOND);
    assert_eq!(rows, ["110 Terminating 1/1 0", "130 Error 0/1 0", "131 gone"]);
}

#[test]
fn liveness_ends_with_the_deletion_and_readiness_goes_on() {
    // It answers no more from second 102 on, two after the deletion, and takes 25 s to end.
    let app = App { hangs_after: Some(102 * SECOND), terminate: 25 * SECOND, ..prompt() };
    let lifecycle =
        Lifecycle { liveness: Some(EVERY_10), readiness: Some(Probe { timeout: SECOND, ..EVERY_10 }), ..NO_PROBES };
    let mut life = deleted(app, lifecycle, 30);
    life.cluster.apply(Command::scale("web", 0)).expect("accepted");
    let rows = life.rows(DELETED + 60 * SECOND);
    assert_eq!(rows, ["100 Terminating 1/1 0", "111 Terminating 0/1 0", "125 Completed 0/1 0", "126 gone"]);
    assert!(life.cluster.log().events().iter().all(|event| {
        let text = event.message().to_string();
        !text.contains("Liveness") && !text.contains("restarted")
    }));
}
