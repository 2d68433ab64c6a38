//! What clients see when pods end: Recreate to the request, blue/green knob by knob, the termination race, retries.

use podyard::kube::field::Field;
use podyard::kube::object::Kind;
use podyard::kube::object::{Uid, labels};
use podyard::kube::time::{Millis, SECOND};
use podyard::kube::workload::Strategy;
use podyard::sim::command::Command;
use podyard::sim::pod::ContainerState;
use podyard::sim::traffic::Outcome;
use podyard::world::{App, Clients, Latency};

use super::{Town, draining, near, town};

/// Some endpoint leads to a process that runs.
fn is_served(town: &Town) -> bool {
    let pods = &town.cluster.objects().pods;
    let runs = |pod: &Uid| pods.get(pod).is_some_and(|pod| matches!(pod.status.container, ContainerState::Running(_)));
    town.cluster.usable_endpoints("web").iter().any(|endpoint| runs(&endpoint.pod))
}

/// Steps one event at a time until `until` holds; counts what was sent while no node had a usable endpoint.
fn sent_without_endpoints(town: &mut Town, mut until: impl FnMut(&Town) -> bool) -> u64 {
    let mut without = 0;
    for _ in 0..1_000_000 {
        let (before, empty) = (town.tally().sent, !is_served(town));
        town.cluster.step();
        if empty {
            without += town.tally().sent - before;
        }
        if until(town) {
            return without;
        }
    }
    panic!("it never came");
}

#[test]
fn recreate_refuses_exactly_what_is_sent_without_an_endpoint() {
    for (replicas, ready_after, rate) in [(1, 5, 10), (4, 5, 100), (10, 20, 37), (3, 0, 250)] {
        let name = format!("{replicas} replicas, ready after {ready_after} s, {rate} a second");
        let mut town = town(Latency::NONE, 3, &[]);
        for version in [1, 2] {
            town.app(version, App { terminate: 2 * SECOND, response: 0, ..App::fine(ready_after * SECOND) });
        }
        town.deploy(1, replicas, |spec| spec.strategy = Strategy::Recreate);
        town.run(60);
        town.apply(Command::clients(&Clients::of(rate)));
        town.run(5);
        assert_eq!(town.of(Outcome::Refused), 0, "{name}: before");
        town.apply(Command::set_image("web-v1", "web:v2"));
        let without = sent_without_endpoints(&mut town, |town| town.got(2) > 20);
        assert!(without > 0, "{name}");
        assert_eq!(town.of(Outcome::Refused), without, "{name}");
        assert_eq!(town.tally().failed(), without, "{name}: and nothing else fails");
    }
}

/// What a flip from blue to green loses.
struct Flip {
    name: &'static str,
    app: App,
    keep_alive: Option<Millis>,
    pre_stop: Option<Millis>,
    /// Seconds from green's creation to the flip, and from the flip to blue's deletion.
    waits: (u64, u64),
    /// Refused and cut: none, or some.
    refused: bool,
    reset: bool,
}

fn flip(case: &Flip) -> (u64, u64, u64) {
    let mut town = town(Latency::SMALL_CLUSTER, 9, &[]);
    town.app(1, case.app);
    town.app(2, case.app);
    let stop = |spec: &mut podyard::kube::workload::DeploymentSpec| {
        crate::template::set_pre_stop(&mut spec.template, case.pre_stop)
    };
    town.deploy(1, 4, stop);
    town.apply(Command::patch_spec(Kind::Service, "web", "selector", Field::write(&labels(&[("version", "v1")]))));
    town.run(60);
    town.apply(Command::clients(&Clients { keep_alive: case.keep_alive, ..Clients::of(200) }));
    town.run(10);
    town.deploy(2, 4, stop);
    town.run(case.waits.0);
    town.apply(Command::patch_spec(Kind::Service, "web", "selector", Field::write(&labels(&[("version", "v2")]))));
    town.run(case.waits.1);
    town.apply(Command::Delete { kind: Kind::Deployment, name: "web-v1".into() });
    town.run(60);
    let (refused, reset) = (town.of(Outcome::Refused), town.of(Outcome::Reset));
    (refused, reset, town.tally().failed() - refused - reset)
}

