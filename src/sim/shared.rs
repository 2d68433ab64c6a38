//! A list that grows at its end, and whose copies share what they have in common.
//!
//! A frame of a run is a copy of everything; what has happened since the last one is all that it should cost. Full chunks
//! are shared and never changed again; only the open end is copied. Not in here: taking entries out, changing any but the
//! last one.

use std::ops::Index;
use std::rc::Rc;

/// Entries of a full chunk; a copy shares all but the last so many at most.
const CHUNK: usize = 64;

/// See the module.
#[derive(Clone, Debug)]
pub struct SharedList<T> {
    full: Vec<Rc<Vec<T>>>,
    /// The entries behind the full chunks: at least one, unless the list is empty.
    end: Vec<T>,
}

impl<T> Default for SharedList<T> {
    fn default() -> Self {
        Self { full: Vec::new(), end: Vec::new() }
    }
}

impl<T> SharedList<T> {
    /// Adds an entry at the end.
    pub fn push(&mut self, entry: T) {
        if self.end.len() == CHUNK {
            self.full.push(Rc::new(std::mem::take(&mut self.end)));
        }
        self.end.push(entry);
    }

    /// The last entry, to be changed in this copy alone.
    pub fn last_mut(&mut self) -> Option<&mut T> {
        self.end.last_mut()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.full.len() * CHUNK + self.end.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.end.is_empty()
    }

    /// All of it, to be read.
    pub fn all(&self) -> Stretch<'_, T> {
        Stretch { list: self, from: 0, to: self.len() }
    }

    /// Entries that a copy of this one has for itself; it shares the others.
    pub fn own(&self) -> usize {
        self.end.len()
    }
}

impl<T> FromIterator<T> for SharedList<T> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        let mut list = Self::default();
        entries.into_iter().for_each(|entry| list.push(entry));
        list
    }
}

/// A stretch of a [`SharedList`]: what a slice is of a vector. Iterating uses it up; a copy costs nothing.
#[derive(Debug)]
pub struct Stretch<'a, T> {
    list: &'a SharedList<T>,
    from: usize,
    to: usize,
}

impl<T> Clone for Stretch<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Stretch<'_, T> {}

impl<'a, T> Stretch<'a, T> {
    /// How many entries it has.
    pub fn len(self) -> usize {
        self.to - self.from
    }

    /// Whether it has none.
    pub fn is_empty(self) -> bool {
        self.from == self.to
    }

    /// The entry at a place, counted from the stretch's own start.
    pub fn get(self, index: usize) -> Option<&'a T> {
        let index = self.from.checked_add(index).filter(|index| *index < self.to)?;
        match self.list.full.get(index / CHUNK) {
            Some(chunk) => chunk.get(index % CHUNK),
            None => self.list.end.get(index - self.list.full.len() * CHUNK),
        }
    }

    /// The last entry.
    pub fn last(self) -> Option<&'a T> {
        self.get(self.len().checked_sub(1)?)
    }

    /// What lies from a place on; nothing where the stretch ends before it.
    pub fn since(self, index: usize) -> Self {
        Self { from: self.from.saturating_add(index).min(self.to), ..self }
    }

    /// Every entry in order.
    pub fn iter(self) -> Entries<'a, T> {
        Entries(self)
    }

    /// The first place whose entry does not fulfil this; all that do have to come first.
    pub fn partition_point(self, fulfils: impl Fn(&T) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.get(middle).is_some_and(&fulfils) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

impl<T> Index<usize> for Stretch<'_, T> {
    type Output = T;

    fn index(&self, index: usize) -> &T {
        self.get(index).expect("a place in the stretch")
    }
}

impl<'a, T> IntoIterator for Stretch<'a, T> {
    type Item = &'a T;
    type IntoIter = Entries<'a, T>;

    fn into_iter(self) -> Entries<'a, T> {
        self.iter()
    }
}

/// The entries of a [`Stretch`], from either end.
#[derive(Debug)]
pub struct Entries<'a, T>(Stretch<'a, T>);

impl<T> Clone for Entries<'_, T> {
    fn clone(&self) -> Self {
        Self(self.0)
    }
}

impl<'a, T> Iterator for Entries<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        let first = self.0.get(0);
        self.0 = self.0.since(1);
        first
    }

    fn nth(&mut self, index: usize) -> Option<&'a T> {
        self.0 = self.0.since(index);
        self.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.0.len(), Some(self.0.len()))
    }
}

impl<T> DoubleEndedIterator for Entries<'_, T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let last = self.0.last();
        self.0.to -= usize::from(last.is_some());
        last
    }
}

impl<T> ExactSizeIterator for Entries<'_, T> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_like_a_vector() {
        for length in [0, 1, 63, 64, 65, 128, 200] {
            let theirs: Vec<usize> = (0..length).collect();
            let ours: SharedList<usize> = theirs.iter().copied().collect();
            assert_eq!((ours.len(), ours.is_empty()), (theirs.len(), theirs.is_empty()));
            assert!(ours.all().iter().eq(&theirs) && ours.all().iter().rev().eq(theirs.iter().rev()), "{length}");
            assert_eq!(ours.all().last(), theirs.last());
            for from in [0, 1, 64, 100, 300] {
                let part = theirs.get(from..).unwrap_or_default();
                assert!(ours.all().since(from).iter().eq(part), "{length} from {from}");
                assert_eq!(ours.all().since(from).get(3), part.get(3));
                assert_eq!(ours.all().partition_point(|entry| *entry < from), from.min(length));
                assert_eq!(ours.all().iter().nth(from), theirs.get(from));
            }
            let mut both = ours.all().iter();
            let ends = (both.next(), both.next_back(), both.len());
            assert_eq!(ends, (theirs.first(), theirs[length.min(1)..].last(), length.saturating_sub(2)));
        }
    }

    #[test]
    fn copies_share_what_was_there_and_part_behind_it() {
        let mut one: SharedList<usize> = (0..130).collect();
        let mut other = one.clone();
        one.push(1_000);
        other.last_mut().into_iter().for_each(|last| *last = 2_000);
        assert_eq!((one.all()[129], one.all()[130], other.all()[129], other.len()), (129, 1_000, 2_000, 130));
        assert!(one.full.iter().zip(&other.full).all(|(a, b)| Rc::ptr_eq(a, b)) && one.full.len() == 2);
        assert_eq!(other.own(), 2);
    }
}
