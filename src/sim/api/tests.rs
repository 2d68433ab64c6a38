//! Every kind the API server stores, from its creation to its end: uid, resource version, generation, creation time, and
//! what its watch is told.

use std::fmt::Debug;

use super::super::Cluster;
use super::super::command::Command;
use super::super::endpoint::Endpoint;
use super::super::endpoints::Endpoints;
use super::super::network::EndpointSlice;
use super::super::node::Node;
use super::super::pod::Pod;
use super::super::routing;
use super::*;
use crate::kube::analysis::{
    AnalysisMetric, AnalysisRun, AnalysisRunSpec, AnalysisRunStatus, AnalysisTemplate, AnalysisTemplateSpec,
};
use crate::kube::autoscaler::{
    HorizontalPodAutoscaler, HorizontalPodAutoscalerSpec, HorizontalPodAutoscalerStatus, Metric, ObjectReference,
};
use crate::kube::canary::{Canary, CanarySpec, FlaggerStatus};
use crate::kube::disruption_budget::{PodDisruptionBudget, PodDisruptionBudgetSpec, PodDisruptionBudgetStatus};
use crate::kube::field::Field;
use crate::kube::int_or_string::IntOrString;
use crate::kube::object::{Kind, Name, ObjectMeta, labels};
use crate::kube::pod::PodTemplateSpec;
use crate::kube::quota::ResourceQuota;
use crate::kube::resources::Resources;
use crate::kube::rollout::Rollout;
use crate::kube::rollout_strategy::RolloutStrategy;
use crate::kube::route::{HttpRoute, HttpRouteRule, HttpRouteSpec, Ingress};
use crate::kube::service::{CLIENT_IP, Service, ServiceSpec};
use crate::kube::workload::{Deployment, DeploymentSpec, ReplicaSet, ReplicaSetSpec, ReplicaSetStatus, Strategy};
use crate::world::{Latency, Nodes, World};

fn meta() -> ObjectMeta {
    ObjectMeta::named("web", labels(&[("app", "web")]))
}

fn template() -> PodTemplateSpec {
    PodTemplateSpec::new(labels(&[("app", "web")]), "web", "web:v1")
}

fn deployment() -> Deployment {
    Deployment::new("web", DeploymentSpec::new(3, template()))
}

fn replica_set() -> ReplicaSet {
    let spec = ReplicaSetSpec {
        replicas: 3,
        selector: labels(&[("app", "web")]).into(),
        template: template(),
        min_ready_seconds: 0,
    };
    ReplicaSet { metadata: meta(), spec, status: ReplicaSetStatus::default() }
}

fn pod() -> Pod {
    Pod::new(meta(), &template(), 0)
}

fn service() -> Service {
    let selector = labels(&[("app", "web")]);
    Service { metadata: meta(), spec: ServiceSpec { selector, ..ServiceSpec::default() } }
}

fn endpoint_slice() -> EndpointSlice {
    EndpointSlice { metadata: meta(), endpoints: Endpoints::default() }
}

fn http_route() -> HttpRoute {
    HttpRoute { metadata: meta(), spec: HttpRouteSpec::default() }
}

fn ingress() -> Ingress {
    Ingress::from(&routing::Ingress { metadata: meta(), path: "/".into(), service: "web".into() })
}

fn node() -> Node {
    Node::new(1, Resources { cpu_milli: 4_000, memory_mib: 16_384 }, 0)
}

fn rollout() -> Rollout {
    Rollout::new("web", 3, template(), RolloutStrategy::default())
}

fn analysis_template() -> AnalysisTemplate {
    let spec = AnalysisTemplateSpec { metrics: vec![AnalysisMetric::default()], ..AnalysisTemplateSpec::default() };
    AnalysisTemplate { metadata: meta(), spec }
}

fn analysis_run() -> AnalysisRun {
    AnalysisRun { metadata: meta(), spec: AnalysisRunSpec::default(), status: AnalysisRunStatus::default() }
}

fn canary() -> Canary {
    Canary { metadata: meta(), spec: CanarySpec::default(), status: FlaggerStatus::default() }
}

fn budget() -> PodDisruptionBudget {
    let (spec, status) = (PodDisruptionBudgetSpec::default(), PodDisruptionBudgetStatus::default());
    PodDisruptionBudget { metadata: meta(), spec, status }
}

fn autoscaler() -> HorizontalPodAutoscaler {
    let scale_target_ref = ObjectReference {
        api_version: "apps/v1".into(),
        kind: "Deployment".into(),
        name: "web".into(),
        ..ObjectReference::default()
    };
    let metrics = vec![Metric::cpu(80)];
    let spec = HorizontalPodAutoscalerSpec { scale_target_ref, max_replicas: 9, metrics, ..Default::default() };
    HorizontalPodAutoscaler { metadata: meta(), spec, status: HorizontalPodAutoscalerStatus::default() }
}

