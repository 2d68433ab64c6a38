//! Phase, conditions and STATUS in every state of a pod's life. Behaviours 4.1, 4.2 and the rules of printPod.

use podyard::kube::pod::ReadinessGate;
use podyard::kube::resources::Resources;
use podyard::kube::time::SECOND;
use podyard::sim::pod::Pod;
use podyard::sim::probe::Probe;
use podyard::world::{App, Delay, Latency, Nodes, World};

use crate::fault::{Fault, Inject};

use super::{Life, Lifecycle, NO_PROBES, prompt};

/// Each condition that does not hold, with reason and message; and how many hold.
fn conditions(pod: &Pod) -> (Vec<String>, usize) {
    let conditions = pod.conditions();
    let shown = |condition: &podyard::kube::object::Condition| {
        format!("{} {} {}", condition.kind, condition.reason, condition.message).trim_end().to_string()
    };
    let failing: Vec<String> =
        conditions.iter().filter(|condition| condition.status.as_str() == "False").map(shown).collect();
    let holding = conditions.len() - failing.len();
    (failing, holding)
}

const UNREADY: [&str; 2] = [
    "Ready ContainersNotReady containers with unready status: [web]",
    "ContainersReady ContainersNotReady containers with unready status: [web]",
];

/// Models pkg/kubelet/status/generate_test.go TestGeneratePodReadyCondition: nobody here sets a gate's condition.
#[test]
fn a_pod_with_a_readiness_gate_is_never_ready() {
    let mut life =
        Life::with(prompt(), Lifecycle { readiness: Some(Probe::DEFAULT), ..NO_PROBES }, Latency::NONE, |template| {
            let gate = |name: &str| ReadinessGate { condition_type: name.into(), ..ReadinessGate::default() };
            std::rc::Rc::make_mut(&mut template.spec).readiness_gates = vec![gate("x.y/z"), gate("w")];
        });
    life.cluster.advance_to(100 * SECOND);
    let (failing, holding) = conditions(life.pod().expect("there"));
    let why = "Ready ReadinessGatesNotReady corresponding condition of pod readiness gate \"x.y/z\" does not exist., \
               corresponding condition of pod readiness gate \"w\" does not exist.";
    assert_eq!((failing, holding), (vec![why.to_string()], 4), "ContainersReady holds");
    assert_eq!((life.at("Ready").len(), life.at("Unhealthy").len()), (0, 0));
    let deployment = life.cluster.objects().deployment("web").expect("there");
    assert_eq!((deployment.status.ready_replicas, deployment.status.unavailable_replicas), (0, 1));
    let written = life.cluster.writes().len();
    life.cluster.advance_to(200 * SECOND);
    assert_eq!(life.cluster.writes().len(), written, "good checks change nothing any more");
}

struct Case {
    name: &'static str,
    life: Life,
    /// STATUS, phase and whether it is shown ready.
    shown: (&'static str, &'static str, bool),
    /// Conditions that do not hold, and how many do.
    failing: Vec<&'static str>,
    holding: usize,
}

fn slow() -> Latency {
    let second = Delay { min: SECOND, max: SECOND };
    Latency { schedule: second, sandbox: second, pull: second, start: second, cleanup: second, ..Latency::NONE }
}

/// A pod at this instant, ms after its creation: scheduled at 1 s, its sandbox there at 2, its image at 3, running at 4.
fn at(app: App, lifecycle: Lifecycle, instant: u64) -> Life {
    let mut life = Life::with(app, lifecycle, slow(), |_| {});
    life.cluster.advance_to(instant);
    life
}

fn deleted(app: App, instant: u64) -> Life {
    let mut life = at(app, NO_PROBES, 10 * SECOND);
    life.delete();
    life.cluster.advance_to(instant);
    life
}

fn evicted() -> Life {
    let mut life = at(prompt(), NO_PROBES, 10 * SECOND);
    assert!(life.cluster.inject(Fault::Evict(life.pod)));
    life
}

