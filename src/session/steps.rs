//! The playbook as steps and buttons, and what pressing one does.

use crate::kubectl;
use crate::sim::command::Command;
use crate::world::{Dependency, Versions};

use super::Session;
use super::playbook::{Ground, Move};
use super::setup::image;
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
        let state = |index: usize| match index.cmp(&self.playbook.position) {
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal => StepState::Next,
            std::cmp::Ordering::Greater => StepState::Later,
        };
        let moves = self.moves().into_iter().enumerate();
        let moves = moves.map(|(index, m)| Step { label: m.label, lines: lines(&m.commands), state: state(index) });
        self.playbook.done.iter().cloned().chain(moves).collect()
    }

    /// The buttons that can be pressed now, the primary one first.
    pub fn choices(&self) -> Vec<Choice> {
        if self.scenario.leader() != Leader::You {
            return self.judged_choices();
        }
        let next = self.moves().into_iter().nth(self.playbook.position);
        let next = next.map(|m| (ChoiceId::Next, m));
        let back = self.playbook.back(&self.scenario).map(|m| (ChoiceId::Back, m));
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
        let moves = self.moves();
        let (steps, next) = (moves.len(), moves.into_iter().nth(self.playbook.position));
        match choice {
            ChoiceId::Next if self.scenario.leader() != Leader::You => {
                self.introduce_version();
                self.begin_run();
                self.begin_judged();
            }
            ChoiceId::Promote | ChoiceId::PromoteFull | ChoiceId::Abort | ChoiceId::Retry => self.do_judged(choice),
            ChoiceId::Next => {
                let Some(next) = next else { return };
                if self.playbook.position == 0 {
                    self.introduce_version();
                    self.begin_run();
                }
                self.playbook.note(&next.label, &next.commands);
                self.playbook.way = next.way.unwrap_or(self.playbook.way.clone());
                next.commands.into_iter().for_each(|command| self.command(command));
                self.playbook.go_on(steps);
            }
            ChoiceId::Back => {
                let Some(back) = self.playbook.back(&self.scenario) else { return };
                self.playbook.note(&back.label, &back.commands);
                self.playbook.way = back.way.unwrap_or(self.playbook.way.clone());
                back.commands.into_iter().for_each(|command| self.command(command));
                self.playbook.go_back();
            }
            ChoiceId::Migrate(dependency, versions) => self.command(Command::migrate(dependency, versions)),
        }
    }

    fn moves(&self) -> Vec<Move> {
        self.playbook.moves(&self.ground())
    }

    pub(super) fn ground(&self) -> Ground<'_> {
        Ground { scenario: &self.scenario, cluster: &self.cluster }
    }

    /// The World says how the next version behaves, before its first pod is there.
    fn introduce_version(&mut self) {
        let image = image(self.playbook.next_version());
        if !self.cluster.world().images.contains_key(&*image) {
            let app = self.next_app();
            self.command(Command::app(&image, &app));
        }
    }
}
