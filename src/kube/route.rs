//! HTTPRoutes and Ingresses as they are written.
//!
//! Models apis/v1/httproute_types.go of kubernetes-sigs/gateway-api with its defaults, and networking/v1/types.go. What of
//! them routes requests here is for [`crate::sim::routing`] to say.

use super::object::{Name, ObjectMeta};
use super::time::{Millis, SECOND};

use super::field::{Field, fields};
use super::form::Form;
use super::reader::Reader;
use super::tree::{Node, Value};

/// gateway.networking.k8s.io/v1 HTTPRoute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRoute {
    /// Name, and when it was created: the older of two equals wins.
    pub metadata: ObjectMeta,
    /// Wish.
    pub spec: HttpRouteSpec,
}

/// networking.k8s.io/v1 Ingress. What ingress-nginx is told beside it stands in annotations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ingress {
    /// Name and annotations.
    pub metadata: ObjectMeta,
    /// Wish.
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
    }
    inert [], kept &["name", "retry", "sessionPersistence"]
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
        /// Its name.
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
        reader.problem(fields.line, &fields.at("name"), "no Service is named", "write name: web");
    }
}

fields! {
    /// Something done with a request on its way.
    pub struct HttpRouteFilter ("HTTPRouteFilter", "filters") {
        /// `RequestMirror` is simulated.
        kind: Name = "type";
        /// Of the type `RequestMirror`.
        request_mirror: RequestMirror = "requestMirror";
    }
    inert [], kept &[],
    settle |filter, reader, fields| {
        if &*filter.kind != "RequestMirror" {
            let what = format!("a filter of type {:?} is not simulated", filter.kind);
            let fix = "take the filter out, or write type: RequestMirror";
            reader.problem(fields.line, &fields.at("type"), what, fix);
        } else if filter.request_mirror.backend_ref.name.is_empty() {
            let path = format!("{}.backendRef.name", fields.at("requestMirror"));
            reader.problem(fields.line, &path, "no Service is named", "write name: web");
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
        request: Option<Duration> = "request";
    }
    inert [], kept &["backendRequest"]
}

/// A duration of the Gateway API, such as `500ms` or `1m30s`, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duration(Name);

impl Duration {
    /// So many milliseconds, in units of which none has more than five digits.
    ///
    /// 9,000,500 ms are `2h30m500ms`.
    pub fn of(all: Millis) -> Self {
        if all < 100_000 {
            return Self(format!("{all}ms").into());
        }
        let parts = [(all / 3_600_000, "h"), (all / 60_000 % 60, "m"), (all / 1_000 % 60, "s"), (all % 1_000, "ms")];
        let text: String =
            parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count}{unit}")).collect();
        Self(text.into())
    }

    /// How long it is, ms.
    pub fn ms(&self) -> Millis {
        parts(&self.0).unwrap_or(0)
    }
}

impl Field for Duration {
    const FORM: Form = Form::Written("1m30s");

    fn absent() -> Self {
        Self(Name::default())
    }

    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        let text = reader.text(node, path)?;
        if parts(&text).is_none() {
            reader.problem(node.line, path, format!("{text:?} is no duration"), "write 10s or 500ms");
            return None;
        }
        Some(Self(text.into()))
    }

    fn write(&self) -> Option<Node> {
        Some(Value::Text(self.0.to_string()).into())
    }
}

/// `1m30s` is 90,000.
fn parts(text: &str) -> Option<Millis> {
    let (mut rest, mut all) = (text, 0);
    while !rest.is_empty() {
        let digits = rest.find(|sign: char| !sign.is_ascii_digit())?;
        let number: Millis = rest[..digits].parse().ok().filter(|_| digits <= 5)?;
        let after = &rest[digits..];
        let letters = after.find(|sign: char| sign.is_ascii_digit()).unwrap_or(after.len());
        all += number
            * match &after[..letters] {
                "ms" => 1,
                "s" => SECOND,
                "m" => 60 * SECOND,
                "h" => 3_600 * SECOND,
                _ => return None,
            };
        rest = &after[letters..];
    }
    (!text.is_empty()).then_some(all)
}

fields! {
    /// `spec` of an Ingress.
    pub struct IngressSpec ("IngressSpec", "ingress") {
        /// Which requests it takes; one here.
        rules: Vec<IngressRule> = "rules";
    }
    inert [], kept &["ingressClassName", "defaultBackend", "tls"],
    settle |ingress, reader, fields| single(ingress.rules.len(), "rules", reader, fields)
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
        /// One here.
        paths: Vec<HttpIngressPath> = "paths";
    }
    inert [], kept &[],
    settle |http, reader, fields| single(http.paths.len(), "paths", reader, fields)
}

/// More than one item cannot be simulated, none leads nowhere.
fn single(items: usize, name: &str, reader: &mut Reader, fields: &super::reader::Fields<'_>) {
    if items != 1 {
        let line = fields.get(name).map_or(fields.line, |node| node.line);
        let what = "the simulator knows an Ingress of one rule with one path";
        reader.problem(line, &fields.at(name), what, "leave one");
    }
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
        /// Which Service.
        service: IngressServiceBackend = "service";
    }
    inert [], kept &[],
    settle |backend, reader, fields| {
        if backend.service.name.is_empty() {
            let path = format!("{}.name", fields.at("service"));
            reader.problem(fields.line, &path, "no Service is named", "write name: web");
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
