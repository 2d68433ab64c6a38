//! The cluster a run starts from: v1 rolled out and at rest, no clients yet.

use crate::kube::field::Field;
use crate::kube::object::{Kind, Labels, Name, labels};
use crate::kube::service::Service;
use crate::kube::time::{Millis, SECOND};
use crate::kube::workload::Deployment;
use crate::pace::Pace;
use crate::sim::Cluster;
use crate::sim::command::Command;
use crate::world::Clients;

use super::control::Control;
use super::entry::Way;
use super::playbook::Playbook;
use super::scenario::Scenario;

/// The Service which the clients call, and the Deployment of a playbook that has one.
pub(super) const SERVICE: &str = "web";
/// Longest time v1 may take to come up, ms.
const SETTLE_MAX: Millis = 900 * SECOND;

/// The image of a version, e.g. `web:v2`.
pub(super) fn image(version: u32) -> String {
    format!("web:v{version}")
}

/// v1, ready behind the Service.
pub(super) async fn settled(scenario: &Scenario, pace: &Pace) -> (Cluster, Playbook) {
    let playbook = Playbook::new(scenario);
    let mut world = scenario.world();
    world.clients = Clients { service: world.clients.service, ..Clients::default() };
    let mut cluster = Cluster::new(world);
    let services = playbook.services(scenario.routed()).into_iter();
    let apply = |(name, selector): (_, _)| Command::apply(Service::new(name, selector));
    let mut commands: Vec<Command> = services.map(apply).collect();
    commands.extend(playbook.first_deployments(scenario).into_iter().map(Command::apply));
    commands.extend(Way::first(scenario).commands(scenario.entry()));
    let affinity = scenario.text(Control::Affinity);
    let affinity = (affinity != Control::Affinity.first()).then(|| {
        Command::patch_spec(Kind::Service, playbook.service(), "sessionAffinity", Name::from(affinity).write())
    });
    for command in commands.into_iter().chain(affinity) {
        let accepted = cluster.apply(command);
        debug_assert!(accepted.is_ok(), "{accepted:?}");
    }
    while !at_rest(&cluster, playbook.service(), scenario.replicas()) && cluster.now() < SETTLE_MAX {
        pace.breathe(1).await;
        if !cluster.step() {
            break;
        }
    }
    let next_second = (cluster.now() / SECOND + 1) * SECOND;
    while cluster.next_event_at().is_some_and(|at| at <= next_second) {
        pace.breathe(1).await;
        cluster.step();
    }
    cluster.advance_to(next_second);
    (cluster, playbook)
}

fn at_rest(cluster: &Cluster, service: &str, replicas: i32) -> bool {
    let available = |deployment: &Deployment| deployment.status.available_replicas == deployment.spec.replicas;
    let usable = i32::try_from(cluster.usable_endpoints(service).len()).unwrap_or(i32::MAX);
    usable == replicas && cluster.objects().deployments.values().all(|deployment| available(deployment))
}

/// Labels of a canary's or stable Deployment, e.g. `app=web,version=v2`.
pub(super) fn version_labels(version: u32) -> Labels {
    labels(&[("app", "web"), ("version", &format!("v{version}"))])
}

/// Labels of a blue or green Deployment, e.g. `app=web,color=blue`.
pub(super) fn colour_labels(colour: &str) -> Labels {
    labels(&[("app", "web"), ("color", colour)])
}
