//! Conditions and clauses while they are watched.

use crate::kube::object::{Kind, Name};
use crate::kube::time::Millis;
use crate::sim::Cluster;

use super::datum::Datum;
use super::goal::{Clause, Condition, Right, Test, When};
use super::objects::{self, Field};
use super::op::Op;
use super::path::Path;
use super::source::Source;
use super::standing::{Now, Standing};

/// A condition that is watched.
#[derive(Clone, Debug)]
pub(super) enum Watched {
    /// A comparison, with the value on its right if there is one.
    Compare { left: Source, right: Option<Source>, holds: bool },
    /// Whether something is there.
    Exists { field: Field, is_there: bool },
    /// Several.
    Many(Vec<Watched>),
    /// The opposite of one.
    Not(Box<Watched>),
}

impl Watched {
    pub fn begin(condition: &Condition, cluster: &Cluster) -> Self {
        match condition {
            Condition::Is(Test::Compare { left, right, .. }) => {
                let right = match right {
                    Right::Value(value) => Some(Source::begin(value, cluster)),
                    Right::Is(_) => None,
                };
                Self::Compare { left: Source::begin(left, cluster), right, holds: false }
            }
            Condition::Is(Test::Exists { .. }) => Self::Exists { field: Field::default(), is_there: false },
            Condition::All(parts) | Condition::Any(parts) => {
                Self::Many(parts.iter().map(|part| Self::begin(part, cluster)).collect())
            }
            Condition::Not(part) => Self::Not(Box::new(Self::begin(part, cluster))),
        }
    }

    /// Whether it holds now. Every part is looked at, so that each knows its value.
    pub fn look(&mut self, condition: &Condition, cluster: &Cluster) -> bool {
        match (self, condition) {
            (Self::Compare { left, right, holds }, Condition::Is(Test::Compare { left: value, op, right: with })) => {
                left.look(value, cluster);
                let with = match (with, right) {
                    (Right::Is(datum), _) => Some(datum.clone()),
                    (Right::Value(value), Some(source)) => {
                        source.look(value, cluster);
                        source.now.clone()
                    }
                    (Right::Value(_), None) => None,
                };
                *holds = compare(left.now.as_ref(), *op, with.as_ref());
                *holds
            }
            (Self::Exists { field, is_there }, Condition::Is(Test::Exists { kind, name, path, exists })) => {
                *is_there = there(field, cluster, *kind, name, path.as_ref());
                *is_there == *exists
            }
            (Self::Many(states), Condition::All(parts)) => {
                let each = states.iter_mut().zip(parts).map(|(state, part)| state.look(part, cluster));
                each.filter(|holds| !holds).count() == 0
            }
            (Self::Many(states), Condition::Any(parts)) => {
                let each = states.iter_mut().zip(parts).map(|(state, part)| state.look(part, cluster));
                each.filter(|holds| *holds).count() > 0
            }
            (Self::Not(state), Condition::Not(part)) => !state.look(part, cluster),
            // A state is only ever handed the condition that it was made for.
            _ => false,
        }
    }

    /// Every test in it, with the values of the last look.
    pub fn now(&self, condition: &Condition, found: &mut Vec<Now>) {
        match (self, condition) {
            (Self::Compare { left, right, holds }, Condition::Is(test)) => found.push(Now {
                asked: test.clone(),
                now: left.now.clone(),
                with: right.as_ref().and_then(|right| right.now.clone()),
                holds: *holds,
            }),
            (Self::Exists { is_there, .. }, Condition::Is(test @ Test::Exists { exists, .. })) => found.push(Now {
                asked: test.clone(),
                now: Some(Datum::Bool(*is_there)),
                with: None,
                holds: is_there == exists,
            }),
            (Self::Many(states), Condition::All(parts) | Condition::Any(parts)) => {
                states.iter().zip(parts).for_each(|(state, part)| state.now(part, found));
            }
            (Self::Not(state), Condition::Not(part)) => state.now(part, found),
            _ => {}
        }
    }
}

