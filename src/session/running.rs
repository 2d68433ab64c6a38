//! How time runs in a session: by the wall clock, event by event, or again to where it was before.

use crate::kube::time::Millis;
use crate::pace::Pace;

use super::{Grain, STEP_MAX, Session};

impl Session {
    pub(super) fn tick(&mut self, elapsed_ms: u32) {
        if let Some(until) = self.until_after(elapsed_ms) {
            self.run_to(until);
        }
    }

    /// What the clock will show after so much wall-clock time, ms; `None` while time stands. Parts of a millisecond are
    /// kept for the next time.
    pub fn until_after(&mut self, elapsed_ms: u32) -> Option<Millis> {
        self.playing.then(|| {
            let parts = u64::from(elapsed_ms) * self.speed.thousandths() + self.carry;
            self.carry = parts % 1_000;
            self.elapsed() + parts / 1_000
        })
    }

    /// Lets everything happen up to an instant of the clock, ms.
    pub fn run_until(&mut self, until: Millis) {
        self.run_to(until);
        self.settle_views();
        self.revision += 1;
    }

    /// The same in slices.
    pub async fn run_until_paced(&mut self, until: Millis, pace: &Pace) {
        let instant = self.origin + until;
        while self.next_at().is_some_and(|at| at <= instant) {
            pace.breathe(1).await;
            self.step_once(instant);
        }
        self.run_until(until);
    }

    fn run_to(&mut self, until: Millis) {
        let instant = self.origin + until;
        while self.next_at().is_some_and(|at| at <= instant) {
            self.happen();
        }
        self.cluster.advance_to(instant);
    }

    /// Lets things happen as they did before: exactly so many events in all, and then the clock moves on to `at`, ms.
    pub fn replay_to(&mut self, steps: u64, at: Millis) {
        while self.happened < steps && self.step_once(Millis::MAX) {}
        // What comes before that instant cannot be passed over.
        let instant = self.next_at().map_or(self.origin + at, |next| next.min(self.origin + at));
        self.cluster.advance_clock(instant);
    }

    /// The same in slices.
    pub async fn replay_to_paced(&mut self, steps: u64, at: Millis, pace: &Pace) {
        while self.happened < steps {
            pace.breathe(1).await;
            if !self.step_once(Millis::MAX) {
                break;
            }
        }
        self.replay_to(steps, at);
    }

    /// When the cluster does something next, ms.
    fn next_at(&self) -> Option<Millis> {
        self.cluster.next_event_at()
    }

    /// Lets the cluster's next event happen.
    fn happen(&mut self) {
        self.happened += 1;
        if let Some(at) = self.next_at() {
            self.expect(at - self.origin);
        }
        self.cluster.step();
        self.follow_controller();
        self.take_sample();
        self.follow_shares();
        self.follow_run();
        self.look_at_goal();
    }

    /// A controller may have made another version the one in service.
    fn follow_controller(&mut self) {
        let objects = self.cluster.objects();
        if !(objects.rollouts.is_empty() && objects.canaries.is_empty()) {
            self.playbook.follow(&self.cluster);
        }
    }

    /// Time is moved by hand: it stands, and runs only once it is told to.
    pub fn take_in_hand(&mut self) {
        (self.started, self.playing) = (true, false);
    }

    pub(super) fn step(&mut self, grain: Grain) {
        self.take_in_hand();
        let (mut read, limit) = (self.log().len(), self.step_limit());
        while self.step_once(limit) && !grain.is_met(self.log().since(read)) {
            read = self.log().len();
        }
    }

    /// How far a single step may go, ms of cluster time.
    pub fn step_limit(&self) -> Millis {
        self.cluster.now() + STEP_MAX
    }

    /// Lets the next thing happen, unless it lies behind a limit, ms of cluster time; whether it did.
    pub fn step_once(&mut self, limit: Millis) -> bool {
        let next = self.next_at().filter(|at| *at <= limit);
        next.inspect(|_| self.happen()).is_some()
    }

    /// Events that happened since the clock showed 0.
    pub fn happened(&self) -> u64 {
        self.happened
    }

    /// How often a cluster was begun: it rises when another run was asked for.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Entries of the log, samples and seconds of traffic that a copy has for itself; it shares all others.
    pub fn own_entries(&self) -> usize {
        self.cluster.log().own_entries() + self.samples.own() + self.shares.own() + self.cluster.traffic().own_entries()
    }

    /// A copy to come back to.
    pub fn frame(&self) -> Self {
        self.clone()
    }

    /// Takes over what belongs to the person and not to the instant: speed, what was typed and refused, the pod looked at.
    pub fn keep_view(&mut self, from: &Self) {
        self.speed = from.speed;
        self.started = from.started;
        self.playing = false;
        self.texts = from.texts.clone();
        self.errors = from.errors.clone();
        self.manifest = from.manifest.clone();
        self.field = from.field.clone();
        self.chosen = from.chosen.clone();
        (self.revision, self.edits) = (from.revision + 1, from.edits + 1);
        self.generation = from.generation;
    }
}
