//! Properties over random runs. The seed of a failing run is printed; `PODYARD_SEED=… cargo test` replays it alone.

use podyard::kube::int_or_string::IntOrString;
use podyard::kube::object::labels;
use podyard::kube::pod::PodTemplateSpec;
use podyard::kube::time::SECOND;
use podyard::kube::validate::validate_deployment;
use podyard::kube::workload::{Deployment, DeploymentSpec, Strategy};
use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::sim::decision::Decision;
use podyard::sim::event::Happening;
use podyard::sim::invariant;
use podyard::sim::random::Random;
use podyard::world::{App, Latency, Nodes, World};

const RUNS: u64 = 600;

fn int_or_percent(random: &mut Random, percent_max: u32) -> IntOrString {
    if random.percent(50) {
        IntOrString::Int(random.below(21) as i32)
    } else {
        IntOrString::percent(random.below(percent_max + 1))
    }
}

fn random_deployment(random: &mut Random) -> Deployment {
    loop {
        let replicas = 1 + random.below(20) as i32;
        let template = PodTemplateSpec::new(labels(&[("app", "web")]), "web", "web:v1");
        let mut spec = DeploymentSpec::new(replicas, template);
        spec.strategy = Strategy::RollingUpdate {
            max_surge: int_or_percent(random, 200),
            max_unavailable: int_or_percent(random, 100),
        };
        spec.min_ready_seconds = random.below(3) as i32 * 4;
        let deployment = Deployment::new("web", spec);
        if validate_deployment(&deployment).is_empty() {
            return deployment;
        }
    }
}

fn healthy_app(random: &mut Random) -> App {
    let ready_after = u64::from(random.below(12)) * SECOND + u64::from(random.below(900));
    App { terminate: u64::from(random.below(20)) * SECOND, ..App::fine(ready_after) }
}

fn seeds() -> Vec<u64> {
    match std::env::var("PODYARD_SEED") {
        Ok(seed) => vec![seed.parse().expect("PODYARD_SEED is a number")],
        Err(_) => (1..=RUNS).collect(),
    }
}

/// Runs one healthy rollout and checks every event of it.
fn healthy_rollout(seed: u64) {
    let mut random = Random::new(seed ^ 0x5eed);
    let latency = if random.percent(25) { Latency::NONE } else { Latency::SMALL_CLUSTER };
    let mut cluster =
        Cluster::new(World { seed, delays: latency, nodes: Nodes::of(1 + random.below(5)), ..World::default() });
    let deployment = random_deployment(&mut random);
    for image in ["web:v1", "web:v2"] {
        let app = healthy_app(&mut random);
        cluster.apply(Command::app(image, &app)).expect("legal");
    }
    let replicas = deployment.spec.replicas;
    let bounds = (replicas + deployment.max_surge(), deployment.min_available());
    cluster.apply(Command::create(deployment)).expect("legal");
    cluster.advance_to(300 * SECOND);
    cluster.apply(Command::set_image("web", "web:v2")).expect("legal");
    let seen = cluster.log().events().len();
    let mut watchdog = invariant::Watchdog::default();
    while cluster.next_event_at().is_some_and(|at| at < 4_000 * SECOND) {
        cluster.step();
        check_instant(&mut watchdog, &cluster, bounds, seed);
    }
    check_decisions(&cluster, seen, bounds.1, seed);
    let sizes: Vec<(String, i32, i32)> = cluster
        .objects()
        .replica_sets
        .values()
        .map(|set| (set.spec.template.image().to_string(), set.spec.replicas, set.status.available_replicas))
        .collect();
    let expected = [("web:v1".to_string(), 0, 0), ("web:v2".to_string(), replicas, replicas)];
    assert_eq!(sizes, expected, "seed {seed}: only the new ReplicaSet has pods in the end");
}

