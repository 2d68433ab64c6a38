//! How long the parts of a cluster take, as data.

use super::random::Random;
use super::time::Millis;

/// A delay drawn evenly from `min..=max` milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delay {
    /// Shortest, ms.
    pub min: Millis,
    /// Longest, ms.
    pub max: Millis,
}

impl Delay {
    /// No delay at all; draws nothing from the stream.
    pub const NONE: Self = Self { min: 0, max: 0 };

    const fn between(min: Millis, max: Millis) -> Self {
        Self { min, max }
    }

    /// One delay in ms. A fixed delay draws nothing from the stream.
    pub fn draw(self, random: &mut Random) -> Millis {
        let spread = self.max.saturating_sub(self.min);
        if spread == 0 { self.min } else { self.min + Millis::from(random.below(spread as u32 + 1)) }
    }
}

/// Every delay of the cluster outside the application itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Latency {
    /// From a write at the API server to the controllers' caches.
    pub watch: Delay,
    /// From a batch of new pods a controller asks for to the API server's answer.
    pub write: Delay,
    /// From a change a controller learns of to its sync, ms; the same each time.
    pub work: Millis,
    /// From a pod's creation to its binding to a node.
    pub schedule: Delay,
    /// Sandbox, network and address of a pod.
    pub sandbox: Delay,
    /// Pulling the image, where a node does not have it yet.
    pub pull: Delay,
    /// From the container's creation to its process running.
    pub start: Delay,
    /// From an EndpointSlice write to the proxies' rules.
    pub proxy: Delay,
    /// From the end of a container to the end of its pod's object.
    pub cleanup: Delay,
    /// From an owner's deletion to that of what it owned.
    pub garbage_collection: Delay,
}

impl Latency {
    /// Nothing takes time, as in the recordings.
    pub const NONE: Self = Self {
        watch: Delay::NONE,
        write: Delay::NONE,
        work: 0,
        schedule: Delay::NONE,
        sandbox: Delay::NONE,
        pull: Delay::NONE,
        start: Delay::NONE,
        proxy: Delay::NONE,
        cleanup: Delay::NONE,
        garbage_collection: Delay::NONE,
    };

    /// A believable small cluster with images already near.
    pub const SMALL_CLUSTER: Self = Self {
        watch: Delay::between(5, 50),
        write: Delay::between(2, 10),
        work: 5,
        schedule: Delay::between(5, 50),
        sandbox: Delay::between(500, 1_500),
        pull: Delay::between(600, 1_400),
        start: Delay::between(100, 400),
        proxy: Delay::between(50, 1_200),
        cleanup: Delay::between(300, 900),
        garbage_collection: Delay::between(50, 300),
    };

    /// A busy cluster: watches lag, images come from afar, proxies take their time.
    pub const SLOW_CLUSTER: Self = Self {
        watch: Delay::between(50, 1_500),
        write: Delay::between(10, 120),
        work: 40,
        schedule: Delay::between(50, 800),
        sandbox: Delay::between(1_000, 4_000),
        pull: Delay::between(5_000, 40_000),
        start: Delay::between(300, 1_500),
        proxy: Delay::between(500, 5_000),
        cleanup: Delay::between(500, 2_500),
        garbage_collection: Delay::between(500, 3_000),
    };
}
