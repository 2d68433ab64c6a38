//! The queue of things to come, and the controllers' work queues.

use litemap::LiteMap;

use super::api::Delivery;
use super::calendar::Calendar;
use crate::kube::object::Uid;
use crate::kube::time::Millis;

/// The controllers that have a work queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Controller {
    Deployment,
    ReplicaSet,
    EndpointSlice,
    Disruption,
    Autoscaler,
    Rollout,
    AnalysisRun,
    Canary,
}

/// What a probe is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProbeKind {
    Startup,
    Liveness,
    Readiness,
}

impl ProbeKind {
    /// As upstream's events name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Startup => "Startup",
            Self::Liveness => "Liveness",
            Self::Readiness => "Readiness",
        }
    }
}

/// What the kubelet does with a pod next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KubeletStep {
    SandboxReady,
    PullImage,
    PullEnds,
    BackOffPull,
    StartContainer,
    /// The result of a probe's check is known, if it is still the one that was to be known at this instant.
    Probed(ProbeKind, Millis),
    PassStartup,
    FailStartup,
    TurnReady,
    TurnUnready,
    FlapEnds,
    FailLiveness,
    Exit(u8),
    BackOffRestart,
    Terminate,
    Stop(u8),
    RemovePod,
}

/// Something that will happen.
#[derive(Clone, Debug)]
pub(super) enum Due {
    /// A watch tells the controllers' caches of a write.
    Deliver(Delivery),
    /// A key is put into a controller's work queue.
    Enqueue(Controller, Uid),
    /// A controller takes a key from its work queue.
    Sync(Controller, Uid),
    /// The scheduler binds a pod.
    Bind(Uid),
    /// The kubelet goes on with a pod, if that is still in this life.
    Kubelet(Uid, KubeletStep, u32),
    /// The node lifecycle controller looks after a node that got lost, if it still is since then.
    NodeMissed(u32, u32, bool),
    /// The proxy of a node learns an EndpointSlice.
    Proxy(Uid, u32),
    /// A ReplicaSet's sync goes on.
    GoOn(Uid),
    /// The gateway takes its routes over.
    Routes,
    /// A `kubectl drain` goes on, if it is still the one of this number.
    Drain(u32),
    /// Pods are measured.
    Measure,
    /// What this object owned is deleted.
    CollectGarbage(Uid),
    /// Flagger looks at a Canary, if its ticker still has this number.
    Tick(Uid, u32),
    /// The clients' next request, of this stream.
    Request(u32),
    /// A request on its way goes on.
    Flight(u64),
}

/// The future, and the controllers' work queues.
#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    calendar: Calendar<Due>,
    keys: LiteMap<(Controller, Uid), Key>,
}

/// Where a key of a controller stands; no entry stands for none of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Key {
    /// It waits for a sync: a key is in its queue once, however often it was put there.
    waiting: bool,
    /// It is in a sync that takes several events: whether it was put into the queue meanwhile.
    processing: Option<bool>,
    /// It comes back later, at its earliest here.
    delayed: Option<Millis>,
    /// Failed syncs in a row.
    failures: u32,
}

/// First wait after a failed sync, ms; doubled each time. Models workqueue DefaultTypedControllerRateLimiter.
pub(super) const RETRY_BASE: Millis = 5;
/// Longest wait, ms.
const RETRY_MAX: Millis = 1_000_000;

impl Queue {
    pub fn push(&mut self, at: Millis, due: Due) {
        self.calendar.push(at, due);
    }

    /// How much is to come.
    pub fn len(&self) -> usize {
        self.calendar.len()
    }

    /// When the next thing happens.
    pub fn next_at(&self) -> Option<Millis> {
        self.calendar.next_at()
    }

    pub fn pop(&mut self) -> Option<(Millis, Due)> {
        self.calendar.pop()
    }

    fn key(&mut self, controller: Controller, key: Uid) -> &mut Key {
        self.keys.entry((controller, key)).or_default()
    }

    /// Forgets a key of which there is nothing to remember.
    fn settle(&mut self, controller: Controller, key: Uid) {
        if *self.key(controller, key) == Key::default() {
            self.keys.remove(&(controller, key));
        }
    }

    /// Puts a key into a work queue, once, to be synced at an instant, ms; a key in the middle of a sync goes there when that
    /// is over.
    ///
    /// Models client-go workqueue queue.go Add.
    pub fn enqueue(&mut self, at: Millis, controller: Controller, key: Uid) {
        let state = self.key(controller, key);
        if let Some(dirty) = &mut state.processing {
            *dirty = true;
        } else if !state.waiting {
            state.waiting = true;
            self.push(at, Due::Sync(controller, key));
        }
    }

    /// Puts a key into a work queue later, unless it comes back sooner anyway. Models delaying_queue.go AddAfter.
    pub fn enqueue_at(&mut self, at: Millis, controller: Controller, key: Uid) {
        let state = self.key(controller, key);
        if state.delayed.is_none_or(|earliest| at < earliest) {
            state.delayed = Some(at);
            self.push(at, Due::Enqueue(controller, key));
        }
    }

    /// The delay of a key is over. Says whether this is the wake-up that counts.
    pub fn delay_over(&mut self, now: Millis, controller: Controller, key: Uid) -> bool {
        let state = self.key(controller, key);
        let due = state.delayed == Some(now);
        if due {
            state.delayed = None;
        }
        due
    }

    /// Takes a key out of its work queue for the sync that follows.
    pub fn take(&mut self, controller: Controller, key: Uid) {
        self.key(controller, key).waiting = false;
    }

    /// The sync goes on in later events.
    pub fn hold(&mut self, controller: Controller, key: Uid) {
        self.key(controller, key).processing = Some(false);
    }

    /// The sync is over; the next one of the key, if it is wanted, is at an instant, ms. Models queue.go Done.
    pub fn done(&mut self, at: Millis, controller: Controller, key: Uid) {
        if self.key(controller, key).processing.take() == Some(true) {
            self.enqueue(at, controller, key);
        }
        self.settle(controller, key);
    }

    /// The sync succeeded.
    pub fn forget(&mut self, controller: Controller, key: Uid) {
        self.key(controller, key).failures = 0;
    }

    /// The sync failed: once more after 5, 10, 20 … ms.
    pub fn enqueue_rate_limited(&mut self, now: Millis, controller: Controller, key: Uid) {
        let state = self.key(controller, key);
        let wait = (RETRY_BASE << state.failures.min(18)).min(RETRY_MAX);
        state.failures += 1;
        self.enqueue_at(now + wait, controller, key);
    }
}
