//! What the definition of HTTPRoute refuses, as `podyard route` tells it; Gateways with listeners, ports of Services, cookies.

use podyard::routes::{Answers, answers, asked};
use podyard::text::said;

fn route(manifests: &str, requests: &str) -> Answers {
    answers(&[manifests.to_string()], &asked(requests).expect("requests that can be read"), said)
}

fn http_route(spec: &str) -> String {
    format!(
        "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: web}}\nspec: {{{spec}}}\n"
    )
}

/// A route of one rule.
fn rule(rule: &str) -> String {
    http_route(&format!("parentRefs: [{{name: gw}}], rules: [{{{rule}}}]"))
}

fn path(value: &str) -> String {
    rule(&format!(
        "matches: [{{path: {{type: PathPrefix, value: \"{value}\"}}}}], backendRefs: [{{name: a, port: 80}}]"
    ))
}

const OF: &str = "when type one of ['Exact', 'PathPrefix']";

#[test]
fn everything_is_refused_at_once_in_the_api_servers_words() {
    let at = "spec.rules[0].matches[0].path: Invalid value: \"object\": ";
    let valid = "must only contain valid characters (matching ^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$) for types \
                 ['Exact', 'PathPrefix']";
    let many = |one: &str, count: usize| vec![one; count].join(", ");
    let a = "backendRefs: [{name: a, port: 80}]";
    let twenty = format!("{{matches: [{}], {a}}}", many("{method: GET}", 20));
    let rewrite = "{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /}}}";
    let one_prefix = "filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified";
    let parents = |refs: &str| http_route(&format!("parentRefs: [{refs}], rules: [{{{a}}}]"));
    let same = "parentRefs includes 2 or more references to the same parent";
    // The manifest, and every line of the refusal.
    let cases: Vec<(String, Vec<String>)> = vec![
        (rule(a), vec![]),
        (rule("backendRefs: [{name: a}]"), vec!["spec.rules[0].backendRefs[0]: Invalid value: \"object\": Must have port for Service reference".into()]),
        (rule(&format!("{a}, filters: [{{type: RequestMirror, requestMirror: {{backendRef: {{name: b}}}}}}]")), vec!["spec.rules[0].filters[0].requestMirror.backendRef: Invalid value: \"object\": Must have port for Service reference".into()]),
        (path("/."), vec![format!("{at}must not end with '/.' {OF}")]),
        (path("/foo/./bar"), vec![format!("{at}must not contain '/./' {OF}")]),
        (path("/a/../b"), vec![format!("{at}must not contain '/../' {OF}")]),
        (path("/a/.."), vec![format!("{at}must not end with '/..' {OF}")]),
        (path("/[]"), vec![format!("{at}{valid}")]),
        (path("/a b"), vec![format!("{at}{valid}")]),
        (path("/a#b"), vec![format!("{at}must not contain '#' {OF}"), format!("{at}{valid}")]),
        (path("/a%2fb"), vec![format!("{at}must not contain '%2f' {OF}")]),
        (path("a//b"), vec![format!("{at}value must be an absolute path and start with '/' {OF}"), format!("{at}must not contain '//' {OF}")]),
        (path(&format!("/{}", "a".repeat(1_024))), vec!["spec.rules[0].matches[0].path.value: Too long: may not be more than 1024 bytes".into(), "<nil>: Invalid value: \"null\": some validation rules were not checked because the object was invalid; correct the existing errors to complete validation".into()]),
        (http_route(&format!("parentRefs: [{{name: gw}}], rules: [{}]", many(&twenty, 7))), vec!["spec.rules: Invalid value: \"array\": While 16 rules and 64 matches per rule are allowed, the total number of matches across all rules in a route must be less than 128".into()]),
        (http_route("parentRefs: [{name: gw}], rules: []"), vec!["spec.rules: Invalid value: 0: spec.rules in body should have at least 1 items".into()]),
        (rule("backendRefs: [{name: a, port: 0}]"), vec!["spec.rules[0].backendRefs[0].port: Invalid value: 0: spec.rules[0].backendRefs[0].port in body should be greater than or equal to 1".into()]),
        (rule("backendRefs: [{name: a, port: http}]"), vec!["spec.rules[0].backendRefs[0].port: Invalid value: \"string\": spec.rules[0].backendRefs[0].port in body must be of type integer: \"string\"".into()]),
        (rule(&format!("{a}, timeouts: {{request: 1h1m1s1ms1ms}}")), vec!["spec.rules[0].timeouts.request: Invalid value: \"1h1m1s1ms1ms\": spec.rules[0].timeouts.request in body should match '^([0-9]{1,5}(h|m|s|ms)){1,4}$'".into()]),
        (rule(&format!("{a}, timeouts: {{request: 200ms, backendRequest: 1s}}")), vec!["spec.rules[0].timeouts: Invalid value: \"object\": backendRequest timeout cannot be longer than request timeout".into()]),
        (rule(&format!("{a}, timeouts: {{request: 0s, backendRequest: 1s}}")), vec![]),
        (http_route(&format!("parentRefs: [{{name: gw}}], hostnames: [App.example.com], rules: [{{{a}}}]")), vec!["spec.hostnames[0]: Invalid value: \"App.example.com\": spec.hostnames[0] in body should match '^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$'".into()]),
        (http_route(&format!("parentRefs: [{{name: gw}}], hostnames: [{}], rules: [{{{a}}}]", many("a.b", 17))), vec!["spec.hostnames: Too many: 17: must have at most 16 items".into()]),
        (parents("{name: gw}, {name: gw, sectionName: http}"), vec![format!("spec.parentRefs: Invalid value: \"array\": sectionName must be specified when {same}")]),
        (parents("{name: gw, sectionName: http}, {name: gw, sectionName: http}"), vec![format!("spec.parentRefs: Invalid value: \"array\": sectionName must be unique when {same}")]),
        (parents("{name: gw}, {name: other}"), vec![]),
        (http_route(&format!("parentRefs: [{{name: gw}}], rules: [{{name: one, {a}}}, {{name: one, {a}}}]")), vec!["spec.rules: Invalid value: \"array\": Rule name must be unique within the route".into()]),
        (rule(&format!("{a}, filters: [{rewrite}, {rewrite}]")), vec!["spec.rules[0].filters: Invalid value: \"array\": URLRewrite filter cannot be repeated".into()]),
        (rule(&format!("matches: [{{path: {{type: Exact, value: /a}}}}], {a}, filters: [{rewrite}]")), vec![format!("spec.rules[0]: Invalid value: \"object\": When using URLRewrite {one_prefix}")]),
        (rule(&format!("matches: [{{method: GET}}, {{method: PUT}}], backendRefs: [{{name: a, port: 80, filters: [{rewrite}]}}]")), vec![format!("spec.rules[0]: Invalid value: \"object\": Within backendRefs, When using URLRewrite {one_prefix}")]),
        (rule(&format!("{a}, filters: [{{type: RequestRedirect, requestRedirect: {{scheme: https}}}}]")), vec!["spec.rules[0]: Invalid value: \"object\": RequestRedirect filter must not be used together with backendRefs".into()]),
        (rule("filters: [{type: RequestRedirect, requestRedirect: {statusCode: 305}}]"), vec!["spec.rules[0].filters[0].requestRedirect.statusCode: Unsupported value: 305: supported values: \"301\", \"302\", \"303\", \"307\", \"308\"".into()]),
        (rule(&format!("{a}, filters: [{{type: URLRewrite}}]")), vec!["spec.rules[0].filters[0]: Invalid value: \"object\": filter.urlRewrite must be specified for URLRewrite filter.type".into()]),
        (rule(&format!("{a}, filters: [{{type: RequestMirror, requestMirror: {{backendRef: {{name: b, port: 80}}, percent: 5, fraction: {{numerator: 3, denominator: 2}}}}}}]")), vec!["spec.rules[0].filters[0].requestMirror: Invalid value: \"object\": Only one of percent or fraction may be specified in HTTPRequestMirrorFilter".into(), "spec.rules[0].filters[0].requestMirror.fraction: Invalid value: \"object\": numerator must be less than or equal to denominator".into()]),
        (rule(&format!("{a}, retry: {{codes: [200]}}")), vec!["spec.rules[0].retry.codes[0]: Invalid value: 200: spec.rules[0].retry.codes[0] in body should be greater than or equal to 400".into()]),
    ];
    for (manifest, expected) in cases {
        let told = route(&manifest, "{\"requests\": []}");
        let message = &told.manifests[0].message;
        let rest = message.strip_prefix("The HTTPRoute \"web\" is invalid: ").unwrap_or(message);
        let lines: Vec<&str> =
            rest.lines().map(|line| line.trim_start_matches("* ")).filter(|line| !line.is_empty()).collect();
        let mut expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        if expected.first().is_some_and(|line| line.contains(": Too many")) {
            expected.push("<nil>: Invalid value: \"null\": some validation rules were not checked because the object was invalid; correct the existing errors to complete validation");
        }
        if expected
            .iter()
            .any(|line| line.contains("must be of type integer") || line.contains("Unsupported value: 305"))
        {
            expected.push("<nil>: Invalid value: \"null\": some validation rules were not checked because the object was invalid; correct the existing errors to complete validation");
        }
        assert_eq!(lines, expected, "{manifest}");
        assert_eq!(told.manifests[0].accepted, expected.is_empty(), "{manifest}");
    }
}

