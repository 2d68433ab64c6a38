//! What is planned for when: by the millisecond, and within one in the order in which it was planned.
//!
//! Most of what a cluster plans is less than [`NEAR`] ahead, and hundreds of things often come in the same few
//! milliseconds: each node's proxy hears of each change. So the near future is a ring of lists, one a millisecond, into
//! which a thing is put without a search: a third of the cost of a heap or a tree.

use std::collections::{BTreeMap, VecDeque};

use crate::kube::time::Millis;

/// How far the ring reaches, ms: about as far as a proxy is late in a small cluster. A power of two, for a quick [`slot`].
const NEAR: usize = 1_024;

/// The bits of [`Calendar::taken`].
const WORD: usize = u64::BITS as usize;

/// Things to come.
#[derive(Clone, Debug)]
pub(super) struct Calendar<T> {
    /// The present instant: that of the last one taken, ms.
    instant: Millis,
    /// What is left to do in it.
    present: VecDeque<T>,
    /// What is planned for later instants less than [`NEAR`] from the present one, by the instant modulo [`NEAR`].
    near: Vec<VecDeque<T>>,
    /// A bit for each list of `near`: whether there is anything in it. A quiet cluster's next event may be 1,000 lists away.
    taken: [u64; NEAR / WORD],
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
            taken: [0; NEAR / WORD],
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
            self.taken[slot(at) / WORD] |= 1 << (slot(at) % WORD);
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
            self.taken[slot(at) / WORD] &= !(1 << (slot(at) % WORD));
            self.near_at = self.next_near();
        }
        Some(())
    }

    /// The first instant behind the present one for which there is anything in `near`.
    ///
    /// Example: at instant 1,000 with something planned for 1,030, that is bit 6 of word 0 (1,030 modulo 1,024); slot 1,000 is
    /// bit 40 of word 15. Word 15 from bit 40 on is empty, word 0 is not: its lowest bit is 30 slots further on.
    fn next_near(&self) -> Option<Millis> {
        let from = slot(self.instant);
        let words = self.taken.len();
        // The word of the present instant comes first from there on, and last with the rest of it.
        for step in 0..=words {
            let word = (from / WORD + step) % words;
            let part = match step {
                0 => u64::MAX << (from % WORD),
                step if step == words => !(u64::MAX << (from % WORD)),
                _ => u64::MAX,
            };
            let bits = self.taken[word] & part;
            if bits != 0 {
                let found = word * WORD + bits.trailing_zeros() as usize;
                return Some(self.instant + ((found + NEAR - from) % NEAR) as Millis);
            }
        }
        None
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
        self.taken = [0; NEAR / WORD];
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
