//! Manifests and requests through what `podyard route` does.

use podyard::routes::{Answers, answers, asked};

fn route(manifests: &str, requests: &str) -> Answers {
    answers(&[manifests.to_string()], &asked(requests).expect("requests that can be read"))
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
        let problem = asked(text).expect_err(text);
        assert!(problem.contains(part) && problem.contains("Fix: "), "{problem}");
    }
}

#[test]
fn shares_add_up_and_copies_are_told() {
    let manifests = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: web}\nspec:\n  parentRefs: [{name: gw}]\n  rules:\n  - backendRefs: [{name: a, port: 80, weight: 3}, {name: gone, port: 80, weight: 1}]\n    filters: [{type: RequestMirror, requestMirror: {backendRef: {name: b, port: 80}, percent: 20}}]\n";
    let said = route(manifests, "{\"services\": {\"a\": 2, \"b\": 1}, \"requests\": [{}]}");
    let answer = &said.requests[0];
    assert_eq!((answer.backend.as_deref(), answer.status), (None, None));
    assert_eq!((answer.shares["a"], answer.shares["500"], answer.mirrors["b"]), (0.75, 0.25, 0.2));
    assert!(said.manifests[0].notes[0].contains("BackendNotFound: service \"gone\" not found"), "{:?}", said.manifests);
}
