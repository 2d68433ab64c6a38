//! Service times: most near the middle, some much longer. Integers only.

use super::super::random::Random;
use crate::kube::time::Millis;

/// e^(z / 2), in thousandths, at the middle of each of 128 equally likely parts of the normal distribution.
const FACTORS: [u16; 128] = [
    264, 322, 356, 383, 405, 424, 441, 457, 472, 486, 499, 511, 523, 535, 546, 557, 568, 578, 589, 599, 608, 618, 628,
    637, 646, 656, 665, 674, 683, 692, 701, 709, 718, 727, 736, 744, 753, 762, 770, 779, 788, 796, 805, 813, 822, 831,
    840, 848, 857, 866, 875, 884, 893, 902, 911, 920, 929, 938, 947, 957, 966, 976, 985, 995, 1005, 1015, 1025, 1035,
    1045, 1055, 1066, 1076, 1087, 1098, 1109, 1120, 1132, 1143, 1155, 1167, 1179, 1191, 1204, 1216, 1229, 1243, 1256,
    1270, 1284, 1298, 1313, 1328, 1344, 1359, 1376, 1393, 1410, 1427, 1446, 1465, 1484, 1504, 1525, 1547, 1570, 1593,
    1618, 1644, 1671, 1699, 1729, 1761, 1795, 1831, 1869, 1911, 1956, 2005, 2060, 2120, 2189, 2267, 2360, 2472, 2613,
    2806, 3105, 3781,
];

/// A service time around a median, ms: lognormal with sigma 0.5, so that the 99th percentile is 3.2 times the median.
///
/// Median 60 ms and the factor 1,366: 82 ms.
pub(super) fn around(median: Millis, random: &mut Random) -> Millis {
    median * Millis::from(FACTORS[random.below(FACTORS.len() as u32) as usize]) / 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_is_below_the_median_and_the_tail_is_long() {
        let mut random = Random::new(1);
        let mut drawn: Vec<Millis> = (0..20_000).map(|_| around(1_000, &mut random)).collect();
        drawn.sort_unstable();
        let at = |percent: usize| drawn[drawn.len() * percent / 100];
        // e^(0.5 · 2.326) is 3.2, e^(0.5 · 1.645) is 2.28, e^(0.125) is 1.133.
        assert!((980..=1_020).contains(&at(50)), "{}", at(50));
        assert!((2_200..=2_400).contains(&at(95)), "{}", at(95));
        assert!((3_000..=3_800).contains(&at(99)), "{}", at(99));
        let mean = drawn.iter().sum::<Millis>() / drawn.len() as Millis;
        assert!((1_110..=1_155).contains(&mean), "{mean}");
    }
}
