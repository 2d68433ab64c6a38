//! Routes: where a request goes by what it says, and why. Two dialects: the Gateway API's HTTPRoutes, and ingress-nginx'
//! Ingress with its canary. Not here: endpoints, connections, answers of pods; a router only names a Service.

mod check;
mod gateway;
mod head;
mod ingress;
mod pattern;
mod split;
mod written;

use super::random::Random;
use crate::kube::object::Name;
use crate::kube::time::Millis;

pub use gateway::{BackendRef, HttpRoute, HttpRouteMatch, HttpRouteRule, Mirror, PathMatch, ValueMatch};
pub use head::{Head, can_be_forged};
pub use ingress::{Canary, Ingress};

use crate::world::Split;
use gateway::Gateway;
use ingress::Nginx;

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
    Status(u16, &'static str),
}

/// What a Service offers a gateway: `None` does not exist, else how many endpoints are usable.
pub type Usable<'a> = &'a dyn Fn(&str) -> Option<usize>;

/// One line of an explanation: a rule, in the order in which rules are tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The rule in words, e.g. `web rule 1: PathPrefix /, header end-user: jason`.
    pub rule: String,
    /// It is the one that counts.
    pub wins: bool,
    /// Why it wins or does not.
    pub why: String,
}

/// The routes of one gateway, ready for decisions. Its clone is a checkpoint.
#[derive(Clone, Debug)]
pub enum Router {
    /// HTTPRoutes.
    Gateway(Gateway),
    /// An Ingress, perhaps with a canary beside it.
    Nginx(Box<Nginx>),
}

impl Router {
    /// A gateway for these HTTPRoutes. They must have passed [`HttpRoute::check`].
    pub fn gateway(routes: Vec<HttpRoute>, split: Split) -> Self {
        Self::Gateway(Gateway::new(routes, split))
    }

    /// ingress-nginx for this Ingress and its canary. They must have passed [`Ingress::check`].
    pub fn nginx(stable: Ingress, canary: Option<Ingress>, split: Split) -> Self {
        Self::Nginx(Box::new(Nginx::new(stable, canary, split)))
    }

    /// Decides about one request.
    pub fn decide(&mut self, head: &Head, usable: Usable, random: &mut Random) -> Decision {
        match self {
            Self::Gateway(gateway) => gateway.decide(head, usable, random),
            Self::Nginx(nginx) => nginx.decide(head, usable, random),
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