#[test]
fn the_older_version_is_served_too() {
    let manifest = rule("backendRefs: [{name: a, port: 80}]").replace("k8s.io/v1", "k8s.io/v1beta1");
    let told = route(&manifest, "{\"requests\": [{}]}");
    assert!(told.manifests[0].accepted, "{:?}", told.manifests);
    assert_eq!(told.requests[0].backend.as_deref(), Some("a"));
}

#[test]
fn a_gateways_listeners_decide_what_is_attached() {
    let gateway = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: gw}\nspec: {gatewayClassName: c, \
                   listeners: [{name: http, port: 80, protocol: HTTP, hostname: \"*.shop.test\"}, {name: all, port: 8080, protocol: \
                   HTTP}]}\n";
    let refs = |parent: &str, hosts: &str| {
        http_route(&format!(
            "parentRefs: [{parent}], hostnames: [{hosts}], rules: [{{backendRefs: [{{name: a, port: 80}}]}}]"
        ))
    };
    // The reference, the route's hosts, a request's host, its status, and part of a note.
    let cases = [
        ("{name: gw}", "", "else.where", 200, ""),
        ("{name: gw, sectionName: http}", "", "a.shop.test", 200, ""),
        ("{name: gw, sectionName: http}", "", "else.where", 404, ""),
        ("{name: gw, port: 80}", "\"*.test\"", "b.shop.test", 200, ""),
        ("{name: gw, port: 80}", "\"*.test\"", "b.test", 404, ""),
        ("{name: gw, sectionName: http}", "other.test", "other.test", 404, "NoMatchingListenerHostname"),
        (
            "{name: gw, sectionName: https}",
            "",
            "a.shop.test",
            404,
            "NoMatchingParent): Gateway gw has no listener https",
        ),
        (
            "{name: gw, port: 443}",
            "",
            "a.shop.test",
            404,
            "NoMatchingParent): Gateway gw has no listener with port 443",
        ),
        ("{name: unknown, sectionName: http}", "", "else.where", 200, ""),
    ];
    for (parent, hosts, host, status, note) in cases {
        let told = route(
            &format!("{gateway}{}", refs(parent, hosts)),
            &format!("{{\"requests\": [{{\"host\": \"{host}\"}}]}}"),
        );
        assert_eq!(told.requests[0].status, Some(status), "{parent} {hosts} {host}: {:?}", told.requests[0].why);
        let notes = &told.manifests[1].notes;
        assert!(
            notes.iter().any(|told| told.contains(note)) || note.is_empty() && notes.is_empty(),
            "{parent}: {notes:?}"
        );
    }
    // Without the Gateway nobody knows.
    let told = route(&refs("{name: gw, sectionName: http}", ""), "{\"requests\": [{}]}");
    assert_eq!(told.requests[0].status, Some(200));
    assert!(told.manifests[0].notes[0].contains("no Gateway is known here"), "{:?}", told.manifests);
}

#[test]
fn a_port_that_the_service_has_not_is_no_backend() {
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: a}, ports: [{name: http, port: 80}]}\n";
    for (port, status) in [(80, 200), (8080, 500)] {
        let told = route(
            &format!("{service}{}", rule(&format!("backendRefs: [{{name: a, port: {port}}}]"))),
            "{\"requests\": [{}]}",
        );
        assert_eq!(told.requests[0].status, Some(status), "{:?}", told.requests);
    }
    let told = route(&format!("{service}{}", rule("backendRefs: [{name: a, port: 8080}]")), "{\"requests\": [{}]}");
    assert!(told.requests[0].why.iter().any(|why| why.contains("no such port")), "{:?}", told.requests[0].why);
}

