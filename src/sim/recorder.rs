//! What of its events a component sends at all. Models client-go tools/record events_cache.go EventSourceObjectSpamFilter.

use crate::kube::time::{Millis, SECOND};

/// Events about one object that come at once, and the time for one more, ms. Models defaultSpamBurst and defaultSpamQPS.
const BURST: u64 = 25;
const ONE_MORE: Millis = 300 * SECOND;

/// What may still be sent about one object: so many ms of credit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credit {
    left: Millis,
    at: Millis,
}

impl Credit {
    /// 25 events may come at once from this instant on.
    pub fn fresh(at: Millis) -> Self {
        Self { left: BURST * ONE_MORE, at }
    }

    /// One event, if it may be sent now: 25 at once; then one more every 300 s.
    pub fn take(&mut self, now: Millis) -> bool {
        self.left = (self.left + now.saturating_sub(self.at)).min(BURST * ONE_MORE);
        self.at = now;
        let enough = self.left >= ONE_MORE;
        if enough {
            self.left -= ONE_MORE;
        }
        enough
    }

    /// When the next may be sent, ms.
    pub fn next_at(&self) -> Millis {
        self.at + ONE_MORE.saturating_sub(self.left)
    }
}
