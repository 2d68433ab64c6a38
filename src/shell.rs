//! A small shell before the cluster: kubectl, curl, and what a learner writes around them. Pure.
//!
//! A line is read into a script and executed as a future that stops where it waits: for time (`sleep`, `watch`), or for the
//! cluster (`rollout status`). Whoever holds the cluster lets time pass and polls again: see [`Host`]. Not in here: the page,
//! the system's files and clock. The language is the part of a POSIX shell's that courses use.

mod curl;
mod host;
mod kubectl;
mod length;
mod podyard;
mod read;
mod run;
mod script;
mod streams;
mod token;
mod tools;
mod verbs;
mod waiting;
mod words;

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

pub use host::{Host, Piece, Wait};
pub use script::Unread;

use host::{Desk, Stop};
use run::Run;
use script::{Chain, Script};
use streams::Streams;

/// A shell with its variables. Lines are executed one after the other.
#[derive(Clone)]
pub struct Shell {
    run: Rc<Run>,
}

/// A line that was read, not yet executed.
#[derive(Clone, Debug)]
pub struct Line {
    chain: Chain,
}

impl Line {
    /// As it is written.
    pub fn text(&self) -> &str {
        &self.chain.text
    }

    /// Where it begins, from 1.
    pub fn number(&self) -> usize {
        self.chain.line
    }
}

/// The lines of a text, each up to a `;` or a new line outside of brackets and loops. `first` is the number of its first.
///
/// # Errors
///
/// It goes on, or something in it is wrong.
pub fn lines(text: &str, first: usize) -> Result<Vec<Line>, Unread> {
    let Script { chains } = read::script(text, first)?;
    Ok(chains.into_iter().map(|chain| Line { chain }).collect())
}

/// The words of a line that is one command and in which nothing is to be filled in.
pub fn plain_words(line: &str) -> Option<Vec<String>> {
    let Script { chains } = read::script(line, 1).ok()?;
    let [chain] = chains.as_slice() else { return None };
    match (chain.first.commands.as_slice(), chain.more.as_slice()) {
        ([script::Command::Simple { words, redirects }], []) if redirects.is_empty() => {
            words.iter().map(script::plain).collect()
        }
        _ => None,
    }
}

impl Shell {
    /// Before a cluster.
    pub fn new(host: Rc<dyn Host>) -> Self {
        Self { run: Rc::new(Run::new(Desk::new(host))) }
    }

    /// Begins a line; nothing happens before [`Doing::go_on`].
    pub fn begin(&self, line: &Line) -> Doing {
        let (run, chain) = (self.run.clone(), line.chain.clone());
        let rest = Box::pin(async move { run.chain(&chain, &Streams::default()).await });
        Doing { shell: self.clone(), rest }
    }
}

/// A line under way. Dropped it is stopped, as by Ctrl+C.
pub struct Doing {
    shell: Shell,
    rest: Pin<Box<dyn Future<Output = Result<u8, Stop>>>>,
}

/// How far a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It ended with this code.
    Ended(u8),
    /// So did the shell: nothing more is to be executed.
    Left(u8),
    /// It waits.
    Waits(Wait),
}

/// What a line ends with that somebody stops, or that no shell would go on with.
pub const STOPPED: u8 = 130;

impl Doing {
    /// Goes on until it ends or waits.
    pub fn go_on(&mut self) -> Progress {
        let desk = &self.shell.run.desk;
        match self.rest.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => Progress::Waits(desk.waits_for()),
            Poll::Ready(Ok(code)) => Progress::Ended(code),
            Poll::Ready(Err(Stop::Exit(code))) => Progress::Left(code),
            Poll::Ready(Err(Stop::Break | Stop::Continue)) => Progress::Ended(0),
            Poll::Ready(Err(Stop::Refused(why))) => {
                desk.host.print(Piece::Note(why));
                Progress::Ended(STOPPED)
            }
        }
    }
}
