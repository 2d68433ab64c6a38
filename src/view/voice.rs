//! The one sentence under the picture: the most important thing now, by a ranking.
//!
//! It is about the present: what an event said that is no longer so is not said again.

use std::rc::Rc;

use crate::kube::object::Name;
use crate::kube::time::{Millis, SECOND};
use crate::message::Said;
use crate::sim::pod::Pod;
use crate::sim::routing::{Destination, Head, Odds};
use crate::sorted;
use crate::world::Entry;

use super::View;
use super::version::version_of;

/// What is said of requests is about those that ended since so long ago, ms.
const RECENTLY: Millis = 10 * SECOND;

/// What a sentence is about; the first that has something to say speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Nobody gets an answer.
    Outage,
    /// A node does not answer.
    NodeLost,
    /// Argo Rollouts or Flagger has given a version up.
    Aborted,
    /// A rollout makes no progress, or pods cannot serve.
    Stuck,
    /// The gateway fails a part of the requests by itself.
    PartFails,
    /// A version answers many of its requests with an error.
    VersionFails,
    /// What was decided or done last.
    Happened,
}

/// What has a sentence, or nothing to say.
type Ask = fn(&View) -> Option<Said>;

/// The ranking: who is asked in which order.
const RANKING: [(Rank, Ask); 7] = [
    (Rank::Outage, |view| view.outage()),
    (Rank::NodeLost, |view| view.node_lost()),
    (Rank::Aborted, |view| view.aborted()),
    (Rank::Stuck, |view| view.stuck()),
    (Rank::PartFails, |view| view.part_fails()),
    (Rank::VersionFails, |view| view.version_fails()),
    (Rank::Happened, |view| view.happened()),
];

