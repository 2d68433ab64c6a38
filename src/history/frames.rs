//! Frames of the current run: sessions from which later instants are reached in a few milliseconds.

use std::rc::Rc;

use crate::kube::time::Millis;
use crate::session::Session;

use super::branch::Edit;

/// Events between two frames at first.
const SPACING: u64 = 4_000;
/// Most frames; then every second one goes, and they are made half as often.
const FRAMES_MAX: usize = 48;
/// Most pods in all of them together: what a frame keeps for itself, it keeps for its pods.
const PODS_MAX: usize = 150_000;

/// See the module. A copy shares the frames.
#[derive(Clone, Debug)]
pub(super) struct Frames {
    /// With the number of edits in each, in the order of their instants.
    all: Vec<(usize, Rc<Session>)>,
    spacing: u64,
}

impl Default for Frames {
    fn default() -> Self {
        Self { all: Vec::new(), spacing: SPACING }
    }
}

impl Frames {
    /// The run's start, which is always kept.
    pub fn begin(&mut self, session: &Session) {
        self.all = vec![(0, Rc::new(session.frame()))];
    }

    /// Keeps this instant if it is far enough from the last one kept.
    pub fn offer(&mut self, session: &Session, applied: usize) {
        let last = self.all.last().map_or(0, |(_, last)| last.happened());
        if session.happened() < last + self.spacing {
            return;
        }
        self.all.push((applied, Rc::new(session.frame())));
        let pods = |(_, frame): &(usize, Rc<Session>)| frame.cluster().objects().pods.len();
        if self.all.len() > FRAMES_MAX || self.all.len() > 2 && self.all.iter().map(pods).sum::<usize>() > PODS_MAX {
            self.spacing *= 2;
            let mut index = 0;
            self.all.retain(|_| {
                index += 1;
                index % 2 == 1
            });
        }
    }

    /// Forgets what lies behind an edit: frames with more edits in them, or with this many but later than it.
    pub fn keep_until(&mut self, steps: u64, edits: usize) {
        self.all.retain(|(applied, frame)| *applied <= edits && frame.happened() <= steps);
    }

    /// Forgets frames that lack an edit in force, or hold one that is not.
    pub fn keep_sound(&mut self, edits: &[Edit]) {
        self.all.retain(|(applied, frame)| is_sound(*applied, frame, edits));
    }

    /// The same, but with fewer than so many entries in its log.
    pub fn before_entry(&self, at: Millis, steps: u64, edits: &[Edit], entries: usize) -> Option<(usize, &Session)> {
        self.last(at, steps, edits, |frame| frame.log().len() < entries)
    }

    /// The last frame not behind an instant that has in it all edits in force before its own.
    pub fn before(&self, at: Millis, steps: u64, edits: &[Edit]) -> Option<(usize, &Session)> {
        self.last(at, steps, edits, |_| true)
    }

    fn last(
        &self,
        at: Millis,
        steps: u64,
        edits: &[Edit],
        fits: impl Fn(&Session) -> bool,
    ) -> Option<(usize, &Session)> {
        let fits = |(applied, frame): &&(usize, Rc<Session>)| {
            is_sound(*applied, frame, edits) && frame.elapsed() <= at && frame.happened() <= steps && fits(frame)
        };
        self.all.iter().rev().find(fits).map(|(applied, frame)| (*applied, &**frame))
    }
}

fn is_sound(applied: usize, frame: &Session, edits: &[Edit]) -> bool {
    applied <= edits.len() && edits[applied..].iter().all(|edit| edit.steps >= frame.happened())
}
