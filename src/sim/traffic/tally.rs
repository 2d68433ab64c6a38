//! Requests counted by version and end, with their latencies.

use litemap::LiteMap;

use super::request::{Fault, Outcome, Request};
use crate::kube::object::Name;
use crate::kube::time::Millis;

/// Steps of a latency's size in each doubling.
const STEPS: u32 = 8;

/// Requests that ended at one version, or at none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// By [`Outcome::kind`].
    ended: [u64; Outcome::KINDS],
    /// Attempts that failed and were made again: hidden from the client, not from the version's own figures.
    pub retried: u64,
    /// How many answers took how long, by the size class of their latency.
    latencies: LiteMap<u16, u32>,
}

impl Counts {
    /// Requests that ended in this way.
    pub fn of(&self, outcome: Outcome) -> u64 {
        self.ended[outcome.kind()]
    }

    /// Requests that ended.
    pub fn ended(&self) -> u64 {
        self.ended.iter().sum()
    }

    /// Answered with 200.
    pub fn answered(&self) -> u64 {
        self.ended[0]
    }

    /// Answered with 500.
    pub fn errors(&self) -> u64 {
        self.of(Outcome::Error(Fault::Bug))
    }

    /// Every other end than an answer with 200.
    pub fn failed(&self) -> u64 {
        self.ended() - self.answered()
    }

    /// The latency that so many percent of the answers did not exceed, ms, rounded up by at most an eighth; 0 of none.
    ///
    /// Of 100 answers, 98 of them in 60 ms and 2 in 900: percentile 50 is 63 ms, percentile 99 is 959.
    pub fn percentile(&self, percent: u64) -> Millis {
        let all: u64 = self.latencies.values().map(|count| u64::from(*count)).sum();
        let mut left = (all * percent).div_ceil(100);
        for (class, count) in &self.latencies {
            left = left.saturating_sub(u64::from(*count));
            if left == 0 {
                return longest(*class);
            }
        }
        0
    }

    /// Adds the requests that others counted.
    pub fn add(&mut self, other: &Self) {
        for (mine, more) in self.ended.iter_mut().zip(other.ended) {
            *mine += more;
        }
        self.retried += other.retried;
        for (class, count) in other.latencies.iter() {
            *self.latencies.entry(*class).or_default() += count;
        }
    }

    fn count(&mut self, outcome: Outcome, latency: Millis) {
        self.ended[outcome.kind()] += 1;
        if outcome.status().is_some() {
            *self.latencies.entry(class(latency)).or_default() += 1;
        }
    }
}

/// The size class of a latency: below 8 ms each has its own, above that each doubling has eight.
///
/// 60 ms is 32 + 28, so it lies in class 8 · 3 + 15 = 39, which ends at 63.
fn class(latency: Millis) -> u16 {
    let latency = u32::try_from(latency).unwrap_or(u32::MAX);
    let doublings = latency.max(STEPS).ilog2() - STEPS.ilog2();
    (doublings * STEPS + (latency >> doublings)) as u16
}

/// The longest latency of a size class, ms.
fn longest(class: u16) -> Millis {
    let class = u32::from(class);
    if class < 2 * STEPS {
        return class.into();
    }
    let doublings = class / STEPS - 1;
    (Millis::from(class - doublings * STEPS + 1) << doublings) - 1
}

/// Requests counted by their end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Sent, whether ended or not.
    pub sent: u64,
    /// Those that ended at a pod, by its image.
    pub versions: LiteMap<Name, Counts>,
    /// Those that reached no pod.
    pub nowhere: Counts,
    /// Copies that a mirror made, by image. No client sees their end.
    pub mirrored: LiteMap<Name, Counts>,
}

impl Tally {
    pub(super) fn count(&mut self, request: &Request) {
        match &request.target {
            Some(target) => self.of_version(&target.image).count(request.outcome, request.latency),
            None => self.nowhere.count(request.outcome, request.latency),
        }
    }

    pub(super) fn count_mirrored(&mut self, request: &Request) {
        if let Some(target) = &request.target {
            self.mirrored.entry(target.image.clone()).or_default().count(request.outcome, request.latency);
        }
    }

    pub(super) fn of_version(&mut self, image: &Name) -> &mut Counts {
        self.versions.entry(image.clone()).or_default()
    }

    /// Of every version, and of none.
    pub fn all(&self) -> impl Iterator<Item = &Counts> {
        self.versions.values().chain([&self.nowhere])
    }

    /// Requests that ended.
    pub fn ended(&self) -> u64 {
        self.all().map(Counts::ended).sum()
    }

    /// Answered with 200.
    pub fn answered(&self) -> u64 {
        self.all().map(Counts::answered).sum()
    }

    /// Every other end.
    pub fn failed(&self) -> u64 {
        self.all().map(Counts::failed).sum()
    }

    /// Answered with 500 by a pod.
    pub fn errors(&self) -> u64 {
        self.of(Outcome::Error(Fault::Bug))
    }

    /// Requests that ended in this way, wherever.
    pub fn of(&self, outcome: Outcome) -> u64 {
        self.all().map(|counts| counts.of(outcome)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_class_holds_what_lies_within_an_eighth() {
        for latency in (0..5_000).chain([10_000, 65_535, 4_000_000]) {
            let end = longest(class(latency));
            assert!(end >= latency && end <= latency + latency / 8, "{latency} ms: {end}");
        }
    }

    #[test]
    fn percentiles_of_latencies() {
        let mut counts = Counts::default();
        assert_eq!(counts.percentile(50), 0, "of nothing");
        for latency in std::iter::repeat_n(60, 98).chain([900, 900]) {
            counts.count(Outcome::Answered, latency);
        }
        counts.count(Outcome::Refused, 0);
        for (percent, expected) in [(1, 63), (50, 63), (98, 63), (99, 959), (100, 959)] {
            assert_eq!(counts.percentile(percent), expected, "percentile {percent}");
        }
        assert_eq!((counts.ended(), counts.answered(), counts.failed()), (101, 100, 1));
    }
}
