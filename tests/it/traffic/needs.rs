//! Schemas and contracts that change under the versions: who breaks, who waits, who does neither.

use podyard::kube::field::Field;
use podyard::kube::object::Kind;
use podyard::kube::object::labels;
use podyard::kube::time::SECOND;
use podyard::kube::workload::Strategy;
use podyard::sim::command::Command;
use podyard::sim::traffic::{Fault, Outcome};
use podyard::world::{App, Clients, Dependency, Latency, Versions};

use super::{Town, town};

fn only(version: u32) -> Versions {
    Versions { min: version, max: version }
}

fn both() -> Versions {
    Versions { min: 1, max: 2 }
}

/// Version n understands n alone, of the one dependency that is meant.
fn needing(dependency: Dependency) -> Town {
    let mut town = town(Latency::NONE, 5, &[]);
    for version in [1, 2] {
        let app = match dependency {
            Dependency::Database => App { schema: Some(only(version)), ..App::fine(SECOND) },
            Dependency::Api => App { contract: Some(only(version)), ..App::fine(SECOND) },
        };
        town.app(version, App { drains: true, ..app });
    }
    town
}

fn migrate(town: &mut Town, dependency: Dependency, versions: Versions) {
    town.apply(Command::migrate(dependency, versions));
}

fn roll(town: &mut Town) {
    town.apply(Command::set_image("web-v1", "web:v2"));
    town.run(60);
}

/// A Deployment of 4 with clients; the pods end a while after they are told to.
fn serving(dependency: Dependency, strategy: Strategy) -> Town {
    let mut town = needing(dependency);
    town.deploy(1, 4, |spec| {
        spec.strategy = strategy;
        crate::template::set_pre_stop(&mut spec.template, Some(5 * SECOND));
    });
    town.run(30);
    town.apply(Command::clients(&Clients::of(100)));
    town.run(5);
    town
}

fn failures(town: &Town) -> (u64, u64) {
    let faults = town.tally().errors();
    (faults, town.tally().failed() - faults)
}

#[test]
fn a_schema_changed_before_the_roll_out_breaks_the_old_pods() {
    let mut town = serving(Dependency::Database, Strategy::default());
    migrate(&mut town, Dependency::Database, only(2));
    roll(&mut town);
    let (errors, other) = failures(&town);
    assert!(errors > 100, "{errors} requests met a pod that does not know the schema");
    assert_eq!(other, 0);
    let schema =
        town.cluster.traffic().recent().iter().filter(|request| request.outcome == Outcome::Error(Fault::Schema));
    assert!(schema.clone().all(|request| &*request.target.as_ref().unwrap().image == "web:v1"), "only the old version");
}

#[test]
fn a_schema_changed_after_it_breaks_the_new_pods() {
    let mut town = serving(Dependency::Database, Strategy::default());
    roll(&mut town);
    let (errors, _) = failures(&town);
    assert!(errors > 1_000, "until the migration every request fails: {errors}");
    migrate(&mut town, Dependency::Database, only(2));
    town.run(1);
    let before = town.tally().failed();
    town.run(60);
    assert_eq!(town.tally().failed(), before, "and none from then on, but those that were on their way");
}

#[test]
fn recreate_pays_with_downtime_instead() {
    let mut town = serving(Dependency::Database, Strategy::Recreate);
    town.apply(Command::set_image("web-v1", "web:v2"));
    // The last old pod has ended its work; the new ones are not there yet: now the schema changes.
    while !town.cluster.usable_endpoints("web").is_empty() {
        town.cluster.step();
    }
    migrate(&mut town, Dependency::Database, only(2));
    town.run(60);
    let (errors, refused) = failures(&town);
    assert_eq!(errors, 0, "no pod ever met a schema it does not know");
    assert!(refused > 50, "but nobody was there for a while: {refused}");
}

#[test]
fn expand_and_contract_avoid_both() {
    for dependency in Dependency::ALL {
        let mut town = serving(dependency, Strategy::default());
        migrate(&mut town, dependency, both());
        roll(&mut town);
        assert!(town.got(1) > 0 && town.got(2) > 0);
        migrate(&mut town, dependency, only(2));
        town.run(30);
        assert_eq!(failures(&town), (0, 0), "{dependency:?}");
    }
}

#[test]
fn contracting_too_early_breaks_those_one_would_roll_back_to() {
    let mut town = serving(Dependency::Database, Strategy::default());
    migrate(&mut town, Dependency::Database, both());
    roll(&mut town);
    migrate(&mut town, Dependency::Database, only(2));
    town.apply(Command::RolloutUndo { deployment: "web-v1".into(), to_revision: 0 });
    town.run(60);
    assert!(failures(&town).0 > 1_000, "the version rolled back to does not know the schema");
}

#[test]
fn two_systems_switch_together_with_blue_green() {
    // The API changes its contract incompatibly. Switched at once with the callers of the old version it breaks them; with
    // both contracts served side by side, green is created, the selector flipped, and the old contract dropped at the end.
    let run = |side_by_side: bool| {
        let mut town = needing(Dependency::Api);
        town.deploy(1, 4, |_| {});
        town.apply(Command::patch_spec(Kind::Service, "web", "selector", Field::write(&labels(&[("version", "v1")]))));
        town.run(30);
        town.apply(Command::clients(&Clients::of(100)));
        town.run(5);
        migrate(&mut town, Dependency::Api, if side_by_side { both() } else { only(2) });
        town.deploy(2, 4, |_| {});
        town.run(10);
        town.apply(Command::patch_spec(Kind::Service, "web", "selector", Field::write(&labels(&[("version", "v2")]))));
        town.run(10);
        migrate(&mut town, Dependency::Api, only(2));
        town.apply(Command::Delete { kind: Kind::Deployment, name: "web-v1".into() });
        town.run(30);
        failures(&town)
    };
    assert_eq!(run(true), (0, 0), "both contracts side by side");
    let (errors, other) = run(false);
    assert!(errors > 900, "10 s at 100 a second: {errors}");
    assert_eq!(other, 0);
}
