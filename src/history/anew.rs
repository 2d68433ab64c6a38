//! Beginning anew: what was set before anything happened is part of the start, whichever door it came in by.
//!
//! What controls say stands in the scenario. What came by manifest, or by a field that no control shows, is asked for again
//! at 0; where a control says otherwise by now, the control holds.

use std::rc::Rc;

use crate::control::{Change, change};
use crate::kube::time::Millis;
use crate::pace::Pace;
use crate::scenario::Control;
use crate::session::{Action, Session};
use crate::sim::command::Command;

use super::History;
use super::branch::Edit;
use super::opening::Opening;

impl History {
    /// What was done in the run looked at before any time passed.
    pub(super) fn done_at_first(&self) -> Vec<Edit> {
        let edits = self.current().edits[..self.applied].iter();
        edits.take_while(|edit| edit.steps == 0 && edit.at == 0).cloned().collect()
    }

    /// Sets again what was done at first in another run of the same strategy, as far as it only set something. That is asked
    /// of the new run: to one that has rolled out a version, that version is nothing new.
    pub(super) async fn set_again(&mut self, at_first: Vec<Edit>, pace: &Pace) {
        let start = at_first.into_iter().take_while(|edit| sets(&edit.action, &self.session));
        let start: Vec<Edit> = start.collect();
        if start.is_empty() {
            return;
        }
        let wanted = self.session.scenario().clone();
        for Edit { action, .. } in start {
            self.edit_here(action, pace).await;
        }
        for control in Control::ALL {
            let now = self.session.values().text(*control);
            if now != wanted.text(*control)
                && let Ok(Change::Requests(commands)) = change(self.session.ground(), *control, wanted.text(*control))
            {
                self.edit_here(Action::Request(commands), pace).await;
            }
        }
        self.frames.offer(&self.session, self.applied);
    }

    /// Goes back to where she who runs it took over, as a run of its own: what had happened before belongs to what is set.
    pub(super) async fn begin_assigned_anew(&mut self, from: Millis, pace: &Pace) {
        let here = self.place();
        let given: Vec<Edit> = self.current().edits.iter().take_while(|edit| edit.at < from).cloned().collect();
        let scenario = self.current().scenario.clone();
        let mut opening = Opening::begin(scenario.clone(), &self.session, pace).await;
        for edit in &given {
            opening.apply(edit, pace).await;
        }
        opening.replay(u64::MAX, from, pace).await;
        let mut branch = self.new_run(scenario);
        branch.before = Some(here);
        branch.limit = given.len();
        branch.edits = Rc::new(given);
        self.left.clear();
        self.branches.push(branch);
        self.stand(self.branches.len() - 1, opening);
        self.told = Some(message!("told-restarted"));
    }

    async fn edit_here(&mut self, action: Action, pace: &Pace) {
        self.session.update_paced(action.clone(), pace).await;
        let Some(action) = self.session.written(action) else { return };
        let (steps, at) = (self.session.happened(), self.session.elapsed());
        let branch = &mut self.branches[self.current];
        Rc::make_mut(&mut branch.edits).push(Edit { steps, at, action });
        branch.limit = branch.edits.len();
        self.applied = branch.limit;
    }
}

/// It sets something and begins nothing: no rollout, no migration, no fault.
fn sets(action: &Action, session: &Session) -> bool {
    let Action::Request(commands) = action else { return false };
    let playbook = session.ground().playbook;
    let sets = |command: &Command| match command {
        Command::Create(_) | Command::Apply { .. } | Command::Patch { .. } | Command::Scale { .. } => {
            playbook.brings(command).is_none()
        }
        Command::World(change) => change.migrates().is_none(),
        _ => false,
    };
    commands.iter().all(sets)
}
