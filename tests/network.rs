//! From pods to endpoints to the proxies' rules: who can be reached under a Service's name, and when. Behaviours of
//! section 6.

use podyard::sim::app::App;
use podyard::sim::command::Command;
use podyard::sim::fault::Fault;
use podyard::sim::latency::{Delay, Latency};
use podyard::sim::network::Endpoint;
use podyard::sim::object::{Uid, labels};
use podyard::sim::time::{Millis, SECOND};
use podyard::sim::traffic::{Outcome, Request};
use podyard::sim::workload::{Deployment, DeploymentSpec, PodTemplate};
use podyard::sim::{Cluster, Config};

fn apply(cluster: &mut Cluster, command: Command) {
    cluster.apply(command).expect("accepted");
}

fn deploy(cluster: &mut Cluster, name: &str, image: &str, replicas: i32) {
    let template = PodTemplate::new(labels(&[("app", "web"), ("part", name)]), "web", image);
    let mut spec = DeploymentSpec::new(replicas, template);
    spec.selector = labels(&[("part", name)]);
    apply(cluster, Command::CreateDeployment(Box::new(Deployment::new(name, spec))));
}

/// A Service `web` for `app: web`, no pods, and images that are ready after 10 s and gone 5 s after SIGTERM.
fn served(config: Config) -> Cluster {
    let mut cluster = Cluster::new(config);
    for image in ["v1", "v2"] {
        let app = App { terminate: 5 * SECOND, ..App::fine(10 * SECOND) };
        apply(&mut cluster, Command::SetApp { image: image.into(), app });
    }
    apply(&mut cluster, Command::CreateService { name: "web".into(), selector: labels(&[("app", "web")]) });
    cluster
}

fn instant() -> Config {
    Config { latency: Latency::NONE, nodes: 0, ..Config::default() }
}

fn publish(cluster: &mut Cluster, publish_not_ready_addresses: bool, session_affinity: bool) {
    let service = "web".into();
    apply(cluster, Command::PatchService { service, publish_not_ready_addresses, session_affinity });
    cluster.advance_to(cluster.now());
}

/// The endpoints of the Service's slice as `ready serving terminating`, a dash for what is not; and how many are used.
fn endpoints(cluster: &Cluster) -> (Vec<String>, usize) {
    let slice = cluster.objects().endpoint_slices.values().next().expect("made with the Service");
    let shown = |endpoint: &Endpoint| {
        let letter = |holds: bool, letter: char| if holds { letter } else { '-' };
        [letter(endpoint.ready, 'r'), letter(endpoint.serving, 's'), letter(endpoint.terminating, 't')].iter().collect()
    };
    (slice.endpoints.iter().map(shown).collect(), cluster.usable_endpoints("web").len())
}

struct Case {
    name: &'static str,
    run: fn(&mut Cluster),
    /// Conditions of the endpoints, oldest pod first, and how many are used: without and with publishNotReadyAddresses.
    plain: (&'static [&'static str], usize),
    published: (&'static [&'static str], usize),
}

fn scale(cluster: &mut Cluster, replicas: i32) {
    apply(cluster, Command::Scale { deployment: "web".into(), replicas });
}

fn at(cluster: &mut Cluster, second: u64) {
    cluster.advance_to(second * SECOND);
}

fn first(cluster: &Cluster) -> Uid {
    *cluster.objects().pods.keys().next().expect("there are pods")
}

const CASES: &[Case] = &[
    Case {
        name: "no pods",
        run: |cluster| {
            scale(cluster, 0);
            at(cluster, 10);
        },
        plain: (&[], 0),
        published: (&[], 0),
    },
    Case {
        name: "not ready yet",
        run: |cluster| at(cluster, 5),
        plain: (&["---", "---"], 0),
        published: (&["r--", "r--"], 2),
    },
    Case {
        name: "ready",
        run: |cluster| at(cluster, 15),
        plain: (&["rs-", "rs-"], 2),
        published: (&["rs-", "rs-"], 2),
    },
    Case {
        name: "one terminates: it keeps serving and is used no more",
        run: |cluster| {
            at(cluster, 15);
            scale(cluster, 1);
            at(cluster, 16);
        },
        plain: (&["-st", "rs-"], 1),
        published: (&["rst", "rs-"], 2),
    },
    Case {
        name: "all terminate: they are used after all",
        run: |cluster| {
            at(cluster, 15);
            scale(cluster, 0);
            at(cluster, 16);
        },
        plain: (&["-st", "-st"], 2),
        published: (&["rst", "rst"], 2),
    },
    Case {
        name: "one terminates and the other is not ready: the one that terminates is used",
        run: |cluster| {
            at(cluster, 15);
            assert!(cluster.inject(Fault::FlapReadiness(first(cluster), 60 * SECOND)));
            let ready =
                cluster.objects().pods.values().find(|pod| pod.status.ready).expect("the other").metadata.clone();
            apply(cluster, Command::DeletePod { pod: ready.name });
            at(cluster, 16);
        },
        plain: (&["---", "-st", "---"], 1),
        published: (&["r--", "rst", "r--"], 3),
    },
    Case {
        name: "terminating and not ready: used by nobody",
        run: |cluster| {
            at(cluster, 5);
            scale(cluster, 0);
            at(cluster, 6);
        },
        plain: (&["--t", "--t"], 0),
        published: (&["r-t", "r-t"], 2),
    },
    Case {
        name: "gone",
        run: |cluster| {
            at(cluster, 15);
            scale(cluster, 0);
            at(cluster, 20);
        },
        plain: (&[], 0),
        published: (&[], 0),
    },
    Case {
        name: "evicted: a finished pod is no endpoint",
        run: |cluster| {
            at(cluster, 15);
            assert!(cluster.inject(Fault::Evict(first(cluster))));
            at(cluster, 16);
        },
        plain: (&["rs-", "---"], 1),
        published: (&["rs-", "r--"], 2),
    },
];

