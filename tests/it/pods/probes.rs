//! Probes: every field, and what a verdict does. Behaviours 4.6.

use podyard::kube::time::{Millis, SECOND};
use podyard::sim::probe::{Lifecycle, Probe};
use podyard::world::App;

use super::{EVERY_10, Life, NO_PROBES, prompt, seconds};

fn readiness(probe: Probe) -> Lifecycle {
    Lifecycle { readiness: Some(probe), ..NO_PROBES }
}

#[test]
fn when_a_pod_gets_ready() {
    let s = |s: Millis| s * SECOND;
    // Name, ready after ms, the probe; when it is Ready.
    let cases = [
        ("without a delay the first check is at the start", 0, EVERY_10, "0"),
        ("just missed: a whole period", 1, EVERY_10, "10"),
        ("at a check", s(10), EVERY_10, "10"),
        ("period 3 s", s(10), Probe { period: s(3), ..EVERY_10 }, "12"),
        ("period 1 s", s(10) + 200, Probe { period: s(1), ..EVERY_10 }, "11"),
        ("initial delay 5 s: the check at the start is lost", 0, Probe { initial_delay: s(5), ..EVERY_10 }, "10"),
        ("initial delay 10 s", 0, Probe { initial_delay: s(10), ..EVERY_10 }, "10"),
        ("initial delay 11 s", 0, Probe { initial_delay: s(11), ..EVERY_10 }, "20"),
        ("initial delay 25 s", 0, Probe { initial_delay: s(25), ..EVERY_10 }, "30"),
        ("two successes", 0, Probe { success_threshold: 2, ..EVERY_10 }, "10"),
        ("three successes of 5 s", s(7), Probe { success_threshold: 3, period: s(5), ..EVERY_10 }, "20"),
        ("the failure threshold plays no part", 1, Probe { failure_threshold: 9, ..EVERY_10 }, "10"),
        ("an ideal probe sees it at once", 1_234, Probe::IDEAL, "1.234"),
    ];
    for (name, ready_after, probe, ready) in cases {
        let mut life = Life::new(App::fine(ready_after), readiness(probe));
        life.cluster.advance_to(100 * SECOND);
        assert_eq!(life.at("Ready"), [ready], "{name}");
        assert_eq!(life.shown(), "Running 1/1 0", "{name}");
    }
}

#[test]
fn when_a_ready_pod_is_ready_no_more() {
    let s = |s: Millis| s * SECOND;
    let fails = |from| App { unready_after: Some(from), ..prompt() };
    let hangs = |from| App { hangs_after: Some(from), ..prompt() };
    // Name, behaviour, the probe; when Ready turns.
    let cases = [
        ("at the next check", fails(s(12)), EVERY_10, "20"),
        ("three failures", fails(s(12)), Probe::DEFAULT, "40"),
        ("three of every 2 s", fails(s(12)), Probe { period: s(2), ..Probe::DEFAULT }, "16"),
        ("hangs: known when the time is up", hangs(s(12)), EVERY_10, "21"),
        ("hangs, and a check may take 4 s", hangs(s(12)), Probe { timeout: s(4), ..EVERY_10 }, "24"),
        ("hangs, three failures", hangs(s(12)), Probe::DEFAULT, "41"),
        (
            "hangs, and a check takes longer than the period",
            hangs(s(12)),
            Probe { timeout: s(15), ..Probe::DEFAULT },
            "65",
        ),
        ("the success threshold plays no part", fails(s(12)), Probe { success_threshold: 1, ..EVERY_10 }, "20"),
        ("an ideal probe sees it at once", fails(s(12) + 7), Probe::IDEAL, "12.007"),
    ];
    for (name, app, probe, unready) in cases {
        let mut life = Life::new(app, readiness(probe));
        life.cluster.advance_to(100 * SECOND);
        assert_eq!(life.turned(), [unready], "{name}");
        assert_eq!(life.shown(), "Running 0/1 0", "{name}: and it is never restarted for that");
    }
}

