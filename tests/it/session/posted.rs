//! What manifests that people post do in a cluster, as a learner sees it with a request of their own: the rows S1 of the
//! report on routes, and what evicts a pod.

use podyard::kube::object::Kind;
use podyard::kubectl;
use podyard::scenario::{Scenario, StrategyKind};
use podyard::session::{Action, Session};
use podyard::sim::command::Command;
use podyard::text::{said, say};
use podyard::view::Draft;
use podyard::world::{App, Entry};

use super::play;

fn behind(entry: Entry) -> Session {
    let mut session = Session::new(Scenario::default().by(StrategyKind::Canary).through(entry));
    session.update(Action::Play);
    session
}

/// Where a request for a path goes.
fn goes(session: &Session, path: &str) -> Vec<String> {
    let written = Draft { path: path.into(), ..Draft::default() };
    session.own_request(&written.head().expect("a request")).goes.iter().map(say).collect()
}

fn ingress(name: &str, annotations: &str, rule: &str, service: &str) -> String {
    let prefix = "nginx.ingress.kubernetes.io";
    let annotations: Vec<String> = annotations
        .split_whitespace()
        .map(|pair| format!("{prefix}/{}", pair.replacen('=', ": \"", 1) + "\""))
        .collect();
    let [host, path, kind] = rule.split(' ').collect::<Vec<_>>()[..] else { panic!("{rule}") };
    let host = if host == "-" { String::new() } else { format!("host: {host}, ") };
    format!(
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: {name}, annotations: {{{}}}}}\nspec: \
         {{ingressClassName: nginx, rules: [{{{host}http: {{paths: [{{path: '{path}', pathType: {kind}, backend: {{service: \
         {{name: {service}, port: {{number: 80}}}}}}}}]}}}}]}}\n",
        annotations.join(", ")
    )
}

/// The strategy's Ingress leads `/` to the stable Service, and another is its canary, which is applied anew here. Its Service
/// has pods from the start.
#[test]
fn a_canary_counts_only_beside_its_main_ingress() {
    let all = "canary=true canary-weight=100";
    // The canary's annotations, its host, path and pathType; then where `/api` goes.
    let cases = [
        (all, "- / Prefix", "to Service web-canary"),
        (all, "- /api Prefix", "to Service web-stable"),
        (all, "- / Exact", "to Service web-stable"),
        (all, "shop.example / Prefix", "to Service web-stable"),
        // Bad values are no refusals: they become their defaults, and nobody in a cluster says so.
        ("canary=true canary-weight=5%", "- / Prefix", "to Service web-stable"),
        ("canary=true canary-weight=-1", "- / Prefix", "to Service web-stable"),
        ("canary=true canary-weight=50 canary-weight-total=all", "- / Prefix", "50.0 % to Service web-stable"),
        ("canary=true canary-weight=100 canary-by-cookie=a=b", "- / Prefix", "to Service web-canary"),
        ("canary=yes canary-weight=100", "- / Prefix", "to Service web-stable"),
        ("canary=1 canary-weight=100", "- / Prefix", "to Service web-canary"),
        ("canary=false canary-by-header=x", "- /other Prefix", "to Service web-stable"),
    ];
    for (annotations, rule, expected) in cases {
        let mut session = behind(Entry::Ingress);
        session.update(Action::Apply(ingress("web-canary", annotations, rule, "web-canary")));
        assert_eq!(session.refused_manifest(), None, "{annotations} {rule}");
        play(&mut session, 10);
        assert_eq!(goes(&session, "/api")[0], expected, "{annotations} {rule}");
    }
    for (annotations, rule, words) in [
        ("canary-weight=10", "- / Prefix", "host \"_\" and path \"/\" is already defined in ingress default/"),
        ("canary=true", "- /foo/[a-z]{3} Prefix", "cannot be used with pathType Prefix"),
    ] {
        let mut session = behind(Entry::Ingress);
        session.update(Action::Apply(ingress("late", annotations, rule, "web-canary")));
        let (_, why) = session.refused_manifest().unwrap_or_else(|| panic!("{annotations} is taken"));
        assert!(said(&why.message).contains(words), "{annotations}: {}", said(&why.message));
    }
}

#[test]
fn a_path_is_exact_and_a_second_ingress_serves() {
    let mut session = behind(Entry::Ingress);
    session.update(Action::Apply(ingress("info", "", "- /info Exact", "web-canary")));
    play(&mut session, 10);
    assert_eq!(goes(&session, "/info/x"), ["to Service web-stable"]);
    assert_eq!(goes(&session, "/info"), ["to Service web-canary"]);
}

fn http_route(spec: &str) -> String {
    format!("apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: web}}\nspec: {{{spec}}}\n")
}

#[test]
fn what_of_a_route_was_dropped_without_a_word_acts() {
    let parent = "parentRefs: [{name: gateway}]";
    let backend = "backendRefs: [{name: web-stable, port: 80}]";
    let redirect = "filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]";
    // The spec, where `/` goes, and what the route's status or notes say.
    let cases = [
        (format!("rules: [{{{backend}}}]"), "404", "attached to nothing"),
        (
            format!("parentRefs: [{{name: web, kind: Service, group: \"\"}}], rules: [{{{backend}}}]"),
            "404",
            "attached to no Gateway: none of its parentRefs is one",
        ),
        (format!("{parent}, rules: [{{{redirect}}}]"), "302", "ResolvedRefs=True"),
        (
            format!("{parent}, rules: [{{backendRefs: [{{name: web-stable, port: 80, {redirect}}}]}}]"),
            "302",
            "ResolvedRefs=True",
        ),
    ];
    for (spec, expected, words) in cases {
        let mut session = behind(Entry::HttpRoute);
        session.update(Action::Apply(http_route(&spec)));
        assert_eq!(session.refused_manifest(), None, "{spec}");
        play(&mut session, 10);
        let goes = goes(&session, "/");
        assert!(goes.iter().any(|told| told.starts_with(expected)), "{spec}: {goes:?}");
        let route = session.routes().into_iter().find(|route| route.title == "HTTPRoute web").expect("it is there");
        let told: Vec<String> = route.notes.iter().map(said).chain([said(&route.status)]).collect();
        assert!(told.iter().any(|told| told.contains(words)), "{spec}: {told:?}");
    }
}

