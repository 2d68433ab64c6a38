//! How the software in an image behaves: a small table of traits a learner combines.

use super::dependency::Versions;
use super::probe::Health;
use super::time::{Millis, SECOND};

/// The behaviour of one image's container, the same in every pod that runs it. All instants are ms after its process
/// started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct App {
    /// It answers nothing before this.
    pub start_up: Millis,
    /// Its readiness endpoint answers well from here on.
    pub ready_after: Millis,
    /// Added to `ready_after` for each further pod of the image created in the same second.
    pub stagger: Millis,
    /// Its readiness endpoint never answers well.
    pub never_ready: bool,
    /// This long after it could be ready its readiness endpoint fails …
    pub unready_after: Option<Millis>,
    /// … for so long; `None` for good.
    pub unready_for: Option<Millis>,
    /// Its process exits with code 1.
    pub crash_after: Option<Millis>,
    /// It hangs: no endpoint answers any more.
    pub hangs_after: Option<Millis>,
    /// No registry has the image.
    pub image_missing: bool,
    /// SIGTERM does nothing: only SIGKILL ends it.
    pub ignores_sigterm: bool,
    /// From SIGTERM to the end of the process.
    pub terminate: Millis,
    /// Out of 100 requests, how many it answers with 500.
    pub error_percent: u32,
    /// Time to answer a request, once a worker is free for it.
    pub response: Millis,
    /// That time is the median, and answers take shorter or longer; otherwise each takes exactly that.
    pub varies: bool,
    /// Requests it works on at a time; further ones wait. 0 is without limit.
    pub workers: u32,
    /// On SIGTERM it takes no more connections, closes those that are idle and finishes what it has, as long as
    /// `terminate` allows; otherwise it serves on until its end, which cuts what it has.
    pub drains: bool,
    /// The schema versions it understands.
    pub schema: Versions,
    /// The contract versions of the API it understands.
    pub contract: Versions,
}

impl App {
    /// Ready after `ready_after` ms, without fault, gone 3 s after SIGTERM.
    pub const fn fine(ready_after: Millis) -> Self {
        Self {
            start_up: 0,
            ready_after,
            stagger: 0,
            never_ready: false,
            unready_after: None,
            unready_for: None,
            crash_after: None,
            hangs_after: None,
            image_missing: false,
            ignores_sigterm: false,
            terminate: 3 * SECOND,
            error_percent: 0,
            response: 60,
            varies: false,
            workers: 0,
            drains: false,
            schema: Versions::ANY,
            contract: Versions::ANY,
        }
    }

    /// When its readiness endpoint answers well, for the pod that was the `sibling`-th of its second (from 0).
    pub fn readiness(&self, sibling: Millis) -> Health {
        let mut health = Health::failing();
        if self.never_ready {
            return health;
        }
        let ready = (self.ready_after + self.stagger * sibling).max(self.start_up);
        health.turn(ready, true);
        if let Some(after) = self.unready_after {
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
        health.turn(self.start_up, true);
        if let Some(hangs) = self.hangs_after {
            health.cut(hangs);
        }
        health
    }
}

impl Default for App {
    fn default() -> Self {
        Self::fine(5 * SECOND)
    }
}
