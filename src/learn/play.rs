//! Runs that content files describe, run: what becomes of goals in them, and the links that lead into them.

use std::rc::Rc;

use crate::guide::goal::Goal;
use crate::guide::watch::{Verdict, Watcher};
use crate::history::{Edit, Link, read_scenario};
use crate::kube::time::Millis;
use crate::message::{Message, Said};
use crate::playbook::ChoiceId;
use crate::scenario::{Control, Scenario};
use crate::session::{Action, Session};

use super::run::{Act, Request, Run, plain_settings};

/// Why a run cannot be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// Its field: `run.start`, `do[1]`.
    pub field: String,
    pub what: Said,
    pub fix: Message,
}

impl Stuck {
    fn below(self, field: &str) -> Self {
        Self { field: format!("{field}.{}", self.field), ..self }
    }
}

impl Run {
    /// Runs it once, and says of each goal what became of it.
    ///
    /// # Errors
    ///
    /// A setting that is refused, or an act that cannot be done then.
    pub fn verdicts(&self, goals: &[Rc<Goal>]) -> Result<Vec<Verdict>, Stuck> {
        let mut session = self.begin()?;
        let mut watchers: Vec<Watcher> = goals.iter().map(|goal| goal.watch(session.cluster())).collect();
        for (index, act) in self.acts.iter().enumerate() {
            until(&mut session, act.at, &mut watchers);
            session.run_until(act.at);
            act.does(&mut session, index).map_err(|stuck| stuck.below("run"))?;
            watchers.iter_mut().for_each(|watcher| watcher.look(session.cluster()));
        }
        until(&mut session, self.until, &mut watchers);
        session.run_until(self.until);
        watchers.iter_mut().for_each(|watcher| watcher.finish(session.cluster()));
        Ok(watchers.iter().map(Watcher::verdict).collect())
    }

    /// The run as a link has it, behind `#/sandbox?`, at its last act: from there one sees what comes of it. Nothing where it
    /// cannot be run, or where it goes back: links have that as the requests it came to.
    pub fn link(&self) -> Option<String> {
        Some(link(self.scenario().ok()?, &self.acts, 0).ok()?.write())
    }

    /// The run before anything happens.
    ///
    /// # Errors
    ///
    /// A setting that is refused.
    pub fn begin(&self) -> Result<Session, Stuck> {
        Ok(begin(self.scenario()?))
    }

    /// On to an instant, with all that is done up to it.
    ///
    /// # Errors
    ///
    /// An act that cannot be done then.
    #[cfg(any(not(target_arch = "wasm32"), debug_assertions))]
    pub fn on_to(&self, session: &mut Session, at: Millis) -> Result<(), Stuck> {
        let from = session.elapsed();
        let begun = session.happened() > 0 || from > 0;
        for (index, act) in self.acts.iter().enumerate().filter(|(_, act)| act.at <= at && (act.at > from || !begun)) {
            session.run_until(act.at);
            act.does(session, index).map_err(|stuck| stuck.below("run"))?;
        }
        session.run_until(at);
        Ok(())
    }

    /// Whether the sandbox begins with these settings.
    ///
    /// # Errors
    ///
    /// What refuses them, and what to write.
    pub fn can_begin(settings: &str) -> Result<Scenario, (Said, Message)> {
        read_scenario(&plain_settings(settings)).map_err(|refused| (refused.message, refused.hint))
    }

    fn scenario(&self) -> Result<Scenario, Stuck> {
        Self::can_begin(&self.start).map_err(|(what, fix)| Stuck { field: "run.start".into(), what, fix })
    }
}

fn begin(scenario: Scenario) -> Session {
    let mut session = Session::new(scenario);
    session.take_in_hand();
    session
}

/// What is done in a run, as a link has it, at the last of it but not before an instant of the clock, ms.
///
/// # Errors
///
/// Which act cannot be done.
pub(super) fn link(scenario: Scenario, acts: &[Act], not_before: Millis) -> Result<Link, Stuck> {
    let mut session = begin(scenario.clone());
    let mut edits = Vec::new();
    for (index, act) in acts.iter().enumerate() {
        session.run_until(act.at);
        let (steps, at) = (session.happened(), session.elapsed());
        let action = act.does(&mut session, index)?;
        if action == Action::Do(ChoiceId::Back) {
            let what = message!("learn-back-in-link");
            return Err(Stuck {
                field: format!("do[{index}]"),
                what: what.into(),
                fix: message!("learn-write-its-requests"),
            });
        }
        edits.push(Edit { steps, at, action });
    }
    session.run_until(not_before.max(session.elapsed()));
    let at = (session.elapsed(), session.happened());
    let hash = (at.1 > 0).then(|| session.cluster().state_hash());
    Ok(Link { scenario, edits, at, hash })
}

/// Every event up to an instant, ms, is looked at.
fn until(session: &mut Session, at: Millis, watchers: &mut [Watcher]) {
    let limit = session.origin() + at;
    while session.step_once(limit) {
        watchers.iter_mut().for_each(|watcher| watcher.look(session.cluster()));
    }
}

impl Act {
    /// What a person would do.
    fn action(&self) -> Result<Action, (Message, Message)> {
        match (self.step, &self.set, &self.request) {
            (Some(step), None, None) => Ok(Action::Do(step)),
            (None, Some(set), None) => {
                let (key, text) = set.split_once('=').unwrap_or((set, ""));
                let control = Control::of(key);
                let unknown = || (message!("learn-no-setting", key), message!("learn-setting-as-link"));
                Ok(Action::Set { control: control.ok_or_else(unknown)?, text: text.into() })
            }
            (None, None, Some(Request(command))) => Ok(Action::Request(vec![command.clone()])),
            _ => Err((message!("learn-one-act"), message!("learn-write-one-act"))),
        }
    }

    pub(super) fn does(&self, session: &mut Session, index: usize) -> Result<Action, Stuck> {
        let stuck = |what: Said, fix: Message| Stuck { field: format!("do[{index}]"), what, fix };
        let action = self.action().map_err(|(what, fix)| stuck(what.into(), fix))?;
        if let Action::Do(choice) = &action
            && !session.choices().iter().any(|offered| offered.id == *choice)
        {
            return Err(stuck(message!("learn-step-not-offered").into(), message!("learn-choose-another-time")));
        }
        if let Some(Request(command)) = &self.request {
            match session.cluster().clone().apply(command.clone()) {
                Err(refused) if !self.refused => return Err(stuck(refused.message, refused.hint)),
                Ok(_) if self.refused => {
                    return Err(stuck(message!("learn-not-refused").into(), message!("learn-take-refused-out")));
                }
                _ => {}
            }
        }
        session.update(action.clone());
        if let Action::Set { control, .. } = &action
            && let Some(refused) = session.field_error(*control)
        {
            return Err(stuck(refused.message.clone(), refused.hint.clone()));
        }
        Ok(action)
    }
}
