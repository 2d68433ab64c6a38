//! Whoever holds the cluster, as the shell sees them: what there is to look at, to ask, to read and to print on.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use crate::kube::time::Millis;
use crate::kubectl::change::Files;
use crate::message::{Message, Said};
use crate::sim::Cluster;
use crate::sim::command::{Answer, Command, Rejected};

/// Something that is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// On the standard output, as it is.
    Out(String),
    /// On the standard error.
    Err(String),
    /// What Podyard says in words for people: a line beside the others.
    Note(Message),
    /// What was on the screen is gone.
    Clear,
}

/// Who holds the cluster.
pub trait Host: Files {
    /// Looks at the cluster as it stands.
    fn look(&self, look: &mut dyn FnMut(&Cluster));

    /// Asks it for something.
    ///
    /// # Errors
    ///
    /// It is refused, and nothing changed.
    fn ask(&self, command: Command) -> Result<Answer, Rejected>;

    /// Prints, in order.
    fn print(&self, piece: Piece);

    /// The names of the files there are.
    fn names(&self) -> Vec<String>;

    /// Writes a file, or adds to it.
    ///
    /// # Errors
    ///
    /// Why it cannot be written.
    fn write(&self, name: &str, text: &str, adds: bool) -> Result<(), String>;
}

/// What a command that is under way waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Nothing: it goes on as soon as somebody has a moment.
    Breath,
    /// An instant of the cluster's time, ms.
    Until(Millis),
    /// That something happens in the cluster, but not longer than up to an instant.
    Change(Option<Millis>),
}

/// Why a script ends before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// `exit`.
    Exit(u8),
    /// `break`, `continue`.
    Break,
    Continue,
    /// Something that no shell would do for a learner's good.
    Refused(Message),
}

/// What is asked and waited for by commands under way.
pub(super) struct Desk {
    pub host: Rc<dyn Host>,
    wait: Cell<Option<Wait>>,
    left: Cell<u32>,
    /// Commands since time last moved.
    rounds: Cell<(Millis, u32)>,
}

/// Commands in one go, before others get their turn.
const AT_ONCE: u32 = 20;
/// Commands while no time passes: what does more is a loop that does not wait.
const ROUNDS_MAX: u32 = 5_000;

impl Desk {
    pub fn new(host: Rc<dyn Host>) -> Self {
        Self { host, wait: Cell::new(None), left: Cell::new(AT_ONCE), rounds: Cell::new((0, 0)) }
    }

    /// What is waited for, now that nothing goes on; asked once.
    pub fn waits_for(&self) -> Wait {
        self.left.set(AT_ONCE);
        self.wait.take().unwrap_or(Wait::Breath)
    }

    /// The cluster's time, ms.
    pub fn now(&self) -> Millis {
        self.read(|cluster| cluster.now())
    }

    /// Reads something of the cluster.
    pub fn read<T>(&self, look: impl FnOnce(&Cluster) -> T) -> T
    where
        T: Default,
    {
        let (mut look, mut read) = (Some(look), None);
        self.host.look(&mut |cluster| read = look.take().map(|look| look(cluster)));
        read.unwrap_or_default()
    }

    /// Before each command.
    ///
    /// # Errors
    ///
    /// So many were done and no time passed.
    pub async fn breathe(&self) -> Result<(), Stop> {
        let (at, rounds) = self.rounds.get();
        let now = self.now();
        let rounds = if now == at { rounds + 1 } else { 0 };
        self.rounds.set((now, rounds));
        if rounds > ROUNDS_MAX {
            return Err(Stop::Refused(message!("shell-no-time-passes", rounds = ROUNDS_MAX)));
        }
        match self.left.get().checked_sub(1) {
            Some(left) => self.left.set(left),
            None => Once { desk: self, wait: Some(Wait::Breath) }.await,
        }
        Ok(())
    }

    /// Waits for an instant of the cluster's time, ms.
    pub async fn until(&self, at: Millis) {
        while self.now() < at {
            Once { desk: self, wait: Some(Wait::Until(at)) }.await;
        }
    }

    /// Waits until something holds, or an instant has come; whether it holds.
    pub async fn until_it(&self, holds: &mut dyn FnMut(&Cluster) -> bool, end: Option<Millis>) -> bool {
        loop {
            if self.read(&mut *holds) {
                return true;
            }
            if end.is_some_and(|end| self.now() >= end) {
                return false;
            }
            Once { desk: self, wait: Some(Wait::Change(end)) }.await;
        }
    }
}

/// Ready the second time it is asked.
struct Once<'a> {
    desk: &'a Desk,
    wait: Option<Wait>,
}

impl Future for Once<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        match self.wait.take() {
            Some(wait) => {
                self.desk.wait.set(Some(wait));
                Poll::Pending
            }
            None => Poll::Ready(()),
        }
    }
}

/// kubectl's words as a line; a part of them may be ours.
pub(super) fn line(said: &Said) -> Piece {
    match said {
        Said::Part(message) => Piece::Note(message.clone()),
        Said::Text(text) => Piece::Err(format!("{text}\n")),
        other => Piece::Note(message!("shell-said", said = other.clone())),
    }
}
