//! Argo Rollouts' and Flagger's controllers inside the cluster: whole runs over objects, and what a hand edit comes to.

mod analysed;
mod analysis;
mod blue_green;
mod by_chance;
mod canary;
mod commands;
mod counts;
mod flagger;
mod objects;
mod routed;
mod upstream;

use podyard::documents::{self, Content};
use podyard::kube::manifest::{Manifest, Written};
use podyard::kube::object::Kind;
use podyard::kube::rollout::{ROLLOUTS_POD_TEMPLATE_HASH, Rollout};
use podyard::kube::time::{Millis, SECOND};
use podyard::kube::tree::{Node, Value};
use podyard::kube::yaml;
use podyard::kubectl::show;
use podyard::sim::Cluster;
use podyard::sim::command::{Answer, Command};
use podyard::world::{App, Clients, Entry, Latency, Split, World};

/// Nothing takes time but the application: ready 5 s after its start, gone 3 s after SIGTERM.
pub fn quick() -> World {
    World { delays: Latency::NONE, ..World::default() }
}

/// The same with 20 requests a second by a gateway that splits exactly.
pub fn busy(entry: Entry) -> World {
    let clients = Clients { entry, split: Split::Exact, ..Clients::of(20) };
    World { clients, ..quick() }
}

/// Every document of a text.
pub fn manifests(text: &str) -> Vec<Manifest> {
    let read = documents::read(text).unwrap_or_else(|problems| panic!("{problems:?}\n{text}"));
    let object = |content| match content {
        Content::Object(manifest) => manifest,
        Content::World(_) => panic!("a World"),
    };
    read.into_iter().map(|document| object(document.content)).collect()
}

/// Applies every document of a text.
pub fn apply(cluster: &mut Cluster, text: &str) -> Answer {
    let mut last = Answer::Unchanged;
    for manifest in manifests(text) {
        last = cluster.apply(Command::apply(manifest)).unwrap_or_else(|rejected| panic!("{rejected:?}\n{text}"));
    }
    last
}

/// Patches an object by YAML in one line.
pub fn patch(cluster: &mut Cluster, kind: Kind, name: &str, change: &str) -> Result<Answer, String> {
    let patch = yaml::documents(change).expect("YAML").remove(0);
    cluster
        .apply(Command::Patch { kind, name: name.into(), patch })
        .map_err(|rejected| podyard::text::said(&rejected.message))
}

/// Another image for the Rollout.
pub fn roll_out(cluster: &mut Cluster, image: &str) {
    let at = podyard::kube::tree::path("spec.template.spec.containers[0].image");
    let change = Command::patch(&rollout(cluster).into_manifest(), &at, Value::Text(image.into()));
    cluster.apply(change).expect("accepted");
}

pub fn rollout(cluster: &Cluster) -> Rollout {
    let found = cluster.objects().rollouts.values().next().expect("there is a Rollout");
    found.as_ref().clone()
}

/// What stands at a path of an object as the API server shows it.
pub fn field(cluster: &Cluster, kind: Kind, name: &str, path: &str) -> String {
    let object = cluster.objects().find(kind, name).unwrap_or_else(|| panic!("no {} {name}", kind.as_str()));
    let tree = show::tree(&object, cluster.objects());
    let found = tree.at(&podyard::kube::tree::path(path)).cloned();
    match found.unwrap_or_else(|| Node::from(Value::Null)).value {
        Value::Text(text) => text,
        other => Node::from(other).json(),
    }
}

/// Pods wanted of each image, newest version last: `v1 3, v2 1`.
pub fn sizes(cluster: &Cluster) -> String {
    let mut sets: Vec<(String, i32)> = Vec::new();
    for set in cluster.objects().replica_sets.values() {
        let image = set.spec.template.image();
        sets.push((image.rsplit(':').next().unwrap_or_default().to_owned(), set.spec.replicas));
    }
    sets.sort();
    let words: Vec<String> = sets.iter().map(|(image, size)| format!("{image} {size}")).collect();
    words.join(", ")
}

