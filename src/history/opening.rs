//! A run that is gone through from its start to where it is looked at: once, with frames on the way.

use crate::kube::time::Millis;
use crate::pace::Pace;
use crate::scenario::Scenario;
use crate::session::Session;

use super::branch::Edit;
use super::frames::Frames;
use super::limits::EVENTS_MAX;

/// See the module.
pub(super) struct Opening {
    pub session: Session,
    pub frames: Frames,
    /// Edits done so far.
    pub applied: usize,
}

impl Opening {
    /// At the start; what belongs to the person who looks is taken along.
    pub async fn begin(scenario: Scenario, viewer: &Session, pace: &Pace) -> Self {
        let mut session = Session::begin(scenario, pace).await;
        session.keep_view(viewer);
        let mut frames = Frames::default();
        frames.begin(&session);
        Self { session, frames, applied: 0 }
    }

    /// Does an edit again; false where it does not fit what comes before.
    pub async fn apply(&mut self, edit: &Edit, pace: &Pace) -> bool {
        let generation = self.session.generation();
        if !self.replay(edit.steps, edit.at, pace).await {
            return false;
        }
        self.session.again(edit.action.clone(), pace).await;
        if self.session.generation() != generation {
            return false;
        }
        self.applied += 1;
        self.frames.offer(&self.session, self.applied);
        true
    }

    /// Lets things happen up to so many events or up to an instant, whichever comes first; false where that is too much,
    /// or where the events come too late for the instant.
    pub async fn replay(&mut self, events: u64, at: Millis, pace: &Pace) -> bool {
        let session = &mut self.session;
        let instant = session.origin() + at;
        while session.happened() < events && session.happened() < EVENTS_MAX {
            pace.breathe(1).await;
            if !session.step_once(instant) {
                break;
            }
            self.frames.offer(session, self.applied);
        }
        if session.cluster().next_event_at().is_some_and(|next| next < instant) {
            return false;
        }
        session.replay_to(session.happened(), at.max(session.elapsed()));
        events == u64::MAX || session.happened() == events
    }
}
