//! A gateway in front: jason and 95/5, codes of both dialects, mirrors, bad routes with their consequences.

use podyard::kube::field::Field;
use podyard::kube::object::Kind;
use podyard::kube::object::{Labels, ObjectMeta, labels};
use podyard::kube::time::SECOND;
use podyard::sim::command::Command;
use podyard::sim::routing::{BackendRef, HttpRoute, HttpRouteMatch, HttpRouteRule, Ingress, Mirror, ValueMatch};
use podyard::sim::traffic::Outcome;
use podyard::text::said;
use podyard::world::Split;
use podyard::world::{App, Clients, Entry, Latency};

use crate::fault::{Fault, Inject};

use super::{Town, near, town};

fn backends(weights: &[(&str, i64)]) -> Vec<BackendRef> {
    weights.iter().map(|(service, weight)| BackendRef { service: (*service).into(), weight: *weight }).collect()
}

fn route(rules: Vec<HttpRouteRule>) -> Command {
    let metadata = ObjectMeta::named("web", Labels::default());
    Command::apply(podyard::kube::route::HttpRoute::from(&HttpRoute { metadata, rules }))
}

fn split(weights: &[(&str, i64)]) -> HttpRouteRule {
    HttpRouteRule { backend_refs: backends(weights), ..HttpRouteRule::default() }
}

/// jason to v2, whatever the weights of the others.
fn jason() -> HttpRouteRule {
    let header = ValueMatch { name: "end-user".into(), value: "jason".into(), regular_expression: false };
    let conditions = HttpRouteMatch { headers: vec![header], ..HttpRouteMatch::default() };
    HttpRouteRule { matches: vec![conditions], ..split(&[("web-v2", 1)]) }
}

fn ingress(name: &str, service: &str, annotations: &[(&str, &str)]) -> Command {
    let prefixed: Vec<(String, &str)> =
        annotations.iter().map(|(key, value)| (format!("nginx.ingress.kubernetes.io/{key}"), *value)).collect();
    let pairs: Vec<(&str, &str)> = prefixed.iter().map(|(key, value)| (&**key, *value)).collect();
    let metadata = ObjectMeta { annotations: labels(&pairs), ..ObjectMeta::named(name, Labels::default()) };
    let object = Ingress { metadata, path: "/".into(), service: service.into() };
    Command::apply(podyard::kube::route::Ingress::from(&object))
}

fn clients(entry: Entry, split: Split) -> Clients {
    Clients { entry, split, ..Clients::of(100) }
}

/// Both versions behind a gateway of either dialect: jason to v2, of the others 5 of 100.
fn canary(entry: Entry, split_by: Split, seed: u64) -> Town {
    let mut town = town(Latency::NONE, seed, &[(1, 3), (2, 1)]);
    if entry == Entry::HttpRoute {
        town.apply(route(vec![jason(), split(&[("web-v1", 95), ("web-v2", 5)])]));
    } else {
        town.apply(ingress("web", "web-v1", &[]));
        let by_name = [("canary-by-header", "end-user"), ("canary-by-header-value", "jason")];
        town.apply(ingress(
            "web-canary",
            "web-v2",
            &[("canary", "true"), by_name[0], by_name[1], ("canary-weight", "5")],
        ));
    }
    town.apply(Command::clients(&clients(entry, split_by)));
    town.run(1);
    town
}

#[test]
fn jason_is_always_on_the_new_version_and_the_others_are_split() {
    for entry in [Entry::HttpRoute, Entry::Ingress] {
        for split in [Split::Exact, Split::Random] {
            let mut town = canary(entry, split, 11);
            let (mut jason, mut others) = ([0, 0], Vec::new());
            let mut last = None;
            while others.len() < 20_000 {
                town.cluster.step();
                let Some(request) = town.cluster.traffic().recent().back() else { continue };
                if last == Some(request.number) {
                    continue;
                }
                last = Some(request.number);
                assert_eq!(request.outcome, Outcome::Answered, "{entry:?} {split:?}");
                let new = &*request.target.as_ref().unwrap().image == "web:v2";
                if request.user == 0 { jason[usize::from(new)] += 1 } else { others.push((request.number, new)) }
            }
            assert_eq!(jason[0], 0, "{entry:?} {split:?}: jason on the old version");
            assert!(jason[1] > 200, "{entry:?} {split:?}: jason called {} times", jason[1]);
            others.sort_unstable();
            match split {
                Split::Exact => {
                    for hundred in others.chunks_exact(100) {
                        let new = hundred.iter().filter(|(_, new)| *new).count();
                        assert_eq!(new, 5, "{entry:?}: of the hundred from request {}", hundred[0].0);
                    }
                }
                Split::Random => {
                    let new = others.iter().filter(|(_, new)| *new).count();
                    near(new as u64, others.len() as u64, 50, &format!("{entry:?}"));
                }
            }
        }
    }
}

