//! A single request that somebody sends by hand, beside the clients' ones: it draws by itself, is counted nowhere and changes
//! nothing, so that a run stays what it is whether or not somebody looks.
//!
//! It goes where a request of a new client on the first node goes at that instant: through the gateway's routes, or to a
//! Service, one of whose usable endpoints is drawn. Not simulated of it: a worker it takes, a kept connection, retries.

use super::super::Cluster;
use super::super::random::Random;
use super::super::routing::{Destination, Head, Odds};
use super::{Fault, Outcome};
use crate::kube::int_or_string::IntOrString;
use crate::kube::object::{Name, Uid};
use crate::kube::time::Millis;

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub outcome: Outcome,
    /// The pod that answered, or whose connection failed.
    pub pod: Option<Name>,
    /// Its image.
    pub image: Option<Name>,
    /// Until then, ms.
    pub latency: Millis,
}

impl Reply {
    fn without_pod(outcome: Outcome) -> Self {
        Self { outcome, pod: None, image: None, latency: 0 }
    }
}

impl Cluster {
    /// A request to a Service by its name, if there is one. `number` tells it from others of the same instant.
    pub fn once_to_service(&self, service: &str, number: u64, patience: Millis) -> Option<Reply> {
        self.objects().service(service)?;
        Some(self.once_at(service, &mut self.draw(number), patience))
    }

    /// The same to the gateway, where there is one.
    pub fn once_through_gateway(&self, head: &Head, number: u64, patience: Millis) -> Option<Reply> {
        let (Some(router), _) = self.router() else { return None };
        let usable = |service: &str, port: Option<&IntOrString>| {
            self.backend(service, port)?;
            Ok(self.usable_endpoints(service).len())
        };
        let Odds { mut to, .. } = router.odds(head, &usable);
        to.retain(|(_, weight)| *weight > 0);
        let mut random = self.draw(number);
        let total: i64 = to.iter().map(|(_, weight)| weight).sum();
        let mut left = i64::from(random.below(u32::try_from(total).unwrap_or(u32::MAX)));
        for (destination, weight) in to {
            left -= weight;
            if left < 0 {
                return Some(match destination {
                    Destination::Status(status, _) => Reply::without_pod(Outcome::Gateway(status)),
                    Destination::Service(service) => self.translated(self.once_at(&service, &mut random, patience)),
                });
            }
        }
        Some(Reply::without_pod(Outcome::Gateway(404)))
    }

    /// What a gateway makes of how a connection behind it ended.
    fn translated(&self, reply: Reply) -> Reply {
        match self.world.clients.entry.translate(reply.outcome, reply.pod.is_some()) {
            Some((outcome, _)) => Reply { outcome, ..reply },
            None => reply,
        }
    }

    fn draw(&self, number: u64) -> Random {
        Random::new(self.world.seed ^ self.now.rotate_left(20) ^ number.rotate_left(44))
    }

    fn once_at(&self, service: &str, random: &mut Random, patience: Millis) -> Reply {
        let endpoints: Vec<Uid> = self.usable_endpoints(service).iter().map(|endpoint| endpoint.pod).collect();
        let Some(pod) = endpoints.get(random.below(u32::try_from(endpoints.len()).unwrap_or(0)) as usize).copied()
        else {
            return Reply::without_pod(Outcome::Refused);
        };
        let name = self.api.objects.pods.get(&pod).map(|pod| pod.metadata.name.clone());
        let reply = |outcome, latency| Reply { outcome, pod: name.clone(), image: self.image_of(pod), latency };
        if !self.is_reached(pod) {
            return reply(Outcome::TimedOut, patience);
        }
        let (Some((_, since)), true, Some(app)) = (self.process(pod), self.listens(pod), self.app_of(pod)) else {
            return reply(Outcome::Refused, 0);
        };
        if app.response > patience || app.hangs_after.is_some_and(|after| self.now - since >= after) {
            return reply(Outcome::TimedOut, patience);
        }
        let depends_on = &self.world.depends_on;
        let outcome = if app.schema.is_some_and(|versions| !versions.meet(depends_on.schema)) {
            Outcome::Error(Fault::Schema)
        } else if app.contract.is_some_and(|versions| !versions.meet(depends_on.contract)) {
            Outcome::Error(Fault::Contract)
        } else if random.percent(app.error_percent) {
            Outcome::Error(Fault::Bug)
        } else {
            Outcome::Answered
        };
        reply(outcome, app.response)
    }
}
