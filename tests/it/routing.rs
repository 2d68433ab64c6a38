//! Routes: which rule takes a request in both dialects, shares, answers a gateway makes by itself, what is refused.

mod answers;
mod import;
mod ingress;
mod precedence;
mod refusals;
mod schema;
mod shares;

use podyard::kube::object::{Labels, ObjectMeta};
use podyard::sim::routing::{BackendRef, HttpRoute, HttpRouteMatch, HttpRouteRule, PathMatch, ValueMatch};

/// A route's metadata: its name, and when it was created, s.
fn named(name: &str, created: u64) -> ObjectMeta {
    ObjectMeta { creation_timestamp: created * 1_000, ..ObjectMeta::named(name, Labels::default()) }
}

fn backend(service: &str, weight: i64) -> BackendRef {
    BackendRef { service: service.into(), weight }
}

fn value(name: &str, value: &str) -> ValueMatch {
    ValueMatch { name: name.into(), value: value.into(), regular_expression: false }
}

fn regex(name: &str, value: &str) -> ValueMatch {
    ValueMatch { name: name.into(), value: value.into(), regular_expression: true }
}

/// Conditions in a short form: `=/a` an exact path, `~/a.*` a regular expression, `/a` a prefix.
fn path(text: &str) -> HttpRouteMatch {
    let path = match text.split_at(1) {
        ("=", path) => PathMatch::Exact(path.into()),
        ("~", path) => PathMatch::RegularExpression(path.into()),
        _ => PathMatch::PathPrefix(text.into()),
    };
    HttpRouteMatch { path, ..HttpRouteMatch::default() }
}

fn header(name: &str, wanted: &str) -> HttpRouteMatch {
    HttpRouteMatch { headers: vec![value(name, wanted)], ..HttpRouteMatch::default() }
}

fn rule(matches: Vec<HttpRouteMatch>, backend_refs: Vec<BackendRef>) -> HttpRouteRule {
    HttpRouteRule { matches, backend_refs, ..HttpRouteRule::default() }
}

/// A route whose rules lead to Services named `a`, `b`, `c` … in their order.
fn lettered(name: &str, created: u64, first: char, matches: Vec<Vec<HttpRouteMatch>>) -> HttpRoute {
    let letters = (first..='z').map(|letter| vec![backend(&letter.to_string(), 1)]);
    let rules = matches.into_iter().zip(letters).map(|(matches, backends)| rule(matches, backends)).collect();
    HttpRoute { metadata: named(name, created), rules }
}
