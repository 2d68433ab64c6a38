//! Two versions at once: a page of one and the files of the other, sessions that do not move along.

use podyard::kube::field::Field;
use podyard::kube::object::Kind;
use podyard::kube::object::Name;
use podyard::sim::command::Command;
use podyard::sim::traffic::Outcome;
use podyard::world::{Clients, Latency};

use super::{near, town};

#[test]
fn files_of_another_version_are_missing() {
    // A page of A at share 1-p: each of its k files is asked of B with chance p. Missing in all: 2·k·p·(1-p) for each page.
    for (old, new, permille) in [(1, 1, 500), (9, 1, 180), (3, 1, 375)] {
        let assets = 4;
        let mut town = town(Latency::NONE, 31, &[(1, old), (2, new)]);
        let tally = town.call(Clients { assets, ..Clients::of(500) }, 50_000);
        let files = tally.sent * u64::from(assets) / u64::from(assets + 1);
        near(tally.of(Outcome::AssetMissing), files, permille, &format!("{new} of {}", old + new));
        assert_eq!(tally.failed(), tally.of(Outcome::AssetMissing));
    }
    let mut alone = town(Latency::NONE, 31, &[(1, 3)]);
    assert_eq!(
        alone.call(Clients { assets: 4, ..Clients::of(500) }, 5_000).failed(),
        0,
        "one version has all its files"
    );
}

#[test]
fn client_ip_affinity_keeps_pages_and_files_together() {
    let mut town = town(Latency::NONE, 31, &[(1, 1), (2, 1)]);
    town.apply(Command::patch_spec(Kind::Service, "web", "sessionAffinity", Name::from("ClientIP").write()));
    assert_eq!(town.call(Clients { assets: 4, ..Clients::of(500) }, 20_000).failed(), 0);
}

#[test]
fn sessions_end_with_their_pod() {
    let mut town = town(Latency::NONE, 5, &[(1, 4)]);
    town.apply(Command::patch_spec(Kind::Service, "web", "sessionAffinity", Name::from("ClientIP").write()));
    let clients = Clients { sessions: true, users: 40, ..Clients::of(400) };
    // Each node remembers a client for itself, so users settle only where all their ways lead to one pod: one node is kept.
    town.apply(Command::clients(&clients));
    town.run(20);
    let settled = town.cluster.traffic().sessions_lost();
    town.apply(Command::set_image("web-v1", "web:v2"));
    town.run(60);
    assert!(
        town.cluster.traffic().sessions_lost() > settled + 40 / 2,
        "a rolling update ends the sessions in the pods it replaces"
    );
}
