//! The gateway in front of the cluster: the routes it acts on, and what it makes of a request that fails behind it.
//!
//! One gateway for both dialects; its watch tells it of a route at once, and like a proxy it acts on it after a while. It sends every request to an endpoint of
//! its own choice, so nobody's connection keeps to one pod. Left out: TLS, listeners, circuit breakers, outliers.

use super::Cluster;
use super::queue::Due;
use super::routing::{self, Decision, Destination, Router, Why};
use super::traffic::Outcome;
use crate::kube::object::{Name, Uid};
use crate::kube::route::HttpRoute;
use crate::kube::time::{Millis, SECOND};
use crate::message::Said;
use crate::world::Entry;

/// How often ingress-nginx tries to reach an endpoint: `proxy-next-upstream-tries`.
pub(super) const NGINX_TRIES: u32 = 3;

const CONNECTION_FAILURE: &str =
    "upstream connect error or disconnect/reset before headers. reset reason: connection failure (UF)";
const CONNECTION_TERMINATION: &str =
    "upstream connect error or disconnect/reset before headers. reset reason: connection termination (UC)";

/// The routes as the gateway has taken them over.
#[derive(Clone, Debug, Default)]
pub(super) struct Routes {
    router: Option<Router>,
    /// Raised whenever the gateway takes a change over.
    version: u32,
}

impl Entry {
    /// What a client sees of an end behind the gateway, and what the gateway notes; `None` where it has no word in it.
    pub(super) fn translate(self, outcome: Outcome, reached: bool) -> Option<(Outcome, Why)> {
        let (status, words) = match (self, outcome) {
            (Self::HttpRoute, Outcome::Refused) if !reached => (503, Why::Proxy("no healthy upstream (UH)")),
            (Self::HttpRoute, Outcome::Refused) => (503, Why::Proxy(CONNECTION_FAILURE)),
            (Self::HttpRoute, Outcome::Reset) => (503, Why::Proxy(CONNECTION_TERMINATION)),
            (Self::HttpRoute, Outcome::Gateway(503)) => (503, Why::Proxy(CONNECTION_FAILURE)),
            (Self::HttpRoute, Outcome::Gateway(504)) => (504, Why::Proxy("upstream request timeout (UT)")),
            (Self::Ingress, Outcome::Refused) if !reached => (503, Why::NoEndpoint),
            (Self::Ingress, Outcome::Refused) => {
                (502, Why::Proxy("connect() failed (111: Connection refused) while connecting to upstream"))
            }
            (Self::Ingress, Outcome::Reset) => {
                (502, Why::Proxy("upstream prematurely closed connection while reading response header from upstream"))
            }
            (Self::Ingress, Outcome::Gateway(504)) => {
                (504, Why::Proxy("upstream timed out (110: Connection timed out)"))
            }
            _ => return None,
        };
        Some((Outcome::Gateway(status), words))
    }

    /// When, and how, the gateway gives up on an endpoint whose packets are lost, ms after the attempt.
    pub(super) fn connect_timeout(self) -> Option<(Millis, Outcome)> {
        match self {
            Self::Service => None,
            Self::Ingress => Some((5 * SECOND, Outcome::Gateway(504))),
            Self::HttpRoute => Some((10 * SECOND, Outcome::Gateway(503))),
        }
    }

    /// When, and how, it gives up on one that took the request and does not answer, ms after the attempt.
    pub(super) fn read_timeout(self) -> Option<(Millis, Outcome)> {
        (self == Self::Ingress).then_some((60 * SECOND, Outcome::Gateway(504)))
    }
}

impl Cluster {
    /// The gateway acts on a change after as long as any proxy does.
    pub(super) fn program_gateway(&mut self) {
        let delay = self.world.delays.proxy.draw(&mut self.random);
        self.queue.push(self.now + delay, Due::Routes);
    }

    /// It takes over what its watch has delivered by now.
    pub(super) fn sync_gateway(&mut self) {
        let clients = &self.world.clients;
        let split = clients.split;
        self.routes.version += 1;
        self.routes.router = match clients.entry {
            Entry::Service => None,
            Entry::HttpRoute => {
                let routes: Vec<_> = self.cache.http_routes.values().map(|route| (**route).clone()).collect();
                Some(Router::gateway(&routes, split))
            }
            Entry::Ingress => {
                let ingresses: Vec<_> = self.cache.ingresses.values().map(|ingress| (**ingress).clone()).collect();
                (!ingresses.is_empty()).then(|| Router::nginx(&ingresses, split))
            }
        };
    }

    /// Where the gateway sends this user's request, seen from a node.
    pub(super) fn route(&mut self, user: u32, node: u32, asset_of: Option<&Name>) -> Decision {
        let Some(mut router) = self.routes.router.take() else {
            let to = Destination::Status(404, Why::NoRoute);
            return Decision { rule: None, to, mirrors: Vec::new(), timeout: None };
        };
        let mut random = self.traffic.random().clone();
        let usable = |service: &str| {
            let name = self.api.objects.service(service)?.metadata.name.clone();
            Some(self.proxy.on_node(&name, node).len())
        };
        let decision = router.decide(&self.traffic.head(user, asset_of), &usable, &mut random);
        *self.traffic.random() = random;
        self.routes.router = Some(router);
        decision
    }

    /// An endpoint of the gateway's choice: each is equally likely, whoever asks.
    pub(super) fn gateway_endpoint(&mut self, service: &Name, node: u32) -> Option<(Uid, Name)> {
        let usable = self.proxy.on_node(service, node);
        if usable.is_empty() {
            return None;
        }
        let index = self.traffic.random().below(usable.len() as u32);
        let endpoint = self.proxy.on_node(service, node).nth(index as usize)?;
        Some((endpoint.pod, endpoint.image.clone()))
    }

    /// The gateway's routes as it has them by now, and how often it took a change over.
    pub fn router(&self) -> (Option<&Router>, u32) {
        (self.routes.router.as_ref(), self.routes.version)
    }

    /// What an HTTPRoute's status says of its backends: `ResolvedRefs=True`, or which of them do not exist.
    pub fn resolved_refs(&self, route: &HttpRoute) -> Said {
        if let Some(why) = routing::unresolved(route) {
            return routing::refs_false(why);
        }
        let route = routing::HttpRoute::from(route);
        let missing = route.missing(&|service| self.api.objects.service(service).is_some());
        match missing.first() {
            None => "ResolvedRefs=True".into(),
            Some(service) => format!("ResolvedRefs=False BackendNotFound: service \"{service}\" not found").into(),
        }
    }
}
