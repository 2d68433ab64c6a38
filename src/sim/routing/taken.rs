//! What a gateway makes of an HTTPRoute beside its rules: hosts, whether it is attached, backends that cannot be, copies.
//!
//! Models what apis/v1/httproute_types.go says of `hostnames`, `parentRefs`, BackendRefs and `fraction`.

use std::rc::Rc;

use crate::kube::duration::GatewayDuration;
use crate::kube::field::Field;
use crate::kube::int_or_string::IntOrString;
use crate::kube::object::Name;
use crate::kube::rest::Rest;
use crate::kube::route;
use crate::kube::time::Millis;
use crate::kube::tree::{Node, Value};
use crate::message::{Message, Said};

use super::Retry;
use super::http_route::HttpRoute;
use super::kept::kept;
use super::listener::{Listener, hosts, number, port, text};
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
    /// Of each backend.
    pub backends: Vec<TakenBackend>,
    /// How long the gateway waits for one try, ms.
    pub backend_timeout: Option<Millis>,
    pub retry: Option<Rc<Retry>>,
    /// Services that get a copy, of so many of so many requests.
    pub mirrors: Vec<(Name, [u32; 2])>,
}

/// What stands beside one backend.
#[derive(Clone, Debug, Default)]
pub(super) struct TakenBackend {
    /// Why it is none: the reason of `ResolvedRefs=False`.
    pub invalid: Option<Why>,
    pub port: Option<IntOrString>,
    /// The status of a RequestRedirect of its own.
    pub redirect: Option<u16>,
}

fn items<'a>(rest: &'a Rest, name: &str) -> &'a [Node] {
    match rest.fields().iter().find(|(key, _)| key.text == name).map(|(_, node)| &node.value) {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

impl Taken {
    /// A route at a gateway, of which some listeners are known.
    pub fn new(written: &route::HttpRoute, listeners: &[Listener]) -> Self {
        let parents = items(&written.spec.rest, "parentRefs");
        let gateway = |parent: &&Node| ["", "Gateway"].contains(&&*text(parent, "kind"));
        let host = |node: &Node| match &node.value {
            Value::Text(text) => Name::from(text.to_ascii_lowercase()),
            _ => Name::default(),
        };
        let hostnames: Vec<Name> = items(&written.spec.rest, "hostnames").iter().map(host).collect();
        let (hostnames, unattached) = match (parents.is_empty(), parents.iter().any(|parent| gateway(&parent))) {
            (true, _) => (hostnames, Some(message!("route-no-parent-refs"))),
            (false, false) => (hostnames, Some(message!("route-no-gateway"))),
            (false, true) => match hosts(parents, &hostnames, listeners) {
                Ok(hosts) => (hosts, None),
                Err(why) => (hostnames, Some(why)),
            },
        };
        let rules = written.spec.rules.as_deref().unwrap_or_default();
        Self {
            route: written.into(),
            hostnames,
            unattached,
            rules: rules.iter().map(TakenRule::from).chain([TakenRule::default()]).collect(),
        }
    }
}

/// The status of the first RequestRedirect among filters.
fn redirect(filters: &[Node]) -> Option<u16> {
    let filter = filters.iter().find(|filter| &*text(filter, "type") == "RequestRedirect")?;
    let status = filter.field("requestRedirect").and_then(|redirect| number(redirect, "statusCode"));
    Some(status.and_then(|status| u16::try_from(status).ok()).unwrap_or(302))
}

/// As far as the gateway acts on it. How often it tries where no `attempts` are given is left to each: here once, as Envoy.
fn retry(written: &route::HttpRouteRetry) -> Retry {
    Retry {
        codes: written.codes.iter().filter_map(|code| u16::try_from(*code).ok()).collect(),
        attempts: written.attempts.map_or(1, |attempts| u32::try_from(attempts).unwrap_or(0)),
        backoff: written.backoff.as_ref().map(GatewayDuration::ms),
    }
}

impl From<&route::HttpRouteRule> for TakenRule {
    fn from(rule: &route::HttpRouteRule) -> Self {
        let of = |kind: &'static str| rule.filters.iter().filter(move |filter| *filter.kind == *kind);
        let filters: Vec<Node> = rule.filters.iter().filter_map(Field::write).collect();
        let backend = |backend: &route::BackendRef| {
            let rest = backend.rest.fields();
            TakenBackend {
                invalid: invalid(&backend.rest),
                port: rest.iter().find(|(key, _)| key.text == "port").and_then(|(_, node)| port(node)),
                redirect: redirect(items(&backend.rest, "filters")),
            }
        };
        let positive =
            |timeout: &Option<GatewayDuration>| timeout.as_ref().map(GatewayDuration::ms).filter(|ms| *ms > 0);
        let mirror = |filter: &route::HttpRouteFilter| {
            let mirror = &filter.request_mirror;
            let fraction = mirror.rest.fields().iter().find(|(key, _)| key.text == "fraction").map(|(_, node)| node);
            let share = match fraction {
                Some(node) => {
                    let part = |name| number(node, name).and_then(|part| u32::try_from(part).ok());
                    [part("numerator").unwrap_or(0), part("denominator").unwrap_or(100).max(1)]
                }
                None => [u32::try_from(mirror.percent).unwrap_or(0).min(100), 100],
            };
            let sound = invalid(&mirror.backend_ref.rest).is_none();
            sound.then(|| (mirror.backend_ref.name.clone(), share))
        };
        Self {
            redirect: redirect(&filters),
            backends: rule.backend_refs.iter().map(backend).collect(),
            backend_timeout: positive(&rule.timeouts.backend_request),
            retry: rule.retry.as_ref().map(|written| Rc::new(retry(written))),
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
        self.rules.iter().flat_map(|rule| &rule.backends).find_map(|backend| backend.invalid)
    }
}

/// What a Service is at a port: `Ok` where it can be a backend.
pub type Exists<'a> = &'a dyn Fn(&str, Option<&IntOrString>) -> Result<(), Why>;

/// Why the status of an HTTPRoute says `ResolvedRefs=False`; `None` where it says `True`. The route is accepted all the same,
/// and the share of such a backend is answered with 500. Of copies nothing is answered.
pub fn refs(route: &route::HttpRoute, exists: Exists) -> Option<Said> {
    let taken = Taken::new(route, &[]);
    if let Some(why) = taken.unresolved() {
        return Some(refs_false(why));
    }
    for (rule, beside) in route.spec.rules.iter().flatten().zip(&taken.rules) {
        let backends = rule.backend_refs.iter().zip(&beside.backends).map(|(it, beside)| (&it.name, &beside.port));
        let copies = beside.mirrors.iter().map(|(service, _)| (service, &None));
        for (service, port) in backends.chain(copies) {
            match exists(service, port.as_ref()) {
                Ok(()) => {}
                Err(Why::NoPort) => {
                    let port = port.as_ref().map(ToString::to_string).unwrap_or_default();
                    return Some(message!("route-refs-no-port", service, port).into());
                }
                Err(_) => {
                    return Some(format!("ResolvedRefs=False BackendNotFound: service \"{service}\" not found").into());
                }
            }
        }
    }
    None
}

/// What its status says then.
pub(super) fn refs_false(why: Why) -> Said {
    message!("route-refs-false", why = why.said()).into()
}
