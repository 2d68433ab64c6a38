//! What the API server says of an HTTPRoute, by the definition of its kind.
//!
//! Models config/crd/standard/gateway.networking.k8s.io_httproutes.yaml of kubernetes-sigs/gateway-api v1.5: its minimums,
//! maximums and patterns as a table, its CEL rules as functions. Of the experimental channel: the names of rules, and `retry`.

use super::duration::parse;
use super::errors::{FieldError, invalid, quoted};
use super::field::Field;
use super::route::{HttpRoute, HttpRouteRule};
use super::schema::{Found, Row, Rule, check, each};
use super::tree::{Node, Value, path};
use super::validate_route_paths::{check_path, one_prefix};

const NAME: &str = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
const HOST: &str = "^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
const LABEL: &str = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";
const HEADER: &str = "^[A-Za-z0-9!#$%&'*+\\-.^_\\x60|~]+$";
const DURATION: &str = "^([0-9]{1,5}(h|m|s|ms)){1,4}$";
const METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
const FILTERS: [&str; 2] = ["spec.rules[].filters", "spec.rules[].backendRefs[].filters"];

const PORT: Rule = Rule::Range(1, 65_535, "65535");

const ROWS: [Row; 52] = [
    ("spec.parentRefs", Rule::Items(0, 32)),
    ("spec.parentRefs[]", Rule::Has("name")),
    ("spec.parentRefs[].name", Rule::Length(1, 253)),
    ("spec.parentRefs[].namespace", Rule::Length(1, 63)),
    ("spec.parentRefs[].namespace", Rule::Matches(LABEL)),
    ("spec.parentRefs[].port", PORT),
    ("spec.parentRefs[].sectionName", Rule::Length(1, 253)),
    ("spec.parentRefs[].sectionName", Rule::Matches(NAME)),
    ("spec.hostnames", Rule::Items(0, 16)),
    ("spec.hostnames[]", Rule::Length(1, 253)),
    ("spec.hostnames[]", Rule::Matches(HOST)),
    ("spec.rules", Rule::Items(1, 16)),
    ("spec.rules[].name", Rule::Length(1, 253)),
    ("spec.rules[].name", Rule::Matches(NAME)),
    ("spec.rules[].matches", Rule::Items(0, 64)),
    ("spec.rules[].matches[].path.value", Rule::Length(0, 1_024)),
    ("spec.rules[].matches[].method", Rule::OneOf(METHODS)),
    ("spec.rules[].matches[].headers", Rule::Items(0, 16)),
    ("spec.rules[].matches[].headers[]", Rule::Filled("name")),
    ("spec.rules[].matches[].headers[].name", Rule::Length(0, 256)),
    ("spec.rules[].matches[].headers[].name", Rule::Matches(HEADER)),
    ("spec.rules[].matches[].headers[]", Rule::Filled("value")),
    ("spec.rules[].matches[].headers[].value", Rule::Length(0, 4_096)),
    ("spec.rules[].matches[].queryParams", Rule::Items(0, 16)),
    ("spec.rules[].matches[].queryParams[]", Rule::Filled("name")),
    ("spec.rules[].matches[].queryParams[].name", Rule::Length(0, 256)),
    ("spec.rules[].matches[].queryParams[].name", Rule::Matches(HEADER)),
    ("spec.rules[].matches[].queryParams[]", Rule::Filled("value")),
    ("spec.rules[].matches[].queryParams[].value", Rule::Length(0, 1_024)),
    ("spec.rules[].filters", Rule::Items(0, 16)),
    ("spec.rules[].filters[].requestMirror.percent", Rule::Range(0, 100, "100")),
    ("spec.rules[].filters[].requestMirror.fraction", Rule::Has("numerator")),
    ("spec.rules[].filters[].requestMirror.fraction.numerator", Rule::Range(0, i64::MAX, "")),
    ("spec.rules[].filters[].requestMirror.fraction.denominator", Rule::Range(1, i64::MAX, "")),
    ("spec.rules[].filters[].requestMirror.backendRef.port", PORT),
    ("spec.rules[].filters[].requestRedirect.scheme", Rule::OneOf(&["http", "https"])),
    ("spec.rules[].filters[].requestRedirect.hostname", Rule::Matches(NAME)),
    ("spec.rules[].filters[].requestRedirect.port", PORT),
    ("spec.rules[].filters[].urlRewrite.hostname", Rule::Matches(NAME)),
    ("spec.rules[].backendRefs", Rule::Items(0, 16)),
    ("spec.rules[].backendRefs[].name", Rule::Length(1, 253)),
    ("spec.rules[].backendRefs[].kind", Rule::Length(1, 63)),
    ("spec.rules[].backendRefs[].namespace", Rule::Length(1, 63)),
    ("spec.rules[].backendRefs[].namespace", Rule::Matches(LABEL)),
    ("spec.rules[].backendRefs[].port", PORT),
    ("spec.rules[].backendRefs[].weight", Rule::Range(0, 1_000_000, "1e+06")),
    ("spec.rules[].backendRefs[].filters", Rule::Items(0, 16)),
    ("spec.rules[].timeouts.request", Rule::Matches(DURATION)),
    ("spec.rules[].timeouts.backendRequest", Rule::Matches(DURATION)),
    ("spec.rules[].retry.codes[]", Rule::Range(400, 599, "599")),
    ("spec.rules[].retry.backoff", Rule::Matches(DURATION)),
    ("spec.rules[].filters[].requestRedirect.statusCode", Rule::OneOf(&["301", "302", "303", "307", "308"])),
];

