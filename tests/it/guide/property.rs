//! Looking more often changes nothing; and a copy goes on like the one it is of.

use podyard::guide::watch::Watcher;
use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::sim::random::Random;
use podyard::world::Latency;

use super::{cluster, deployment, goal, scale, select, set_image, short, undo, weights};

/// Goals whose values change at events alone.
const GOALS: [&str; 12] = [
    "eventually: rollout(deployment/web) == complete and deployment/web .spec.template.spec.containers[0].image == web:v2",
    "eventually: deployment/web .status.availableReplicas >= 5\nfor: 7s",
    "eventually: count(pods where STATUS == Terminating) >= 2\nwithin: 40s",
    "eventually: count(pods -l app=web where .status.conditions[type=Ready].status == True) == 4\nfor: 3s\nwithin: 1m",
    "always: deployment/web .status.unavailableReplicas == 0",
    "always: requests.failed == 0\nfrom: count(commands set image) >= 1\nuntil: rollout(deployment/web) == complete",
    "always: count(pods) <= 5\nfor: 33s",
    "at the end: deployment/web .status.readyReplicas == .spec.replicas",
    "all: [count(commands rollout undo) >= 1, {always: requests.failed < 3}]",
    "any: [{always: score.peakPods <= 5}, {eventually: first(events pods Killing) < last(commands scale)}]",
    "not: {eventually: deployment/web-canary exists}",
    "eventually: {not: requests.answered of web:v1 by jason == 0}",
];

/// Goals whose values only ever grow.
const GROWING: [&str; 3] = [
    "count(events pods Killing) >= 3",
    "requests.ended >= 700",
    "all: [count(commands scale) >= 1, requests.answered by jason >= 5]",
];

fn command(random: &mut Random) -> Command {
    match random.below(8) {
        0 | 1 => set_image("web:v2"),
        2 => set_image("web:bad"),
        3 => scale(1 + random.below(6) as i32),
        4 => undo(),
        5 => deployment("web-canary", "v2", 1),
        6 => select(if random.below(2) == 0 { "web" } else { "nobody" }, None),
        _ => weights(&[("web", 90), ("web-canary", 10)]),
    }
}

/// A run with random commands, to its end. `look` is called at each event, `also` for each stretch between two.
fn random_run(seed: u64, mut look: impl FnMut(&Cluster), mut between: impl FnMut(&mut Cluster, u64)) -> Cluster {
    let mut random = Random::new(seed);
    let mut cluster = cluster(seed, Latency::SMALL_CLUSTER);
    look(&cluster);
    for _ in 0..4 {
        let end = cluster.now() + 1_000 + u64::from(random.below(30_000));
        while let Some(at) = cluster.next_event_at().filter(|at| *at <= end) {
            between(&mut cluster, at);
            cluster.step();
            look(&cluster);
        }
        cluster.advance_to(end);
        // What is refused changes nothing.
        drop(cluster.apply(command(&mut random)));
        look(&cluster);
    }
    cluster
}

fn verdicts(watchers: &mut [Watcher], cluster: &Cluster) -> Vec<(String, String)> {
    let each = watchers.iter_mut().map(|watcher| {
        let open = short(&watcher.verdict());
        watcher.finish(cluster);
        (open, short(&watcher.verdict()))
    });
    each.collect()
}

#[test]
fn looking_between_events_changes_nothing() {
    let (mut met, mut missed) = (0, 0);
    for seed in 0..30 {
        let start = cluster(seed, Latency::SMALL_CLUSTER);
        let begin = || -> Vec<Watcher> { GOALS.iter().map(|text| goal(text).watch(&start)).collect() };
        let mut plain = begin();
        let end = random_run(seed, |cluster| plain.iter_mut().for_each(|one| one.look(cluster)), |_, _| {});
        let expected = verdicts(&mut plain, &end);

        let more = std::cell::RefCell::new(begin());
        let mut random = Random::new(seed + 1_000);
        let end = random_run(
            seed,
            |cluster| more.borrow_mut().iter_mut().for_each(|one| one.look(cluster)),
            |cluster, at| {
                if random.below(4) == 0 && at > cluster.now() + 1 {
                    let length = u32::try_from(at - cluster.now()).expect("events are close");
                    cluster.advance_clock(cluster.now() + u64::from(random.below(length)));
                    let mut watchers = more.borrow_mut();
                    watchers.iter_mut().for_each(|one| one.look(cluster));
                    // A copy goes on in place of the one it is of.
                    let copy = watchers.clone();
                    *watchers = copy;
                }
            },
        );
        assert_eq!(verdicts(&mut more.into_inner(), &end), expected, "seed {seed}");
        met += expected.iter().filter(|(_, end)| end.starts_with("met")).count();
        missed += expected.iter().filter(|(_, end)| end.starts_with("missed")).count();
    }
    assert!(met > 60 && missed > 60, "both come: {met} met, {missed} missed");
}

#[test]
fn what_only_grows_is_met_a_second_later_at_most_where_one_looks_each_second() {
    for seed in 0..20 {
        let start = cluster(seed, Latency::SMALL_CLUSTER);
        let begin = || -> Vec<Watcher> { GROWING.iter().map(|text| goal(text).watch(&start)).collect() };
        let (mut each, mut seconds) = (begin(), begin());
        let mut next = start.now() + 1_000;
        let end = random_run(
            seed,
            |cluster| {
                each.iter_mut().for_each(|one| one.look(cluster));
                if cluster.now() >= next {
                    seconds.iter_mut().for_each(|one| one.look(cluster));
                    next = cluster.now() / 1_000 * 1_000 + 1_000;
                }
            },
            |_, _| {},
        );
        let at = |short: &str| -> Option<u64> { short.strip_prefix("met ").and_then(|at| at.parse().ok()) };
        for ((_, exact), (_, late)) in verdicts(&mut each, &end).iter().zip(verdicts(&mut seconds, &end)) {
            match (at(exact), at(&late)) {
                (Some(exact), Some(late)) => {
                    assert!((exact..exact + 1_500).contains(&late), "seed {seed}: {exact} {late}")
                }
                (exact, late) => assert_eq!(exact, late, "seed {seed}"),
            }
        }
    }
}

#[test]
fn what_is_counted_write_by_write_is_what_is_there() {
    let counts = [
        "count(pods) == -1",
        "count(pods -l app=web where STATUS == Running) == -1",
        "count(pods where .status.conditions[type=Ready].status == True and .spec.containers[0].image == web:v2) == -1",
        "count(replicasets where .status.replicas > 0) == -1",
        "count(endpointslices where .endpoints[0] exists) == -1",
        "count(nodes where STATUS == Ready) == -1",
        "count(httproutes) == -1",
        "count(deployments where .status.unavailableReplicas > 0) == -1",
    ];
    let mut compared = 0;
    for seed in 0..20 {
        let start = cluster(seed, Latency::SMALL_CLUSTER);
        let mut watchers: Vec<Watcher> = counts.iter().map(|text| goal(text).watch(&start)).collect();
        random_run(
            seed,
            |cluster| {
                for (text, watcher) in counts.iter().zip(&mut watchers) {
                    watcher.look(cluster);
                    if cluster.log().events().len().is_multiple_of(7) {
                        assert_eq!(watcher.verdict(), goal(text).watch(cluster).verdict(), "seed {seed}: {text}");
                        compared += 1;
                    }
                }
            },
            |_, _| {},
        );
    }
    assert!(compared > 1_000, "{compared} compared");
}
