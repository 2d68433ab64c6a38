//! What a Gateway listens to, as far as it decides which routes are attached: names, ports and hosts of listeners.
//!
//! Models apis/v1/gateway_types.go Listener and the hosts' intersection of httproute_types.go. Left out: protocols, TLS,
//! `allowedRoutes`, and which of two listeners with one port a request arrives at beyond its host.

use crate::kube::int_or_string::IntOrString;
use crate::kube::object::Name;
use crate::kube::tree::{Node, Value};
use crate::message::Message;

/// One listener of a Gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listener {
    /// The Gateway's name.
    pub gateway: Name,
    /// What `sectionName` names.
    pub name: Name,
    pub port: Option<i64>,
    /// In small letters; empty for every host.
    pub hostname: Name,
}

/// Text in a field of a mapping; empty where there is none.
pub(super) fn text(node: &Node, name: &str) -> Name {
    match node.field(name).map(|node| &node.value) {
        Some(Value::Text(text)) => text.as_str().into(),
        _ => Name::default(),
    }
}

pub(super) fn number(node: &Node, name: &str) -> Option<i64> {
    match node.field(name)?.value {
        Value::Int(number) => Some(number),
        _ => None,
    }
}

/// A port as a number or a name.
pub(super) fn port(node: &Node) -> Option<IntOrString> {
    match &node.value {
        Value::Int(number) => i32::try_from(*number).ok().map(IntOrString::Int),
        Value::Text(name) => Some(IntOrString::String(name.as_str().into())),
        _ => None,
    }
}

impl Listener {
    /// The listeners of a Gateway's manifest.
    pub fn of(gateway: &Node) -> Vec<Self> {
        let name = gateway.field("metadata").map(|metadata| text(metadata, "name")).unwrap_or_default();
        let listeners = gateway.field("spec").and_then(|spec| spec.field("listeners")).map(|node| &node.value);
        let Some(Value::List(listeners)) = listeners else { return Vec::new() };
        let one = |node: &Node| Self {
            gateway: name.clone(),
            name: text(node, "name"),
            port: number(node, "port"),
            hostname: text(node, "hostname").to_ascii_lowercase().into(),
        };
        listeners.iter().map(one).collect()
    }
}

/// The narrower of two hosts, either of which may begin with `*`: `*.a.com` and `b.a.com` are `b.a.com`.
fn intersection(one: &Name, other: &Name) -> Option<Name> {
    let within = |wide: &Name, narrow: &Name| match wide.strip_prefix('*') {
        Some(rest) => narrow.ends_with(rest) && narrow.len() > rest.len(),
        None => wide.is_empty() || wide == narrow,
    };
    if within(one, other) { Some(other.clone()) } else { within(other, one).then(|| one.clone()) }
}

/// The hosts that a route has at the listeners its references name; none stands for every host.
///
/// # Errors
///
/// For people: no listener has that name or port, or none has a host in common.
pub(super) fn hosts(parents: &[Node], hostnames: &[Name], listeners: &[Listener]) -> Result<Vec<Name>, Message> {
    let (mut hosts, mut every, mut missing) = (Vec::new(), false, None);
    for parent in parents.iter().filter(|parent| ["", "Gateway"].contains(&&*text(parent, "kind"))) {
        let (gateway, section, port) = (text(parent, "name"), text(parent, "sectionName"), number(parent, "port"));
        let known = listeners.iter().filter(|listener| listener.gateway == gateway);
        if known.clone().next().is_none() {
            // A Gateway of which nothing is known listens to everything.
            hosts.extend(hostnames.iter().cloned());
            every |= hostnames.is_empty();
            continue;
        }
        let is_meant = |listener: &&Listener| {
            (section.is_empty() || listener.name == section) && (port.is_none() || listener.port == port)
        };
        let before = (hosts.len(), every);
        let mut meant = known.filter(is_meant).peekable();
        if meant.peek().is_none() {
            let gateway = gateway.clone();
            missing = Some(match (&*section, port) {
                ("", Some(port)) => message!("route-no-listener-port", gateway, port),
                _ => message!("route-no-listener", gateway, section = section.clone()),
            });
        }
        for Listener { hostname, .. } in meant {
            match (hostnames.is_empty(), hostname.is_empty()) {
                (true, true) => every = true,
                (true, false) => hosts.push(hostname.clone()),
                (false, _) => hosts.extend(hostnames.iter().filter_map(|host| intersection(host, hostname))),
            }
        }
        if before == (hosts.len(), every) {
            missing.get_or_insert_with(|| message!("route-no-listener-host", gateway = text(parent, "name")));
        }
    }
    match missing {
        _ if every => Ok(Vec::new()),
        Some(why) if hosts.is_empty() => Err(why),
        _ => Ok(hosts),
    }
}
