//! Containers that crash and images that cannot be pulled: how long the kubelet waits, and what it says. Behaviours 4.4
//! and 4.5.

use podyard::kube::time::{Millis, SECOND};
use podyard::sim::pod::PodPhase;
use podyard::world::{App, Delay, Latency};

use crate::fault::{Fault, Inject};

use super::{Life, NO_PROBES, prompt};

fn crashing(after: Millis) -> App {
    App { crash_after: Some(after * SECOND), ..prompt() }
}

#[test]
fn the_first_restart_is_at_once_and_waits_double_up_to_5_minutes() {
    let mut life = Life::new(crashing(1), NO_PROBES);
    let rows = life.rows(1_000 * SECOND);
    let expected = [
        "0 Running 1/1 0",
        "1 Running 1/1 1",
        "2 CrashLoopBackOff 0/1 1",
        "12 Running 1/1 2",
        "13 CrashLoopBackOff 0/1 2",
        "33 Running 1/1 3",
        "34 CrashLoopBackOff 0/1 3",
        "74 Running 1/1 4",
        "75 CrashLoopBackOff 0/1 4",
        "155 Running 1/1 5",
        "156 CrashLoopBackOff 0/1 5",
        "316 Running 1/1 6",
        "317 CrashLoopBackOff 0/1 6",
        "617 Running 1/1 7",
        "618 CrashLoopBackOff 0/1 7",
        "918 Running 1/1 8",
        "919 CrashLoopBackOff 0/1 8",
    ];
    assert_eq!(rows, expected);
    let pod = life.pod().expect("it stays");
    assert_eq!(pod.status.phase, PodPhase::Running, "it has run once");
    let ended = pod.status.last_termination.expect("it has ended");
    assert_eq!((ended.exit_code, ended.reason(), ended.finished_at), (1, "Error", 919 * SECOND));
}

#[test]
fn each_wait_is_told_as_go_prints_it() {
    let mut life = Life::new(crashing(1), NO_PROBES);
    let (name, uid) = (life.pod().unwrap().metadata.name.clone(), life.pod.0);
    for (second, wait) in
        [(5, "10s"), (20, "20s"), (40, "40s"), (80, "1m20s"), (160, "2m40s"), (320, "5m0s"), (620, "5m0s")]
    {
        life.cluster.advance_to(second * SECOND);
        let message = life.pod().unwrap().status.message.clone();
        let expected = format!("back-off {wait} restarting failed container=web pod={name}_default({uid})");
        assert_eq!(message.as_deref(), Some(expected.as_str()), "at {second} s");
    }
    let told = life.events("BackOff");
    let expected = format!("Back-off restarting failed container web in pod {name}_default({uid})");
    assert_eq!(told.len(), 7, "one for each wait, none for the first restart");
    assert!(told.iter().all(|(_, message)| *message == expected), "{told:?}");
}

#[test]
fn after_10_minutes_without_a_crash_it_starts_over() {
    // Seconds it runs; when it starts, and what is shown 5 s after its third end.
    let cases = [(600, ["0", "600", "1210"], "CrashLoopBackOff 0/1 2"), (601, ["0", "601", "1202"], "Running 1/1 3")];
    for (runs, starts, shown) in cases {
        let mut life = Life::new(crashing(runs), NO_PROBES);
        life.cluster.advance_to(1_210 * SECOND);
        assert_eq!(life.at("Started"), starts, "runs {runs} s");
        life.cluster.advance_to((1_210 + 605) * SECOND);
        assert_eq!(life.shown(), shown, "runs {runs} s");
    }
}

#[test]
fn a_restart_comes_up_to_half_its_wait_late() {
    let start = Delay { min: 100, max: 400 };
    for seed_shift in 0..20 {
        let latency = Latency { start, ..Latency::NONE };
        let mut life = Life::with(crashing(2 + seed_shift), NO_PROBES, latency, |_| {});
        life.cluster.advance_to(300 * SECOND);
        let (died, started) = (life.events("Died"), life.events("Started"));
        let waits: Vec<Millis> =
            died.iter().zip(&started[1..]).map(|((died, _), (started, _))| started - died).collect();
        // From the end to the next process: the wait, half of it at the most, and a start of 100 to 400 ms. The first
        // has no wait, but the kubelet has to see the end, which takes as long as a start.
        let bounds = [(200, 800), (10_100, 15_400), (20_100, 30_400), (40_100, 60_400)];
        for (wait, (least, most)) in waits.iter().zip(bounds) {
            assert!((least..=most).contains(wait), "run {seed_shift}: {waits:?}");
        }
        assert!(waits.len() >= 4, "run {seed_shift}: {waits:?}");
    }
}

#[test]
fn an_image_that_is_missing_toggles_between_two_words() {
    let mut life = Life::new(App { image_missing: true, ..prompt() }, NO_PROBES);
    let rows = life.rows(920 * SECOND);
    let mut expected = Vec::new();
    // Pulls at 0 s and then after 10, 20, 40, 80, 160, 300 and 300 s; 2 s later a sync finds the wait.
    for pull in [0, 10, 30, 70, 150, 310, 610, 910] {
        expected.push(format!("{pull} ErrImagePull 0/1 0"));
        expected.push(format!("{} ImagePullBackOff 0/1 0", pull + 2));
    }
    assert_eq!(rows, expected);
    let pod = life.pod().expect("it stays");
    assert_eq!(pod.status.phase, PodPhase::Pending, "it has never run");
    let error = "failed to resolve image \"v1\": not found";
    let waiting = format!("Back-off pulling image \"v1\": ErrImagePull: {error}");
    assert_eq!(pod.status.message.as_deref(), Some(waiting.as_str()));
    let told = |reason| life.events(reason).iter().take(2).map(|(_, message)| message.clone()).collect::<Vec<_>>();
    assert_eq!(told("Failed"), [format!("Failed to pull image \"v1\": {error}"), "Error: ErrImagePull".into()]);
    assert_eq!(life.events("Failed")[2], (2 * SECOND, "Error: ImagePullBackOff".to_string()));
    assert_eq!(told("BackOff"), ["Back-off pulling image \"v1\""; 2]);
}

#[test]
fn once_the_registry_answers_the_next_pull_starts_the_pod() {
    let latency = Latency { schedule: Delay { min: SECOND, max: SECOND }, ..Latency::NONE };
    let mut life = Life::with(prompt(), NO_PROBES, latency, |_| {});
    assert!(life.cluster.inject(Fault::LoseRegistry));
    life.cluster.advance_to(100 * SECOND);
    assert_eq!(life.shown(), "ImagePullBackOff 0/1 0");
    assert!(life.cluster.inject(Fault::RegainRegistry));
    let rows = life.rows(200 * SECOND);
    assert_eq!(rows, ["100 ImagePullBackOff 0/1 0", "151 Running 1/1 0"], "the pulls were at 1, 11, 31, 71 and 151 s");
    assert_eq!(life.events("Pulled").len(), 1);
}