fn an_endpoint() -> Endpoint {
    Endpoint { pod: Uid(9), image: "web:v1".into(), ready: true, serving: true, terminating: false }
}

/// What the watches were told since the last look: of which uid, removed or not, and at which version.
fn told(api: &mut ApiServer) -> Vec<(Uid, bool, u64)> {
    let uid = |object: &Object| match object {
        Object::Deployment(it) => it.metadata.uid,
        Object::ReplicaSet(it) => it.metadata.uid,
        Object::Pod(it) => it.metadata.uid,
        Object::Service(it) => it.metadata.uid,
        Object::EndpointSlice(it) => it.metadata.uid,
        Object::HttpRoute(it) => it.metadata.uid,
        Object::Ingress(it) => it.metadata.uid,
        Object::ResourceQuota(it) => it.metadata.uid,
        Object::PodDisruptionBudget(it) => it.metadata.uid,
        Object::HorizontalPodAutoscaler(it) => it.metadata.uid,
        Object::Node(it) => it.metadata.uid,
        Object::Rollout(it) => it.metadata.uid,
        Object::AnalysisTemplate(it) => it.metadata.uid,
        Object::AnalysisRun(it) => it.metadata.uid,
        Object::Canary(it) => it.metadata.uid,
    };
    api.outbox.drain(..).map(|delivery| (uid(&delivery.object), delivery.removed, delivery.version)).collect()
}

/// Created, annotated, changed, changed by its status, written by one who read an older version, deleted,
/// created again: what holds of every kind is asserted, and the generations after each write are returned.
fn story<T: Stored + Debug>(api: &mut ApiServer, object: T, change: impl Fn(&mut T)) -> [u64; 4] {
    let name = object.metadata().name.clone();
    let first = api.create(object.clone(), 7_000);
    let (uid, version) = (first.metadata().uid, api.resource_version());
    assert_eq!((first.metadata().creation_timestamp, first.metadata().resource_version), (7_000, version));
    assert_eq!(told(api), [(uid, false, version)], "created");

    let mut annotated = first.as_ref().clone();
    annotated.metadata_mut().annotate("note", "1");
    let annotated = api.update(annotated).expect("just read");
    let mut changed = annotated.as_ref().clone();
    change(&mut changed);
    let changed = api.update(changed).expect("just read");
    let mut status = changed.as_ref().clone();
    status.metadata_mut().annotate("note", "2");
    let status = api.update_status(status).expect("just read");
    assert_eq!(
        told(api),
        [1, 2, 3].map(|more| (uid, false, version + more)),
        "annotated, changed, changed by its status"
    );

    assert_eq!(api.update(first.as_ref().clone()), Err(Conflict), "somebody else wrote in between");
    assert_eq!(api.named::<T>(&name), Some(&status));
    assert_eq!((told(api), api.resource_version()), (vec![], version + 3), "that is no write");
    for written in [&annotated, &changed, &status] {
        let metadata = written.metadata();
        assert_eq!((metadata.uid, metadata.creation_timestamp), (uid, 7_000), "these stay");
    }

    assert_eq!(api.remove::<T>(uid), Some(status.clone()));
    assert_eq!(told(api), [(uid, true, version + 4)], "deleted");
    assert_eq!((api.remove::<T>(uid), api.named::<T>(&name)), (None, None));
    assert_eq!(api.update(status.as_ref().clone()), Err(Conflict), "it is gone");
    let again = api.create(object, 9_000);
    assert_eq!((again.metadata().uid > uid, again.metadata().creation_timestamp), (true, 9_000), "another object");
    told(api);
    [&first, &annotated, &changed, &status].map(|written| written.metadata().generation)
}

