//! Who answers: what was asked for, what these pods make possible, what the last requests came to.

use litemap::LiteMap;

use crate::confidence::{expected_range, requests_needed};
use crate::kube::object::Name;
use crate::kube::time::Millis;
use crate::message::Message;
use crate::sim::endpoint::Endpoint;
use crate::sim::routing::{HttpRoute, Ingress};
use crate::sim::traffic::Outcome;
use crate::sorted;
use crate::world::Entry;
use crate::world::Split;

use super::View;
use super::lead::Lead;
use super::version::{image, version_of};

/// Requests a share is counted over.
const WINDOW: usize = 100;
/// Error rates a canary's size is judged by, millionths: is it 1 % or 2 %?
const RATES: (u64, u64) = (10_000, 20_000);
/// Percent points between what is possible and what was seen, from which on a sentence explains it.
const SURPRISE: u32 = 5;

/// The traffic panel's content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrafficView {
    /// One for each version that answers or could.
    pub versions: Vec<VersionShare>,
    /// Of the last requests, those that reached no pod or were refused by it.
    pub refused: u64,
    /// How many last requests there are, at most 100.
    pub window: u64,
    /// Sent since the run began.
    pub sent: u64,
    /// Answered with 200 since then.
    pub answered: u64,
    /// Answered with 500 by a pod since then.
    pub errors: u64,
    /// Refused since then.
    pub refused_total: u64,
    /// Failed in another way since then: cut, timed out, a file missing, a status of the gateway's own.
    pub other_failures: u64,
    /// On their way now.
    pub on_the_way: u64,
    /// Why what was asked for, what is possible and what was seen differ; what else is worth knowing.
    pub notes: Vec<Message>,
}

/// One version's part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionShare {
    /// Version number.
    pub version: u32,
    pub image: Name,
    /// Its ready endpoints in the Services the clients can reach.
    pub ready_endpoints: u32,
    /// The same of all versions.
    pub usable_endpoints: u32,
    /// Percent of the requests it was asked to take, where somebody asked.
    pub asked: Option<u32>,
    /// Percent it can take with these pods and this way in.
    pub possible: u32,
    /// Of the last requests, those it answered, errors included.
    pub requests: u64,
    /// The same in percent of the last requests.
    pub share_percent: u32,
    /// Of the last requests, those it answered with 500.
    pub errors: u64,
    /// Requests that ended at it since the run began.
    pub ended: u64,
    /// Those of them it answered with 200.
    pub answered: u64,
    /// Half of its answers since the run began took no longer, ms.
    pub median: Millis,
    /// And 99 of 100.
    pub p99: Millis,
}

impl VersionShare {
    fn new(image: Name) -> Self {
        Self {
            version: version_of(&image),
            image,
            ready_endpoints: 0,
            usable_endpoints: 0,
            asked: None,
            possible: 0,
            requests: 0,
            share_percent: 0,
            errors: 0,
            ended: 0,
            answered: 0,
            median: 0,
            p99: 0,
        }
    }
}

/// What the traffic is looked at with: what no route says.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// The controller that moves the traffic, if one does.
    pub lead: Lead<'a>,
    /// The header field whose requests go to the new version in any case, `end-user: jason`.
    pub header: Option<String>,
    /// The version of the last rollout.
    pub version: Option<u32>,
}

