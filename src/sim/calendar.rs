//! What is planned for when: by the millisecond, and within one in the order in which it was planned.
//!
//! Most of what a cluster plans is less than [`NEAR`] ahead, and hundreds of things often come in the same few
//! milliseconds: each node's proxy hears of each change. So the near future is a ring of lists, one a millisecond, into
//! which a thing is put without a search: a third of the cost of a heap or a tree.

use std::collections::{BTreeMap, VecDeque};

use super::time::Millis;

/// How far the ring reaches, ms: about as far as a proxy is late in a small cluster. A power of two, for a quick [`slot`].
const NEAR: usize = 1_024;

/// Things to come.
#[derive(Clone, Debug)]
pub(super) struct Calendar<T> {
    /// The present instant: that of the last one taken, ms.
    instant: Millis,
    /// What is left to do in it.
    present: VecDeque<T>,
    /// What is planned for later instants less than [`NEAR`] from the present one, by the instant modulo [`NEAR`].
    near: Vec<VecDeque<T>>,
    /// The first instant of those, if there is any.
    near_at: Option<Millis>,
    /// What was planned when it was further off than that.
    far: BTreeMap<Millis, VecDeque<T>>,
    far_at: Option<Millis>,
    len: usize,
}

impl<T> Default for Calendar<T> {
    fn default() -> Self {
        Self {
            instant: 0,
            present: VecDeque::new(),
            near: Vec::new(),
            near_at: None,
            far: BTreeMap::new(),
            far_at: None,
            len: 0,
        }
    }
}

fn slot(at: Millis) -> usize {
    at as usize % NEAR
}

impl<T> Calendar<T> {
    pub fn push(&mut self, at: Millis, due: T) {
        self.len += 1;
        if at < self.instant {
            self.turn_back(at);
        }
        if at == self.instant {
            self.present.push_back(due);
        } else if at - self.instant < NEAR as Millis {
            if self.near.is_empty() {
                self.near.resize_with(NEAR, VecDeque::new);
            }
            self.near[slot(at)].push_back(due);
            self.near_at = Some(self.near_at.map_or(at, |first| first.min(at)));
        } else {
            self.far.entry(at).or_default().push_back(due);
            self.far_at = Some(self.far_at.map_or(at, |first| first.min(at)));
        }
    }

    /// How much is to come.
    pub fn len(&self) -> usize {
        self.len
    }

    /// When the next thing happens.
    pub fn next_at(&self) -> Option<Millis> {
        if !self.present.is_empty() {
            return Some(self.instant);
        }
        match (self.near_at, self.far_at) {
            (Some(near), Some(far)) => Some(near.min(far)),
            (near, far) => near.or(far),
        }
    }

    pub fn pop(&mut self) -> Option<(Millis, T)> {
        if self.present.is_empty() {
            self.advance()?;
        }
        let due = self.present.pop_front()?;
        self.len -= 1;
        Some((self.instant, due))
    }

    /// Makes the next instant for which anything is planned the present one.
    fn advance(&mut self) -> Option<()> {
        let at = self.next_at()?;
        self.instant = at;
        // What was planned when this was far off was planned first.
        if self.far_at == Some(at) {
            self.present = self.far.remove(&at).unwrap_or_default();
            self.far_at = self.far.keys().next().copied();
        }
        if self.near_at == Some(at) {
            let list = &mut self.near[slot(at)];
            if self.present.is_empty() {
                std::mem::swap(&mut self.present, list);
            } else {
                self.present.append(list);
            }
            let mut rest = at + 1..at + NEAR as Millis;
            self.near_at = rest.find(|at| !self.near[slot(*at)].is_empty());
        }
        Some(())
    }

    /// The present becomes an earlier instant. Only a test that takes everything out and puts some of it back needs this.
    fn turn_back(&mut self, at: Millis) {
        let present = std::mem::take(&mut self.present);
        let from = self.instant;
        let near = (from + 1..from + NEAR as Millis).map(|at| (at, self.near.get_mut(slot(at)).map(std::mem::take)));
        let all: Vec<_> = std::iter::once((from, Some(present))).chain(near).collect();
        for (at, list) in all {
            if let Some(mut list) = list.filter(|list| !list.is_empty()) {
                self.far.entry(at).or_default().append(&mut list);
            }
        }
        self.near_at = None;
        self.instant = at;
        self.present = self.far.remove(&at).unwrap_or_default();
        self.far_at = self.far.keys().next().copied();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Random plans, held against a map by instant and number: near and far, at once, and now and then before the present.
    #[test]
    fn what_comes_comes_in_the_order_of_instants_and_plans() {
        let mut random = crate::sim::random::Random::new(9);
        let (mut ours, mut theirs) = (Calendar::default(), BTreeMap::new());
        let mut now: Millis = 0;
        for number in 0..20_000_u64 {
            if random.percent(48) {
                let ahead = [0, random.below(5), random.below(1_300), random.below(9_000)][random.below(4) as usize];
                let back = if random.below(500) == 0 { Millis::from(random.below(2_000)) } else { 0 };
                let at = (now + Millis::from(ahead)).saturating_sub(back);
                ours.push(at, number);
                theirs.insert((at, number), ());
                now = now.min(at);
            } else {
                let expected = theirs.pop_first().map(|((at, number), ())| (at, number));
                assert_eq!(ours.pop(), expected, "turn {number}");
                now = expected.map_or(now, |(at, _)| at);
            }
            let next = theirs.first_key_value().map(|((at, _), ())| *at);
            assert_eq!((ours.len(), ours.next_at()), (theirs.len(), next), "turn {number}");
        }
        assert!(theirs.len() < 2_000, "{} are left, and the rest came", theirs.len());
    }
}
