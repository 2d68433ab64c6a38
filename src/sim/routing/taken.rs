//! What a gateway makes of an HTTPRoute beside its rules: hosts, whether it is attached, backends that cannot be, copies.
//!
//! Models what apis/v1/httproute_types.go says of `hostnames`, `parentRefs`, BackendRefs and `fraction`.

use crate::kube::object::Name;
use crate::kube::rest::Rest;
use crate::kube::route;
use crate::kube::tree::{Node, Value};
use crate::message::{Message, Said};

use super::http_route::HttpRoute;
use super::kept::kept;
use super::why::Why;

/// A route as a gateway holds it.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    pub route: HttpRoute,
    /// In small letters; none stands for every host.
    pub hostnames: Vec<Name>,
    /// Why it serves nothing.
    pub unattached: Option<Message>,
    pub rules: Vec<TakenRule>,
}

/// What stands beside one rule.
#[derive(Clone, Debug, Default)]
pub(super) struct TakenRule {
    /// The status of a RequestRedirect: nothing goes to a backend then.
    pub redirect: Option<u16>,
    /// Of each backend, why it is none: the reason of `ResolvedRefs=False`.
    pub invalid: Vec<Option<Why>>,
    /// Services that get a copy, of so many of so many requests.
    pub mirrors: Vec<(Name, [u32; 2])>,
}

fn items<'a>(rest: &'a Rest, name: &str) -> &'a [Node] {
    match rest.fields().iter().find(|(key, _)| key.text == name).map(|(_, node)| &node.value) {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

fn text(node: &Node, name: &str) -> Option<String> {
    match &node.field(name)?.value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

fn number(node: &Node, name: &str) -> Option<u32> {
    match &node.field(name)?.value {
        Value::Int(number) => u32::try_from(*number).ok(),
        _ => None,
    }
}

impl From<&route::HttpRoute> for Taken {
    fn from(written: &route::HttpRoute) -> Self {
        let parents = items(&written.spec.rest, "parentRefs");
        let gateway = |parent: &&Node| text(parent, "kind").is_none_or(|kind| kind == "Gateway");
        let unattached = match (parents.is_empty(), parents.iter().any(|parent| gateway(&parent))) {
            (true, _) => Some(message!("route-no-parent-refs")),
            (false, false) => Some(message!("route-no-gateway")),
            (false, true) => None,
        };
        let host = |node: &Node| match &node.value {
            Value::Text(text) => Name::from(text.to_ascii_lowercase()),
            _ => Name::default(),
        };
        let rules = written.spec.rules.as_deref().unwrap_or_default();
        Self {
            route: written.into(),
            hostnames: items(&written.spec.rest, "hostnames").iter().map(host).collect(),
            unattached,
            rules: rules.iter().map(TakenRule::from).chain([TakenRule::default()]).collect(),
        }
    }
}

impl From<&route::HttpRouteRule> for TakenRule {
    fn from(rule: &route::HttpRouteRule) -> Self {
        let of = |kind: &'static str| rule.filters.iter().filter(move |filter| *filter.kind == *kind);
        let redirect = of("RequestRedirect").next().map(|filter| {
            let given = filter.rest.fields().iter().find(|(key, _)| key.text == "requestRedirect");
            let status = given.and_then(|(_, node)| number(node, "statusCode"));
            status.and_then(|status| u16::try_from(status).ok()).unwrap_or(302)
        });
        let mirror = |filter: &route::HttpRouteFilter| {
            let mirror = &filter.request_mirror;
            let fraction = mirror.rest.fields().iter().find(|(key, _)| key.text == "fraction").map(|(_, node)| node);
            let share = match fraction {
                Some(node) => {
                    [number(node, "numerator").unwrap_or(0), number(node, "denominator").unwrap_or(100).max(1)]
                }
                None => [u32::try_from(mirror.percent).unwrap_or(0).min(100), 100],
            };
            let sound = invalid(&mirror.backend_ref.rest).is_none();
            sound.then(|| (mirror.backend_ref.name.clone(), share))
        };
        Self {
            redirect,
            invalid: rule.backend_refs.iter().map(|backend| invalid(&backend.rest)).collect(),
            mirrors: of("RequestMirror").filter_map(mirror).collect(),
        }
    }
}

/// Why a backend is none, whatever Services there are. There is one namespace and no ReferenceGrant.
pub(super) fn invalid(rest: &Rest) -> Option<Why> {
    let [group, kind, namespace] = ["group", "kind", "namespace"].map(|name| kept(rest, name));
    if !group.is_empty() || !["", "Service"].contains(&&*kind) {
        Some(Why::NoServiceKind)
    } else if !["", "default"].contains(&&*namespace) {
        Some(Why::NotPermitted)
    } else {
        None
    }
}

impl Taken {
    /// How well its hosts fit: signs of a host without, and of one with a wildcard; `None` if none of them does.
    pub fn fits(&self, host: &str) -> Option<[usize; 2]> {
        let one = |name: &Name| match name.strip_prefix('*') {
            None => (**name == *host).then_some([name.len(), name.len()]),
            Some(rest) => {
                let label = host.strip_suffix(rest)?;
                (!label.is_empty()).then_some([0, name.len()])
            }
        };
        if self.hostnames.is_empty() { Some([0, 0]) } else { self.hostnames.iter().filter_map(one).max() }
    }

    /// The first reason for which its status says `ResolvedRefs=False`, with what it says.
    pub fn unresolved(&self) -> Option<Why> {
        self.rules.iter().flat_map(|rule| &rule.invalid).find_map(|reason| *reason)
    }
}

/// Why the status of an HTTPRoute says `ResolvedRefs=False`, whatever Services there are.
pub fn unresolved(route: &route::HttpRoute) -> Option<Why> {
    Taken::from(route).unresolved()
}

/// What its status says then.
pub fn refs_false(why: Why) -> Said {
    message!("route-refs-false", why = why.said()).into()
}
