//! Requests on their way: attempts, their ends, what happens when a process dies under them.

use super::super::Cluster;
use super::super::endpoint::Endpoint;
use super::super::gateway::NGINX_TRIES;
use super::super::queue::Due;
use std::rc::Rc;

use super::super::random::Random;
use super::super::routing::{Destination, Keeps, Retry};
use super::clients::Process;
use super::request::{Outcome, Request, Target};
use crate::kube::object::{Name, Uid};
use crate::kube::time::Millis;
use crate::world::Entry;

/// Before an attempt after so many, ms.
fn back_off(attempts: u32, random: &mut Random) -> Millis {
    let most = (((1 << attempts.min(8)) - 1) * RETRY_BASE).min(RETRY_MAX);
    1 + Millis::from(random.below(most as u32))
}

/// First wait before another attempt, ms: at most this, then 3, 7 … times it. Models Envoy's default back-off.
const RETRY_BASE: Millis = 25;
/// Longest such wait, ms.
const RETRY_MAX: Millis = 250;

/// A request on its way.
#[derive(Clone, Debug)]
pub(super) struct Flight {
    pub request: Request,
    /// A mirror's copy: nobody waits for it.
    pub mirrored: bool,
    /// The Service that gets it, once a gateway has decided; attempts after the first stay with it.
    service: Option<Name>,
    /// Attempts the gateway made by itself since the client's last one.
    tries: u32,
    /// How long the gateway waits for the whole answer, ms; each attempt of the client's has as long again.
    route_timeout: Option<Millis>,
    /// It waits until then, ms.
    route_deadline: Millis,
    /// It waits no longer than this for one try, ms.
    backend_timeout: Option<Millis>,
    /// When it tries again by itself.
    retry: Option<Rc<Retry>>,
    /// What keeps the user with an endpoint.
    keeps: Option<Rc<Keeps>>,
    /// The process that works on it.
    process: Option<Process>,
    /// The client gives up here, ms.
    deadline: Millis,
    /// What comes next comes at this, ms; what was planned before is void.
    due: Millis,
    then: Then,
}

#[derive(Clone, Copy, Debug)]
enum Then {
    End,
    TryAgain,
    /// The gateway by itself, unseen by the client.
    GatewayTriesAgain,
}

impl Flight {
    pub fn new(request: Request, deadline: Millis) -> Self {
        Self {
            request,
            mirrored: false,
            service: None,
            tries: 0,
            route_timeout: None,
            route_deadline: Millis::MAX,
            backend_timeout: None,
            retry: None,
            keeps: None,
            process: None,
            deadline,
            due: 0,
            then: Then::End,
        }
    }
}

impl Cluster {
    /// One attempt: over the connection that is kept, or over a new one to an endpoint of the Service.
    pub(super) fn attempt(&mut self, mut flight: Flight) {
        flight.request.attempts += 1;
        flight.tries = 0;
        flight.request.made_by_gateway = None;
        flight.route_deadline = flight.route_timeout.map_or(Millis::MAX, |timeout| self.now + timeout);
        self.aim(flight);
    }

    /// One attempt of the client's, or of the gateway behind it.
    fn aim(&mut self, mut flight: Flight) {
        flight.request.target = None;
        flight.process = None;
        if flight.mirrored || self.world.clients.entry != Entry::Service {
            return self.go_through_gateway(flight);
        }
        let (user, node) = (flight.request.user, flight.request.node);
        let kept = self.kept_connection(user).map(|process| process.0);
        if let Some((pod, image)) = kept.and_then(|pod| Some((pod, self.image_of(pod)?))) {
            flight.request.kept_alive = true;
            return self.call(flight, Target { pod, image });
        }
        flight.request.kept_alive = false;
        let service = self.world.clients.service.clone();
        match self.choose_endpoint(&service, node, user) {
            Some(Endpoint { pod, image, .. }) => self.call(flight, Target { pod, image }),
            None => self.conclude(flight, Outcome::Refused),
        }
    }

    /// The gateway decides once for a request; each attempt then goes to any endpoint of that Service.
    fn go_through_gateway(&mut self, mut flight: Flight) {
        let (user, node) = (flight.request.user, flight.request.node);
        flight.tries += 1;
        if flight.service.is_none() {
            let decision = self.route(&flight.request);
            flight.request.rule = decision.rule;
            flight.request.routes = self.router().1;
            flight.route_timeout = decision.timeout;
            flight.route_deadline = decision.timeout.map_or(Millis::MAX, |timeout| self.now + timeout);
            (flight.backend_timeout, flight.retry) = (decision.backend_timeout, decision.retry);
            flight.keeps = decision.keeps;
            for service in decision.mirrors {
                let copy = Flight { mirrored: true, service: Some(service), retry: None, ..flight.clone() };
                self.go_through_gateway(copy);
            }
            match decision.to {
                Destination::Service(service) => flight.service = Some(service),
                Destination::Status(status, why) => {
                    flight.request.made_by_gateway = Some(why);
                    return self.conclude(flight, Outcome::Gateway(status));
                }
            }
        }
        let service = flight.service.clone().unwrap_or_default();
        let endpoint = match flight.keeps.clone() {
            Some(keeps) => self.kept_endpoint(user, &service, node, &keeps),
            None => self.gateway_endpoint(&service, node),
        };
        match endpoint {
            Some((pod, image)) => self.call(flight, Target { pod, image }),
            None => self.conclude(flight, Outcome::Refused),
        }
    }

