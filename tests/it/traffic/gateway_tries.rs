//! What a gateway does by itself before a client sees anything: further tries, time-outs of one try, cookies that keep a user.

use podyard::kube::manifest::Manifest;
use podyard::sim::command::Command;
use podyard::sim::traffic::{Fault, Outcome};
use podyard::world::{App, Clients, Entry, Latency};

use super::{Town, near, town};

/// Applies a manifest.
fn apply(town: &mut Town, text: &str) {
    let documents = podyard::documents::read(text).unwrap_or_else(|problems| panic!("{text}: {problems:?}"));
    for document in documents {
        match document.content {
            podyard::documents::Content::Object(Manifest::HttpRoute(route)) => drop(town.apply(Command::apply(*route))),
            podyard::documents::Content::Object(Manifest::Ingress(ingress)) => {
                drop(town.apply(Command::apply(*ingress)))
            }
            _ => panic!("{text}"),
        }
    }
}

/// One version of 3 pods, behind a rule with this beside its backend.
fn behind(rule: &str, app: App) -> Town {
    let mut town = town(Latency::NONE, 5, &[(1, 3)]);
    town.app(1, app);
    apply(
        &mut town,
        &format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: web}}\nspec: {{parentRefs: [{{name: gw}}], \
             rules: [{{backendRefs: [{{name: web-v1, port: 80}}]{rule}}}]}}\n"
        ),
    );
    town
}

fn clients(entry: Entry) -> Clients {
    Clients { entry, retries: 0, timeout: 600_000, ..Clients::of(20) }
}

fn app(response: u64, error_percent: u32) -> App {
    App { response, varies: false, error_percent, workers: 0, ..App::fine(1_000) }
}

#[test]
fn time_outs_and_retries_of_a_rule() {
    let bug = Outcome::Error(Fault::Bug);
    // What stands in the rule, how long an answer takes and how often it is 500; an end of requests, its part of 1,000, and
    // how long each takes at least and at most, ms.
    type Case = (&'static str, u64, u32, Outcome, u64, [u64; 2]);
    let cases: [Case; 12] = [
        (", timeouts: {request: 500ms}", 10, 0, Outcome::Answered, 1_000, [10, 10]),
        (", timeouts: {request: 500ms}", 1_000, 0, Outcome::Gateway(504), 1_000, [500, 500]),
        (", timeouts: {request: 0s}", 1_000, 0, Outcome::Answered, 1_000, [1_000, 1_000]),
        (", timeouts: {backendRequest: 500ms}", 10, 0, Outcome::Answered, 1_000, [10, 10]),
        (", timeouts: {backendRequest: 500ms}", 1_000, 0, Outcome::Gateway(504), 1_000, [500, 500]),
        (", timeouts: {backendRequest: 0s}", 1_000, 0, Outcome::Answered, 1_000, [1_000, 1_000]),
        ("", 10, 50, bug, 500, [10, 10]),
        // One of 16 has four bad answers.
        (", retry: {codes: [500], attempts: 3}", 10, 50, bug, 62, [10, 1_000]),
        (", retry: {codes: [503], attempts: 3}", 10, 50, bug, 500, [10, 10]),
        (", retry: {codes: [500], attempts: 1, backoff: 2s}", 10, 100, bug, 1_000, [2_020, 2_020]),
        (
            ", retry: {attempts: 2, backoff: 100ms}, timeouts: {backendRequest: 200ms}",
            300,
            0,
            Outcome::Gateway(504),
            1_000,
            [800, 800],
        ),
        (
            ", retry: {attempts: 9, backoff: 100ms}, timeouts: {backendRequest: 200ms, request: 1s}",
            300,
            0,
            Outcome::Gateway(504),
            1_000,
            [800, 1_000],
        ),
    ];
    for (rule, response, errors, outcome, part, [least, most]) in cases {
        let mut town = behind(rule, app(response, errors));
        let tally = town.call(clients(Entry::HttpRoute), 2_000);
        near(tally.of(outcome), tally.sent, part, rule);
        for request in town.cluster.traffic().recent().iter().filter(|request| request.outcome == outcome) {
            assert!((least..=most).contains(&request.latency), "{rule}: {} ms", request.latency);
        }
    }
}

#[test]
fn each_attempt_of_a_client_has_the_whole_time_out() {
    let mut town = behind(", timeouts: {request: 500ms}", app(1_000, 0));
    let tally = town.call(Clients { retries: 1, ..clients(Entry::HttpRoute) }, 200);
    assert_eq!(tally.of(Outcome::Gateway(504)), tally.sent);
    for request in town.cluster.traffic().recent() {
        // Two attempts of 500 ms, and the client's wait of up to 25 between them.
        assert!((1_001..=1_026).contains(&request.latency), "{} ms", request.latency);
        assert_eq!(request.attempts, 2);
    }
}

#[test]
fn a_retry_goes_on_to_another_pod_and_the_version_counts_it() {
    let mut town = behind(", retry: {codes: [500], attempts: 3}", app(10, 50));
    let tally = town.call(clients(Entry::HttpRoute), 2_000);
    let version = tally.versions.get("web:v1").expect("it answered");
    // Of every try half fails: 1/2 + 1/4 + 1/8 of the requests are tried again.
    // Each request has 0 to 3 of them, with a variance below 1.2: five standard deviations of the sum.
    let expected = tally.sent * 7 / 8;
    let five = 5 * (tally.sent * 12 / 10).isqrt();
    assert!(version.retried.abs_diff(expected) <= five, "{} tries, expected {expected} within {five}", version.retried);
}

#[test]
fn nginx_reads_an_answer_for_a_minute_and_tries_three_pods() {
    let mut town = town(Latency::NONE, 5, &[(1, 3)]);
    town.app(1, App { hangs_after: Some(1), ..app(10, 0) });
    apply(&mut town, &ingress("web", "web-v1", ""));
    let tally = town.call(clients(Entry::Ingress), 3);
    assert_eq!(tally.of(Outcome::Gateway(504)), tally.sent);
    assert!(town.cluster.traffic().recent().iter().all(|request| request.latency == 180_000), "3 × 60 s");
}

fn ingress(name: &str, service: &str, annotations: &str) -> String {
    let pairs = annotations.split_whitespace().filter_map(|pair| pair.split_once('='));
    let pairs: Vec<String> =
        pairs.map(|(key, value)| format!("nginx.ingress.kubernetes.io/{key}: '{value}'")).collect();
    format!(
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: {name}, annotations: {{{}}}}}\nspec: {{ingressClassName: \
         nginx, rules: [{{http: {{paths: [{{path: /, pathType: Prefix, backend: {{service: {{name: {service}, port: {{number: \
         80}}}}}}}}]}}}}]}}\n",
        pairs.join(", ")
    )
}

