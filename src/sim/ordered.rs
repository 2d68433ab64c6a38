//! A map in the order of its keys, for keys that mostly come rising and go oldest first, as uids do.
//!
//! A tenth of the code of the standard library's tree for each kind of value, which every page has to load, and faster to
//! walk and to copy. A key in the middle moves what lies between it and the nearer end.

use std::borrow::Borrow;
use std::cell::Cell;
use std::collections::VecDeque;

/// Keys and values in the order of the keys.
///
/// A lookup tries where the last one ended and the place after it, for keys are mostly asked for in their order; else it
/// is a binary search.
#[derive(Clone, Debug)]
pub struct OrderedMap<K, V>(VecDeque<(K, V)>, Cell<usize>);

impl<K, V> Default for OrderedMap<K, V> {
    fn default() -> Self {
        Self(VecDeque::new(), Cell::new(0))
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for OrderedMap<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<K: Eq, V: Eq> Eq for OrderedMap<K, V> {}

impl<K: Ord, V> OrderedMap<K, V> {
    /// Where a key is, or where it would be.
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        let is_at = |place: usize| self.0.get(place).is_some_and(|(other, _)| other.borrow() == key);
        let last = self.1.get();
        let found = match self.0.back() {
            _ if is_at(last) => Ok(last),
            _ if is_at(last + 1) => Ok(last + 1),
            Some((greatest, _)) if greatest.borrow() < key => Err(self.0.len()),
            _ => self.0.binary_search_by(|(other, _)| other.borrow().cmp(key)),
        };
        self.1.set(found.unwrap_or(last));
        found
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.find(key).ok().map(|index| &self.0[index].1)
    }

    /// The value of a key, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.find(key).ok().map(|index| &mut self.0[index].1)
    }

    /// Whether a key is there.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).is_ok()
    }

    /// Sets the value of a key; returns the one it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(&key) {
            Ok(index) => Some(std::mem::replace(&mut self.0[index].1, value)),
            Err(index) => {
                self.0.insert(index, (key, value));
                None
            }
        }
    }

    /// The value of a key, which is put in first if it is missing.
    pub fn entry(&mut self, key: K, missing: V) -> &mut V {
        let index = self.find(&key).unwrap_or_else(|index| {
            self.0.insert(index, (key, missing));
            index
        });
        &mut self.0[index].1
    }

    /// Takes a key away; returns the value it had.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let index = self.find(key).ok()?;
        self.0.remove(index).map(|(_, value)| value)
    }

    /// Takes away every key for which this does not hold.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &V) -> bool) {
        self.0.retain(|(key, value)| keep(key, value));
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Keys and values.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> + ExactSizeIterator {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// Keys.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + ExactSizeIterator {
        self.0.iter().map(|(key, _)| key)
    }

    /// Values.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator {
        self.0.iter().map(|(_, value)| value)
    }

    /// Keys, and values to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&K, &mut V)> {
        self.0.iter_mut().map(|(key, value)| (&*key, value))
    }

    /// Values, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.0.iter_mut().map(|(_, value)| value)
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for OrderedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut map = Self::default();
        pairs.into_iter().for_each(|(key, value)| drop(map.insert(key, value)));
        map
    }
}

impl<K: Ord> FromIterator<K> for OrderedSet<K> {
    fn from_iter<I: IntoIterator<Item = K>>(keys: I) -> Self {
        keys.into_iter().map(|key| (key, ())).collect()
    }
}

/// Keys alone.
pub type OrderedSet<K> = OrderedMap<K, ()>;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn it_is_the_map_of_the_standard_library() {
        let mut random = crate::sim::random::Random::new(11);
        let (mut ours, mut theirs) = (OrderedMap::default(), BTreeMap::new());
        for turn in 0..5_000_u32 {
            let key = random.below(60);
            match random.below(5) {
                0 => assert_eq!(ours.remove(&key), theirs.remove(&key), "turn {turn}"),
                1 => assert_eq!(ours.entry(key, turn), theirs.entry(key).or_insert(turn), "turn {turn}"),
                2 => {
                    ours.retain(|key, value| key + value % 7 != 3);
                    theirs.retain(|key, value| *key + *value % 7 != 3);
                }
                _ => assert_eq!(ours.insert(key, turn), theirs.insert(key, turn), "turn {turn}"),
            }
            assert_eq!((ours.get(&key), ours.len()), (theirs.get(&key), theirs.len()), "turn {turn}");
            assert!(ours.iter().eq(theirs.iter()), "turn {turn}: {ours:?} {theirs:?}");
        }
    }
}
