//! Weighted choice: evenly spread to the request, or by chance.

use crate::world::Split;

use super::super::random::Random;

/// A choice among weights, with the state the exact one needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Splitter(Vec<i64>);

impl Splitter {
    /// The index chosen, or `None` if no weight is above 0. Negative weights count as 0.
    ///
    /// Exact, weights 3 and 1: each choice adds the weights (3, 1), takes the larger sum (the first) and takes the total
    /// 4 off it: (-1, 1), (2, 2) → first, (-2, 2), (1, 3) → second, (1, -1), (4, 0) → first: 0, 0, 1, 0 and again.
    pub fn choose(&mut self, weights: &[i64], split: Split, random: &mut Random) -> Option<usize> {
        let total: i64 = weights.iter().map(|weight| (*weight).max(0)).sum();
        if total == 0 {
            return None;
        }
        match split {
            Split::Random => {
                let mut drawn = i64::from(random.below(u32::try_from(total).unwrap_or(u32::MAX)));
                weights.iter().position(|weight| {
                    drawn -= (*weight).max(0);
                    drawn < 0
                })
            }
            Split::Exact => {
                self.0.resize(weights.len(), 0);
                let mut best = None::<usize>;
                for (index, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0) {
                    self.0[index] += weight;
                    if best.is_none_or(|best| self.0[index] > self.0[best]) {
                        best = Some(index);
                    }
                }
                best.inspect(|best| self.0[*best] -= total)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example() {
        let (mut splitter, mut random) = (Splitter::default(), Random::new(1));
        let chosen: Vec<_> = (0..8).map(|_| splitter.choose(&[3, 1], Split::Exact, &mut random)).collect();
        assert_eq!(chosen, [0, 0, 1, 0, 0, 0, 1, 0].map(Some));
    }

    #[test]
    fn what_cannot_be_chosen_is_not() {
        let mut random = Random::new(1);
        for split in [Split::Exact, Split::Random] {
            for weights in [&[0, 0][..], &[], &[-5, 0]] {
                assert_eq!(Splitter::default().choose(weights, split, &mut random), None, "{weights:?} {split:?}");
            }
            let mut splitter = Splitter::default();
            for _ in 0..1_000 {
                assert_eq!(splitter.choose(&[0, 7, -3], split, &mut random), Some(1), "{split:?}");
            }
        }
    }
}
