//! When the endpoints of an image's software answer well, as [`App`] says it behaves.

use super::health::Health;
use crate::kube::time::Millis;
use crate::world::App;

impl App {
    /// When its readiness endpoint answers well, for the pod that was the `sibling`-th of its second (from 0).
    pub fn readiness(&self, sibling: Millis) -> Health {
        let mut health = Health::failing();
        health.listens_from(self.start_up);
        let ready = (self.ready_after + self.stagger * sibling).max(self.start_up);
        if !self.never_ready {
            health.turn(ready, true);
        }
        if let Some(after) = self.unready_after.filter(|_| !self.never_ready) {
            health.turn(ready + after, false);
            if let Some(lasts) = self.unready_for {
                health.turn(ready + after + lasts, true);
            }
        }
        if let Some(hangs) = self.hangs_after {
            health.cut(hangs);
        }
        health
    }

    /// When its liveness endpoint answers well; a startup probe asks the same.
    pub fn liveness(&self) -> Health {
        let mut health = Health::failing();
        health.listens_from(self.start_up);
        health.turn(self.start_up, true);
        if let Some(hangs) = self.hangs_after {
            health.cut(hangs);
        }
        health
    }
}
