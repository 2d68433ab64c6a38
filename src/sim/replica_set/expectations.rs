//! What a ReplicaSet has asked for and its cache has not shown yet. Models controller_utils.go ControllerExpectations.

use litemap::LiteMap;

use super::super::ordered::OrderedSet;
use crate::kube::object::Uid;
use crate::kube::time::{Millis, SECOND};

use super::Sync;

/// Expectations lapse after this, ms. Models ExpectationsTimeout.
const TIMEOUT: Millis = 5 * 60 * SECOND;

#[derive(Clone, Debug, Default)]
struct Expectations {
    creations: usize,
    deletions: OrderedSet<Uid>,
    at: Millis,
}

/// What the controller remembers between syncs.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct ReplicaSetController {
    expectations: LiteMap<Uid, Expectations>,
    /// Resource versions of the last writes for a set: of its pods, and of itself.
    written: LiteMap<Uid, (u64, u64)>,
    /// Syncs in the middle of making pods.
    pub(super) in_flight: LiteMap<Uid, Sync>,
}

impl ReplicaSetController {
    pub(super) fn expect_creations(&mut self, set: Uid, creations: usize, now: Millis) {
        self.expectations.insert(set, Expectations { creations, deletions: OrderedSet::default(), at: now });
    }

    /// Pods that will not come after all.
    pub(super) fn skip_creations(&mut self, set: Uid, skipped: usize) {
        let expected = self.expectations.entry(set).or_default();
        expected.creations = expected.creations.saturating_sub(skipped);
    }

    pub(super) fn expect_deletions(&mut self, set: Uid, deletions: OrderedSet<Uid>, now: Millis) {
        self.expectations.insert(set, Expectations { creations: 0, deletions, at: now });
    }

    /// The size that the sync in flight for a set, if any, has read.
    pub(in super::super) fn size_in_flight(&self, set: Uid) -> Option<i32> {
        self.in_flight.get(&set).map(|sync| sync.set.spec.replicas)
    }

    /// The controller was started anew: it remembers nothing. The keys it was in the middle of are returned.
    pub(in super::super) fn forget_all(&mut self) -> Vec<Uid> {
        let lost = std::mem::take(self);
        lost.in_flight.into_iter().map(|(uid, _)| uid).collect()
    }

    pub(super) fn forget(&mut self, set: Uid) {
        self.expectations.remove(&set);
        self.written.remove(&set);
    }

    /// Notes the version of a pod written for the set. Models consistencyStore WroteAt.
    pub(super) fn wrote_pod(&mut self, set: Uid, version: u64) {
        let (pods, _) = self.written.entry(set).or_default();
        *pods = version.max(*pods);
    }

    /// Notes the version of the set itself after its status was seen to.
    pub(super) fn wrote_set(&mut self, set: Uid, version: u64) {
        let (_, sets) = self.written.entry(set).or_default();
        *sets = version.max(*sets);
    }

    /// Whether the caches, at these versions, have caught up with all that was written for the set. What they have
    /// caught up with is not asked about again.
    ///
    /// Models consistencyStore EnsureReady, gate StaleControllerConsistencyReplicaSet, on since 1.36.
    pub(super) fn ensure_ready(&mut self, set: Uid, pods: u64, sets: u64) -> bool {
        let written = self.written.entry(set).or_default();
        if written.0 <= pods {
            written.0 = 0;
        }
        if written.1 <= sets {
            written.1 = 0;
        }
        *written == (0, 0)
    }

    /// Whether the set may be managed: all it asked for has been seen, or too long ago.
    pub(super) fn satisfied(&self, set: Uid, now: Millis) -> bool {
        self.expectations.get(&set).is_none_or(|expected| {
            (expected.creations == 0 && expected.deletions.is_empty()) || expected.at + TIMEOUT < now
        })
    }

    /// The cache has seen a pod of the set.
    pub(in super::super) fn observe(&mut self, set: Uid, pod: Uid, created: bool, deleted: bool) {
        let Some(expected) = self.expectations.get_mut(&set) else { return };
        if created {
            expected.creations = expected.creations.saturating_sub(1);
        }
        if deleted {
            expected.deletions.remove(&pod);
        }
    }
}
