//! When an endpoint of a container answers well, and how it fails.

use crate::kube::time::Millis;

/// When an endpoint of a container answers well, ms after its start: a few spans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// From each of these instants on it is the other way round; the first span fails.
    turns: [Millis; 4],
    len: usize,
    cut: Option<Millis>,
    /// Before this instant nobody listens.
    listens: Millis,
}

/// Why a check fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Nobody listens yet.
    Refused,
    /// The answer is that it is not well.
    Unwell,
    /// There is no answer.
    Silent,
}

/// A stretch of time in which an endpoint answers alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// From here, ms after the start.
    pub from: Millis,
    /// To here, not included; `None` for good.
    pub until: Option<Millis>,
    /// It answers well.
    pub well: bool,
    /// It does not answer at all, not even with an error.
    pub silent: bool,
}

impl Health {
    /// Never answers well.
    pub fn failing() -> Self {
        Self { turns: [0; 4], len: 0, cut: None, listens: 0 }
    }

    /// From `at` on it answers well, or no longer does. Turns come in order of time.
    pub fn turn(&mut self, at: Millis, well: bool) {
        debug_assert_eq!(well, self.len.is_multiple_of(2), "turns alternate");
        if self.len < self.turns.len() {
            self.turns[self.len] = at;
            self.len += 1;
        }
    }

    /// From `at` on it never answers again.
    pub fn cut(&mut self, at: Millis) {
        self.cut = Some(at);
    }

    /// Before `at` nobody listens.
    pub fn listens_from(&mut self, at: Millis) {
        self.listens = at;
    }

    /// What a check at an instant that fails finds.
    pub fn failure(&self, at: Millis) -> Failure {
        if self.cut.is_some_and(|cut| cut <= at) {
            Failure::Silent
        } else if at < self.listens {
            Failure::Refused
        } else {
            Failure::Unwell
        }
    }

    /// Whether it answers well at an instant.
    pub fn is_well(&self, at: Millis) -> bool {
        let turned = self.turns[..self.len].iter().filter(|turn| **turn <= at).count();
        !turned.is_multiple_of(2) && self.cut.is_none_or(|cut| at < cut)
    }

    /// Its spans in order of time.
    pub fn spans(&self) -> impl Iterator<Item = Span> + '_ {
        let end = |index: usize| self.turns[..self.len].get(index).copied();
        let spans = (0..=self.len).map(move |index| Span {
            from: if index == 0 { 0 } else { self.turns[index - 1] },
            until: end(index),
            well: !index.is_multiple_of(2),
            silent: false,
        });
        let cut = self.cut.unwrap_or(Millis::MAX);
        let before = spans.filter(move |span| span.from < cut).map(move |span| Span {
            until: match span.until {
                Some(until) => Some(until.min(cut)),
                None => self.cut,
            },
            ..span
        });
        before.chain(self.cut.map(|from| Span { from, until: None, well: false, silent: true }))
    }
}
