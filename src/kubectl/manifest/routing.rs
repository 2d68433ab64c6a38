//! HTTPRoutes, Ingresses and Services from their YAML, as far as the simulator knows them.
//!
//! Models apis/v1/httproute_types.go of kubernetes-sigs/gateway-api with its defaults, networking/v1/types.go and
//! core/v1/types.go. An Ingress has one rule with one path here. What a field's value may be is for the API server to say.

use crate::sim::command::Rejected;
use crate::sim::object::{Labels, Name, ObjectMeta};
use crate::sim::routing::{
    BackendRef, HttpRoute, HttpRouteMatch, HttpRouteRule, Ingress, Mirror, PathMatch, Route, ValueMatch,
};
use crate::sim::time::{Millis, SECOND};
use crate::sorted;

use super::reader::{Fields, Reader};
use super::shapes;
use super::yaml::{self, Node};
use super::{Malformed, Metadata, read};

/// Something that routes, to be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Routing {
    /// An HTTPRoute or an Ingress.
    Route(Route),
    /// A Service.
    Service {
        /// Its name.
        name: Name,
        /// Which pods it stands for.
        selector: Labels,
        /// `sessionAffinity: ClientIP`.
        session_affinity: bool,
        /// Pods that are not ready are endpoints too.
        publish_not_ready_addresses: bool,
    },
}

/// Reads every document of a text.
///
/// # Errors
///
/// Everything that is wrong with it, each with its line, its field and the cure.
pub fn routing(text: &str) -> Result<Vec<Routing>, Rejected> {
    let refused = |problems: &[Malformed]| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Rejected { message: lines.join("\n"), hint: "Nothing was applied." }
    };
    let documents = yaml::documents(text).map_err(|problem| refused(&[problem]))?;
    let mut reader = Reader::default();
    let read: Vec<Routing> = documents.iter().filter_map(|root| one(&mut reader, root)).collect();
    if documents.is_empty() {
        reader.problem(1, "", "nothing is written here", "give the YAML of an HTTPRoute, an Ingress or a Service");
    }
    sorted::sort_by(&mut reader.problems, Ord::cmp);
    if reader.problems.is_empty() { Ok(read) } else { Err(refused(&reader.problems)) }
}

fn one(reader: &mut Reader, root: &Node) -> Option<Routing> {
    let fields = reader.open(Some(root), String::new(), &shapes::DEPLOYMENT);
    let version = reader.text(&fields, "apiVersion").unwrap_or_default();
    let kind = reader.text(&fields, "kind").unwrap_or_default();
    let known = match kind.as_str() {
        "HTTPRoute" => "gateway.networking.k8s.io/v1",
        "Ingress" => "networking.k8s.io/v1",
        "Service" => "v1",
        _ => {
            let what =
                if kind.is_empty() { "no kind is given".into() } else { format!("a {kind} routes nothing here") };
            reader.problem(root.line, "kind", what, "write kind: HTTPRoute, Ingress or Service");
            return None;
        }
    };
    if version != known {
        reader.problem(
            root.line,
            "apiVersion",
            format!("there is no {kind} in {version:?}"),
            format!("write apiVersion: {known}"),
        );
        return None;
    }
    let metadata = read::metadata_at(reader, fields.get("metadata"), "metadata".into(), &shapes::METADATA);
    if metadata.name.is_empty() {
        reader.problem(root.line, "metadata.name", "no name is given", "write metadata: with name: web");
    }
    match kind.as_str() {
        "HTTPRoute" => Some(Routing::Route(Route::HttpRoute(http_route(reader, &fields, metadata)))),
        "Ingress" => ingress(reader, &fields, metadata).map(|ingress| Routing::Route(Route::Ingress(ingress))),
        _ => Some(service(reader, &fields, metadata)),
    }
}

fn object_meta(metadata: Metadata) -> ObjectMeta {
    let mut meta = ObjectMeta::named(&metadata.name, metadata.labels.unwrap_or_default());
    meta.annotations = metadata.annotations.unwrap_or_default();
    meta
}

