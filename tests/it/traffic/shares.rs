//! Who gets which version: by endpoints, by connection, by client address.

use podyard::kube::field::Field;
use podyard::kube::object::Kind;
use podyard::kube::object::Name;
use podyard::kube::time::SECOND;
use podyard::sim::command::Command;
use podyard::world::{App, Clients, Latency};

use super::{near, town};

#[test]
fn every_endpoint_is_equally_likely() {
    for (old, new, permille) in [(3, 1, 250), (9, 1, 100), (1, 1, 500), (19, 1, 50)] {
        let mut town = town(Latency::NONE, 21, &[(1, old), (2, new)]);
        town.call(Clients::of(1_000), 100_000);
        near(town.got(2), 100_000, permille, &format!("{new} of {} endpoints", old + new));
        assert_eq!(town.got(1) + town.got(2), 100_000);
    }
}

#[test]
fn pods_that_are_not_ready_get_nothing_and_dying_ones_raise_the_share() {
    let mut town = town(Latency::NONE, 4, &[(1, 3), (2, 1)]);
    town.app(3, App { never_ready: true, ..App::fine(SECOND) });
    town.deploy(3, 4, |_| {});
    town.apply(Command::scale("web-v1", 1));
    town.run(40);
    town.call(Clients::of(1_000), 20_000);
    assert_eq!(town.got(3), 0);
    near(town.got(2), 20_000, 500, "1 of the 2 that are left");
}

#[test]
fn kept_connections_meet_a_later_version_only_when_they_are_opened_anew() {
    let mut town = town(Latency::NONE, 8, &[(1, 3)]);
    let kept = Clients { keep_alive: Some(60 * SECOND), ..Clients::of(500) };
    town.apply(Command::clients(&kept));
    town.run(10);
    town.app(2, App::fine(SECOND));
    town.deploy(2, 1, |_| {});
    // All 50 users opened theirs in the first second or so; the canary is there from about second 11 on.
    town.run(45);
    assert_eq!(town.got(2), 0, "ready, in the endpoints, and nobody comes");
    town.run(200);
    assert!(town.got(2) > 0, "connections end after 60 s, and new ones spread");
    let mut short = super::town(Latency::NONE, 8, &[(1, 3), (2, 1)]);
    short.call(Clients::of(500), 5_000);
    near(short.got(2), 5_000, 250, "a connection for each request");
}

#[test]
fn the_share_of_pinned_connections_goes_in_steps_of_a_user() {
    // 50 users with one connection each, for good: each is whole on one version.
    let mut town = town(Latency::NONE, 2, &[(1, 1), (2, 1)]);
    let pinned = Clients { keep_alive: Some(3_600 * SECOND), ..Clients::of(1_000) };
    town.call(pinned, 50_000);
    let met = |images: &[&str]| town.cluster.traffic().users_who_met(images, 0);
    assert_eq!(met(&["web:v1", "web:v2"]), 0, "nobody met both");
    assert_eq!(met(&["web:v1"]) + met(&["web:v2"]), 50);
    near(met(&["web:v2"]) as u64, 50, 500, "users by connection");
}

#[test]
fn without_pinning_most_users_meet_both() {
    // A user who asks m times meets a version with share p with a chance of 1 - (1-p)^m: 50 users, 20 times each, 5 %: 64 %.
    let mut met = 0;
    for seed in 1..=40 {
        let mut town = town(Latency::NONE, seed, &[(1, 19), (2, 1)]);
        town.call(Clients { users: 50, ..Clients::of(1_000) }, 1_000);
        met += town.cluster.traffic().users_who_met(&["web:v2"], 0);
    }
    // Users' numbers of requests vary around 20, which lowers the mean a little: (1 - 0.05/50·…)^1000 = e^-1 → 632 of 1,000.
    near(met as u64, 2_000, 632, "users who met the canary");
}

#[test]
fn client_ip_affinity_pins_users() {
    let mut town = town(Latency::NONE, 6, &[(1, 3), (2, 1)]);
    let service = Command::patch_spec(Kind::Service, "web", "sessionAffinity", Name::from("ClientIP").write());
    town.apply(service);
    // Each node's proxy remembers a client for itself.
    town.call(Clients::of(1_000), 10_000);
    let through = |node: u32| -> Vec<u32> {
        let recent = town.cluster.traffic().recent().iter().filter(|request| request.node == node && request.user == 0);
        recent.map(|request| request.target.as_ref().unwrap().pod.0).collect()
    };
    for node in 0..3 {
        let pods = through(node);
        assert!(pods.windows(2).all(|pair| pair[0] == pair[1]), "user 0 through node {node}: {pods:?}");
    }
}
