//! Moving in time and between branches: nothing here changes what is written down, but for undoing and redoing.

use crate::kube::object::{Kind, Name};
use crate::kube::time::{Millis, SECOND};
use crate::kubectl;
use crate::message::Said;
use crate::pace::{Pace, at_once};
use crate::session::{Action, Grain, Session};
use crate::sim::event::Event;

use super::History;
use super::branch::{Branch, BranchId, Edit, Place};
use super::frames::Frames;
use super::name::RunName;

/// Furthest instant one can ask for, ms of the clock.
pub const FURTHEST: Millis = 2 * 3_600 * SECOND;

/// How far a jump looks for a change, ms of the clock.
const FURTHEST_JUMP: Millis = 1_800 * SECOND;

/// A move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Travel {
    /// To an instant of the clock, ms.
    Seek(Millis),
    /// To the entry of the log before this one, or to what was seen before this.
    StepBack(Grain),
    /// To the next or the last entry about an object.
    Jump(Jump, About),
    /// Takes the last edit back.
    Undo,
    /// Does it again.
    Redo,
    /// Looks at another branch, where it was left.
    Switch(BranchId),
    /// Gives a branch a name.
    Rename(BranchId, String),
    /// Takes a branch away; the last one stays.
    Delete(BranchId),
    /// Brings the branch back that was taken away last.
    BringBack,
    /// Remembers this instant.
    SetCheckpoint,
    /// Goes back to it.
    ToCheckpoint,
}

/// An object as the log names it: `web` the Deployment is not `web` the Service.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct About {
    pub name: Name,
    pub kind: Kind,
}

impl About {
    /// What an entry of the log names.
    pub fn of(event: &Event) -> Self {
        Self { name: event.object.clone(), kind: event.kind }
    }

    /// An entry of the log is about it; a pod's begins with the entry of its ReplicaSet that made it.
    pub fn is_of(&self, event: &Event) -> bool {
        let made = self.kind == Kind::Pod && event.happening.made_pod() == Some(&self.name);
        made || Self::of(event) == *self
    }
}

/// Which way to jump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jump {
    /// Towards the start.
    Back,
    /// Onwards.
    On,
}

impl History {
    /// Makes a move. One that leads nowhere changes nothing.
    pub fn travel(&mut self, travel: Travel) {
        at_once(async |pace| self.travel_paced(travel, pace).await);
    }

    pub(super) async fn travel_paced(&mut self, travel: Travel, pace: &Pace) {
        self.told = None;
        self.keep_ghost();
        match travel {
            Travel::Seek(at) => self.seek(at, pace).await,
            Travel::StepBack(grain) => self.step_back(grain, pace).await,
            Travel::Jump(way, about) => self.jump(way, &about, pace).await,
            Travel::Undo => self.undo(pace).await,
            Travel::Redo => self.redo(pace).await,
            Travel::Switch(id) => self.switch(id, pace).await,
            Travel::Rename(id, name) => {
                if let Some(branch) = self.branches.iter_mut().find(|branch| branch.id == id && !name.trim().is_empty())
                {
                    branch.name = RunName::given(name.trim());
                }
            }
            Travel::Delete(id) => self.delete(id, pace).await,
            Travel::BringBack => self.branches.extend(self.deleted.take()),
            Travel::SetCheckpoint => self.checkpoint = Some(self.place()),
            Travel::ToCheckpoint => {
                if let Some(place) = self.checkpoint {
                    self.go(place, pace).await;
                }
            }
        }
    }

    /// Restores the last frame at or before an instant, events counted up to `steps`.
    fn restore(&mut self, at: Millis, steps: u64) {
        let branch = &self.branches[self.current];
        let found = self.frames.before(at, steps, &branch.edits[..branch.limit]);
        let found = found.map(|(applied, frame)| (applied, frame.clone()));
        self.stand_in(found);
    }

    /// The same, but before the log had so many entries.
    fn restore_before(&mut self, place: Place, entries: usize) {
        let branch = &self.branches[self.current];
        let found = self.frames.before_entry(place.at, place.steps, &branch.edits[..branch.limit], entries);
        let found = found.map(|(applied, frame)| (applied, frame.clone()));
        self.stand_in(found);
    }

