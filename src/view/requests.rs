//! Single requests: who sent it, which rule took it and why no other did, where it went, how it ended.

use crate::kube::manifest::{Manifest, Written, object};
use crate::kube::object::Kind;
use crate::kube::time::{Millis, SECOND};
use crate::message::{Message, Said};
use crate::sim::routing::{Ingress, Router, Verdict, Why, without_effect};
use crate::sim::traffic::{Fault, Outcome, Request, name};
use crate::world::Entry;

use super::View;
use super::version::version_of;

/// Requests listed.
const LISTED: usize = 40;
/// Users among whom one is chosen.
const USERS: u32 = 50;

/// A request, for a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestView {
    /// Counts up from 0 in the order of sending.
    pub number: u64,
    /// Sent, ms since the run began.
    pub at: Millis,
    /// Who sent it.
    pub user: String,
    /// Which of the users that is.
    pub user_number: u32,
    /// What it asked for.
    pub path: String,
    /// Version of the pod it reached; `None` if it reached none.
    pub version: Option<u32>,
    /// How it ended, in words.
    pub outcome: Message,
    /// With 200.
    pub well: bool,
    /// Until its end, ms.
    pub latency: Millis,
}

/// The same in every detail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestCard {
    /// What the list shows of it.
    pub view: RequestView,
    /// Its header fields.
    pub headers: Vec<(String, String)>,
    /// Every rule in the order tried, and why it took the request or did not.
    pub verdicts: Vec<Verdict>,
    /// Where it went, in words.
    pub went: Message,
}

/// A Service or a route as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteView {
    /// Its kind and name.
    pub title: String,
    /// What its status or its endpoints say.
    pub status: Said,
    /// Its manifest.
    pub yaml: String,
    /// Paths of what is written in it and has no effect here.
    pub without_effect: Vec<String>,
    /// What of it does not count, and why.
    pub notes: Vec<Said>,
}

