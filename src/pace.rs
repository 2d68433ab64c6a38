//! Long work in slices: it goes on for so many events at a time, tells how far it is, and can be let go at any moment.
//!
//! Work is written as it would be without slices, but for a breath before each event: `pace.breathe(1).await`. Nobody waits
//! for anything there and no runtime is needed; the compiler only turns the work into a value that stops at a breath and
//! goes on from it. Not in here: the clock. Whoever drives the work counts events; the page knows how long they take.

use std::cell::Cell;
use std::fmt;
use std::future::Future;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// How much of the present slice is left, and how far the work is.
#[derive(Debug)]
pub struct Pace {
    left: Cell<u64>,
    spent: Cell<u64>,
    /// Which part of the whole is under way, permille.
    span: Cell<(u64, u64)>,
    /// Which of how many parts of the span.
    part: Cell<(u64, u64)>,
    permille: Cell<u64>,
}

impl Pace {
    fn new() -> Self {
        let (none, whole) = (|| Cell::new(0), Cell::new((0, 1_000)));
        Self { left: none(), spent: none(), span: whole, part: Cell::new((0, 1)), permille: none() }
    }

    /// To be awaited before something that is as much work as so many events.
    pub fn breathe(&self, events: u64) -> Breath<'_> {
        Breath { pace: self, events }
    }

    /// What is reported from now on is this part of the whole, from and to in permille.
    pub fn span(&self, from: u64, to: u64) {
        self.span.set((from, to));
        self.part.set((0, 1));
        self.report(0, 1);
    }

    /// What is reported from now on is one of so many parts of the present span, counted from 0.
    pub fn part(&self, index: usize, all: usize) {
        self.part.set((index as u64, all.max(1) as u64));
        self.report(0, 1);
    }

    /// So much of the present part is done, in whatever unit.
    ///
    /// 3 of 4 in the part from 200 to 600 permille: 500 permille of the whole.
    pub fn report(&self, done: u64, all: u64) {
        let (from, to) = self.span.get();
        let ((index, parts), all) = (self.part.get(), all.max(1));
        let part = 1_000 * index / parts + 1_000 * done.min(all) / all / parts;
        self.permille.set(from + (to - from) * part / 1_000);
    }
}

/// See [`Pace::breathe`].
#[derive(Debug)]
pub struct Breath<'a> {
    pace: &'a Pace,
    events: u64,
}

impl Future for Breath<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        let left = self.pace.left.get();
        if left == 0 {
            return Poll::Pending;
        }
        self.pace.left.set(left.saturating_sub(self.events));
        self.pace.spent.set(self.pace.spent.get() + self.events);
        Poll::Ready(())
    }
}

/// Work under way, and what comes of it.
pub struct Work<T> {
    rest: Pin<Box<dyn Future<Output = T>>>,
    pace: Rc<Pace>,
}

impl<T> fmt::Debug for Work<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Work").field("pace", &self.pace).finish_non_exhaustive()
    }
}

impl<T> Work<T> {
    /// Nothing is done yet.
    pub fn new<F: Future<Output = T> + 'static>(work: impl FnOnce(Rc<Pace>) -> F) -> Self {
        let pace = Rc::new(Pace::new());
        Self { rest: Box::pin(work(pace.clone())), pace }
    }

    /// Goes on for so many events, and a little more where the last of them is a big one; what came of it once it is done.
    /// Not to be called again then.
    pub fn go_on(&mut self, events: u64) -> Option<T> {
        self.pace.left.set(events);
        match self.rest.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(made) => Some(made),
            Poll::Pending => None,
        }
    }

    /// How far it is, permille.
    pub fn permille(&self) -> u64 {
        self.pace.permille.get()
    }

    /// Events so far.
    pub fn spent(&self) -> u64 {
        self.pace.spent.get()
    }
}

/// Does work from its start to its end without a stop.
pub fn at_once<T>(work: impl AsyncFnOnce(&Pace) -> T) -> T {
    let pace = Pace::new();
    let mut rest = pin!(work(&pace));
    loop {
        pace.left.set(u64::MAX);
        if let Poll::Ready(made) = rest.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return made;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn count(to: u64, pace: &Pace) -> u64 {
        let mut sum = 0;
        for number in 1..=to {
            pace.report(number - 1, to);
            pace.breathe(1).await;
            sum += number;
        }
        sum
    }

    #[test]
    fn slices_of_any_size_come_to_the_same() {
        assert_eq!(at_once(async |pace| count(100, pace).await), 5_050);
        for slice in [1, 7, 99, 100, 1_000] {
            let mut work = Work::new(|pace| async move { count(100, &pace).await });
            let (mut slices, mut spent) = (0, 0);
            let made = loop {
                slices += 1;
                let made = work.go_on(slice);
                assert!(work.spent() - spent <= slice, "no slice is longer than it may be");
                spent = work.spent();
                if let Some(made) = made {
                    break made;
                }
            };
            assert_eq!((made, slices, work.spent()), (5_050, 100_u64.div_ceil(slice), 100), "slices of {slice}");
        }
    }

    #[test]
    fn a_part_of_the_whole_is_reported() {
        let mut work = Work::new(|pace| async move {
            pace.span(200, 600);
            pace.report(3, 4);
            pace.breathe(1).await;
        });
        assert_eq!((work.go_on(0), work.permille()), (None, 500));
        assert_eq!(work.go_on(1), Some(()));
    }
}
