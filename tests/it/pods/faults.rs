//! What goes wrong from outside, and that a pod finds back: readiness that is held down, nodes that go and come, graces
//! that begin late, containers that die. Behaviours 4.5, 4.6 and 4.7.

use podyard::kube::resources::Resources;
use podyard::kube::time::{Millis, SECOND};
use podyard::sim::Cluster;
use podyard::sim::probe::{Lifecycle, Probe};
use podyard::world::{App, Delay, Latency, Nodes, World};

use crate::fault::{Fault, Inject};

use super::{EVERY_10, Life, NO_PROBES, prompt};

/// One node, which can be lost; nothing takes time.
fn one_node() -> World {
    let node_size = Resources { cpu_milli: 4_000, memory_mib: 16_384 };
    World { delays: Latency::NONE, nodes: Nodes::sized(1, node_size), ..World::default() }
}

/// It answers badly from one second to another.
fn bad(from: Millis, to: Millis) -> App {
    App { unready_after: Some(from * SECOND), unready_for: Some((to - from) * SECOND), ..prompt() }
}

fn inject(cluster: &mut Cluster, name: &str, fault: Fault) {
    assert!(cluster.inject(fault), "{name}: {fault:?} strikes");
}

#[test]
fn a_pod_held_down_is_ready_again_once_its_endpoint_answers() {
    // Name, behaviour, the probe; what is shown. Its endpoint is held down from second 5 to 15.
    let cases = [
        ("well by itself", prompt(), Probe::IDEAL, ["15 Running 1/1 0"].as_slice()),
        ("bad by itself meanwhile, well before the end", bad(6, 10), Probe::IDEAL, &["15 Running 1/1 0"]),
        ("bad by itself beyond the end", bad(10, 20), Probe::IDEAL, &["20 Running 1/1 0"]),
        ("the same, asked every 10 s", bad(10, 25), EVERY_10, &["30 Running 1/1 0"]),
        (
            "bad by itself later on",
            bad(30, 40),
            Probe::IDEAL,
            &["15 Running 1/1 0", "30 Running 0/1 0", "40 Running 1/1 0"],
        ),
    ];
    for (name, app, probe, expected) in cases {
        let mut life = Life::new(app, Lifecycle { readiness: Some(probe), ..NO_PROBES });
        life.cluster.advance_to(5 * SECOND);
        let pod = life.pod;
        inject(&mut life.cluster, name, Fault::FlapReadiness(pod, 10 * SECOND));
        let rows = life.rows(100 * SECOND);
        assert_eq!(rows[0], "5 Running 0/1 0", "{name}");
        assert_eq!(&rows[1..], expected, "{name}");
    }
}

#[test]
fn a_node_that_comes_back_reports_its_pods_as_they_are() {
    // Name, behaviour; what is shown from the loss on. Lost at 45 s, missed at 95, back at 150.
    let cases = [
        ("well all the while", prompt(), ["95 Running 0/1 0", "150 Running 1/1 0"].as_slice()),
        ("bad and well again meanwhile", bad(50, 60), &["95 Running 0/1 0", "150 Running 1/1 0"]),
        ("bad until later", bad(50, 200), &["95 Running 0/1 0", "200 Running 1/1 0"]),
        (
            "bad later",
            bad(160, 170),
            &["95 Running 0/1 0", "150 Running 1/1 0", "160 Running 0/1 0", "170 Running 1/1 0"],
        ),
    ];
    for (name, app, expected) in cases {
        let lifecycle = Lifecycle { readiness: Some(Probe::IDEAL), ..NO_PROBES };
        let mut life = Life::on(one_node(), app, lifecycle, |_| {});
        life.cluster.advance_to(45 * SECOND);
        inject(&mut life.cluster, name, Fault::LoseNode(0));
        let mut rows = life.rows(150 * SECOND);
        inject(&mut life.cluster, name, Fault::RegainNode(0));
        let verdicts = life.events("Unhealthy").len();
        let back = life.rows(300 * SECOND);
        rows.extend(back);
        assert_eq!(rows[0], "45 Running 1/1 0", "{name}");
        // What is shown at the moment of the return stands twice: before and after it.
        rows.dedup_by(|second, first| second.split_once(' ').unwrap().1 == first.split_once(' ').unwrap().1);
        assert_eq!(&rows[1..], expected, "{name}");
        let bad_again = usize::from(expected.len() > 2);
        assert_eq!(life.events("Unhealthy").len() - verdicts, bad_again, "{name}: no verdict on what is long over");
    }
}

