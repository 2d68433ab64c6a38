//! `kubectl top`. Models kubectl's pkg/cmd/top and pkg/metricsutil/metrics_printer.go. What pods are measured to do is known as
//! long as there is an autoscaler that asks; memory is not measured.

use super::flags::{Flag, Given, Takes};
use super::printed::Printed;
use super::table::{self, GET};
use crate::sim::Cluster;
use crate::sim::pod::Pod;
use crate::sorted;

/// What `kubectl top` knows here.
pub const FLAGS: [Flag; 2] = [Flag::new("no-headers", ' ', Takes::Nothing), Flag::new("sort-by", ' ', Takes::Value)];

const UNKNOWN: &str = "<unknown>";

/// What `kubectl top` prints, given the words behind it: `pods`, `pod NAME`, `nodes`.
pub fn top(cluster: &Cluster, words: &[String]) -> Printed {
    let given = match Given::read("top", &FLAGS, words) {
        Ok(given) => given,
        Err(wrong) => return wrong,
    };
    let name = given.words.get(1).map(String::as_str);
    let (heads, mut rows, resources): (&[&str], _, _) = match given.words.first().map(String::as_str) {
        Some("pod" | "pods" | "po") => (&["NAME", "CPU(cores)", "MEMORY(bytes)"], pods(cluster, name), "pods"),
        Some("node" | "nodes" | "no") => {
            (&["NAME", "CPU(cores)", "CPU(%)", "MEMORY(bytes)", "MEMORY(%)"], nodes(cluster, name), "nodes")
        }
        other => {
            return Printed::wrong(format!(
                "error: unknown command \"{}\" for \"kubectl top\"",
                other.unwrap_or_default()
            ));
        }
    };
    if cluster.objects().autoscalers.is_empty() {
        return Printed::wrong("error: Metrics API not available");
    }
    if let (Some(name), true) = (name, rows.is_empty()) {
        return Printed::wrong(format!("Error from server (NotFound): {resources} \"{name}\" not found"));
    }
    if rows.is_empty() {
        return Printed::wrong("error: metrics not available yet");
    }
    if given.value("sort-by") == Some("cpu") {
        sorted::sort_by(&mut rows, |(one, _), (other, _)| other.cmp(one));
    }
    let mut lines: Vec<Vec<String>> = Vec::new();
    if !given.has("no-headers") {
        lines.push(heads.iter().map(|head| (*head).to_owned()).collect());
    }
    lines.extend(rows.into_iter().map(|(_, row)| row));
    Printed::good(table::rows(&lines, GET, &mut Vec::new()))
}

/// A row with its thousandths of a CPU.
type Row = (i64, Vec<String>);

fn pods(cluster: &Cluster, name: Option<&str>) -> Vec<Row> {
    let all = cluster.objects().pods.values().filter(|pod| name.is_none_or(|name| &*pod.metadata.name == name));
    let mut all: Vec<&Pod> = all.map(|pod| &**pod).collect();
    sorted::sort_by_key(&mut all, |pod| pod.metadata.name.clone());
    let row = |pod: &Pod| {
        let cpu = cluster.measured_cpu(pod.metadata.uid)?;
        Some((cpu, vec![pod.metadata.name.to_string(), format!("{cpu}m"), UNKNOWN.into()]))
    };
    all.into_iter().filter_map(row).collect()
}

fn nodes(cluster: &Cluster, name: Option<&str>) -> Vec<Row> {
    let all = cluster.objects().nodes.values().filter(|node| name.is_none_or(|name| &*node.metadata.name == name));
    let row = |node: &std::rc::Rc<crate::sim::node::Node>| {
        let own = cluster.objects().pods.values().filter(|pod| pod.node_name() == Some(&node.metadata.name));
        let cpu: i64 = own.filter_map(|pod| cluster.measured_cpu(pod.metadata.uid)).sum();
        let whole = i64::from(node.status.allocatable.resources.cpu_milli);
        let share = if whole > 0 { cpu * 100 / whole } else { 0 };
        let cells =
            [node.metadata.name.to_string(), format!("{cpu}m"), format!("{share}%"), UNKNOWN.into(), UNKNOWN.into()];
        (cpu, cells.into())
    };
    all.map(row).collect()
}