#[test]
fn what_a_gateway_answers_by_itself() {
    use Entry::{HttpRoute as H, Ingress as I};
    type Setup = fn(&mut Town);
    // Name, dialect, what is set up, and the end of every request with the words on its card.
    let cases: [(&str, Entry, Setup, Outcome, &str); 10] = [
        ("no route", H, |_| {}, Outcome::Gateway(404), "no rule matches"),
        ("no Ingress", I, |_| {}, Outcome::Gateway(404), "the gateway has no route"),
        (
            "a route that nobody matches",
            H,
            |town| {
                drop(town.apply(route(vec![HttpRouteRule {
                    matches: vec![HttpRouteMatch { method: Some("POST".into()), ..HttpRouteMatch::default() }],
                    ..split(&[("web", 1)])
                }])))
            },
            Outcome::Gateway(404),
            "no rule matches",
        ),
        (
            "a Service that does not exist",
            H,
            |town| drop(town.apply(route(vec![split(&[("nowhere", 1)])]))),
            Outcome::Gateway(500),
            "the Service does not exist (BackendNotFound)",
        ),
        (
            "all weights 0",
            H,
            |town| drop(town.apply(route(vec![split(&[("web", 0)])]))),
            Outcome::Gateway(500),
            "no backend has a weight above 0",
        ),
        (
            "no ready endpoint",
            H,
            |town| {
                town.apply(route(vec![split(&[("web-v1", 1)])]));
                town.apply(Command::scale("web-v1", 0));
                town.run(40);
            },
            Outcome::Gateway(503),
            "the Service has no ready endpoint",
        ),
        (
            "no ready endpoint behind nginx",
            I,
            |town| {
                town.apply(ingress("web", "web-v1", &[]));
                town.apply(Command::scale("web-v1", 0));
                town.run(40);
            },
            Outcome::Gateway(503),
            "the Service has no ready endpoint",
        ),
        (
            "a selector that matches nothing",
            H,
            |town| {
                town.apply(route(vec![split(&[("web", 1)])]));
                town.apply(Command::patch_spec(
                    Kind::Service,
                    "web",
                    "selector",
                    Field::write(&labels(&[("app", "wbe")])),
                ));
                town.run(1);
            },
            Outcome::Gateway(503),
            "the Service has no ready endpoint",
        ),
        (
            "a Service that does not exist behind nginx",
            I,
            |town| drop(town.apply(ingress("web", "nowhere", &[]))),
            Outcome::Gateway(503),
            "the Service has no ready endpoint",
        ),
        (
            "a route with a time-out of 50 ms",
            H,
            |town| drop(town.apply(route(vec![HttpRouteRule { request_timeout: Some(50), ..split(&[("web", 1)]) }]))),
            Outcome::Gateway(504),
            "upstream request timeout (UT)",
        ),
    ];
    for (name, entry, setup, outcome, words) in cases {
        let mut town = town(Latency::NONE, 1, &[(1, 2)]);
        setup(&mut town);
        let tally = town.call(clients(entry, Split::Random), 50);
        assert_eq!((tally.of(outcome), tally.sent), (50, 50), "{name}: {:?}", town.cluster.traffic().recent().back());
        let request = town.cluster.traffic().recent().back().unwrap();
        let noted = request.made_by_gateway.map_or_else(String::new, |why| said(&why.said()));
        assert_eq!((request.outcome, &*noted), (outcome, words), "{name}");
    }
}

#[test]
fn a_missing_service_fails_its_share_alone() {
    let mut town = town(Latency::NONE, 1, &[(1, 2)]);
    town.apply(route(vec![split(&[("web-v1", 9), ("nowhere", 1)])]));
    let told = town.cluster.resolved_refs(town.cluster.objects().http_routes.values().next().expect("it is there"));
    assert_eq!(said(&told), "ResolvedRefs=False BackendNotFound: service \"nowhere\" not found");
    let tally = town.call(clients(Entry::HttpRoute, Split::Exact), 1_000);
    assert_eq!((tally.answered(), tally.of(Outcome::Gateway(500))), (900, 100));
}

#[test]
fn bad_routes_change_nothing() {
    let mut town = town(Latency::NONE, 1, &[(1, 2)]);
    assert_eq!(town.apply(route(vec![split(&[("web-v1", 1)])])), "httproute.gateway.networking.k8s.io/web created");
    town.run(2);
    let as_it_was = (town.cluster.changes(), town.cluster.router().1);
    assert_eq!(town.apply(route(vec![split(&[("web-v1", 1)])])), "httproute.gateway.networking.k8s.io/web unchanged");
    town.run(2);
    assert_eq!((town.cluster.changes(), town.cluster.router().1), as_it_was, "nothing is written, nobody is told");
    assert_eq!(town.apply(route(vec![split(&[("web-v1", 2)])])), "httproute.gateway.networking.k8s.io/web configured");
    let before = town.cluster.objects().http_routes.clone();
    for weight in [-1, 2_000_000] {
        let refused = town.try_apply(route(vec![split(&[("web-v1", weight)])])).unwrap_err();
        assert!(
            said(&refused.message).starts_with("The HTTPRoute \"web\" is invalid: spec.rules[0].backendRefs[0].weight"),
            "{refused:?}"
        );
        assert_eq!(town.cluster.objects().http_routes, before, "weight {weight}");
    }
    let gone = Command::Delete { kind: Kind::HttpRoute, name: "web".into() };
    assert_eq!(town.apply(gone.clone()), "httproute.gateway.networking.k8s.io \"web\" deleted from default namespace");
    let twice = town.try_apply(gone).unwrap_err();
    assert_eq!(
        said(&twice.message),
        "Error from server (NotFound): httproutes.gateway.networking.k8s.io \"web\" not found"
    );
    let tally = town.call(clients(Entry::HttpRoute, Split::Exact), 100);
    assert_eq!(tally.of(Outcome::Gateway(404)), 100, "the route is gone, and it shows");
}

