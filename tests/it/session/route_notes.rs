//! What of an applied route does not count, or has no effect: named beside it, or refused by the webhook.

use podyard::scenario::{Scenario, StrategyKind};
use podyard::session::{Action, Session};
use podyard::text::said;
use podyard::world::Entry;

use super::play;

fn behind(entry: Entry) -> Session {
    let mut session = Session::new(Scenario::default().by(StrategyKind::Canary).through(entry));
    session.update(Action::Play);
    session
}

/// The paths without effect and the notes of one of the routes shown.
fn beside(session: &Session, title: &str) -> (Vec<String>, Vec<String>) {
    let routes = session.routes();
    let found = routes.iter().find(|route| route.title == title).unwrap_or_else(|| panic!("no {title}"));
    (found.without_effect.clone(), found.notes.iter().map(said).collect())
}

fn ingress(name: &str, annotations: &str, path: &str) -> String {
    format!(
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: {name}, annotations: {{{annotations}}}}}\n\
         spec: {{ingressClassName: nginx, rules: [{{http: {{paths: [{{path: {path}, pathType: Prefix, \
         backend: {{service: {{name: web, port: {{number: 80}}}}}}}}]}}}}]}}\n"
    )
}

#[test]
fn a_canary_on_another_path_is_named_as_one_that_does_not_count() {
    let mut session = behind(Entry::Ingress);
    let canary = "nginx.ingress.kubernetes.io/canary: \"true\", nginx.ingress.kubernetes.io/canary-weight: \"5%\", \
                  nginx.ingress.kubernetes.io/rewrite-target: /";
    session.update(Action::Apply(ingress("late", canary, "/api")));
    play(&mut session, 10);
    let (_, notes) = beside(&session, "Ingress late");
    let expected = [
        "Prefix /api does not count: no main Ingress without a host has the path /api",
        "nginx.ingress.kubernetes.io/rewrite-target: not simulated: it changes nothing here",
    ];
    for line in expected {
        assert!(notes.iter().any(|note| note == line), "{line}: {notes:#?}");
    }
    assert!(notes.iter().any(|note| note.ends_with("counts as 0")), "5% is 0: {notes:#?}");
}

#[test]
fn a_second_main_ingress_for_the_same_path_is_refused_by_the_webhook() {
    let mut session = behind(Entry::Ingress);
    let first = session.cluster().objects().ingresses.values().next().expect("the strategy's").metadata.name.clone();
    session.update(Action::Apply(ingress("second", "", "/")));
    let (_, why) = session.refused_manifest().expect("refused");
    let words = format!("host \"_\" and path \"/\" is already defined in ingress default/{first}");
    assert!(said(&why.message).contains(&words), "{}", said(&why.message));
    let named = |name: &str| session.cluster().objects().ingresses.values().any(|it| &*it.metadata.name == name);
    assert!(!named("second"));
    session.update(Action::Apply(ingress(&first, "", "/")));
    assert!(session.refused_manifest().is_none(), "it is no overlap with itself");
}

#[test]
fn a_field_of_an_http_route_without_effect_is_said_once_with_its_reason() {
    let mut session = behind(Entry::HttpRoute);
    let route = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: own}\n\
                 spec: {parentRefs: [{name: gateway}], rules: [{sessionPersistence: {sessionName: a}, \
                 backendRefs: [{name: web, port: 80}]}]}\n";
    session.update(Action::Apply(route.into()));
    play(&mut session, 10);
    let (kept, notes) = beside(&session, "HTTPRoute own");
    assert!(!kept.iter().any(|path| path.contains("sessionPersistence")), "{kept:?}");
    assert_eq!(
        notes.iter().filter(|note| note.starts_with("spec.rules[0].sessionPersistence: ")).count(),
        1,
        "{notes:#?}"
    );
}

#[test]
fn a_route_that_nobody_asks_says_so() {
    let mut session = behind(Entry::Service);
    session.update(Action::Apply(ingress("own", "", "/")));
    let (_, notes) = beside(&session, "Ingress own");
    assert_eq!(notes, ["no request asks it: the clients come in another way"]);
}
