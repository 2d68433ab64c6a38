//! A map for few keys, and sorting that is compiled once: what every page has to load is worth a few slow lookups.
//!
//! Where thousands of keys come together, as pods do, the simulator takes [`super::ordered::OrderedMap`].

use std::borrow::Borrow;
use std::cmp::Ordering;

/// A map of a handful of keys, in the order they came. Looking up walks all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmallMap<K, V>(Vec<(K, V)>);

impl<K, V> Default for SmallMap<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: PartialEq, V> SmallMap<K, V> {
    fn position<Q: PartialEq + ?Sized>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        self.0.iter().position(|(other, _)| other.borrow() == key)
    }

    /// The value of a key.
    pub fn get<Q: PartialEq + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.position(key).map(|index| &self.0[index].1)
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.position(key).map(|index| &mut self.0[index].1)
    }

    /// The value of a key, which is put in first if it is missing.
    pub fn entry(&mut self, key: K, missing: V) -> &mut V {
        let index = self.position(&key).unwrap_or_else(|| {
            self.0.push((key, missing));
            self.0.len() - 1
        });
        &mut self.0[index].1
    }

    /// Sets the value of a key; returns the one it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.position(&key) {
            Some(index) => Some(std::mem::replace(&mut self.0[index].1, value)),
            None => {
                self.0.push((key, value));
                None
            }
        }
    }

    /// Takes a key away; returns the value it had.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        self.position(key).map(|index| self.0.remove(index).1)
    }

    /// Keys and values in the order they came.
    pub fn iter(&self) -> impl Iterator<Item = &(K, V)> {
        self.0.iter()
    }

    /// Whether a key is there.
    pub fn contains_key(&self, key: &K) -> bool {
        self.position(key).is_some()
    }

    /// Keys in the order they came.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.0.iter().map(|(key, _)| key)
    }

    /// Values in the order their keys came.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator {
        self.0.iter().map(|(_, value)| value)
    }

    /// Keys and values, the values to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut (K, V)> {
        self.0.iter_mut()
    }
}

impl<K, V> IntoIterator for SmallMap<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// A sorted copy; equal items keep their order. Meant for items that are cheap to clone.
pub(crate) fn sorted<T: Clone>(items: &[T], compare: &dyn Fn(&T, &T) -> Ordering) -> Vec<T> {
    let mut order: Vec<u32> = (0..items.len() as u32).collect();
    sort_indices(&mut order, &|a, b| compare(&items[a as usize], &items[b as usize]));
    order.into_iter().map(|index| items[index as usize].clone()).collect()
}

/// Merges runs of 1, 2, 4 … items; two runs that are in order already are only copied. The standard library's sort is several times faster and ten times the code, which every
/// page would have to load.
fn sort_indices(order: &mut Vec<u32>, compare: &dyn Fn(u32, u32) -> Ordering) {
    let mut merged = order.clone();
    let (all, mut run) = (order.len(), 1);
    while run < all {
        for from in (0..all).step_by(2 * run) {
            let (middle, to) = ((from + run).min(all), (from + 2 * run).min(all));
            if middle == to || compare(order[middle - 1], order[middle]) != Ordering::Greater {
                merged[from..to].copy_from_slice(&order[from..to]);
                continue;
            }
            let (mut left, mut right) = (from, middle);
            for place in &mut merged[from..to] {
                let take_left =
                    right == to || (left < middle && compare(order[left], order[right]) != Ordering::Greater);
                let side = if take_left { &mut left } else { &mut right };
                *place = order[*side];
                *side += 1;
            }
        }
        std::mem::swap(order, &mut merged);
        run *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_map_keeps_the_order_of_arrival() {
        let mut map = SmallMap::default();
        assert_eq!(map.insert("b", 1), None);
        assert_eq!(map.insert("a", 2), None);
        assert_eq!(map.insert("b", 3), Some(1));
        *map.entry("a", 9) += 1;
        *map.entry("c", 9) += 1;
        map.remove(&"b");
        assert_eq!(map.get("a"), Some(&3));
        assert_eq!(map.get("b"), None);
        assert_eq!(map.into_iter().collect::<Vec<_>>(), [("a", 3), ("c", 10)]);
    }

    #[test]
    fn sorting_is_stable() {
        let items = [(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd')];
        assert_eq!(sorted(&items, &|a, b| a.0.cmp(&b.0)), [(1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
        let mut random = crate::sim::random::Random::new(7);
        for length in 0..200 {
            let items: Vec<(u32, u32)> = (0..length).map(|place| (random.below(1 + length / 3), place)).collect();
            let mut theirs = items.clone();
            theirs.sort_by_key(|item| item.0);
            assert_eq!(sorted(&items, &|a, b| a.0.cmp(&b.0)), theirs);
        }
    }
}
