//! Where a command reads and writes.

use std::cell::RefCell;
use std::rc::Rc;

use super::host::{Desk, Piece};
use crate::kubectl::printed::Printed;
use crate::message::Message;

/// Where a stream goes.
#[derive(Clone)]
pub(super) enum Sink {
    /// Before the reader's eyes.
    Screen,
    /// Into a pipe, a variable or a file.
    Kept(Rc<RefCell<String>>),
    /// `/dev/null`.
    Nothing,
}

/// The streams of a command.
#[derive(Clone)]
pub(super) struct Streams {
    /// What a pipe, `<` or `<<` brings.
    pub input: Option<Rc<str>>,
    pub out: Sink,
    pub err: Sink,
}

impl Default for Streams {
    fn default() -> Self {
        Self { input: None, out: Sink::Screen, err: Sink::Screen }
    }
}

impl Streams {
    /// Writes to the standard output.
    pub fn out(&self, desk: &Desk, text: &str) {
        match &self.out {
            _ if text.is_empty() => {}
            Sink::Screen => desk.host.print(Piece::Out(text.into())),
            Sink::Kept(kept) => kept.borrow_mut().push_str(text),
            Sink::Nothing => {}
        }
    }

    /// Writes to the standard error.
    pub fn err(&self, desk: &Desk, text: &str) {
        match &self.err {
            _ if text.is_empty() => {}
            Sink::Screen => desk.host.print(Piece::Err(text.into())),
            Sink::Kept(kept) => kept.borrow_mut().push_str(text),
            Sink::Nothing => {}
        }
    }

    /// Says something in words for people, beside the streams: no pipe reads it.
    pub fn note(&self, desk: &Desk, note: Message) {
        if !matches!(self.err, Sink::Nothing) {
            desk.host.print(Piece::Note(note));
        }
    }

    /// All that a command printed; how it ended.
    pub fn print(&self, desk: &Desk, printed: Printed) -> u8 {
        self.out(desk, &printed.stdout);
        self.err(desk, &printed.stderr);
        printed.notes.into_iter().for_each(|note| self.note(desk, note));
        printed.code
    }
}