    /// The process the user's open connection leads to, unless it is to be closed by now.
    fn kept_connection(&mut self, user: u32) -> Option<Process> {
        let (process, until) = self.traffic.users[user as usize].connection?;
        let keep = self.world.clients.keep_alive.is_some()
            && self.now < until
            && self.process(process.0) == Some(process)
            && !self.is_closed(process.0);
        if !keep {
            self.traffic.users[user as usize].connection = None;
        }
        keep.then_some(process)
    }

    /// The attempt reaches a pod, or does not.
    fn call(&mut self, mut flight: Flight, target: Target) {
        let Target { pod, image } = target.clone();
        flight.request.target = Some(target);
        let entry = self.world.clients.entry;
        if !self.is_reached(pod) {
            let (after, outcome) = entry.connect_timeout().unwrap_or((Millis::MAX, Outcome::TimedOut));
            return self.plan(flight, self.now.saturating_add(after), outcome);
        }
        let Some(process) = self.process(pod).filter(|_| flight.request.kept_alive || self.listens(pod)) else {
            return self.conclude(flight, Outcome::Refused);
        };
        flight.process = Some(process);
        let connection = self.world.clients.keep_alive.map(|lifetime| (process, self.now + lifetime));
        if !flight.request.kept_alive && entry == Entry::Service {
            self.traffic.users[flight.request.user as usize].connection = connection;
        }
        let (at, outcome) = self.serve(process, &image, flight.request.asset_of.as_ref());
        match entry.read_timeout().filter(|(after, _)| at > self.now + after) {
            Some((after, outcome)) => self.plan(flight, self.now + after, outcome),
            None => self.plan(flight, at, outcome),
        }
    }

    /// It will end so, unless the client's patience ends before.
    fn plan(&mut self, flight: Flight, at: Millis, outcome: Outcome) {
        if at <= self.now {
            return self.conclude(flight, outcome);
        }
        let client = flight.deadline;
        let one_try = flight.backend_timeout.map_or(Millis::MAX, |timeout| self.now + timeout);
        let route = flight.route_deadline.min(one_try);
        let (at, outcome) = if at > client.min(route) {
            if route < client { (route, Outcome::Gateway(504)) } else { (client, Outcome::TimedOut) }
        } else {
            (at, outcome)
        };
        self.depart(flight, at, outcome, Then::End);
    }

    fn depart(&mut self, mut flight: Flight, due: Millis, outcome: Outcome, then: Then) {
        (flight.due, flight.then, flight.request.outcome) = (due, then, outcome);
        let id = self.traffic.next_flight;
        self.traffic.next_flight += 1;
        self.traffic.flights.insert(id, flight);
        self.queue.push(due, Due::Flight(id));
    }

    /// What was planned for a request comes, unless something came between.
    pub(in super::super) fn go_on_with_request(&mut self, id: u64) {
        let now = self.now;
        if self.traffic.flights.get(&id).is_none_or(|flight| flight.due != now) {
            return;
        }
        let Some(flight) = self.traffic.flights.remove(&id) else { return };
        match flight.then {
            Then::End => {
                let outcome = flight.request.outcome;
                self.conclude(flight, outcome);
            }
            Then::TryAgain => self.attempt(flight),
            Then::GatewayTriesAgain => self.aim(flight),
        }
    }

