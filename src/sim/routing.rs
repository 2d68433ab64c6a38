//! Routes: where a request goes by what it says, and why. Two dialects: the Gateway API's HTTPRoutes, and ingress-nginx'
//! Ingress with its canary. Not here: endpoints, connections, answers of pods; a router only names a Service.

mod check;
mod gateway;
mod head;
mod http_route;
mod ingress;
mod kept;
mod listener;
mod locations;
mod nginx;
mod silent;
mod split;
mod taken;
mod why;
mod written;

use std::rc::Rc;

use super::random::Random;
use crate::kube::int_or_string::IntOrString;
use crate::kube::object::Name;
use crate::kube::time::Millis;

pub use check::check_overlap;
pub(super) use check::{check_http_route, check_ingress};
pub use head::{Head, can_be_forged, query};
pub use http_route::{BackendRef, HttpRoute, HttpRouteMatch, HttpRouteRule, Mirror, PathMatch, ValueMatch};
pub use ingress::{Canary, Ingress};
pub use listener::Listener;
pub use silent::without_effect;
pub use taken::refs;
pub use why::Why;

use crate::kube::route;
use crate::message::Said;
use crate::world::Split;
use gateway::Gateway;
use nginx::Nginx;

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The rule that matched.
    pub rule: Option<RuleId>,
    /// Where it goes.
    pub to: Destination,
    /// Services that get a copy.
    pub mirrors: Vec<Name>,
    /// How long the gateway waits for the whole answer, ms.
    pub timeout: Option<Millis>,
    /// How long it waits for one try, ms.
    pub backend_timeout: Option<Millis>,
    /// When it tries again.
    pub retry: Option<Rc<Retry>>,
    /// What keeps the user with an endpoint of that Service.
    pub keeps: Option<Rc<Keeps>>,
}

impl Decision {
    fn to(rule: Option<RuleId>, to: Destination) -> Self {
        Self { rule, to, mirrors: Vec::new(), timeout: None, backend_timeout: None, retry: None, keeps: None }
    }

    /// There is no route that could decide.
    pub(super) fn without_route() -> Self {
        Self::to(None, Destination::Status(404, Why::NoRoute))
    }
}

/// An HTTPRoute's `retry`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retry {
    /// Statuses after which it tries again. A connection that fails is tried again in any case.
    pub codes: Vec<u16>,
    /// Tries beside the first.
    pub attempts: u32,
    /// How long it waits before each, ms; not given leaves it to the gateway.
    pub backoff: Option<Millis>,
}

/// ingress-nginx' cookie affinity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keeps {
    /// The cookie's name.
    pub cookie: Name,
    /// Of the Service: the second part of the cookie's value.
    pub backend: Name,
    /// `affinity-mode: persistent`: the cookie names the endpoint. Else a user is moved where endpoints are added.
    pub persistent: bool,
}

/// What can become of a request, before anything is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Odds {
    /// Where it can go, with weights; those that are not above 0 never count. One alone is certain.
    pub to: Vec<(Destination, i64)>,
    /// Services that get a copy, of so many of so many requests.
    pub mirrors: Vec<(Name, [u32; 2])>,
}

impl Odds {
    fn certain(to: Destination) -> Self {
        Self { to: vec![(to, 1)], mirrors: Vec::new() }
    }
}

/// A rule, by its route and its place there, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleId {
    /// The route's name.
    pub route: Name,
    /// Its place in `spec.rules`; of an Ingress always 0.
    pub rule: usize,
}

/// Where a request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// To an endpoint of this Service.
    Service(Name),
    /// Nowhere: the gateway answers with this status by itself, for this reason.
    Status(u16, Why),
}

/// What a Service offers a gateway at a port: how many endpoints are usable, or why it is no backend.
pub type Usable<'a> = &'a dyn Fn(&str, Option<&IntOrString>) -> Result<usize, Why>;

/// One line of an explanation: a rule, in the order in which rules are tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The rule in words, e.g. `web rule 1: PathPrefix /, header end-user: jason`.
    pub rule: Said,
    /// It is the one that counts.
    pub wins: bool,
    /// Why it wins or does not.
    pub why: Said,
}

/// The routes of one gateway, ready for decisions. Its clone is a checkpoint.
#[derive(Clone, Debug)]
pub enum Router {
    /// HTTPRoutes.
    Gateway(Gateway),
    /// Ingresses, some with canaries beside them.
    Nginx(Box<Nginx>),
}

impl Router {
    /// A gateway for these HTTPRoutes. They must have passed [`HttpRoute::check`].
    pub fn gateway(routes: &[route::HttpRoute], split: Split) -> Self {
        Self::Gateway(Gateway::new(routes, &[], split))
    }

    /// The same for Gateways whose listeners are known.
    pub fn gateway_of(routes: &[route::HttpRoute], listeners: &[Listener], split: Split) -> Self {
        Self::Gateway(Gateway::new(routes, listeners, split))
    }

    /// ingress-nginx for these Ingresses, the oldest first.
    pub fn nginx(ingresses: &[route::Ingress], split: Split) -> Self {
        Self::Nginx(Box::new(Nginx::new(ingresses, split)))
    }

    /// Objects of which something does not count beside the others, by their names, and why.
    pub fn strays(&self) -> Vec<(Name, Said)> {
        match self {
            Self::Gateway(gateway) => gateway.strays(),
            Self::Nginx(nginx) => nginx.strays(),
        }
    }

    /// Objects that keep users by a cookie, by their names, and what the cookie says.
    pub fn cookies(&self) -> Vec<(Name, Said)> {
        match self {
            Self::Gateway(_) => Vec::new(),
            Self::Nginx(nginx) => nginx.cookies(),
        }
    }

    /// Decides about one request.
    pub fn decide(&mut self, head: &Head, usable: Usable, random: &mut Random) -> Decision {
        match self {
            Self::Gateway(gateway) => gateway.decide(head, usable, random),
            Self::Nginx(nginx) => nginx.decide(head, usable, random),
        }
    }

    /// What can become of such a request, without drawing.
    pub fn odds(&self, head: &Head, usable: Usable) -> Odds {
        match self {
            Self::Gateway(gateway) => gateway.odds(head, usable),
            Self::Nginx(nginx) => nginx.odds(head, usable),
        }
    }

    /// Every rule in the order in which they are tried, with why it counts or not.
    pub fn explain(&self, head: &Head) -> Vec<Verdict> {
        match self {
            Self::Gateway(gateway) => gateway.explain(head),
            Self::Nginx(nginx) => nginx.explain(head),
        }
    }
}
