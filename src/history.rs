//! Runs as values: a learner's session with all that was done and when, so that time turns back and runs branch. Pure.
//!
//! A run is its scenario and its edits. From them everything follows, so an earlier instant is reached by restoring the
//! last frame before it and letting the same things happen again. Not in here: storage, the address bar, drawing.

mod anew;
mod assigned;
mod branch;
mod code;
mod compare;
mod figures;
mod file;
mod frames;
mod gather;
mod ghost;
mod glean;
mod journey;
mod limits;
mod link;
mod marks;
mod meet;
mod name;
mod opening;
mod record;
mod room;
#[cfg(test)]
mod round_trip;
mod shelf;
mod starts;
mod store;
mod travel;
mod words;

use std::rc::Rc;

use crate::documents;
use crate::kube::time::Millis;
use crate::message::Message;
use crate::pace::{Pace, Work, at_once};
use crate::scenario::{Assignment, STRATEGY, Scenario};
use crate::session::{Action, Grain, Session, Speed};

pub use assigned::assign;
pub use branch::{Branch, BranchId, Edit};
pub use compare::{Column, Comparison, RUNS_MAX, SHOTS, Shot};
pub use figures::{Cell, Row};
pub use file::Runs;
pub use glean::{Gleaned, Topic};
pub use journey::{Errand, Journey, News, Traveller};
pub use limits::{RUNS_KEPT_MAX, TASK_MAX};

pub use link::{Link, read_scenario};
pub use marks::{Mark, MarkKind};
pub use name::RunName;
pub use shelf::{Refused, Shelf};
pub use store::Store;
pub use travel::{About, Jump, Travel};

use branch::Place;
use frames::Frames;
use ghost::Ghost;
use starts::Starts;

/// Everything there is of one visit.
#[derive(Clone, Debug)]
pub struct History {
    branches: Vec<Branch>,
    current: usize,
    next_id: BranchId,
    session: Session,
    /// Edits of the current branch that the session has in it.
    applied: usize,
    frames: Frames,
    /// Where undoing left a branch, for redoing.
    left: Vec<Place>,
    checkpoint: Option<Place>,
    deleted: Option<Branch>,
    /// What the last move or edit did beside what is seen, for people.
    told: Option<Message>,
    ghost: Option<Ghost>,
    starts: Starts,
    /// Wall-clock time since the last event at [`Speed::Events`], ms.
    waited: u32,
}

/// Longest stretch that is gone through without a look at the frames, ms of the clock.
const PART: Millis = 5_000;
/// Wall-clock time from event to event at [`Speed::Events`], ms.
const BETWEEN_EVENTS: u32 = 500;

impl History {
    /// One run of a scenario, at its start.
    pub fn new(scenario: Scenario) -> Self {
        at_once(async |pace| Self::begin(scenario, pace).await)
    }

    /// The same in slices.
    pub fn in_slices(scenario: Scenario) -> Work<Self> {
        Work::new(|pace| async move { Self::begin(scenario, &pace).await })
    }

    async fn begin(scenario: Scenario, pace: &Pace) -> Self {
        let session = Session::begin(scenario.clone(), pace).await;
        let mut history = Self {
            branches: vec![Branch::new(0, scenario, None)],
            current: 0,
            next_id: 1,
            frames: Frames::default(),
            session,
            applied: 0,
            left: Vec::new(),
            checkpoint: None,
            deleted: None,
            told: None,
            ghost: None,
            starts: Starts::default(),
            waited: 0,
        };
        history.frames.begin(&history.session);
        history
    }

    /// The session at the instant looked at.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// What the last thing a person did comes to, where the picture alone does not say it, and how to take it back.
    pub fn told(&self) -> Option<&Message> {
        self.told.as_ref()
    }

