//! Nodes: which one takes a pod, what is said if none does and when it is tried again, cordon and drain, and nodes that
//! get lost and come back.
//!
//! Nothing but the application takes time, and pods are ready 10 s after their creation.

mod budget;
mod drain;
mod lost;
mod messages;
mod objects;
mod retry;
mod score;

use std::rc::Rc;

use podyard::kube::object::{Uid, labels};
use podyard::kube::pod::PodTemplateSpec;
use podyard::kube::resources::Resources;
use podyard::kube::time::SECOND;
use podyard::kube::workload::{Deployment, DeploymentSpec};
use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::sim::event::Event;
use podyard::sim::node::Node;
use podyard::sim::pod::Pod;
use podyard::sim::scheduler::NodeInfo;
use podyard::world::{App, Latency, Nodes, World};

/// What a pod asks for or a node offers: thousandths of a CPU, MiB of memory.
type Size = (u32, u32);

const NOTHING: Size = (0, 0);

/// A cluster with nodes `node-1`, `node-2` …
struct Yard {
    cluster: Cluster,
}

fn resources((cpu_milli, memory_mib): Size) -> Resources {
    Resources { cpu_milli, memory_mib }
}

impl Yard {
    fn new(nodes: u32, node_size: Size) -> Self {
        Self::seeded(1, nodes, node_size)
    }

    fn seeded(seed: u64, nodes: u32, node_size: Size) -> Self {
        let node_size = resources(node_size);
        let config = World { seed, delays: Latency::NONE, nodes: Nodes::sized(nodes, node_size), ..World::default() };
        Self { cluster: Cluster::new(config) }
    }

    fn apply(&mut self, command: Command) -> String {
        let done = self.cluster.apply(command.clone()).unwrap_or_else(|error| panic!("{command:?}: {error:?}"));
        podyard::kubectl::answer(&command, &done)
    }

    /// A Deployment with pods of this size. They are ready after 10 s and gone 3 s after SIGTERM.
    fn deploy(&mut self, name: &str, replicas: i32, asks: Size) {
        self.app(name, App::fine(10 * SECOND));
        let mut template = PodTemplateSpec::new(labels(&[("app", name)]), name, name);
        crate::template::set_requests(&mut template, resources(asks));
        self.apply(Command::create(Deployment::new(name, DeploymentSpec::new(replicas, template))));
        self.settle();
    }

    /// What the pods of a Deployment do.
    fn app(&mut self, name: &str, app: App) {
        self.apply(Command::app(name, &app));
    }

    fn scale(&mut self, name: &str, replicas: i32) {
        self.apply(Command::scale(name, replicas));
        self.settle();
    }

    fn cordon(&mut self, node: u32, unschedulable: bool) -> String {
        self.apply(Command::Cordon { node: format!("node-{node}").into(), unschedulable })
    }

    fn drain(&mut self, node: u32) -> String {
        let answer = self.apply(Command::Drain { node: format!("node-{node}").into() });
        self.settle();
        answer
    }

    /// Lets everything happen that is due now.
    fn settle(&mut self) {
        self.cluster.advance_to(self.cluster.now());
    }

    fn until(&mut self, second: u64) {
        self.cluster.advance_to(second * SECOND);
    }

    fn node(&self, number: u32) -> &Node {
        self.cluster.node(number - 1).expect("it is there")
    }

    /// What is promised of it.
    fn promised(&self, number: u32) -> &NodeInfo {
        &self.cluster.nodes()[number as usize - 1]
    }

    /// A Deployment's pods, oldest first.
    fn pods(&self, name: &str) -> Vec<Rc<Pod>> {
        self.cluster.objects().pods.values().filter(|pod| &*pod.image == name).cloned().collect()
    }

    fn pod(&self, uid: Uid) -> &Pod {
        self.cluster.objects().pods.get(&uid).unwrap_or_else(|| panic!("no pod {uid:?}"))
    }

    /// How many active pods of a Deployment each node has.
    fn spread(&self, name: &str) -> Vec<usize> {
        let pods = self.pods(name);
        let on = |node: &NodeInfo| {
            pods.iter().filter(|pod| pod.is_active() && pod.node_name().is_some_and(|name| *name == node.name)).count()
        };
        self.cluster.nodes().iter().map(on).collect()
    }

    /// Events of a reason.
    fn events(&self, reason: &str) -> Vec<&Event> {
        self.cluster.log().events().iter().filter(|event| event.happening.reason() == reason).collect()
    }

    /// When events of a reason happened, ms.
    fn times(&self, reason: &str) -> Vec<u64> {
        self.events(reason).iter().map(|event| event.at).collect()
    }
}
