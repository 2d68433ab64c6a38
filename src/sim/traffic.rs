//! Requests: a steady stream of new connections, each to one endpoint chosen evenly.

use std::collections::VecDeque;

use super::Cluster;
use super::object::{Name, Uid};
use super::pod::ContainerState;
use super::queue::Due;
use super::small::SmallMap;
use super::time::{Millis, SECOND};

/// How many requests [`Traffic::recent`] remembers.
pub const RECENT: usize = 400;

/// How many addresses the clients have.
pub const CLIENTS: u32 = 50;

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// 200.
    Answered,
    /// 500 from the pod.
    Error,
    /// Refused at once: the Service has no usable endpoint, or the one chosen no longer listens.
    Refused,
}

/// The pod a request was sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The pod, which may be gone by now.
    pub pod: Uid,
    /// Its image.
    pub image: Name,
}

/// One request, on a connection of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Counts up from 0.
    pub number: u64,
    /// When it was sent, ms.
    pub at: Millis,
    /// Which of the [`CLIENTS`] sent it.
    pub client: u32,
    /// The node whose rules it met.
    pub node: u32,
    /// Where to; `None` if the Service had no usable endpoint.
    pub target: Option<Target>,
    /// How it ended.
    pub outcome: Outcome,
    /// Until its answer, ms.
    pub latency: Millis,
}

/// Requests counted by their end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Answered with 200, by image.
    pub answered: SmallMap<Name, u64>,
    /// Answered with 500, by image.
    pub errors: SmallMap<Name, u64>,
    /// Refused.
    pub refused: u64,
}

impl Tally {
    fn count(&mut self, request: &Request) {
        match (request.outcome, &request.target) {
            (Outcome::Answered, Some(target)) => *self.answered.entry(target.image.clone(), 0) += 1,
            (Outcome::Error, Some(target)) => *self.errors.entry(target.image.clone(), 0) += 1,
            _ => self.refused += 1,
        }
    }

    /// All requests.
    pub fn sent(&self) -> u64 {
        self.answered.values().sum::<u64>() + self.errors.values().sum::<u64>() + self.refused
    }
}

/// The clients and what they got.
#[derive(Clone, Debug)]
pub struct Traffic {
    /// The Service they call.
    pub service: Name,
    /// New connections per second; 0 sends none.
    pub requests_per_second: u32,
    pub(super) started_at: Millis,
    pub(super) sent_since_start: u64,
    /// Raised whenever the stream is started anew, so that an earlier stream's next request is dropped.
    pub(super) stream: u32,
    next_number: u64,
    recent: VecDeque<Request>,
    total: Tally,
    seconds: Vec<(u64, Tally)>,
}

impl Traffic {
    pub(super) fn new(service: Name) -> Self {
        Self {
            service,
            requests_per_second: 0,
            started_at: 0,
            sent_since_start: 0,
            stream: 0,
            next_number: 0,
            recent: VecDeque::new(),
            total: Tally::default(),
            seconds: Vec::new(),
        }
    }

    /// When the next request goes out: at 3 a second after 0, 333, 666, 1,000 … ms.
    pub(super) fn next_at(&self) -> Option<Millis> {
        let rate = u64::from(self.requests_per_second);
        (rate > 0).then(|| self.started_at + (self.sent_since_start + 1) * SECOND / rate)
    }

    fn record(&mut self, mut request: Request) {
        request.number = self.next_number;
        self.next_number += 1;
        self.sent_since_start += 1;
        self.total.count(&request);
        let second = request.at / SECOND;
        if self.seconds.last().is_none_or(|(last, _)| *last != second) {
            self.seconds.push((second, Tally::default()));
        }
        if let Some((_, tally)) = self.seconds.last_mut() {
            tally.count(&request);
        }
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(request);
    }

    /// The last [`RECENT`] requests, oldest first.
    pub fn recent(&self) -> &VecDeque<Request> {
        &self.recent
    }

    /// All requests since the cluster started.
    pub fn total(&self) -> &Tally {
        &self.total
    }

    /// Requests by the second they were sent in; seconds without any are left out.
    pub fn seconds(&self) -> &[(u64, Tally)] {
        &self.seconds
    }
}

impl Cluster {
    /// Sets the rate of new connections. A new rate begins a new stream.
    pub(super) fn set_traffic(&mut self, requests_per_second: u32) {
        self.traffic.requests_per_second = requests_per_second;
        self.traffic.started_at = self.now;
        self.traffic.sent_since_start = 0;
        self.traffic.stream += 1;
        self.schedule_request();
    }

    fn schedule_request(&mut self) {
        if let Some(at) = self.traffic.next_at() {
            self.queue.push(at, Due::Request(self.traffic.stream));
        }
    }

    /// One request on a connection of its own, from one of [`CLIENTS`] addresses through one of the nodes.
    pub(super) fn send_request(&mut self, stream: u32) {
        if stream != self.traffic.stream {
            return;
        }
        let service = self.traffic.service.clone();
        let node = self.random.below(self.proxies());
        let client = self.random.below(CLIENTS);
        let mut request =
            Request { number: 0, at: self.now, client, node, target: None, outcome: Outcome::Refused, latency: 0 };
        if let Some(endpoint) = self.choose_endpoint(&service, node, client) {
            let app = self.app(&endpoint.image);
            request.outcome = self.answer(endpoint.pod, app.error_percent);
            request.latency = if request.outcome == Outcome::Refused { 0 } else { app.response };
            request.target = Some(Target { pod: endpoint.pod, image: endpoint.image });
        }
        self.traffic.record(request);
        self.schedule_request();
    }

    fn answer(&mut self, pod: Uid, error_percent: u32) -> Outcome {
        if !self.answers(pod) {
            return Outcome::Refused;
        }
        if error_percent > 0 && self.random.percent(error_percent) { Outcome::Error } else { Outcome::Answered }
    }

    /// The process runs, is past its start-up, does not hang, and its node can be reached.
    fn answers(&self, pod: Uid) -> bool {
        let Some(pod) = self.api.objects.pods.get(&pod) else { return false };
        let ContainerState::Running(since) = pod.status.container else { return false };
        let reachable = pod.node.as_ref().is_some_and(|node| self.reachable(node.index));
        reachable && self.app(&pod.image).liveness().is_well(self.now - since)
    }
}