    /// The branches, oldest first.
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }

    /// The one looked at.
    pub fn current(&self) -> &Branch {
        &self.branches[self.current]
    }

    /// Does what a person or the clock does. What changes the run is written down; made in the past, it begins a branch.
    pub fn update(&mut self, action: Action) {
        at_once(async |pace| self.update_paced(action, pace).await);
    }

    async fn update_paced(&mut self, action: Action, pace: &Pace) {
        match action {
            Action::Tick { elapsed_ms } => {
                if self.tick(elapsed_ms) {
                    self.step_on(pace).await;
                }
            }
            Action::Step(grain) => self.step(grain, pace).await,
            action if is_edit(&action) => self.edit(action, pace).await,
            action => self.session.update(action),
        }
    }

    /// Lets time run for a frame of the wall clock; whether it is time for the next event instead: see [`Speed::Events`].
    fn tick(&mut self, elapsed_ms: u32) -> bool {
        if self.session.speed() == Speed::Events && self.session.playing() {
            self.waited += elapsed_ms;
            let due = self.waited >= BETWEEN_EVENTS;
            if due {
                self.waited = 0;
            }
            return due;
        }
        if let Some(until) = self.session.until_after(elapsed_ms) {
            at_once(async |pace| self.run_until(until, pace).await);
        }
        false
    }

    /// One step, after which time goes on; at the end of all that comes by itself it stops.
    async fn step_on(&mut self, pace: &Pace) {
        let before = self.session.log().len();
        self.step(Grain::Event, pace).await;
        if self.session.log().len() > before {
            self.session.update(Action::Play);
        }
    }

    /// Lets time run to an instant of the clock, ms, with the edits that are written down for it.
    async fn run_until(&mut self, until: Millis, pace: &Pace) {
        let from = self.session.elapsed();
        while let Some(edit) = self.next_edit().filter(|edit| edit.at <= until).cloned() {
            pace.report(edit.at.saturating_sub(from), until.saturating_sub(from));
            self.apply(edit, pace).await;
        }
        // A long way is gone in parts, so that there are frames on it.
        while self.session.elapsed() + PART < until {
            pace.report(self.session.elapsed().saturating_sub(from), until.saturating_sub(from));
            self.session.run_until_paced(self.session.elapsed() + PART, pace).await;
            self.frames.offer(&self.session, self.applied);
        }
        self.session.run_until_paced(until, pace).await;
        self.arrived();
    }

    /// The next edit in force that the session has not in it yet.
    fn next_edit(&self) -> Option<&Edit> {
        let branch = self.current();
        branch.edits[..branch.limit].get(self.applied)
    }

    /// Goes to an edit's place and does it again.
    async fn apply(&mut self, edit: Edit, pace: &Pace) {
        self.replay(edit.steps, edit.at, pace).await;
        self.session.again(edit.action, pace).await;
        self.applied += 1;
        self.frames.offer(&self.session, self.applied);
    }

    /// Lets things happen as they did before, with frames on the way: see [`Session::replay_to`].
    async fn replay(&mut self, steps: u64, at: Millis, pace: &Pace) {
        while self.session.happened() < steps {
            pace.breathe(1).await;
            if !self.session.step_once(Millis::MAX) {
                break;
            }
            self.frames.offer(&self.session, self.applied);
        }
        self.session.replay_to(steps, at);
    }

    /// Takes one event, or one edit that is written down, after the other until the log has what is looked for.
    async fn step(&mut self, grain: Grain, pace: &Pace) {
        self.session.take_in_hand();
        let (here, mut read) = (self.place(), self.session.log().len());
        // A run that was seen to go on goes on, however long nothing happens in it.
        let limit = self.session.step_limit().max(self.session.origin() + self.current().horizon.0);
        while !grain.is_met(self.session.log().since(read)) {
            read = self.session.log().len();
            pace.breathe(1).await;
            match self.next_edit().filter(|edit| edit.steps == self.session.happened()).cloned() {
                Some(edit) => self.apply(edit, pace).await,
                // Nothing comes but requests: time stays where it is.
                None if !self.session.step_once(limit) => return self.go_to(here, pace).await,
                None => {}
            }
        }
        self.session.update(Action::Look);
        self.arrived();
    }

    fn arrived(&mut self) {
        let branch = &mut self.branches[self.current];
        branch.horizon = branch.horizon.max((self.session.elapsed(), self.session.happened()));
        self.frames.offer(&self.session, self.applied);
    }

    async fn edit(&mut self, action: Action, pace: &Pace) {
        // What was done in the run is done again all the same: a link made by who locked it holds what she set under way.
        let assignment = self.session.scenario().assignment.clone();
        if !is_allowed(&action, &assignment) {
            self.told = Some(message!("told-locked"));
            return;
        }
        if action == Action::Restart && assignment.from > 0 {
            return self.begin_assigned_anew(assignment.from, pace).await;
        }
        self.told = None;
        let generation = self.session.generation();
        let (steps, at) = (self.session.happened(), self.session.elapsed());
        let here = self.place();
        // Where nothing was ever played the first step starts time: else nothing would move, and nothing say why.
        let starts = matches!(action, Action::Do(_)) && !self.session.started();
        let at_first = if action == Action::Restart { self.done_at_first() } else { Vec::new() };
        self.session.update_paced(action.clone(), pace).await;
        if self.session.generation() != generation {
            self.left.clear();
            // A run nobody did anything in is not worth keeping.
            if self.current().is_untouched() {
                self.begin_otherwise();
            } else {
                self.told = Some(told_anew(&action));
                self.begin_anew(here);
            }
            return self.set_again(at_first, pace).await;
        }
        let Some(action) = self.session.written(action) else { return };
        self.left.clear();
        let edit = Edit { steps, at, action };
        if self.is_in_the_past() {
            self.hand_on_ghost(here.branch, self.next_id);
            self.told = Some(message!("told-branched"));
            self.fork(here);
        }
        let branch = &mut self.branches[self.current];
        Rc::make_mut(&mut branch.edits).push(edit);
        branch.limit = branch.edits.len();
        self.applied = branch.limit;
        branch.horizon = (self.session.elapsed(), self.session.happened());
        self.frames.keep_until(here.steps, here.limit);
        self.frames.offer(&self.session, self.applied);
        if starts {
            self.session.update(Action::Play);
        }
    }

    /// The run goes on behind here, or has gone on before.
    fn is_in_the_past(&self) -> bool {
        let branch = self.current();
        self.applied < branch.edits.len() || (self.session.elapsed(), self.session.happened()) < branch.horizon
    }

    /// The session began a new cluster: a run of its own.
    fn begin_anew(&mut self, from: Place) {
        let mut branch = self.new_run(self.session.scenario().clone());
        branch.before = Some(from);
        self.enter(branch);
        self.applied = 0;
        self.frames = Frames::default();
        self.frames.begin(&self.session);
    }

    /// A branch with the edits that the session has in it, up to here.
    fn fork(&mut self, from: Place) {
        let number = self.free_number();
        let mut branch = self.new_run(self.current().scenario.clone());
        let parent = self.current();
        branch.parent = Some((parent.id, from.at));
        branch.name = RunName::Branch(number, parent.name.number().unwrap_or(parent.id + 1), from.at);
        branch.edits = Rc::new(parent.edits[..from.limit].to_vec());
        branch.before = Some(from);
        let parent = &mut self.branches[self.current];
        parent.limit = parent.edits.len();
        self.enter(branch);
    }

    /// A run that is not on the list yet, with a number and a name that no other has.
    fn new_run(&mut self, scenario: Scenario) -> Branch {
        let name = RunName::Run(self.free_number());
        let id = self.next_id;
        self.next_id += 1;
        Branch { name, ..Branch::new(id, scenario, None) }
    }

    /// A number that no run's name has.
    fn free_number(&self) -> u32 {
        self.branches.iter().filter_map(|branch| branch.name.number()).max().unwrap_or(0).saturating_add(1)
    }

    fn enter(&mut self, branch: Branch) {
        self.branches.push(branch);
        self.current = self.branches.len() - 1;
    }

    /// Where the session is now; `limit` counts the edits it has in it.
    fn place(&self) -> Place {
        Place {
            branch: self.current().id,
            limit: self.applied,
            at: self.session.elapsed(),
            steps: self.session.happened(),
        }
    }
}

/// What becomes of the run before, where another one begins.
fn told_anew(action: &Action) -> Message {
    match action {
        Action::Restart => message!("told-restarted"),
        _ => message!("told-anew"),
    }
}

/// A link can lock settings of the page, and the World; what the cluster is asked for it cannot.
fn is_allowed(action: &Action, assignment: &Assignment) -> bool {
    match action {
        Action::Set { control, .. } => assignment.allows(control.key()),
        Action::ChooseStrategy(_) => assignment.allows(STRATEGY),
        Action::Choose(_) => !assignment.locked,
        Action::SetField(at, _) => assignment.allows_fields_of(at.kind),
        Action::Apply(text) => !assignment.locked || !documents::have_world(text),
        _ => true,
    }
}

/// It changes how a run goes on; the others only look, or let time run.
fn is_edit(action: &Action) -> bool {
    !matches!(
        action,
        Action::Tick { .. }
            | Action::Step(_)
            | Action::Play
            | Action::Pause
            | Action::SetSpeed(_)
            | Action::ChoosePod(_)
            | Action::Look
    )
}
