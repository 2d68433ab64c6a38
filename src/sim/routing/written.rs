//! Routes as the API server holds them, and what of them routes here.

use crate::kube::duration::GatewayDuration;
use crate::kube::rest::Rest;
use crate::kube::route::{
    BackendRef as WrittenRef, HttpIngressPath, HttpIngressRuleValue, HttpPathMatch, HttpRouteFilter,
    HttpRouteMatch as WrittenMatch, HttpRouteRule as WrittenRule, HttpRouteSpec, HttpRouteTimeouts, HttpValueMatch,
    IngressBackend, IngressRule, IngressServiceBackend, IngressSpec, MirrorRef, RequestMirror,
};
use crate::kube::{self, route};

use super::{BackendRef, HttpRoute, HttpRouteMatch, HttpRouteRule, Ingress, Mirror, PathMatch, ValueMatch};

impl From<&route::HttpRoute> for HttpRoute {
    fn from(written: &route::HttpRoute) -> Self {
        // Without rules there is one which takes everything and leads nowhere.
        let nothing = [WrittenRule::default()];
        let rules = written.spec.rules.as_deref().unwrap_or(&nothing);
        Self { metadata: written.metadata.clone(), rules: rules.iter().map(rule).collect() }
    }
}

fn rule(rule: &WrittenRule) -> HttpRouteRule {
    let backend = |backend: &WrittenRef| BackendRef { service: backend.name.clone(), weight: backend.weight };
    let mirror = |filter: &HttpRouteFilter| Mirror {
        service: filter.request_mirror.backend_ref.name.clone(),
        percent: filter.request_mirror.percent,
    };
    HttpRouteRule {
        matches: rule.matches.iter().map(conditions).collect(),
        backend_refs: rule.backend_refs.iter().map(backend).collect(),
        mirrors: rule.filters.iter().filter(|filter| &*filter.kind == "RequestMirror").map(mirror).collect(),
        // 0s switches it off.
        request_timeout: rule.timeouts.request.as_ref().map(GatewayDuration::ms).filter(|timeout| *timeout > 0),
    }
}

fn conditions(written: &WrittenMatch) -> HttpRouteMatch {
    let path = written.path.value.clone();
    HttpRouteMatch {
        path: match &*written.path.kind {
            "Exact" => PathMatch::Exact(path),
            REGULAR_EXPRESSION => PathMatch::RegularExpression(path),
            _ => PathMatch::PathPrefix(path),
        },
        method: written.method.clone(),
        headers: written.headers.iter().map(value).collect(),
        query_params: written.query_params.iter().map(value).collect(),
    }
}

const REGULAR_EXPRESSION: &str = "RegularExpression";

fn value(written: &HttpValueMatch) -> ValueMatch {
    ValueMatch {
        name: written.name.clone(),
        value: written.value.clone(),
        regular_expression: &*written.kind == REGULAR_EXPRESSION,
    }
}

impl From<&HttpRoute> for route::HttpRoute {
    /// As a person would write it, with the Gateway that is left out here.
    fn from(routes: &HttpRoute) -> Self {
        let rules = (!routes.rules.is_empty()).then(|| routes.rules.iter().map(written_rule).collect());
        Self {
            metadata: routes.metadata.clone(),
            spec: HttpRouteSpec { rules, rest: Rest::written("httpRoute", "parentRefs: [{name: gateway}]") },
        }
    }
}

fn written_rule(rule: &HttpRouteRule) -> WrittenRule {
    let backend = |backend: &BackendRef| WrittenRef {
        name: backend.service.clone(),
        weight: backend.weight,
        rest: Rest::written("backendRefs", "port: 80"),
    };
    let filter = |mirror: &Mirror| HttpRouteFilter {
        kind: "RequestMirror".into(),
        request_mirror: RequestMirror {
            backend_ref: MirrorRef { name: mirror.service.clone(), rest: Rest::written("backendRef", "port: 80") },
            percent: mirror.percent,
            ..RequestMirror::default()
        },
        ..HttpRouteFilter::default()
    };
    WrittenRule {
        matches: rule.matches.iter().map(written_conditions).collect(),
        filters: rule.mirrors.iter().map(filter).collect(),
        backend_refs: rule.backend_refs.iter().map(backend).collect(),
        timeouts: HttpRouteTimeouts {
            request: rule.request_timeout.map(GatewayDuration::of),
            ..HttpRouteTimeouts::default()
        },
        ..WrittenRule::default()
    }
}

fn written_conditions(conditions: &HttpRouteMatch) -> WrittenMatch {
    let (kind, path) = match &conditions.path {
        PathMatch::Exact(path) => ("Exact", path),
        PathMatch::PathPrefix(path) => ("PathPrefix", path),
        PathMatch::RegularExpression(path) => (REGULAR_EXPRESSION, path),
    };
    let value = |value: &ValueMatch| HttpValueMatch {
        kind: if value.regular_expression { REGULAR_EXPRESSION } else { "Exact" }.into(),
        name: value.name.clone(),
        value: value.value.clone(),
        ..HttpValueMatch::default()
    };
    WrittenMatch {
        path: HttpPathMatch { kind: kind.into(), value: path.clone(), ..HttpPathMatch::default() },
        method: conditions.method.clone(),
        headers: conditions.headers.iter().map(value).collect(),
        query_params: conditions.query_params.iter().map(value).collect(),
        ..WrittenMatch::default()
    }
}

impl From<&route::Ingress> for Ingress {
    /// An Ingress has one rule with one path here; what was read has no other.
    fn from(written: &route::Ingress) -> Self {
        let path = written.spec.rules.first().and_then(|rule| rule.http.paths.first()).cloned().unwrap_or_default();
        Self { metadata: written.metadata.clone(), path: path.path, service: path.backend.service.name }
    }
}

impl From<&Ingress> for kube::route::Ingress {
    fn from(ingress: &Ingress) -> Self {
        let rest = Rest::written("service", "port: {number: 80}");
        let service = IngressServiceBackend { name: ingress.service.clone(), rest };
        let backend = IngressBackend { service, ..IngressBackend::default() };
        let path =
            HttpIngressPath { path: ingress.path.clone(), backend, rest: Rest::written("paths", "pathType: Prefix") };
        let http = HttpIngressRuleValue { paths: vec![path], ..HttpIngressRuleValue::default() };
        let rules = vec![IngressRule { http, ..IngressRule::default() }];
        Self {
            metadata: ingress.metadata.clone(),
            spec: IngressSpec { rules, rest: Rest::written("ingress", "ingressClassName: nginx") },
        }
    }
}