fn compare(left: Option<&Datum>, op: Op, right: Option<&Datum>) -> bool {
    left.zip(right).is_some_and(|(left, right)| op.holds(left, right))
}

fn there(field: &mut Field, cluster: &Cluster, kind: Kind, name: &Name, path: Option<&Path>) -> bool {
    let found = field.look(cluster, kind, name, |object| {
        let is_there = path.is_none_or(|path| objects::has(object, cluster.objects(), path));
        is_there.then_some(Datum::Bool(true))
    });
    found.is_some()
}

/// A clause that is watched.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// Before it begins.
    from: Option<Watched>,
    /// Once it has begun: when, what must hold, what ends it.
    begun: Option<(Millis, Watched, Option<Watched>)>,
    /// Since when it holds without a break.
    since: Option<Millis>,
    pub standing: Standing,
}

impl Run {
    pub fn begin(clause: &Clause, cluster: &Cluster) -> Self {
        let from = clause.from.as_ref().map(|from| Watched::begin(from, cluster));
        Self { from, begun: None, since: None, standing: Standing::Pending }
    }

    pub fn look(&mut self, clause: &Clause, cluster: &Cluster) {
        let now = cluster.now();
        self.time_passes(clause, now);
        if self.standing.is_settled() {
            return;
        }
        if self.begun.is_none() {
            let begins = match (&mut self.from, &clause.from) {
                (Some(state), Some(from)) => state.look(from, cluster),
                _ => true,
            };
            if !begins {
                return;
            }
            let until = clause.until.as_ref().map(|until| Watched::begin(until, cluster));
            self.begun = Some((now, Watched::begin(&clause.holds, cluster), until));
        }
        let Some((_, holds, until)) = &mut self.begun else { return };
        let holds = holds.look(&clause.holds, cluster);
        let ends = match (until, &clause.until) {
            (Some(state), Some(until)) => state.look(until, cluster),
            _ => false,
        };
        self.since = if holds { self.since.or(Some(now)) } else { None };
        self.standing = match clause.when {
            When::Eventually if holds && clause.lasting.is_none() => Standing::Met(now),
            When::Eventually if ends => Standing::Missed(now),
            When::Eventually => Standing::Pending,
            When::Always if !holds => Standing::Missed(now),
            When::Always if ends => Standing::Met(now),
            When::Always if clause.until.is_some() || clause.lasting.is_some() => Standing::Pending,
            When::Always => Standing::Kept,
            When::AtTheEnd if ends => {
                if holds {
                    Standing::Met(now)
                } else {
                    Standing::Missed(now)
                }
            }
            When::AtTheEnd if clause.until.is_some() => Standing::Pending,
            When::AtTheEnd => Standing::Last(holds),
        };
    }

    /// What the clock alone decides between two looks, at its own instant: until now everything was as last seen.
    fn time_passes(&mut self, clause: &Clause, now: Millis) {
        let Some((start, ..)) = self.begun.as_ref().filter(|_| !self.standing.is_settled()) else { return };
        let lasted = self.since.zip(clause.lasting).map(|(since, lasting)| since.saturating_add(lasting));
        let deadline = clause.within.map(|within| start.saturating_add(within));
        if let Some(at) = lasted.filter(|at| *at <= now && deadline.is_none_or(|deadline| *at <= deadline)) {
            self.standing = Standing::Met(at);
        } else if let Some(deadline) = deadline.filter(|deadline| *deadline < now) {
            self.standing = Standing::Missed(deadline);
        }
    }

    /// The tests that matter now: of what it waits for, or of what must hold.
    pub fn now(&self, clause: &Clause) -> Vec<Now> {
        let mut found = Vec::new();
        match (&self.begun, &self.from, &clause.from) {
            (Some((_, holds, _)), ..) => holds.now(&clause.holds, &mut found),
            (None, Some(state), Some(from)) => state.now(from, &mut found),
            _ => {}
        }
        found
    }
}
