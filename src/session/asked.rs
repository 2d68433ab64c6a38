//! What a terminal asks of a run: one request after the other, each with its answer.

use crate::sim::command::{Answer, Command, Rejected};

use super::Session;
use super::request::Done;

impl Session {
    /// Asks the cluster for something, as [`super::Action::Request`] does, and says what came of it.
    ///
    /// # Errors
    ///
    /// It is refused, and nothing changed.
    pub fn ask_one(&mut self, command: Command) -> Result<Answer, Rejected> {
        self.done = Done::default();
        self.revision += 1;
        self.edits += 1;
        let answer = self.request(command);
        self.touched |= self.done.is_something();
        self.settle_views();
        answer
    }
}