#[test]
fn conditions_of_endpoints_and_which_are_used() {
    for case in CASES {
        for (publishes, (conditions, used)) in [(false, case.plain), (true, case.published)] {
            let mut cluster = served(instant());
            publish(&mut cluster, publishes, false);
            deploy(&mut cluster, "web", "v1", 2);
            at(&mut cluster, 0);
            (case.run)(&mut cluster);
            let now = cluster.now();
            cluster.advance_to(now);
            let found = endpoints(&cluster);
            let expected: Vec<String> = conditions.iter().map(ToString::to_string).collect();
            assert_eq!(found, (expected, used), "{}, publishNotReadyAddresses {publishes}", case.name);
        }
    }
}

#[test]
fn without_an_address_a_pod_is_no_endpoint() {
    let second = Delay { min: SECOND, max: SECOND };
    let latency = Latency { schedule: second, sandbox: second, pull: second, ..Latency::NONE };
    let mut cluster = served(Config { latency, ..instant() });
    publish(&mut cluster, true, false);
    deploy(&mut cluster, "web", "v1", 1);
    // No node until 1 s, no sandbox until 2 s, no image until 3 s.
    for (instant, listed) in [(500, 0), (1_500, 0), (2_500, 1), (3_500, 1)] {
        cluster.advance_to(instant);
        assert_eq!(endpoints(&cluster).0.len(), listed, "{instant} ms");
    }
}

#[test]
fn the_selector_decides_alone() {
    let mut cluster = served(instant());
    deploy(&mut cluster, "blue", "v1", 2);
    deploy(&mut cluster, "green", "v2", 3);
    at(&mut cluster, 20);
    // Selector; images that are used.
    let cases = [
        (&[("app", "web")][..], "v1 v1 v2 v2 v2"),
        (&[("part", "blue")], "v1 v1"),
        (&[("app", "web"), ("part", "green")], "v2 v2 v2"),
        (&[("app", "web"), ("part", "red")], ""),
        (&[("app", "shop")], ""),
        (&[("part", "green")], "v2 v2 v2"),
    ];
    for (selector, images) in cases {
        apply(&mut cluster, Command::PatchSelector { service: "web".into(), selector: labels(selector) });
        at(&mut cluster, 20);
        let mut used: Vec<&str> = cluster.usable_endpoints("web").iter().map(|endpoint| &*endpoint.image).collect();
        used.sort_unstable();
        assert_eq!(used.join(" "), images, "{selector:?}");
    }
}

fn requests(cluster: &mut Cluster, from: u64, to: u64) -> Vec<Request> {
    at(cluster, from);
    apply(cluster, Command::SetTraffic { requests_per_second: 100 });
    at(cluster, to);
    let recent = cluster.traffic().recent().iter();
    recent.filter(|request| request.at > from * SECOND).cloned().collect()
}

#[test]
fn without_an_endpoint_every_connection_is_refused_at_once() {
    let mut cluster = served(instant());
    let refused = requests(&mut cluster, 0, 3);
    assert_eq!(refused.len(), 300);
    assert!(refused.iter().all(|request| {
        (request.outcome, request.latency, request.target.is_none()) == (Outcome::Refused, 0, true)
    }));
}

