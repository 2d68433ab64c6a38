//! Two to four runs side by side: what each came to, by how much they differ, and where they part.

use std::rc::Rc;

use crate::kube::object::Kind;
use crate::kube::time::{Millis, SECOND};
use crate::kubectl;
use crate::message::{Message, Said, Say};
use crate::pace::{Pace, at_once};
use crate::playbook::ChoiceId;
use crate::scenario::StrategyKind;
use crate::session::{Action, Session};
use crate::sim::command::Command;
use crate::view::{PodState, Sample};

use super::History;
use super::branch::{Branch, BranchId, Edit};
use super::figures::{self, Row};
use super::travel::About;

/// Most runs that are compared.
pub const RUNS_MAX: usize = 4;
/// Pictures of each run, from its start to the end of the longest, with the same time between any two.
pub const SHOTS: u64 = 120;
/// Longest a strategy's step may take on its way by itself, ms.
const STEP_LIMIT: Millis = 300 * SECOND;
/// When a run by itself begins, where nobody began one, ms.
const BEGIN: Millis = 2 * SECOND;

/// Several runs, the first of which the others are compared with.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    pub runs: Vec<Column>,
    /// What each came to.
    pub figures: Vec<Row>,
    /// Where each of the others parts from the first.
    pub parts: Vec<Message>,
    /// The first of these instants, ms of the clock.
    pub first_part: Option<Millis>,
    /// The longest run's end, ms of the clock.
    pub end: Millis,
}

/// One run.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub id: BranchId,
    pub name: Said,
    /// How it went, in a sentence.
    pub verdict: Message,
    /// Pods over time, ms of its clock.
    pub samples: Vec<Sample>,
    /// [`SHOTS`] + 1 pictures.
    pub shots: Vec<Shot>,
}

/// A run at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shot {
    /// In words: [`Session::summary`].
    pub summary: Message,
    /// Each ReplicaSet's version and its pods, newest first.
    pub lanes: Vec<(u32, Vec<PodState>)>,
    /// Requests that failed since the rollout began.
    pub failed: u64,
}

impl Shot {
    fn of(session: &Session) -> Self {
        let lanes = session.lanes();
        Self {
            summary: session.summary_of(&lanes),
            lanes: lanes.iter().map(|lane| (lane.version, lane.pods.iter().map(|pod| pod.state).collect())).collect(),
            failed: session.bill().map_or(0, |card| card.failed),
        }
    }
}

impl Comparison {
    /// The figures for a spreadsheet.
    pub fn csv(&self, say: Say) -> String {
        let names: Vec<&Said> = self.runs.iter().map(|run| &run.name).collect();
        figures::csv(&names, &self.figures, say)
    }
}

impl History {
    /// Compares branches, each from its start to the end of the longest; nothing with fewer than two of them.
    pub fn compare(&self, ids: &[BranchId]) -> Option<Comparison> {
        at_once(async |pace| self.compare_paced(ids, pace).await)
    }

    pub(super) async fn compare_paced(&self, ids: &[BranchId], pace: &Pace) -> Option<Comparison> {
        let chosen: Vec<&Branch> =
            ids.iter().filter_map(|id| self.branches.iter().find(|branch| branch.id == *id)).take(RUNS_MAX).collect();
        if chosen.len() < 2 {
            return None;
        }
        let end = chosen.iter().map(|branch| branch.horizon.0).max().unwrap_or(0);
        let (mut sessions, mut shots) = (Vec::new(), Vec::new());
        for (index, branch) in chosen.iter().enumerate() {
            pace.part(index, chosen.len());
            let (session, taken) = run(branch, end, pace).await;
            sessions.push(session);
            shots.push(taken);
        }
        let mut parted = Vec::new();
        for other in 1..chosen.len() {
            parted.push(part((chosen[0], &sessions[0]), (chosen[other], &sessions[other]), pace).await);
        }
        let column = |((branch, session), shots): ((&&Branch, &Session), Vec<Shot>)| Column {
            id: branch.id,
            name: branch.title(),
            verdict: figures::verdict(session),
            samples: session
                .samples()
                .iter()
                .map(|sample| Sample { at: sample.at.saturating_sub(session.origin()), ..*sample })
                .collect(),
            shots,
        };
        Some(Comparison {
            runs: chosen.iter().zip(&sessions).zip(shots).map(column).collect(),
            figures: figures::rows(&sessions),
            first_part: parted.iter().filter_map(|(at, _)| *at).min(),
            parts: parted.into_iter().map(|(_, words)| words).collect(),
            end,
        })
    }

    /// The same rollout with the other three strategies: a branch each, run to its end by itself. Returns all four, the one
    /// looked at first.
    pub fn with_other_strategies(&mut self) -> Vec<BranchId> {
        at_once(async |pace| self.with_other_strategies_paced(pace).await)
    }

