//! Rolling updates and Recreate: who comes, who goes, in which order, and what counts meanwhile. Items 1 to 10, 13 to 15,
//! 50 to 52, 54 and 55.

use podyard::kube::time::SECOND;
use podyard::kube::workload::{Deployment, Strategy};
use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::text::said;
use podyard::world::{App, Latency, World};

use super::{Extremes, START, Web, never_ready, rolling_update, spec};

#[test]
fn item_01_surge_rounds_up_and_unavailable_down() {
    let mut web = Web::new(3, Strategy::default());
    web.set_image("v2");
    let extremes = web.extremes(200);
    assert_eq!((extremes.most_wanted, extremes.least_available), (4, 3), "1 more, none fewer");
    let strictly_in_turn = ["0: v2 0→1", "10: v1 3→2", "10: v2 1→2", "20: v1 2→1", "20: v2 2→3", "30: v1 1→0"];
    assert_eq!(web.scalings(START), strictly_in_turn);
}

#[test]
fn item_02_both_bounds_may_round_to_0_but_not_be_0() {
    let mut web = Web::new(2, rolling_update("0", "10%"));
    web.set_image("v2");
    assert_eq!(web.extremes(200).least_available, 1, "one may be missing after all");
    assert_eq!(web.scalings(START), ["0: v1 2→1", "0: v2 0→1", "10: v1 1→0", "10: v2 1→2"]);
    for (surge, unavailable) in [("0", "0"), ("0%", "0"), ("0", "0%"), ("0%", "0%")] {
        let deployment = Deployment::new("web", spec(2, rolling_update(surge, unavailable)));
        let refused = Cluster::new(super::instant()).apply(Command::create(deployment));
        let message = said(&refused.expect_err("nothing could move").message);
        assert!(message.ends_with("may not be 0 when `maxSurge` is 0"), "{surge} and {unavailable}: {message}");
    }
}

#[test]
fn item_03_the_first_burst_is_three_writes() {
    let mut web = Web::new(10, rolling_update("3", "2"));
    web.set_image("v2");
    let extremes = web.extremes(START + 9);
    assert_eq!(web.scalings(START), ["0: v2 0→3", "0: v1 10→8", "0: v2 3→5"]);
    assert!(web.active("v2").iter().all(|pod| !pod.status.ready), "before any new pod is ready");
    assert_eq!(extremes.least_available, 8);
}

#[test]
fn item_04_the_bounds_are_about_sizes_not_about_pods_that_exist() {
    let mut web = Web::new(10, rolling_update("25%", "25%"));
    // Ready within less time than it takes to end: all the pods that were taken away are still there.
    web.app("v2", App::fine(SECOND));
    web.set_image("v2");
    let extremes = web.extremes(200);
    assert_eq!(extremes, Extremes { most_wanted: 13, most_there: 20, least_available: 8 });
    let mut web = Web::new(15, rolling_update("25%", "25%"));
    web.set_image("v2");
    web.until(START + 5);
    assert_eq!(web.scalings(START), ["0: v2 0→4", "0: v1 15→12", "0: v2 4→7"], "7 new at once");
}

#[test]
fn item_05_without_surge_old_and_new_overlap_all_the_same() {
    let mut web = Web::new(4, rolling_update("0", "1"));
    web.set_image("v2");
    let extremes = web.extremes(200);
    assert_eq!(extremes, Extremes { most_wanted: 4, most_there: 5, least_available: 3 });
}

#[test]
fn item_06_deletion_counts_at_once_and_termination_does_not() {
    let mut web = Web::new(3, rolling_update("100%", "0"));
    web.set_image("v2");
    web.until(START + 10);
    assert_eq!(web.rollout_status(), "deployment \"web\" successfully rolled out");
    assert_eq!(web.set("v1").status.replicas, 0);
    let terminating = web.pods().iter().filter(|pod| pod.is_terminating() && pod.is_running()).count();
    assert_eq!(terminating, 3, "and three old pods still run");
}