fn check_instant(
    watchdog: &mut invariant::Watchdog,
    cluster: &Cluster,
    (max_total, min_available): (i32, i32),
    seed: u64,
) {
    let now = cluster.now();
    let broken = watchdog.check(cluster);
    assert!(broken.is_empty(), "seed {seed} at {now} ms: {broken:?}");
    let deployment = cluster.objects().deployment("web").expect("nobody deletes it");
    let surge = invariant::surge_bound(cluster, deployment);
    assert_eq!(surge, None, "seed {seed} at {now} ms");
    let sum: i32 = cluster.objects().replica_sets.values().map(|set| set.spec.replicas).sum();
    assert!(sum <= max_total, "seed {seed} at {now} ms: sizes add up to {sum}, more than {max_total}");
    // Pods here fail never by themselves, so whatever falls, falls by the controllers' own action.
    let min_ready = deployment.spec.min_ready_seconds;
    let available =
        cluster.objects().pods.values().filter(|pod| pod.is_active() && pod.is_available(min_ready, now)).count();
    assert!(
        i32::try_from(available).unwrap() >= min_available,
        "seed {seed} at {now} ms: {available} available, fewer than {min_available}"
    );
}

/// The numbers a decision carries must come to what was done.
fn check_decisions(cluster: &Cluster, from: usize, min_available: i32, seed: u64) {
    for event in cluster.log().events().since(from) {
        let Happening::ScalingReplicaSet { from, to, decision, .. } = &event.happening else { continue };
        match *decision {
            Decision::NewReplicas { replicas, max_surge, current, .. } => {
                let room = (replicas + max_surge - current).min(replicas - from);
                assert_eq!(to - from, room, "seed {seed}: {event}");
            }
            Decision::CleanupUnhealthy { budget, spent, unhealthy, cut } => {
                assert_eq!(budget.min_available, min_available, "seed {seed}: {event}");
                assert_eq!(from - to, unhealthy.min(budget.left() - spent), "seed {seed}: {event}");
                assert_eq!(from - to, cut, "seed {seed}: {event}");
            }
            Decision::ScaleDownOld { available, spent, cut, .. } => {
                assert_eq!(from - to, (*from).min(available - min_available - spent), "seed {seed}: {event}");
                assert_eq!(from - to, cut, "seed {seed}: {event}");
            }
            ref other => panic!("seed {seed}: unexpected {other:?} in {event}"),
        }
    }
}

#[test]
fn healthy_rollouts_keep_their_bounds_and_end() {
    seeds().into_iter().for_each(healthy_rollout);
}

#[test]
fn every_small_pair_of_bounds_is_kept() {
    // Exhaustive where the random runs are sparse: replicas 1 to 4, integers 0 to 4 for both.
    for replicas in 1..=4 {
        for (surge, unavailable) in (0..=4).flat_map(|surge| (0..=4).map(move |unavailable| (surge, unavailable))) {
            let template = PodTemplateSpec::new(labels(&[("app", "web")]), "web", "web:v1");
            let mut spec = DeploymentSpec::new(replicas, template);
            spec.strategy = Strategy::RollingUpdate {
                max_surge: IntOrString::Int(surge),
                max_unavailable: IntOrString::Int(unavailable),
            };
            let deployment = Deployment::new("web", spec);
            let legal = surge > 0 || unavailable > 0;
            assert_eq!(validate_deployment(&deployment).is_empty(), legal, "{surge}/{unavailable}");
            if legal {
                let bounds = (replicas + deployment.max_surge(), deployment.min_available());
                let mut cluster = Cluster::new(World::default());
                cluster.apply(Command::create(deployment)).expect("legal");
                cluster.advance_to(60 * SECOND);
                cluster.apply(Command::set_image("web", "web:v2")).expect("legal");
                let mut watchdog = invariant::Watchdog::default();
                while cluster.next_event_at().is_some_and(|at| at < 600 * SECOND) {
                    cluster.step();
                    check_instant(&mut watchdog, &cluster, bounds, 1);
                }
            }
        }
    }
}
