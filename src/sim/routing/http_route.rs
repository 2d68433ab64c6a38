//! What of an HTTPRoute decides where a request goes.

use crate::kube::object::{Name, ObjectMeta};
use crate::kube::time::Millis;

/// An HTTPRoute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRoute {
    /// Of two equals the older one wins, by its creation time.
    pub metadata: ObjectMeta,
    /// At most 16.
    pub rules: Vec<HttpRouteRule>,
}

/// What is done with requests that match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpRouteRule {
    /// One of them is enough; none stands for every path.
    pub matches: Vec<HttpRouteMatch>,
    /// Where requests go, by weight.
    pub backend_refs: Vec<BackendRef>,
    /// RequestMirror filters.
    pub mirrors: Vec<Mirror>,
    /// `timeouts.request`, ms.
    pub request_timeout: Option<Millis>,
}

/// Conditions which must all hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpRouteMatch {
    /// The path; `PathPrefix /` unless told.
    pub path: PathMatch,
    /// The method, if one is asked for.
    pub method: Option<Name>,
    /// Header fields.
    pub headers: Vec<ValueMatch>,
    /// Query parameters.
    pub query_params: Vec<ValueMatch>,
}

/// A condition on the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathMatch {
    /// This and no other.
    Exact(Name),
    /// This or what lies below it: `/a` stands for `/a` and `/a/b`, not for `/ab`.
    PathPrefix(Name),
    /// The whole path matches.
    RegularExpression(Name),
}

impl Default for PathMatch {
    fn default() -> Self {
        Self::PathPrefix("/".into())
    }
}

/// A condition on a header field or a query parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueMatch {
    pub name: Name,
    /// What its value must be.
    pub value: Name,
    /// `value` is a regular expression for the whole value.
    pub regular_expression: bool,
}

/// A Service with its weight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackendRef {
    /// The Service, which need not exist.
    pub service: Name,
    /// Its share is this part of the sum of weights; 0 to 1,000,000.
    pub weight: i64,
}

/// A RequestMirror filter: copies whose answers nobody sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mirror {
    /// The Service that gets the copies.
    pub service: Name,
    /// Of 100 requests, how many are copied.
    pub percent: i64,
}
