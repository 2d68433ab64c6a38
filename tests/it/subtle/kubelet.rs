//! What a rollout sees of containers that crash, images that are missing, and probes. Items 37 to 40, 43 and 47.

use podyard::kube::resources::Resources;
use podyard::kube::time::SECOND;
use podyard::kube::workload::{DeploymentSpec, Strategy};
use podyard::sim::pod::PodPhase;
use podyard::sim::probe::{Lifecycle, Probe};
use podyard::world::{App, Nodes, World};

use super::{START, Web, instant, rolling_update, spec};

const NO_PROBES: Lifecycle = Lifecycle { startup: None, liveness: None, readiness: None, pre_stop: None };

fn with(replicas: i32, strategy: Strategy, lifecycle: Lifecycle) -> DeploymentSpec {
    let mut spec = spec(replicas, strategy);
    crate::template::set_lifecycle(&mut spec.template, lifecycle);
    spec
}

#[test]
fn item_37_the_first_crash_restarts_at_once_and_a_crash_loop_is_phase_running() {
    let mut web = Web::of(instant(), with(3, Strategy::default(), NO_PROBES));
    web.app("v2", App { crash_after: Some(5 * SECOND), ..App::fine(0) });
    web.set_image("v2");
    web.until(START + 5);
    assert_eq!(web.active("v2")[0].status.restart_count, 1, "there again in the same second");
    web.until(START + 11);
    for pod in web.active("v2") {
        let shown = (pod.status.phase, pod.status_word(), pod.status.ready);
        assert_eq!(shown, (PodPhase::Running, "CrashLoopBackOff", false));
    }
    // The word is no obstacle to the rollout: what was ready for a moment let old pods go.
    let restarts = |web: &Web| web.active("v2").iter().map(|pod| pod.status.restart_count).max();
    web.until(START + 19);
    assert_eq!(restarts(&web), Some(1));
    web.until(START + 20);
    assert_eq!(restarts(&web), Some(2), "10 s after the second crash");
}

#[test]
fn item_38_a_missing_image_is_pending_without_restarts_under_two_words() {
    let mut web = Web::new(3, Strategy::default());
    web.app("v2", App { image_missing: true, ..App::fine(0) });
    web.set_image("v2");
    for (second, word) in [(0, "ErrImagePull"), (5, "ImagePullBackOff"), (10, "ErrImagePull"), (29, "ImagePullBackOff")]
    {
        web.until(START + second);
        let pod = &web.active("v2")[0];
        let shown = (pod.status.phase, pod.status_word(), pod.status.restart_count);
        assert_eq!(shown, (PodPhase::Pending, word, 0), "{second} s later");
    }
    web.until(START + 500);
    assert_eq!(web.sizes(), "v1 3, v2 1", "the old version serves on");
}

#[test]
fn item_39_without_a_readiness_probe_the_rollout_runs_ahead_of_a_warm_up() {
    // Probes; when the last old pod went, s after the start, with pods that answer nothing for 20 s.
    let cases = [("none", NO_PROBES, 0), ("readiness", Lifecycle::default(), 60)];
    for (name, lifecycle, ends) in cases {
        let mut web = Web::of(instant(), with(3, Strategy::default(), lifecycle));
        web.app("v2", App { start_up: 20 * SECOND, ..App::fine(20 * SECOND) });
        web.set_image("v2");
        web.until(START + 100);
        assert_eq!(web.scalings(START).last(), Some(&format!("{ends}: v1 1→0")), "{name}");
    }
}

#[test]
fn item_40_readiness_never_restarts_and_a_failing_pod_leaves_after_20_to_30_seconds() {
    let probes = Lifecycle { readiness: Some(Probe::DEFAULT), ..NO_PROBES };
    let app = App { unready_after: Some(33 * SECOND), ..App::fine(0) };
    let mut web = Web { cluster: podyard::sim::Cluster::new(instant()), seen: 0 };
    web.app("v1", app);
    let deployment = podyard::kube::workload::Deployment::new("web", with(1, Strategy::default(), probes));
    web.apply(podyard::sim::command::Command::create(deployment));
    web.until(400);
    // Fails from 33 s on; checks at 40, 50 and 60 s.
    assert_eq!(web.counts("Unhealthy")[..3], [(40 * SECOND, 1), (50 * SECOND, 1), (60 * SECOND, 1)]);
    let pod = &web.active("v1")[0];
    assert_eq!((pod.status.ready, pod.status.restart_count, pod.status_word()), (false, 0, "Running"));
}

