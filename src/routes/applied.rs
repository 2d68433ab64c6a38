//! Manifests as they are applied, and what is said of each.

use serde::Serialize;

use crate::documents::{self, Beside, Content, Document};
use crate::kube::int_or_string::IntOrString;
use crate::kube::manifest::Manifest;
use crate::kube::object::{Name, ObjectMeta};
use crate::kube::route::{HttpRoute, Ingress};
use crate::kube::service::Service;
use crate::kube::time::SECOND;
use crate::kube::tree::{Node, Value};
use crate::kube::{Malformed, yaml};
use crate::message::{Message, Said, Say};
use crate::sim::admission::admit;
use crate::sim::routing::{self, Listener, Router, Why, check_overlap, without_effect};

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
pub struct Routes {
    /// How the words for people are said.
    pub say: Say,
    /// In order of their creation.
    pub http_routes: Vec<HttpRoute>,
    /// In order of their creation.
    pub ingresses: Vec<Ingress>,
    /// Of the Gateways of all texts.
    pub listeners: Vec<Listener>,
    services: Vec<Service>,
    /// Of each document, in order.
    pub applied: Vec<Applied>,
}

/// What is said of kinds which stand beside routes in files.
fn said_of(beside: &Beside) -> Message {
    match beside.kind {
        "Gateway" => message!("route-gateway-listeners"),
        "GatewayClass" => message!("route-not-simulated-one-gateway"),
        "ReferenceGrant" => message!("route-not-simulated-changes-nothing"),
        _ => message!("route-not-simulated-one-namespace"),
    }
}

impl Routes {
    /// No route yet, at the Gateways of these texts.
    pub fn new(texts: &[String], say: Say) -> Self {
        let documents = texts.iter().filter_map(|text| yaml::documents(text).ok()).flatten();
        let gateways =
            documents.filter(|root| root.field("kind").is_some_and(|kind| kind.value == Value::Text("Gateway".into())));
        Self {
            say,
            http_routes: Vec::new(),
            ingresses: Vec::new(),
            listeners: gateways.flat_map(|root| Listener::of(&root)).collect(),
            services: Vec::new(),
            applied: Vec::new(),
        }
    }

    /// What a Service offers at a port. A Service of these texts has the ports that stand there.
    ///
    /// # Errors
    ///
    /// There is no such Service, or it has no such port.
    pub fn usable(&self, service: &str, port: Option<&IntOrString>, asked: &Asked) -> Result<usize, Why> {
        let known = self.services.iter().find(|known| &*known.metadata.name == service);
        let usable = asked.usable(service)?;
        if port.zip(known).is_none_or(|(port, known)| known.has_port(port)) { Ok(usable) } else { Err(Why::NoPort) }
    }

    /// Applies every document of a text.
    pub fn apply(&mut self, text: &str) {
        match yaml::documents(text) {
            Ok(roots) => roots.iter().for_each(|root| self.document(root)),
            Err(problem) => self.note("", "", Err(problem.message().into()), Vec::new()),
        }
    }

    fn note(&mut self, kind: &str, name: &str, verdict: Result<(), Said>, notes: Vec<String>) {
        let accepted = verdict.is_ok();
        let message = verdict.err().map_or_else(String::new, |why| (self.say)(&why));
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
        if let Some(beside) = Beside::of(root) {
            return self.note(&kind, &name, Ok(()), vec![(self.say)(&said_of(&beside).into())]);
        }
        let known = ["HTTPRoute", "Ingress", "Service", ""].contains(&&*kind);
        match documents::alone(root) {
            Ok(Document { content: Content::Object(manifest), tree, .. }) => {
                let notes = without_effect(manifest.kind(), manifest.metadata(), &tree);
                // Where listeners are known, sections and ports have an effect.
                let acted_on = |place: &str| {
                    !self.listeners.is_empty()
                        && place.starts_with("spec.parentRefs")
                        && (place.ends_with(".sectionName") || place.ends_with(".port"))
                };
                let notes = notes.into_iter().filter(|(place, _)| !acted_on(place));
                let notes = notes.map(|(_, note)| (self.say)(&note.into())).collect();
                let verdict = self.admit(manifest);
                self.note(&kind, &name, verdict, notes);
            }
            Err(problems) if known => {
                let problems: Vec<Message> = problems.iter().map(Malformed::message).collect();
                self.note(&kind, &name, Err(message!("route-problems", problems).into()), Vec::new());
            }
            _ => {
                let note = message!("route-routes-nothing", kind = &kind);
                self.note(&kind, &name, Ok(()), vec![(self.say)(&note.into())]);
            }
        }
    }

    fn admit(&mut self, manifest: Manifest) -> Result<(), Said> {
        admit(&manifest).map_err(|refused| refused.message)?;
        let created = self.applied.len() as u64 * SECOND;
        match manifest {
            Manifest::HttpRoute(mut route) => {
                let place = place(&self.http_routes, |other| &other.metadata, &mut route.metadata, created);
                put(&mut self.http_routes, place, *route);
            }
            Manifest::Ingress(mut ingress) => {
                check_overlap(&ingress, self.ingresses.iter()).map_err(|refused| refused.message)?;
                let place = place(&self.ingresses, |other| &other.metadata, &mut ingress.metadata, created);
                put(&mut self.ingresses, place, *ingress);
            }
            Manifest::Service(mut service) => {
                let place = place(&self.services, |other| &other.metadata, &mut service.metadata, created);
                put(&mut self.services, place, *service);
            }
            _ => {}
        }
        Ok(())
    }

    /// Adds what is only seen once all stand beside each other.
    pub(super) fn tell(&mut self, router: &Router, asked: &Asked) {
        let kind = if self.http_routes.is_empty() { "Ingress" } else { "HTTPRoute" };
        for (name, why) in router.strays().into_iter().chain(router.cookies()) {
            self.add(kind, &name, (self.say)(&why));
        }
        let exists = |service: &str, port: Option<&IntOrString>| self.usable(service, port, asked).map(|_| ());
        let unresolved = |route: &HttpRoute| Some((route.metadata.name.clone(), routing::refs(route, &exists)?));
        let unresolved: Vec<(Name, Said)> = self.http_routes.iter().filter_map(unresolved).collect();
        for (name, why) in unresolved {
            self.add("HTTPRoute", &name, (self.say)(&why));
        }
        if !self.http_routes.is_empty() {
            let names: Vec<String> = self.ingresses.iter().map(|ingress| ingress.metadata.name.to_string()).collect();
            for name in names {
                let note = message!("route-not-asked-httproutes-these");
                self.add("Ingress", &name, (self.say)(&note.into()));
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
