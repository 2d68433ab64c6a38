//! Rows of Argo Rollouts' tables about ReplicaSets neither in service nor of the template: which may go, and when.

use std::rc::Rc;

use super::rollout::Look;
use super::tests_rows::{Row, Table, basic};
use crate::kube::object::{Name, labels};
use crate::kube::rollout::{
    BlueGreenStatus, CanaryStatus, ROLLOUTS_POD_TEMPLATE_HASH, RolloutStatus, TrafficWeights, WeightDestination,
};
use crate::kube::service::Service;

const BLUE_GREEN: &str = "blueGreen: {activeService: active, previewService: preview}";

/// What the status holds of a ReplicaSet, and whether it may still get requests.
fn by_status(status: impl Fn(&Name) -> RolloutStatus) -> bool {
    let mut row = Row::new(1, &basic(0, 1, "40"), 0);
    let hash = row.third((1, 1));
    row.change(|rollout| rollout.status = status(&hash));
    referenced(&mut row, &hash)
}

/// A Service of the Rollout leads to it, where there is one; its status names only others.
fn by_service(strategy: &str, name: &str, there: bool) -> bool {
    let mut row = Row::new(1, strategy, 0);
    let hash = row.third((1, 1));
    let service = row.cluster.api.objects.service(name).expect("there").clone();
    if there {
        let mut service: Service = service.as_ref().clone();
        service.spec.selector = labels(&[("app", "web"), (ROLLOUTS_POD_TEMPLATE_HASH, &hash)]);
        row.cluster.api.update(service).expect("just read");
    } else {
        row.cluster.api.remove::<Service>(service.metadata.uid);
    }
    let known = row.hashes[0].clone();
    row.change(|rollout| {
        rollout.status =
            RolloutStatus { stable_rs: known.clone(), current_pod_hash: known, ..RolloutStatus::default() };
    });
    referenced(&mut row, &hash)
}

fn referenced(row: &mut Row, hash: &Name) -> bool {
    row.cluster.cache = row.cluster.api.objects.clone();
    let look = Look::new(&row.cluster, Rc::new(row.rollout()));
    look.is_referenced(&row.cluster, &row.set(hash))
}

#[test]
fn named_by_status_or_service() {
    let (mut table, file) = (Table::default(), "rollout/replicaset_test.go:TestIsReplicaSetReferenced");
    // "empty hash" cannot be: every ReplicaSet of a Rollout is made with one.
    let empty = RolloutStatus::default;
    let weights = |weights| RolloutStatus {
        canary: CanaryStatus { weights: Some(weights), ..CanaryStatus::default() },
        ..empty()
    };
    let to = |hash: &Name| WeightDestination { pod_template_hash: hash.clone(), ..WeightDestination::default() };
    let blue_green = |blue_green| RolloutStatus { blue_green, ..empty() };
    let other = |_: &Name| RolloutStatus { stable_rs: "abc123".into(), ..empty() };
    table.row(file, "not referenced", false, by_status(other));
    let stable = |hash: &Name| RolloutStatus { stable_rs: hash.clone(), ..empty() };
    table.row(file, "stable rs referenced", true, by_status(stable));
    let current = |hash: &Name| RolloutStatus { current_pod_hash: hash.clone(), ..empty() };
    table.row(file, "current rs referenced", true, by_status(current));
    let active = |hash: &Name| blue_green(BlueGreenStatus { active_selector: hash.clone(), ..Default::default() });
    table.row(file, "active referenced", true, by_status(active));
    let preview = |hash: &Name| blue_green(BlueGreenStatus { preview_selector: hash.clone(), ..Default::default() });
    table.row(file, "preview referenced", true, by_status(preview));
    let canary = |hash: &Name| weights(TrafficWeights { canary: to(hash), ..TrafficWeights::default() });
    table.row(file, "weight of the canary", true, by_status(canary));
    let stable = |hash: &Name| weights(TrafficWeights { stable: to(hash), ..TrafficWeights::default() });
    table.row(file, "weight of stable", true, by_status(stable));
    let led = "canary: {stableService: stable, canaryService: canary}";
    for (strategy, name) in [(led, "canary"), (led, "stable"), (BLUE_GREEN, "active"), (BLUE_GREEN, "preview")] {
        table.row(file, &format!("{name} service still referenced"), true, by_service(strategy, name, true));
    }
    table.row(file, "service not found", false, by_service(BLUE_GREEN, "active", false));
    table.end(12);
}

#[test]
fn scaled_down_beside_a_healthy_new_one() {
    let (mut table, file) = (Table::default(), "rollout/replicaset_test.go:TestReconcileOldReplicaSet");
    for (name, pods, ready) in [
        ("No pods to scale down", 0, 0),
        ("Clean up unhealthy pods", 10, 8),
        ("Normal scale down when new ReplicaSet is healthy", 10, 10),
    ] {
        let limited = BLUE_GREEN.replace("preview}", "preview, scaleDownDelayRevisionLimit: 0}");
        let mut row = Row::new(10, &limited, 0);
        let old = row.third((pods, ready));
        row.look((10, 10), (10, 10));
        table.row(file, name, 0, row.set(&old).spec.replicas);
    }
    table.end(3);
}
