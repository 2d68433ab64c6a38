//! What no command can do: a ReplicaSet scaled behind the controller's back, and a template that comes before its watch.

use std::rc::Rc;

use super::super::Cluster;
use super::super::command::Command;
use crate::kube::int_or_string::IntOrString;
use crate::kube::object::labels;
use crate::kube::pod::PodTemplateSpec;
use crate::kube::rollout::Rollout;
use crate::kube::rollout_strategy::{CanaryStep, CanaryStrategy, RolloutPause, RolloutStrategy};
use crate::kube::workload::ReplicaSet;
use crate::world::{Latency, World};

fn paused_canary() -> Cluster {
    let mut cluster = Cluster::new(World { delays: Latency::SMALL_CLUSTER, ..World::default() });
    let template = |image| PodTemplateSpec::new(labels(&[("app", "web")]), "web", image);
    let weight = CanaryStep { set_weight: Some(50), ..CanaryStep::default() };
    let pause = CanaryStep { pause: Some(RolloutPause::default()), ..CanaryStep::default() };
    let canary = CanaryStrategy {
        max_surge: Some(IntOrString::Int(1)),
        max_unavailable: Some(IntOrString::Int(0)),
        steps: vec![weight, pause],
        ..CanaryStrategy::default()
    };
    let strategy = RolloutStrategy { canary: Some(canary), ..RolloutStrategy::default() };
    let mut rollout = Rollout::new("web", 4, template("web:v1"), strategy);
    cluster.apply(Command::create(rollout.clone())).expect("accepted");
    cluster.advance_to(30_000);
    rollout.spec.template = template("web:v2");
    cluster.apply(Command::apply(rollout)).expect("accepted");
    cluster.advance_to(90_000);
    cluster
}

fn sizes(cluster: &Cluster) -> Vec<i32> {
    cluster.api.objects.replica_sets.values().map(|set| set.spec.replicas).collect()
}

#[test]
fn a_replica_set_scaled_by_somebody_else_is_scaled_back() {
    let mut cluster = paused_canary();
    assert_eq!(sizes(&cluster), [2, 2]);
    let sets: Vec<Rc<ReplicaSet>> = cluster.api.objects.replica_sets.values().cloned().collect();
    for set in sets {
        let mut changed = set.as_ref().clone();
        changed.spec.replicas = if sizes(&cluster)[0] == 2 { 5 } else { 0 };
        cluster.api.update(changed).expect("just read");
    }
    assert_eq!(sizes(&cluster), [5, 0]);
    cluster.fan_out();
    cluster.advance_to(150_000);
    assert_eq!(sizes(&cluster), [2, 2]);
}

#[test]
fn every_event_is_written_once_however_late_the_watch_is() {
    let cluster = paused_canary();
    let mut said: Vec<String> =
        cluster.log().events().iter().map(|event| format!("{} {event}", event.kind.as_str())).collect();
    said.retain(|line| line.starts_with("Rollout ") && !line.contains("ScalingReplicaSet"));
    let all = said.len();
    said.dedup();
    assert_eq!(said.len(), all, "{said:?}");
    let completed = said.iter().filter(|line| line.contains("RolloutStepCompleted")).count();
    assert_eq!(completed, 1, "{said:?}");
}
