//! Nodes: which one a pod gets, what is said if none takes it, and what happens when one is drained or lost. Behaviours of
//! section 5.

#[path = "nodes/lost.rs"]
mod lost;
#[path = "nodes/scheduling.rs"]
mod scheduling;

use podyard::sim::app::App;
use podyard::sim::command::Command;
use podyard::sim::event::Event;
use podyard::sim::latency::Latency;
use podyard::sim::node::Resources;
use podyard::sim::object::labels;
use podyard::sim::time::{Millis, SECOND};
use podyard::sim::workload::{Deployment, DeploymentSpec, PodTemplate};
use podyard::sim::{Cluster, Config};

/// So many nodes of 4 CPUs and 16 GiB, and nothing takes time but what an application does.
fn cluster(nodes: u32) -> Cluster {
    let node_size = Resources { cpu_milli: 4_000, memory_mib: 16_384 };
    let mut cluster = Cluster::new(Config { latency: Latency::NONE, nodes, node_size, ..Config::default() });
    apply(&mut cluster, Command::SetApp { image: "v1".into(), app: App::fine(0) });
    cluster
}

fn apply(cluster: &mut Cluster, command: Command) -> String {
    cluster.apply(command).expect("accepted")
}

/// A Deployment of its own name and label whose pods ask for so many thousandths of a CPU and MiB.
fn deploy(cluster: &mut Cluster, name: &str, replicas: i32, (cpu_milli, memory_mib): (u32, u32)) {
    let mut template = PodTemplate::new(labels(&[("app", name)]), "web", "v1");
    template.requests = Resources { cpu_milli, memory_mib };
    let deployment = Deployment::new(name, DeploymentSpec::new(replicas, template));
    apply(cluster, Command::CreateDeployment(Box::new(deployment)));
    let now = cluster.now();
    cluster.advance_to(now);
}

fn cordon(cluster: &mut Cluster, node: &str, unschedulable: bool) {
    apply(cluster, Command::Cordon { node: node.into(), unschedulable });
    let now = cluster.now();
    cluster.advance_to(now);
}

/// Pods on each node, and those on none.
fn on_nodes(cluster: &Cluster) -> (Vec<u32>, usize) {
    let waiting = cluster.objects().pods.values().filter(|pod| pod.node.is_none()).count();
    (cluster.nodes().iter().map(|node| node.pods).collect(), waiting)
}

/// Events of a reason: when, and their messages.
fn events(cluster: &Cluster, reason: &str) -> Vec<(Millis, String)> {
    let those = cluster.log().events().iter().filter(|event| event.happening.reason() == reason);
    those.map(|event: &Event| (event.at / SECOND, event.message().to_string())).collect()
}
