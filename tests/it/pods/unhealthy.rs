//! Failed checks as events: one for each, in upstream's words, merged as the API server lists them, and never a flood.
//! Behaviours 4.6; pkg/kubelet/prober/prober.go and worker.go.

use podyard::kube::int_or_string::IntOrString;
use podyard::kube::object::Name;
use podyard::kube::pod::{ExecAction, GrpcAction, HttpGetAction, Probe as Asked, TcpSocketAction};
use podyard::kube::time::{Millis, SECOND};
use podyard::kubectl::{self, events};
use podyard::sim::event::Happening;
use podyard::sim::probe::{Lifecycle, Probe};
use podyard::world::{App, Latency, World};

use super::{EVERY_10, Life, NO_PROBES, prompt};

fn readiness(probe: Probe) -> Lifecycle {
    Lifecycle { readiness: Some(probe), ..NO_PROBES }
}

fn never_ready() -> App {
    App { never_ready: true, ..prompt() }
}

/// The listed events of a reason: how often, when first and last in s, and the message.
fn listed(life: &Life, reason: &str) -> Vec<(u32, Millis, Millis, String)> {
    let all = events::list(life.cluster.log().events().iter());
    let those = all.into_iter().filter(|event| event.reason == reason);
    those.map(|it| (it.count, it.first_seen / SECOND, it.last_seen / SECOND, it.message)).collect()
}

/// When the container was ended for its probe, s.
fn kills(life: &Life) -> Vec<Millis> {
    life.events("Killing").into_iter().map(|(at, _)| at / SECOND).collect()
}

#[test]
fn each_failed_check_is_an_event_and_the_list_counts_them() {
    let mut life = Life::new(never_ready(), readiness(Probe::DEFAULT));
    life.cluster.advance_to(100 * SECOND);
    let expected: Vec<String> = (0..=10).map(|check| (check * 10).to_string()).collect();
    assert_eq!(life.at("Unhealthy"), expected, "none of them turns anything");
    let words = "Readiness probe failed: HTTP probe failed with statuscode: 503".to_string();
    assert_eq!(listed(&life, "Unhealthy"), [(11, 0, 100, words)]);
}

#[test]
fn a_slow_start_is_told_of_until_it_is_ready() {
    let mut life = Life::new(App::fine(25 * SECOND), readiness(Probe { period: 5 * SECOND, ..Probe::DEFAULT }));
    life.cluster.advance_to(60 * SECOND);
    assert_eq!(life.at("Unhealthy"), ["0", "5", "10", "15", "20"]);
    assert_eq!(life.at("Ready"), ["25"]);
}

#[test]
fn an_ideal_probe_tells_of_each_stretch_once() {
    let app = App { unready_after: Some(20 * SECOND), unready_for: Some(10 * SECOND), ..App::fine(5 * SECOND) };
    let mut life = Life::new(app, readiness(Probe::IDEAL));
    life.cluster.advance_to(100 * SECOND);
    assert_eq!(
        (life.at("Unhealthy"), life.at("Ready")),
        (vec!["0".into(), "25".into()], vec!["5".into(), "35".into()])
    );
}

#[test]
fn what_a_check_found_is_said_in_upstreams_words() {
    let http = |path: &str| Asked {
        http_get: Some(HttpGetAction { path: path.into(), port: IntOrString::Int(8080), ..Default::default() }),
        ..Asked::default()
    };
    let https = Asked {
        http_get: Some(HttpGetAction {
            port: IntOrString::Int(8443),
            scheme: "HTTPS".into(),
            path: "healthz".into(),
            ..Default::default()
        }),
        ..Asked::default()
    };
    let tcp = Asked {
        tcp_socket: Some(TcpSocketAction { port: IntOrString::Int(5432), ..Default::default() }),
        ..Asked::default()
    };
    let grpc = Asked { grpc: Some(GrpcAction { port: 9000, ..Default::default() }), ..Asked::default() };
    let command: Vec<Name> = vec!["cat".into(), "/tmp/healthy".into()];
    let exec = Asked { exec: Some(ExecAction { command, ..Default::default() }), ..Asked::default() };
    let unwell = never_ready();
    let silent = App { hangs_after: Some(1), ..never_ready() };
    let refused = App { start_up: 300 * SECOND, ..App::fine(0) };
    let rows = [
        (http("/healthz"), unwell, "HTTP probe failed with statuscode: 503"),
        (http("/healthz"), refused, "Get \"http://IP:8080/healthz\": dial tcp IP:8080: connect: connection refused"),
        (
            http("/healthz"),
            silent,
            "Get \"http://IP:8080/healthz\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
        ),
        (https, refused, "Get \"https://IP:8443/healthz\": dial tcp IP:8443: connect: connection refused"),
        (tcp.clone(), refused, "dial tcp IP:5432: connect: connection refused"),
        (tcp, silent, "dial tcp IP:5432: i/o timeout"),
        (grpc.clone(), unwell, "service unhealthy (responded with \"NOT_SERVING\")"),
        (grpc.clone(), refused, "timeout: failed to connect service \"IP:9000\" within 1s: context deadline exceeded"),
        (grpc, silent, "timeout: health rpc did not complete within 1s"),
        (exec.clone(), unwell, ""),
        (exec, silent, "command timed out: \"cat /tmp/healthy\" timed out after 1s"),
    ];
    for (asked, app, expected) in rows {
        let mut life = Life::with(app, readiness(Probe::DEFAULT), Latency::NONE, |template| {
            template.change_container(|container| container.readiness_probe = Some(asked.clone()));
        });
        life.cluster.advance_to(30 * SECOND);
        let [_, high, middle, low] = life.pod.0.to_be_bytes();
        let expected = expected.replace("IP", &format!("10.{}.{middle}.{low}", 128 + high));
        let last = life.events("Unhealthy").pop().expect("it fails").1;
        assert_eq!(last, format!("Readiness probe failed: {expected}"), "{asked:?}");
    }
}

