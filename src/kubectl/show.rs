//! Every stored object as a tree, as the API server shows it: what `kubectl get -o yaml` prints, defaults included.
//!
//! What is made up, for nothing here has it: the bytes of a uid, the date of the cluster's start, the addresses of pods and
//! Services, each from the object's number and always the same. Left out: what nobody here sets or keeps, such as
//! `managedFields`, image digests, `observedGeneration` of pods, the status of routes, and the match of a rule that has none.

mod network;
mod node;
mod pod;
pub mod shape;
mod workload;

use crate::kube::calendar::rfc3339;
use crate::kube::field::Field;
use crate::kube::object::{Condition, Kind, ObjectMeta, Uid};
use crate::kube::rollout::ROLLOUTS_POD_TEMPLATE_HASH;
use crate::kube::time::{Millis, SECOND};
use crate::kube::tree::{Mapping, Node, Value};
use crate::sim::objects::{Object, Objects};

/// The topmost fields of an object, in order; some are only there in an EndpointSlice.
const PARTS: [&str; 8] = ["addressType", "apiVersion", "endpoints", "kind", "metadata", "ports", "spec", "status"];

/// An object as the API server shows it, fields in the order of their names.
pub fn tree(object: &Object, objects: &Objects) -> Node {
    let mut root = Mapping::default();
    for name in PARTS {
        root.put(name, part(object, objects, name));
    }
    root.end().unwrap_or_else(|| Value::Null.into())
}

/// One of its topmost fields, for whoever needs no more.
pub fn part(object: &Object, objects: &Objects, name: &str) -> Option<Node> {
    let node = match name {
        "apiVersion" => text(object.kind().api_version()),
        "kind" => text(object.kind().as_str()),
        "metadata" => metadata(object, objects),
        "spec" => spec(object),
        "status" => status(object, objects),
        _ => match object {
            Object::EndpointSlice(slice) => network::slice_part(slice, objects, name),
            _ => None,
        },
    };
    node.map(Node::in_order)
}

fn spec(object: &Object) -> Option<Node> {
    match object {
        Object::Deployment(deployment) => deployment.spec.shown(),
        Object::ReplicaSet(set) => workload::replica_set_spec(&set.spec),
        Object::Pod(pod) => pod::spec(pod),
        Object::Service(service) => network::service_spec(service),
        // An EndpointSlice has none: its fields stand beside its metadata.
        Object::EndpointSlice(_) => None,
        Object::HttpRoute(route) => network::http_route_spec(route),
        Object::Ingress(ingress) => ingress.spec.shown(),
        Object::ResourceQuota(quota) => quota.spec.shown(),
        Object::PodDisruptionBudget(budget) => budget.spec.shown(),
        Object::HorizontalPodAutoscaler(autoscaler) => autoscaler.spec.shown(),
        Object::Node(node) => node::spec(node),
        // The API server knows no defaults of these: they stand as they were written.
        Object::Rollout(rollout) => rollout.spec.write(),
        Object::AnalysisTemplate(template) => template.spec.write(),
        Object::AnalysisRun(run) => run.spec.write(),
        Object::Canary(canary) => canary.spec.write(),
    }
}

fn status(object: &Object, objects: &Objects) -> Option<Node> {
    match object {
        Object::Deployment(deployment) => workload::deployment_status(&deployment.status),
        Object::ReplicaSet(set) => workload::replica_set_status(&set.status),
        Object::Pod(pod) => pod::status(pod),
        Object::Service(_) | Object::Ingress(_) => Some(network::load_balancer()),
        Object::EndpointSlice(_) | Object::HttpRoute(_) | Object::AnalysisTemplate(_) => None,
        Object::ResourceQuota(quota) => node::quota_status(quota, objects),
        Object::PodDisruptionBudget(budget) => budget.status.shown(),
        Object::HorizontalPodAutoscaler(autoscaler) => autoscaler.status.shown(),
        Object::Node(node) => node::status(node),
        Object::Rollout(rollout) => rollout.status.shown(),
        Object::AnalysisRun(run) => run.status.shown(),
        Object::Canary(canary) => canary.status.shown(),
    }
}

fn metadata(object: &Object, objects: &Objects) -> Option<Node> {
    let meta = object.metadata();
    let mut mapping = Mapping::default();
    mapping.put("name", text(&meta.name));
    mapping.put("generateName", generate_name(object).as_deref().and_then(text));
    if object.kind() != Kind::Node {
        mapping.put("namespace", text("default"));
    }
    mapping.put("uid", text(&uid(meta.uid)));
    mapping.put("resourceVersion", text(&meta.resource_version.to_string()));
    mapping.put("generation", count(meta.generation));
    mapping.put("creationTimestamp", time(meta.creation_timestamp));
    mapping.put("deletionTimestamp", meta.deletion_timestamp.and_then(time));
    mapping.put("labels", meta.labels.shown());
    mapping.put("annotations", meta.annotations.shown());
    let owner = meta.owner.and_then(|owner| owner_reference(object, owner, objects));
    mapping.put("ownerReferences", owner.map(|owner| Value::List(vec![owner]).into()));
    mapping.end()
}

