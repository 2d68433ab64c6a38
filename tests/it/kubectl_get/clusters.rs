//! The clusters of the transcripts.

use podyard::kube::object::{Labels, labels};
use podyard::kube::pod::PodTemplateSpec;
use podyard::kube::resources::Resources;
use podyard::kube::service::Service;
use podyard::kube::time::SECOND;
use podyard::kube::workload::{Deployment, DeploymentSpec};
use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::world::{App, Latency, Nodes, World};

/// Each has a transcript of its name.
pub const NAMES: [&str; 8] = ["empty", "each_kind", "rollout", "crash", "rich", "argo", "blue_green", "flagger"];

pub fn of(name: &str) -> Cluster {
    match name {
        "empty" => Cluster::new(World { nodes: Nodes::of(1), ..World::default() }),
        "each_kind" => crate::show::cluster(),
        "rollout" => rollout(),
        "crash" => crash(),
        "rich" => rich(),
        "argo" => crate::delivery::some_of_each().remove(0),
        "blue_green" => crate::delivery::some_of_each().remove(1),
        "flagger" => crate::delivery::some_of_each().remove(2),
        _ => panic!("{name}"),
    }
}

/// Three pods of v1 behind a Service, on two nodes, at 60 s; v2 is ready after 8 s.
fn rollout() -> Cluster {
    let size = Resources { cpu_milli: 4_000, memory_mib: 8_192 };
    let mut cluster = Cluster::new(World { delays: Latency::NONE, nodes: Nodes::sized(2, size), ..World::default() });
    cluster.apply(Command::app("web:v2", &App::fine(8 * SECOND))).expect("accepted");
    let mut template = PodTemplateSpec::new(labels(&[("app", "web"), ("tier", "front")]), "web", "web:v1");
    template.metadata.annotations = Labels::default();
    crate::template::set_requests(&mut template, Resources { cpu_milli: 250, memory_mib: 128 });
    let mut spec = DeploymentSpec::new(3, template);
    spec.selector = Some(labels(&[("app", "web")]).into());
    cluster.apply(Command::create(Service::new("web", labels(&[("app", "web")])))).expect("accepted");
    cluster.apply(Command::create(Deployment::new("web", spec))).expect("accepted");
    cluster.advance_to(60 * SECOND);
    cluster
}

/// A pod that exits 20 s after each start, one whose image no registry has; at 100 s.
fn crash() -> Cluster {
    let mut cluster = Cluster::new(World { nodes: Nodes::of(1), ..World::default() });
    let exits = App { crash_after: Some(20 * SECOND), ..App::default() };
    cluster.apply(Command::app("web:v2", &exits)).expect("accepted");
    cluster.apply(Command::app("web:v9", &App { image_missing: true, ..App::default() })).expect("accepted");
    for (name, image) in [("web", "web:v2"), ("api", "web:v9")] {
        let template = PodTemplateSpec::new(labels(&[("app", name)]), "web", image);
        cluster.apply(Command::create(Deployment::new(name, DeploymentSpec::new(1, template)))).expect("accepted");
    }
    cluster.advance_to(100 * SECOND);
    cluster
}

/// Objects with everything a description tells of, at 40 s.
fn rich() -> Cluster {
    let mut cluster = Cluster::new(World { delays: Latency::NONE, nodes: Nodes::of(1), ..World::default() });
    crate::delivery::apply(&mut cluster, include_str!("rich.yaml"));
    cluster.advance_to(40 * SECOND);
    cluster
}
