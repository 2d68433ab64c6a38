//! The one generator of random numbers a cluster owns, and our own few integer draws from it.
//!
//! Links carry seeds, so the stream is a file format: PCG is documented as portable, and the draws are ours so that an
//! update of `rand` changes no link.

use rand::Rng;
use rand_pcg::Pcg32;

/// A stream of random numbers that is the same natively and in the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Random(Pcg32);

impl Random {
    /// A stream of its own for each seed.
    pub fn new(seed: u64) -> Self {
        Self::stream(seed, 0)
    }

    /// Another stream of the same seed, for what must not disturb the first.
    pub fn stream(seed: u64, which: u64) -> Self {
        Self(Pcg32::new(seed, 0x706f_6479_6172_6400 + which))
    }

    /// A number in `0..bound`, each equally likely; 0 where `bound` is 0.
    ///
    /// Draws again where the 32-bit range does not divide evenly: of bound 3, the one left-over value of 2^32 is refused.
    pub fn below(&mut self, bound: u32) -> u32 {
        if bound == 0 {
            return 0;
        }
        let refused = bound.wrapping_neg() % bound;
        loop {
            let wide = u64::from(self.0.next_u32()) * u64::from(bound);
            if wide as u32 >= refused {
                return (wide >> 32) as u32;
            }
        }
    }

    /// True in `percent` of 100 draws.
    pub fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_stream_is_a_file_format() {
        let mut random = Random::new(7);
        let drawn: Vec<u32> = (0..8).map(|_| random.below(100)).collect();
        assert_eq!(drawn, [53, 74, 76, 26, 49, 72, 30, 20], "a changed stream breaks every link");
    }

    #[test]
    fn below_is_uniform_within_five_standard_deviations() {
        let mut random = Random::new(1);
        let mut counts = [0_i64; 3];
        for _ in 0..90_000 {
            counts[random.below(3) as usize] += 1;
        }
        // The standard deviation of a count is sqrt(90,000 * 1/3 * 2/3), about 141.
        for count in counts {
            assert!((count - 30_000).abs() < 5 * 142, "{counts:?}");
        }
    }

    #[test]
    fn nothing_is_below_nothing() {
        assert_eq!(Random::new(1).below(0), 0);
        assert_eq!(Random::new(1).below(1), 0);
    }
}
