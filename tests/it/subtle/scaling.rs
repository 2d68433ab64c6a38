//! Changes of the number of replicas. Items 16 to 21, 49.

use podyard::kube::object::Kind;
use podyard::kube::quota::ResourceQuota;
use podyard::kube::time::SECOND;
use podyard::kube::workload::{Deployment, Strategy};
use podyard::sim::command::Command;
use podyard::sim::event::Happening;
use podyard::world::{App, Delay, Latency, World};

use super::{START, Web, instant, never_ready, rolling_update, spec};

#[test]
fn item_16_size_and_version_together_scale_the_old_version_first() {
    let mut web = Web::new(3, Strategy::default());
    let mut changed = spec(6, Strategy::default());
    changed.template.set_image("v2");
    web.apply(Command::apply(Deployment::new("web", changed)));
    web.until(START);
    assert_eq!(web.scalings(START)[..2], ["0: v1 3→6", "0: v2 0→2"]);
    let made = |image: &str| {
        let set = web.set(image).metadata.name.clone();
        web.events()
            .iter()
            .filter(|event| event.object == set && event.happening.reason() == "SuccessfulCreate")
            .count()
    };
    assert_eq!(made("v1"), 3, "three new pods of the old version");
    web.until(300);
    assert_eq!(web.sizes(), "v1 0, v2 6");
}

#[test]
fn item_17_scaling_in_mid_rollout_is_proportional() {
    let mut web = Web::stuck();
    web.scale(15);
    web.until(300);
    assert_eq!(web.sizes(), "v1 11, v2 7");
    let mut scalings = web.scalings(200);
    scalings.sort();
    assert_eq!(scalings, ["0: v1 8→11", "0: v2 5→7"], "in one step");
}

#[test]
fn item_18_a_surge_in_percent_is_resolved_anew() {
    let mut web = Web::new(10, Strategy::default());
    web.app("v2", never_ready());
    web.set_image("v2");
    web.until(200);
    assert_eq!(web.sizes(), "v1 8, v2 5");
    web.scale(20);
    web.until(205);
    assert_eq!(web.sizes(), "v1 15, v2 10", "25 allowed, measured against 13");
}

#[test]
fn item_19_from_0_and_to_0_are_one_step() {
    let mut web = Web::new(10, rolling_update("1", "0"));
    web.scale(0);
    web.until(200);
    assert_eq!(web.scalings(START), ["0: v1 10→0"]);
    web.scale(10);
    web.until(300);
    assert_eq!(web.scalings(200), ["0: v1 0→10"]);
}

#[test]
fn item_20_plain_scaling_knows_no_bounds() {
    let answer = Delay { min: 10, max: 10 };
    let config = World { delays: Latency { write: answer, ..Latency::NONE }, ..instant() };
    let mut web = Web::of(config, spec(10, rolling_update("1", "0")));
    web.scale(2);
    web.until(200);
    assert_eq!(web.scalings(START), ["0: v1 10→2"]);
    assert_eq!(web.counts("SuccessfulDelete"), [(START * SECOND, 8)], "eight at once");
    web.scale(100);
    web.until(300);
    assert_eq!(web.scalings(200), ["0: v1 2→100"]);
    let batches: Vec<usize> = web.counts("SuccessfulCreate").iter().map(|(_, count)| *count).collect();
    assert_eq!(batches, [1, 2, 4, 8, 16, 32, 35]);
}

#[test]
fn item_21_scaling_does_not_move_progressing() {
    let mut web = Web::new(3, Strategy::default());
    let before = web.condition("Progressing").clone();
    web.app("v1", never_ready());
    web.scale(10);
    web.until(START + 5);
    assert_eq!(web.shown("Available"), "False MinimumReplicasUnavailable", "3 of 8 at least");
    web.until(2 * 3_600);
    assert_eq!(*web.condition("Progressing"), before, "no deadline runs: {}", web.shown("Progressing"));
    let waiting = "Waiting for deployment \"web\" rollout to finish: 3 of 10 updated replicas are available...";
    assert_eq!(web.rollout_status(), waiting, "without end");
}

#[test]
fn item_21_pods_that_fail_after_the_rollout_start_no_deadline() {
    let mut web = Web::new(3, Strategy::default());
    web.app("v2", App { unready_after: Some(60 * SECOND), ..App::fine(10 * SECOND) });
    web.set_image("v2");
    web.until(150);
    assert_eq!(web.rollout_status(), "deployment \"web\" successfully rolled out");
    web.until(2 * 3_600);
    assert_eq!(web.deployment().status.available_replicas, 0);
    assert_eq!(web.shown("Progressing"), "True NewReplicaSetAvailable");
    assert_eq!(web.shown("Available"), "False MinimumReplicasUnavailable");
}

#[test]
fn item_49_a_quota_keeps_a_set_below_its_size() {
    let mut web = Web::new(3, Strategy::default());
    web.apply(Command::apply(ResourceQuota::new("pods", Some(5))));
    web.scale(10);
    web.until(200);
    assert_eq!((web.sizes().as_str(), web.active("v1").len()), ("v1 10", 5));
    let made = web.events().iter().filter(|event| event.happening.reason() == "SuccessfulCreate").count();
    assert_eq!(made, 2);
    let set = web.set("v1");
    let [failure] = set.status.conditions.as_slice() else { panic!("one condition: {:?}", set.status.conditions) };
    assert_eq!((failure.kind, failure.status.as_str(), failure.reason), ("ReplicaFailure", "True", "FailedCreate"));
    assert_eq!(web.shown("ReplicaFailure"), "True FailedCreate", "the Deployment's too");
    assert!(web.condition("ReplicaFailure").message.ends_with("used: pods=5, limited: pods=5"));
    let refused = web.events().iter().filter(|event| matches!(event.happening, Happening::FailedCreate { .. }));
    let refused: Vec<u64> = refused.map(|event| event.at - START * SECOND).filter(|after| *after < 10_000).collect();
    // Of a batch of one and a batch of two half of the second failed, and the writes woke the controller twice. From
    // then on each try is one doomed call, until the pods that were made turn ready and wake it once more.
    assert_eq!(refused, [0, 0, 0, 5, 45, 125, 285, 605, 1_245, 2_525, 5_085], "ms; ever later");
    web.apply(Command::Delete { kind: Kind::ResourceQuota, name: "pods".into() });
    web.until(400);
    assert_eq!(web.active("v1").len(), 10);
    assert!(web.set("v1").status.conditions.is_empty());
    assert!(web.deployment().condition("ReplicaFailure").is_none());
}
