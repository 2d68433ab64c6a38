//! Requests: a steady stream from a population of users, each on its way until it ends in exactly one outcome.
//!
//! Traffic reads the cluster and never writes it: no request makes a pod slower to start or a controller decide
//! otherwise, so the same commands give the same rollout whatever the clients do. It draws from a stream of its own.

mod clients;
mod flight;
mod lognormal;
mod once;
mod request;
mod server;
mod tally;

use std::collections::VecDeque;
use std::rc::Rc;

use super::Cluster;
use super::ordered::OrderedMap;
use super::queue::Due;
use super::random::Random;
use super::shared::{SharedList, Stretch};
use crate::kube::object::{Name, Uid};
use crate::kube::time::{Millis, SECOND};

pub use clients::{Cookie, name};
pub use once::Reply;
pub use request::{Fault, Outcome, Request, Target};
pub use tally::{Counts, Tally};

use clients::User;
use flight::Flight;
use server::Server;

/// How many requests [`Traffic::recent`] remembers.
pub const RECENT: usize = 400;

/// The clients and what they got.
#[derive(Clone, Debug)]
pub struct Traffic {
    random: Random,
    started_at: Millis,
    sent_since_start: u64,
    /// Raised whenever the stream is started anew, so that an earlier stream's next request is dropped.
    stream: u32,
    next_number: u64,
    users: Vec<User>,
    flights: OrderedMap<u64, Flight>,
    next_flight: u64,
    servers: OrderedMap<Uid, Server>,
    recent: VecDeque<Request>,
    total: Tally,
    seconds: SharedList<(u64, Tally)>,
    sessions_lost: u64,
}

impl Traffic {
    pub(super) fn new(seed: u64, users: u32) -> Self {
        Self {
            random: Random::stream(seed, 1),
            started_at: 0,
            sent_since_start: 0,
            stream: 0,
            next_number: 0,
            users: vec![User::default(); users as usize],
            flights: OrderedMap::default(),
            next_flight: 0,
            servers: OrderedMap::default(),
            recent: VecDeque::new(),
            total: Tally::default(),
            seconds: SharedList::default(),
            sessions_lost: 0,
        }
    }

    /// When the next request goes out: at 3 a second after 0, 333, 666, 1,000 … ms.
    fn next_at(&self, rate: u32) -> Option<Millis> {
        let rate = u64::from(rate);
        (rate > 0).then(|| self.started_at + (self.sent_since_start + 1) * SECOND / rate)
    }

    /// The tally of everything, and that of the present second.
    fn tallies(&mut self, now: Millis) -> [&mut Tally; 2] {
        let second = now / SECOND;
        if self.seconds.all().last().is_none_or(|(last, _)| *last != second) {
            self.seconds.push((second, Tally::default()));
        }
        let (_, present) = self.seconds.last_mut().expect("a second was pushed");
        [&mut self.total, present]
    }

    fn remember(&mut self, request: Request) {
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(request);
    }

    /// The same stream, as it stands.
    pub(super) fn stream(&self) -> &Random {
        &self.random
    }

    /// The clients' own stream of random numbers.
    pub(super) fn random(&mut self) -> &mut Random {
        &mut self.random
    }

    /// The cookie of a gateway that a user carries.
    pub(super) fn cookie(&self, user: u32) -> Option<&Cookie> {
        self.users.get(user as usize)?.cookie.as_deref()
    }

    /// A gateway sets a user's cookie.
    pub(super) fn keep(&mut self, user: u32, cookie: Cookie) {
        self.users[user as usize].cookie = Some(Rc::new(cookie));
    }

    /// The last [`RECENT`] requests that ended, in the order of their ends.
    pub fn recent(&self) -> &VecDeque<Request> {
        &self.recent
    }

    /// Requests on their way, in no order that means anything; copies that a mirror made are not among them.
    pub fn on_the_way(&self) -> impl Iterator<Item = &Request> {
        self.flights.values().filter(|flight| !flight.mirrored).map(|flight| &flight.request)
    }

    /// All requests since the cluster started.
    pub fn total(&self) -> &Tally {
        &self.total
    }

    /// Requests by the second: what was sent and what ended in it. Seconds without either are left out.
    pub fn seconds(&self) -> Stretch<'_, (u64, Tally)> {
        self.seconds.all()
    }

    /// Seconds that a copy has for itself; it shares all others.
    pub fn own_entries(&self) -> usize {
        self.seconds.own()
    }

    /// What ended at an image's pods since the second of an instant, ms; with the copies of a mirror, as whoever watches
    /// the pods themselves would count.
    pub fn at_version_since(&self, image: &str, since: Millis) -> Counts {
        let mut counts = Counts::default();
        let first = self.seconds().partition_point(|(second, _)| *second < since / SECOND);
        for (_, tally) in self.seconds().since(first) {
            for part in [&tally.versions, &tally.mirrored] {
                part.get(image).into_iter().for_each(|part| counts.add(part));
            }
        }
        counts
    }

    /// How often a user's session was not where the request went, so that the user had to log in again.
    pub fn sessions_lost(&self) -> u64 {
        self.sessions_lost
    }

    /// How many users there are, with those who left while their requests were on the way.
    pub fn users_ever(&self) -> u32 {
        u32::try_from(self.users.len()).unwrap_or(u32::MAX)
    }

    /// How many users got an answer of each of these images since an instant, ms.
    pub fn users_who_met(&self, images: &[&str], since: Millis) -> usize {
        let met = |user: &&User| images.iter().all(|image| user.met.get(*image).is_some_and(|at| *at >= since));
        self.users.iter().filter(met).count()
    }
}

impl Cluster {
    /// The clients begin to do what the World says, in a new stream; connections that are open stay open. They may enter by
    /// another way, or be split in another.
    pub(super) fn begin_traffic(&mut self, enters: bool) {
        // Whoever leaves still gets the answers that are on their way.
        let staying = if self.traffic.flights.is_empty() { 0 } else { self.traffic.users.len() };
        let wanted = (self.world.clients.users as usize).max(staying);
        self.traffic.users.resize(wanted, User::default());
        self.traffic.started_at = self.now;
        self.traffic.sent_since_start = 0;
        self.traffic.stream += 1;
        if enters {
            self.sync_gateway();
        }
        self.schedule_request();
    }

    fn schedule_request(&mut self) {
        if let Some(at) = self.traffic.next_at(self.world.clients.requests_per_second) {
            self.queue.push(at, Due::Request(self.traffic.stream));
        }
    }

    /// A page is asked for by one of the users through one of the nodes.
    pub(super) fn send_request(&mut self, stream: u32) {
        if stream != self.traffic.stream {
            return;
        }
        let proxies = self.proxies();
        let node = self.traffic.random.below(proxies);
        let user = self.traffic.random.below(self.world.clients.users);
        self.traffic.sent_since_start += 1;
        self.send(user, node, None);
        self.schedule_request();
    }

    fn send(&mut self, user: u32, node: u32, asset_of: Option<Name>) {
        let request = Request {
            number: self.traffic.next_number,
            at: self.now,
            user,
            node,
            asset_of,
            cookie: self.traffic.users[user as usize].cookie.clone(),
            kept_alive: false,
            rule: None,
            routes: 0,
            made_by_gateway: None,
            target: None,
            attempts: 0,
            outcome: Outcome::Refused,
            latency: 0,
        };
        self.traffic.next_number += 1;
        self.traffic.tallies(self.now).into_iter().for_each(|tally| tally.sent += 1);
        self.attempt(Flight::new(request, self.now + self.world.clients.timeout));
    }
}
