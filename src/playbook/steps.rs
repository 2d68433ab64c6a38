//! The playbook as steps and buttons, and what pressing one does.

use crate::kubectl;
use crate::sim::command::Command;
use crate::world::{Dependency, Versions};

use crate::message::Said;
use crate::scenario::Leader;

use super::ground::Ground;
use super::moves::Move;

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
    pub label: Said,
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
    pub id: ChoiceId,
    /// For people.
    pub label: Said,
    /// The one most would press.
    pub primary: bool,
    /// It takes away what one could go back to: that is asked for twice. The way back itself is not.
    pub deletes: bool,
    /// Its kubectl lines.
    pub lines: Vec<String>,
}

/// Where something is wrong, the way back comes first, and is the one to press.
pub fn back_first(mut choices: Vec<Choice>) -> Vec<Choice> {
    let Some(back) = choices.iter().position(|choice| matches!(choice.id, ChoiceId::Back | ChoiceId::Abort)) else {
        return choices;
    };
    let back = choices.remove(back);
    choices.insert(0, back);
    choices.iter_mut().enumerate().for_each(|(index, choice)| choice.primary = index == 0);
    choices
}

pub(super) fn lines(commands: &[Command]) -> Vec<String> {
    commands.iter().filter_map(kubectl::line).collect()
}

impl Move {
    /// As a step.
    pub(super) fn step(&self, state: StepState) -> Step {
        Step { label: self.label.clone().into(), lines: lines(&self.commands), state }
    }

    /// As a button.
    pub(super) fn choice(&self, id: ChoiceId) -> Choice {
        Choice {
            id,
            label: self.label.clone().into(),
            primary: id == ChoiceId::Next,
            deletes: id == ChoiceId::Next && self.commands.iter().any(|it| matches!(it, Command::Delete { .. })),
            lines: lines(&self.commands),
        }
    }
}

impl Ground<'_> {
    /// The playbook, step by step. Where it has one step only, the last ones done stand before it.
    pub fn steps(&self) -> Vec<Step> {
        if self.scenario.leader() != Leader::You {
            return self.led_steps();
        }
        let moves = self.moves();
        let next = moves.iter().position(|step| !step.done);
        let state = |index: usize, done: bool| match next {
            _ if done => StepState::Done,
            Some(next) if next == index => StepState::Next,
            _ => StepState::Later,
        };
        let step = |(index, m): (usize, &Move)| m.step(state(index, m.done));
        self.playbook.done.iter().cloned().chain(moves.iter().enumerate().map(step)).collect()
    }

    /// The buttons that can be pressed now, the primary one first.
    pub fn choices(&self) -> Vec<Choice> {
        if self.scenario.leader() != Leader::You {
            return self.led_choices();
        }
        let next = self.next_move().map(|m| m.choice(ChoiceId::Next));
        let back = self.playbook.back(self).map(|m| m.choice(ChoiceId::Back));
        next.into_iter().chain(back).collect()
    }

    /// What a button asks the cluster for.
    pub fn requests(&self, choice: ChoiceId) -> Vec<Command> {
        match choice {
            ChoiceId::Next => self.next_move().map(|next| next.commands).unwrap_or_default(),
            ChoiceId::Promote | ChoiceId::PromoteFull | ChoiceId::Abort | ChoiceId::Retry => {
                self.plugin_command(choice).into_iter().collect()
            }
            ChoiceId::Back => self.playbook.back(self).map(|back| back.commands).unwrap_or_default(),
            ChoiceId::Migrate(dependency, versions) => vec![Command::migrate(dependency, versions)],
        }
    }

    /// The first step that is not done.
    fn next_move(&self) -> Option<Move> {
        self.moves().into_iter().find(|step| !step.done)
    }

    /// All steps, done or not.
    pub fn moves(&self) -> Vec<Move> {
        self.playbook.moves(self)
    }
}
