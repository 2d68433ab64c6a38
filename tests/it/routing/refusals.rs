//! What the API server, and ingress-nginx' webhook, refuse; what is accepted and has consequences.

use podyard::kube::manifest::Manifest;
use podyard::kube::object::Kind;
use podyard::kube::route;
use podyard::sim::routing::{HttpRoute, HttpRouteMatch, HttpRouteRule, Mirror, PathMatch, Why, refs, without_effect};
use podyard::text::{said, say};

use super::ingress::ingress;
use super::{backend, header, named, path, regex, rule, value};

fn route(rules: Vec<HttpRouteRule>) -> HttpRoute {
    HttpRoute { metadata: named("web", 0), rules }
}

fn weighing(weight: i64) -> HttpRoute {
    route(vec![rule(vec![], vec![backend("a", 1), backend("b", weight)])])
}

fn matching(conditions: HttpRouteMatch) -> HttpRoute {
    route(vec![rule(vec![conditions], vec![backend("a", 1)])])
}

#[test]
fn http_routes() {
    let invalid = "The HTTPRoute \"web\" is invalid: ";
    let bad_name = "in body should match '^[A-Za-z0-9!#$%&'*+\\-.^_\\x60|~]+$'";
    let name = "spec.rules[0].matches[0].headers[0].name";
    let twice = HttpRouteMatch { headers: vec![value("x", "1"), value("x", "2")], ..HttpRouteMatch::default() };
    let verb = HttpRouteMatch { method: Some("FETCH".into()), ..HttpRouteMatch::default() };
    let pattern = HttpRouteMatch { headers: vec![regex("x", "a(b")], ..HttpRouteMatch::default() };
    let mirror = HttpRouteRule {
        mirrors: vec![Mirror { service: "b".into(), percent: 101 }],
        ..rule(vec![], vec![backend("a", 1)])
    };
    let relative = HttpRouteMatch { path: PathMatch::PathPrefix("a".into()), ..HttpRouteMatch::default() };
    let cases: Vec<(&str, HttpRoute, Option<String>)> = vec![
        ("weight 0", weighing(0), None),
        ("the largest weight", weighing(1_000_000), None),
        ("a negative weight", weighing(-1), Some("spec.rules[0].backendRefs[1].weight: Invalid value: -1: spec.rules[0].backendRefs[1].weight in body should be greater than or equal to 0".into())),
        ("a huge weight", weighing(1_000_001), Some("spec.rules[0].backendRefs[1].weight: Invalid value: 1000001: spec.rules[0].backendRefs[1].weight in body should be less than or equal to 1e+06".into())),
        ("a header name that is none", matching(header("end user", "jason")), Some(format!("{name}: Invalid value: \"end user\": {name} {bad_name}"))),
        ("an umlaut in a header name", matching(header("grün", "x")), Some(format!("{name}: Invalid value: \"grün\": {name} {bad_name}"))),
        ("an empty header name", matching(header("", "x")), Some(format!("{name}: Invalid value: \"\": {name} in body should be at least 1 chars long"))),
        ("an empty value", matching(header("x", "")), Some("spec.rules[0].matches[0].headers[0].value: Invalid value: \"\": spec.rules[0].matches[0].headers[0].value in body should be at least 1 chars long".into())),
        ("a value too long", matching(header("x", &"a".repeat(4_097))), Some("spec.rules[0].matches[0].headers[0].value: Too long: may not be more than 4096 bytes".into())),
        ("the same name twice", matching(twice), Some("spec.rules[0].matches[0].headers[1]: Duplicate value: {\"name\":\"x\"}".into())),
        ("a relative path", matching(relative), Some("spec.rules[0].matches[0].path: Invalid value: \"object\": value must be an absolute path and start with '/' when type one of ['Exact', 'PathPrefix']".into())),
        ("two slashes", matching(path("/a//b")), Some("spec.rules[0].matches[0].path: Invalid value: \"object\": must not contain '//' when type one of ['Exact', 'PathPrefix']".into())),
        ("a method that is none", matching(verb), Some("spec.rules[0].matches[0].method: Unsupported value: \"FETCH\": supported values: \"GET\", \"HEAD\", \"POST\", \"PUT\", \"DELETE\", \"CONNECT\", \"OPTIONS\", \"TRACE\", \"PATCH\"".into())),
        ("a regular expression that is none", matching(pattern), Some("spec.rules[0].matches[0].headers[0].value: Invalid value: \"a(b\": at character 2: a ( without its )".into())),
        ("a percent above 100", route(vec![mirror]), Some("spec.rules[0].filters[0].requestMirror.percent: Invalid value: 101: spec.rules[0].filters[0].requestMirror.percent in body should be less than or equal to 100".into())),
        ("17 rules", route(vec![rule(vec![], vec![]); 17]), Some("spec.rules: Too many: 17: must have at most 16 items".into())),
        ("65 matches", route(vec![rule(vec![HttpRouteMatch::default(); 65], vec![])]), Some("spec.rules[0].matches: Too many: 65: must have at most 64 items".into())),
        ("17 backends", route(vec![rule(vec![], vec![backend("a", 1); 17])]), Some("spec.rules[0].backendRefs: Too many: 17: must have at most 16 items".into())),
    ];
    for (name, route, expected) in cases {
        let refused = route.check().map_err(|refused| said(&refused.message));
        // What is too long, too many or none of those there are keeps the API server from asking further.
        let blocking = |words: &String| words.contains(": Too ") || words.contains(": Unsupported value");
        let unasked = "<nil>: Invalid value: \"null\": some validation rules were not checked because the object was invalid; \
                       correct the existing errors to complete validation";
        let expected = expected.map(|words| if blocking(&words) { format!("\n* {words}\n* {unasked}") } else { words });
        assert_eq!(refused, expected.map_or(Ok(()), |words| Err(format!("{invalid}{words}"))), "{name}");
    }
}