fn service(reader: &mut Reader, root: &Fields<'_>, metadata: Metadata) -> Routing {
    let spec = reader.open(root.get("spec"), root.at("spec"), &shapes::SERVICE_SPEC);
    let affinity = reader.text(&spec, "sessionAffinity").unwrap_or_default();
    let known = ["", "None", "ClientIP"].contains(&affinity.as_str());
    if let Some(node) = spec.get("sessionAffinity").filter(|_| !known) {
        let what = format!("Unsupported value: {affinity:?}");
        reader.problem(node.line, &spec.at("sessionAffinity"), what, "write ClientIP or None");
    }
    Routing::Service {
        name: metadata.name,
        selector: reader.labels(&spec, "selector").unwrap_or_default(),
        session_affinity: affinity == "ClientIP",
        publish_not_ready_addresses: reader.boolean(&spec, "publishNotReadyAddresses").unwrap_or(false),
    }
}

fn ingress(reader: &mut Reader, root: &Fields<'_>, metadata: Metadata) -> Option<Ingress> {
    let spec = reader.open(root.get("spec"), root.at("spec"), &shapes::INGRESS_SPEC);
    let rule = single(reader, &spec, "rules")?;
    let rule = reader.open(Some(rule.0), rule.1, &shapes::INGRESS_RULE);
    let http = reader.child(&rule, "http", &shapes::INGRESS_HTTP)?;
    let (path, at) = single(reader, &http, "paths")?;
    let path = reader.open(Some(path), at, &shapes::INGRESS_PATH);
    let backend = reader.open(path.get("backend"), path.at("backend"), &shapes::INGRESS_BACKEND);
    let target = reader.open(backend.get("service"), backend.at("service"), &shapes::INGRESS_SERVICE);
    let service = reader.text(&target, "name").unwrap_or_default();
    if service.is_empty() {
        reader.problem(path_line(&path), &target.at("name"), "no Service is named", "write name: web");
    }
    let path = reader.text(&path, "path").filter(|path| !path.is_empty()).unwrap_or_else(|| "/".into());
    Some(Ingress { metadata: object_meta(metadata), path: path.into(), service: service.into() })
}

fn path_line(fields: &Fields<'_>) -> usize {
    fields.get("backend").or(fields.get("path")).map_or(1, |node| node.line)
}

/// The only item of a list; more than one cannot be simulated, none leads nowhere.
fn single<'a>(reader: &mut Reader, fields: &Fields<'a>, name: &str) -> Option<(&'a Node, String)> {
    let mut items = reader.list(fields, name).into_iter();
    match (items.next(), items.next()) {
        (Some(one), None) => Some(one),
        (first, _) => {
            let line = first.map_or(1, |(node, _)| node.line);
            reader.problem(
                line,
                &fields.at(name),
                "the simulator knows an Ingress of one rule with one path",
                "leave one",
            );
            None
        }
    }
}

fn http_route(reader: &mut Reader, root: &Fields<'_>, metadata: Metadata) -> HttpRoute {
    let spec = reader.open(root.get("spec"), root.at("spec"), &shapes::ROUTE_SPEC);
    let rules = reader.list(&spec, "rules");
    let mut rules: Vec<HttpRouteRule> = rules.into_iter().map(|(node, path)| rule(reader, node, path)).collect();
    if spec.get("rules").is_none() {
        rules.push(HttpRouteRule::default());
    }
    HttpRoute { metadata: object_meta(metadata), rules }
}

fn rule(reader: &mut Reader, node: &Node, path: String) -> HttpRouteRule {
    let fields = reader.open(Some(node), path, &shapes::ROUTE_RULE);
    let matches = reader.list(&fields, "matches");
    let backends = reader.list(&fields, "backendRefs");
    let filters = reader.list(&fields, "filters");
    let timeouts = reader.open(fields.get("timeouts"), fields.at("timeouts"), &shapes::ROUTE_TIMEOUTS);
    HttpRouteRule {
        matches: matches.into_iter().map(|(node, path)| conditions(reader, node, path)).collect(),
        backend_refs: backends.into_iter().map(|(node, path)| backend(reader, node, path)).collect(),
        mirrors: filters.into_iter().filter_map(|(node, path)| filter(reader, node, path)).collect(),
        request_timeout: duration(reader, &timeouts, "request"),
    }
}