#[test]
fn every_kind_from_its_creation_to_its_end() {
    let mut api = ApiServer::default();
    let api = &mut api;
    // Kind, its generations when created, annotated, changed, and changed by the status subresource; expected ones.
    let cases = [
        ("Deployment", story(api, deployment(), |it| it.spec.replicas = 5), [1, 2, 3, 3]),
        ("ReplicaSet", story(api, replica_set(), |it| it.spec.replicas = 5), [1, 1, 2, 2]),
        ("Pod", story(api, pod(), |it| it.metadata.deletion_timestamp = Some(9)), [1, 1, 2, 2]),
        ("Service", story(api, service(), |it| it.spec.session_affinity = CLIENT_IP.into()), [0; 4]),
        (
            "EndpointSlice",
            story(api, endpoint_slice(), |it| _ = it.endpoints.set(Uid(9), Some(an_endpoint()))),
            [1, 1, 2, 2],
        ),
        (
            "HTTPRoute",
            story(api, http_route(), |it| it.spec.rules = Some(vec![HttpRouteRule::default()])),
            [1, 1, 2, 2],
        ),
        ("Ingress", story(api, ingress(), |it| it.spec.rules.clear()), [1, 1, 2, 2]),
        (
            "ResourceQuota",
            story(api, ResourceQuota::new("web", Some(1)), |it| it.spec = ResourceQuota::new("web", None).spec),
            [0; 4],
        ),
        (
            "PodDisruptionBudget",
            story(api, budget(), |it| it.spec.min_available = Some(IntOrString::Int(1))),
            [1, 1, 2, 2],
        ),
        ("HorizontalPodAutoscaler", story(api, autoscaler(), |it| it.spec.max_replicas = 5), [0; 4]),
        ("Node", story(api, node(), |it| it.set_unschedulable(true)), [0; 4]),
        ("Rollout", story(api, rollout(), |it| it.spec.paused = true), [1, 1, 2, 2]),
        ("AnalysisTemplate", story(api, analysis_template(), |it| it.spec.metrics.clear()), [1, 1, 2, 2]),
        ("AnalysisRun", story(api, analysis_run(), |it| it.spec.terminate = true), [1, 1, 2, 2]),
        ("Canary", story(api, canary(), |it| it.spec.skip_analysis = true), [1, 1, 2, 2]),
    ];
    for (kind, found, expected) in cases {
        assert_eq!(found, expected, "{kind}");
    }
    // One name, yet as many objects as kinds.
    let objects = &api.objects;
    let counts = [
        objects.deployments.len(),
        objects.replica_sets.len(),
        objects.pods.len(),
        objects.services.len(),
        objects.endpoint_slices.len(),
        objects.http_routes.len(),
        objects.ingresses.len(),
        objects.resource_quotas.len(),
        objects.pod_disruption_budgets.len(),
        objects.autoscalers.len(),
        objects.nodes.len(),
        objects.rollouts.len(),
        objects.analysis_templates.len(),
        objects.analysis_runs.len(),
        objects.canaries.len(),
    ];
    assert_eq!(counts, [1; 15]);
}

/// Whoever writes asks first whether there is anything to write: the API server itself would store it and tell the watch.
#[test]
fn a_command_that_changes_nothing_writes_nothing() {
    let mut cluster = Cluster::new(World::default());
    let name = || Name::from("web");
    let commands = [
        Command::apply(deployment()),
        Command::set_image(name(), "web:v2"),
        Command::patch_spec(Kind::Deployment, &name(), "strategy", Strategy::Recreate.patch()),
        Command::scale(name(), 7),
        Command::patch_spec(Kind::Service, "web", "sessionAffinity", Name::from(CLIENT_IP).write()),
        Command::patch_spec(Kind::Service, &name(), "selector", Field::write(&labels(&[("app", "other")]))),
        Command::apply(http_route()),
        Command::apply(ingress()),
        Command::apply(ResourceQuota::new("pods", Some(9))),
        Command::apply(budget()),
        Command::apply(autoscaler()),
        Command::Cordon { node: "node-1".into(), unschedulable: true },
    ];
    cluster.api.create(service(), 0);
    for command in commands {
        let words = format!("{command:?}");
        let before = cluster.api.resource_version();
        cluster.apply(command.clone()).expect("legal");
        let once = cluster.api.resource_version();
        cluster.apply(command).expect("legal");
        assert_eq!((once, cluster.api.resource_version()), (before + 1, before + 1), "{words}");
    }
}

/// With a watch that takes time and with one that takes none.
#[test]
fn the_cache_of_every_kind_follows_its_watch() {
    for latency in [Latency::SMALL_CLUSTER, Latency::NONE] {
        let mut cluster = Cluster::new(World { nodes: Nodes::of(2), delays: latency, ..World::default() });
        let (api, now) = (&mut cluster.api, 0);
        api.create(service(), now);
        api.create(http_route(), now);
        api.create(ingress(), now);
        api.create(ResourceQuota::new("web", Some(9)), now);
        api.create(budget(), now);
        api.create(deployment(), now);
        cluster.fan_out();
        assert_eq!(cluster.cache.http_routes.len() + cluster.cache.ingresses.len() + cluster.cache.nodes.len(), 4);
        assert_eq!(cluster.cache.deployments.len(), 0, "a controller's watch takes the queue's way");
        cluster.advance_to(60_000);
        assert_eq!(cluster.cache, cluster.api.objects);
        assert_eq!((cluster.cache.pods.len(), cluster.cache.endpoint_slices.len()), (3, 1));
        let (service, route) = (cluster.api.named::<Service>("web"), cluster.api.named::<HttpRoute>("web"));
        let (service, route) = (service.expect("there").metadata.uid, route.expect("there").metadata.uid);
        cluster.api.remove::<Service>(service);
        cluster.api.remove::<HttpRoute>(route);
        cluster.fan_out();
        cluster.advance_to(120_000);
        assert_eq!(cluster.cache, cluster.api.objects);
        assert_eq!((cluster.cache.services.len(), cluster.cache.http_routes.len()), (0, 0));
    }
}
