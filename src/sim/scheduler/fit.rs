//! Which nodes have room for a pod, and what is said if none has. Models noderesources/fit.go fitsRequest and
//! framework/types.go FitError.

use super::super::node::Node;
use super::super::pod::Pod;
use super::super::small::SmallMap;

/// Places of the nodes that can take the pod.
///
/// # Errors
///
/// The scheduler's message, e.g. `0/3 nodes are available: 3 Insufficient cpu. no new claims to deallocate,
/// preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.`
pub(super) fn feasible(nodes: &[Node], pod: &Pod) -> Result<Vec<u32>, String> {
    let mut feasible = Vec::new();
    let mut reasons: SmallMap<&str, usize> = SmallMap::default();
    let mut preemption: SmallMap<&str, usize> = SmallMap::default();
    for (index, node) in nodes.iter().enumerate() {
        let refused = refusals(node, pod);
        if refused.is_empty() {
            feasible.push(index as u32);
            continue;
        }
        for reason in &refused {
            *reasons.entry(reason, 0) += 1;
        }
        let hopeless = refused.iter().any(|reason| reason.starts_with("node(s)")) || never_fits(node, pod);
        let help = if hopeless {
            "Preemption is not helpful for scheduling"
        } else {
            "No preemption victims found for incoming pod"
        };
        *preemption.entry(help, 0) += 1;
    }
    if !feasible.is_empty() {
        return Ok(feasible);
    }
    let total = nodes.len();
    Err(format!(
        "0/{total} nodes are available: {}. no new claims to deallocate, preemption: 0/{total} nodes are available: {}.",
        counted(&reasons),
        counted(&preemption)
    ))
}

/// Every reason of one node. The first filter that refuses speaks alone: cordon, then taints, then room.
fn refusals(node: &Node, pod: &Pod) -> Vec<&'static str> {
    if node.unschedulable {
        return vec!["node(s) were unschedulable"];
    }
    if !node.ready {
        return vec!["node(s) had untolerated taint(s)"];
    }
    let mut reasons = Vec::new();
    if node.pods + 1 > node.allocatable_pods {
        reasons.push("Too many pods");
    }
    let free = |whole: u32, held: u32| whole.saturating_sub(held);
    let (asked, whole, held) = (pod.requests, node.allocatable, node.requested);
    if asked.cpu_milli > free(whole.cpu_milli, held.cpu_milli) {
        reasons.push("Insufficient cpu");
    }
    if asked.memory_mib > free(whole.memory_mib, held.memory_mib) {
        reasons.push("Insufficient memory");
    }
    reasons
}

/// Not even an empty node would do.
fn never_fits(node: &Node, pod: &Pod) -> bool {
    pod.requests.cpu_milli > node.allocatable.cpu_milli || pod.requests.memory_mib > node.allocatable.memory_mib
}

/// `2 Insufficient cpu, 3 Too many pods`, sorted as texts.
fn counted(reasons: &SmallMap<&str, usize>) -> String {
    let mut parts: Vec<String> = Vec::new();
    for (reason, count) in reasons.iter() {
        let part = format!("{count} {reason}");
        let at = parts.iter().position(|other| *other > part).unwrap_or(parts.len());
        parts.insert(at, part);
    }
    parts.join(", ")
}
