//! What is timed, natively and in the browser alike, on two clusters: the bare one of upstream's recordings, and the
//! sandbox's own as the page makes it, with a Service, nodes, delays and clients.

use podyard::kube::object::labels;
#[cfg(not(target_arch = "wasm32"))]
use podyard::kube::object::{Labels, ObjectMeta};
use podyard::kube::pod::PodTemplateSpec;
use podyard::kube::time::SECOND;
use podyard::kube::workload::{Deployment, DeploymentSpec};
use podyard::playbook::ChoiceId;
use podyard::scenario::{Control, Scenario};
use podyard::session::{Action, Session};
#[cfg(not(target_arch = "wasm32"))]
use podyard::sim::Cluster;
use podyard::sim::command::Command;
#[cfg(not(target_arch = "wasm32"))]
use podyard::sim::routing::{BackendRef, HttpRoute, HttpRouteMatch, HttpRouteRule, ValueMatch};
use podyard::world::{App, Clients, Entry, Latency, Nodes, World};

fn apply(cluster: &mut Cluster, command: Command) {
    cluster.apply(command).expect("accepted");
}

/// A Deployment of so many pods of v1, ready; each pod on a node of its own, as in the recordings.
pub fn standing(replicas: i32) -> Cluster {
    let mut cluster = Cluster::new(World { nodes: Nodes::of(0), delays: Latency::NONE, ..World::default() });
    for image in ["web:v1", "web:v2"] {
        apply(&mut cluster, Command::app(image, &App::fine(10 * SECOND)));
    }
    let template = PodTemplateSpec::new(labels(&[("app", "web")]), "web", "web:v1");
    let deployment = Deployment::new("web", DeploymentSpec::new(replicas, template));
    apply(&mut cluster, Command::create(deployment));
    cluster.advance_to(60 * SECOND);
    cluster
}

/// Rolls v2 out with the default bounds and checks that it is there.
pub fn update(cluster: &mut Cluster) {
    apply(cluster, Command::set_image("web", "web:v2"));
    let end = cluster.now() + 400 * SECOND;
    cluster.advance_to(end);
    let deployment = cluster.objects().deployment("web").expect("it is there");
    let (wanted, status) = (deployment.spec.replicas, &deployment.status);
    assert_eq!([status.replicas, status.updated_replicas, status.available_replicas], [wanted; 3]);
}

/// The sandbox's own cluster at rest, as the page begins with it: a Service, a node for 20 pods, short delays, clients.
pub fn sandbox(replicas: i32) -> Session {
    let session = Session::new(Scenario::default().with(Control::Replicas, replicas));
    let pods = session.cluster().usable_endpoints("web").len();
    assert_eq!(i32::try_from(pods), Ok(replicas), "settled");
    session
}

/// Rolls v2 out there until the scorecard is made up: the last old pod is gone. What the page keeps for its chart and its
/// scorecard after every event is part of it.
pub fn roll_out(session: &mut Session) {
    session.update(Action::Do(ChoiceId::Next));
    while session.finished().is_none() {
        let next = session.elapsed() + SECOND;
        assert!(next < 900 * SECOND, "it has come to its end by then");
        session.run_until(next);
    }
}

/// 100 pods on three nodes of a small cluster, at rest.
pub fn idle() -> Cluster {
    let mut cluster = Cluster::new(World::default());
    let template = PodTemplateSpec::new(labels(&[("app", "web")]), "web", "web:v1");
    let deployment = Deployment::new("web", DeploymentSpec::new(100, template));
    apply(&mut cluster, Command::create(podyard::kube::service::Service::new("web", labels(&[("app", "web")]))));
    apply(&mut cluster, Command::create(deployment));
    cluster.advance_to(120 * SECOND);
    assert_eq!(cluster.objects().deployment("web").expect("it is there").status.available_replicas, 100);
    cluster
}

/// An hour in which nothing happens.
pub fn hour(cluster: &mut Cluster) {
    let end = cluster.now() + 3_600 * SECOND;
    cluster.advance_to(end);
}

/// 100 pods under 1,000 requests a second: through the Service, and through a gateway with a rule for jason and 95/5.
#[cfg(not(target_arch = "wasm32"))]
pub fn called() -> [(&'static str, Cluster); 3] {
    let header = ValueMatch { name: "end-user".into(), value: "jason".into(), regular_expression: false };
    let matches = vec![HttpRouteMatch { headers: vec![header], ..HttpRouteMatch::default() }];
    let backend = |weight| BackendRef { service: "web".into(), weight };
    let rules = vec![
        HttpRouteRule { matches, backend_refs: vec![backend(1)], ..HttpRouteRule::default() },
        HttpRouteRule { backend_refs: vec![backend(95), backend(5)], ..HttpRouteRule::default() },
    ];
    let route = HttpRoute { metadata: ObjectMeta::named("web", Labels::default()), rules };
    let with = |clients: Clients| {
        let mut cluster = idle();
        apply(&mut cluster, Command::apply(podyard::kube::route::HttpRoute::from(&route.clone())));
        apply(&mut cluster, Command::clients(&clients));
        let soon = cluster.now() + 10 * SECOND;
        cluster.advance_to(soon);
        cluster
    };
    let plain = Clients::of(1_000);
    [
        ("a connection each", with(plain.clone())),
        ("connections kept", with(Clients { keep_alive: Some(60 * SECOND), ..plain.clone() })),
        ("HTTPRoute", with(Clients { entry: Entry::HttpRoute, ..plain })),
    ]
}

/// 10 s of it.
#[cfg(not(target_arch = "wasm32"))]
pub fn ten_seconds(cluster: &mut Cluster) {
    let (before, end) = (cluster.traffic().total().sent, cluster.now() + 10 * SECOND);
    cluster.advance_to(end);
    assert_eq!(cluster.traffic().total().sent - before, 10_000);
}

/// A history of an hour: 100 pods, 100 requests a second, a rollout every ten minutes.
pub fn hour_of_history() -> podyard::history::History {
    let settings = Scenario::default().with(Control::Replicas, 100).with(Control::RequestsPerSecond, 100);
    let mut history = podyard::history::History::new(settings);
    history.update(Action::SetSpeed(podyard::session::Speed::SixtyFour));
    history.update(Action::Play);
    for second in 0..3_600 / 64 * 10 {
        if second % 93 == 0 {
            history.update(Action::Do(ChoiceId::Next));
        }
        history.update(Action::Tick { elapsed_ms: 100 });
    }
    history
}

/// Instants all over the hour, in no order, ms.
pub fn instants() -> impl Iterator<Item = u64> {
    (1..=60_u64).map(|number| number * 1_299_709 % 3_590_000)
}
