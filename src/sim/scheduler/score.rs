//! Which of the feasible nodes is best: 2 · spread + least allocated + balanced allocation, each 0 to 100; the others
//! of upstream's plugins give every node the same. Integers only.

use super::super::node::{Node, Resources};
use super::super::pod::Pod;
use super::super::random::Random;

/// What a container that asks for nothing counts as. Models pkg/scheduler/util/pod_resources.go.
const ASSUMED: Resources = Resources { cpu_milli: 100, memory_mib: 200 };

/// The best node's place; among equals any one.
///
/// `counts` are the pods of the same ReplicaSet on each node, empty for none at all.
pub(super) fn best(nodes: &[Node], counts: &[u32], feasible: &[u32], pod: &Pod, random: &mut Random) -> u32 {
    if let [only] = feasible {
        return *only;
    }
    let spread = spread(counts, feasible, nodes.len());
    let mut best = Vec::new();
    let mut highest = 0;
    for (place, spread) in feasible.iter().zip(spread) {
        let node = &nodes[*place as usize];
        let score = 2 * spread + least_allocated(node, pod) + balanced_allocation(node, pod);
        if score > highest || best.is_empty() {
            highest = score;
            best.clear();
        }
        if score == highest {
            best.push(*place);
        }
    }
    best[random.below(best.len() as u32) as usize]
}

/// Fewer pods of the same ReplicaSet are better. Models podtopologyspread/scoring.go with the default constraint
/// `maxSkew: 3` by hostname.
///
/// 3, 2 and 0 pods on three nodes: 3·ln 5 + 2 = 6.8, 5.2 and 2 make 7, 5 and 2, and these 28, 57 and 100.
fn spread(counts: &[u32], feasible: &[u32], nodes: usize) -> Vec<u64> {
    let weight = ln_milli(nodes as u64 + 2);
    let count = |place: &u32| u64::from(counts.get(*place as usize).copied().unwrap_or(0));
    let raw: Vec<u64> = feasible.iter().map(|place| (count(place) * weight + 2_000 + 500) / 1_000).collect();
    let (least, most) = (raw.iter().min().copied().unwrap_or(0), raw.iter().max().copied().unwrap_or(0));
    raw.iter().map(|raw| (100 * (most + least - raw)).checked_div(most).unwrap_or(100)).collect()
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

fn requests(pod: &Pod) -> Resources {
    let or = |asked: u32, assumed: u32| if asked == 0 { assumed } else { asked };
    Resources {
        cpu_milli: or(pod.requests.cpu_milli, ASSUMED.cpu_milli),
        memory_mib: or(pod.requests.memory_mib, ASSUMED.memory_mib),
    }
}

/// More free is better: the mean of both resources in percent. Models noderesources/least_allocated.go.
fn least_allocated(node: &Node, pod: &Pod) -> u64 {
    let asked = requests(pod);
    let free = |whole: u32, held: u32, asked: u32| {
        let left = u64::from(whole).saturating_sub(u64::from(held) + u64::from(asked));
        left * 100 / u64::from(whole.max(1))
    };
    let (whole, held) = (node.allocatable, node.requested);
    let cpu = free(whole.cpu_milli, held.cpu_milli, asked.cpu_milli);
    (cpu + free(whole.memory_mib, held.memory_mib, asked.memory_mib)) / 2
}

/// Equal use of both resources is better. Models noderesources/balanced_allocation.go of 1.36.
fn balanced_allocation(node: &Node, pod: &Pod) -> u64 {
    let (whole, held, asked) = (node.allocatable, node.requested, pod.requests);
    let part = |held: u32, whole: u32| (u64::from(held) * 10_000 / u64::from(whole.max(1))).min(10_000);
    let balance =
        |cpu: u32, memory: u32| 100 - part(cpu, whole.cpu_milli).abs_diff(part(memory, whole.memory_mib)) / 2 / 100;
    let before = balance(held.cpu_milli, held.memory_mib);
    let after = balance(held.cpu_milli + asked.cpu_milli, held.memory_mib + asked.memory_mib);
    50 + (50 + after).saturating_sub(before) / 2
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

    #[test]
    fn spreading_over_three_nodes_with_3_2_and_0_pods() {
        assert_eq!(spread(&[3, 2, 0], &[0, 1, 2], 3), [28, 57, 100]);
    }
}