#[test]
fn item_07_recreate_waits_for_terminating_pods_but_scaling_it_does_not() {
    let mut web = Web::new(3, Strategy::Recreate);
    web.set_image("v2");
    let removed = web.step_until(200, |web| web.active("v2").len() == 3);
    assert!(removed);
    let gone = web.counts("Removed");
    assert_eq!(web.counts("SuccessfulCreate"), [(web.cluster.now(), 3)], "all at once");
    assert_eq!(gone, [(web.cluster.now(), 3)], "when the last old pod was gone");
    assert!(web.cluster.now() > START * SECOND, "which takes a while");
    assert_eq!(web.scalings(START)[0], "0: v1 3→0");

    let mut web = Web::new(5, Strategy::Recreate);
    web.scale(2);
    web.until(START);
    assert_eq!((web.active("v1").len(), web.pods().len()), (2, 5));
    web.scale(5);
    web.until(START);
    assert_eq!((web.active("v1").len(), web.pods().len()), (5, 8), "three new ones beside three that terminate");
}

#[test]
fn item_08_recreate_is_available_only_with_all_replicas() {
    for (strategy, shown) in [
        (Strategy::Recreate, "False MinimumReplicasUnavailable"),
        (rolling_update("25%", "25%"), "True MinimumReplicasAvailable"),
    ] {
        let mut web = Web::new(10, strategy.clone());
        assert_eq!(web.shown("Available"), "True MinimumReplicasAvailable", "{strategy:?}");
        web.app("v1", never_ready());
        web.delete_pod(&web.pods()[0].clone());
        web.until(200);
        assert_eq!(web.deployment().status.available_replicas, 9, "{strategy:?}");
        assert_eq!(web.shown("Available"), shown, "{strategy:?}");
    }
}

#[test]
fn item_09_a_stuck_rollout_stops_by_itself() {
    let mut web = Web::stuck();
    let extremes = web.extremes(2 * 3_600);
    assert_eq!(web.sizes(), "v1 8, v2 5", "no further and not back, for two hours");
    assert_eq!(extremes.least_available, 8);
    assert_eq!(web.deployment().spec.template.image().as_ref(), "v2");
}

#[test]
fn item_10_an_old_pod_that_fails_meanwhile_does_not_shrink_the_old_set() {
    let mut web = Web::stuck();
    web.app("v1", never_ready());
    web.delete_pod(&web.active("v1")[0].clone());
    web.until(300);
    assert_eq!(web.set("v1").status.available_replicas, 7);
    assert_eq!(web.sizes(), "v1 8, v2 5", "13 - 8 - 5 = 0 may go");
}

/// `v1` pods are all unready by second 100, but were ready before.
fn broken(replicas: i32) -> Web {
    let mut web = Web::of(super::instant(), spec(replicas, Strategy::default()));
    web.app("v1", App { unready_after: Some(20 * SECOND), ..App::fine(10 * SECOND) });
    for pod in web.pods() {
        web.delete_pod(&pod);
    }
    web.until(200);
    assert_eq!(web.deployment().status.ready_replicas, 0);
    web
}

#[test]
fn item_13_broken_old_pods_speed_nothing_up_where_none_may_be_missing() {
    let mut web = broken(3);
    web.set_image("v2");
    web.until(300);
    let one_by_one = ["0: v2 0→1", "10: v1 3→2", "10: v2 1→2", "20: v1 2→1", "20: v2 2→3", "30: v1 1→0"];
    assert_eq!(web.scalings(200), one_by_one, "3 replicas, none may be missing");
    let mut web = broken(4);
    web.set_image("v2");
    web.until(205);
    assert_eq!(web.scalings(200), ["0: v2 0→1", "0: v1 4→3", "0: v2 1→2"], "4 replicas, one may be missing");
}

#[test]
fn item_14_unhealthy_pods_go_first_and_availability_stays() {
    let mut web = Web::new(6, rolling_update("3", "2"));
    web.app("v1", never_ready());
    web.scale(10);
    web.until(200);
    web.set_image("v2");
    let extremes = web.extremes(205);
    assert_eq!(web.scalings(200), ["0: v2 0→3", "0: v1 10→8", "0: v2 3→5"]);
    let ready = web.active("v1").iter().filter(|pod| pod.status.ready).count();
    assert_eq!((ready, web.active("v1").len()), (6, 8), "two of the four that are not ready went");
    assert_eq!(extremes.least_available, 6);
}

