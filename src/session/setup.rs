//! The cluster a run starts from: v1 rolled out and at rest, no clients yet.

use std::rc::Rc;

use crate::kube::object::selects;
use crate::kube::time::{Millis, SECOND};
use crate::kube::workload::Deployment;
use crate::pace::Pace;
use crate::sim::Cluster;
use crate::sim::command::Command;
use crate::sim::pod::Pod;
use crate::world::Clients;

use crate::playbook::Playbook;
use crate::scenario::Scenario;

/// Longest time v1 may take to come up, ms.
const SETTLE_MAX: Millis = 900 * SECOND;

/// v1, ready behind the Service.
pub(super) async fn settled(scenario: &Scenario, pace: &Pace) -> (Cluster, Playbook) {
    let mut playbook = Playbook::new(scenario);
    let mut world = scenario.world();
    world.clients = Clients { service: world.clients.service, ..Clients::default() };
    let mut cluster = Cluster::new(world);
    for object in scenario.sound_objects() {
        let accepted = cluster.apply(Command::apply(object));
        debug_assert!(accepted.is_ok(), "{accepted:?}");
    }
    while !scenario.is_empty() && !at_rest(&cluster, &playbook, scenario.replicas()) && cluster.now() < SETTLE_MAX {
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
    playbook.follow(&cluster);
    (cluster, playbook)
}

/// v1 is up as it is wanted, and whoever sends requests knows of it.
pub(super) fn at_rest(cluster: &Cluster, playbook: &Playbook, replicas: i32) -> bool {
    if playbook.is_under_way(cluster) {
        return false;
    }
    let available = |deployment: &Deployment| deployment.status.available_replicas == deployment.spec.replicas;
    let usable = i32::try_from(cluster.usable_endpoints(playbook.service()).len()).unwrap_or(i32::MAX);
    usable == replicas
        && cluster.objects().deployments.values().all(|deployment| available(deployment))
        && known(cluster)
}

/// Every proxy knows the ready pods of every Service, those behind a route included.
fn known(cluster: &Cluster) -> bool {
    let objects = cluster.objects();
    objects.services.values().filter(|service| !service.spec.selector.is_empty()).all(|service| {
        let ready = |pod: &&Rc<Pod>| pod.status.ready && selects(&service.spec.selector, &pod.metadata.labels);
        objects.pods.values().filter(ready).count() == cluster.usable_endpoints(&service.metadata.name).len()
    })
}
