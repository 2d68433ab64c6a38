//! The gateway in front of the cluster: the routes it acts on, and what it makes of a request that fails behind it.
//!
//! One gateway for both dialects; its watch tells it of a route at once, and like a proxy it acts on it after a while. It sends every request to an endpoint of
//! its own choice, so nobody's connection keeps to one pod. Left out: TLS, listeners, circuit breakers, outliers.

use super::Cluster;
use super::queue::Due;
use super::routing::{self, Decision, Keeps, Router, Why};
use super::traffic::{Cookie, Outcome, Request};
use crate::kube::int_or_string::IntOrString;
use crate::kube::object::{Name, Uid};
use crate::kube::route::HttpRoute;
use crate::kube::service::Service;
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

/// A number that looks like none of the two. Models the finaliser of SplitMix64.
fn mixed(key: u32, pod: Uid) -> u64 {
    let mut mixed = u64::from(key) ^ u64::from(pod.0).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
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
    pub(super) fn route(&mut self, request: &Request) -> Decision {
        let Some(mut router) = self.routes.router.take() else {
            return Decision::without_route();
        };
        let mut random = self.traffic.random().clone();
        let usable = |service: &str, port: Option<&IntOrString>| {
            let service = self.backend(service, port)?;
            Ok(self.proxy.on_node(&service.metadata.name, request.node).len())
        };
        let decision = router.decide(&request.head(), &usable, &mut random);
        *self.traffic.random() = random;
        self.routes.router = Some(router);
        decision
    }

    /// The Service behind a reference to it, or why there is none.
    ///
    /// # Errors
    ///
    /// There is no such Service, or it has no such port.
    pub fn backend(&self, service: &str, port: Option<&IntOrString>) -> Result<&Service, Why> {
        let service = self.api.objects.service(service).ok_or(Why::NoService)?;
        if port.is_none_or(|port| service.has_port(port)) { Ok(service) } else { Err(Why::NoPort) }
    }

    /// The endpoint that a cookie names, or, for a user without one, one of the gateway's choice with a new cookie.
    ///
    /// Of `balanced` affinity the cookie is a number, and the endpoint the one that is highest when mixed with it: where one
    /// endpoint of four is added, one user in five moves. Models balancer/sticky_balanced.lua's consistent hash.
    pub(super) fn kept_endpoint(&mut self, user: u32, service: &Name, node: u32, keeps: &Keeps) -> Option<(Uid, Name)> {
        let cookie = self.traffic.cookie(user).filter(|cookie| cookie.name == keeps.cookie).map(|cookie| cookie.key);
        let usable = || self.proxy.on_node(service, node);
        let found = match cookie {
            Some(key) if keeps.persistent => usable().of_pod(Uid(key)),
            Some(key) => usable().iter().max_by_key(|endpoint| mixed(key, endpoint.pod)),
            None => None,
        };
        if let Some(endpoint) = found {
            return Some((endpoint.pod, endpoint.image.clone()));
        }
        let key = self.traffic.random().below(u32::MAX);
        let (pod, image) = match usable().iter().max_by_key(|endpoint| mixed(key, endpoint.pod)) {
            Some(endpoint) => (endpoint.pod, endpoint.image.clone()),
            None => return None,
        };
        let key = if keeps.persistent { pod.0 } else { key };
        self.traffic.keep(user, Cookie { name: keeps.cookie.clone(), key, backend: keeps.backend.clone() });
        Some((pod, image))
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

    /// What an HTTPRoute's status says of its backends: `ResolvedRefs=True`, or which of them is none.
    pub fn resolved_refs(&self, route: &HttpRoute) -> Said {
        let refs = routing::refs(route, &|service, port| self.backend(service, port).map(|_| ()));
        refs.unwrap_or_else(|| "ResolvedRefs=True".into())
    }
}
