//! Routes: where a request goes by what it says, and why. Two dialects: the Gateway API's HTTPRoutes, and ingress-nginx'
//! Ingress with its canary. Not here: endpoints, connections, answers of pods; a router only names a Service.

mod check;
mod gateway;
mod head;
mod http_route;
mod ingress;
mod kept;
mod nginx;
mod pattern;
mod silent;
mod split;
mod taken;
mod why;
mod written;

use super::random::Random;
use crate::kube::object::Name;
use crate::kube::time::Millis;

pub(super) use check::check_ingress;
pub use check::check_overlap;
pub use head::{Head, can_be_forged, query};
pub use http_route::{BackendRef, HttpRoute, HttpRouteMatch, HttpRouteRule, Mirror, PathMatch, ValueMatch};
pub use ingress::{Canary, Ingress};
pub use silent::without_effect;
pub use taken::{refs_false, unresolved};
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

/// What a Service offers a gateway: `None` does not exist, else how many endpoints are usable.
pub type Usable<'a> = &'a dyn Fn(&str) -> Option<usize>;

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
        Self::Gateway(Gateway::new(routes, split))
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
