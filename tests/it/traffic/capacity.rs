//! What queues cost, and what the termination race costs, against their formulas.

use podyard::kube::object::Kind;
use podyard::kube::time::{Millis, SECOND};
use podyard::sim::command::Command;
use podyard::sim::traffic::{Outcome, RECENT};
use podyard::world::{App, Clients, Latency};

use super::{Town, town};

/// The mean latency of all requests over so many seconds, in tenths of a ms.
fn mean_latency(town: &mut Town, seconds: u64) -> u64 {
    let (mut sum, mut count) = (0, 0);
    for _ in 0..seconds {
        let before = town.tally().ended();
        town.run(1);
        let ended = usize::try_from(town.tally().ended() - before).expect("few end in a second");
        assert!(ended < RECENT, "all of them are still remembered");
        let latencies = town.cluster.traffic().recent().iter().rev().take(ended).map(|request| request.latency * 10);
        sum += latencies.sum::<u64>();
        count += ended as u64;
    }
    sum / count
}

/// Each pod is a queue of its own with one worker and answers of the same length: R = S · (1 + ρ / (2 · (1 - ρ))), where its
/// share of an even stream over n pods varies by 1 - 1/n of what chance alone would.
///
/// 20 pods, S = 100 ms, 160 requests/s: ρ = 8 / 10, so 100 · (1 + 0.95 · 0.8 / 0.4) = 290 ms.
#[test]
fn one_worker_waits_as_pollaczek_and_khinchine_say() {
    for (rate, permille) in [(100, 500_u64), (160, 800), (180, 900)] {
        let mut town = town(Latency::NONE, 5, &[]);
        town.app(1, App { workers: 1, response: 100, ..App::fine(SECOND) });
        town.deploy(1, 20, |_| {});
        town.run(20);
        town.apply(Command::clients(&Clients { timeout: 600 * SECOND, ..Clients::of(rate) }));
        town.run(60);
        let found = mean_latency(&mut town, 900);
        let expected = 1_000 + 950 * permille / (2 * (1_000 - permille));
        let apart = found.abs_diff(expected) * 100 / expected;
        assert!(apart <= 10, "{rate} requests/s: {found} tenths of a ms, {expected} by the formula");
    }
}

/// maxUnavailable has a price: with k of n pods missing each of the others works n / (n - k) as much.
#[test]
fn missing_pods_make_the_others_slower() {
    let mut town = town(Latency::NONE, 6, &[]);
    town.app(1, App { workers: 1, response: 100, ..App::fine(SECOND) });
    town.deploy(1, 20, |_| {});
    town.run(20);
    town.apply(Command::clients(&Clients { timeout: 600 * SECOND, ..Clients::of(120) }));
    town.run(60);
    let whole = mean_latency(&mut town, 600);
    town.apply(Command::scale("web-v1", 15));
    town.run(60);
    let less = mean_latency(&mut town, 600);
    // ρ from 0.6 to 0.8: 100 · (1 + 0.95 · 0.6 / 0.8) = 171 ms and 100 · (1 + 0.93 · 0.8 / 0.4) = 287 ms.
    assert!((1_550..1_880).contains(&whole) && (2_580..3_160).contains(&less), "{whole}, then {less} tenths of a ms");
}

/// Until when each node still sends connections to a pod, ms after its deletion.
fn propagation(town: &mut Town, pod: &str) -> Vec<Millis> {
    let from = town.cluster.now();
    let uid =
        town.cluster.objects().pods.values().find(|found| &*found.metadata.name == pod).map(|pod| pod.metadata.uid);
    let uid = uid.expect("it is there");
    town.apply(Command::Delete { kind: Kind::Pod, name: pod.into() });
    let mut until = vec![0; 3];
    for _ in 0..4_000 {
        town.cluster.advance_to(town.cluster.now() + 1);
        for (node, until) in until.iter_mut().enumerate() {
            let endpoints = town.cluster.usable_endpoints_on("web", node as u32);
            if endpoints.iter().any(|endpoint| endpoint.pod == uid) {
                *until = town.cluster.now() - from;
            }
        }
    }
    until
}

/// Failed requests of a removed pod: Σ over nodes of (λ / nodes / n) · max(0, T_prop - T_stop).
///
/// 600 requests/s through 3 nodes to 4 endpoints are 50 a second for each pair; nodes that hear after 300, 600 and 900 ms
/// send 50 · 1.8 = 90 of them to a process that is gone.
#[test]
fn the_termination_race_costs_what_its_formula_says() {
    for pre_stop in [0, 400] {
        let (mut refused, mut expected) = (0, 0);
        for seed in 1..=40 {
            let mut town = town(Latency::SMALL_CLUSTER, seed, &[]);
            town.app(1, App { terminate: 0, response: 0, ..App::fine(SECOND) });
            town.deploy(1, 4, |spec| {
                crate::template::set_pre_stop(&mut spec.template, Some(pre_stop).filter(|sleep| *sleep > 0))
            });
            town.run(60);
            town.apply(Command::clients(&Clients::of(600)));
            town.run(2);
            let before = town.of(Outcome::Refused);
            let pod = town.cluster.objects().pods.values().next().expect("four are there").metadata.name.clone();
            let until = propagation(&mut town, &pod);
            assert!(until.iter().all(|until| *until > 0), "every node hears of it, and not at once");
            expected += until.iter().map(|until| until.saturating_sub(pre_stop)).sum::<Millis>() * 50;
            refused += town.of(Outcome::Refused) - before;
        }
        let expected = expected / SECOND;
        // Each is a draw of its own: five standard deviations, and a ms for each pod and node at which they are looked at.
        let bound = 5 * expected.isqrt() + 40 * 3 * 50 / 1_000;
        assert!(expected > 100, "{expected}");
        assert!(refused.abs_diff(expected) <= bound, "preStop {pre_stop} ms: {refused} refused, {expected} ± {bound}");
    }
}