/// Of each user, which versions and which pods answered.
fn met(town: &mut Town, seconds: u64) -> Vec<(Vec<String>, usize)> {
    let mut seen: Vec<(Vec<String>, Vec<u32>)> = Vec::new();
    let (mut last, until) = (None, town.cluster.now() + seconds * 1_000);
    while town.cluster.now() < until {
        town.cluster.step();
        let Some(request) = town.cluster.traffic().recent().back().filter(|it| last != Some(it.number)) else {
            continue;
        };
        last = Some(request.number);
        let (Some(target), user) = (&request.target, request.user as usize) else { continue };
        seen.resize(seen.len().max(user + 1), Default::default());
        let (images, pods) = &mut seen[user];
        if !images.contains(&target.image.to_string()) {
            images.push(target.image.to_string());
        }
        if !pods.contains(&target.pod.0) {
            pods.push(target.pod.0);
        }
    }
    seen.into_iter().map(|(images, pods)| (images, pods.len())).collect()
}

/// Both versions behind ingress-nginx with these annotations, and 40 users.
fn split(main: &str, canary: &str) -> Town {
    let mut town = town(Latency::NONE, 7, &[(1, 4), (2, 4)]);
    apply(&mut town, &ingress("web", "web-v1", main));
    apply(&mut town, &ingress("web-canary", "web-v2", &format!("canary=true canary-weight=30 {canary}")));
    town.apply(Command::clients(&Clients { users: 40, ..clients(Entry::Ingress) }));
    town
}

#[test]
fn with_cookie_affinity_nobody_flips_between_versions_or_pods() {
    // Annotations of both Ingresses; whether a user may meet both versions, and more than one pod.
    let cases = [
        ("", "", true, true),
        ("affinity=cookie", "", false, false),
        ("affinity=cookie affinity-mode=persistent", "", false, false),
    ];
    for (main, canary, both, pods) in cases {
        let mut town = split(main, canary);
        let met = met(&mut town, 200);
        assert_eq!(met.len(), 40);
        assert_eq!(met.iter().any(|(images, _)| images.len() > 1), both, "{main}: {met:?}");
        assert_eq!(met.iter().any(|(_, pods)| *pods > 1), pods, "{main}: {met:?}");
        let new = met.iter().filter(|(images, _)| images.contains(&"web:v2".to_string())).count();
        assert!(new >= 4, "{main}: the canary keeps about 30 of 100 users, here {new} of 40");
    }
    // `legacy`: whoever was on the main Ingress first stays there, the others are drawn at each request until they are.
    let met = met(&mut split("affinity=cookie", "affinity-canary-behavior=legacy"), 200);
    assert!(met.iter().all(|(images, _)| images.contains(&"web:v1".to_string())), "{met:?}");
}

#[test]
fn a_further_pod_moves_some_users_only_where_the_cookie_names_no_endpoint() {
    for (mode, moves) in [("balanced", true), ("persistent", false)] {
        let mut town = town(Latency::NONE, 7, &[(1, 4)]);
        apply(&mut town, &ingress("web", "web-v1", &format!("affinity=cookie affinity-mode={mode}")));
        town.apply(Command::clients(&Clients { users: 40, ..clients(Entry::Ingress) }));
        let before = met(&mut town, 100);
        assert!(before.iter().all(|(_, pods)| *pods == 1), "{mode}: {before:?}");
        town.apply(Command::scale("web-v1", 5));
        let after = met(&mut town, 100);
        let moved = after.iter().filter(|(_, pods)| *pods > 1).count();
        assert_eq!(moved > 0, moves, "{mode}: {moved} of 40 users moved");
        assert!(moved <= 20, "{mode}: a consistent hash moves one in five, here {moved} of 40");
    }
}