#[test]
fn a_redirect_of_one_backend_answers_its_share() {
    let filter =
        "filters: [{type: RequestRedirect, requestRedirect: {path: {type: ReplaceFullPath, replaceFullPath: /new}}}]";
    let manifest =
        rule(&format!("backendRefs: [{{name: a, port: 80, weight: 3}}, {{name: b, port: 80, weight: 1, {filter}}}]"));
    let told = route(&manifest, "{\"requests\": [{}]}");
    let shares: Vec<&String> = told.requests[0].shares.keys().collect();
    assert_eq!(shares, ["302", "a"], "{:?}", told.requests[0].shares);
}

/// A main Ingress and its canary, with these annotations.
fn ingresses(main: &str, canary: &str) -> String {
    let one = |name: &str, service: &str, annotations: &str| {
        let pairs = annotations.split_whitespace().filter_map(|pair| pair.split_once('='));
        let pairs: String =
            pairs.map(|(key, value)| format!("    nginx.ingress.kubernetes.io/{key}: '{value}'\n")).collect();
        format!(
            "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: {name}\n  annotations:\n    a: b\n{pairs}spec: \
             {{ingressClassName: nginx, rules: [{{http: {{paths: [{{path: /, pathType: Prefix, backend: {{service: {{name: \
             {service}, port: {{number: 80}}}}}}}}]}}}}]}}\n"
        )
    };
    one("web", "stable", main) + &one("web-canary", "canary", canary)
}