fn cases() -> Vec<Case> {
    let case = |name, life, shown, failing: &[&'static str], holding| Case {
        name,
        life,
        shown,
        failing: failing.to_vec(),
        holding,
    };
    let unready = |first: Option<&'static str>| first.into_iter().chain(UNREADY).collect::<Vec<_>>();
    let no_sandbox = "PodReadyToStartContainers";
    let never = Lifecycle { readiness: Some(Probe::IDEAL), ..NO_PROBES };
    let crashing = App { crash_after: Some(SECOND), ..prompt() };
    vec![
        case("no node yet", at(prompt(), NO_PROBES, 500), ("Pending", "Pending", false), &["PodScheduled"], 0),
        case(
            "bound, no sandbox",
            at(prompt(), NO_PROBES, 1_500),
            ("ContainerCreating", "Pending", false),
            &unready(Some(no_sandbox)),
            2,
        ),
        case("pulling", at(prompt(), NO_PROBES, 2_500), ("ContainerCreating", "Pending", false), &UNREADY, 3),
        case("starting", at(prompt(), NO_PROBES, 3_500), ("ContainerCreating", "Pending", false), &UNREADY, 3),
        case("running", at(prompt(), NO_PROBES, 4_500), ("Running", "Running", true), &[], 5),
        case(
            "running, not ready",
            at(App { never_ready: true, ..prompt() }, never, 100_000),
            ("Running", "Running", false),
            &UNREADY,
            3,
        ),
        case(
            "no image",
            at(App { image_missing: true, ..prompt() }, NO_PROBES, 3_500),
            ("ErrImagePull", "Pending", false),
            &UNREADY,
            3,
        ),
        case("just ended", at(crashing, NO_PROBES, 5_500), ("Error", "Running", false), &UNREADY, 3),
        case("between restarts", at(crashing, NO_PROBES, 12_000), ("CrashLoopBackOff", "Running", false), &UNREADY, 3),
        case("being deleted", deleted(prompt(), 12_000), ("Terminating", "Running", true), &[], 5),
        case(
            "ended well",
            deleted(prompt(), 13_500),
            ("Completed", "Succeeded", false),
            &[no_sandbox, "Ready PodCompleted", "ContainersReady PodCompleted"],
            2,
        ),
        case(
            "killed",
            deleted(App { ignores_sigterm: true, ..prompt() }, 40_500),
            ("Error", "Failed", false),
            &[no_sandbox, "Ready PodFailed", "ContainersReady PodFailed"],
            2,
        ),
        case(
            "evicted",
            evicted(),
            ("Evicted", "Failed", false),
            &[no_sandbox, "Ready PodFailed", "ContainersReady PodFailed"],
            3,
        ),
    ]
}

#[test]
fn every_state_of_a_pod() {
    for case in cases() {
        let pod = case.life.pod().unwrap_or_else(|| panic!("{}: no pod", case.name));
        let shown = (pod.status_word(), pod.status.phase.as_str(), pod.status.ready);
        assert_eq!(shown, case.shown, "{}", case.name);
        let (failing, holding) = conditions(pod);
        assert_eq!(
            (failing.iter().map(String::as_str).collect::<Vec<_>>(), holding),
            (case.failing, case.holding),
            "{}",
            case.name
        );
    }
}

#[test]
fn a_pod_no_node_takes_says_why_in_its_condition() {
    let config = World {
        delays: Latency::NONE,
        nodes: Nodes::sized(1, Resources { cpu_milli: 500, memory_mib: 512 }),
        ..World::default()
    };
    let mut life = Life::on(config, prompt(), NO_PROBES, |template| {
        crate::template::set_requests(template, Resources { cpu_milli: 1_000, ..Resources::default() })
    });
    life.cluster.advance_to(SECOND);
    let pod = life.pod().unwrap();
    let why = "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are \
               available: 1 Preemption is not helpful for scheduling.";
    assert_eq!(conditions(pod), (vec![format!("PodScheduled Unschedulable {why}")], 0));
    assert_eq!((pod.status_word(), pod.status.phase.as_str()), ("Pending", "Pending"));
    assert_eq!(life.events("FailedScheduling"), [(0, why.to_string())]);
}

#[test]
fn the_events_of_a_start_in_order() {
    let mut life = at(prompt(), NO_PROBES, 10 * SECOND);
    let name = life.pod().unwrap().metadata.name.clone();
    let own: Vec<String> = life
        .cluster
        .log()
        .events()
        .iter()
        .filter(|event| event.object == name)
        .map(|event| format!("{} {} {}", event.at, event.happening.reason(), event.message()))
        .collect();
    let expected = [
        format!("1000 Scheduled Successfully assigned default/{name} to node-of-{name}"),
        "2000 Pulling Pulling image \"v1\"".into(),
        "3000 Pulled Successfully pulled image \"v1\" in 1s (1s including waiting)".into(),
        "3000 Created Container created".into(),
        "4000 Started Container started".into(),
        "4000 Ready Readiness probe succeeded".into(),
    ];
    assert_eq!(own, expected);
    life.cluster.advance_to(20 * SECOND);
}
