//! Nodes. Models kubectl's pkg/describe/describe.go describeNode and describeNodeResource. What no node here has, its lease
//! and its system among it, stands as unset.

use super::super::columns::age;
use super::super::peek::{go, items, pairs, text};
use super::page::{Page, date};
use crate::kube::field::Quantities;
use crate::kube::quantity::Quantity;
use crate::kube::tree::Node as Tree;
use crate::sim::node::Node;
use crate::sim::pod::Pod;
use crate::sim::{Cluster, KUBERNETES_VERSION};
use crate::sorted;

const SYSTEM: [&str; 8] = [
    "Machine ID",
    "System UUID",
    "Boot ID",
    "Kernel Version",
    "OS Image",
    "Operating System",
    "Architecture",
    "Container Runtime Version",
];

pub fn node(page: &mut Page, node: &Node, tree: &Tree, cluster: &Cluster) {
    page.field(0, "Roles", "<none>");
    page.labels("Labels", tree, "metadata.labels");
    page.annotations("Annotations", tree, "metadata.annotations");
    page.field(0, "CreationTimestamp", date(&text(tree, "metadata.creationTimestamp")));
    let taint = |taint: &Tree| format!("{}:{}", text(taint, "key"), text(taint, "effect"));
    let taints: Vec<String> = items(tree, "spec.taints").iter().map(taint).collect();
    page.stack("Taints", &taints);
    page.field(0, "Unschedulable", node.spec.unschedulable.to_string());
    page.line(0, "Lease:");
    ["HolderIdentity", "AcquireTime", "RenewTime"].iter().for_each(|name| page.field(1, name, "<unset>"));
    page.line(0, "Conditions:");
    page.line(1, "Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage");
    page.line(1, "----\t------\t-----------------\t------------------\t------\t-------");
    for one in items(tree, "status.conditions") {
        let times = ["lastHeartbeatTime", "lastTransitionTime"].map(|name| date(&text(one, name)));
        let [kind, status, reason, message] = ["type", "status", "reason", "message"].map(|name| text(one, name));
        page.line(1, &format!("{kind} \t{status} \t{} \t{reason} \t{message}", times.join(" \t")));
    }
    page.line(0, "Addresses:");
    for (title, place) in [("Capacity:", "status.capacity"), ("Allocatable:", "status.allocatable")] {
        page.line(0, title);
        pairs(tree, place).iter().for_each(|(key, amount)| page.field(1, &key.text, go(&amount.value)));
    }
    page.line(0, "System Info:");
    SYSTEM.iter().for_each(|name| page.field(1, name, ""));
    page.field(1, "Kubelet Version", KUBERNETES_VERSION);
    page.field(1, "Kube-Proxy Version", "");
    resources(page, node, cluster);
}

/// What the node's pods ask for.
fn resources(page: &mut Page, node: &Node, cluster: &Cluster) {
    let name = &node.metadata.name;
    let own = cluster.objects().pods.values();
    let mut pods: Vec<_> = own.filter(|pod| pod.node_name() == Some(name) && !pod.status.phase.is_finished()).collect();
    sorted::sort_by_key(&mut pods, |pod| pod.metadata.name.clone());
    page.field(0, "Non-terminated Pods", format!("({} in total)", pods.len()));
    page.line(1, "Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge");
    page.line(1, "---------\t----\t\t------------\t----------\t---------------\t-------------\t---");
    let whole = whole(node);
    let mut sums = [Sum::default(), Sum::default(), Sum::default(), Sum::default()];
    for pod in pods {
        let asked = asked(pod);
        let cells: Vec<String> = asked.iter().zip(whole).map(|(sum, whole)| sum.of(whole)).collect();
        sums.iter_mut().zip(&asked).for_each(|(sum, more)| sum.add(*more));
        let old = age(&pod.metadata, cluster.now());
        page.line(1, &format!("default\t{}\t\t{}\t{old}", pod.metadata.name, cells.join("\t")));
    }
    page.line(0, "Allocated resources:");
    page.line(1, "(Total limits may be over 100 percent, i.e., overcommitted.)");
    page.line(1, "Resource\tRequests\tLimits");
    page.line(1, "--------\t--------\t------");
    let cells: Vec<String> = sums.iter().zip(whole).map(|(sum, whole)| sum.of(whole)).collect();
    for (resource, cells) in ["cpu", "memory"].iter().zip(cells.chunks(2)) {
        page.line(1, &format!("{resource}\t{}", cells.join("\t")));
    }
    page.line(1, "ephemeral-storage\t0 (0%)\t0 (0%)");
}

/// What there is, in billionths: of CPU twice, of memory twice, for requests and limits.
fn whole(node: &Node) -> [i128; 4] {
    let all = node.status.allocatable.resources;
    let (cpu, memory) = (i128::from(all.cpu_milli) * 1_000_000, (i128::from(all.memory_mib) << 20) * 1_000_000_000);
    [cpu, cpu, memory, memory]
}

/// An amount that grows, written as the first one of it was.
#[derive(Clone, Copy, Default)]
struct Sum {
    nano: i128,
    binary: bool,
}

impl Sum {
    fn add(&mut self, more: Self) {
        self.binary |= more.binary;
        self.nano += more.nano;
    }

    /// As kubectl writes it, with its share.
    fn of(&self, whole: i128) -> String {
        let units = self.nano / 1_000_000_000;
        let text = if self.binary { format!("{}Ki", units / 1_024) } else { format!("{}n", self.nano) };
        let text = Quantity::parse(&text).map_or_else(|| "0".into(), |amount| amount.to_string());
        let share = if whole > 0 { self.nano * 100 / whole } else { 0 };
        format!("{text} ({share}%)")
    }
}

/// CPU asked for and allowed, memory asked for and allowed. Models PodRequestsAndLimits.
fn asked(pod: &Pod) -> [Sum; 4] {
    let mut sums = [Sum::default(); 4];
    for container in &pod.spec.containers {
        let given = &container.resources;
        let amount = |of: &Quantities, name: &str| of.get(name).map_or(0, |amount| amount.nano());
        for (place, name) in ["cpu", "memory"].iter().enumerate() {
            let limit = amount(&given.limits, name);
            let request = given.requests.get(*name).map_or(limit, |amount| amount.nano());
            for (sum, nano) in sums.iter_mut().skip(place * 2).zip([request, limit]) {
                sum.add(Sum { nano, binary: place == 1 && nano % 1_024 == 0 });
            }
        }
    }
    sums
}