#[test]
fn several_problems_come_together() {
    let route = route(vec![rule(vec![header("a b", "")], vec![backend("a", -1)])]);
    let message = said(&route.check().unwrap_err().message);
    let lines: Vec<&str> = message.lines().collect();
    assert_eq!(lines.len(), 4, "{message}");
    assert_eq!(lines[0], "The HTTPRoute \"web\" is invalid: ");
    assert!(lines[1..].iter().all(|line| line.starts_with("* spec.rules[0]")), "{message}");
}

#[test]
fn a_missing_service_is_accepted_and_named() {
    let route = weighing(1);
    assert_eq!(route.check(), Ok(()));
    let written = route::HttpRoute::from(&route);
    let exists = |service: &str| if service == "a" { Ok(()) } else { Err(Why::NoService) };
    let told = refs(&written, &|service, _| exists(service)).map(|why| said(&why));
    assert_eq!(told.as_deref(), Some("ResolvedRefs=False BackendNotFound: service \"b\" not found"));
    assert_eq!(refs(&written, &|_, _| Ok(())), None);
}

#[test]
fn no_value_of_a_canary_annotation_is_refused_and_what_is_dropped_is_told() {
    // Annotations, and what is told of them: that nobody but a note tells is the trap.
    type Case = (&'static [(&'static str, &'static str)], &'static [&'static str]);
    let cases: &[Case] = &[
        (&[], &[]),
        (&[("canary", "true"), ("canary-weight", "5")], &[]),
        (&[("canary", "true"), ("canary-weight", "-1")], &[]),
        (
            &[("canary", "true"), ("canary-weight", "5%")],
            &["canary-weight: ingress-nginx drops the value \"5%\": it counts as 0"],
        ),
        (
            &[("canary", "true"), ("canary-weight", "50"), ("canary-weight-total", "all")],
            &["canary-weight-total: ingress-nginx drops the value \"all\": it counts as 100"],
        ),
        (&[("canary", "true"), ("canary-by-header", "end user")], &[]),
        (
            &[("canary", "true"), ("canary-by-cookie", "a=b"), ("canary-weight", "100")],
            &["canary-by-cookie: ingress-nginx drops the value \"a=b\": no cookie decides"],
        ),
        (&[("canary-weight", "5")], &["canary-weight: no effect: nginx.ingress.kubernetes.io/canary is not \"true\""]),
        (
            &[("canary", "false"), ("canary-by-header", "x")],
            &["canary-by-header: no effect: nginx.ingress.kubernetes.io/canary is not \"true\""],
        ),
        (&[("canary", "yes")], &["canary: \"yes\" is not true: ingress-nginx takes this for no canary"]),
        (&[("affinity", "cookie"), ("session-cookie-name", "a")], &[]),
        (&[("rewrite-target", "/")], &["rewrite-target: not simulated: it changes nothing here"]),
    ];
    for (annotations, expected) in cases {
        let ingress = ingress("web-canary", "web-v2", annotations);
        assert_eq!(ingress.check(), Ok(()), "{annotations:?}");
        let object = Manifest::from(route::Ingress::from(&ingress));
        let notes = without_effect(Kind::Ingress, object.metadata(), &object.tree());
        let expected: Vec<String> = expected.iter().map(|note| format!("nginx.ingress.kubernetes.io/{note}")).collect();
        let notes: Vec<String> = notes.iter().map(|(_, note)| say(note)).collect();
        assert_eq!(notes, expected, "{annotations:?}");
    }
}