impl View<'_> {
    /// The last requests that ended, newest first; of one user only if asked.
    pub fn requests(&self, of: Option<u32>) -> Vec<RequestView> {
        let recent = self.cluster.traffic().recent().iter().rev();
        let wanted = recent.filter(|request| of.is_none_or(|user| request.user == user));
        wanted.take(LISTED).map(|request| self.request_view(request)).collect()
    }

    /// The users whose requests can be listed by themselves, by their numbers: not more than a list holds.
    pub fn users(&self) -> Vec<String> {
        (0..self.cluster.world().clients.users.min(USERS)).map(name).collect()
    }

    fn request_view(&self, request: &Request) -> RequestView {
        RequestView {
            number: request.number,
            at: request.at.saturating_sub(self.origin),
            user: name(request.user),
            user_number: request.user,
            path: request.head().path.to_string(),
            version: request.target.as_ref().map(|target| version_of(&target.image)),
            outcome: outcome(request),
            well: request.outcome == Outcome::Answered,
            latency: request.latency,
        }
    }

    /// One of the last requests, by its number.
    pub fn request_card(&self, number: u64) -> Option<RequestCard> {
        let request = self.cluster.traffic().recent().iter().find(|request| request.number == number)?;
        let head = request.head();
        let headers = head.headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        let verdicts = match self.cluster.router() {
            _ if !self.is_routed() => vec![self.service_verdict(request)],
            (Some(router), version) if version == request.routes => router.explain(&head),
            (Some(_), _) => vec![note(message!("route-gateway-rules"), message!("route-rules-changed"))],
            (None, _) => vec![note(message!("route-gateway"), message!("route-has-no-route"))],
        };
        Some(RequestCard { view: self.request_view(request), headers, verdicts, went: self.went(request) })
    }

    /// The clients call a gateway, and no Service.
    pub(super) fn is_routed(&self) -> bool {
        self.cluster.world().clients.entry != Entry::Service
    }

    /// The Service that the clients call keeps each of them where it is: `sessionAffinity: ClientIP`.
    pub(super) fn keeps_users(&self) -> bool {
        let service = self.cluster.objects().service(&self.cluster.world().clients.service);
        service.is_some_and(|service| service.keeps_clients())
    }

    fn service_verdict(&self, request: &Request) -> Verdict {
        let why = match (&request.target, request.kept_alive) {
            (Some(_), true) => message!("route-kept-open"),
            (None, _) => message!("route-no-endpoint"),
            _ if self.keeps_users() => message!("route-client-ip"),
            _ => message!("route-new-connection"),
        };
        Verdict {
            rule: format!("Service {}", self.cluster.world().clients.service).into(),
            wins: request.target.is_some(),
            why: why.into(),
        }
    }

    fn went(&self, request: &Request) -> Message {
        let attempts = match request.attempts {
            0 | 1 => Message::default(),
            attempts => message!("request-after-attempts", attempts),
        };
        let Some(target) = &request.target else { return message!("request-reached-no-pod", attempts) };
        let pod = self.cluster.objects().pods.get(&target.pod);
        let pod =
            pod.map_or_else(|| message!("request-pod-gone"), |pod| message!("request-pod", name = &pod.metadata.name));
        let node = self.cluster.node(request.node);
        let through = node.map_or_else(Message::default, |it| message!("request-through", node = &it.metadata.name));
        message!("request-went", through, pod, image = &target.image, attempts)
    }

    /// Every Service and every route, as they stand.
    pub fn routes(&self) -> Vec<RouteView> {
        let objects = self.cluster.objects();
        let mut views = Vec::new();
        let mut view = |manifest: Manifest, status: Said| {
            let title = format!("{} {}", manifest.kind().as_str(), manifest.metadata().name);
            // Asked of the object as it stands, whichever door its fields came in by.
            let tree = manifest.tree();
            let mut kept = object(&tree, manifest.kind()).map(|(_, paths)| paths).unwrap_or_default();
            let silent = without_effect(manifest.kind(), manifest.metadata(), &tree);
            // A field of which there is more to say is not listed twice.
            kept.retain(|path| !silent.iter().any(|(place, _)| place == path));
            let lines = silent.into_iter().map(|(_, line)| Said::from(line));
            let notes = self.standing(&manifest).into_iter().chain(lines).collect();
            views.push(RouteView { title, status, yaml: manifest.yaml(), without_effect: kept, notes });
        };
        for route in objects.http_routes.values() {
            view(route.as_ref().clone().into_manifest(), self.cluster.resolved_refs(route));
        }
        for ingress in objects.ingresses.values() {
            let canary = Ingress::from(&**ingress).is_canary();
            let status = if canary { message!("route-canary") } else { Message::default() };
            view(ingress.as_ref().clone().into_manifest(), status.into());
        }
        for service in objects.services.values() {
            let usable = self.cluster.usable_endpoints(&service.metadata.name).len();
            view(service.as_ref().clone().into_manifest(), message!("route-endpoints", usable).into());
        }
        views
    }

    /// What of a route does not count beside other routes, or that the gateway does not ask it at all.
    fn standing(&self, manifest: &Manifest) -> Vec<Said> {
        let entry = match manifest.kind() {
            Kind::HttpRoute => Entry::HttpRoute,
            Kind::Ingress => Entry::Ingress,
            _ => return Vec::new(),
        };
        if self.cluster.world().clients.entry != entry {
            return vec![message!("route-not-the-way-in").into()];
        }
        let (router, _) = self.cluster.router();
        let strays = router.map(Router::strays).unwrap_or_default();
        let cookies = router.map(Router::cookies).unwrap_or_default();
        strays
            .into_iter()
            .chain(cookies)
            .filter(|(of, _)| *of == manifest.metadata().name)
            .map(|(_, why)| why)
            .collect()
    }
}

fn note(rule: Message, why: Message) -> Verdict {
    Verdict { rule: rule.into(), wins: false, why: why.into() }
}

fn outcome(request: &Request) -> Message {
    match request.outcome {
        Outcome::Answered => message!("outcome-ok"),
        Outcome::Error(Fault::Bug) => message!("outcome-error"),
        Outcome::Error(Fault::Schema) => message!("outcome-schema"),
        Outcome::Error(Fault::Contract) => message!("outcome-contract"),
        Outcome::AssetMissing => message!("outcome-asset-missing"),
        Outcome::Refused => message!("outcome-refused"),
        Outcome::Reset => message!("outcome-reset"),
        Outcome::TimedOut => message!("outcome-timed-out", seconds = request.latency / SECOND),
        Outcome::Gateway(status) => {
            message!(
                "outcome-gateway",
                status,
                words = request.made_by_gateway.map_or_else(|| Message::default().into(), Why::said)
            )
        }
    }
}
