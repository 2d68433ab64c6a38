//! What is timed, natively and in the browser alike.

use podyard::sim::app::App;
use podyard::sim::command::Command;
use podyard::sim::latency::Latency;
use podyard::sim::object::labels;
use podyard::sim::time::SECOND;
use podyard::sim::workload::{Deployment, DeploymentSpec, PodTemplate};
use podyard::sim::{Cluster, Config};

fn apply(cluster: &mut Cluster, command: Command) {
    cluster.apply(command).expect("accepted");
}

/// A Deployment of so many pods of v1, ready; each pod on a node of its own, as in the recordings.
pub fn standing(replicas: i32) -> Cluster {
    let mut cluster = Cluster::new(Config { nodes: 0, latency: Latency::NONE, ..Config::default() });
    for image in ["web:v1", "web:v2"] {
        apply(&mut cluster, Command::SetApp { image: image.into(), app: App::fine(10 * SECOND) });
    }
    let template = PodTemplate::new(labels(&[("app", "web")]), "web", "web:v1");
    let deployment = Deployment::new("web", DeploymentSpec::new(replicas, template));
    apply(&mut cluster, Command::CreateDeployment(Box::new(deployment)));
    cluster.advance_to(60 * SECOND);
    cluster
}

/// Rolls v2 out with the default bounds and checks that it is there.
pub fn update(cluster: &mut Cluster) {
    apply(cluster, Command::SetImage { deployment: "web".into(), image: "web:v2".into() });
    let end = cluster.now() + 400 * SECOND;
    cluster.advance_to(end);
    let deployment = cluster.objects().deployment("web").expect("it is there");
    let (wanted, status) = (deployment.spec.replicas, &deployment.status);
    assert_eq!([status.replicas, status.updated_replicas, status.available_replicas], [wanted; 3]);
}

/// 100 pods on three nodes of a small cluster, at rest.
pub fn idle() -> Cluster {
    let mut cluster = Cluster::new(Config::default());
    let template = PodTemplate::new(labels(&[("app", "web")]), "web", "web:v1");
    let deployment = Deployment::new("web", DeploymentSpec::new(100, template));
    apply(&mut cluster, Command::CreateService { name: "web".into(), selector: labels(&[("app", "web")]) });
    apply(&mut cluster, Command::CreateDeployment(Box::new(deployment)));
    cluster.advance_to(120 * SECOND);
    assert_eq!(cluster.objects().deployment("web").expect("it is there").status.available_replicas, 100);
    cluster
}

/// An hour in which nothing happens.
pub fn hour(cluster: &mut Cluster) {
    let end = cluster.now() + 3_600 * SECOND;
    cluster.advance_to(end);
}
