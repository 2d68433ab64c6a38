//! What a feasible node scores: 2 · spread + least allocated + balanced allocation, each 0 to 100; the others of upstream's
//! plugins give every node the same. Integers only.

use super::super::pod::Pod;
use super::NodeInfo;

/// A node's score by itself, without spreading: more free and more balanced is better.
pub(super) fn by_itself(node: &NodeInfo, pod: &Pod) -> u32 {
    (least_allocated(node, pod) + balanced_allocation(node, pod)) as u32
}

/// The weight of spreading over so many feasible nodes, in thousandths.
pub(super) fn weight(feasible: usize) -> u64 {
    ln_milli(feasible as u64 + 2)
}

/// The score of a node with so many pods of the same ReplicaSet, where the feasible nodes have from `fewest` to `most`:
/// fewer are better. Models podtopologyspread/scoring.go with the default constraint `maxSkew: 3` by hostname. Only the
/// nodes that can take the pod are domains.
///
/// 3, 2 and 0 pods on three nodes: 3·ln 5 + 2 = 6.8, 5.2 and 2 make 7, 5 and 2, and these 28, 57 and 100.
pub(super) fn spread(count: u32, (fewest, most): (u32, u32), weight: u64) -> u32 {
    let raw = |count: u32| (u64::from(count) * weight + 2_000 + 500) / 1_000;
    let (least, most) = (raw(fewest), raw(most));
    (100 * (most + least - raw(count))).checked_div(most).unwrap_or(100) as u32
}

/// The natural logarithm in thousandths: 5 gives 1,609.
fn ln_milli(number: u64) -> u64 {
    // log2 bit by bit of the mantissa, 16 bits of fraction.
    let whole = u64::from(number.max(1).ilog2());
    let mut mantissa = (number << 32) >> whole;
    let mut fraction = 0;
    for bit in (0..16).rev() {
        mantissa = ((u128::from(mantissa) * u128::from(mantissa)) >> 32) as u64;
        if mantissa >= 2 << 32 {
            mantissa >>= 1;
            fraction |= 1 << bit;
        }
    }
    ((whole << 16 | fraction) * 693_147 / 1_000) >> 16
}

/// More free is better: the mean of both resources in percent. Models noderesources/least_allocated.go.
fn least_allocated(node: &NodeInfo, pod: &Pod) -> u64 {
    let (whole, held, asked) = (node.allocatable, node.assumed, pod.requests.or_assumed());
    let free = |whole: u32, held: u32, asked: u32| {
        let left = u64::from(whole).saturating_sub(u64::from(held) + u64::from(asked));
        left * 100 / u64::from(whole.max(1))
    };
    let cpu = free(whole.cpu_milli, held.cpu_milli, asked.cpu_milli);
    (cpu + free(whole.memory_mib, held.memory_mib, asked.memory_mib)) / 2
}

/// Equal use of both resources is better. Models noderesources/balanced_allocation.go of 1.36.
fn balanced_allocation(node: &NodeInfo, pod: &Pod) -> u64 {
    let (whole, held, asked) = (node.allocatable, node.requested, pod.requests);
    let balance = |cpu: u32, memory: u32| balance((cpu, whole.cpu_milli), (memory, whole.memory_mib));
    let before = balance(held.cpu_milli, held.memory_mib);
    let after = balance(held.cpu_milli + asked.cpu_milli, held.memory_mib + asked.memory_mib);
    50 + (50 + after).saturating_sub(before) / 2
}

/// 100 where both are used alike, 50 where one is full and the other empty, rounded down.
///
/// 1 of 4 CPUs and no memory: 100 · (1 - 0.25 / 2) = 87.5 makes 87.
fn balance(cpu: (u32, u32), memory: (u32, u32)) -> u64 {
    let part = |(held, whole): (u32, u32)| (u128::from(held.min(whole)), u128::from(whole.max(1)));
    let ((cpu, cpus), (memory, memories)) = (part(cpu), part(memory));
    let all = 2 * cpus * memories;
    let apart = (cpu * memories).abs_diff(memory * cpus);
    (100 * (all - apart) / all) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_in_thousandths() {
        for (number, expected) in [(1, 0), (2, 693), (5, 1_609), (10, 2_302), (102, 4_624), (5_002, 8_517)] {
            assert!(ln_milli(number).abs_diff(expected) <= 1, "ln {number}: {}", ln_milli(number));
        }
    }

    fn spread(counts: &[u32], feasible: &[u32]) -> Vec<u32> {
        let count = |place: &u32| counts.get(*place as usize).copied().unwrap_or(0);
        let all: Vec<u32> = feasible.iter().map(count).collect();
        let range = (*all.iter().min().unwrap(), *all.iter().max().unwrap());
        all.into_iter().map(|count| super::spread(count, range, weight(feasible.len()))).collect()
    }

    #[test]
    fn spreading_over_three_nodes_with_3_2_and_0_pods() {
        assert_eq!(spread(&[3, 2, 0], &[0, 1, 2]), [28, 57, 100]);
    }

    #[test]
    fn spreading_scores_of_nodes_that_can_take_the_pod() {
        /// Name, pods on each node, nodes that can take another, scores.
        type Case = (&'static str, &'static [u32], &'static [u32], &'static [u32]);
        let cases: [Case; 5] = [
            ("none anywhere", &[], &[0, 1], &[100, 100]),
            ("as many everywhere", &[2, 2, 2], &[0, 1, 2], &[100, 100, 100]),
            // 3 · ln 4 + 2 = 6.2 and 2 · ln 4 + 2 = 4.8 make 6 and 5.
            ("the emptiest of three is cordoned", &[3, 2, 0], &[0, 1], &[83, 100]),
            ("a node that has just come", &[3, 2], &[0, 1, 2], &[28, 57, 100]),
            ("the full nodes are none of it", &[9, 0, 9, 1], &[1, 3], &[100, 66]),
        ];
        for (name, counts, feasible, expected) in cases {
            assert_eq!(spread(counts, feasible), expected, "{name}");
        }
    }

    #[test]
    fn balance_is_rounded_down() {
        // Name, CPU held of all, memory held of all, score.
        let cases = [
            ("nothing held", (0, 4_000), (0, 16_384), 100),
            ("all held", (4_000, 4_000), (16_384, 16_384), 100),
            ("both half", (2_000, 4_000), (8_192, 16_384), 100),
            ("a quarter and nothing: 87.5", (1_000, 4_000), (0, 16_384), 87),
            ("nothing and a quarter: 87.5", (0, 4_000), (4_096, 16_384), 87),
            ("a fifth and nothing: exactly 90", (800, 4_000), (0, 16_384), 90),
            ("one thousandth: 99.99", (1, 4_000), (0, 16_384), 99),
            ("one full, one empty", (4_000, 4_000), (0, 16_384), 50),
            ("more than there is counts as full", (9_000, 4_000), (0, 16_384), 50),
        ];
        for (name, cpu, memory, expected) in cases {
            assert_eq!(balance(cpu, memory), expected, "{name}");
        }
    }
}