/// Of a pod that a ReplicaSet made: its name without the five letters that were drawn.
fn generate_name(object: &Object) -> Option<String> {
    let Object::Pod(pod) = object else { return None };
    pod.metadata.owner?;
    pod.metadata.name.rsplit_once('-').map(|(before, _)| format!("{before}-"))
}

/// The one who owns it; one that is gone is still named, by what it named its own.
fn owner_reference(object: &Object, owner: Uid, objects: &Objects) -> Option<Node> {
    let living = OWNERS.into_iter().find_map(|kind| Some((kind, objects.get(kind, owner)?)));
    let (kind, name) = match living {
        Some((kind, owner)) => (kind, owner.metadata().name.to_string()),
        None => {
            let kind = usual_owner(object)?;
            (kind, owned_by(object.metadata(), kind))
        }
    };
    let mut mapping = Mapping::default();
    mapping.put("apiVersion", text(kind.api_version()));
    mapping.put("kind", text(kind.as_str()));
    mapping.put("name", text(&name));
    mapping.put("uid", text(&uid(owner)));
    mapping.put("controller", Some(Value::Bool(true).into()));
    mapping.put("blockOwnerDeletion", Some(Value::Bool(true).into()));
    mapping.end()
}

/// Kinds whose objects own others.
const OWNERS: [Kind; 5] = [Kind::ReplicaSet, Kind::Deployment, Kind::Service, Kind::Rollout, Kind::Canary];

/// The kind whose objects own such an object, where its own one is gone.
fn usual_owner(object: &Object) -> Option<Kind> {
    Some(match object {
        Object::Pod(_) => Kind::ReplicaSet,
        Object::ReplicaSet(set) if set.metadata.labels.contains_key(ROLLOUTS_POD_TEMPLATE_HASH) => Kind::Rollout,
        Object::ReplicaSet(_) => Kind::Deployment,
        Object::EndpointSlice(_) => Kind::Service,
        Object::AnalysisRun(_) => Kind::Rollout,
        Object::Deployment(_) | Object::Service(_) | Object::HttpRoute(_) | Object::Ingress(_) => Kind::Canary,
        _ => return None,
    })
}

fn owned_by(meta: &ObjectMeta, owner: Kind) -> String {
    let name = &*meta.name;
    let before = if owner == Kind::Service { None } else { name.rsplit_once('-') };
    before.map_or(name, |(before, _)| before).to_string()
}

/// A uid in its form, its number at the end.
fn uid(uid: Uid) -> String {
    format!("00000000-0000-4000-8000-{:012x}", uid.0)
}

/// Conditions, each with the times that its kind has; seconds are those of the condition.
fn conditions(conditions: &[Condition], times: &[&str]) -> Option<Node> {
    let one = |condition: &Condition| {
        let mut mapping = Mapping::default();
        mapping.put("type", text(condition.kind));
        mapping.put("status", text(condition.status.as_str()));
        mapping.put("reason", text(condition.reason));
        mapping.put("message", text(&condition.message));
        mapping.put("lastTransitionTime", time(condition.last_transition_time * SECOND));
        for name in times {
            mapping.put(name, time(condition.last_update_time * SECOND));
        }
        mapping.end()
    };
    list(conditions.iter().filter_map(one).collect())
}

/// Text, unless it is empty.
fn text(text: &str) -> Option<Node> {
    (!text.is_empty()).then(|| Value::Text(text.into()).into())
}

/// A count, unless it is 0.
fn count(number: impl TryInto<i64>) -> Option<Node> {
    whole(number).filter(|node| node.value != Value::Int(0))
}

/// A number, 0 too.
fn whole(number: impl TryInto<i64>) -> Option<Node> {
    number.try_into().ok().map(|number| Value::Int(number).into())
}

/// True; false is left out.
fn flag(flag: bool) -> Option<Node> {
    flag.then(|| Value::Bool(true).into())
}

fn time(at: Millis) -> Option<Node> {
    text(&rfc3339(at))
}

/// Items, unless there is none.
fn list(items: Vec<Node>) -> Option<Node> {
    (!items.is_empty()).then(|| Value::List(items).into())
}
