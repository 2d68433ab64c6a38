//! The playbook as steps and buttons, and what pressing one does.

use crate::kubectl;
use crate::sim::command::Command;
use crate::world::{Dependency, Versions};

use super::Session;
use super::playbook::{Ground, Move};
use super::strategy::Leader;

/// Where a step of the playbook stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// It was done.
    Done,
    /// It can be done now.
    Next,
    /// Its time comes after the next one's.
    Later,
}

/// One step of the playbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// For people.
    pub label: String,
    /// Its kubectl lines.
    pub lines: Vec<String>,
    /// Whether its time has come.
    pub state: StepState,
}

/// Which button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChoiceId {
    /// The next step.
    Next,
    /// The way back.
    Back,
    /// The controller that leads goes on.
    Promote,
    /// And skips every step to come.
    PromoteFull,
    /// It goes back.
    Abort,
    /// It begins again.
    Retry,
    /// A change of what the application depends on.
    Migrate(Dependency, Versions),
}

/// A button that can be pressed now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Which.
    pub id: ChoiceId,
    /// For people.
    pub label: String,
    /// The one most would press.
    pub primary: bool,
    /// Its kubectl lines.
    pub lines: Vec<String>,
}

pub(super) fn lines(commands: &[Command]) -> Vec<String> {
    commands.iter().filter_map(kubectl::line).collect()
}

impl Session {
    /// The playbook, step by step. Where it has one step only, the last ones done stand before it.
    pub fn steps(&self) -> Vec<Step> {
        if self.scenario.leader() != Leader::You {
            return self.judged_steps();
        }
        let moves = self.moves();
        let next = moves.iter().position(|step| !step.done);
        let state = |index: usize, done: bool| match next {
            _ if done => StepState::Done,
            Some(next) if next == index => StepState::Next,
            _ => StepState::Later,
        };
        let step =
            |(index, m): (usize, Move)| Step { state: state(index, m.done), label: m.label, lines: lines(&m.commands) };
        self.playbook.done.iter().cloned().chain(moves.into_iter().enumerate().map(step)).collect()
    }

    /// The buttons that can be pressed now, the primary one first.
    pub fn choices(&self) -> Vec<Choice> {
        if self.scenario.leader() != Leader::You {
            return self.judged_choices();
        }
        let next = self.next_move().map(|m| (ChoiceId::Next, m));
        let back = self.playbook.back(&self.ground()).map(|m| (ChoiceId::Back, m));
        let choice = |(id, m): (ChoiceId, Move)| Choice {
            id,
            primary: id == ChoiceId::Next,
            label: m.label,
            lines: lines(&m.commands),
        };
        next.into_iter().chain(back).map(choice).collect()
    }

    pub(super) fn do_choice(&mut self, choice: ChoiceId) {
        self.started = true;
        match choice {
            ChoiceId::Next if self.scenario.leader() != Leader::You => {
                let version = self.playbook.next_version();
                self.introduce(version);
                self.begin_run(version);
                self.begin_judged();
                self.done.beside = true;
            }
            ChoiceId::Promote | ChoiceId::PromoteFull | ChoiceId::Abort | ChoiceId::Retry => {
                self.do_judged(choice);
                self.done.beside = true;
            }
            ChoiceId::Next => {
                let next = self.next_move();
                self.request_all(next.map(|next| next.commands).unwrap_or_default());
            }
            ChoiceId::Back => {
                let back = self.playbook.back(&self.ground());
                self.request_all(back.map(|back| back.commands).unwrap_or_default());
            }
            ChoiceId::Migrate(dependency, versions) => {
                self.request_all(vec![Command::migrate(dependency, versions)]);
            }
        }
    }

    /// The first step that is not done.
    fn next_move(&self) -> Option<Move> {
        self.moves().into_iter().find(|step| !step.done)
    }

    fn moves(&self) -> Vec<Move> {
        self.playbook.moves(&self.ground())
    }

    pub(super) fn ground(&self) -> Ground<'_> {
        Ground { scenario: &self.scenario, cluster: &self.cluster }
    }
}