    /// An attempt has ended: the request with it, unless the client tries again.
    fn conclude(&mut self, mut flight: Flight, outcome: Outcome) {
        let entry = self.world.clients.entry;
        let reached = flight.request.target.is_some();
        // ingress-nginx goes on to another endpoint after an error or a time-out: `proxy-next-upstream`.
        let lost = reached && matches!(outcome, Outcome::Refused | Outcome::Reset | Outcome::Gateway(504));
        if entry == Entry::Ingress && lost && flight.tries < NGINX_TRIES && self.now < flight.deadline {
            self.note_retry(&flight);
            return self.aim(flight);
        }
        if let Some(wait) = self.gateway_tries_again(&flight, outcome, reached) {
            self.note_retry(&flight);
            return self.depart(flight, self.now + wait, outcome, Then::GatewayTriesAgain);
        }
        let translated = entry.translate(outcome, reached).filter(|_| flight.request.made_by_gateway.is_none());
        let outcome = translated.map_or(outcome, |(outcome, words)| {
            flight.request.made_by_gateway = Some(words);
            outcome
        });
        let attempts = flight.request.attempts;
        let again = outcome.is_worth_a_retry() && attempts <= self.world.clients.retries && !flight.mirrored;
        if outcome.status().is_none() && !flight.mirrored {
            self.traffic.users[flight.request.user as usize].connection = None;
        }
        if !again {
            return self.end(flight, outcome);
        }
        self.note_retry(&flight);
        let wait = back_off(attempts, &mut self.traffic.random);
        if self.now + wait >= flight.deadline {
            return self.end(flight, outcome);
        }
        let due = self.now + wait;
        self.depart(flight, due, outcome, Then::TryAgain);
    }

    /// How long a gateway waits before it tries again as an HTTPRoute's `retry` says, ms: after one of the statuses named
    /// there, and where a connection failed or one try took too long; never beyond `timeouts.request`.
    fn gateway_tries_again(&mut self, flight: &Flight, outcome: Outcome, reached: bool) -> Option<Millis> {
        let retry = flight.retry.as_ref().filter(|retry| flight.tries <= retry.attempts && !flight.mirrored)?;
        let lost = reached && !matches!(outcome, Outcome::Answered | Outcome::Error(_) | Outcome::AssetMissing);
        let named = outcome.status().is_some_and(|status| retry.codes.contains(&status));
        if outcome == Outcome::TimedOut || !(lost || named) {
            return None;
        }
        let wait = retry.backoff.unwrap_or_else(|| back_off(flight.tries, &mut self.traffic.random));
        (self.now + wait < flight.deadline.min(flight.route_deadline)).then_some(wait.max(1))
    }

    /// The client will not see how this attempt ended; its version's own figures do.
    fn note_retry(&mut self, flight: &Flight) {
        if let Some(target) = flight.request.target.as_ref().filter(|_| !flight.mirrored) {
            let tallies = self.traffic.tallies(self.now);
            tallies.into_iter().for_each(|tally| tally.of_version(&target.image).retried += 1);
        }
    }

    fn end(&mut self, flight: Flight, outcome: Outcome) {
        let mut request = flight.request;
        request.outcome = outcome;
        request.latency = self.now - request.at;
        let mirrored = flight.mirrored;
        for tally in self.traffic.tallies(self.now) {
            if mirrored { tally.count_mirrored(&request) } else { tally.count(&request) }
        }
        if mirrored {
            return;
        }
        let assets = self.user_is_answered(&request, flight.process);
        let (user, node) = (request.user, request.node);
        let image = request.target.as_ref().map(|target| target.image.clone());
        self.traffic.remember(request);
        for _ in 0..assets {
            self.send(user, node, image.clone());
        }
    }

    /// Notes what the answer means to its user; returns how many files the browser asks for now.
    fn user_is_answered(&mut self, request: &Request, process: Option<Process>) -> u32 {
        let (Some(target), Some(process), Some(_)) = (&request.target, process, request.outcome.status()) else {
            return 0;
        };
        let user = &mut self.traffic.users[request.user as usize];
        user.met.insert(target.image.clone(), self.now);
        if self.world.clients.sessions {
            let before = user.session.replace(process);
            self.traffic.sessions_lost += u64::from(before.is_some_and(|before| before != process));
        }
        let is_page = request.outcome == Outcome::Answered && request.asset_of.is_none();
        if is_page { self.world.clients.assets } else { 0 }
    }

    /// A pod's process ends: what it was working on is cut.
    pub(in super::super) fn cut_requests(&mut self, pod: Uid) {
        self.traffic.servers.remove(&pod);
        for flight in self.take_flights(|process| process.0 == pod) {
            self.conclude(flight, Outcome::Reset);
        }
    }

    /// A node falls silent: no answer of its pods arrives any more.
    pub(in super::super) fn hang_requests(&mut self, pods: &[Uid]) {
        for flight in self.take_flights(|process| pods.contains(&process.0)) {
            self.plan(flight, Millis::MAX, Outcome::TimedOut);
        }
    }

    fn take_flights(&mut self, of: impl Fn(&Process) -> bool) -> Vec<Flight> {
        let flights = self.traffic.flights.iter();
        let ids: Vec<u64> =
            flights.filter(|(_, flight)| flight.process.as_ref().is_some_and(&of)).map(|(id, _)| *id).collect();
        ids.iter().filter_map(|id| self.traffic.flights.remove(id)).collect()
    }
}
