//! The Deployment controller's arithmetic and steps, as tables. No cluster takes time here: `Latency::NONE`.

use podyard::sim::app::App;
use podyard::sim::command::Command;
use podyard::sim::event::Happening;
use podyard::sim::latency::Latency;
use podyard::sim::object::labels;
use podyard::sim::quantity::{IntOrString, resolve_fenceposts};
use podyard::sim::time::SECOND;
use podyard::sim::workload::{Deployment, DeploymentSpec, PodTemplate, Strategy};
use podyard::sim::{Cluster, Config};

/// Source: pkg/controller/deployment/util/deployment_util_test.go TestResolveFenceposts, and worked examples.
#[test]
fn fenceposts() {
    // Name, maxSurge, maxUnavailable, replicas, surge, unavailable.
    let cases = [
        ("25 % of 1", "25%", "25%", 1, 1, 0),
        ("25 % of 3", "25%", "25%", 3, 1, 0),
        ("25 % of 4", "25%", "25%", 4, 1, 1),
        ("25 % of 5", "25%", "25%", 5, 2, 1),
        ("25 % of 8", "25%", "25%", 8, 2, 2),
        ("25 % of 10", "25%", "25%", 10, 3, 2),
        ("39 % of 10", "39%", "39%", 10, 4, 3),
        ("no surge", "0", "39%", 10, 0, 3),
        ("none unavailable", "39%", "0", 10, 4, 0),
        ("both 0", "0", "0", 10, 0, 1),
        ("1 % of 2 rounds to 0, so 1", "0%", "1%", 2, 0, 1),
        ("1 % surge of 1 rounds up", "1%", "0%", 1, 1, 0),
        ("surge above 100 %", "200%", "0", 3, 6, 0),
    ];
    for (name, surge, unavailable, replicas, max_surge, max_unavailable) in cases {
        let posts = resolve_fenceposts(&IntOrString::parse(surge), &IntOrString::parse(unavailable), replicas);
        assert_eq!((posts.max_surge, posts.max_unavailable), (max_surge, max_unavailable), "{name}");
    }
}

struct Rollout {
    name: &'static str,
    replicas: i32,
    max_surge: &'static str,
    max_unavailable: &'static str,
    never_ready: bool,
    /// `second: what`, one for each change of a ReplicaSet's size after the change of image.
    scalings: &'static [&'static str],
}

/// Every new pod is available 10 s after its creation; a deleted one is gone after 30 s.
const ROLLOUTS: &[Rollout] = &[
    Rollout {
        name: "3 by default",
        replicas: 3,
        max_surge: "25%",
        max_unavailable: "25%",
        never_ready: false,
        scalings: &["0: v2 0→1", "10: v1 3→2", "10: v2 1→2", "20: v1 2→1", "20: v2 2→3", "30: v1 1→0"],
    },
    Rollout {
        name: "4 by default",
        replicas: 4,
        max_surge: "25%",
        max_unavailable: "25%",
        never_ready: false,
        scalings: &["0: v2 0→1", "0: v1 4→3", "0: v2 1→2", "10: v1 3→1", "10: v2 2→4", "20: v1 1→0"],
    },
    Rollout {
        name: "10 by default",
        replicas: 10,
        max_surge: "25%",
        max_unavailable: "25%",
        never_ready: false,
        scalings: &["0: v2 0→3", "0: v1 10→8", "0: v2 3→5", "10: v1 8→3", "10: v2 5→10", "20: v1 3→0"],
    },
    Rollout {
        name: "no surge",
        replicas: 4,
        max_surge: "0",
        max_unavailable: "1",
        never_ready: false,
        scalings: &[
            "0: v1 4→3",
            "0: v2 0→1",
            "10: v1 3→2",
            "10: v2 1→2",
            "20: v1 2→1",
            "20: v2 2→3",
            "30: v1 1→0",
            "30: v2 3→4",
        ],
    },
    Rollout {
        name: "surge by all",
        replicas: 3,
        max_surge: "100%",
        max_unavailable: "0",
        never_ready: false,
        scalings: &["0: v2 0→3", "10: v1 3→0"],
    },
    Rollout {
        name: "all unavailable",
        replicas: 3,
        max_surge: "0",
        max_unavailable: "100%",
        never_ready: false,
        scalings: &["0: v1 3→0", "0: v2 0→3"],
    },
    Rollout {
        name: "a version that is never ready stops at the bound",
        replicas: 10,
        max_surge: "3",
        max_unavailable: "2",
        never_ready: true,
        scalings: &["0: v2 0→3", "0: v1 10→8", "0: v2 3→5"],
    },
    Rollout {
        name: "a version that is never ready, none to spare",
        replicas: 3,
        max_surge: "25%",
        max_unavailable: "25%",
        never_ready: true,
        scalings: &["0: v2 0→1"],
    },
];

fn deployment(replicas: i32, strategy: Strategy) -> Command {
    let mut spec = DeploymentSpec::new(replicas, PodTemplate::new(labels(&[("app", "web")]), "web", "web:v1"));
    spec.strategy = strategy;
    Command::CreateDeployment(Box::new(Deployment::new("web", spec)))
}

fn apply(cluster: &mut Cluster, command: Command) {
    cluster.apply(command).expect("the command is legal");
}

