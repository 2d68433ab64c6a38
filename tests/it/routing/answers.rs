//! Manifests and requests through what `podyard route` does.

use podyard::routes::{Answers, Share, answers, asked, report};
use podyard::text::said;

fn route(manifests: &str, requests: &str) -> Answers {
    answers(&[manifests.to_string()], &asked(requests).expect("requests that can be read"), said)
}

/// An Ingress in one line: `name host path pathType Service annotation=value …`; `-` for no host.
fn ingress(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let [name, host, path, kind, service, annotations @ ..] = &words[..] else { panic!("{line}") };
    let pairs: Vec<String> = annotations
        .iter()
        .filter_map(|pair| pair.split_once('='))
        .map(|(key, value)| format!("nginx.ingress.kubernetes.io/{key}: \"{value}\""))
        .collect();
    let host = if *host == "-" { String::new() } else { format!("host: \"{host}\", ") };
    format!(
        "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: {name}, annotations: {{{}}}}}\nspec: \
         {{ingressClassName: nginx, rules: [{{{host}http: {{paths: [{{path: {path}, pathType: {kind}, backend: {{service: \
         {{name: {service}, port: {{number: 80}}}}}}}}]}}}}]}}\n",
        pairs.join(", ")
    )
}

/// Where `host/path` goes: a Service, or a status.
fn goes(lines: &[&str], place: &str) -> (String, Answers) {
    let manifests: String = lines.iter().map(|line| ingress(line)).collect();
    let (host, path) = place.split_once('/').expect("host/path");
    let said = route(&manifests, &format!("{{\"requests\": [{{\"host\": \"{host}\", \"path\": \"/{path}\"}}]}}"));
    let answer = &said.requests[0];
    let to = answer.backend.clone().or(answer.status.map(|status| status.to_string())).unwrap_or("drawn".into());
    (to, said)
}

const SHOP: &str = "shop shop.test / Prefix old";

#[test]
fn a_canary_counts_where_host_path_and_path_type_are_those_of_a_main_ingress() {
    let canary = |place: &str| format!("next {place} new canary=true canary-weight=100");
    // The canary's place, where a request for the shop goes, and why the canary does not count.
    let cases = [
        ("shop.test / Prefix", "new", None),
        ("shop.test /cart Prefix", "old", Some("no main Ingress for host shop.test has the path /cart")),
        ("shop.test / Exact", "old", Some("the main Ingress shop has this path with pathType Prefix")),
        ("other.test / Prefix", "old", Some("no main Ingress for host other.test")),
        ("- / Prefix", "old", Some("no main Ingress without a host")),
    ];
    for (place, expected, why) in cases {
        for order in [[SHOP, &canary(place)], [&canary(place), SHOP]] {
            let (to, said) = goes(&order, "shop.test/cart/7");
            assert_eq!(to, expected, "{order:?}");
            let notes: Vec<&String> = said.manifests.iter().flat_map(|manifest| &manifest.notes).collect();
            match why {
                None => assert!(notes.is_empty(), "{notes:?}"),
                Some(why) => assert!(notes.len() == 1 && notes[0].contains(why), "{place}: {notes:?}"),
            }
        }
    }
}

#[test]
fn hosts_and_paths_of_several_ingresses() {
    let lines = [
        SHOP,
        "api shop.test /api Prefix api",
        "info shop.test /info Exact info",
        "any *.shop.test / Prefix any",
        "rest - /x Prefix rest",
    ];
    let cases = [
        ("shop.test/", "old"),
        ("SHOP.test:8443/api/v1", "api"),
        ("shop.test/apis", "old"),
        ("shop.test/info", "info"),
        ("shop.test/info/x", "old"),
        ("a.shop.test/api", "any"),
        ("elsewhere.test/x/y", "rest"),
        ("elsewhere.test/", "404"),
    ];
    for (place, expected) in cases {
        assert_eq!(goes(&lines, place).0, expected, "{place}");
    }
}