/// With how many pods clients have spoken, one after the other: how many went to two or more.
fn unfaithful(cluster: &mut Cluster, from: u64, to: u64) -> usize {
    let mut pods = std::collections::BTreeMap::<u32, std::collections::BTreeSet<Uid>>::new();
    for request in requests(cluster, from, to) {
        let target = request.target.expect("there are endpoints");
        pods.entry(request.client).or_default().insert(target.pod);
    }
    assert!(pods.len() > 40, "most of the 50 clients have called");
    pods.values().filter(|pods| pods.len() > 1).count()
}

#[test]
fn with_client_ip_affinity_a_client_stays_where_it_is() {
    let mut cluster = served(instant());
    deploy(&mut cluster, "web", "v1", 4);
    assert!(unfaithful(&mut cluster, 20, 24) > 30, "without it a client goes anywhere");
    publish(&mut cluster, false, true);
    assert_eq!(unfaithful(&mut cluster, 30, 34), 0);
    scale(&mut cluster, 8);
    assert_eq!(unfaithful(&mut cluster, 50, 54), 0, "new pods take nobody away");
}

#[test]
fn a_client_whose_pod_is_gone_gets_another_and_stays_there() {
    let mut cluster = served(instant());
    publish(&mut cluster, false, true);
    deploy(&mut cluster, "web", "v1", 2);
    let before = requests(&mut cluster, 20, 24);
    let pod = cluster.objects().pods.values().next().unwrap().metadata.clone();
    apply(&mut cluster, Command::DeletePod { pod: pod.name });
    assert_eq!(unfaithful(&mut cluster, 40, 44), 0);
    let after: Vec<Request> = cluster.traffic().recent().iter().cloned().collect();
    let place = |requests: &[Request], client| {
        requests
            .iter()
            .find(|request| request.client == client)
            .and_then(|request| request.target.clone())
            .map(|to| to.pod)
    };
    for client in 0..50 {
        let (Some(old), Some(new)) = (place(&before, client), place(&after, client)) else { continue };
        assert_eq!(old == pod.uid, old != new, "client {client}: only who was there moves");
    }
}

#[test]
fn affinity_lasts_three_hours_from_the_last_connection() {
    for (away, kept) in [(10_790, true), (10_900, false)] {
        let mut cluster = served(instant());
        publish(&mut cluster, false, true);
        deploy(&mut cluster, "web", "v1", 40);
        let before = requests(&mut cluster, 20, 24);
        apply(&mut cluster, Command::SetTraffic { requests_per_second: 0 });
        let after = requests(&mut cluster, 24 + away, 28 + away);
        let place = |requests: &[Request], client| {
            requests.iter().rev().find(|request| request.client == client).and_then(|request| request.target.clone())
        };
        let pairs: Vec<_> =
            (0..50).filter_map(|client| Some((place(&before, client)?, place(&after, client)?))).collect();
        let stayed = pairs.iter().filter(|(old, new)| old == new).count();
        assert!(pairs.len() > 40, "{away} s");
        assert!(if kept { stayed == pairs.len() } else { stayed < 10 }, "{away} s: {stayed} of {}", pairs.len());
    }
}

#[test]
fn every_node_learns_of_a_change_in_its_own_time() {
    let proxy = Delay { min: 200, max: 1_800 };
    let mut spread: Vec<Millis> = Vec::new();
    for seed in 0..10 {
        let config = Config { latency: Latency { proxy, ..Latency::NONE }, nodes: 3, seed, ..Config::default() };
        let mut cluster = served(config);
        deploy(&mut cluster, "web", "v1", 3);
        at(&mut cluster, 30);
        // The pods go on: what is refused is refused by a rule.
        apply(&mut cluster, Command::SetTraffic { requests_per_second: 1_000 });
        apply(&mut cluster, Command::PatchSelector { service: "web".into(), selector: labels(&[("app", "none")]) });
        let mut first_refused = [None; 3];
        let mut last_answered = [0; 3];
        for tick in 1..=40 {
            cluster.advance_to(30 * SECOND + tick * 50);
            for request in
                cluster.traffic().recent().iter().filter(|request| request.at > 30 * SECOND + (tick - 1) * 50)
            {
                let (since, node) = (request.at - 30 * SECOND, request.node as usize);
                match request.outcome {
                    Outcome::Refused => drop(first_refused[node].get_or_insert(since)),
                    _ => last_answered[node] = since,
                }
            }
        }
        for node in 0..3 {
            let learned = first_refused[node].expect("every node learns of it");
            assert!((200..=1_900).contains(&learned), "seed {seed}, node {node}: {learned} ms");
            assert!(last_answered[node] < learned, "seed {seed}, node {node}: a rule does not come back");
            spread.push(learned);
        }
    }
    assert!(spread.iter().min() < Some(&500) && spread.iter().max() > Some(&1_500), "each draws its own: {spread:?}");
}