/// Every error of an HTTPRoute; none means accepted.
pub fn validate_http_route(route: &HttpRoute) -> Vec<FieldError> {
    let mut tree = Node::from(Value::Map(Vec::new()));
    let spec = route.spec.write().unwrap_or_else(|| Value::Map(Vec::new()).into());
    tree.put(&path("spec"), spec.value);
    if route.spec.rules.as_ref().is_some_and(Vec::is_empty) {
        tree.put(&path("spec.rules"), Value::List(Vec::new()));
    }
    let mut found = check(&tree, &ROWS);
    found.errors.extend(duplicates(&tree));
    if found.blocking {
        let why = "some validation rules were not checked because the object was invalid; correct the existing errors to \
                   complete validation";
        found.errors.push(invalid("<nil>", quoted("null"), why));
        return found.errors;
    }
    check_parents(&tree, &mut found);
    check_rules(route.spec.rules.as_deref().unwrap_or_default(), &tree, &mut found);
    found.errors
}

fn text<'a>(node: &'a Node, name: &str) -> Option<&'a str> {
    match &node.field(name)?.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn number(node: &Node, name: &str) -> Option<i64> {
    match node.field(name)?.value {
        Value::Int(number) => Some(number),
        _ => None,
    }
}

fn items(node: &Node) -> &[Node] {
    match &node.value {
        Value::List(items) => items,
        _ => &[],
    }
}

/// Lists whose items are told apart by their names.
fn duplicates(tree: &Node) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for path in ["spec.rules[].matches[].headers", "spec.rules[].matches[].queryParams"] {
        each(tree, path, "", &mut |at, list| {
            let names: Vec<Option<&str>> = items(list).iter().map(|item| text(item, "name")).collect();
            for (index, name) in names.iter().enumerate().filter(|(index, name)| names[..*index].contains(name)) {
                let name = name.unwrap_or_default();
                errors.push(format!("{at}[{index}]: Duplicate value: {{\"name\":\"{name}\"}}").into());
            }
        });
    }
    errors
}

/// References to one Gateway are told apart by their sections: all or none of them name one, and none twice.
fn check_parents(tree: &Node, found: &mut Found) {
    let parents = tree.field("spec").and_then(|spec| spec.field("parentRefs")).map(items).unwrap_or_default();
    let same = |one: &Node, other: &Node| {
        let part = |name: &str, default| text(one, name).unwrap_or(default) == text(other, name).unwrap_or(default);
        part("group", "") && part("kind", "Gateway") && part("namespace", "") && part("name", "")
    };
    let (mut missing, mut twice) = (false, false);
    for (index, one) in parents.iter().enumerate() {
        for other in parents[..index].iter().filter(|other| same(one, other)) {
            let [one, other] = [one, other].map(|parent| text(parent, "sectionName").unwrap_or_default());
            missing |= one.is_empty() != other.is_empty();
            twice |= one == other;
        }
    }
    let of = "parentRefs includes 2 or more references to the same parent";
    if missing {
        found.says("spec.parentRefs", "array", &format!("sectionName must be specified when {of}"));
    }
    if twice {
        found.says("spec.parentRefs", "array", &format!("sectionName must be unique when {of}"));
    }
}

fn check_rules(rules: &[HttpRouteRule], tree: &Node, found: &mut Found) {
    // A rule without matches has one, by default.
    let matches: usize = rules.iter().map(|rule| rule.matches.len().max(1)).sum();
    if matches > 128 {
        let why = "While 16 rules and 64 matches per rule are allowed, the total number of matches across all rules in a \
                   route must be less than 128";
        found.says("spec.rules", "array", why);
    }
    let mut names = Vec::new();
    each(tree, "spec.rules[].name", "", &mut |_, name| names.push(name.value.clone()));
    if (1..names.len()).any(|index| names[..index].contains(&names[index])) {
        found.says("spec.rules", "array", "Rule name must be unique within the route");
    }
    each(tree, "spec.rules[]", "", &mut |at, rule| check_rule(at, rule, found));
    for path in ["spec.rules[].backendRefs[]", "spec.rules[].filters[].requestMirror.backendRef"] {
        each(tree, path, "", &mut |at, backend| {
            let service = text(backend, "group").is_none_or(str::is_empty)
                && text(backend, "kind").is_none_or(|kind| kind == "Service");
            if service && backend.field("port").is_none() {
                found.says(at, "object", "Must have port for Service reference");
            }
        });
    }
    each(tree, "spec.rules[].filters[].requestMirror", "", &mut |at, mirror| check_mirror(at, mirror, found));
    for path in FILTERS {
        each(tree, path, "", &mut |at, filters| check_filters(at, items(filters), found));
    }
    for (index, rule) in rules.iter().enumerate() {
        for (place, conditions) in rule.matches.iter().enumerate() {
            let at = format!("spec.rules[{index}].matches[{place}].path");
            check_path(&at, &conditions.path.kind, &conditions.path.value, found);
        }
    }
}