#[test]
fn what_the_api_server_and_the_webhook_refuse() {
    // The second Ingress beside the shop's, and part of the refusal; none where it is taken.
    let cases = [
        ("twin shop.test / Prefix b", "host \"shop.test\" and path \"/\" is already defined in ingress default/shop"),
        ("twin shop.test / Prefix b canary-weight=10", "already defined in ingress default/shop"),
        ("twin shop.test / Prefix b canary=yes", ""),
        ("twin shop.test / Prefix b canary=true", ""),
        ("twin shop.test /b Prefix b", ""),
        ("twin shop.test '/b/[0-9]+' Prefix b", "path /b/[0-9]+ cannot be used with pathType Prefix"),
        ("twin shop.test b Prefix b", "must be an absolute path"),
        ("twin shop.test /b prefix b", "Unsupported value: \"prefix\""),
        ("twin shop.test /b '' b", "pathType must be specified"),
    ];
    for (second, words) in cases {
        let (_, said) = goes(&[SHOP, second], "shop.test/");
        let manifest = &said.manifests[1];
        assert_eq!(manifest.accepted, words.is_empty(), "{second}: {}", manifest.message);
        assert!(manifest.message.contains(words), "{second}: {}", manifest.message);
    }
}

#[test]
fn requests_that_cannot_be_read_are_named() {
    let cases =
        [("{\"requests\": [{\"path\": 3}]}", "requests[0].path"), ("[", "EOF"), ("{\"requests\": 1}", "requests")];
    for (text, part) in cases {
        let problem = podyard::text::say(&asked(text).expect_err(text));
        assert!(problem.contains(part) && problem.contains("Fix: "), "{problem}");
    }
}

#[test]
fn shares_add_up_and_copies_are_told() {
    let manifests = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: web}\nspec:\n  parentRefs: [{name: gw}]\n  rules:\n  - backendRefs: [{name: a, port: 80, weight: 3}, {name: gone, port: 80, weight: 1}]\n    filters: [{type: RequestMirror, requestMirror: {backendRef: {name: b, port: 80}, percent: 20}}]\n";
    let said = route(manifests, "{\"services\": {\"a\": 2, \"b\": 1}, \"requests\": [{}]}");
    let answer = &said.requests[0];
    assert_eq!((answer.backend.as_deref(), answer.status), (None, None));
    assert_eq!(
        (answer.shares["a"], answer.shares["500"], answer.mirrors["b"]),
        (Share::of(3, 4), Share::of(1, 4), Share::of(1, 5))
    );
    let json = report::json(&said);
    assert!(json.contains("\"a\": 0.75") && json.contains("\"500\": 0.25") && json.contains("\"b\": 0.2"), "{json}");
    let text = report::text(&said, &asked("{\"requests\": [{}]}").expect("one request"), podyard::text::said);
    assert!(text.contains("GET / → 500 25.00%, a 75.00%, a copy to b 20.00%"), "{text}");
    assert!(said.manifests[0].notes[0].contains("BackendNotFound: service \"gone\" not found"), "{:?}", said.manifests);
}

/// An HTTPRoute of this name, with the fields of its spec beside a parent.
fn http_route(name: &str, spec: &str) -> String {
    format!(
        "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: {name}}}\nspec: {{{spec}}}\n"
    )
}

const PARENT: &str = "parentRefs: [{name: gw}], ";

