//! `kubectl describe`. Models kubectl's pkg/cmd/describe/describe.go and pkg/describe/describe.go.

mod custom;
mod network;
mod node;
mod page;
mod policy;
mod template;
mod workload;

pub(super) use page::interval;

use super::flags::{Flag, Given, Takes};
use super::get::ask::Asked;
use super::get::item::{Item, What};
use super::peek::text;
use super::printed::Printed;
use crate::kube::object::Kind;
use crate::kube::tree::Node;
use crate::kube::workload::ReplicaSet;
use crate::sim::Cluster;
use crate::sim::objects::Object;
use page::Page;

/// What `kubectl describe` knows here.
pub const FLAGS: [Flag; 4] = [
    Flag::new("selector", 'l', Takes::Value),
    Flag::new("all-namespaces", 'A', Takes::Nothing),
    Flag::new("show-events", ' ', Takes::Nothing),
    Flag::new("chunk-size", ' ', Takes::Number),
];

/// What `kubectl describe` prints, given the words behind it.
pub fn describe(cluster: &Cluster, words: &[String]) -> Printed {
    let given = match Given::read("describe", &FLAGS, words) {
        Ok(given) => given,
        Err(wrong) => return wrong,
    };
    if given.words.is_empty() {
        return Printed::wrong(
            "error: You must specify the type of resource to describe. Use \"kubectl api-resources\" for a complete list of \
             supported resources.\n",
        );
    }
    let asked = match Asked::read(&given) {
        Ok(asked) => asked,
        Err(wrong) => return wrong,
    };
    let events = given.value("show-events").is_none_or(|value| value != "false");
    let found = asked.find(cluster);
    let by_name = given.words.len() == 2 && found.items.is_empty();
    if let ([(what, Some(name))], true) = (asked.wanted.as_slice(), by_name) {
        return matching(*what, name, found.errors, events, cluster);
    }
    let texts: Vec<String> = found.items.iter().map(|item| one(item, events, cluster)).collect();
    let mut stderr = found.errors;
    if texts.is_empty() && stderr.is_empty() {
        stderr = match &asked.namespace {
            Some(namespace) if asked.wanted.iter().all(|(what, _)| what.is_namespaced()) => {
                format!("No resources found in {namespace} namespace.\n")
            }
            _ => "No resources found\n".into(),
        };
    }
    let code = u8::from(asked.wanted.iter().any(|(_, name)| name.is_some()) && !stderr.is_empty());
    Printed { stdout: texts.join("\n\n"), stderr, code, ..Printed::default() }
}

/// Everything whose name begins so, where nothing has the name itself. Models DescribeMatchingResources.
fn matching(what: What, prefix: &str, not_found: String, events: bool, cluster: &Cluster) -> Printed {
    let all = what.all(cluster).into_iter().filter(|item| item.name().starts_with(prefix));
    let stdout: String = all.map(|item| format!("{}\n", one(&item, events, cluster))).collect();
    match stdout.as_str() {
        "" => Printed { stdout, stderr: not_found, code: 1, ..Printed::default() },
        _ => Printed { stdout, ..Printed::default() },
    }
}

/// One object.
fn one(item: &Item, events: bool, cluster: &Cluster) -> String {
    let tree = item.tree(cluster);
    let mut page = Page::default();
    let (what, name) = (item.what(), item.name());
    page.field(0, "Name", &name);
    // An Ingress says its labels first; a node has no namespace.
    if !matches!(what, What::Kind(Kind::Ingress | Kind::Node)) {
        page.field(0, "Namespace", text(&tree, "metadata.namespace"));
    }
    match item {
        Item::Object(object) => of_object(&mut page, object, &tree, cluster),
        Item::Event(..) => custom::custom(&mut page, &tree),
    }
    if let (What::Kind(kind), true) = (what, events && what != What::Kind(Kind::ResourceQuota)) {
        page.events(kind, &name, cluster);
    }
    page.end()
}

fn of_object(page: &mut Page, object: &Object, tree: &Node, cluster: &Cluster) {
    match object {
        Object::Deployment(deployment) => workload::deployment(page, deployment, tree, cluster),
        Object::ReplicaSet(set) => workload::replica_set(page, set, tree, cluster),
        Object::Pod(pod) => workload::pod(page, pod, tree, cluster),
        Object::Service(_) => network::service(page, tree, cluster),
        Object::EndpointSlice(_) => network::endpoint_slice(page, tree),
        Object::Ingress(_) => network::ingress(page, tree, cluster),
        Object::ResourceQuota(_) => policy::quota(page, tree),
        Object::PodDisruptionBudget(budget) => policy::disruption_budget(page, budget),
        Object::HorizontalPodAutoscaler(autoscaler) => policy::autoscaler(page, autoscaler, tree),
        Object::Node(node) => node::node(page, node, tree, cluster),
        Object::HttpRoute(_)
        | Object::Rollout(_)
        | Object::AnalysisTemplate(_)
        | Object::AnalysisRun(_)
        | Object::Canary(_) => custom::custom(page, tree),
    }
}

/// The template block of `rollout history --revision`.
pub(super) fn template_of(set: &ReplicaSet, cluster: &Cluster) -> String {
    let tree = super::show::tree(&Object::ReplicaSet(set.clone().into()), cluster.objects());
    let mut page = Page::default();
    if let Some(given) = super::peek::at(&tree, "spec.template") {
        template::template(&mut page, given);
    }
    page.end()
}
