//! Routes and Services from their YAML and back.

use podyard::documents::{Content, Document, read_kinds};
use podyard::kube::Malformed;
use podyard::kube::manifest::Manifest;
use podyard::kube::manifest::Written;
use podyard::kube::object::{Kind, labels};
use podyard::kube::route;
use podyard::sim::routing::{HttpRoute, HttpRouteMatch, HttpRouteRule, Mirror, PathMatch};
use podyard::text::say;

use super::ingress::ingress;
use super::{backend, named, regex, value};

/// What routes, of a text.
fn read(text: &str) -> Result<Vec<Manifest>, Vec<Malformed>> {
    let read = read_kinds(text, &[Kind::HttpRoute, Kind::Ingress, Kind::Service])?;
    let object = |document: Document| match document.content {
        Content::Object(manifest) => manifest,
        Content::World(world) => panic!("{world:?} is no route"),
    };
    Ok(read.into_iter().map(object).collect())
}

fn http_route(manifest: &Manifest) -> HttpRoute {
    match manifest {
        Manifest::HttpRoute(written) => HttpRoute::from(&**written),
        other => panic!("{other:?}"),
    }
}

/// A route with everything it can hold.
fn full() -> HttpRoute {
    let exact = HttpRouteMatch {
        path: PathMatch::Exact("/a/(b)".into()),
        method: Some("POST".into()),
        headers: vec![value("end-user", "jason"), regex("cookie", ".*group=beta.*")],
        query_params: vec![value("q", "1: #2")],
    };
    let pattern = HttpRouteMatch { path: PathMatch::RegularExpression("/v[0-9]+".into()), ..HttpRouteMatch::default() };
    let rules = vec![
        HttpRouteRule {
            matches: vec![exact, pattern],
            backend_refs: vec![backend("web-canary", 1)],
            request_timeout: Some(1_500),
            ..HttpRouteRule::default()
        },
        HttpRouteRule {
            backend_refs: vec![backend("web-stable", 95), backend("web-canary", 5)],
            mirrors: vec![Mirror { service: "web-canary".into(), percent: 20 }],
            ..HttpRouteRule::default()
        },
        HttpRouteRule::default(),
    ];
    HttpRoute { metadata: named("web", 0), rules }
}

#[test]
fn what_is_written_is_read_again() {
    let given = route::HttpRoute::from(&full()).into_manifest();
    let again = read(&given.yaml()).expect("it is sound");
    assert_eq!(again, [given]);
    assert_eq!(http_route(&again[0]), full());
    let canary = ingress(
        "web-canary",
        "web-canary",
        &[("canary", "true"), ("canary-weight", "5"), ("canary-by-header", "end-user")],
    );
    let given = route::Ingress::from(&canary).into_manifest();
    assert_eq!(read(&given.yaml()), Ok(vec![given]));
}

#[test]
fn defaults_and_several_documents() {
    let text = "
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: web }
spec:
  parentRefs: [{ name: gateway }]
  rules:
  - matches: [{ headers: [{ name: end-user, value: jason }] }]
    backendRefs: [{ name: web-v2, port: 80 }]
    timeouts: { request: 1m30s }
  - backendRefs: [{ name: web-v1, port: 80 }]
    filters: [{ type: RequestMirror, requestMirror: { backendRef: { name: web-v2, port: 80 } } }]
---
apiVersion: v1
kind: Service
metadata: { name: web-v2 }
spec: { selector: { version: v2 }, sessionAffinity: ClientIP, ports: [{ port: 80 }] }
";
    let read = read(text).expect("it is sound");
    let route = http_route(&read[0]);
    let [first, second] = &route.rules[..] else { panic!("two rules: {route:?}") };
    assert_eq!(first.matches[0].path, PathMatch::PathPrefix("/".into()), "without a path it is every path");
    assert!(!first.matches[0].headers[0].regular_expression, "exact unless told");
    assert_eq!((first.backend_refs[0].weight, first.request_timeout), (1, Some(90_000)));
    assert_eq!(second.mirrors, [Mirror { service: "web-v2".into(), percent: 100 }]);
    let Manifest::Service(service) = &read[1] else { panic!("{read:?}") };
    assert_eq!((&*service.metadata.name, &service.spec.selector), ("web-v2", &labels(&[("version", "v2")])));
    assert!(service.keeps_clients() && !service.spec.publish_not_ready_addresses);
}

#[test]
fn what_is_malformed_is_named_with_line_field_and_cure() {
    let route = |rest: &str| {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{ name: web }}\nspec:\n  rules:\n{rest}"
        )
    };
    let cases = [
        ("nothing", String::new(), "line 1: nothing is written here"),
        (
            "another kind",
            "apiVersion: v1\nkind: Pod\n".into(),
            "line 2: kind: not an HTTPRoute, an Ingress or a Service but a Pod. Fix: write kind: HTTPRoute",
        ),
        ("no kind", "metadata: {}\n".into(), "line 1: kind: no kind is given"),
        (
            "an old version",
            "apiVersion: extensions/v1beta1\nkind: Ingress\n".into(),
            "apiVersion: there is no Ingress in \"extensions/v1beta1\". Fix: write apiVersion: networking.k8s.io/v1",
        ),
        ("no name", "apiVersion: v1\nkind: Service\nspec: {}\n".into(), "metadata.name: no name is given"),
        (
            "a word misspelt",
            route("  - backendRef: []\n"),
            "line 6: spec.rules[0].backendRef: unknown field. Fix: write backendRefs",
        ),
        (
            "a weight in quotes",
            route("  - backendRefs: [{ name: a, weight: \"5\" }]\n"),
            "spec.rules[0].backendRefs[0].weight: \"5\" is text. Fix: write the number without quotes",
        ),
        (
            "a backend without a name",
            route("  - backendRefs:\n    - weight: 5\n"),
            "line 7: spec.rules[0].backendRefs[0].name: no Service is named",
        ),
        (
            "a filter that is not simulated",
            route("  - filters:\n    - type: ExtensionRef\n"),
            "a filter of type \"ExtensionRef\" is not simulated",
        ),
        (
            "a kind of match there is not",
            route("  - matches: [{ path: { type: Prefix, value: / } }]\n"),
            "matches[0].path.type: Unsupported value: \"Prefix\". Fix: write PathPrefix, Exact or RegularExpression",
        ),
        (
            "an affinity there is not",
            "apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { sessionAffinity: Cookie }\n".into(),
            "spec.sessionAffinity: Unsupported value: \"Cookie\". Fix: write ClientIP or None",
        ),
        ("no YAML", "a: [".into(), "not YAML: while parsing a node"),
    ];
    for (name, text, words) in cases {
        let refused = read(&text).err().unwrap_or_else(|| panic!("{name} is taken"));
        let lines: Vec<String> = refused.iter().map(|problem| say(&problem.message())).collect();
        assert!(lines.join("\n").contains(words), "{name}: {lines:?}");
    }
}
