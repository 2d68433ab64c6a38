//! A goal watched over a cluster: whether it is met, when, and what is missing.

use std::rc::Rc;

use crate::kube::time::Millis;
use crate::sim::Cluster;

use super::goal::Goal;
use super::standing::{Now, Standing};
use super::state::Run;

/// What has become of a goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was met, and stays so.
    Met {
        /// When, ms.
        at: Millis,
    },
    /// Not yet: every test that is still open, with its present values.
    NotYet(Vec<Now>),
    /// It can no longer be met: something broke that must always hold, or its time is over.
    Missed {
        /// When, ms.
        at: Millis,
        /// The tests it was missed by, with the values then.
        then: Vec<Now>,
    },
}

/// A goal that is watched. A copy is a checkpoint: both go on alike.
#[derive(Clone, Debug)]
pub struct Watcher {
    goal: Rc<Goal>,
    state: State,
}

#[derive(Clone, Debug)]
struct State {
    standing: Standing,
    parts: Parts,
}

#[derive(Clone, Debug)]
enum Parts {
    Clause(Box<Run>),
    Many(Vec<State>),
    Not(Box<State>),
}

impl Goal {
    /// Begins to watch now, before the first command.
    pub fn watch(&self, cluster: &Cluster) -> Watcher {
        let mut watcher = Watcher { goal: Rc::new(self.clone()), state: State::begin(self, cluster) };
        watcher.look(cluster);
        watcher
    }
}

impl Watcher {
    /// To be called after every event. More looks change nothing, but for values that change with the clock alone: `time`,
    /// `score.duration` and requests in the last so many seconds.
    pub fn look(&mut self, cluster: &Cluster) {
        self.state.look(&self.goal, cluster);
    }

    /// The run is over: what only its end decides is decided.
    pub fn finish(&mut self, cluster: &Cluster) {
        self.look(cluster);
        self.state.finish(&self.goal, cluster.now());
    }

    pub fn goal(&self) -> &Goal {
        &self.goal
    }

    /// What has become of it, as of the last look.
    pub fn verdict(&self) -> Verdict {
        match self.state.standing {
            Standing::Met(at) => Verdict::Met { at },
            Standing::Missed(at) => Verdict::Missed { at, then: self.state.now(&self.goal, Standing::Missed(at)) },
            open => Verdict::NotYet(self.state.now(&self.goal, open)),
        }
    }
}

impl State {
    fn begin(goal: &Goal, cluster: &Cluster) -> Self {
        let parts = match goal {
            Goal::Clause(clause) => Parts::Clause(Box::new(Run::begin(clause, cluster))),
            Goal::All(parts) | Goal::Any(parts) => {
                Parts::Many(parts.iter().map(|part| Self::begin(part, cluster)).collect())
            }
            Goal::Not(part) => Parts::Not(Box::new(Self::begin(part, cluster))),
        };
        Self { standing: Standing::Pending, parts }
    }

    fn look(&mut self, goal: &Goal, cluster: &Cluster) {
        if self.standing.is_settled() {
            return;
        }
        match (&mut self.parts, goal) {
            (Parts::Clause(run), Goal::Clause(clause)) => run.look(clause, cluster),
            (Parts::Many(states), Goal::All(parts) | Goal::Any(parts)) => {
                states.iter_mut().zip(parts).for_each(|(state, part)| state.look(part, cluster));
            }
            (Parts::Not(state), Goal::Not(part)) => state.look(part, cluster),
            // A state is only ever handed the goal that it was made for.
            _ => {}
        }
        self.stand(goal);
    }

    fn finish(&mut self, goal: &Goal, at: Millis) {
        if self.standing.is_settled() {
            return;
        }
        match (&mut self.parts, goal) {
            (Parts::Clause(run), _) => run.standing = run.standing.at_the_end(at),
            (Parts::Many(states), Goal::All(parts) | Goal::Any(parts)) => {
                states.iter_mut().zip(parts).for_each(|(state, part)| state.finish(part, at));
            }
            (Parts::Not(state), Goal::Not(part)) => state.finish(part, at),
            _ => {}
        }
        self.stand(goal);
    }

