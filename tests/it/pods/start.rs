//! From an image to a running container: pulls and their events, the container's states and the kubelet's words.
//! Behaviours 4.1, 4.3 and 4.4.

use podyard::kube::time::{Millis, SECOND};
use podyard::sim::pod::ContainerState;
use podyard::world::{App, Delay, Latency};

use crate::fault::{Fault, Inject};

use super::{Life, NO_PROBES, prompt};

#[test]
fn a_pull_is_told_as_go_prints_its_time() {
    // Time of the pull, ms; how it is told.
    let cases = [
        (1, "1ms"),
        (600, "600ms"),
        (1_000, "1s"),
        (1_200, "1.2s"),
        (1_234, "1.234s"),
        (59_999, "59.999s"),
        (60_000, "1m0s"),
        (80_050, "1m20.05s"),
        (3_600_000, "1h0m0s"),
    ];
    for (took, told) in cases {
        let pull = Delay { min: took, max: took };
        let mut life = Life::with(prompt(), NO_PROBES, Latency { pull, ..Latency::NONE }, |_| {});
        life.cluster.advance_to(took);
        let expected = format!("Successfully pulled image \"v1\" in {told} ({told} including waiting)");
        assert_eq!(life.events("Pulled"), [(took, expected)], "{took} ms");
    }
}

#[test]
fn a_restart_needs_no_registry() {
    let mut life = Life::new(prompt(), NO_PROBES);
    life.cluster.advance_to(10 * SECOND);
    assert!(life.cluster.inject(Fault::LoseRegistry));
    let pod = life.pod;
    assert!(life.cluster.inject(Fault::Crash(pod, 1)));
    assert_eq!(life.rows(20 * SECOND), ["10 Error 0/1 0", "10 Running 1/1 1"]);
    let present = "Container image \"v1\" already present on machine and can be accessed by the pod";
    assert_eq!(life.events("Pulled")[1..], [(10 * SECOND, present.to_string())]);
    assert_eq!(life.at("Pulling"), ["0"], "the first time only");
}

#[test]
fn why_an_image_cannot_be_pulled() {
    let missing = App { image_missing: true, ..prompt() };
    // Name, behaviour, the registry is down; the container runtime's words.
    let cases = [
        ("no such image", missing, false, "failed to resolve image \"v1\": not found"),
        ("no registry", prompt(), true, "failed to resolve image \"v1\": dial tcp: connect: connection refused"),
    ];
    let sandbox = Delay { min: SECOND, max: SECOND };
    for (name, app, registry_down, error) in cases {
        let mut life = Life::with(app, NO_PROBES, Latency { sandbox, ..Latency::NONE }, |_| {});
        if registry_down {
            assert!(life.cluster.inject(Fault::LoseRegistry), "{name}");
        }
        life.cluster.advance_to(SECOND);
        let message = |life: &Life| life.pod().unwrap().status.message.clone().unwrap_or_default().to_string();
        assert_eq!(message(&life), error, "{name}");
        life.cluster.advance_to(3 * SECOND);
        assert_eq!(message(&life), format!("Back-off pulling image \"v1\": ErrImagePull: {error}"), "{name}");
        let told: Vec<String> = life.events("Failed").into_iter().map(|(at, text)| format!("{at} {text}")).collect();
        let expected = [
            format!("1000 Failed to pull image \"v1\": {error}"),
            "1000 Error: ErrImagePull".into(),
            "3000 Error: ImagePullBackOff".into(),
        ];
        assert_eq!(told, expected, "{name}");
        assert_eq!(life.events("BackOff"), [(3 * SECOND, "Back-off pulling image \"v1\"".to_string())], "{name}");
    }
}

#[test]
fn a_container_from_state_to_state() {
    let second = Delay { min: SECOND, max: SECOND };
    let latency = Latency { schedule: second, sandbox: second, pull: second, start: second, ..Latency::NONE };
    let mut life = Life::with(App { crash_after: Some(5 * SECOND), ..prompt() }, NO_PROBES, latency, |_| {});
    // Instant, ms; the state then, how the container last ended (exit code and second), and whether a reason is given.
    let running = |second: Millis| ContainerState::Running(second * SECOND);
    let steps = [
        (500, ContainerState::None, None, false),
        (1_500, ContainerState::Waiting("ContainerCreating"), None, false),
        (3_500, ContainerState::Waiting("ContainerCreating"), None, false),
        (4_000, running(4), None, false),
        (9_000, ContainerState::Terminated(1), Some((1, 9)), false),
        (11_000, running(11), Some((1, 9)), false),
        (16_000, ContainerState::Terminated(1), Some((1, 16)), false),
        (17_000, ContainerState::Waiting("CrashLoopBackOff"), Some((1, 16)), true),
    ];
    for (instant, state, last, said) in steps {
        life.cluster.advance_to(instant);
        let status = &life.pod().unwrap().status;
        assert_eq!(status.container, state, "at {instant} ms");
        let ended = status.last_termination.map(|ended| (ended.exit_code, ended.finished_at / SECOND));
        assert_eq!((ended, status.message.is_some()), (last, said), "at {instant} ms");
    }
    // The restart comes 10 to 15 s after the end, and takes a second.
    let started = (26_000..=32_000).step_by(100).find(|instant| {
        life.cluster.advance_to(*instant);
        life.pod().unwrap().is_running()
    });
    assert!(started.is_some(), "it runs a third time");
    let status = &life.pod().unwrap().status;
    assert_eq!((status.message.as_deref(), status.restart_count), (None, 2), "what it waited for is forgotten");
}
