//! HTTPRoutes and Ingresses as they are written.
//!
//! Models apis/v1/httproute_types.go of kubernetes-sigs/gateway-api with its defaults, and networking/v1/types.go. What of
//! them routes requests here is for [`crate::sim::routing`] to say.

use super::duration::GatewayDuration;
use super::object::{Name, ObjectMeta};

use super::fields::fields;
use super::reader::Reader;

/// gateway.networking.k8s.io/v1 HTTPRoute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRoute {
    /// Name, and when it was created: the older of two equals wins.
    pub metadata: ObjectMeta,
    pub spec: HttpRouteSpec,
}

/// networking.k8s.io/v1 Ingress. What ingress-nginx is told beside it stands in annotations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ingress {
    /// Name and annotations.
    pub metadata: ObjectMeta,
    pub spec: IngressSpec,
}

fields! {
    /// `spec` of an HTTPRoute.
    pub struct HttpRouteSpec ("HTTPRouteSpec", "httpRoute") {
        /// Not given is one rule for everything.
        rules: Option<Vec<HttpRouteRule>> = "rules";
    }
    inert [], kept &["parentRefs", "hostnames", "useDefaultGateways"]
}

fields! {
    /// One of an HTTPRoute's `rules`.
    pub struct HttpRouteRule ("HTTPRouteRule", "rules") {
        /// One of them is enough; none stands for every path.
        matches: Vec<HttpRouteMatch> = "matches";
        /// What else is done with the request.
        filters: Vec<HttpRouteFilter> = "filters";
        /// Where requests go, by weight.
        backend_refs: Vec<BackendRef> = "backendRefs";
        /// How long the gateway waits.
        timeouts: HttpRouteTimeouts = "timeouts";
        /// When the gateway tries again; of the experimental channel.
        retry: Option<HttpRouteRetry> = "retry";
    }
    inert [], kept &["name", "sessionPersistence"]
}

fields! {
    /// Conditions which must all hold.
    pub struct HttpRouteMatch ("HTTPRouteMatch", "matches") {
        /// The path; `PathPrefix /` unless told.
        path: HttpPathMatch = "path";
        /// The method, if one is asked for.
        method: Option<Name> = "method";
        /// Header fields.
        headers: Vec<HttpValueMatch> = "headers";
        /// Query parameters.
        query_params: Vec<HttpValueMatch> = "queryParams";
    }
    inert [], kept &[]
}

fields! {
    /// A condition on the path.
    pub struct HttpPathMatch ("HTTPPathMatch", "path") {
        /// `PathPrefix` unless given.
        kind: Name = "type" filled "PathPrefix".into();
        /// `/` unless given.
        value: Name = "value" default "/".into();
    }
    inert [], kept &[],
    settle |_, reader, fields| reader.field_of(fields, "type", &["PathPrefix", "Exact", "RegularExpression"])
}

fields! {
    /// A condition on a header field or a query parameter.
    pub struct HttpValueMatch ("HTTPHeaderMatch", "headers") {
        /// `Exact` unless given.
        kind: Name = "type" filled "Exact".into();
        name: Name = "name";
        /// What its value must be.
        value: Name = "value";
    }
    inert [], kept &[],
    settle |_, reader, fields| reader.field_of(fields, "type", &["Exact", "RegularExpression"])
}

fields! {
    /// A Service with its weight.
    pub struct BackendRef ("BackendRef", "backendRefs") {
        /// The Service, which need not exist.
        name: Name = "name";
        /// Its share is this part of the sum of weights.
        weight: i64 = "weight" default 1;
    }
    inert [], kept &["group", "kind", "namespace", "port", "filters"],
    settle |backend, reader, fields| named(&backend.name, reader, fields)
}

fn named(name: &str, reader: &mut Reader, fields: &super::reader::Fields<'_>) {
    if name.is_empty() {
        reader.problem(
            fields.line,
            &fields.at("name"),
            message!("manifest-no-service-named"),
            message!("manifest-write-name-web"),
        );
    }
}