    /// From the parts to the whole.
    fn stand(&mut self, goal: &Goal) {
        self.standing = match (&self.parts, goal) {
            (Parts::Clause(run), _) => run.standing,
            (Parts::Not(state), _) => state.standing.opposite(),
            (Parts::Many(states), Goal::Any(_)) => any(states.iter().map(|state| state.standing)),
            (Parts::Many(states), _) => all(states.iter().map(|state| state.standing)),
        };
    }

    /// The tests of the parts that stand like the whole: those that missed it, or those that are still open.
    fn now(&self, goal: &Goal, like: Standing) -> Vec<Now> {
        match (&self.parts, goal) {
            (Parts::Clause(run), Goal::Clause(clause)) => run.now(clause),
            (Parts::Many(states), Goal::All(parts) | Goal::Any(parts)) => {
                let wanted = |state: &State| match like {
                    Standing::Missed(_) => matches!(state.standing, Standing::Missed(_)),
                    Standing::Met(_) => true,
                    _ => !state.standing.is_settled(),
                };
                let parts = states.iter().zip(parts).filter(|(state, _)| wanted(state));
                parts.flat_map(|(state, part)| state.now(part, like)).collect()
            }
            (Parts::Not(state), Goal::Not(part)) => state.now(part, state.standing),
            _ => Vec::new(),
        }
    }
}

/// What several parts have in common.
#[derive(Default)]
struct Sum {
    first_met: Option<Millis>,
    last_met: Option<Millis>,
    first_missed: Option<Millis>,
    last_missed: Option<Millis>,
    pending: bool,
    kept: bool,
    /// Whether all of those hold that only the end decides, and whether one of them does.
    last: Option<(bool, bool)>,
}

impl Sum {
    fn of(standings: impl Iterator<Item = Standing>) -> Self {
        let earlier = |one: Option<Millis>, at: Millis| Some(one.map_or(at, |one| one.min(at)));
        standings.fold(Self::default(), |mut sum, standing| {
            match standing {
                Standing::Met(at) => {
                    (sum.first_met, sum.last_met) = (earlier(sum.first_met, at), sum.last_met.max(Some(at)));
                }
                Standing::Missed(at) => {
                    (sum.first_missed, sum.last_missed) =
                        (earlier(sum.first_missed, at), sum.last_missed.max(Some(at)));
                }
                Standing::Pending => sum.pending = true,
                Standing::Kept => sum.kept = true,
                Standing::Last(holds) => {
                    let (all, any) = sum.last.unwrap_or((true, false));
                    sum.last = Some((all && holds, any || holds));
                }
            }
            sum
        })
    }
}

/// Where all of several stand. What must hold so long as nothing comes between holds to the instant at which all else is met.
fn all(standings: impl Iterator<Item = Standing>) -> Standing {
    let sum = Sum::of(standings);
    match (sum.first_missed, sum.last, sum.last_met) {
        (Some(at), ..) => Standing::Missed(at),
        _ if sum.pending => Standing::Pending,
        (None, Some((all, _)), _) => Standing::Last(all),
        (None, None, Some(at)) => Standing::Met(at),
        (None, None, None) => Standing::Kept,
    }
}

/// Where one of several stands.
fn any(standings: impl Iterator<Item = Standing>) -> Standing {
    let sum = Sum::of(standings);
    match (sum.first_met, sum.last, sum.last_missed) {
        (Some(at), ..) => Standing::Met(at),
        _ if sum.kept => Standing::Kept,
        (None, Some((_, any)), _) => Standing::Last(any),
        _ if sum.pending => Standing::Pending,
        (None, None, Some(at)) => Standing::Missed(at),
        (None, None, None) => Standing::Pending,
    }
}