fn instant_cluster(never_ready: bool) -> Cluster {
    let mut cluster = Cluster::new(Config { latency: Latency::NONE, nodes: 0, ..Config::default() });
    let app = App { terminate: 30 * SECOND, ..App::fine(10 * SECOND) };
    apply(&mut cluster, Command::SetApp { image: "web:v1".into(), app });
    apply(&mut cluster, Command::SetApp { image: "web:v2".into(), app: App { never_ready, ..app } });
    cluster
}

#[track_caller]
fn check(rollout: &Rollout) {
    let mut cluster = instant_cluster(rollout.never_ready);
    let strategy = Strategy::RollingUpdate {
        max_surge: IntOrString::parse(rollout.max_surge),
        max_unavailable: IntOrString::parse(rollout.max_unavailable),
    };
    apply(&mut cluster, deployment(rollout.replicas, strategy));
    cluster.advance_to(100 * SECOND);
    let before = cluster.log().events().len();
    apply(&mut cluster, Command::SetImage { deployment: "web".into(), image: "web:v2".into() });
    cluster.advance_to(400 * SECOND);
    assert_eq!(scalings(&cluster, before, 100), rollout.scalings, "{}", rollout.name);
}

fn scalings(cluster: &Cluster, from: usize, second: u64) -> Vec<String> {
    let version = |name: &str| {
        let set = cluster.objects().replica_sets.values().find(|set| &*set.metadata.name == name);
        set.map_or_else(|| name.to_string(), |set| set.spec.template.image.replace("web:", ""))
    };
    let scaling = |event: &podyard::sim::event::Event| match &event.happening {
        Happening::ScalingReplicaSet { replica_set, from, to, .. } => {
            Some(format!("{}: {} {from}→{to}", event.at / SECOND - second, version(replica_set)))
        }
        _ => None,
    };
    cluster.log().events()[from..].iter().filter_map(scaling).collect()
}

#[test]
fn golden_trajectories() {
    ROLLOUTS.iter().for_each(check);
}

#[test]
fn recreate_waits_for_the_last_old_pod() {
    let mut cluster = instant_cluster(false);
    apply(&mut cluster, deployment(3, Strategy::Recreate));
    cluster.advance_to(100 * SECOND);
    let before = cluster.log().events().len();
    apply(&mut cluster, Command::SetImage { deployment: "web".into(), image: "web:v2".into() });
    cluster.advance_to(400 * SECOND);
    assert_eq!(scalings(&cluster, before, 100), ["0: v1 3→0", "30: v2 0→3"]);
}

#[test]
fn scaling_in_mid_rollout_is_proportional() {
    // 8 old and 5 new of 13; 15 replicas and surge 3 allow 18: 11 and 7.
    let mut cluster = instant_cluster(true);
    let strategy = Strategy::RollingUpdate { max_surge: IntOrString::Int(3), max_unavailable: IntOrString::Int(2) };
    apply(&mut cluster, deployment(10, strategy));
    cluster.advance_to(100 * SECOND);
    apply(&mut cluster, Command::SetImage { deployment: "web".into(), image: "web:v2".into() });
    cluster.advance_to(200 * SECOND);
    let before = cluster.log().events().len();
    apply(&mut cluster, Command::Scale { deployment: "web".into(), replicas: 15 });
    cluster.advance_to(300 * SECOND);
    let mut scalings = scalings(&cluster, before, 200);
    scalings.sort();
    assert_eq!(scalings, ["0: v1 8→11", "0: v2 5→7"]);
}

#[test]
fn undo_in_mid_rollout_takes_the_earlier_set_again() {
    let mut cluster = instant_cluster(true);
    let strategy = Strategy::RollingUpdate { max_surge: IntOrString::Int(3), max_unavailable: IntOrString::Int(2) };
    apply(&mut cluster, deployment(10, strategy));
    cluster.advance_to(100 * SECOND);
    apply(&mut cluster, Command::SetImage { deployment: "web".into(), image: "web:v2".into() });
    cluster.advance_to(200 * SECOND);
    let before = cluster.log().events().len();
    let answer = cluster.apply(Command::RolloutUndo { deployment: "web".into(), to_revision: 0 });
    assert_eq!(answer.as_deref(), Ok("deployment.apps/web rolled back"));
    cluster.advance_to(400 * SECOND);
    assert_eq!(scalings(&cluster, before, 200), ["0: v2 5→0", "0: v1 8→10"]);
    let revisions: Vec<i64> = cluster.objects().replica_sets.values().map(|set| set.revision()).collect();
    assert_eq!(revisions, [3, 2], "the earlier ReplicaSet is revision 3 by now");
}

#[test]
fn a_stuck_rollout_is_reported_a_second_after_its_deadline() {
    let mut cluster = instant_cluster(true);
    apply(&mut cluster, deployment(3, Strategy::default()));
    cluster.advance_to(100 * SECOND);
    apply(&mut cluster, Command::SetImage { deployment: "web".into(), image: "web:v2".into() });
    cluster.advance_to(1_000 * SECOND);
    let exceeded: Vec<u64> = cluster
        .log()
        .events()
        .iter()
        .filter(|event| event.happening.reason() == "ProgressDeadlineExceeded")
        .map(|event| event.at / SECOND)
        .collect();
    assert_eq!(exceeded, [701], "600 s of silence, and the second in which the controller looks again");
}
