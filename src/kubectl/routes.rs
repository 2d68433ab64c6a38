//! HTTPRoutes and Ingresses as the YAML a person would write and apply.

use crate::kube::service::Service;
use crate::sim::routing::{HttpRoute, HttpRouteMatch, HttpRouteRule, Ingress, PathMatch, Route, ValueMatch};

/// What an applied route does, e.g. `web-v1 95, web-v2 5`.
pub(super) fn words(route: &Route) -> String {
    match route {
        Route::Ingress(ingress) => {
            let annotations = ingress.metadata.annotations.iter();
            let mut words = format!("to {}", ingress.service);
            for (key, value) in annotations {
                let key = key.rsplit('/').next().unwrap_or(key);
                words.push_str(&format!(", {key} {value}"));
            }
            words
        }
        Route::HttpRoute(route) => {
            let rules: Vec<String> = route.rules.iter().map(rule_words).collect();
            rules.join("; ")
        }
    }
}

fn rule_words(rule: &HttpRouteRule) -> String {
    let headers = rule.matches.iter().flat_map(|conditions| &conditions.headers);
    let when: Vec<String> = headers.map(|header| format!("{}: {}", header.name, header.value)).collect();
    let mut to: Vec<String> =
        rule.backend_refs.iter().map(|backend| format!("{} {}", backend.service, backend.weight)).collect();
    to.extend(rule.mirrors.iter().map(|mirror| format!("a copy of {}% to {}", mirror.percent, mirror.service)));
    if when.is_empty() { to.join(", ") } else { format!("{} to {}", when.join(" or "), to.join(", ")) }
}

/// A route's manifest.
pub fn yaml(route: &Route) -> String {
    match route {
        Route::HttpRoute(route) => http_route_yaml(route),
        Route::Ingress(ingress) => ingress_yaml(ingress),
    }
}

/// A Service's manifest, as far as it plays a part here.
pub fn service_yaml(service: &Service) -> String {
    let mut yaml = Yaml::default();
    yaml.line(0, "apiVersion: v1");
    yaml.line(0, "kind: Service");
    yaml.line(0, "metadata:");
    yaml.line(1, &format!("name: {}", service.metadata.name));
    yaml.line(0, "spec:");
    yaml.line(1, &format!("selector:{}", if service.spec.selector.is_empty() { " {}" } else { "" }));
    for (key, value) in service.spec.selector.iter() {
        yaml.line(2, &format!("{key}: {}", quoted(value)));
    }
    yaml.line(1, &format!("sessionAffinity: {}", service.spec.session_affinity));
    if service.spec.publish_not_ready_addresses {
        yaml.line(1, "publishNotReadyAddresses: true");
    }
    yaml.line(1, "ports:");
    yaml.line(1, "- port: 80");
    yaml.0
}

/// Lines with their depth, two spaces each.
#[derive(Default)]
struct Yaml(String);

impl Yaml {
    fn line(&mut self, depth: usize, text: &str) {
        self.0.push_str(&"  ".repeat(depth));
        self.0.push_str(text);
        self.0.push('\n');
    }
}

/// An HTTPRoute's manifest.
pub fn http_route_yaml(route: &HttpRoute) -> String {
    let mut yaml = Yaml::default();
    yaml.line(0, "apiVersion: gateway.networking.k8s.io/v1");
    yaml.line(0, "kind: HTTPRoute");
    yaml.line(0, "metadata:");
    yaml.line(1, &format!("name: {}", route.metadata.name));
    yaml.line(0, "spec:");
    yaml.line(1, "parentRefs:");
    yaml.line(1, "- name: gateway");
    yaml.line(1, "rules:");
    for rule in &route.rules {
        rule_yaml(rule, &mut yaml);
    }
    yaml.0
}

fn rule_yaml(rule: &HttpRouteRule, yaml: &mut Yaml) {
    let mut dash = "- ";
    if !rule.matches.is_empty() {
        yaml.line(1, "- matches:");
        dash = "  ";
        rule.matches.iter().for_each(|conditions| match_yaml(conditions, yaml));
    }
    if !rule.mirrors.is_empty() {
        yaml.line(1, &format!("{dash}filters:"));
        dash = "  ";
        for mirror in &rule.mirrors {
            yaml.line(2, "- type: RequestMirror");
            yaml.line(3, "requestMirror:");
            yaml.line(4, "backendRef:");
            yaml.line(5, &format!("name: {}", mirror.service));
            yaml.line(5, "port: 80");
            yaml.line(4, &format!("percent: {}", mirror.percent));
        }
    }
    yaml.line(1, &format!("{dash}backendRefs:{}", if rule.backend_refs.is_empty() { " []" } else { "" }));
    for backend in &rule.backend_refs {
        yaml.line(2, &format!("- name: {}", backend.service));
        yaml.line(3, "port: 80");
        yaml.line(3, &format!("weight: {}", backend.weight));
    }
    if let Some(timeout) = rule.request_timeout {
        yaml.line(2, "timeouts:");
        yaml.line(3, &format!("request: {timeout}ms"));
    }
}

fn match_yaml(conditions: &HttpRouteMatch, yaml: &mut Yaml) {
    let (kind, path) = match &conditions.path {
        PathMatch::Exact(path) => ("Exact", path),
        PathMatch::PathPrefix(path) => ("PathPrefix", path),
        PathMatch::RegularExpression(path) => ("RegularExpression", path),
    };
    yaml.line(2, "- path:");
    yaml.line(4, &format!("type: {kind}"));
    yaml.line(4, &format!("value: {}", quoted(path)));
    if let Some(method) = &conditions.method {
        yaml.line(3, &format!("method: {method}"));
    }
    for (key, values) in [("headers", &conditions.headers), ("queryParams", &conditions.query_params)] {
        if !values.is_empty() {
            yaml.line(3, &format!("{key}:"));
        }
        for ValueMatch { name, value, regular_expression } in values {
            let kind = if *regular_expression { "RegularExpression" } else { "Exact" };
            yaml.line(3, &format!("- type: {kind}"));
            yaml.line(4, &format!("name: {}", quoted(name)));
            yaml.line(4, &format!("value: {}", quoted(value)));
        }
    }
}

/// An Ingress' manifest.
pub fn ingress_yaml(ingress: &Ingress) -> String {
    let mut yaml = Yaml::default();
    yaml.line(0, "apiVersion: networking.k8s.io/v1");
    yaml.line(0, "kind: Ingress");
    yaml.line(0, "metadata:");
    yaml.line(1, &format!("name: {}", ingress.metadata.name));
    if !ingress.metadata.annotations.is_empty() {
        yaml.line(1, "annotations:");
        for (key, value) in ingress.metadata.annotations.iter() {
            yaml.line(2, &format!("{key}: {}", quoted(value)));
        }
    }
    yaml.line(0, "spec:");
    yaml.line(1, "ingressClassName: nginx");
    yaml.line(1, "rules:");
    yaml.line(1, "- http:");
    yaml.line(3, "paths:");
    yaml.line(3, &format!("- path: {}", quoted(&ingress.path)));
    yaml.line(4, "pathType: Prefix");
    yaml.line(4, "backend:");
    yaml.line(5, "service:");
    yaml.line(6, &format!("name: {}", ingress.service));
    yaml.line(6, "port:");
    yaml.line(7, "number: 80");
    yaml.0
}

/// A text in double quotes: nothing in it can be taken for YAML.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
