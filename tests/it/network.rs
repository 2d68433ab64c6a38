//! Services: which pods are endpoints and in which condition, where each node's proxy sends a connection, and when it
//! learns of a change.
//!
//! Unless a test says otherwise nothing but the application takes time, and pods are ready 10 s after their creation.

mod affinity;
mod conditions;
mod fallback;
mod propagation;
mod selector;

use podyard::kube::field::Field;
use podyard::kube::object::Kind;
use std::collections::BTreeMap;
use std::rc::Rc;

use podyard::kube::object::{Name, Uid, labels};
use podyard::kube::pod::PodTemplateSpec;
use podyard::kube::time::SECOND;
use podyard::kube::workload::{Deployment, DeploymentSpec};
use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::sim::endpoint::Endpoint;
use podyard::sim::pod::Pod;
use podyard::sim::traffic::{Outcome, Request};
use podyard::world::{App, Clients, Latency, Nodes, World};

/// A cluster whose clients call the Service `web`.
struct Net {
    cluster: Cluster,
}

/// Nothing takes time.
fn config(nodes: u32) -> World {
    World { delays: Latency::NONE, nodes: Nodes::of(nodes), ..World::default() }
}

impl Net {
    fn new(config: World) -> Self {
        let mut net = Self { cluster: Cluster::new(config) };
        for image in ["v1", "v2"] {
            net.app(image, App::fine(10 * SECOND));
        }
        net
    }

    /// With a Deployment of `v1` and a Service that selects its pods.
    fn serving(config: World, replicas: i32) -> Self {
        let mut net = Self::new(config);
        net.deploy("web", "v1", replicas);
        net.service("web", &[("app", "web")]);
        net
    }

    fn apply(&mut self, command: Command) {
        let told = format!("{command:?}");
        self.cluster.apply(command).unwrap_or_else(|error| panic!("{told}: {error:?}"));
    }

    fn app(&mut self, image: &str, app: App) {
        self.apply(Command::app(image, &app));
    }

    /// A Deployment whose pods carry `app=web` and `version=IMAGE`.
    fn deploy(&mut self, name: &str, image: &str, replicas: i32) {
        let labels = labels(&[("app", "web"), ("version", image)]);
        let spec = DeploymentSpec::new(replicas, PodTemplateSpec::new(labels, "web", image));
        self.apply(Command::create(Deployment::new(name, spec)));
    }

    fn service(&mut self, name: &str, selector: &[(&str, &str)]) {
        self.apply(Command::create(podyard::kube::service::Service::new(name, labels(selector))));
    }

    fn patch(&mut self, publish_not_ready_addresses: bool, session_affinity: bool) {
        let affinity = if session_affinity { "ClientIP" } else { "None" };
        for (field, value) in [
            ("publishNotReadyAddresses", publish_not_ready_addresses.write()),
            ("sessionAffinity", Name::from(affinity).write()),
        ] {
            self.apply(Command::patch_spec(Kind::Service, "web", field, value));
        }
    }

    fn scale(&mut self, replicas: i32) {
        self.apply(Command::scale("web", replicas));
    }

    fn delete(&mut self, pod: Uid) {
        let pod = self.pod(pod).metadata.name.clone();
        self.apply(Command::Delete { kind: Kind::Pod, name: pod });
    }

    fn until(&mut self, instant: u64) {
        self.cluster.advance_to(instant);
    }

    fn pods(&self) -> Vec<Rc<Pod>> {
        self.cluster.objects().pods.values().cloned().collect()
    }

    fn uids(&self) -> Vec<Uid> {
        self.cluster.objects().pods.keys().copied().collect()
    }

    fn pod(&self, uid: Uid) -> &Pod {
        self.cluster.objects().pods.get(&uid).unwrap_or_else(|| panic!("no pod {uid:?}"))
    }

    /// The endpoints of the Service's slice; none where it has no slice.
    fn endpoints(&self, service: &str) -> Option<Vec<Endpoint>> {
        let mut slices = self.cluster.objects().endpoint_slices.values();
        let slice = slices.find(|slice| &*slice.metadata.name == service);
        slice.map(|slice| slice.endpoints.iter().cloned().collect())
    }

    /// The pods the first node's proxy uses.
    fn usable(&self) -> Vec<Uid> {
        self.cluster.usable_endpoints("web").iter().map(|endpoint| endpoint.pod).collect()
    }

    /// Clients call for some seconds, 100 times in each: what they got.
    fn call(&mut self, seconds: u64) -> Calls {
        self.apply(Command::clients(&Clients::of(100)));
        let mut calls = Calls::default();
        let mut next = self.cluster.traffic().total().sent;
        for _ in 0..seconds {
            self.cluster.advance_to(self.cluster.now() + SECOND);
            let traffic = self.cluster.traffic();
            let sent = traffic.recent().iter().chain(traffic.on_the_way()).filter(|request| request.number >= next);
            sent.for_each(|request| calls.count(request));
            next = self.cluster.traffic().total().sent;
        }
        self.apply(Command::clients(&Clients::of(0)));
        calls
    }
}

/// Requests by what became of them.
#[derive(Debug, Default, PartialEq, Eq)]
struct Calls {
    /// By the pod they were sent to, whatever it answered.
    pods: BTreeMap<Uid, u32>,
    /// By that pod's image.
    images: BTreeMap<Name, u32>,
    /// Refused because no endpoint was usable.
    nowhere: u32,
    /// Refused by the pod's end.
    closed: u32,
}

impl Calls {
    fn count(&mut self, request: &Request) {
        let Some(target) = &request.target else {
            self.nowhere += 1;
            return;
        };
        *self.pods.entry(target.pod).or_default() += 1;
        *self.images.entry(target.image.clone()).or_default() += 1;
        self.closed += u32::from(request.outcome == Outcome::Refused);
    }

    fn to(&self, pods: &[Uid]) -> u32 {
        pods.iter().filter_map(|pod| self.pods.get(pod)).sum()
    }
}
