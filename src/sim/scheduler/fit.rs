//! Which nodes have room for a pod, and what is said if none has. Models noderesources/fit.go fitsRequest and
//! framework/types.go FitError.

use litemap::LiteMap;

use super::super::pod::Pod;
use super::NodeInfo;

/// Why no node takes the pod, in the scheduler's words, e.g. `0/3 nodes are available: 3 Insufficient cpu. no new claims to
/// deallocate, preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.`
pub(super) fn refusal(nodes: &[NodeInfo], pod: &Pod) -> String {
    let mut reasons: LiteMap<&str, usize> = LiteMap::new();
    let mut preemption: LiteMap<&str, usize> = LiteMap::new();
    for node in nodes {
        let refused = refusals(node, pod);
        for reason in &refused {
            *reasons.entry(*reason).or_default() += 1;
        }
        let hopeless = refused.iter().any(|reason| reason.starts_with("node(s)")) || never_fits(node, pod);
        let help = if hopeless {
            "Preemption is not helpful for scheduling"
        } else {
            "No preemption victims found for incoming pod"
        };
        *preemption.entry(help).or_default() += 1;
    }
    let total = nodes.len();
    format!(
        "0/{total} nodes are available: {}. no new claims to deallocate, preemption: 0/{total} nodes are available: {}.",
        counted(&reasons),
        counted(&preemption)
    )
}

/// Whether no filter refuses: what [`refusals`] says at more length.
pub(super) fn fits(node: &NodeInfo, pod: &Pod) -> bool {
    !node.unschedulable && !node.tainted && room(node, pod).iter().all(|(short, _)| !short)
}

/// What a node may be short of, and whether it is.
fn room(node: &NodeInfo, pod: &Pod) -> [(bool, &'static str); 3] {
    let free = |whole: u32, held: u32| whole.saturating_sub(held);
    let (asked, whole, held) = (pod.requests, node.allocatable, node.requested);
    [
        (node.pods + 1 > node.allocatable_pods, "Too many pods"),
        (asked.cpu_milli > free(whole.cpu_milli, held.cpu_milli), "Insufficient cpu"),
        (asked.memory_mib > free(whole.memory_mib, held.memory_mib), "Insufficient memory"),
    ]
}

/// Every reason of one node. The first filter that refuses speaks alone: cordon, then taints, then room.
fn refusals(node: &NodeInfo, pod: &Pod) -> Vec<&'static str> {
    if node.unschedulable {
        return vec!["node(s) were unschedulable"];
    }
    if node.tainted {
        return vec!["node(s) had untolerated taint(s)"];
    }
    room(node, pod).into_iter().filter(|(short, _)| *short).map(|(_, reason)| reason).collect()
}

/// Not even an empty node would do.
fn never_fits(node: &NodeInfo, pod: &Pod) -> bool {
    pod.requests.cpu_milli > node.allocatable.cpu_milli || pod.requests.memory_mib > node.allocatable.memory_mib
}

/// `2 Insufficient cpu, 3 Too many pods`, sorted as texts.
fn counted(reasons: &LiteMap<&str, usize>) -> String {
    let mut parts: Vec<String> = Vec::new();
    for (reason, count) in reasons.iter() {
        let part = format!("{count} {reason}");
        let at = parts.iter().position(|other| *other > part).unwrap_or(parts.len());
        parts.insert(at, part);
    }
    parts.join(", ")
}
