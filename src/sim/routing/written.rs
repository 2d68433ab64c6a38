//! Routes from what a person wrote: what of it routes here.

use crate::kube::route::{HttpRouteMatch as WrittenMatch, HttpRouteSpec, HttpValueMatch, IngressSpec, Written};

use super::{BackendRef, HttpRoute, HttpRouteMatch, HttpRouteRule, Ingress, Mirror, PathMatch, ValueMatch};

impl From<Written<HttpRouteSpec>> for HttpRoute {
    fn from(written: Written<HttpRouteSpec>) -> Self {
        // Without rules there is one which takes everything and leads nowhere.
        let rules = written.spec.rules.unwrap_or_else(|| vec![Default::default()]);
        let rule = |rule: crate::kube::route::HttpRouteRule| HttpRouteRule {
            matches: rule.matches.into_iter().map(conditions).collect(),
            backend_refs: rule
                .backend_refs
                .into_iter()
                .map(|backend| BackendRef { service: backend.name, weight: backend.weight })
                .collect(),
            mirrors: rule
                .filters
                .into_iter()
                .map(|filter| filter.request_mirror)
                .map(|mirror| Mirror { service: mirror.backend_ref.name, percent: mirror.percent })
                .collect(),
            request_timeout: rule.timeouts.request.map(|timeout| timeout.0),
        };
        Self { metadata: written.metadata, rules: rules.into_iter().map(rule).collect() }
    }
}

fn conditions(written: WrittenMatch) -> HttpRouteMatch {
    let path = written.path.value;
    HttpRouteMatch {
        path: match &*written.path.kind {
            "Exact" => PathMatch::Exact(path),
            "RegularExpression" => PathMatch::RegularExpression(path),
            _ => PathMatch::PathPrefix(path),
        },
        method: written.method,
        headers: written.headers.into_iter().map(value).collect(),
        query_params: written.query_params.into_iter().map(value).collect(),
    }
}

fn value(written: HttpValueMatch) -> ValueMatch {
    ValueMatch { name: written.name, value: written.value, regular_expression: &*written.kind == "RegularExpression" }
}

impl From<Written<IngressSpec>> for Ingress {
    /// An Ingress has one rule with one path here; what was read has no other.
    fn from(written: Written<IngressSpec>) -> Self {
        let rule = written.spec.rules.into_iter().next().unwrap_or_default();
        let path = rule.http.paths.into_iter().next().unwrap_or_default();
        Self { metadata: written.metadata, path: path.path, service: path.backend.service.name }
    }
}