#[test]
fn liveness_and_startup_probes_tell_of_each_check_before_the_kill() {
    for (kind, lifecycle) in [
        ("Liveness", Lifecycle { liveness: Some(Probe::DEFAULT), ..NO_PROBES }),
        ("Startup", Lifecycle { startup: Some(Probe::DEFAULT), ..NO_PROBES }),
    ] {
        let mut life = Life::new(App { start_up: 300 * SECOND, ..App::fine(0) }, lifecycle);
        while life.events("Killing").is_empty() {
            assert!(life.cluster.step(), "{kind}");
        }
        let events = life.cluster.log().events().iter();
        let turns: Vec<bool> = events
            .filter_map(|event| match &event.happening {
                Happening::Unhealthy { probe, turns, .. } if *probe == kind => Some(*turns),
                _ => None,
            })
            .collect();
        assert_eq!(turns, [false, false, true], "{kind}");
    }
}

#[test]
fn the_recorder_drops_a_flood_and_its_count_goes_on() {
    // A check each second: 25 at once, while 300 s make one more; 2 h are 7,200 s, which make 24 more.
    let mut life = Life::new(never_ready(), readiness(Probe { period: SECOND, ..Probe::DEFAULT }));
    let before = life.cluster.log().events().len();
    life.cluster.advance_to(7_200 * SECOND);
    let told = life.cluster.log().events().len() - before;
    assert!((45..=50).contains(&told), "{told}");
    let list = listed(&life, "Unhealthy");
    assert_eq!(list.len(), 1);
    let (count, first, last, _) = &list[0];
    assert_eq!((*count, *first), (*last as u32 + 1, 0), "every check up to the last one that was sent");
    assert!(*last > 6_600, "{last}");
    // On the page, too: an entry says for how many it stands.
    let name = &life.pod().expect("there").metadata.name;
    let entries = life.cluster.log().events().iter().filter(|event| event.object == *name);
    let words: Vec<String> =
        entries.filter(|event| event.happening.reason() == "Unhealthy").map(kubectl::said).collect();
    assert!(words[0].ends_with("503") && words.last().expect("many").ends_with("(x300)"), "{words:?}");
}

#[test]
fn a_dropped_check_still_counts_for_the_verdict() {
    // Readiness floods; liveness turns bad after 40 s all the same, and well answers make the pod ready.
    let app = App { hangs_after: Some(40 * SECOND), terminate: 0, ..App::fine(3_600 * SECOND) };
    let every_second = Probe { period: SECOND, ..Probe::DEFAULT };
    let lifecycle = Lifecycle { readiness: Some(every_second), liveness: Some(every_second), ..NO_PROBES };
    let mut life = Life::new(app, lifecycle);
    life.cluster.advance_to(60 * SECOND);
    assert!((42..=44).contains(&kills(&life)[0]), "{:?}", kills(&life));
    let mut slow = Life::new(App::fine(100 * SECOND), readiness(every_second));
    slow.cluster.advance_to(200 * SECOND);
    assert_eq!(slow.at("Ready"), ["100"]);
}

#[test]
fn a_run_of_good_checks_lives_on_in_the_next_container() {
    let app = App { crash_after: Some(65 * SECOND), ..prompt() };
    let mut life = Life::new(app, readiness(Probe { success_threshold: 3, ..Probe::DEFAULT }));
    life.cluster.advance_to(120 * SECOND);
    assert_eq!(life.at("Started"), ["0", "65"]);
    assert_eq!(life.at("Ready"), ["20", "65"], "the third good check, and then the first one");
}

#[test]
fn a_run_of_bad_checks_ends_the_next_container() {
    let app = App { start_up: 300 * SECOND, crash_after: Some(25 * SECOND), terminate: 0, ..App::fine(0) };
    let lifecycle = Lifecycle { liveness: Some(Probe::DEFAULT), ..NO_PROBES };
    let mut seen = [false; 2];
    for seed in 0..12 {
        let world = World { seed, delays: Latency::NONE, nodes: podyard::world::Nodes::of(0), ..World::default() };
        let mut life = Life::on(world, app, lifecycle, |_| {});
        life.cluster.advance_to(110 * SECOND);
        let phase = life.events("Unhealthy")[0].0;
        let kills: Vec<Millis> = life.events("Killing").into_iter().map(|(at, _)| at - phase).collect();
        let early = phase < 5 * SECOND;
        seen[usize::from(early)] = true;
        if early {
            // 2, 12, 22 s: ended. From 22 to 47 s two more fail; at 57 s there is the next, and at 62 s it is ended.
            assert_eq!(kills[..2], [20 * SECOND, 60 * SECOND], "seed {seed}, checks from {phase} ms on");
        } else {
            // 7, 17 s, and the container dies at 25 s by itself; its successor fails once.
            assert_eq!(kills[0], 20 * SECOND, "seed {seed}, checks from {phase} ms on");
            assert_eq!(life.at("Started")[1], "25");
        }
    }
    assert_eq!(seen, [true; 2]);
}

#[test]
fn the_ticker_runs_through_restarts() {
    let app = App { start_up: 300 * SECOND, terminate: 0, ..App::fine(0) };
    let mut life = Life::new(app, Lifecycle { liveness: Some(EVERY_10), ..NO_PROBES });
    life.cluster.advance_to(300 * SECOND);
    let checks: Vec<Millis> = life.events("Unhealthy").into_iter().map(|(at, _)| at % (10 * SECOND)).collect();
    assert!(checks.len() > 4);
    assert!(checks.iter().all(|at| *at == checks[0]), "{checks:?}");
}
