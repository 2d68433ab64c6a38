//! One cell with one seed, from rest to the end of the rollout.

use std::rc::Rc;

use crate::kube::object::Kind;
use crate::kube::service::Service;
use crate::kube::time::{Millis, SECOND};
use crate::kube::workload::Deployment;
use crate::kubectl::{RolloutStatus, rollout_status};
use crate::message::Said;
use crate::pace::Pace;
use crate::score::{Rollout, Watch};
use crate::sim::command::{Command, Rejected};
use crate::sim::{Cluster, deployment_complete};
use crate::world::{Clients, World};

use super::{Base, Figures};

/// The Service the clients call.
const SERVICE: &str = "plan";
/// How long the first version may take to come to rest, and the rollout to its end, ms.
const LONGEST: Millis = 3_600 * SECOND;
/// Clients are there so long before the rollout begins, ms.
const BEFORE: Millis = 10 * SECOND;
/// The same where an autoscaler is there, ms: it scales down after 5 minutes at the earliest.
pub const SETTLING: Millis = 360 * SECOND;

/// The rollout's figures, or in which words it is refused.
pub(super) async fn run(base: &Base, seed: u64, pace: &Pace) -> Result<Figures, Said> {
    let words = |refused: Rejected| refused.message;
    let nobody = Clients { service: SERVICE.into(), ..Clients::default() };
    let mut cluster = Cluster::new(World { seed, clients: nobody, ..base.world.clone() });
    let (mut from, mut to) = (base.from.clone(), base.to.clone());
    // What runs there already has come to be ready, whoever set its gates' conditions.
    Rc::make_mut(&mut from.spec.template.spec).readiness_gates.clear();
    let from = &from;
    let [old, new] = [from, &to].map(|deployment| deployment.spec.template.image());
    let commands = [
        Command::apply(Service::new(SERVICE, from.spec.template.metadata.labels.clone())),
        Command::apply(from.clone()),
    ];
    let [first, second] = base.beside.each_ref().map(|beside| beside.iter().cloned().map(Command::apply));
    for command in commands.into_iter().chain(first) {
        cluster.apply(command).map_err(words)?;
    }
    let name = from.metadata.name.clone();
    while !at_rest(&cluster, &name) && cluster.now() < LONGEST {
        pace.breathe(1).await;
        if !cluster.step() {
            break;
        }
    }
    if !at_rest(&cluster, &name) {
        return Err(message!("plan-does-not-come-rest", name = &name).into());
    }
    let clients = Clients { service: SERVICE.into(), ..base.world.clients.clone() };
    cluster.apply(Command::clients(&clients)).map_err(words)?;
    let scaled = base.beside.iter().flatten().any(|manifest| manifest.kind() == Kind::HorizontalPodAutoscaler);
    let begin = cluster.now() + if scaled { SETTLING } else { BEFORE };
    while cluster.next_event_at().is_some_and(|at| at <= begin) {
        pace.breathe(1).await;
        cluster.step();
    }
    cluster.advance_to(begin);
    let live = cluster.objects().deployment(&name).filter(|_| base.leaves_replicas);
    to.spec.replicas = live.map_or(to.spec.replicas, |live| live.spec.replicas);
    let rollout = Rollout { service: SERVICE.into(), old, new, replicas: to.spec.replicas };
    let mut watch = Watch::begin(&cluster, rollout);
    for command in std::iter::once(Command::apply(to)).chain(second) {
        cluster.apply(command).map_err(words)?;
    }
    let stuck = follow(&mut cluster, &mut watch, &name, pace).await;
    Ok(Figures { card: watch.card(&cluster), stuck })
}

/// True if it does not get to its end.
async fn follow(cluster: &mut Cluster, watch: &mut Watch, name: &str, pace: &Pace) -> bool {
    let end = cluster.now() + LONGEST;
    while cluster.now() < end {
        pace.breathe(1).await;
        if !cluster.step() {
            break;
        }
        watch.look(cluster);
        let status = cluster.objects().deployment(name).map(|deployment| rollout_status(deployment));
        match status {
            Some(RolloutStatus::Failed(_)) | None => return true,
            // What kubectl calls rolled out is so at once where pods only go.
            Some(RolloutStatus::Done(_)) if whole(cluster, name) && cluster.objects().terminating_pods() == 0 => {
                return false;
            }
            _ => {}
        }
    }
    true
}

/// See [`deployment_complete`].
fn whole(cluster: &Cluster, name: &str) -> bool {
    cluster.objects().deployment(name).is_some_and(|deployment| deployment_complete(deployment, &deployment.status))
}

/// The first version is whole, and every node routes to it.
fn at_rest(cluster: &Cluster, name: &str) -> bool {
    let whole = |deployment: &Deployment| {
        let usable = cluster.usable_endpoints(SERVICE).len();
        deployment.status.available_replicas == deployment.spec.replicas
            && deployment.status.observed_generation >= deployment.metadata.generation
            && i32::try_from(usable) == Ok(deployment.spec.replicas)
    };
    cluster.objects().deployment(name).is_some_and(|deployment| whole(deployment))
}
