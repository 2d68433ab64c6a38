//! Entries of the log that are about something, kept from one look to the next: a look costs what has happened since, not
//! all that ever has.

use crate::sim::event::Event;

use super::journey::Traveller;
use super::travel::About;

/// What entries of the log are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Those that say how a controller came to a number.
    Decisions,
    /// Those about an object.
    Of(About),
}

impl Topic {
    fn is_of(&self, event: &Event) -> bool {
        match self {
            Self::Decisions => event.happening.decision().is_some(),
            Self::Of(object) => object.is_of(event),
        }
    }
}

/// The places in the log of the entries about one topic, in order.
#[derive(Debug, Default)]
pub struct Gleaned {
    /// Of which [`Traveller::arrivals`], and about what.
    of: Option<(u64, Topic)>,
    /// So much of the log has been looked at.
    seen: usize,
    found: Vec<usize>,
    looked: u64,
}

impl Gleaned {
    /// The places now.
    pub fn look(&mut self, traveller: &Traveller, topic: Topic) -> &[usize] {
        let (log, now) = (traveller.session().log(), (traveller.arrivals(), topic));
        if self.of.as_ref() != Some(&now) {
            self.seen = 0;
        }
        // The last entry may have changed since: some count what came again.
        let from = self.seen.saturating_sub(1).min(log.len());
        while self.found.last().is_some_and(|place| *place >= from) {
            self.found.pop();
        }
        let new = log.since(from).iter().enumerate().filter(|(_, event)| now.1.is_of(event));
        self.found.extend(new.map(|(place, _)| from + place));
        self.looked += (log.len() - from) as u64;
        (self.of, self.seen) = (Some(now), log.len());
        &self.found
    }

    /// Entries looked at so far, each as often as it was.
    pub fn looked(&self) -> u64 {
        self.looked
    }
}