impl View<'_> {
    /// The most important thing now, and what it is about; nothing before anything has happened.
    pub fn voice(&self) -> Option<(Rank, Said)> {
        if self.log().is_empty() {
            return None;
        }
        RANKING.iter().find_map(|(rank, ask)| Some((*rank, ask(self)?)))
    }

    /// The way back is what most would want: pods cannot serve, or requests fail where they should not. An outage alone is
    /// not: Recreate has one by nature.
    pub fn wants_back(&self) -> bool {
        match self.voice() {
            Some((Rank::Stuck | Rank::PartFails | Rank::VersionFails, _)) => true,
            Some((Rank::Outage, _)) => self.trouble().is_some(),
            _ => false,
        }
    }

    /// The same without its rank.
    pub fn headline(&self) -> Option<Said> {
        self.voice().map(|(_, sentence)| sentence)
    }

    /// What a gateway would do with a request like most of those that the clients send; none without a gateway.
    pub(super) fn odds(&self) -> Option<Odds> {
        if self.cluster.world().clients.entry == Entry::Service {
            return None;
        }
        let (router, _) = self.cluster.router();
        // The second user is in no group of its own.
        let head = Head::get("/", &[("end-user", "ana"), ("cookie", "user=ana; group=main")]);
        Some(self.odds_of(router?, &head))
    }

    /// Nobody gets an answer: no endpoint behind what the clients call.
    fn outage(&self) -> Option<Said> {
        let service = &self.cluster.world().clients.service;
        let what = match self.odds() {
            None if !self.cluster.usable_endpoints(service).is_empty() => return None,
            None => message!("voice-no-endpoint", service),
            Some(odds) => {
                let mut certain = odds.to.iter().filter(|(_, weight)| *weight > 0).map(|(to, _)| to);
                let Some(Destination::Status(status @ 500.., why)) = certain.next() else { return None };
                if certain.any(|to| !matches!(to, Destination::Status(500.., _))) {
                    return None;
                }
                message!("voice-gateway-answers", status = *status, why = why.said())
            }
        };
        let why = self.trouble().map(Said::from).or_else(|| self.decided());
        Some(match why {
            Some(why) => message!("voice-outage-because", what, why).into(),
            None => message!("voice-outage", what).into(),
        })
    }

    fn node_lost(&self) -> Option<Said> {
        let objects = self.cluster.objects();
        let lost = |pod: &&Rc<Pod>| pod.node.as_ref().is_some_and(|node| !self.cluster.reachable(node.index));
        let first = objects.pods.values().find(lost)?;
        let node: &Name = first.node_name()?;
        let pods = objects.pods.values().filter(|pod| pod.node_name() == Some(node)).count();
        Some(message!("voice-node-lost", node, pods).into())
    }

    /// A controller has given up what it was rolling out.
    fn aborted(&self) -> Option<Said> {
        let objects = self.cluster.objects();
        if let Some(rollout) = objects.rollouts.values().find(|rollout| rollout.status.abort) {
            return Some(message!("voice-argo-aborted", message = rollout.status.message.clone()).into());
        }
        let failed = objects.canaries.values().find(|canary| &*canary.status.phase == "Failed")?;
        let name = &failed.metadata.name;
        let condition = failed.status.conditions.iter().find(|condition| &*condition.kind == "Promoted");
        let message = condition.map(|condition| condition.message.clone()).unwrap_or_default();
        Some(message!("voice-flagger-failed", name, message).into())
    }

    /// A progress deadline has passed, or pods cannot serve and why.
    fn stuck(&self) -> Option<Said> {
        let trouble = self.trouble();
        let past = self.rollouts().into_iter().find(|rollout| {
            let conditions = &rollout.conditions;
            conditions.iter().any(|it| &*it.kind == "Progressing" && &*it.reason == "ProgressDeadlineExceeded")
        });
        match (past, trouble) {
            (Some(past), Some(why)) => Some(message!("voice-stuck-because", name = past.name, why).into()),
            (Some(past), None) => Some(message!("voice-stuck", name = past.name).into()),
            (None, trouble) => trouble.map(Said::from),
        }
    }

    /// The version that answers the largest part of its requests with an error, of the last seconds.
    ///
    /// 9 of 41 requests in 10 s are more than one in twenty, and more than the twenty that a part takes to mean something.
    fn version_fails(&self) -> Option<Said> {
        let mut images: Vec<&Name> = self.cluster.objects().pods.values().map(|pod| &pod.image).collect();
        sorted::sort_by(&mut images, Ord::cmp);
        images.dedup();
        let failing = images.into_iter().filter_map(|image| Some((self.failing(image)?, image)));
        let ((failed, ended), image) = failing.max_by_key(|((failed, ended), _)| failed * 1_000 / ended)?;
        Some(
            message!("voice-version-fails", version = version_of(image), failed, ended, seconds = RECENTLY / SECOND)
                .into(),
        )
    }

    /// Of the last requests at a version, those it answered with an error and all of them, where that is worth a word.
    pub(super) fn failing(&self, image: &Name) -> Option<(u64, u64)> {
        let since = self.cluster.now().saturating_sub(RECENTLY);
        let counts = self.cluster.traffic().at_version_since(image, since);
        let (ended, failed) = (counts.ended(), counts.errors());
        (ended >= 20 && failed * 20 >= ended).then_some((failed, ended))
    }

    /// Versions that requests can reach now.
    pub(super) fn serving(&self) -> Vec<u32> {
        let called = &self.cluster.world().clients.service;
        let services: Vec<Name> = match self.odds() {
            None => vec![called.clone()],
            Some(odds) => {
                let reached = odds.to.into_iter().filter(|(_, weight)| *weight > 0);
                let service = |(to, _)| if let Destination::Service(service) = to { Some(service) } else { None };
                reached.filter_map(service).collect()
            }
        };
        // A proxy may still know a pod that is gone.
        let pods = &self.cluster.objects().pods;
        let known = services.iter().flat_map(|service| self.cluster.usable_endpoints(service).iter());
        let endpoints = known.filter(|endpoint| pods.get(&endpoint.pod).is_some());
        let mut versions: Vec<u32> = endpoints.map(|endpoint| version_of(&endpoint.image)).collect();
        sorted::sort_by(&mut versions, Ord::cmp);
        versions.dedup();
        versions
    }

    /// A part of the requests is failed by the gateway itself.
    fn part_fails(&self) -> Option<Said> {
        let Odds { to, .. } = self.odds()?;
        let all: i64 = to.iter().map(|(_, weight)| (*weight).max(0)).sum();
        let failing = to.iter().find_map(|(to, weight)| match to {
            Destination::Status(status @ 500.., why) if *weight > 0 => Some((*status, *why, *weight)),
            _ => None,
        });
        let (status, why, weight) = failing?;
        let percent = (weight * 100 / all.max(1)).max(1);
        Some(message!("voice-part-fails", percent, status, why = why.said()).into())
    }
}