    fn stand_in(&mut self, frame: Option<(usize, Session)>) {
        if let Some((applied, mut session)) = frame {
            session.keep_view(&self.session);
            (self.session, self.applied) = (session, applied);
        }
    }

    async fn seek(&mut self, at: Millis, pace: &Pace) {
        let at = at.min(FURTHEST);
        self.session.update(Action::Pause);
        // Going on from here is nearest, unless the instant lies behind or a frame lies in between.
        let branch = self.current();
        let frame = self.frames.before(at, u64::MAX, &branch.edits[..branch.limit]);
        let nearer = frame.is_some_and(|(_, frame)| frame.happened() > self.session.happened());
        if at < self.session.elapsed() || nearer {
            self.restore(at, u64::MAX);
        }
        self.run_until(at, pace).await;
    }

    /// To exactly these many events, with the edits in between.
    pub(super) async fn go_to(&mut self, place: Place, pace: &Pace) {
        self.restore(place.at, place.steps);
        let from = self.session.happened();
        while self.applied < place.limit {
            let Some(edit) = self.next_edit().cloned() else { break };
            pace.report(edit.steps.saturating_sub(from), place.steps.saturating_sub(from));
            self.apply(edit, pace).await;
        }
        self.replay(place.steps, place.at, pace).await;
        self.session.update(Action::Look);
        self.arrived();
    }

    async fn step_back(&mut self, grain: Grain, pace: &Pace) {
        self.session.update(Action::Pause);
        let here = self.place();
        // From the last frame that lacks the last entry; where that came just now, from the last one that lacks the one before.
        let mut entries = self.session.log().len();
        loop {
            if entries == 0 {
                return self.go_to(Place { limit: 0, at: 0, steps: 0, ..here }, pace).await;
            }
            self.restore_before(here, entries);
            entries = self.session.log().len();
            let mut last = None;
            while self.place().is_before(&here) {
                let before = self.session.log().len();
                let place = self.place();
                if !self.once(pace).await {
                    break;
                }
                let now = self.place();
                if grain.is_met(self.session.log().since(before)) && now.is_before(&here) {
                    last = Some(now);
                }
                if place == now {
                    break;
                }
            }
            if let Some(place) = last {
                return self.go_to(place, pace).await;
            }
        }
    }

    /// One event, or one edit that is written down.
    async fn once(&mut self, pace: &Pace) -> bool {
        pace.breathe(1).await;
        match self.next_edit().filter(|edit| edit.steps == self.session.happened()).cloned() {
            Some(edit) => {
                self.apply(edit, pace).await;
                true
            }
            None => self.session.step_once(Millis::MAX),
        }
    }

    async fn jump(&mut self, way: Jump, what: &About, pace: &Pace) {
        let (origin, now) = (self.session.origin(), self.session.elapsed());
        let about = |event: &&Event| what.is_of(event);
        match way {
            Jump::Back => {
                let mut earlier = self.session.log().iter().rev().filter(|event| event.at - origin < now);
                if let Some(at) = earlier.find(about).map(|event| event.at - origin) {
                    self.seek(at, pace).await;
                }
            }
            Jump::On => {
                let (here, mut read, end) = (self.place(), self.session.log().len(), now + FURTHEST_JUMP);
                // Each entry is looked at once, when it comes.
                let mut found = false;
                while !found {
                    pace.report(self.session.elapsed() - now, FURTHEST_JUMP);
                    if self.session.elapsed() >= end || !self.once(pace).await {
                        return self.go_to(here, pace).await;
                    }
                    let log = self.session.log();
                    found = log.since(read).iter().any(|event| about(&event));
                    read = log.len();
                    self.frames.offer(&self.session, self.applied);
                }
                self.session.update(Action::Look);
                self.arrived();
            }
        }
    }

    /// What an edit was, as kubectl has it.
    fn line(edit: &Edit) -> Said {
        let commands = match &edit.action {
            Action::Request(commands) => commands.as_slice(),
            _ => &[],
        };
        let line = commands.iter().find_map(kubectl::bare_line);
        line.map_or_else(|| message!("told-last-change").into(), Said::from)
    }

