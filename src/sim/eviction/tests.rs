//! What the API server answers to an eviction. Rows as in pkg/registry/core/pod/storage/eviction_test.go TestEviction.

use super::*;
use crate::kube::disruption_budget::IF_HEALTHY_BUDGET;
use crate::kube::object::{Labels, ObjectMeta, labels};
use crate::kube::pod::PodTemplateSpec;
use crate::kube::selector::LabelSelector;
use crate::world::World;

/// A cluster with a pod that has started, and a budget that its controller does not touch: time stands still.
fn yard(phase: PodPhase, ready: bool, budget: impl FnOnce(&mut PodDisruptionBudget)) -> (Cluster, Uid, Uid) {
    let mut cluster = Cluster::new(World::default());
    let template = PodTemplateSpec::new(labels(&[("a", "true")]), "web", "web:v1");
    let mut pod = Pod::new(ObjectMeta::named("t", labels(&[("a", "true")])), &template, 0);
    (pod.status.phase, pod.status.ready) = (phase, ready);
    pod.node = Some(crate::sim::node::NodeRef { index: 0, name: "node-1".into() });
    let mut foo = PodDisruptionBudget {
        metadata: ObjectMeta::named("foo", Labels::default()),
        spec: Default::default(),
        status: Default::default(),
    };
    foo.spec.selector = Some(LabelSelector::from(labels(&[("a", "true")])));
    foo.status.observed_generation = 1;
    budget(&mut foo);
    let pod = cluster.api.create(pod, 0).metadata.uid;
    let budget = cluster.api.create(foo, 0).metadata.uid;
    (cluster, pod, budget)
}

#[test]
fn the_budget_is_asked_where_it_has_a_say() {
    const NEEDS_3: &str = "The disruption budget foo needs 3 healthy pods and has 3 currently";
    const NEEDS_3_OF_2: &str = "The disruption budget foo needs 3 healthy pods and has 2 currently";
    const NEEDS_0: &str = "The disruption budget foo needs 0 healthy pods and has 0 currently";
    use PodPhase::{Failed, Pending, Running, Succeeded};
    // Phase and readiness of the pod, the policy; allowed, healthy and desired; then why it is refused, and what is left.
    type Row = (PodPhase, bool, &'static str, [i32; 3], Option<&'static str>, i32);
    let rows: [Row; 16] = [
        (Pending, false, "", [0, 3, 3], None, 0),
        (Succeeded, false, "", [0, 3, 3], None, 0),
        (Failed, false, "", [0, 3, 3], None, 0),
        (Running, true, "", [0, 3, 3], Some(NEEDS_3), 0),
        (Running, true, "", [1, 4, 3], None, 0),
        (Running, true, "", [2, 5, 3], None, 1),
        // Not ready, healthy budget: nothing is taken off it.
        (Running, false, "", [0, 3, 3], None, 0),
        (Running, false, "", [1, 4, 3], None, 1),
        (Running, false, "", [0, 2, 3], Some(NEEDS_3_OF_2), 0),
        // With nothing desired it may be that nothing was counted yet.
        (Running, false, "", [0, 0, 0], Some(NEEDS_0), 0),
        (Running, false, IF_HEALTHY_BUDGET, [0, 3, 3], None, 0),
        (Running, false, IF_HEALTHY_BUDGET, [0, 2, 3], Some(NEEDS_3_OF_2), 0),
        (Running, false, ALWAYS_ALLOW, [0, 2, 3], None, 0),
        (Running, false, ALWAYS_ALLOW, [1, 2, 3], None, 1),
        (Running, true, ALWAYS_ALLOW, [0, 3, 3], Some(NEEDS_3), 0),
        (Running, true, ALWAYS_ALLOW, [1, 4, 3], None, 0),
    ];
    for row in rows {
        let (phase, ready, policy, [allowed, healthy, desired], refused, left) = row;
        let (mut cluster, pod, budget) = yard(phase, ready, |budget| {
            budget.spec.unhealthy_pod_eviction_policy = policy.into();
            budget.status.disruptions_allowed = allowed;
            budget.status.current_healthy = healthy;
            budget.status.desired_healthy = desired;
        });
        let answer = cluster.evict(pod);
        let expected = refused.map_or(Ok(()), |why| Err(too_many_requests(why.into())));
        assert_eq!(answer, expected, "{row:?}");
        let there = cluster.api.objects.pods.get(&pod).is_some_and(|pod| pod.metadata.deletion_timestamp.is_none());
        assert_eq!(there, refused.is_some(), "{row:?}");
        let status = &cluster.api.objects.pod_disruption_budgets.get(&budget).expect("it stays").status;
        assert_eq!(status.disruptions_allowed, left, "{row:?}");
        let taken = left < allowed;
        assert_eq!(status.disrupted_pods.len(), usize::from(taken), "{row:?}");
        if taken {
            assert_eq!(status.disrupted_pods.get("t").map(|at| &**at), Some("2026-01-01T00:00:00Z"), "{row:?}");
        }
        let reasons: Vec<&str> = status.conditions.iter().map(|condition| &*condition.reason).collect();
        let expected: &[&str] = if taken && left == 0 { &["InsufficientPods"] } else { &[] };
        assert_eq!(reasons, expected, "{row:?}");
    }
}

#[test]
fn what_stands_behind_a_refusal_is_said_as_far_as_it_is_known() {
    let sync_failed = |budget: &mut PodDisruptionBudget| {
        let condition = crate::kube::condition::StatusCondition {
            kind: "DisruptionAllowed".into(),
            status: "False".into(),
            reason: "SyncFailed".into(),
            message: "found no controllers for pod \"t\"".into(),
            ..Default::default()
        };
        budget.status.conditions.push(condition);
    };
    type Change = Box<dyn FnOnce(&mut PodDisruptionBudget)>;
    let rows: [(Change, &str); 3] = [
        (
            Box::new(|budget| budget.status.observed_generation = 0),
            "The disruption budget foo is still being processed by the server.",
        ),
        (
            Box::new(sync_failed),
            "The disruption budget foo does not allow evicting pods currently because it failed sync: found no controllers \
             for pod \"t\"",
        ),
        (
            Box::new(|budget| budget.status.current_healthy = 1),
            "The disruption budget foo does not allow evicting pods currently",
        ),
    ];
    for (change, cause) in rows {
        let (mut cluster, pod, _) = yard(PodPhase::Running, true, change);
        let refused = cluster.evict(pod).expect_err(cause);
        assert_eq!((refused.code, refused.message, refused.cause.as_deref()), (429, WOULD_VIOLATE, Some(cause)));
    }
}

#[test]
fn an_empty_selector_is_about_every_pod_and_a_missing_one_about_none() {
    for (selector, refused) in [(Some(LabelSelector::default()), true), (None, false)] {
        let (mut cluster, pod, _) = yard(PodPhase::Running, true, |budget| budget.spec.selector = selector);
        assert_eq!(cluster.evict(pod).is_err(), refused);
    }
}
