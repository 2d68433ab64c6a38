//! One stable sort for all that is not hot, and maps made without one. The standard library's is compiled again for each type: thirty of them were a
//! fifteenth of the page's program.

use std::cmp::Ordering;
use std::mem;

use litemap::LiteMap;

/// Sorts as [`slice::sort_by`] does.
///
/// 30 items: about 5 comparisons each, and one move.
pub fn sort_by<T>(items: &mut Vec<T>, mut compare: impl FnMut(&T, &T) -> Ordering) {
    let order = order(items.len(), &mut |one, other| compare(&items[one], &items[other]));
    let mut unsorted: Vec<Option<T>> = mem::take(items).into_iter().map(Some).collect();
    items.extend(order.into_iter().filter_map(|index| unsorted[index].take()));
}

/// Sorts as [`slice::sort_by_key`] does.
pub fn sort_by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

/// A map of pairs in any order; of two with one key the later stays. `collect` would compile a sort of its own for each type.
pub fn map<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> LiteMap<K, V> {
    let mut map = LiteMap::new();
    pairs.into_iter().for_each(|(key, value)| drop(map.insert(key, value)));
    map
}

/// Keys in their order, each once.
pub fn set<K: Ord>(keys: impl IntoIterator<Item = K>) -> LiteMap<K, ()> {
    map(keys.into_iter().map(|key| (key, ())))
}

/// The indices of so many items in their order.
fn order(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| compare(*one, *other));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sorts_as_the_standard_library_does() {
        for seed in 0..200 {
            let mut state: u64 = seed;
            let mut below = |bound: u64| {
                state = state.wrapping_add(1_442_695_040_888_963_407_u64).wrapping_mul(6_364_136_223_846_793_005);
                (state >> 33) % bound
            };
            let count = below(60) as usize;
            let mut items: Vec<(u64, usize)> = (0..count).map(|index| (below(9), index)).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            sort_by_key(&mut items, |(key, _)| *key);
            assert_eq!(items, expected, "seed {seed}");
        }
    }
}
