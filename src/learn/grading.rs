//! A run that is handed in, executed again: whether it reaches an exercise's goal, when, and at what cost.
//!
//! Nothing that it claims is believed: its settings and what happened before must be the exercise's, its goal is the
//! exercise's own, and the state it says it leads to must be the one that its requests lead to.

use crate::guide::datum::Datum;
use crate::guide::gauge::Gauge;
use crate::guide::value::Value;
use crate::guide::watch::Verdict;
use crate::history::{Edit, Link};
use crate::kube::time::Millis;
use crate::message::Message;
use crate::pace::{Pace, at_once};
use crate::scenario::{Bind, Control, STRATEGY, Scenario};
use crate::session::{Action, Session};
use crate::sim::command::Command;
use crate::world::{Change, GATES, IMAGES};

use super::exercise::{Attempt, Exercise};
use super::play::{Stuck, link};

/// What became of a run that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grade {
    /// Why it is no run of this exercise; empty where it is one.
    pub faults: Vec<Message>,
    pub verdict: Option<Verdict>,
    /// When it was met, ms since she took over.
    pub met: Option<Millis>,
    /// How many changes were made by then.
    pub changes: usize,
    /// Of each of the exercise's costs, by then; nothing where it cannot be told.
    pub costs: Vec<Option<Datum>>,
    pub seed: u64,
}

impl Grade {
    /// It is a run of the exercise, and the goal is met.
    pub fn solved(&self) -> bool {
        self.faults.is_empty() && self.met.is_some()
    }
}

impl Exercise {
    /// What it begins with: with its own seed, or another.
    ///
    /// # Errors
    ///
    /// Which setting is refused.
    pub fn scenario(&self, seed: Option<u64>, over: Option<&str>) -> Result<Scenario, Stuck> {
        let settings = match over {
            Some(over) => format!("{}&{over}", self.start),
            None => self.start.to_string(),
        };
        let refused = |(what, fix)| Stuck { field: "start".into(), what, fix };
        let scenario = super::run::Run::can_begin(&settings).map_err(refused)?;
        let seed = seed.unwrap_or(scenario.seed);
        Ok(scenario.seeded(seed).assigned(self.assignment().into()))
    }

    /// The link that leads to where she who does it takes over.
    ///
    /// # Errors
    ///
    /// What of its file cannot be done.
    pub fn link(&self, seed: Option<u64>) -> Result<Link, Stuck> {
        link(self.scenario(seed, None)?, &self.acts, self.begins)
    }

    /// A way to go about it, as somebody would hand it in.
    ///
    /// # Errors
    ///
    /// What of it cannot be done.
    pub fn attempt(&self, attempt: &Attempt) -> Result<Link, Stuck> {
        let acts: Vec<_> = self.acts.iter().chain(&attempt.acts).cloned().collect();
        link(self.scenario(None, attempt.start.as_deref())?, &acts, self.begins)
    }

    /// Executes a run that was handed in.
    pub fn grade(&self, run: &Link) -> Grade {
        at_once(async |pace| self.grade_paced(run, pace).await)
    }

    /// The same in slices.
    pub async fn grade_paced(&self, run: &Link, pace: &Pace) -> Grade {
        let mut grade = Grade {
            faults: Vec::new(),
            verdict: None,
            met: None,
            changes: 0,
            costs: vec![None; self.costs.len()],
            seed: run.scenario.seed,
        };
        let Some(given) = self.given(run, &mut grade.faults) else { return grade };
        let scenario = run.scenario.clone().assigned(self.assignment().into());
        let own = self.scenario(Some(run.scenario.seed), None);
        grade.changes = own.map_or(0, |own| differing(&own, &scenario).count());
        let session = Session::begin(scenario, pace).await;
        let mut replay = Replay { session, gauges: None, exercise: self, decided: None, changes: grade.changes };
        replay.session.take_in_hand();
        for (index, edit) in run.edits.iter().enumerate().filter(|(_, edit)| edit.at <= self.until) {
            if !replay.until(edit.steps, edit.at, pace).await {
                grade.faults.push(message!("grade-does-not-fit", step = index + 1));
                return grade;
            }
            let action = if index < given { edit.action.clone() } else { self.honest(&edit.action, &mut grade.faults) };
            replay.changes += usize::from(index >= given);
            replay.session.again(action, pace).await;
            replay.look();
        }
        // What it says that it leads to is compared where it says so, however long before that the goal was reached.
        if run.at.0 <= self.until {
            replay.until(run.at.1, run.at.0, pace).await;
            if run.hash.is_some_and(|hash| hash != replay.session.cluster().state_hash()) {
                grade.faults.push(message!("grade-claims-another-state"));
            }
        }
        replay.settle(pace).await;
        replay.tell(&mut grade);
        grade
    }

