//! Routes in a few words, as a remark behind a kubectl line.

use crate::sim::routing::{HttpRoute, HttpRouteRule, Ingress};

/// What an applied Ingress does, e.g. `to web-canary, canary true, canary-weight 5`.
pub(super) fn ingress(ingress: &Ingress) -> String {
    let mut words = format!("to {}", ingress.service);
    for (key, value) in ingress.metadata.annotations.iter() {
        let key = key.rsplit('/').next().unwrap_or(key);
        words.push_str(&format!(", {key} {value}"));
    }
    words
}

/// What an applied HTTPRoute does, e.g. `web-v1 95, web-v2 5`.
pub(super) fn http_route(route: &HttpRoute) -> String {
    let rules: Vec<String> = route.rules.iter().map(rule_words).collect();
    rules.join("; ")
}

fn rule_words(rule: &HttpRouteRule) -> String {
    let headers = rule.matches.iter().flat_map(|conditions| &conditions.headers);
    let when: Vec<String> = headers.map(|header| format!("{}: {}", header.name, header.value)).collect();
    let mut to: Vec<String> =
        rule.backend_refs.iter().map(|backend| format!("{} {}", backend.service, backend.weight)).collect();
    to.extend(rule.mirrors.iter().map(|mirror| format!("a copy of {}% to {}", mirror.percent, mirror.service)));
    if when.is_empty() { to.join(", ") } else { format!("{} to {}", when.join(" or "), to.join(", ")) }
}