#[test]
fn no_requests_are_no_requests() {
    let mut town = canary(Entry::HttpRoute, Split::Exact, 1);
    town.apply(Command::clients(&Clients { requests_per_second: 0, ..clients(Entry::HttpRoute, Split::Exact) }));
    town.run(2);
    let before = town.tally().clone();
    town.run(600);
    assert_eq!(*town.tally(), before);
}

/// Pods that end at once on SIGTERM while nodes and gateways still list them for up to a second.
fn ends_rudely(entry: Entry) -> Town {
    let mut town = town(Latency::SMALL_CLUSTER, 5, &[(1, 4)]);
    town.app(1, App { terminate: 0, ..App::fine(SECOND) });
    town.apply(route(vec![split(&[("web-v1", 1)])]));
    town.apply(ingress("web", "web-v1", &[]));
    town.apply(Command::clients(&Clients { requests_per_second: 200, ..clients(entry, Split::Random) }));
    town.run(5);
    town.apply(Command::scale("web-v1", 2));
    town.run(20);
    town
}

#[test]
fn nginx_tries_another_endpoint_where_envoy_answers_503() {
    let service = ends_rudely(Entry::Service);
    let refused = service.of(Outcome::Refused);
    assert!(refused > 10, "the plain Service refuses {refused}");
    let envoy = ends_rudely(Entry::HttpRoute);
    let failed = envoy.of(Outcome::Gateway(503));
    assert!(failed > 10, "Envoy answers {failed} times with 503");
    assert_eq!(failed, envoy.tally().failed());
    let nginx = ends_rudely(Entry::Ingress);
    let hidden = nginx.tally().versions.get("web:v1").unwrap().retried;
    assert!(hidden > 10, "nginx tried {hidden} times again");
    assert!(nginx.tally().failed() * 5 < failed, "nginx hides most: {} of {failed}", nginx.tally().failed());
}

#[test]
fn a_lost_node_costs_each_dialect_its_own_time() {
    for (entry, outcome, latency) in [
        (Entry::Service, Outcome::TimedOut, 30 * SECOND),
        (Entry::HttpRoute, Outcome::Gateway(503), 10 * SECOND),
        (Entry::Ingress, Outcome::Gateway(504), 15 * SECOND),
    ] {
        let mut town = town(Latency::NONE, 1, &[(1, 1)]);
        town.apply(route(vec![split(&[("web-v1", 1)])]));
        town.apply(ingress("web", "web-v1", &[]));
        let node = town.cluster.objects().pods.values().next().unwrap().node.clone().unwrap();
        assert!(town.cluster.inject(Fault::LoseNode(node.index)));
        let tally = town.call(Clients { timeout: 30 * SECOND, ..clients(entry, Split::Random) }, 20);
        assert_eq!(tally.of(outcome), 20, "{entry:?}: {tally:?}");
        assert_eq!(town.cluster.traffic().recent().back().unwrap().latency, latency, "{entry:?}");
    }
}

#[test]
fn a_mirror_never_changes_an_answer() {
    let with = |percent: i64| {
        let mut town = town(Latency::NONE, 3, &[(1, 2), (2, 1)]);
        town.app(2, App { error_percent: 100, response: 5 * SECOND, ..App::fine(SECOND) });
        let mirrors = vec![Mirror { service: "web-v2".into(), percent }];
        town.apply(route(vec![HttpRouteRule { mirrors, ..split(&[("web-v1", 1)]) }]));
        town.call(clients(Entry::HttpRoute, Split::Random), 10_000);
        town.run(10); // The last copies come to their end.
        town.tally().clone()
    };
    for (percent, least, most) in [(0, 0, 0), (10, 1_000 - 5 * 31, 1_000 + 5 * 31), (100, 10_000, 10_000)] {
        let tally = with(percent);
        assert_eq!((tally.answered(), tally.failed()), (10_000, 0), "{percent} %");
        assert!(!tally.versions.keys().any(|image| &**image == "web:v2"), "{percent} %: no user met the shadow");
        let copies = tally.mirrored.get("web:v2").map_or(0, |counts| counts.errors());
        assert!((least..=most).contains(&copies), "{percent} %: {copies} copies, all of which failed unseen");
        let latency = tally.versions.get("web:v1").unwrap().percentile(100);
        assert!(latency < 70, "{percent} %: nobody waits for the shadow, {latency} ms");
    }
}