#[test]
fn item_15_old_sets_shrink_oldest_first() {
    let mut web = Web::new(10, rolling_update("3", "2"));
    web.set_image("v2");
    web.until(START + 15);
    assert_eq!(web.sizes(), "v1 3, v2 10", "half of v2 is ready");
    web.set_image("v3");
    web.until(START + 16);
    assert_eq!(web.scalings(START), ["15: v2 10→5", "15: v3 0→5"], "the unhealthy half goes, v1 keeps 3");
    web.until(START + 26);
    assert_eq!(web.scalings(START)[2..], ["25: v1 3→0", "25: v2 5→3", "25: v3 5→10"], "oldest first, not largest");
}

#[test]
fn item_50_unavailable_counts_the_surge_too() {
    let mut web = Web::new(3, Strategy::default());
    web.set_image("v2");
    web.until(START + 5);
    let status = &web.deployment().status;
    assert_eq!(
        (status.available_replicas, status.unavailable_replicas),
        (3, 1),
        "3 wanted, 3 available, 1 unavailable"
    );
}

#[test]
fn item_51_more_can_be_ready_than_are_wanted() {
    let mut spec = spec(3, Strategy::default());
    spec.min_ready_seconds = 5;
    let mut web = Web::of(super::instant(), spec);
    web.set_image("v2");
    web.until(START + 12);
    let status = &web.deployment().status;
    assert_eq!((status.ready_replicas, web.deployment().spec.replicas), (4, 3), "READY 4/3");
}

#[test]
fn item_52_up_to_date_counts_pods_ready_or_not() {
    let mut web = Web::new(10, rolling_update("3", "2"));
    web.set_image("v2");
    web.until(START + 5);
    assert_eq!(web.deployment().status.updated_replicas, 5);
    assert!(web.active("v2").iter().all(|pod| !pod.status.ready));
}

#[test]
fn item_55_status_lags_and_the_bounds_hold() {
    let mut lagged = 0;
    for seed in 1..=20 {
        let config = World { seed, delays: Latency::SMALL_CLUSTER, ..World::default() };
        let mut web = Web::of(config, spec(10, rolling_update("3", "2")));
        web.set_image("v2");
        let acted = web.step_until(START + 5, |web| web.sizes() == "v1 8, v2 5");
        assert!(acted, "seed {seed}: {}", web.sizes());
        // The controller went on although the old set's status still counted 10.
        lagged += usize::from(web.set("v1").status.available_replicas == 10);
        let extremes = web.extremes(200);
        assert_eq!(web.scalings(START)[..3], ["0: v2 0→3", "0: v1 10→8", "0: v2 3→5"], "seed {seed}");
        assert_eq!(extremes.least_available, 8, "seed {seed}");
        assert!(extremes.most_wanted <= 13, "seed {seed}: {extremes:?}");
    }
    assert!(lagged > 0, "in no run the status was late");
}

#[test]
fn item_54_events_are_merged_from_the_tenth_message_on() {
    let mut web = Web::new(10, rolling_update("1", "0"));
    web.app("v2", App { stagger: SECOND, ..App::fine(10 * SECOND) });
    web.set_image("v2");
    web.until(START + 200);
    let messages = web.scalings(START).len();
    assert_eq!(messages, 20, "one up and one down, ten times");
    let listed = podyard::kubectl::events::list(web.cluster.log().events());
    let scaled: Vec<_> = listed.iter().filter(|event| event.reason == "ScalingReplicaSet").collect();
    let (merged, plain): (Vec<_>, Vec<_>) =
        scaled.into_iter().partition(|event| event.message.starts_with("(combined from similar events): Scaled "));
    // The Deployment's creation was the first of the 21 messages; all came within 600 s.
    assert_eq!((plain.len(), merged.len(), merged[0].count), (9, 1, 12));
    assert!(plain.iter().all(|event| event.count == 1));
    assert!(merged[0].message.ends_with("from 1 to 0"), "{}", merged[0].message);
}