fields! {
    /// Something done with a request on its way.
    pub struct HttpRouteFilter ("HTTPRouteFilter", "filters") {
        /// `RequestMirror` and `RequestRedirect` decide about where a request goes.
        kind: Name = "type";
        /// Of the type `RequestMirror`.
        request_mirror: RequestMirror = "requestMirror";
    }
    inert [], kept &["requestRedirect", "urlRewrite", "requestHeaderModifier", "responseHeaderModifier", "cors", "extensionRef"],
    settle |filter, reader, fields| {
        let known = ["RequestRedirect", "URLRewrite", "RequestHeaderModifier", "ResponseHeaderModifier", "CORS"];
        if known.contains(&&*filter.kind) {
            return;
        }
        if &*filter.kind != "RequestMirror" {
            let what = message!("manifest-filter-type-not-simulated", kind = format!("{:?}", filter.kind));
            reader.problem(fields.line, &fields.at("type"), what, message!("manifest-take-filter-out"));
        } else if filter.request_mirror.backend_ref.name.is_empty() {
            let path = format!("{}.backendRef.name", fields.at("requestMirror"));
            reader.problem(fields.line, &path, message!("manifest-no-service-named"), message!("manifest-write-name-web"));
        }
    }
}

fields! {
    /// `requestMirror`.
    pub struct RequestMirror ("HTTPRequestMirrorFilter", "requestMirror") {
        /// Which Service gets the copies.
        backend_ref: MirrorRef = "backendRef";
        /// Of 100 requests, how many are copied.
        percent: i64 = "percent" default 100;
    }
    inert [], kept &["fraction"]
}

fields! {
    /// `backendRef` of a mirror.
    pub struct MirrorRef ("BackendObjectReference", "backendRef") {
        /// The Service.
        name: Name = "name";
    }
    inert [], kept &["group", "kind", "namespace", "port"]
}

fields! {
    /// `timeouts`.
    pub struct HttpRouteTimeouts ("HTTPRouteTimeouts", "timeouts") {
        /// How long the gateway waits for the whole answer.
        request: Option<GatewayDuration> = "request";
        /// How long it waits for the answer of a backend; each further try has as long again.
        backend_request: Option<GatewayDuration> = "backendRequest";
    }
    inert [], kept &[]
}

fields! {
    /// `retry`: a connection that fails is tried again too.
    pub struct HttpRouteRetry ("HTTPRouteRetry", "retry") {
        /// Statuses after which the gateway tries again.
        codes: Vec<i64> = "codes";
        /// How often at most, beside the first try.
        attempts: Option<i64> = "attempts";
        /// How long it waits before.
        backoff: Option<GatewayDuration> = "backoff";
    }
    inert [], kept &[]
}

fields! {
    /// `spec` of an Ingress.
    pub struct IngressSpec ("IngressSpec", "ingress") {
        /// Which requests it takes.
        rules: Vec<IngressRule> = "rules";
    }
    inert [], kept &["ingressClassName", "defaultBackend", "tls"]
}

fields! {
    /// One of an Ingress' `rules`.
    pub struct IngressRule ("IngressRule", "ingressRules") {
        /// The paths of its host.
        http: HttpIngressRuleValue = "http";
    }
    inert [], kept &["host"]
}

fields! {
    /// `http`.
    pub struct HttpIngressRuleValue ("HTTPIngressRuleValue", "http") {
        /// The paths, in any order.
        paths: Vec<HttpIngressPath> = "paths";
    }
    inert [], kept &[]
}

fields! {
    /// One of `paths`.
    pub struct HttpIngressPath ("HTTPIngressPath", "paths") {
        /// It and what lies below it; `/` unless given.
        path: Name = "path" filled "/".into();
        /// Where requests go.
        backend: IngressBackend = "backend";
    }
    inert [], kept &["pathType"]
}

fields! {
    /// `backend`.
    pub struct IngressBackend ("IngressBackend", "backend") {
        service: IngressServiceBackend = "service";
    }
    inert [], kept &[],
    settle |backend, reader, fields| {
        if backend.service.name.is_empty() {
            let path = format!("{}.name", fields.at("service"));
            reader.problem(fields.line, &path, message!("manifest-no-service-named"), message!("manifest-write-name-web"));
        }
    }
}

fields! {
    /// `service`.
    pub struct IngressServiceBackend ("IngressServiceBackend", "service") {
        /// The Service.
        name: Name = "name";
    }
    inert [], kept &["port"]
}
