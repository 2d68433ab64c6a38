//! A run in the address: what it begins with, by name where it differs from the first run, edits in few signs, the instant looked at.
//!
//! `strategy=canary&replicas=10&maxSurge=25%25&seed=7&v=2&e=u.1xg.q!('scale':'deployment/web-v1','replicas':4)$&t=12.5`. `v`
//! names the form of the edits.

use std::rc::Rc;

use crate::kube::time::Millis;
use crate::message::Message;
use crate::pace::{Pace, at_once};
use crate::scenario::{Control, SEED_KEY, STRATEGY, Scenario, StrategyKind};
use crate::session::Action;
use crate::sim::command::Rejected;

use super::assigned;
use super::branch::Edit;
use super::limits::{EVENTS_MAX, LINK_MAX};
use super::opening::Opening;
use super::travel::FURTHEST;
use super::words::{damaged, escape, long, other_form, pairs, short, unescape};
use super::{History, code};

/// The form of the edits this program writes; what a run begins with needs none.
const FORM: u64 = 2;
/// A run as a link holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// What it was made with.
    pub scenario: Scenario,
    /// What was done.
    pub edits: Vec<Edit>,
    /// The instant looked at: ms of the clock, events that had happened.
    pub at: (Millis, u64),
    /// The state there, to be compared with.
    pub hash: Option<u64>,
}

impl Link {
    /// As the part of an address behind `#/sandbox?`; empty for the first run at its start.
    pub fn write(&self) -> String {
        let mut pairs = scenario_pairs(&self.scenario);
        let mut pair = |key: &str, value: String| pairs.push(format!("{key}={value}"));
        if !self.edits.is_empty() {
            pair("v", FORM.to_string());
            pair("e", code::write_all(&self.edits, (0, 0)));
        }
        if self.at != (0, 0) {
            pair("t", seconds(self.at.0));
            pair("n", short(self.at.1));
        }
        if let Some(hash) = self.hash {
            pair("h", short(hash));
        }
        pairs.join("&")
    }

    /// Reads it again. Pairs nobody knows are passed over, for later forms may have them.
    ///
    /// # Errors
    ///
    /// What is wrong, in words, or which setting the API server would refuse.
    pub fn read(text: &str) -> Result<Self, Rejected> {
        if text.len() > LINK_MAX {
            return Err(damaged(message!("run-link-has-most-characters", most = LINK_MAX)));
        }
        let pairs = pairs(text);
        let value = |wanted: &str| pairs.iter().find(|(key, _)| *key == wanted).map(|(_, value)| *value);
        let form = value("v").or_else(|| value("e").map(|_| "1"));
        if let Some(form) = form.filter(|form| *form != FORM.to_string()) {
            return Err(other_form(message!("run-noun-run"), form, FORM));
        }
        let scenario = scenario_of(&pairs)?;
        let edits = code::read_all(value("e").unwrap_or_default(), (0, 0), (EVENTS_MAX, FURTHEST))?;
        let at = value("t").map_or(Some(0), millis).ok_or_else(|| damaged(message!("run-its-instant-no-number")))?;
        let events = value("n")
            .map_or(Some(if at == 0 { 0 } else { u64::MAX }), long)
            .ok_or_else(|| damaged(message!("run-its-number-events-none")))?;
        let hash =
            value("h").map(|hash| long(hash).ok_or_else(|| damaged(message!("run-its-hash-none")))).transpose()?;
        Ok(Self { scenario, edits, at: (at.min(FURTHEST), events), hash })
    }
}