/// Which version a Service selects.
pub fn version_behind(cluster: &Cluster, service: &str) -> String {
    let service = cluster.objects().service(service).expect("there is such a Service");
    let Some(hash) = service.spec.selector.get(ROLLOUTS_POD_TEMPLATE_HASH) else { return "all".into() };
    let sets = cluster.objects().replica_sets.values();
    let set = sets.into_iter().find(|set| set.metadata.labels.get(ROLLOUTS_POD_TEMPLATE_HASH) == Some(hash));
    set.map_or_else(|| "none".into(), |set| set.spec.template.image().rsplit(':').next().unwrap_or_default().into())
}

/// Weights of the first rule of an HTTPRoute, in order.
pub fn weights(cluster: &Cluster, route: &str) -> Vec<i64> {
    let mut routes = cluster.objects().http_routes.values();
    let route = routes.find(|found| &*found.metadata.name == route).expect("there is such a route");
    let rule = route.spec.rules.as_ref().and_then(|rules| rules.first()).expect("it has a rule");
    rule.backend_refs.iter().map(|backend| backend.weight).collect()
}

/// What the controllers said of an object since an instant, ms: `reason: message`.
pub fn said(cluster: &Cluster, kind: Kind, since: Millis) -> Vec<String> {
    let events = cluster.log().events();
    let of = events.iter().filter(|event| event.kind == kind && event.at >= since);
    of.filter(|event| event.happening.reason() != "Command")
        .map(|event| format!("{}: {}", event.happening.reason(), event.message()))
        .collect()
}

/// Step, phase and message of the Rollout.
pub fn stands(cluster: &Cluster) -> String {
    let status = rollout(cluster).status;
    let step = status.current_step_index.map_or_else(|| "-".into(), |step| step.to_string());
    let message = if status.message.is_empty() { String::new() } else { format!(": {}", status.message) };
    format!("{step} {}{message}", status.phase)
}

/// Runs on for so many seconds.
pub fn pass(cluster: &mut Cluster, seconds: u64) {
    let until = cluster.now() + seconds * SECOND;
    cluster.advance_to(until);
}

/// What an image does from now on.
pub fn behaves(cluster: &mut Cluster, image: &str, app: App) {
    cluster.apply(Command::app(image, &app)).expect("accepted");
}

/// A Rollout of four pods with this strategy, in YAML of one line each.
pub fn web(strategy: &str) -> String {
    format!(
        "apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {{name: web}}
spec:
  replicas: 4
  selector: {{matchLabels: {{app: web}}}}
  strategy:
    {strategy}
  template:
    metadata:
      labels: {{app: web}}
      annotations: {{podyard/ideal-probes: 'true'}}
    spec:
      containers:
      - name: web
        image: web:v1
        readinessProbe: {{httpGet: {{path: /ready, port: 80}}, periodSeconds: 1, failureThreshold: 1}}
"
    )
}

/// Services of these names for its pods.
pub fn services(names: &[&str]) -> String {
    let one = |name: &&str| {
        format!(
            "---
apiVersion: v1
kind: Service
metadata: {{name: {name}}}
spec: {{selector: {{app: web}}, ports: [{{port: 80}}]}}
"
        )
    };
    names.iter().map(one).collect()
}

/// An HTTPRoute `web` that splits between these two.
pub fn http_route(stable: &str, canary: &str) -> String {
    format!(
        "---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {{name: web}}
spec:
  parentRefs: [{{name: gateway}}]
  rules:
  - backendRefs: [{{name: {stable}, port: 80}}, {{name: {canary}, port: 80, weight: 0}}]
"
    )
}

/// Clusters with objects of each kind on their way: a canary in its analysis, a blue/green that waits, a Canary at a weight.
pub fn some_of_each() -> Vec<Cluster> {
    vec![analysed::on_its_way(), blue_green::on_its_way(), flagger::on_its_way()]
}