#[test]
fn blue_green_loses_nothing_and_each_knob_its_own() {
    let kept = Some(300 * SECOND);
    let rude = App { terminate: 0, response: 200, ..App::fine(SECOND) };
    let plain = |name| Flip {
        name,
        app: draining(200),
        keep_alive: None,
        pre_stop: None,
        waits: (30, 30),
        refused: false,
        reset: false,
    };
    let cases = [
        plain("graceful, a connection for each request"),
        Flip { keep_alive: kept, ..plain("graceful, connections kept and drained") },
        Flip {
            keep_alive: kept,
            pre_stop: Some(10 * SECOND),
            waits: (30, 0),
            ..plain("blue deleted at once, preStop covers the proxies")
        },
        Flip { waits: (30, 0), refused: true, ..plain("blue deleted at once: proxies still send to it") },
        Flip { waits: (0, 30), refused: true, ..plain("flipped while green has no ready pod") },
        Flip {
            app: rude,
            keep_alive: kept,
            reset: true,
            ..plain("no draining: kept connections are cut with what is on them")
        },
        Flip { app: rude, ..plain("no draining, but nobody is on blue any more") },
    ];
    for case in cases {
        let (refused, reset, other) = flip(&case);
        println!("{}: {refused} refused, {reset} cut", case.name);
        assert_eq!(
            (refused > 0, reset > 0, other),
            (case.refused, case.reset, 0),
            "{}: {refused} refused, {reset} cut",
            case.name
        );
    }
}

/// One of 10 pods is taken away while 500 requests a second come: what fails, refused and cut.
fn remove_one(app: App, pre_stop: Option<Millis>, keep_alive: Option<Millis>) -> (u64, u64) {
    let mut town = town(Latency::SMALL_CLUSTER, 12, &[]);
    town.app(1, app);
    town.deploy(1, 10, |spec| crate::template::set_pre_stop(&mut spec.template, pre_stop));
    town.run(60);
    town.apply(Command::clients(&Clients { keep_alive, ..Clients::of(500) }));
    town.run(5);
    town.apply(Command::scale("web-v1", 9));
    town.run(60);
    let (refused, reset) = (town.of(Outcome::Refused), town.of(Outcome::Reset));
    assert_eq!(town.tally().failed(), refused + reset);
    (refused, reset)
}

#[test]
fn the_termination_race() {
    let fine = App { response: 200, ..App::fine(SECOND) };
    let (serves, drains, rude) = (App { terminate: 5 * SECOND, ..fine }, draining(200), App { terminate: 0, ..fine });
    let deaf = App { ignores_sigterm: true, ..fine };
    let (sleep, kept) = (Some(5 * SECOND), Some(300 * SECOND));
    // Name, application, preStop, keep-alive; whether requests are refused, whether they are cut.
    let cases = [
        ("serves on for 5 s: the proxies know by then", serves, None, None, false, false),
        ("serves on, but kept connections last to its end", serves, None, kept, false, true),
        ("drains at once: refused until the proxies know", drains, None, None, true, false),
        ("drains after a preStop sleep", drains, sleep, None, false, false),
        ("drains after a preStop sleep, connections kept", drains, sleep, kept, false, false),
        ("exits at once: cut, then refused", rude, None, None, true, true),
        ("exits at once after a preStop sleep: nobody is there", rude, sleep, None, false, false),
        ("exits after a preStop sleep, connections kept", rude, sleep, kept, false, true),
        ("ignores SIGTERM: serves on to SIGKILL", deaf, None, None, false, false),
        ("ignores SIGTERM, connections kept: cut by SIGKILL", deaf, None, kept, false, true),
    ];
    for (name, app, pre_stop, keep_alive, refused, reset) in cases {
        let (counted_refused, counted_reset) = remove_one(app, pre_stop, keep_alive);
        println!("{name}: {counted_refused} refused, {counted_reset} cut");
        assert_eq!(
            (counted_refused > 0, counted_reset > 0),
            (refused, reset),
            "{name}: {counted_refused} refused, {counted_reset} cut"
        );
    }
}

#[test]
fn retries_hide_failures_from_clients_but_not_from_the_version() {
    // A tenth of the pods refuses: one try fails in 10 %, two in 1 %, three in 0.1 %.
    for (retries, permille) in [(0, 100), (1, 10), (2, 1)] {
        let mut town = town(Latency::NONE, 17, &[(1, 9)]);
        // Ready for Kubernetes, but its process starts up for ever: every connection is refused.
        town.app(2, App { start_up: 3_600 * SECOND, ..App::fine(SECOND) });
        town.deploy(2, 1, |spec| spec.template.change_container(|container| container.readiness_probe = None));
        town.run(20);
        let tally = town.call(Clients { retries, ..Clients::of(1_000) }, 50_000);
        near(tally.failed(), 50_000, permille, &format!("{retries} retries: visible failures"));
        let counts = tally.versions.get("web:v2").unwrap();
        let tried = counts.ended() + counts.retried;
        let expected: u64 = (0..=retries).map(|tried| 50_000 / 10_u64.pow(tried + 1)).sum();
        near(tried, 500_000, expected / 500, &format!("{retries} retries: attempts at the broken version"));
    }
}