/// `12.5` for 12,500 ms.
fn seconds(at: Millis) -> String {
    let text = format!("{}.{:03}", at / 1_000, at % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// The other way round, to the millisecond.
fn millis(text: &str) -> Option<Millis> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || part.len() > 3 || !digits(whole) || !digits(part) {
        return None;
    }
    Some(whole.parse::<Millis>().ok()? * 1_000 + format!("{part:0<3}").parse::<Millis>().ok()?)
}

/// What differs from the first run: `strategy=canary&replicas=10`.
pub(super) fn write_scenario(scenario: &Scenario) -> String {
    scenario_pairs(scenario).join("&")
}

/// The other way round.
///
/// # Errors
///
/// What is wrong, in words, or which setting the API server would refuse.
pub fn read_scenario(text: &str) -> Result<Scenario, Rejected> {
    scenario_of(&pairs(text))
}

fn scenario_pairs(scenario: &Scenario) -> Vec<String> {
    let plain = Scenario::default();
    let mut pairs = Vec::new();
    let mut pair = |key: &str, value: &str| pairs.push(format!("{key}={value}"));
    if scenario.strategy() != plain.strategy() {
        pair(STRATEGY, scenario.strategy().slug());
    }
    for (control, text) in scenario.changed() {
        pair(control.key(), &escape(text));
    }
    if scenario.seed != plain.seed {
        pair(SEED_KEY, &scenario.seed.to_string());
    }
    pairs.extend(assigned::pairs(&scenario.assignment));
    pairs
}

fn scenario_of(pairs: &[(&str, &str)]) -> Result<Scenario, Rejected> {
    let mut scenario = Scenario::default();
    for (key, raw) in pairs {
        let value = unescape(raw).ok_or_else(|| damaged(message!("run-value-damaged", key = escape(key))))?;
        if *key == STRATEGY {
            // A strategy nobody knows is as good as none: an old link may name one that is gone.
            scenario = StrategyKind::from_slug(&value).map_or(scenario.clone(), |strategy| scenario.by(strategy));
        } else if *key == SEED_KEY {
            scenario.seed = value.parse().map_err(|_| damaged(message!("run-its-seed-no-number")))?;
        } else if assigned::read(Rc::make_mut(&mut scenario.assignment), key, &value)? {
            // It says what is to be done in the run.
        } else if let Some(control) = Control::of(key) {
            scenario = scenario.with(control, value.trim());
        }
    }
    scenario.validate()?;
    Ok(scenario)
}

impl History {
    /// The instant looked at, as a link that leads there.
    pub fn link(&self) -> Link {
        let branch = self.current();
        let session = self.session();
        Link {
            scenario: branch.scenario.clone(),
            edits: branch.edits[..self.applied].to_vec(),
            at: (session.elapsed(), session.happened()),
            hash: (session.happened() > 0).then(|| session.cluster().state_hash()),
        }
    }

    /// The same as text, where it is one that is read again.
    ///
    /// # Errors
    ///
    /// Why it is not offered, and what to do.
    pub fn link_text(&self) -> Result<String, Rejected> {
        let link = self.link();
        let last = link.edits.last().map_or(link.at, |edit| (edit.at.max(link.at.0), edit.steps.max(link.at.1)));
        let text = link.write();
        if text.len() > LINK_MAX || last.0 > FURTHEST || last.1 > EVENTS_MAX {
            return Err(Rejected {
                message: message!("run-run-too-long-link").into(),
                hint: message!("run-save-file-instead-holds"),
            });
        }
        Ok(text)
    }

    /// Opens a link as a run of its own; what was there stays. Says so if it comes out otherwise than where it was written.
    ///
    /// # Errors
    ///
    /// Why it leads nowhere; then nothing has changed.
    pub fn open(&mut self, link: Link) -> Result<Option<Message>, Rejected> {
        at_once(async |pace| self.open_paced(link, pace).await)
    }

    /// The same in slices.
    pub(super) async fn open_paced(&mut self, link: Link, pace: &Pace) -> Result<Option<Message>, Rejected> {
        let mut opening = Opening::begin(link.scenario.clone(), &self.session, pace).await;
        for (index, edit) in link.edits.iter().enumerate() {
            pace.report(edit.at, link.at.0);
            if !opening.apply(edit, pace).await {
                return Err(damaged(message!("run-step-does-not-fit", step = (index + 1).to_string())));
            }
        }
        let whole = opening.replay(link.at.1, link.at.0, pace).await;
        let differs = link.hash.is_some_and(|hash| opening.session.cluster().state_hash() != hash);
        self.add(link, opening);
        Ok(match (whole, differs) {
            (false, _) => Some(message!("run-run-too-long-opened")),
            (_, true) => Some(message!("run-run-comes-out-otherwise")),
            _ => None,
        })
    }

    /// Takes an opened run over as the branch looked at, in place of one that nobody has touched.
    fn add(&mut self, link: Link, opening: Opening) {
        if self.current().is_untouched() {
            self.branches.remove(self.current);
        }
        let mut branch = self.new_run(link.scenario);
        branch.limit = link.edits.len();
        branch.edits = Rc::new(link.edits);
        self.branches.push(branch);
        self.left.clear();
        self.stand(self.branches.len() - 1, opening);
    }

    /// Who comes into a run in which something was done is told what came of it, not how to begin.
    pub(super) fn say_what_was_done(&mut self) {
        if self.applied > 0 {
            self.session.take_in_hand();
        }
    }

    /// Looks at a branch where it was gone through to.
    pub(super) fn stand(&mut self, index: usize, opening: Opening) {
        let Opening { session, frames, applied } = opening;
        (self.current, self.session, self.frames, self.applied) = (index, session, frames, applied);
        self.say_what_was_done();
        self.session.update(Action::Look);
        self.arrived();
    }
}
