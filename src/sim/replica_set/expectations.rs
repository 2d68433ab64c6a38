//! What a ReplicaSet has asked for and its cache has not shown yet. Models controller_utils.go ControllerExpectations.

use super::super::object::Uid;
use super::super::small::SmallMap;
use super::super::time::{Millis, SECOND};

/// Expectations lapse after this, ms. Models ExpectationsTimeout.
const TIMEOUT: Millis = 5 * 60 * SECOND;

#[derive(Clone, Debug, Default)]
struct Expectations {
    creations: usize,
    deletions: Vec<Uid>,
    at: Millis,
}

/// What the controller remembers between syncs.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct ReplicaSetController {
    expectations: SmallMap<Uid, Expectations>,
}

impl ReplicaSetController {
    pub(super) fn expect_creations(&mut self, set: Uid, creations: usize, now: Millis) {
        self.expectations.insert(set, Expectations { creations, deletions: Vec::new(), at: now });
    }

    pub(super) fn expect_deletions(&mut self, set: Uid, deletions: Vec<Uid>, now: Millis) {
        self.expectations.insert(set, Expectations { creations: 0, deletions, at: now });
    }

    pub(super) fn forget(&mut self, set: Uid) {
        self.expectations.remove(&set);
    }

    /// Whether the set may be managed: all it asked for has been seen, or too long ago.
    pub(super) fn satisfied(&self, set: Uid, now: Millis) -> bool {
        self.expectations.get(&set).is_none_or(|expected| {
            (expected.creations == 0 && expected.deletions.is_empty()) || expected.at + TIMEOUT < now
        })
    }

    /// The cache has seen a pod of the set.
    pub(in super::super) fn observe(&mut self, set: Uid, pod: Uid, created: bool, deleted: bool) {
        let expected = self.expectations.iter_mut().find(|(other, _)| *other == set);
        let Some((_, expected)) = expected else { return };
        if created {
            expected.creations = expected.creations.saturating_sub(1);
        }
        if deleted {
            expected.deletions.retain(|other| *other != pod);
        }
    }
}
