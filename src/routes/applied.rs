//! Manifests as they are applied, and what is said of each.

use serde::Serialize;

use crate::documents::{self, Content, Document};
use crate::kube::manifest::Manifest;
use crate::kube::object::ObjectMeta;
use crate::kube::route::{HttpRoute, Ingress};
use crate::kube::time::SECOND;
use crate::kube::tree::{Node, Value};
use crate::kube::{Malformed, yaml};
use crate::sim::admission::admit;
use crate::sim::routing::{self, Router, check_overlap, without_effect};

use super::Asked;

/// What is said of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// As it is written; empty where none can be read.
    pub kind: String,
    /// As it is written; empty where none can be read.
    pub name: String,
    /// Whether the API server and the webhooks take it.
    pub accepted: bool,
    /// Their words, where it is refused; empty otherwise.
    pub message: String,
    /// What of it has no effect, what does not count, what its status would say.
    pub notes: Vec<String>,
}

/// The routes that stand after some manifests.
#[derive(Default)]
pub struct Routes {
    /// In order of their creation.
    pub http_routes: Vec<HttpRoute>,
    /// In order of their creation.
    pub ingresses: Vec<Ingress>,
    /// Of each document, in order.
    pub applied: Vec<Applied>,
}

/// Kinds which stand beside routes in files, with what is said of them.
const BESIDE: [(&str, &str); 4] = [
    ("Gateway", "a Gateway is not simulated: routes count as attached to a listener of every host and port"),
    ("GatewayClass", "not simulated: there is one gateway"),
    ("ReferenceGrant", "not simulated: it changes nothing here"),
    ("Namespace", "not simulated: there is one namespace, default"),
];

impl Routes {
    /// Applies every document of a text.
    pub fn apply(&mut self, text: &str) {
        match yaml::documents(text) {
            Ok(roots) => roots.iter().for_each(|root| self.document(root)),
            Err(problem) => self.note("", "", Err(problem.to_string()), Vec::new()),
        }
    }

    fn note(&mut self, kind: &str, name: &str, verdict: Result<(), String>, notes: Vec<String>) {
        let accepted = verdict.is_ok();
        let message = verdict.err().unwrap_or_default();
        self.applied.push(Applied { kind: kind.into(), name: name.into(), accepted, message, notes });
    }

    fn document(&mut self, root: &Node) {
        let text = |node: Option<&Node>| match node.map(|node| &node.value) {
            Some(Value::Text(text)) => text.clone(),
            _ => String::new(),
        };
        let kind = text(root.field("kind"));
        if let ("List", Some(Node { value: Value::List(items), .. })) = (&*kind, root.field("items")) {
            return items.iter().for_each(|item| self.document(item));
        }
        let name = text(root.field("metadata").and_then(|metadata| metadata.field("name")));
        if let Some((_, words)) = BESIDE.iter().find(|(beside, _)| *beside == kind) {
            return self.note(&kind, &name, Ok(()), vec![(*words).into()]);
        }
        let known = ["HTTPRoute", "Ingress", "Service", ""].contains(&&*kind);
        match documents::alone(root) {
            Ok(Document { content: Content::Object(manifest), tree, .. }) => {
                let notes = without_effect(manifest.kind(), manifest.metadata(), &tree);
                let verdict = self.admit(manifest);
                self.note(&kind, &name, verdict, notes);
            }
            Err(problems) if known => {
                let lines: Vec<String> = problems.iter().map(Malformed::to_string).collect();
                self.note(&kind, &name, Err(lines.join("\n")), Vec::new());
            }
            _ => self.note(&kind, &name, Ok(()), vec![format!("a {kind} routes nothing here")]),
        }
    }

    fn admit(&mut self, manifest: Manifest) -> Result<(), String> {
        admit(&manifest).map_err(|refused| refused.message)?;
        let created = self.applied.len() as u64 * SECOND;
        match manifest {
            Manifest::HttpRoute(mut route) => {
                let place = place(&self.http_routes, |other| &other.metadata, &mut route.metadata, created);
                put(&mut self.http_routes, place, *route);
            }
            Manifest::Ingress(mut ingress) => {
                check_overlap(&ingress, &self.ingresses).map_err(|refused| refused.message)?;
                let place = place(&self.ingresses, |other| &other.metadata, &mut ingress.metadata, created);
                put(&mut self.ingresses, place, *ingress);
            }
            _ => {}
        }
        Ok(())
    }

    /// Adds what is only seen once all stand beside each other.
    pub(super) fn tell(&mut self, router: &Router, asked: &Asked) {
        let kind = if self.http_routes.is_empty() { "Ingress" } else { "HTTPRoute" };
        for (name, why) in router.strays() {
            self.add(kind, &name, why);
        }
        let missing: Vec<(String, String)> =
            self.http_routes.iter().filter_map(|route| missing(route, asked)).collect();
        for (name, words) in missing {
            self.add("HTTPRoute", &name, words);
        }
        if !self.http_routes.is_empty() {
            let names: Vec<String> = self.ingresses.iter().map(|ingress| ingress.metadata.name.to_string()).collect();
            for name in names {
                self.add("Ingress", &name, "not asked here: the HTTPRoutes of these files answer".into());
            }
        }
    }

    fn add(&mut self, kind: &str, name: &str, note: String) {
        let named = |applied: &&mut Applied| applied.accepted && applied.kind == kind && applied.name == name;
        if let Some(applied) = self.applied.iter_mut().rev().find(named) {
            applied.notes.push(note);
        }
    }
}

/// What the route's status says of its backends, if not all is well.
fn missing(route: &HttpRoute, asked: &Asked) -> Option<(String, String)> {
    let read = routing::HttpRoute::from(route);
    let missing = read.missing(&|service| asked.usable(service).is_some());
    let first = missing.first()?;
    let words = format!("ResolvedRefs=False BackendNotFound: service \"{first}\" not found");
    Some((route.metadata.name.to_string(), words))
}

/// Where an object of this name stands; it keeps its time of creation.
fn place<T>(all: &[T], metadata: impl Fn(&T) -> &ObjectMeta, new: &mut ObjectMeta, created: u64) -> Option<usize> {
    let found = all.iter().position(|other| metadata(other).name == new.name);
    new.creation_timestamp = found.map_or(created, |place| metadata(&all[place]).creation_timestamp);
    found
}

fn put<T>(all: &mut Vec<T>, place: Option<usize>, object: T) {
    match place {
        Some(place) => all[place] = object,
        None => all.push(object),
    }
}
