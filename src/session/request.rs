//! The one door to the cluster for what a person asks: each request goes through it, is looked at for what it begins, and is
//! kept for who writes the run down.

use crate::sim::command::{Answer, Command, Rejected};

use super::{Action, Session};
use crate::view::image;

/// What was done since the last action began, for who writes it down.
#[derive(Clone, Debug, Default)]
pub(super) struct Done {
    /// What the cluster took.
    pub requests: Vec<Command>,
    /// Something changed that no request says.
    pub beside: bool,
}

impl Done {
    pub fn is_something(&self) -> bool {
        self.beside || !self.requests.is_empty()
    }
}

impl Session {
    /// Asks the cluster for something. A version that comes with it is made known to the World first, and its rollout is
    /// watched from here on.
    pub(super) fn request(&mut self, command: Command) -> Result<Answer, Rejected> {
        self.expect(self.elapsed());
        let brought = self.playbook.brings(&command);
        let before = self.run.clone();
        if let Some(version) = brought {
            self.introduce(version);
            self.begin_run(version);
        }
        let answer = match self.cluster.apply(command.clone()) {
            Ok(answer) => answer,
            Err(rejected) => {
                self.run = before;
                return Err(rejected);
            }
        };
        self.playbook.note(&command);
        self.playbook.follow(&self.cluster);
        self.done.requests.push(command);
        self.look_at_goal();
        Ok(answer)
    }

    /// Requests of the page's own making; a refusal would be a bug of the page, so it is shown, not lost.
    pub(super) fn request_all(&mut self, commands: Vec<Command>) {
        for command in commands {
            if let Err(rejected) = self.request(command) {
                self.milestone = Some(rejected.message);
            }
        }
    }

    /// The World says how a version behaves, before its first pod is there.
    pub(super) fn introduce(&mut self, version: u32) {
        let image = image(version);
        if version == self.playbook.next_version() && !self.cluster.world().images.contains_key(&*image) {
            let command = Command::app(&image, &self.ground().next_app());
            self.request_all(vec![command]);
        }
    }

    /// What of the last action is to be written down: the requests it came to; itself, where it changed what no request
    /// says; nothing, where it was refused or changed nothing.
    pub fn written(&self, action: Action) -> Option<Action> {
        if self.done.beside {
            return Some(action);
        }
        self.done.is_something().then(|| Action::Request(self.done.requests.clone()))
    }
}
