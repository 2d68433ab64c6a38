//! Requests, one by one: who gets which version, what breaks when pods end, what gateways answer, what it costs.
//!
//! Unless a test says otherwise nothing but the application takes time, and pods are ready 1 s after their creation.

mod capacity;
mod ends;
mod gateway;
mod gateway_tries;
mod needs;
mod shares;
mod skew;

use podyard::kube::object::labels;
use podyard::kube::pod::PodTemplateSpec;
use podyard::kube::time::{Millis, SECOND};
use podyard::kube::workload::{Deployment, DeploymentSpec};
use podyard::sim::Cluster;
use podyard::sim::command::{Command, Rejected};
use podyard::sim::traffic::{Outcome, Tally};
use podyard::world::{App, Clients, Latency, World};

/// A cluster with a Deployment and a Service for each version, and one Service over all of them, called `web`.
struct Town {
    cluster: Cluster,
}

/// Versions by number, with their replicas.
fn town(latency: Latency, seed: u64, versions: &[(u32, i32)]) -> Town {
    let mut town = Town { cluster: Cluster::new(World { delays: latency, seed, ..World::default() }) };
    town.apply(Command::create(podyard::kube::service::Service::new("web", labels(&[("app", "web")]))));
    for (version, replicas) in versions {
        town.app(*version, App::fine(SECOND));
        town.deploy(*version, *replicas, |_| {});
    }
    town.run(20);
    town
}

impl Town {
    fn apply(&mut self, command: Command) -> String {
        let told = format!("{command:?}");
        self.try_apply(command).unwrap_or_else(|refused| panic!("{told}: {refused:?}"))
    }

    fn try_apply(&mut self, command: Command) -> Result<String, Rejected> {
        self.cluster.apply(command.clone()).map(|done| podyard::kubectl::answer(&command, &done))
    }

    fn app(&mut self, version: u32, app: App) {
        self.apply(Command::app(&format!("web:v{version}"), &app));
    }

    /// A Deployment `web-vN` with the labels app=web, version=vN, and a Service `web-vN` for it.
    fn deploy(&mut self, version: u32, replicas: i32, change: impl FnOnce(&mut DeploymentSpec)) {
        let (name, tag) = (format!("web-v{version}"), format!("v{version}"));
        let pods = labels(&[("app", "web"), ("version", &tag)]);
        let mut spec = DeploymentSpec::new(replicas, PodTemplateSpec::new(pods, "web", &format!("web:{tag}")));
        change(&mut spec);
        self.apply(Command::create(Deployment::new(&name, spec)));
        if self.cluster.objects().service(&name).is_none() {
            self.apply(Command::create(podyard::kube::service::Service::new(&name, labels(&[("version", &tag)]))));
        }
    }

    fn run(&mut self, seconds: u64) {
        let until = self.cluster.now() + seconds * SECOND;
        self.cluster.advance_to(until);
    }

    /// Clients call until so many requests are sent; then all that are on their way come to their end.
    fn call(&mut self, clients: Clients, requests: u64) -> Tally {
        let before = self.tally().sent;
        self.apply(Command::clients(&clients));
        while self.tally().sent < before + requests {
            assert!(self.cluster.step(), "clients go on calling");
        }
        self.apply(Command::clients(&Clients { requests_per_second: 0, ..clients }));
        let limit = self.cluster.now() + 1_000 * SECOND;
        while self.cluster.traffic().on_the_way().next().is_some() && self.cluster.now() < limit {
            self.cluster.step();
        }
        assert_eq!(self.tally().ended(), self.tally().sent, "every request has ended");
        self.tally().clone()
    }

    fn tally(&self) -> &Tally {
        self.cluster.traffic().total()
    }

    /// How many requests a version got, however they ended.
    fn got(&self, version: u32) -> u64 {
        self.tally().versions.get(&*format!("web:v{version}")).map_or(0, |counts| counts.ended())
    }

    fn of(&self, outcome: Outcome) -> u64 {
        self.tally().of(outcome)
    }
}

/// Within five standard deviations of n draws with a chance of `percent`; both bounds are computed, none is tuned.
fn near(count: u64, n: u64, permille: u64, what: &str) {
    let (mean, variance) = (n * permille / 1_000, n * permille * (1_000 - permille) / 1_000_000);
    let five = 5 * (variance.isqrt() + 1);
    assert!(count.abs_diff(mean) <= five, "{what}: {count}, expected {mean} within {five}");
}

/// An application that answers in so many ms and drains when it is told to end.
fn draining(response: Millis) -> App {
    App { drains: true, response, terminate: 30 * SECOND, ..App::fine(SECOND) }
}