#[test]
fn a_cookie_keeps_a_user_where_it_is() {
    // The digests of `default-stable-80` and `default-canary-80`, as balancer/sticky.lua makes them.
    let key = |name: &str| {
        let first = format!("{:x}", md5::compute(name));
        format!("{:x}", md5::compute(first + name))
    };
    let (stable, canary) = (key("default-stable-80"), key("default-canary-80"));
    let sticky = "affinity=cookie session-cookie-name=aff";
    // Annotations of both, the cookie, and where it goes; none where it is drawn.
    let cases = [
        (sticky, "canary=true canary-weight=1", format!("aff=1.2.3|{canary}"), Some("canary")),
        (sticky, "canary=true canary-weight=100", format!("aff=1.2.3|{stable}"), Some("stable")),
        (
            sticky,
            "canary=true canary-weight=50 affinity-canary-behavior=sticky",
            format!("aff=1|{canary}"),
            Some("canary"),
        ),
        (sticky, "canary=true canary-weight=50 affinity-canary-behavior=legacy", format!("aff=1|{canary}"), None),
        (sticky, "canary=true canary-weight=50", "aff=1".into(), None),
        (sticky, "canary=true canary-weight=50", format!("AFF=1|{canary}"), None),
        ("affinity=cookie", "canary=true canary-weight=50", format!("x=y; INGRESSCOOKIE=1|{canary}"), Some("canary")),
        ("affinity=none", "canary=true canary-weight=50", format!("INGRESSCOOKIE=1|{canary}"), None),
        (sticky, "canary=true canary-by-header=x canary-weight=0", format!("aff=1|{stable}"), Some("stable")),
    ];
    for (main, other, cookie, expected) in cases {
        let asked = format!("{{\"requests\": [{{\"headers\": [[\"cookie\", \"{cookie}\"], [\"x\", \"always\"]]}}]}}");
        let told = route(&ingresses(main, other), &asked);
        assert_eq!(
            told.requests[0].backend.as_deref(),
            expected,
            "{main} {other} {cookie}: {:?}",
            told.requests[0].why
        );
        let notes: Vec<&String> = told.manifests.iter().flat_map(|manifest| &manifest.notes).collect();
        assert!(notes.iter().all(|note| note.contains("keeps a user with")), "{notes:?}");
        let name = if main.contains("session-cookie-name") { "cookie aff" } else { "cookie INGRESSCOOKIE" };
        assert_eq!(
            notes.iter().any(|note| note.starts_with(name) && note.contains(&stable)),
            !main.contains("none"),
            "{notes:?}"
        );
        let kept = told.requests[0].why.iter().any(|why| why.contains("keeps this user"));
        assert_eq!(kept, expected.is_some(), "{:?}", told.requests[0].why);
    }
}

