//! What an Ingress names: paths of hosts, with the Services behind them.
//!
//! Models getBackendServers of internal/ingress/controller/controller.go, as far as one Ingress goes.

use std::rc::Rc;

use super::Keeps;
use super::ingress::keeps;
use super::kept::kept;
use super::listener;
use crate::kube::int_or_string::IntOrString;
use crate::kube::object::Name;
use crate::kube::route::Ingress;
use crate::kube::tree::Node;

/// A path of a host.
#[derive(Clone, Debug)]
pub(super) struct Location {
    /// Empty for the server of all hosts that have none of their own.
    pub host: Name,
    pub path: Name,
    pub kind: Name,
    pub service: Name,
    pub port: Option<IntOrString>,
    pub keeps: Option<Rc<Keeps>>,
    pub ingress: Name,
    pub rule: usize,
}

/// The paths that an Ingress names, with their hosts.
pub(super) fn locations(ingress: &Ingress) -> Vec<Location> {
    let mut found = Vec::new();
    for rule in &ingress.spec.rules {
        let host: Name = kept(&rule.rest, "host").to_ascii_lowercase().into();
        for path in &rule.http.paths {
            let kind = kept(&path.rest, "pathType");
            let backend = &path.backend.service;
            let port =
                backend.rest.fields().iter().find(|(key, _)| key.text == "port").and_then(|(_, node)| port(node));
            found.push(Location {
                host: host.clone(),
                path: path.path.clone(),
                kind: if kind.is_empty() { "Prefix".into() } else { kind },
                service: backend.name.clone(),
                keeps: keeps(&ingress.metadata, &backend.name, port.as_ref()),
                port,
                ingress: ingress.metadata.name.clone(),
                rule: found.len(),
            });
        }
    }
    found
}

/// `{number: 80}` or `{name: http}`.
fn port(node: &Node) -> Option<IntOrString> {
    node.field("number").or_else(|| node.field("name")).and_then(listener::port)
}

/// The Service that an Ingress' `defaultBackend` names, and its port.
pub(super) fn default_backend(ingress: &Ingress) -> Option<(Name, Option<IntOrString>)> {
    let (_, node) = ingress.spec.rest.fields().iter().find(|(key, _)| key.text == "defaultBackend")?;
    let service = node.field("service")?;
    let name = listener::text(service, "name");
    (!name.is_empty()).then(|| (name, service.field("port").and_then(port)))
}

impl Location {
    /// How well it takes a path: larger wins; `None` if it does not.
    pub fn takes(&self, path: &str) -> Option<usize> {
        let exact = *self.path == *path;
        let below =
            |prefix: &str| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let holds = match &*self.kind {
            "Exact" => return exact.then_some(usize::MAX),
            "ImplementationSpecific" => path.starts_with(&*self.path),
            _ => below(self.path.trim_end_matches('/')),
        };
        holds.then_some(self.path.len())
    }

    pub fn words(&self) -> String {
        let host = if self.host.is_empty() { String::new() } else { format!("host {}, ", self.host) };
        format!("{}: {host}{} {}", self.ingress, self.kind, self.path)
    }
}
