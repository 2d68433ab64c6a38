//! Applications that take long to start: what a startup probe is for, and what liveness does without one. Behaviours 4.6.

use podyard::kube::time::{Millis, SECOND};
use podyard::sim::probe::{Lifecycle, Probe};
use podyard::world::{App, Delay, Latency};

use super::{EVERY_10, Life, NO_PROBES};

/// It answers nothing for so many seconds.
fn slow(start_up: Millis) -> App {
    App { start_up: start_up * SECOND, terminate: 0, ..App::fine(start_up * SECOND) }
}

#[test]
fn readiness_is_asked_as_soon_as_the_startup_probe_has_passed() {
    let every = |period: Millis| Probe { period: period * SECOND, ..EVERY_10 };
    let delayed = |delay: Millis| Probe { initial_delay: delay * SECOND, ..EVERY_10 };
    // Name, ready after s, the readiness probe; from the startup probe's success to Ready, s. It listens after 25 s.
    let cases = [
        ("ready at once", 25, EVERY_10, 0),
        ("whatever the period", 25, every(60), 0),
        ("just missed: a whole period", 26, EVERY_10, 10),
        ("a period of 7 s counts from there", 34, every(7), 14),
        ("two successes", 25, Probe { success_threshold: 2, ..EVERY_10 }, 10),
        ("an initial delay that is over", 25, delayed(20), 0),
        ("an initial delay that is not: the check is lost", 25, delayed(30), 10),
        ("one that is over just then", 25, delayed(25), 0),
        ("a long one", 25, delayed(40), 20),
        ("an ideal probe", 31, Probe::IDEAL, 6),
    ];
    for (name, ready, readiness, after) in cases {
        let app = App { ready_after: ready * SECOND, ..slow(25) };
        let startup = Probe { failure_threshold: 100_000, ..Probe::DEFAULT };
        let startup = Probe { period: SECOND, ..startup };
        let lifecycle = Lifecycle { startup: Some(startup), readiness: Some(readiness), ..NO_PROBES };
        let mut life = Life::new(app, lifecycle);
        while !life.pod().unwrap().status.started {
            assert!(life.cluster.step(), "{name}: it starts");
        }
        let passed = life.cluster.now();
        assert!((25 * SECOND..26 * SECOND).contains(&passed), "{name}: {passed}");
        life.cluster.advance_to(200 * SECOND);
        let came = life.events("Ready")[0].0;
        // A startup probe that asks every second passes somewhere in the 26th.
        let least = (after * SECOND).saturating_sub(SECOND);
        let exact = passed == 25 * SECOND || readiness.period > 0 && ready == 25 && readiness.initial_delay <= 25;
        let bounds = if exact { after * SECOND..=after * SECOND } else { least..=after * SECOND };
        assert!(bounds.contains(&(came - passed)), "{name}: passed {passed}, ready {came}");
    }
}

#[test]
fn where_things_take_time_the_check_after_a_startup_probe_comes_within_a_second() {
    let start = Delay { min: 100, max: 400 };
    for up in 20..40 {
        let startup = Probe { failure_threshold: 30, ..Probe::DEFAULT };
        let lifecycle = Lifecycle { startup: Some(startup), readiness: Some(EVERY_10), ..NO_PROBES };
        let mut life = Life::with(slow(up), lifecycle, Latency { start, ..Latency::NONE }, |_| {});
        while !life.pod().unwrap().status.started {
            assert!(life.cluster.step(), "listens after {up} s: it starts");
        }
        let passed = life.cluster.now();
        life.cluster.advance_to(200 * SECOND);
        let ready = life.events("Ready")[0].0;
        assert!((passed..passed + SECOND).contains(&ready), "listens after {up} s: passed {passed}, ready {ready}");
    }
}

#[test]
fn without_a_startup_probe_liveness_never_lets_a_slow_application_start() {
    let s = |s: Millis| s * SECOND;
    let delayed = |delay| Probe { initial_delay: s(delay), ..Probe::DEFAULT };
    // Name, the probe; earliest and latest end of a container after its start, if it is ended. It listens after 60 s.
    let cases = [
        ("three checks in 20 to 30 s", Probe::DEFAULT, Some((s(20), s(30)))),
        ("a delay of 15 s is too short", delayed(15), Some((s(35), s(45)))),
        ("a delay of 60 s is long enough", delayed(60), None),
        ("so is a threshold of 7", Probe { failure_threshold: 7, ..Probe::DEFAULT }, None),
    ];
    for (name, probe, ended) in cases {
        let mut life = Life::new(slow(60), Lifecycle { liveness: Some(probe), ..NO_PROBES });
        life.cluster.advance_to(s(400));
        let (started, killed) = (life.events("Started"), life.events("Killing"));
        let ends: Vec<Millis> = started.iter().zip(&killed).map(|((start, _), (end, _))| end - start).collect();
        let Some((least, most)) = ended else {
            assert_eq!((ends, life.shown()), (vec![], "Running 1/1 0".to_string()), "{name}");
            continue;
        };
        assert!(ends.len() >= 3, "{name}: again and again: {ends:?}");
        // The ticker runs on: one that is started anew at a tick is checked a whole period later.
        assert!(ends.iter().all(|end| (least..=most).contains(end)), "{name}: {ends:?}");
        // The waits are those of a crash: the first restart at once, then 10, 20, 40 s.
        let waits: Vec<Millis> = killed.iter().zip(&started[1..]).map(|((end, _), (start, _))| start - end).collect();
        assert!(waits.len() >= 3, "{name}: {waits:?}");
        let series = [0, s(10), s(20), s(40), s(80), s(160)];
        assert_eq!(waits, series[..waits.len()], "{name}");
    }
}

#[test]
fn a_startup_probe_asks_anew_after_each_restart() {
    let startup = Probe { period: SECOND, failure_threshold: 30, ..Probe::DEFAULT };
    let app = App { crash_after: Some(20 * SECOND), ..slow(5) };
    let mut life = Life::new(app, Lifecycle { startup: Some(startup), ..NO_PROBES });
    // Second, what is shown, past the startup probe. It starts at 0, 20 and 50 s.
    let steps = [
        (4, "Running 0/1 0", false),
        (6, "Running 1/1 0", true),
        (21, "Running 0/1 1", false),
        (26, "Running 1/1 1", true),
        (41, "CrashLoopBackOff 0/1 1", false),
        (51, "Running 0/1 2", false),
        (56, "Running 1/1 2", true),
    ];
    for (second, shown, started) in steps {
        life.cluster.advance_to(second * SECOND);
        let seen = (life.shown(), life.pod().unwrap().status.started);
        assert_eq!(seen, (shown.to_string(), started), "at {second} s");
    }
}