#[test]
fn a_short_failure_goes_unnoticed_and_a_long_one_passes() {
    // Fails from second 12 on for so many s; when Ready turns, and turns back.
    let cases = [
        (5, vec![], vec!["0"]),
        (20, vec![], vec!["0"]),
        (30, vec!["40"], vec!["0", "50"]),
        (90, vec!["40"], vec!["0", "110"]),
    ];
    for (lasts, unready, ready) in cases {
        let app = App { unready_after: Some(12 * SECOND), unready_for: Some(lasts * SECOND), ..prompt() };
        let mut life = Life::new(app, readiness(Probe::DEFAULT));
        life.cluster.advance_to(200 * SECOND);
        assert_eq!((life.turned(), life.at("Ready")), (strings(&unready), strings(&ready)), "for {lasts} s");
    }
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

/// When the container was ended for its probe, ms after its start.
fn ended_after(life: &Life) -> Vec<Millis> {
    let (started, killed) = (life.events("Started"), life.events("Killing"));
    started.iter().zip(&killed).map(|((started, _), (killed, _))| killed - started).collect()
}

#[test]
fn liveness_ends_a_container_that_hangs_and_starts_it_anew() {
    let s = |s: Millis| s * SECOND;
    let probe = Probe { period: s(10), ..Probe::DEFAULT };
    // Name, the probe; earliest and latest end after a start. It hangs after 100 s; checks come every period, at a place
    // of their own in it.
    let cases = [
        ("three failures, 10 s apart, and a second for the last", probe, s(121), s(131)),
        ("one failure", Probe { failure_threshold: 1, ..probe }, s(101), s(111)),
        ("every 2 s", Probe { period: s(2), ..probe }, s(105), s(107)),
        ("a check takes 5 s", Probe { timeout: s(5), ..probe }, s(125), s(135)),
        ("a check takes longer than the period", Probe { timeout: s(20), ..probe }, s(160), s(170)),
        ("a delay longer than its life", Probe { initial_delay: s(300), ..probe }, s(321), s(331)),
    ];
    for (name, probe, least, most) in cases {
        let app = App { hangs_after: Some(s(100)), terminate: 0, ..prompt() };
        let mut life = Life::new(app, Lifecycle { liveness: Some(probe), ..NO_PROBES });
        life.cluster.advance_to(s(700));
        let ends = ended_after(&life);
        assert!(ends.len() >= 2, "{name}: {ends:?}");
        for end in &ends {
            assert!((least..most).contains(end), "{name}: {} s", seconds(*end));
        }
        let told = [life.events("Unhealthy")[0].1.clone(), life.events("Killing")[0].1.clone()];
        let expected = [
            "Liveness probe failed: Get \"http://10.128.0.3:80/\": context deadline exceeded (Client.Timeout exceeded while \
             awaiting headers)",
            "Container web failed liveness probe, will be restarted",
        ];
        assert_eq!(told, expected, "{name}");
        assert_eq!(life.pod().unwrap().status.restart_count as usize, life.at("Started").len() - 1, "{name}");
    }
}

#[test]
fn the_grace_of_a_probe_comes_before_the_pods() {
    // Name, the probe's own grace and the pod's, s; from the order to the end of the process, s.
    let cases = [("the pod's", None, 30, 30), ("its own", Some(5), 30, 5), ("its own may be longer", Some(50), 30, 50)];
    for (name, own, pods, lasts) in cases {
        let probe = Probe { termination_grace_period: own.map(|own| own * SECOND), ..EVERY_10 };
        let app = App { hangs_after: Some(20 * SECOND), ignores_sigterm: true, ..prompt() };
        let lifecycle = Lifecycle { liveness: Some(probe), ..NO_PROBES };
        let mut life = Life::with(app, lifecycle, podyard::world::Latency::NONE, |template| {
            crate::template::set_grace(template, pods * SECOND);
        });
        life.cluster.advance_to(110 * SECOND);
        let (killing, died) = (life.events("Killing")[0].0, life.events("Died")[0].clone());
        assert_eq!(died.0 - killing, lasts * SECOND, "{name}");
        assert_eq!(died.1, "Container ended with exit code 137", "{name}");
    }
}

#[test]
fn a_startup_probe_holds_the_others_back() {
    let s = |s: Millis| s * SECOND;
    // It listens after 25 s. Liveness alone would end it after 20 to 30 s.
    let app = App { start_up: s(25), ..App::fine(s(25)) };
    let startup = Probe { period: s(5), failure_threshold: 10, ..Probe::DEFAULT };
    let lifecycle =
        Lifecycle { startup: Some(startup), liveness: Some(Probe::DEFAULT), readiness: Some(EVERY_10), pre_stop: None };
    let mut life = Life::new(app, lifecycle);
    life.cluster.advance_to(s(24));
    assert!(!life.pod().unwrap().status.started);
    life.cluster.advance_to(s(300));
    assert_eq!(life.shown(), "Running 1/1 0");
    assert_eq!(life.events("Killing"), []);
    let ready = life.events("Ready")[0].0;
    assert!((s(25)..s(41)).contains(&ready), "a startup check after second 25, then a readiness check: {ready}");
    assert!(life.pod().unwrap().status.started);
}

#[test]
fn a_startup_probe_that_fails_ends_the_container() {
    let s = |s: Millis| s * SECOND;
    let startup = Probe { period: s(5), failure_threshold: 3, ..Probe::DEFAULT };
    let app = App { start_up: s(60), terminate: 0, ..App::fine(s(60)) };
    let mut life = Life::new(app, Lifecycle { startup: Some(startup), ..NO_PROBES });
    life.cluster.advance_to(s(60));
    for end in ended_after(&life) {
        assert!((s(10)..s(16)).contains(&end), "three checks, 5 s apart: {end}");
    }
    let told = [life.events("Unhealthy")[0].1.clone(), life.events("Killing")[0].1.clone()];
    let expected = [
        "Startup probe failed: Get \"http://10.128.0.3:80/\": dial tcp 10.128.0.3:80: connect: connection refused",
        "Container web failed startup probe, will be restarted",
    ];
    assert_eq!(told, expected);
    life.cluster.advance_to(s(150));
    assert_eq!(life.events("Ready"), [], "it never gets that far");
    assert!(life.pod().unwrap().status.restart_count >= 3);
}

#[test]
fn without_a_readiness_probe_a_pod_is_ready_when_it_runs() {
    let mut life = Life::new(App { start_up: 20 * SECOND, ..App::fine(20 * SECOND) }, NO_PROBES);
    assert_eq!(life.rows(100 * SECOND), ["0 Running 1/1 0"], "though it answers nothing for 20 s");
}

#[test]
fn a_restart_is_never_ready_at_once() {
    let app = App { crash_after: Some(15 * SECOND), ..App::fine(3 * SECOND) };
    let mut life = Life::new(app, readiness(Probe::IDEAL));
    let rows = life.rows(30 * SECOND);
    let expected =
        ["0 Running 0/1 0", "3 Running 1/1 0", "15 Running 0/1 1", "18 Running 1/1 1", "30 CrashLoopBackOff 0/1 1"];
    assert_eq!(rows, expected);
}