#[test]
fn the_grace_begins_when_the_kubelet_hears_of_the_deletion() {
    let watch = Delay { min: 2 * SECOND, max: 2 * SECOND };
    let cleanup = Delay { min: SECOND, max: SECOND };
    // Name, preStop s; when the process is killed after the kubelet heard, s. It ignores SIGTERM; the grace is 30 s.
    for (name, pre_stop, killed) in
        [("no hook", None, 30), ("preStop 5 s", Some(5), 30), ("preStop hangs", Some(60), 32)]
    {
        let app = App { ignores_sigterm: true, ..prompt() };
        let lifecycle = Lifecycle { pre_stop: pre_stop.map(|pre_stop| pre_stop * SECOND), ..NO_PROBES };
        let mut life = Life::with(app, lifecycle, Latency { watch, cleanup, ..Latency::NONE }, |_| {});
        life.cluster.advance_to(100 * SECOND);
        assert_eq!(life.shown(), "Running 1/1 0", "{name}");
        life.delete();
        let rows = life.rows(200 * SECOND);
        let expected = [
            "100 Terminating 1/1 0".to_string(),
            format!("{} Error 0/1 0", 102 + killed),
            format!("{} gone", 103 + killed),
        ];
        assert_eq!(rows, expected, "{name}");
    }
}

#[test]
fn a_pod_deleted_while_its_node_was_away_has_its_whole_grace_then() {
    let app = App { terminate: 4 * SECOND, ..prompt() };
    let lifecycle = Lifecycle { pre_stop: Some(5 * SECOND), ..NO_PROBES };
    let mut life = Life::on(one_node(), app, lifecycle, |_| {});
    life.cluster.advance_to(10 * SECOND);
    inject(&mut life.cluster, "away", Fault::LoseNode(0));
    life.delete();
    assert_eq!(life.rows(55 * SECOND), ["10 Terminating 1/1 0"], "nobody there hears it");
    inject(&mut life.cluster, "back", Fault::RegainNode(0));
    assert_eq!(life.rows(100 * SECOND), ["55 Terminating 1/1 0", "64 gone"], "hook 5 s, SIGTERM, 4 s");
}

#[test]
fn how_a_dead_container_is_shown_until_the_kubelet_sees_it() {
    let start = Delay { min: SECOND, max: SECOND };
    // Exit code; the reason, shown until a sync.
    for (code, reason) in [(0, "Completed"), (1, "Error"), (137, "Error"), (143, "Error")] {
        let mut life = Life::with(prompt(), NO_PROBES, Latency { start, ..Latency::NONE }, |_| {});
        life.cluster.advance_to(10 * SECOND);
        let pod = life.pod;
        inject(&mut life.cluster, reason, Fault::Crash(pod, code));
        // Two seconds to the first restart: one until the end is seen, one for the start.
        let expected = [format!("10 {reason} 0/1 0"), "12 Running 1/1 1".into()];
        assert_eq!(life.rows(20 * SECOND), expected, "exit code {code}");
        let ended = life.pod().unwrap().status.last_termination.expect("it has ended");
        let what = (ended.exit_code, ended.reason(), ended.finished_at);
        assert_eq!(what, (code, reason, 10 * SECOND), "exit code {code}");
        inject(&mut life.cluster, reason, Fault::Crash(pod, code));
        let rows = life.rows(21 * SECOND);
        assert_eq!(rows, [format!("20 {reason} 0/1 1"), "21 CrashLoopBackOff 0/1 1".into()], "exit code {code}");
    }
}

#[test]
fn a_finished_pod_and_one_deleted_by_force_go_at_once() {
    let mut evicted = Life::new(prompt(), NO_PROBES);
    evicted.cluster.advance_to(10 * SECOND);
    let pod = evicted.pod;
    inject(&mut evicted.cluster, "evicted", Fault::Evict(pod));
    assert_eq!(evicted.rows(50 * SECOND), ["10 Evicted 0/1 0"], "its object stays");
    evicted.delete();
    assert_eq!(evicted.shown(), "gone", "finished");

    let mut forced = Life::new(App { ignores_sigterm: true, ..prompt() }, NO_PROBES);
    forced.cluster.advance_to(10 * SECOND);
    forced.delete();
    assert_eq!(forced.rows(15 * SECOND), ["10 Terminating 1/1 0"], "it would take until 40 s");
    let pod = forced.pod;
    inject(&mut forced.cluster, "forced", Fault::ForceDelete(pod));
    assert_eq!(forced.shown(), "gone", "by force");
}