#[test]
fn item_40_liveness_takes_nothing_out_of_service_but_its_restart_does() {
    let probes = Lifecycle { liveness: Some(Probe::DEFAULT), ..NO_PROBES };
    let mut web = Web::of(instant(), with(1, Strategy::default(), probes));
    web.app("v2", App { hangs_after: Some(30 * SECOND), terminate: 4 * SECOND, ..App::fine(0) });
    web.set_image("v2");
    assert!(web.step_until(400, |web| !web.counts("Killing").is_empty() && web.counts("Killing").len() > 1));
    let pod = &web.active("v2")[0];
    assert!(pod.status.ready, "it has failed three times and is ready still");
    let killed = web.cluster.now() / SECOND;
    web.until(killed + 5);
    assert_eq!(web.active("v2")[0].status.restart_count, 1);
}

#[test]
fn item_43_a_pre_stop_hook_eats_the_grace() {
    // preStop, s; when a pod that ignores SIGTERM is gone after its deletion, and one that takes 4 s.
    for (pre_stop, killed, graceful) in [(0, 30, 4), (25, 30, 29), (40, 32, 32)] {
        for (ignores_sigterm, gone) in [(true, killed), (false, graceful)] {
            let hook = Lifecycle { pre_stop: Some(pre_stop * SECOND), ..Lifecycle::default() };
            let mut web = Web::of(instant(), with(1, Strategy::default(), hook));
            web.app("v1", App { ignores_sigterm, terminate: 4 * SECOND, ..App::fine(10 * SECOND) });
            web.scale(0);
            web.until(START + 100);
            assert_eq!(
                web.counts("Removed"),
                [((START + gone) * SECOND, 1)],
                "preStop {pre_stop} s, {ignores_sigterm}"
            );
        }
    }
}

#[test]
fn item_47_terminating_pods_hold_their_cpu() {
    let node_size = Resources { cpu_milli: 4_000, memory_mib: 16_384 };
    let one_node = World { nodes: Nodes::sized(1, node_size), ..instant() };
    let cpu = |strategy| {
        let mut spec = spec(4, strategy);
        crate::template::set_requests(&mut spec.template, Resources { cpu_milli: 1_000, ..Resources::default() });
        spec
    };
    let why = "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are \
               available: 1 No preemption victims found for incoming pod.";
    let mut stuck = Web::of(one_node.clone(), cpu(rolling_update("1", "0")));
    stuck.set_image("v2");
    stuck.until(START + 550);
    let surge = &stuck.active("v2")[0];
    assert_eq!((surge.status.phase, surge.status.message.as_deref()), (PodPhase::Pending, Some(why)));
    assert_eq!(stuck.sizes(), "v1 4, v2 1", "for ever");
    // One old pod may go, but its CPU is free only when it is gone, 20 s later; then the new one takes 10 s.
    let mut waits = Web::of(one_node, cpu(rolling_update("0", "1")));
    waits.app("v1", App { terminate: 20 * SECOND, ..App::fine(10 * SECOND) });
    waits.set_image("v2");
    waits.until(START + 19);
    assert_eq!(waits.active("v2")[0].status_word(), "Pending");
    waits.until(START + 400);
    let expected =
        ["0: v1 4→3", "0: v2 0→1", "30: v1 3→2", "30: v2 1→2", "60: v1 2→1", "60: v2 2→3", "90: v1 1→0", "90: v2 3→4"];
    assert_eq!(waits.scalings(START), expected);
    assert_eq!(waits.rollout_status(), "deployment \"web\" successfully rolled out");
}