#[test]
fn nginx_reads_headers_and_cookies_its_own_way() {
    // The canary's rule, the request's fields, and whether the canary gets it.
    let cases = [
        ("canary-by-header=x_group", "[\"X-Group\", \"always\"]", true),
        ("canary-by-header=x-group", "[\"x_group\", \"always\"]", false),
        ("canary-by-header=x", "[\"x\", \"always\"], [\"X\", \"never\"]", false),
        ("canary-by-cookie=Beta", "[\"cookie\", \"a=b; beta=always\"]", true),
        ("canary-by-header=group canary-by-header-pattern=(?i)^beta$", "[\"group\", \"BETA\"]", true),
        ("canary-by-header=group canary-by-header-pattern=[[:alnum:]]+", "[\"group\", \"]\"]", false),
    ];
    for (rule, fields, canary) in cases {
        let told = route(
            &ingresses("", &format!("canary=true {rule}")),
            &format!("{{\"requests\": [{{\"headers\": [{fields}]}}]}}"),
        );
        assert!(told.manifests[1].accepted, "{rule}: {}", told.manifests[1].message);
        let expected = if canary { "canary" } else { "stable" };
        assert_eq!(told.requests[0].backend.as_deref(), Some(expected), "{rule} {fields}: {:?}", told.requests[0].why);
    }
}

#[test]
fn a_pattern_that_is_not_simulated_never_decides() {
    // The pattern, and whether the canary is taken with a note, or refused.
    for (pattern, accepted) in [("(", true), ("a++", false), ("(a)\\1", false), ("^beta$", true)] {
        let told = route(
            &ingresses("", &format!("canary=true canary-by-header=x canary-by-header-pattern={pattern}")),
            "{\"requests\": []}",
        );
        let canary = &told.manifests[1];
        assert_eq!(canary.accepted, accepted, "{pattern}: {}", canary.message);
        assert_eq!(canary.message.contains("not simulated"), !accepted, "{pattern}: {}", canary.message);
        assert_eq!(
            canary.notes.iter().any(|note| note.contains("PCRE cannot read")),
            pattern == "(",
            "{:?}",
            canary.notes
        );
    }
}