    async fn undo(&mut self, pace: &Pace) {
        self.session.update(Action::Pause);
        let branch = &mut self.branches[self.current];
        if branch.limit == 0 {
            if self.session.elapsed() > 0 {
                self.told = Some(message!("told-at-start"));
                return self.seek(0, pace).await;
            }
            if self.has_start_behind() {
                return self.undo_start(pace).await;
            }
            if let Some(before) = self.current().before {
                self.told = Some(message!("told-run-before"));
                self.left.push(self.place());
                self.go(before, pace).await;
            }
            return;
        }
        branch.limit -= 1;
        let edit = branch.edits[branch.limit].clone();
        self.told = Some(message!("told-undone", what = Self::line(&edit)));
        let branch = &self.branches[self.current];
        let place = Place { branch: branch.id, limit: branch.limit, at: edit.at, steps: edit.steps };
        self.frames.keep_sound(&branch.edits[..branch.limit]);
        self.go_to(place, pace).await;
    }

    async fn redo(&mut self, pace: &Pace) {
        self.session.update(Action::Pause);
        let branch = &mut self.branches[self.current];
        let Some(edit) = branch.edits.get(branch.limit).cloned() else {
            if self.has_start_ahead() {
                return self.redo_start(pace).await;
            }
            if let Some(place) = self.left.pop() {
                self.told = Some(message!("told-run-again"));
                self.go(place, pace).await;
            }
            return;
        };
        branch.limit += 1;
        self.told = Some(message!("told-redone", what = Self::line(&edit)));
        let branch = &self.branches[self.current];
        let place = Place { branch: branch.id, limit: branch.limit, at: edit.at, steps: edit.steps };
        self.frames.keep_sound(&branch.edits[..branch.limit]);
        self.go_to(place, pace).await;
    }

    /// Something can be taken back.
    pub fn can_undo(&self) -> bool {
        self.current().limit > 0
            || self.session.elapsed() > 0
            || self.has_start_behind()
            || self.current().before.is_some_and(|place| self.index(place.branch).is_some())
    }

    /// Something can be done again.
    pub fn can_redo(&self) -> bool {
        self.current().limit < self.current().edits.len() || self.has_start_ahead() || !self.left.is_empty()
    }

    fn index(&self, id: BranchId) -> Option<usize> {
        self.branches.iter().position(|branch| branch.id == id)
    }

    /// To an instant of any branch that is still there.
    pub(super) async fn go(&mut self, place: Place, pace: &Pace) {
        let Some(index) = self.index(place.branch) else { return };
        if index != self.current {
            self.enter_at(index, pace).await;
        }
        let branch = &mut self.branches[index];
        branch.limit = branch.limit.max(place.limit).min(branch.edits.len());
        self.go_to(place, pace).await;
    }

    /// The start of a branch.
    async fn enter_at(&mut self, index: usize, pace: &Pace) {
        let mut session = Session::begin(self.branches[index].scenario.clone(), pace).await;
        session.keep_view(&self.session);
        (self.current, self.session, self.applied) = (index, session, 0);
        self.frames = Frames::default();
        self.frames.begin(&self.session);
    }

    async fn switch(&mut self, id: BranchId, pace: &Pace) {
        let Some(index) = self.index(id).filter(|index| *index != self.current) else { return };
        self.left.clear();
        self.enter_at(index, pace).await;
        let Branch { limit, horizon: (at, steps), .. } = self.branches[index];
        self.go_to(Place { branch: id, limit, at, steps }, pace).await;
    }

    async fn delete(&mut self, id: BranchId, pace: &Pace) {
        let Some(index) = self.index(id).filter(|_| self.branches.len() > 1) else { return };
        if index == self.current {
            let next = if index > 0 { index - 1 } else { 1 };
            self.switch(self.branches[next].id, pace).await;
        }
        let branch = self.branches.remove(index);
        self.told = Some(message!("told-deleted", name = branch.title()));
        self.deleted = Some(branch);
        self.current -= usize::from(self.current > index);
        self.left.retain(|place| place.branch != id);
        self.checkpoint = self.checkpoint.filter(|place| place.branch != id);
    }

    /// The branch that was taken away last.
    pub fn deleted(&self) -> Option<&Branch> {
        self.deleted.as_ref()
    }

    /// Whether an instant is remembered, and which, ms of the clock.
    pub fn checkpoint(&self) -> Option<Millis> {
        self.checkpoint.map(|place| place.at)
    }
}

impl Place {
    fn is_before(&self, other: &Self) -> bool {
        (self.steps, self.limit, self.at) < (other.steps, other.limit, other.at)
    }
}