    /// How many of a run's changes are what the exercise begins with; nothing where it begins otherwise.
    fn given(&self, run: &Link, faults: &mut Vec<Message>) -> Option<usize> {
        let assignment = &run.scenario.assignment;
        if assignment.exercise.as_ref() != Some(&self.id) {
            faults.push(message!("grade-another-exercise", exercise = &self.id));
            return None;
        }
        let Ok(own) = self.link(Some(run.scenario.seed)) else { return None };
        if **assignment != *own.scenario.assignment {
            faults.push(message!("grade-another-goal"));
        }
        if own.scenario.strategy() != run.scenario.strategy() && !own.scenario.assignment.allows(STRATEGY) {
            faults.push(message!("grade-another-strategy", strategy = run.scenario.strategy().slug()));
        }
        for control in differing(&own.scenario, &run.scenario) {
            if !own.scenario.assignment.allows(control.key()) {
                let value = run.scenario.text(control);
                faults.push(message!("grade-another-start", setting = control.key(), value));
            }
        }
        // With other settings the same is done, though not after as many events.
        let same = |(one, other): (&Edit, &Edit)| one.at == other.at && one.action == other.action;
        if run.edits.len() < own.edits.len() || !own.edits.iter().zip(&run.edits).all(same) {
            faults.push(message!("grade-begins-otherwise"));
            return None;
        }
        Some(own.edits.len())
    }

    /// What was done, without what nobody could have done: how software behaves is not hers to change. A new version is made
    /// known by the session itself.
    fn honest(&self, action: &Action, faults: &mut Vec<Message>) -> Action {
        let Action::Request(commands) = action else { return action.clone() };
        let mut kept = Vec::new();
        for command in commands {
            match command {
                Command::World(change) if self.is_hers(change) => kept.push(command.clone()),
                Command::World(change) if change.names(IMAGES) => {}
                Command::World(_) => faults.push(message!("grade-changed-world")),
                _ => kept.push(command.clone()),
            }
        }
        Action::Request(kept)
    }
}

impl Exercise {
    /// A migration, a gate, or what one of the settings says that may be changed.
    fn is_hers(&self, change: &Change) -> bool {
        let says = |control: Control| match control.bind() {
            Bind::World(field) => change.names(field.split('.').next().unwrap_or(field)),
            Bind::Next(_) | Bind::Images(_) | Bind::Needs(_) => change.names(IMAGES),
            _ => false,
        };
        change.migrates().is_some()
            || change.names(GATES)
            || self.may.iter().filter_map(|name| Control::of(name)).any(says)
    }
}

/// Controls in which two runs begin differently.
fn differing<'a>(one: &'a Scenario, other: &'a Scenario) -> impl Iterator<Item = Control> + 'a {
    Control::ALL.iter().copied().filter(|control| one.text(*control) != other.text(*control))
}

/// A run under way again, with what its costs are read off.
struct Replay<'a> {
    session: Session,
    gauges: Option<Vec<Gauge>>,
    exercise: &'a Exercise,
    /// What it had cost when the goal was decided.
    decided: Option<(usize, Vec<Option<Datum>>)>,
    changes: usize,
}

impl Replay<'_> {
    fn look(&mut self) {
        if self.decided.is_some() {
            return;
        }
        let cluster = self.session.cluster();
        self.gauges.iter_mut().flatten().for_each(|gauge| gauge.look(cluster));
        let open = |verdict| matches!(verdict, Verdict::NotYet(_));
        if self.session.is_over() || !self.session.verdict().is_none_or(open) {
            self.decide();
        }
    }

    fn decide(&mut self) {
        let costs = self.gauges.iter().flatten().map(|gauge| gauge.now().cloned()).collect();
        self.decided = Some((self.changes, costs));
    }

    /// What is counted is counted from where she takes over.
    fn begin_to_count(&mut self, next: Millis) {
        if self.gauges.is_none() && next >= self.exercise.begins {
            let values = self.exercise.costs.iter().filter_map(|cost| Value::parse(&cost.value).ok());
            self.gauges = Some(values.map(|value| Gauge::begin(&value, self.session.cluster())).collect());
        }
    }

    /// Lets things happen up to so many events or an instant of the clock, ms; whether it came to exactly so many events.
    async fn until(&mut self, events: u64, at: Millis, pace: &Pace) -> bool {
        let origin = self.session.origin();
        while self.session.happened() < events {
            let Some(next) = self.session.cluster().next_event_at().filter(|next| *next <= origin + at) else { break };
            pace.breathe(1).await;
            pace.report(self.session.elapsed(), self.exercise.until);
            self.begin_to_count(next - origin);
            self.session.step_once(next);
            self.look();
        }
        self.begin_to_count(at);
        self.session.replay_to(self.session.happened(), at);
        self.look();
        self.session.happened() == events
    }

    /// Nothing more is done; what comes of it decides, or the end.
    async fn settle(&mut self, pace: &Pace) {
        let end = self.session.origin() + self.exercise.until;
        while self.decided.is_none() {
            let Some(next) = self.session.cluster().next_event_at().filter(|next| *next <= end) else { break };
            pace.breathe(1).await;
            self.begin_to_count(next - self.session.origin());
            self.session.step_once(next);
            self.look();
        }
        if self.decided.is_none() {
            self.session.close_goal();
            self.decide();
        }
    }

    fn tell(self, grade: &mut Grade) {
        grade.verdict = self.session.verdict();
        if let Some(Verdict::Met { at }) = grade.verdict {
            grade.met = Some((at - self.session.origin()).saturating_sub(self.exercise.begins));
        }
        let (changes, costs) = self.decided.unwrap_or_default();
        grade.changes = changes;
        for (cost, value) in grade.costs.iter_mut().zip(costs) {
            *cost = value;
        }
    }
}