fn check_rule(at: &str, rule: &Node, found: &mut Found) {
    let filters = rule.field("filters").map(items).unwrap_or_default();
    let backends = rule.field("backendRefs").map(items).unwrap_or_default();
    let redirects = filters.iter().any(|filter| filter.field("requestRedirect").is_some());
    if redirects && !backends.is_empty() {
        found.says(at, "object", "RequestRedirect filter must not be used together with backendRefs");
    }
    let own = |name: &str| one_prefix(rule) || !filters.iter().any(|filter| replaces_prefix(filter, name));
    let of_backends = |name: &str| {
        let filters = |backend: &Node| backend.field("filters").map(items).unwrap_or_default().to_vec();
        one_prefix(rule) || !backends.iter().flat_map(filters).any(|filter| replaces_prefix(&filter, name))
    };
    let needs = "filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified";
    for (holds, start) in [
        (own("requestRedirect"), "When using RequestRedirect"),
        (own("urlRewrite"), "When using URLRewrite"),
        (of_backends("requestRedirect"), "Within backendRefs, when using RequestRedirect"),
        (of_backends("urlRewrite"), "Within backendRefs, When using URLRewrite"),
    ] {
        if !holds {
            found.says(at, "object", &format!("{start} {needs}"));
        }
    }
    check_timeouts(at, rule, found);
}

fn check_timeouts(at: &str, rule: &Node, found: &mut Found) {
    let Some(timeouts) = rule.field("timeouts") else { return };
    let length = |name: &str| text(timeouts, name).and_then(parse);
    let whole = length("request").filter(|whole| *whole > 0);
    if whole.is_some_and(|whole| length("backendRequest").is_some_and(|each| each > whole)) {
        let why = "backendRequest timeout cannot be longer than request timeout";
        found.says(&format!("{at}.timeouts"), "object", why);
    }
}

fn replaces_prefix(filter: &Node, name: &str) -> bool {
    let path = filter.field(name).and_then(|inner| inner.field("path"));
    path.is_some_and(|path| {
        text(path, "type") == Some("ReplacePrefixMatch") && path.field("replacePrefixMatch").is_some()
    })
}

fn check_mirror(at: &str, mirror: &Node, found: &mut Found) {
    let Some(fraction) = mirror.field("fraction") else { return };
    if mirror.field("percent").is_some() {
        let why = "Only one of percent or fraction may be specified in HTTPRequestMirrorFilter";
        found.says(at, "object", why);
    }
    if number(fraction, "numerator") > Some(number(fraction, "denominator").unwrap_or(100)) {
        let why = "numerator must be less than or equal to denominator";
        found.says(&format!("{at}.fraction"), "object", why);
    }
}

/// What each type of filter has, by the name of its field.
const TYPES: [(&str, &str); 7] = [
    ("requestHeaderModifier", "RequestHeaderModifier"),
    ("responseHeaderModifier", "ResponseHeaderModifier"),
    ("requestMirror", "RequestMirror"),
    ("requestRedirect", "RequestRedirect"),
    ("urlRewrite", "URLRewrite"),
    ("cors", "CORS"),
    ("extensionRef", "ExtensionRef"),
];

fn check_filters(at: &str, filters: &[Node], found: &mut Found) {
    let count = |kind: &str| filters.iter().filter(|filter| text(filter, "type") == Some(kind)).count();
    if count("RequestRedirect") > 0 && count("URLRewrite") > 0 {
        let why = "May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite, but not both";
        found.says(at, "array", why);
    }
    for (_, kind) in TYPES.iter().filter(|(_, kind)| !["RequestMirror", "ExtensionRef"].contains(kind)) {
        if count(kind) > 1 {
            found.says(at, "array", &format!("{kind} filter cannot be repeated"));
        }
    }
    for (index, filter) in filters.iter().enumerate() {
        for (name, kind) in TYPES {
            let (given, typed) = (filter.field(name).is_some(), text(filter, "type") == Some(kind));
            let why = match (given, typed) {
                (true, false) => format!("filter.{name} must be nil if the filter.type is not {kind}"),
                (false, true) => format!("filter.{name} must be specified for {kind} filter.type"),
                _ => continue,
            };
            found.says(&format!("{at}[{index}]"), "object", &why);
        }
    }
}