    pub(super) async fn with_other_strategies_paced(&mut self, pace: &Pace) -> Vec<BranchId> {
        let base = self.session.as_it_stands();
        let begun = self.current().edits.iter().find(|edit| begins_a_rollout(&edit.action));
        let begin = begun.map_or(BEGIN, |edit| edit.at);
        let mut ids = vec![self.current().id];
        for strategy in StrategyKind::ALL.into_iter().filter(|strategy| *strategy != base.strategy()) {
            let scenario = base.clone().by(strategy);
            let mut branch = self.new_run(scenario);
            pace.part(ids.len() - 1, StrategyKind::ALL.len() - 1);
            by_itself(&mut branch, begin, pace).await;
            ids.push(branch.id);
            self.branches.push(branch);
        }
        ids
    }
}

/// A branch from its start to an instant, with its pictures on the way.
async fn run(branch: &Branch, end: Millis, pace: &Pace) -> (Session, Vec<Shot>) {
    let mut session = Session::begin(branch.scenario.clone(), pace).await;
    let mut edits = branch.edits[..branch.limit].iter().peekable();
    let mut shots = Vec::new();
    for shot in 0..=SHOTS {
        let at = end * shot / SHOTS;
        while let Some(edit) = edits.next_if(|edit| edit.at <= at) {
            session.replay_to_paced(edit.steps, edit.at, pace).await;
            session.again(edit.action.clone(), pace).await;
        }
        session.run_until_paced(at.max(session.elapsed()), pace).await;
        pace.report(shot, SHOTS);
        // Looking at every pod is as much work as some events.
        pace.breathe(1 + session.cluster().objects().pods.len() as u64 / 8).await;
        shots.push(Shot::of(&session));
    }
    (session, shots)
}

/// Takes each step of a strategy as soon as the one before it has come to rest, and writes that down.
async fn by_itself(branch: &mut Branch, begin: Millis, pace: &Pace) {
    let mut session = Session::begin(branch.scenario.clone(), pace).await;
    session.run_until_paced(begin, pace).await;
    while session.finished().is_none() && branch.edits.len() < 50 {
        let waiting = session.choices().into_iter().find(|choice| choice.primary);
        if let Some(choice) = waiting {
            let action = Action::Do(choice.id);
            Rc::make_mut(&mut branch.edits).push(Edit {
                steps: session.happened(),
                at: session.elapsed(),
                action: action.clone(),
            });
            session.update_paced(action, pace).await;
        }
        let limit = session.elapsed() + STEP_LIMIT;
        session.run_until_paced(session.elapsed() + SECOND, pace).await;
        while !session.is_at_rest() && session.elapsed() < limit {
            session.run_until_paced(session.elapsed() + SECOND, pace).await;
        }
        if session.elapsed() >= limit {
            break;
        }
    }
    branch.limit = branch.edits.len();
    branch.horizon = (session.elapsed(), session.happened());
}

/// The entries of the two logs at a place say the same, and no text is needed to see it.
fn same(first: &Session, other: &Session, index: usize) -> bool {
    let entry = |session: &Session| session.log().get(index).map(|event| event.at - session.origin());
    match (first.log().get(index), other.log().get(index)) {
        (Some(a), Some(b)) => {
            entry(first) == entry(other) && About::of(a) == About::of(b) && a.happening == b.happening
        }
        _ => false,
    }
}

/// The first entry of the two logs that differs: when, and in words.
async fn part(
    (one, first): (&Branch, &Session),
    (two, other): (&Branch, &Session),
    pace: &Pace,
) -> (Option<Millis>, Message) {
    let line = |session: &Session, index: usize| {
        let event = session.log().get(index)?;
        let words = format!("{} {}", event.happening.reason(), kubectl::said(event));
        Some((event.at - session.origin(), event.kind, words))
    };
    let longest = first.log().len().max(other.log().len());
    let mut index = 0;
    while index < longest && (same(first, other, index) || line(first, index) == line(other, index)) {
        pace.breathe(1).await;
        index += 1;
    }
    if index == longest {
        return (None, message!("compare-same", one = one.title(), two = two.title()));
    }
    let (a, b) = (line(first, index), line(other, index));
    let at = a.iter().chain(&b).map(|(at, ..)| *at).min().unwrap_or(0);
    let entry = |entry: Option<(Millis, Kind, String)>| {
        entry.map_or_else(|| Said::from(message!("compare-nothing-more")), |(.., words)| Said::from(words))
    };
    let words = message!(
        "compare-part-against",
        one = one.title(),
        two = two.title(),
        time = format!("{}.{} s", at / SECOND, at % SECOND / 100),
        first = entry(a),
        second = entry(b)
    );
    (Some(at), words)
}

/// A step of a strategy, or a request for pods of another template.
fn begins_a_rollout(action: &Action) -> bool {
    let begins =
        |command: &Command| matches!(command, Command::SetImage { .. } | Command::Create(_) | Command::Apply { .. });
    match action {
        Action::Do(choice) => *choice == ChoiceId::Next,
        Action::Request(commands) => commands.iter().any(begins),
        _ => false,
    }
}
