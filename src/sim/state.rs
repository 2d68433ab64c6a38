//! A number for everything that decides how a cluster goes on: equal states, equal numbers, on every machine.

use std::fmt::{self, Write};

use super::Cluster;

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

/// FNV-1a over what is written to it.
pub(super) struct Fnv(pub u64);

impl Fnv {
    pub fn new() -> Self {
        Self(FNV_OFFSET)
    }
}

impl Write for Fnv {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(FNV_PRIME);
        }
        Ok(())
    }
}

impl Cluster {
    /// Over the log, the clock, both streams of random numbers, what is due next, every pod's status, and the requests: on
    /// their way and ended. A difference anywhere else shows in one of these a few events later.
    pub fn state_hash(&self) -> u64 {
        let mut hash = Fnv(self.log.hash());
        let traffic = self.traffic();
        let draws = [self.random.clone(), traffic.stream().clone()].map(|mut random| random.below(u32::MAX));
        let total = traffic.total();
        let numbers = [
            self.now,
            draws[0].into(),
            draws[1].into(),
            self.queue.len() as u64,
            self.next_event_at().unwrap_or(u64::MAX),
            total.sent,
            total.ended(),
            total.failed(),
            traffic.sessions_lost(),
        ];
        for number in numbers {
            // Writing into a number cannot fail.
            let _ = write!(hash, "{number} ");
        }
        for pod in self.objects().pods.values() {
            let _ = write!(hash, "{} {} ", pod.metadata.name, pod.status_word());
        }
        for request in traffic.recent() {
            let _ = write!(hash, "{} {} {} ", request.number, request.outcome.kind(), request.latency);
        }
        hash.0
    }
}