#[test]
fn retries_and_the_time_out_of_a_backend_act_on_the_requests_that_are_seen() {
    let backend = "parentRefs: [{name: gateway}], rules: [{backendRefs: [{name: web-stable, port: 80}]";
    // Beside the backend, the software, how much of its time an answer takes; then how many of a hundred fail.
    let half = App { error_percent: 50, ..App::default() };
    let slow = App { response: 700, ..App::default() };
    let cases = [
        ("}]", half, 40..=60),
        (", retry: {codes: [500], attempts: 3}}]", half, 2..=12),
        (", timeouts: {backendRequest: 500ms}}]", slow, 100..=100),
        (", timeouts: {backendRequest: 2s}}]", slow, 0..=0),
    ];
    for (rule, app, expected) in cases {
        let mut session = behind(Entry::HttpRoute);
        session.update(Action::Request(vec![Command::app("web:v1", &app)]));
        session.update(Action::Apply(http_route(&format!("{backend}{rule}"))));
        assert_eq!(session.refused_manifest(), None, "{rule}");
        play(&mut session, 5);
        let before = session.traffic().sent;
        play(&mut session, 40);
        assert!(session.traffic().sent - before > 200, "{rule}");
        let seen = session.requests(None);
        let failed = 100 * seen.iter().filter(|request| !request.well).count() / seen.len();
        assert!(expected.contains(&failed), "{rule}: {failed} of 100, e.g. {:?}", seen[0]);
    }
}

/// The log's entries as they stand on the page.
fn told(session: &Session) -> Vec<String> {
    session.log().iter().map(kubectl::said).collect()
}

#[test]
fn a_drain_that_a_budget_holds_up_and_who_ended_the_pod_are_seen() {
    let mut session = super::session(StrategyKind::RollingUpdate, 3);
    let budget = "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\nspec: {maxUnavailable: 0, selector: \
                  {matchLabels: {app: web}}}\n";
    session.update(Action::Apply(budget.into()));
    play(&mut session, 5);
    let nodes = session.nodes();
    let node = nodes.iter().find(|view| view.pods > 0).expect("pods are somewhere").node.metadata.name.clone();
    session.update(Action::Request(vec![Command::Drain { node: node.clone() }]));
    play(&mut session, 2);
    let refused = session.nodes().into_iter().flat_map(|view| view.refused).collect::<Vec<_>>();
    let (pod, cause) = refused.first().expect("it waits").clone();
    assert_eq!(&*cause, "The disruption budget web needs 3 healthy pods and has 3 currently");
    assert!(
        told(&session).iter().any(|line| line.contains(&format!("evicting pod default/{pod}"))),
        "{:?}",
        told(&session)
    );

    let uid = session.cluster().objects().pods.values().find(|it| it.metadata.name == pod).expect("there").metadata.uid;
    session.update(Action::ChoosePod(uid));
    assert!(session.pod_detail().expect("chosen").conditions.iter().all(|it| &*it.kind != "DisruptionTarget"));
    session.update(Action::Request(vec![Command::Delete { kind: Kind::PodDisruptionBudget, name: "web".into() }]));
    while session.pod_detail().expect("chosen").conditions.iter().all(|it| &*it.kind != "DisruptionTarget") {
        assert!(session.elapsed() < 30_000, "it is evicted at the next try");
        session.update(Action::Tick { elapsed_ms: 50 });
    }
    let target = session.pod_detail().expect("chosen").conditions[0].clone();
    assert_eq!((&*target.status, &*target.reason), ("True", "EvictionByEvictionAPI"));
    assert_eq!((&*target.message, target.well), ("Eviction API: evicting", false));
    play(&mut session, 20);
    assert!(told(&session).contains(&format!("node/{node} drained")), "{:?}", told(&session));
}

#[test]
fn a_drain_that_is_refused_says_why_and_the_node_stays_cordoned() {
    let mut session = super::session(StrategyKind::RollingUpdate, 3);
    let pod = session.cluster().objects().pods.values().next().expect("three").clone();
    let (name, node) = (pod.metadata.name.clone(), pod.node_name().expect("bound").clone());
    let relabel = podyard::sim::fault::Fault::Relabel(name.clone());
    session.update(Action::Request(vec![Command::Fault(relabel)]));
    play(&mut session, 10);
    session.update(Action::Request(vec![Command::Drain { node: node.clone() }]));
    play(&mut session, 10);
    let why = format!("cannot delete Pods that declare no controller (use --force to override): default/{name}");
    assert!(told(&session).iter().any(|line| line.contains(&why)), "{:?}", told(&session));
    let view = session.nodes().into_iter().find(|view| view.node.metadata.name == node).expect("there");
    assert_eq!(view.node.status_word(), "Ready,SchedulingDisabled");
    assert!(session.cluster().objects().pods.get(&pod.metadata.uid).is_some_and(|pod| pod.is_active()));
}
