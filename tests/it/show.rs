//! Objects as the API server shows them: every kind whole, and what is shown is read again as the same object.

mod read_again;

use podyard::kube::object::{Kind, Labels, ObjectMeta, labels};
use podyard::kube::pod::PodTemplateSpec;
use podyard::kube::quota::ResourceQuota;
use podyard::kube::resources::Resources;
use podyard::kube::route;
use podyard::kube::service::Service;
use podyard::kube::time::SECOND;
use podyard::kube::workload::{Deployment, DeploymentSpec};
use podyard::kube::write::yaml;
use podyard::kubectl::show;
use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::sim::routing::{
    BackendRef, HttpRoute, HttpRouteMatch, HttpRouteRule, Ingress, Mirror, PathMatch, ValueMatch,
};
use podyard::world::{Latency, Nodes, World};

/// One object of each kind, at 61.5 s: a rollout from v1 to v2 whose first new pod is ready.
pub fn cluster() -> Cluster {
    let node_size = Resources { cpu_milli: 2_500, memory_mib: 4_096 };
    let world = World { delays: Latency::NONE, nodes: Nodes::sized(1, node_size), ..World::default() };
    let mut cluster = Cluster::new(world);
    let mut template = PodTemplateSpec::new(labels(&[("app", "web")]), "web", "web:v1");
    crate::template::set_requests(&mut template, Resources { cpu_milli: 100, memory_mib: 64 });
    let web = Deployment::new("web", DeploymentSpec::new(1, template));
    let backend = |(service, weight): (&str, i64)| BackendRef { service: service.into(), weight };
    let jason = ValueMatch { name: "end-user".into(), value: "jason".into(), regular_expression: false };
    let rules = vec![
        HttpRouteRule {
            matches: vec![HttpRouteMatch { headers: vec![jason], ..HttpRouteMatch::default() }],
            backend_refs: [("web-canary", 1)].map(backend).into(),
            ..HttpRouteRule::default()
        },
        HttpRouteRule {
            matches: vec![HttpRouteMatch { path: PathMatch::Exact("/".into()), ..HttpRouteMatch::default() }],
            backend_refs: [("web", 80), ("web-canary", 20)].map(backend).into(),
            mirrors: vec![Mirror { service: "web-canary".into(), percent: 10 }],
            request_timeout: Some(2_500),
        },
    ];
    let named = |name: &str| ObjectMeta::named(name, Labels::default());
    let http_route = HttpRoute { metadata: named("web"), rules };
    let timeout = labels(&[("nginx.ingress.kubernetes.io/proxy-read-timeout", "30")]);
    let metadata = ObjectMeta { annotations: timeout, ..named("web") };
    let ingress = Ingress { metadata, path: "/".into(), service: "web".into() };
    let commands = [
        Command::create(Service::new("web", labels(&[("app", "web")]))),
        Command::create(web),
        Command::create(route::HttpRoute::from(&http_route)),
        Command::create(route::Ingress::from(&ingress)),
        Command::create(ResourceQuota::new("pods", Some(10))),
        Command::Cordon { node: "node-1".into(), unschedulable: false },
    ];
    for command in commands {
        cluster.apply(command).expect("accepted");
    }
    cluster.advance_to(60 * SECOND);
    cluster.apply(Command::set_image("web", "web:v2")).expect("accepted");
    cluster.advance_to(61 * SECOND + 500);
    cluster.apply(Command::Cordon { node: "node-1".into(), unschedulable: true }).expect("accepted");
    cluster.apply(Command::create(crate::budget::budget(1))).expect("accepted");
    cluster.advance_to(cluster.now());
    cluster.apply(Command::create(crate::budget::autoscaler(6))).expect("accepted");
    cluster
}

#[test]
fn every_kind_whole() {
    let kinds = [
        (Kind::Deployment, include_str!("show/deployment.yaml")),
        (Kind::ReplicaSet, include_str!("show/replicaset.yaml")),
        (Kind::Pod, include_str!("show/pod.yaml")),
        (Kind::Service, include_str!("show/service.yaml")),
        (Kind::EndpointSlice, include_str!("show/endpointslice.yaml")),
        (Kind::HttpRoute, include_str!("show/httproute.yaml")),
        (Kind::Ingress, include_str!("show/ingress.yaml")),
        (Kind::ResourceQuota, include_str!("show/resourcequota.yaml")),
        (Kind::PodDisruptionBudget, include_str!("show/poddisruptionbudget.yaml")),
        (Kind::HorizontalPodAutoscaler, include_str!("show/horizontalpodautoscaler.yaml")),
        (Kind::Node, include_str!("show/node.yaml")),
    ];
    let cluster = cluster();
    for (kind, expected) in kinds {
        let mut shown = Vec::new();
        cluster.objects().each_until(kind, &mut |object| {
            shown.push(yaml(&show::tree(&object, cluster.objects())));
            false
        });
        assert_eq!(shown.join("---\n"), expected, "{}", kind.as_str());
    }
}
