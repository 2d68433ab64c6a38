//! What the API server, and ingress-nginx' webhook, refuse; what is accepted and has consequences.

use podyard::sim::routing::{HttpRoute, HttpRouteMatch, HttpRouteRule, Mirror, PathMatch};

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
        let refused = route.check().map_err(|refused| refused.message);
        assert_eq!(refused, expected.map_or(Ok(()), |words| Err(format!("{invalid}{words}"))), "{name}");
    }
}

#[test]
fn several_problems_come_together() {
    let route = route(vec![rule(vec![header("a b", "")], vec![backend("a", -1)])]);
    let message = route.check().unwrap_err().message;
    let lines: Vec<&str> = message.lines().collect();
    assert_eq!(lines.len(), 4, "{message}");
    assert_eq!(lines[0], "The HTTPRoute \"web\" is invalid: ");
    assert!(lines[1..].iter().all(|line| line.starts_with("* spec.rules[0]")), "{message}");
}

#[test]
fn a_missing_service_is_accepted_and_named() {
    let route = weighing(1);
    assert_eq!(route.check(), Ok(()));
    assert_eq!(route.missing(&|service| service == "a"), ["b"]);
    assert_eq!(route.missing(&|_| true), [""; 0]);
}

#[test]
fn ingresses() {
    let invalid = |name: &str| format!("annotation nginx.ingress.kubernetes.io/{name} contains invalid value");
    let disabled =
        "the annotation canary does not contain a valid configuration: configured but not enabled".to_string();
    type Case = (&'static str, &'static [(&'static str, &'static str)], Option<String>);
    let cases: Vec<Case> = vec![
        ("no annotation", &[], None),
        ("enabled with a weight", &[("canary", "true"), ("canary-weight", "5")], None),
        ("a weight without canary: true", &[("canary-weight", "5")], Some(disabled.clone())),
        ("a header with canary: false", &[("canary", "false"), ("canary-by-header", "x")], Some(disabled)),
        ("weight 0 without canary: true", &[("canary-weight", "0")], None),
        ("a negative weight", &[("canary", "true"), ("canary-weight", "-1")], Some(invalid("canary-weight"))),
        ("a weight that is no number", &[("canary", "true"), ("canary-weight", "5%")], Some(invalid("canary-weight"))),
        (
            "a total that is no number",
            &[("canary", "true"), ("canary-weight-total", "all")],
            Some(invalid("canary-weight-total")),
        ),
        (
            "a header name that is none",
            &[("canary", "true"), ("canary-by-header", "end user")],
            Some(invalid("canary-by-header")),
        ),
        (
            "a cookie name that is none",
            &[("canary", "true"), ("canary-by-cookie", "a=b")],
            Some(invalid("canary-by-cookie")),
        ),
    ];
    for (name, annotations, expected) in cases {
        let refused = ingress("web-canary", "web-v2", annotations).check().map_err(|refused| refused.message);
        let webhook = "Error from server (BadRequest): error when creating \"web-canary.yaml\": admission webhook \
                       \"validate.nginx.ingress.kubernetes.io\" denied the request: ";
        assert_eq!(refused, expected.map_or(Ok(()), |words| Err(format!("{webhook}{words}"))), "{name}");
    }
}