impl View<'_> {
    /// Counts the last requests by version.
    pub fn traffic(&self, asked: &Asked) -> TrafficView {
        let traffic = self.cluster.traffic();
        let mut shares = self.with_endpoints();
        let mut view = TrafficView::default();
        for request in traffic.recent().iter().rev().take(WINDOW) {
            view.window += 1;
            match &request.target {
                Some(target) if request.outcome != Outcome::Refused => {
                    let image = &target.image;
                    let share = shares.entry(image.clone()).or_insert_with(|| VersionShare::new(image.clone()));
                    share.requests += 1;
                    share.errors += u64::from(matches!(request.outcome, Outcome::Error(_)));
                }
                _ => view.refused += 1,
            }
        }
        view.versions = self.judged(shares, asked.lead);
        for share in &mut view.versions {
            share.share_percent = rounded(share.requests, view.window);
            if let Some(counts) = traffic.total().versions.get(&share.image) {
                (share.ended, share.answered) = (counts.ended(), counts.answered());
                (share.median, share.p99) = (counts.percentile(50), counts.percentile(99));
            }
        }
        let total = traffic.total();
        (view.sent, view.answered) = (total.sent, total.answered());
        (view.errors, view.refused_total) = (total.errors(), total.of(Outcome::Refused));
        view.other_failures = total.failed() - view.errors - view.refused_total;
        view.on_the_way = total.sent - total.ended();
        view.notes = self.notes(&view, asked);
        view
    }

    /// The versions with endpoints that the clients can reach: how many, what is asked of them and what they can take.
    pub fn parts(&self, lead: Lead) -> Vec<VersionShare> {
        self.judged(self.with_endpoints(), lead)
    }

    fn with_endpoints(&self) -> LiteMap<Name, VersionShare> {
        let mut shares: LiteMap<Name, VersionShare> = LiteMap::new();
        for image in self.reachable() {
            shares.entry(image.clone()).or_insert_with(|| VersionShare::new(image)).ready_endpoints += 1;
        }
        shares
    }

    /// In the order of versions, with what is asked and what is possible.
    fn judged(&self, shares: LiteMap<Name, VersionShare>, lead: Lead) -> Vec<VersionShare> {
        let mut versions: Vec<VersionShare> = shares.into_iter().map(|(_, share)| share).collect();
        sorted::sort_by_key(&mut versions, |share| share.version);
        let usable: u32 = versions.iter().map(|share| share.ready_endpoints).sum();
        for share in &mut versions {
            share.usable_endpoints = usable;
            share.asked = self.asked(share.version, lead);
            share.possible = self.possible(share);
        }
        versions
    }

    /// The Services the routes lead to: each with its weight where no header decides, and whether a header leads to it too.
    pub(super) fn backends(&self) -> Vec<(Name, i64, bool)> {
        let mut all: Vec<(Name, i64, bool)> = Vec::new();
        let mut add =
            |service: &Name, weight: i64, by_header: bool| match all.iter_mut().find(|(other, ..)| other == service) {
                Some(known) => (known.1, known.2) = (known.1 + weight, known.2 | by_header),
                None => all.push((service.clone(), weight, by_header)),
            };
        match self.cluster.world().clients.entry {
            Entry::Service => {}
            Entry::HttpRoute => {
                let routes = self.cluster.objects().http_routes.values().map(|route| HttpRoute::from(&**route));
                for rule in routes.flat_map(|route| route.rules) {
                    let open = rule.matches.iter().all(|conditions| conditions.headers.is_empty());
                    let refs = rule.backend_refs.iter();
                    refs.for_each(|backend| add(&backend.service, if open { backend.weight.max(0) } else { 0 }, !open));
                }
            }
            Entry::Ingress => {
                let weight = |canary: &Ingress| i64::from(canary.weight().min(100));
                let ingresses: Vec<Ingress> =
                    self.cluster.objects().ingresses.values().map(|ingress| (&**ingress).into()).collect();
                let taken: i64 = ingresses.iter().filter(|ingress| ingress.is_canary()).map(weight).sum();
                for ingress in &ingresses {
                    let canary = ingress.is_canary();
                    add(
                        &ingress.service,
                        if canary { weight(ingress) } else { 100 - taken },
                        canary && ingress.has_header_rule(),
                    );
                }
            }
        }
        all
    }

    /// Images of the endpoints the clients can reach: through the Service they call, or through those the routes lead to.
    fn reachable(&self) -> Vec<Name> {
        if !self.is_routed() {
            let usable = self.cluster.usable_endpoints(&self.cluster.world().clients.service);
            return usable.iter().map(|endpoint| endpoint.image.clone()).collect();
        }
        // Two Services may stand for the same pods.
        let mut pods: Vec<&Endpoint> = Vec::new();
        for (service, weight, by_header) in self.backends() {
            if weight > 0 || by_header {
                let before = pods.len(); // A Service has each pod once.
                for endpoint in self.cluster.usable_endpoints(&service).iter() {
                    if pods[..before].iter().all(|other| other.pod != endpoint.pod) {
                        pods.push(endpoint);
                    }
                }
            }
        }
        pods.into_iter().map(|endpoint| endpoint.image.clone()).collect()
    }

    /// The percent a version is asked to take: by the routes, or by a controller that has no gateway to tell.
    ///
    /// Weights 95 to a Service of v1 and 5 to one of v2: 95 and 5.
    fn asked(&self, version: u32, lead: Lead) -> Option<u32> {
        if self.is_routed() {
            let backends = self.backends();
            let of = |service: &Name| {
                self.cluster.usable_endpoints(service).first().map(|endpoint| version_of(&endpoint.image))
            };
            let all: i64 = backends.iter().map(|(_, weight, _)| weight).sum();
            let mine: i64 =
                backends.iter().filter(|(name, ..)| of(name) == Some(version)).map(|(_, weight, _)| weight).sum();
            return Some(rounded(mine.unsigned_abs(), all.unsigned_abs()));
        }
        let Lead::Rollout(rollout) = lead else { return None };
        let led = lead.led(self.cluster).filter(|led| led.under_way && !rollout.steps().is_empty())?;
        let weight = u32::try_from(rollout.current_weight()).ok()?.min(100);
        Some(match version {
            new if new == led.newest => weight,
            old if old == led.stable => 100 - weight,
            _ => 0,
        })
    }

    /// What leads into the cluster, its kind and its name: `HTTPRoute` and `web`.
    pub fn entry_words(&self) -> [Name; 2] {
        match self.cluster.world().clients.entry {
            Entry::Service => ["Service".into(), self.cluster.world().clients.service.clone()],
            Entry::HttpRoute => ["HTTPRoute".into(), "web".into()],
            Entry::Ingress => ["Ingress".into(), "web".into()],
        }
    }

    /// A gateway can give any percent to a version that has endpoints at all; a Service gives each endpoint the same.
    ///
    /// 1 of 4 endpoints of a Service: 25.
    fn possible(&self, share: &VersionShare) -> u32 {
        match share.asked {
            Some(asked) if self.is_routed() => {
                if share.ready_endpoints > 0 {
                    asked
                } else {
                    0
                }
            }
            _ => rounded(share.ready_endpoints.into(), share.usable_endpoints.into()),
        }
    }

    fn notes(&self, view: &TrafficView, asked: &Asked) -> Vec<Message> {
        let newest = view.versions.iter().rev().find(|share| share.usable_endpoints > 0);
        let parts = newest.filter(|_| view.versions.len() > 1).map(|share| {
            let apart = || view.versions.iter().rev().find_map(|share| self.apart(share, view));
            [self.not_possible(share), by_header(share, asked), apart(), self.range(share, view)]
        });
        let mut notes: Vec<Message> = parts.into_iter().flatten().flatten().take(2).collect();
        notes.extend(self.confidence(view, asked));
        notes
    }

    /// Asked for, and not to be had with these pods.
    fn not_possible(&self, share: &VersionShare) -> Option<Message> {
        let asked = share.asked.filter(|asked| *asked != share.possible)?;
        Some(message!(
            "traffic-not-possible",
            asked,
            version = share.version,
            possible = share.possible,
            ready = share.ready_endpoints,
            usable = share.usable_endpoints
        ))
    }

    /// Far from what is possible.
    fn apart(&self, share: &VersionShare, view: &TrafficView) -> Option<Message> {
        let VersionShare { version, possible, share_percent, .. } = share;
        if view.window == 0 || share.usable_endpoints == 0 || possible.abs_diff(*share_percent) < SURPRISE {
            return None;
        }
        let why = if self.is_routed() {
            message!("traffic-chance-and-weights")
        } else if self.keeps_users() {
            message!("traffic-client-ip")
        } else if self.cluster.world().clients.keep_alive.is_some() {
            message!("traffic-keep-alive")
        } else {
            message!("traffic-chance-and-endpoints")
        };
        Some(message!("traffic-apart", version = *version, possible = *possible, seen = *share_percent, why))
    }

    /// What chance may make of a weight: 95 of 100 windows lie in it.
    fn range(&self, share: &VersionShare, view: &TrafficView) -> Option<Message> {
        let asked = share.asked.filter(|asked| self.is_routed() && (1..100).contains(asked))?;
        let version = share.version;
        if self.cluster.world().clients.split == Split::Exact {
            return Some(message!("traffic-exact-split", asked, version));
        }
        let (from, to) = expected_range(view.window, asked.into(), 100, 2);
        Some(message!("traffic-by-chance", from, to, window = view.window, version))
    }

    /// Whether the new version has seen enough for its error rate to say anything.
    fn confidence(&self, view: &TrafficView, asked: &Asked) -> Option<Message> {
        let version = asked.version.filter(|_| view.versions.len() > 1)?;
        let share = view.versions.iter().find(|share| share.version == version)?;
        let part = u64::from(share.possible);
        if !(1..100).contains(&part) {
            return None;
        }
        let needed = requests_needed(RATES.0, RATES.1, (100 - part).div_ceil(part))?;
        let counts = self.cluster.traffic().total().versions.get(image(version).as_str());
        let seen = counts.map_or(0, |counts| counts.ended());
        Some(if seen >= needed {
            message!("traffic-seen-enough", version, needed, seen)
        } else {
            message!("traffic-seen-so-far", version, needed, seen)
        })
    }
}

fn by_header(share: &VersionShare, asked: &Asked) -> Option<Message> {
    let header = asked.header.as_ref().filter(|_| share.share_percent > share.possible)?;
    Some(message!("traffic-by-header", header, version = share.version))
}

/// Percent, rounded.
fn rounded(part: u64, whole: u64) -> u32 {
    u32::try_from((part * 100 + whole / 2) / whole.max(1)).unwrap_or(0)
}
