//! Where requests go by the routes of some manifests: what `podyard route` does. Text in, values out; no cluster runs.
//!
//! Manifests are applied in order, a second apart, as `kubectl apply` would; what the API server or ingress-nginx' webhook
//! refuses changes nothing. HTTPRoutes and Ingresses are two entries to a cluster: where a file has both, HTTPRoutes answer.

mod applied;
mod asked;
pub mod report;
mod share;

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::message::Say;
use crate::sim::routing::{Destination, Odds, Router};
use crate::world::Split;

pub use applied::{Applied, Routes};
pub use asked::{Asked, Request, asked};
pub use share::Share;

/// All that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answers {
    /// Of each document, in order.
    pub manifests: Vec<Applied>,
    /// Of each request, in order.
    pub requests: Vec<Answer>,
}

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The Service that gets it; none if it is drawn, or if the gateway answers by itself.
    pub backend: Option<String>,
    /// What the client sees: 200 where a Service answers; none if that is drawn.
    pub status: Option<u16>,
    /// The parts that go to each Service, or get a status from the gateway itself; they add up to 1.
    pub shares: BTreeMap<String, Share>,
    /// The part of which each Service gets a copy.
    pub mirrors: BTreeMap<String, Share>,
    /// Each rule with why it takes the request or not.
    #[serde(serialize_with = "joined")]
    pub why: Vec<String>,
}

/// Applies the documents of texts in order, and answers.
pub fn answers(texts: &[String], asked: &Asked, say: Say) -> Answers {
    let mut routes = Routes::new(texts, say);
    texts.iter().for_each(|text| routes.apply(text));
    let router = if routes.http_routes.is_empty() {
        Router::nginx(&routes.ingresses, Split::Exact)
    } else {
        Router::gateway_of(&routes.http_routes, &routes.listeners, Split::Exact)
    };
    routes.tell(&router, asked);
    let requests = asked.requests.iter().map(|request| answer(&router, request, asked, &routes)).collect();
    Answers { manifests: routes.applied, requests }
}

fn answer(router: &Router, request: &Request, asked: &Asked, routes: &Routes) -> Answer {
    let say = routes.say;
    let odds = router.odds(&request.head, &|service, port| routes.usable(service, port, asked));
    let Odds { to, mirrors } = odds;
    let total: i64 = to.iter().map(|(_, weight)| (*weight).max(0)).sum();
    let (mut shares, mut reasons) = (BTreeMap::new(), Vec::new());
    for (destination, weight) in &to {
        let key = match destination {
            Destination::Service(service) => service.to_string(),
            Destination::Status(status, why) => {
                reasons.push(format!("{status}: {}", say(&why.said())));
                status.to_string()
            }
        };
        *shares.entry(key).or_insert(Share::default()) += Share::of(*weight, total);
    }
    let certain: Vec<&Destination> = to.iter().filter(|(_, weight)| *weight > 0).map(|(to, _)| to).collect();
    let status = |to: &Destination| match to {
        Destination::Service(_) => 200,
        Destination::Status(status, _) => *status,
    };
    let first = certain.first().map(|to| status(to));
    let backend = match certain.first() {
        Some(Destination::Service(service)) if certain.iter().all(|to| to == &certain[0]) => Some(service.to_string()),
        _ => None,
    };
    reasons.dedup();
    let said = router.explain(&request.head).into_iter();
    reasons.extend(said.map(|verdict| {
        format!("{}{}: {}", if verdict.wins { "→ " } else { "" }, say(&verdict.rule), say(&verdict.why))
    }));
    let copies = mirrors.into_iter().fold(BTreeMap::new(), |mut all, (service, [some, of])| {
        *all.entry(service.to_string()).or_insert(Share::default()) += Share::of(some.into(), of.into());
        all
    });
    Answer {
        backend,
        status: first.filter(|first| certain.iter().all(|to| status(to) == *first)),
        shares,
        mirrors: copies,
        why: reasons,
    }
}

/// As one text: a reason behind the other.
fn joined<S: Serializer>(reasons: &[String], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&reasons.join("; "))
}
