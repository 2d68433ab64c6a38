//! The cluster a run starts from: v1 rolled out and at rest, no clients yet.

use crate::kube::object::{Labels, labels};
use crate::kube::pod::LifecycleHandler;
use crate::kube::pod::PodTemplateSpec;
use crate::kube::service::Service;
use crate::kube::time::{Millis, SECOND};
use crate::kube::workload::{Deployment, DeploymentSpec, Strategy};
use crate::pace::Pace;
use crate::sim::Cluster;
use crate::sim::command::Command;
use crate::world::Clients;
use std::rc::Rc;

use super::behaviour::Behaviour;
use super::knob::Knob;
use super::playbook::Playbook;
use super::settings::{Settings, StrategyKind};

/// The Service which the clients call, and the Deployment of a playbook that has one.
pub(super) const SERVICE: &str = "web";
/// Longest time v1 may take to come up, ms.
const SETTLE_MAX: Millis = 900 * SECOND;

/// The image of a version, e.g. `web:v2`.
pub(super) fn image(version: u32) -> String {
    format!("web:v{version}")
}

/// A Deployment of the sandbox with the strategy its settings ask for.
pub(super) fn deployment(settings: &Settings, name: &str, labels: Labels, version: u32, replicas: i32) -> Deployment {
    let mut template = PodTemplateSpec::new(labels, "web", &image(version));
    let asked = if version == 1 { Behaviour::default() } else { settings.behaviour }.requests();
    let sleep = Some(settings.knob(Knob::PreStop)).filter(|sleep| *sleep > 0);
    template.change_container(|container| {
        container.resources.requests = asked.requests();
        container.lifecycle.pre_stop = sleep.map(|seconds| LifecycleHandler::sleeping(seconds.into()));
    });
    Rc::make_mut(&mut template.spec).termination_grace_period_seconds = settings.knob(Knob::Grace).into();
    let mut spec = DeploymentSpec::new(replicas, template);
    spec.strategy = strategy(settings);
    spec.min_ready_seconds = settings.min_ready_seconds;
    spec.progress_deadline_seconds = Some(settings.progress_deadline_seconds);
    Deployment::new(name, spec)
}

/// The strategy the settings ask for.
pub(super) fn strategy(settings: &Settings) -> Strategy {
    match settings.strategy {
        StrategyKind::Recreate => Strategy::Recreate,
        _ => Strategy::RollingUpdate {
            max_surge: settings.max_surge.clone(),
            max_unavailable: settings.max_unavailable.clone(),
        },
    }
}

/// v1, ready behind the Service.
pub(super) async fn settled(settings: &Settings, pace: &Pace) -> (Cluster, Playbook) {
    let playbook = Playbook::new(settings);
    let mut world = settings.world();
    world.clients = Clients { service: world.clients.service, ..Clients::default() };
    let mut cluster = Cluster::new(world);
    let services = playbook.services(settings.routed()).into_iter();
    let create = |(name, selector): (_, _)| Command::create(Service::new(name, selector));
    let mut commands: Vec<Command> = services.map(create).collect();
    commands.extend(playbook.first_deployments(settings).into_iter().map(Command::create));
    commands.extend(playbook.way.commands(settings.entry));
    for command in commands.into_iter().chain(settings.affinity.then(|| settings.patch_service())) {
        let accepted = cluster.apply(command);
        debug_assert!(accepted.is_ok(), "{accepted:?}");
    }
    while !at_rest(&cluster, playbook.service(), settings.replicas) && cluster.now() < SETTLE_MAX {
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
