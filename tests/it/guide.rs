//! Goals: the language, what its words mean over real runs, the goals that guides begin with, and the examples of the docs.
//!
//! Nothing but the application takes time: pods are ready 10 s after their creation and gone 3 s after SIGTERM. A run begins
//! to be watched at 30 s, when v1 has long been there.

mod docs;
mod first_goals;
mod grammar;
mod meaning;
mod property;

use podyard::guide::goal::Goal;
use podyard::guide::watch::{Verdict, Watcher};
use podyard::kube::object::{Kind, Labels, ObjectMeta, labels};
use podyard::kube::pod::PodTemplateSpec;
use podyard::kube::route;
use podyard::kube::service::Service;
use podyard::kube::time::SECOND;
use podyard::kube::tree::Value;
use podyard::kube::workload::{Deployment, DeploymentSpec};
use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::sim::routing::{BackendRef, HttpRoute, HttpRouteRule};
use podyard::world::{App, Clients, Latency, World};

/// When watching begins, s.
const START: u64 = 30;

fn deployment(name: &str, version: &str, replicas: i32) -> Command {
    let labels = labels(&[("app", "web"), ("version", version)]);
    let mut spec = DeploymentSpec::new(replicas, PodTemplateSpec::new(labels, "web", &format!("web:{version}")));
    spec.progress_deadline_seconds = Some(60);
    Command::create(Deployment::new(name, spec))
}

fn set_image(image: &str) -> Command {
    Command::set_image("web", image)
}

fn scale(replicas: i32) -> Command {
    Command::scale("web", replicas)
}

fn undo() -> Command {
    Command::RolloutUndo { deployment: "web".into(), to_revision: 0 }
}

/// The Service stands for pods of this app, and of this version if one is given.
fn select(app: &str, version: Option<&str>) -> Command {
    let mut pairs = vec![("app".into(), Value::Text(app.into()).into())];
    pairs.extend(version.map(|version| ("version".into(), Value::Text(version.into()).into())));
    Command::patch_spec(Kind::Service, "web", "selector", Some(Value::Map(pairs).into()))
}

fn weights(of: &[(&str, i64)]) -> Command {
    let backend = |(service, weight): &(&str, i64)| BackendRef { service: (*service).into(), weight: *weight };
    let rules = vec![HttpRouteRule { backend_refs: of.iter().map(backend).collect(), ..HttpRouteRule::default() }];
    let metadata = ObjectMeta::named("web", Labels::default());
    Command::apply(route::HttpRoute::from(&HttpRoute { metadata, rules }))
}

/// A Service and 3 pods of v1, called 20 times a second.
fn cluster(seed: u64, delays: Latency) -> Cluster {
    let mut cluster = Cluster::new(World { seed, delays, ..World::default() });
    let fine = App::fine(10 * SECOND);
    let commands = [
        Command::app("web:v1", &fine),
        Command::app("web:v2", &fine),
        Command::app("web:bad", &App { never_ready: true, ..fine }),
        Command::create(Service::new("web", labels(&[("app", "web")]))),
        deployment("web", "v1", 3),
        Command::clients(&Clients::of(20)),
    ];
    commands.into_iter().for_each(|command| drop(cluster.apply(command).expect("accepted")));
    cluster.advance_to(START * SECOND);
    cluster
}

fn goal(text: &str) -> Goal {
    Goal::parse(text).unwrap_or_else(|problems| panic!("{text}: {problems:?}"))
}

/// Lets everything happen up to a second, looking after each event.
fn until(cluster: &mut Cluster, watcher: &mut Watcher, second: u64) {
    while cluster.next_event_at().is_some_and(|at| at <= second * SECOND) {
        cluster.step();
        watcher.look(cluster);
    }
    cluster.advance_to(second * SECOND);
    watcher.look(cluster);
}

/// A run with commands at seconds; the watcher at its end, which is not told that it is the end.
fn run(text: &str, commands: &[(u64, Command)], end: u64) -> (Cluster, Watcher) {
    let mut cluster = cluster(1, Latency::NONE);
    let mut watcher = goal(text).watch(&cluster);
    for (second, command) in commands {
        until(&mut cluster, &mut watcher, *second);
        cluster.apply(command.clone()).expect("accepted");
        watcher.look(&cluster);
    }
    until(&mut cluster, &mut watcher, end);
    (cluster, watcher)
}

/// In short: `met 40000`, `missed 40000`, `open`.
fn short(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Met { at } => format!("met {at}"),
        Verdict::Missed { at, .. } => format!("missed {at}"),
        Verdict::NotYet(_) => "open".into(),
    }
}
