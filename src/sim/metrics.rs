//! What pods are measured to do: CPU and requests per second, each 15 s, as long as there is an autoscaler that asks.
//!
//! Models metrics-server, `--metric-resolution=15s`: a value needs two looks at the same process, and is of the time between
//! them. An adapter for custom metrics knows the requests per second of each pod by the same looks.

use super::Cluster;
use super::ordered::OrderedMap;
use super::pod::ContainerState;
use super::queue::Due;
use crate::kube::object::Uid;
use crate::kube::time::{Millis, SECOND};

/// From look to look, ms.
const RESOLUTION: Millis = 15 * SECOND;

/// A pod at the last look.
#[derive(Clone, Copy, Debug)]
struct Look {
    /// When its process started, ms.
    started_at: Millis,
    at: Millis,
    /// CPU its process has used since then, ms.
    cpu: u64,
    /// Requests it has served since then.
    requests: u64,
    measured: Option<Measured>,
}

/// What a pod did between two looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Measured {
    /// When the later one was, ms.
    pub at: Millis,
    /// How long after the earlier one, ms.
    pub window: Millis,
    /// Thousandths of a CPU.
    pub cpu_milli: i64,
    /// Thousandths of a request per second.
    pub requests_milli: i64,
}

/// All pods as they were measured last.
#[derive(Clone, Debug, Default)]
pub(super) struct Metrics {
    looks: OrderedMap<Uid, Look>,
    /// The next look is planned.
    running: bool,
}

impl Metrics {
    /// What a pod did last, if that is known.
    pub fn of(&self, pod: Uid) -> Option<Measured> {
        self.looks.get(&pod)?.measured
    }

    #[cfg(test)]
    pub fn put(&mut self, pod: Uid, measured: Measured) {
        let look = Look { started_at: 0, at: measured.at, cpu: 0, requests: 0, measured: Some(measured) };
        self.looks.insert(pod, look);
    }
}

impl Cluster {
    /// What a pod last was measured to use, thousandths of a CPU.
    pub fn measured_cpu(&self, pod: Uid) -> Option<i64> {
        self.metrics.of(pod).map(|measured| measured.cpu_milli)
    }

    /// Pods are measured from the next look on.
    pub(super) fn begin_measuring(&mut self) {
        if !std::mem::replace(&mut self.metrics.running, true) {
            self.queue.push((self.now / RESOLUTION + 1) * RESOLUTION, Due::Measure);
        }
    }

    /// Looks at every pod, and plans the next look if anybody asks.
    pub(super) fn measure(&mut self) {
        let mut looks = OrderedMap::default();
        self.metrics.running = !self.api.objects.autoscalers.is_empty();
        if self.metrics.running {
            for (uid, pod) in self.api.objects.pods.iter() {
                let ContainerState::Running(started_at) = pod.status.container else { continue };
                if pod.node.as_ref().is_some_and(|node| !self.reachable(node.index)) {
                    continue;
                }
                let before = self.metrics.looks.get(uid).filter(|before| before.started_at == started_at);
                looks.insert(*uid, self.look_at(*uid, started_at, before));
            }
            self.queue.push(self.now + RESOLUTION, Due::Measure);
        }
        self.metrics.looks = looks;
    }

    fn look_at(&self, pod: Uid, started_at: Millis, before: Option<&Look>) -> Look {
        let (at, (cpu, requests)) = (self.now, self.traffic.work_of(pod, started_at));
        let measured = before.filter(|before| before.at < at).map(|before| {
            let window = at - before.at;
            let rate = |more: u64, thousandths: u64| i64::try_from(more * thousandths / window).unwrap_or(i64::MAX);
            Measured {
                at,
                window,
                cpu_milli: rate(cpu.saturating_sub(before.cpu), 1_000),
                requests_milli: rate(requests.saturating_sub(before.requests), 1_000_000),
            }
        });
        Look { started_at, at, cpu, requests, measured }
    }
}
