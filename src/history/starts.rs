//! Settings before anything happened: each begins the run anew in the place of the one before, and can be taken back.

use crate::message::Message;
use crate::pace::Pace;
use crate::scenario::{Control, Scenario};
use crate::session::Session;

use super::History;
use super::branch::{Branch, BranchId};
use super::frames::Frames;

/// What a run nobody has touched would have begun with before, and after that was taken back.
#[derive(Clone, Debug, Default)]
pub(super) struct Starts {
    run: BranchId,
    behind: Vec<Scenario>,
    ahead: Vec<Scenario>,
}

impl History {
    /// The session has begun anew, and nobody did anything in the run looked at: it begins otherwise.
    pub(super) fn begin_otherwise(&mut self) {
        let before = self.put_start();
        if self.starts.run != self.current().id {
            self.starts = Starts::default();
        }
        if before != self.current().scenario {
            self.starts.behind.push(before);
            self.starts.ahead.clear();
        }
        self.starts.run = self.current().id;
    }

    /// In the place of the run looked at, under its name, the one that the session has begun. A tab that looks at the other
    /// keeps it: it has a number of its own. Returns what the other began with.
    fn put_start(&mut self) -> Scenario {
        let new = self.new_run(self.session.scenario().clone());
        if self.starts.run == self.current().id {
            self.starts.run = new.id;
        }
        let old = &mut self.branches[self.current];
        let new = Branch { before: old.before, name: old.name.clone(), ..new };
        let old = std::mem::replace(old, new);
        self.applied = 0;
        self.frames = Frames::default();
        self.frames.begin(&self.session);
        old.scenario
    }

    /// Nobody did anything in the run looked at, and it began otherwise before.
    pub(super) fn has_start_behind(&self) -> bool {
        self.is_of_starts() && !self.starts.behind.is_empty()
    }

    /// The same, and that was taken back.
    pub(super) fn has_start_ahead(&self) -> bool {
        self.is_of_starts() && !self.starts.ahead.is_empty()
    }

    fn is_of_starts(&self) -> bool {
        self.starts.run == self.current().id && self.current().is_untouched()
    }

    pub(super) async fn undo_start(&mut self, pace: &Pace) {
        if let Some(scenario) = self.starts.behind.pop() {
            let was = self.start(scenario, pace).await;
            self.told = Some(message!("told-undone", what = difference(&was, &self.current().scenario)));
            self.starts.ahead.push(was);
        }
    }

    pub(super) async fn redo_start(&mut self, pace: &Pace) {
        if let Some(scenario) = self.starts.ahead.pop() {
            let was = self.start(scenario, pace).await;
            self.told = Some(message!("told-redone", what = difference(&self.current().scenario, &was)));
            self.starts.behind.push(was);
        }
    }

    async fn start(&mut self, scenario: Scenario, pace: &Pace) -> Scenario {
        let mut session = Session::begin(scenario, pace).await;
        session.keep_view(&self.session);
        self.session = session;
        self.put_start()
    }
}

/// What one of two starts has otherwise: `Replicas 10`.
fn difference(has: &Scenario, other: &Scenario) -> Message {
    if has.strategy() != other.strategy() {
        return message!("told-strategy", strategy = has.strategy().label());
    }
    let differs = |control: &&Control| has.text(**control) != other.text(**control);
    let of = |control: &Control| message!("told-setting", label = control.label(), value = has.text(*control));
    let all: Vec<Message> = Control::ALL.iter().filter(differs).map(of).collect();
    message!("told-settings", settings = all)
}