#[test]
fn the_host_that_fits_best_comes_before_any_path() {
    let to = |hosts: &str, path: &str, service: &str| {
        format!(
            "{PARENT}{hosts}rules: [{{matches: [{{path: {{type: PathPrefix, value: {path}}}}}], backendRefs: [{{name: {service}, \
             port: 80}}]}}]"
        )
    };
    let manifests = [
        http_route("all", &to("", "/deep/down", "all")),
        http_route("wild", &to("hostnames: [\"*.test\"], ", "/", "wild")),
        http_route("wilder", &to("hostnames: [\"*.shop.test\"], ", "/", "wilder")),
        http_route("own", &to("hostnames: [a.shop.test], ", "/deep", "own")),
    ]
    .concat();
    let cases = [
        ("a.shop.test", "/deep/down", "own"),
        ("A.shop.test:80", "/deep", "own"),
        ("a.shop.test", "/", "wilder"),
        ("b.c.shop.test", "/", "wilder"),
        ("shop.test", "/deep/down", "wild"),
        ("else.where", "/deep/down", "all"),
        ("test", "/", "404"),
    ];
    for (host, path, expected) in cases {
        let said = route(&manifests, &format!("{{\"requests\": [{{\"host\": \"{host}\", \"path\": \"{path}\"}}]}}"));
        let answer = &said.requests[0];
        let to = answer.backend.clone().unwrap_or(answer.status.map_or("drawn".into(), |status| status.to_string()));
        assert_eq!(to, expected, "{host}{path}: {:?}", answer.why);
    }
}

#[test]
fn what_a_rule_answers_and_what_the_routes_status_says() {
    let rule = |rule: &str| format!("{PARENT}rules: [{{{rule}}}]");
    // The spec; the status, or 200 for the Service a; and part of a note, if there is one.
    let cases = [
        (rule("backendRefs: [{name: a, port: 80}]"), 200, ""),
        (rule("backendRefs: [{name: a, port: 80, namespace: other}]"), 500, "ResolvedRefs=False: no ReferenceGrant"),
        (rule("backendRefs: [{name: a, group: x.example, kind: Bucket}]"), 500, "(InvalidKind)"),
        (rule("backendRefs: [{name: gone, port: 80}]"), 500, "BackendNotFound: service \"gone\""),
        (
            rule("filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]"),
            302,
            "only its status code shows",
        ),
        (
            rule("filters: [{type: RequestRedirect, requestRedirect: {statusCode: 308}}]"),
            308,
            "only its status code shows",
        ),
        (
            rule("backendRefs: [{name: a, port: 80}], filters: [{type: URLRewrite, urlRewrite: {hostname: b.test}}]"),
            200,
            "filters[0].urlRewrite: no effect on where a request goes",
        ),
        (rule("backendRefs: [{name: a, port: 80}], retry: {attempts: 2}"), 200, ""),
        ("rules: [{backendRefs: [{name: a, port: 80}]}]".into(), 404, "attached to nothing"),
        (
            "parentRefs: [{group: \"\", kind: Service, name: a}], rules: [{backendRefs: [{name: a, port: 80}]}]".into(),
            404,
            "attached to no Gateway",
        ),
    ];
    for (spec, status, note) in cases {
        let said = route(&http_route("web", &spec), "{\"services\": {\"a\": 1}, \"requests\": [{}]}");
        let manifest = &said.manifests[0];
        assert!(manifest.accepted, "{spec}: {}", manifest.message);
        assert_eq!(said.requests[0].status, Some(status), "{spec}: {:?}", said.requests[0].why);
        assert_eq!(manifest.notes.is_empty(), note.is_empty(), "{spec}: {:?}", manifest.notes);
        assert!(
            note.is_empty() || manifest.notes.iter().any(|told| told.contains(note)),
            "{spec}: {:?}",
            manifest.notes
        );
    }
}

#[test]
fn a_fraction_of_requests_is_copied() {
    let mirror = |part: &str| {
        let filter = format!("{{type: RequestMirror, requestMirror: {{backendRef: {{name: b, port: 80}}{part}}}}}");
        http_route("web", &format!("{PARENT}rules: [{{backendRefs: [{{name: a, port: 80}}], filters: [{filter}]}}]"))
    };
    let cases = [
        ("", 100),
        (", percent: 20", 20),
        (", fraction: {numerator: 25, denominator: 50}", 50),
        (", fraction: {numerator: 7}", 7),
    ];
    for (part, expected) in cases {
        let said = route(&mirror(part), "{\"requests\": [{}]}");
        assert_eq!(said.requests[0].mirrors["b"], Share::of(expected, 100), "{part}");
        assert_eq!(said.manifests[0].notes, [""; 0], "{part}");
    }
}