fn backend(reader: &mut Reader, node: &Node, path: String) -> BackendRef {
    let fields = reader.open(Some(node), path, &shapes::BACKEND_REF);
    BackendRef { service: name_of(reader, &fields, node.line), weight: reader.int64(&fields, "weight").unwrap_or(1) }
}

fn name_of(reader: &mut Reader, fields: &Fields<'_>, line: usize) -> Name {
    let name = reader.text(fields, "name").unwrap_or_default();
    if name.is_empty() {
        reader.problem(line, &fields.at("name"), "no Service is named", "write name: web");
    }
    name.into()
}

fn filter(reader: &mut Reader, node: &Node, path: String) -> Option<Mirror> {
    let fields = reader.open(Some(node), path, &shapes::FILTER);
    let kind = reader.text(&fields, "type").unwrap_or_default();
    if kind != "RequestMirror" {
        let what = format!("a filter of type {kind:?} is not simulated");
        reader.problem(node.line, &fields.at("type"), what, "take the filter out, or write type: RequestMirror");
        return None;
    }
    let mirror = reader.open(fields.get("requestMirror"), fields.at("requestMirror"), &shapes::MIRROR);
    let target = reader.open(mirror.get("backendRef"), mirror.at("backendRef"), &shapes::BACKEND_REF);
    let service = name_of(reader, &target, node.line);
    Some(Mirror { service, percent: reader.int64(&mirror, "percent").unwrap_or(100) })
}

fn conditions(reader: &mut Reader, node: &Node, path: String) -> HttpRouteMatch {
    let fields = reader.open(Some(node), path, &shapes::ROUTE_MATCH);
    let path = reader.child(&fields, "path", &shapes::PATH_MATCH).map(|path| {
        let value = reader.text(&path, "value").unwrap_or_else(|| "/".into()).into();
        match choice(reader, &path, &["PathPrefix", "Exact", "RegularExpression"]) {
            1 => PathMatch::Exact(value),
            2 => PathMatch::RegularExpression(value),
            _ => PathMatch::PathPrefix(value),
        }
    });
    HttpRouteMatch {
        path: path.unwrap_or_default(),
        method: reader.text(&fields, "method").map(Name::from),
        headers: values(reader, &fields, "headers"),
        query_params: values(reader, &fields, "queryParams"),
    }
}

fn values(reader: &mut Reader, fields: &Fields<'_>, name: &str) -> Vec<ValueMatch> {
    let items = reader.list(fields, name);
    let value = |(node, path): (&Node, String)| {
        let fields = reader.open(Some(node), path, &shapes::VALUE_MATCH);
        ValueMatch {
            name: reader.text(&fields, "name").unwrap_or_default().into(),
            value: reader.text(&fields, "value").unwrap_or_default().into(),
            regular_expression: choice(reader, &fields, &["Exact", "RegularExpression"]) == 1,
        }
    };
    items.into_iter().map(value).collect()
}

/// Which of the words stands in `type`; the first where none does.
fn choice(reader: &mut Reader, fields: &Fields<'_>, words: &[&str]) -> usize {
    let Some(node) = fields.get("type") else { return 0 };
    let text = reader.text(fields, "type").unwrap_or_default();
    words.iter().position(|word| *word == text).unwrap_or_else(|| {
        let what = format!("Unsupported value: {text:?}");
        reader.problem(node.line, &fields.at("type"), what, format!("write {}", words.join(" or ")));
        0
    })
}

/// A duration of the Gateway API, such as `500ms` or `1m30s`, ms.
fn duration(reader: &mut Reader, fields: &Fields<'_>, name: &str) -> Option<Millis> {
    let text = reader.text(fields, name)?;
    let parsed = parts(&text);
    if parsed.is_none() {
        let line = fields.get(name).map_or(1, |Node { line, .. }| *line);
        reader.problem(line, &fields.at(name), format!("{text:?} is no duration"), "write 10s or 500ms");
    }
    parsed
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
