//! Services, Ingresses and EndpointSlices. Models kubectl's pkg/describe/describe.go describeService, describeIngressV1,
//! describeEndpointSliceV1 and formatEndpointSlices.

use super::super::peek::{at, holds, items, labels_at, number, or_none, text, texts};
use super::super::show;
use super::page::Page;
use crate::kube::object::Kind;
use crate::kube::tree::{Node, Value};
use crate::sim::Cluster;
use crate::sim::objects::Object;

pub fn service(page: &mut Page, tree: &Node, cluster: &Cluster) {
    page.labels("Labels", tree, "metadata.labels");
    page.annotations("Annotations", tree, "metadata.annotations");
    page.field(0, "Selector", labels_at(tree, "spec.selector"));
    page.field(0, "Type", text(tree, "spec.type"));
    if text(tree, "spec.type") == "ExternalName" {
        page.field(0, "External Name", text(tree, "spec.externalName"));
    }
    if at(tree, "spec.ipFamilyPolicy").is_some() {
        page.field(0, "IP Family Policy", text(tree, "spec.ipFamilyPolicy"));
    }
    page.field(0, "IP Families", or_none(texts(tree, "spec.ipFamilies").join(",")));
    page.field(0, "IP", text(tree, "spec.clusterIP"));
    page.field(0, "IPs", or_none(texts(tree, "spec.clusterIPs").join(",")));
    let external = texts(tree, "spec.externalIPs").join(",");
    if !external.is_empty() {
        page.field(0, "External IPs", external);
    }
    let name_of_all = text(tree, "metadata.name");
    for port in items(tree, "spec.ports") {
        let (name, protocol) = (text(port, "name"), text(port, "protocol"));
        let name = if name.is_empty() { "<unset>".into() } else { name };
        page.field(0, "Port", format!("{name}\t{}/{protocol}", number(port, "port")));
        page.field(0, "TargetPort", format!("{}/{protocol}", text(port, "targetPort")));
        if number(port, "nodePort") != 0 {
            page.field(0, "NodePort", format!("{name}\t{}/{protocol}", number(port, "nodePort")));
        }
        page.field(0, "Endpoints", endpoints(&name_of_all, Some(port), cluster));
    }
    page.field(0, "Session Affinity", text(tree, "spec.sessionAffinity"));
    for (title, place) in [
        ("External Traffic Policy", "spec.externalTrafficPolicy"),
        ("Internal Traffic Policy", "spec.internalTrafficPolicy"),
        ("Traffic Distribution", "spec.trafficDistribution"),
    ] {
        let value = text(tree, place);
        if !value.is_empty() {
            page.field(0, title, value);
        }
    }
}

/// The ready endpoints of a Service at the target of one of its ports, three of them at most.
fn endpoints(service: &str, port: Option<&Node>, cluster: &Cluster) -> String {
    let slice = cluster.objects().find(Kind::EndpointSlice, service);
    let tree = slice.map(|slice| show::tree(&slice, cluster.objects()));
    let Some(tree) = tree else { return or_none(String::new()) };
    let shown = |one: &Node| {
        let number = port.map_or(0, |port| target(port, &text(one, "targetRef.name"), cluster));
        texts(one, "addresses").into_iter().map(move |address| format!("{address}:{number}")).collect::<Vec<String>>()
    };
    let ready = items(&tree, "endpoints").iter().filter(|one| holds(one, "conditions.ready"));
    let all: Vec<String> = ready.flat_map(shown).collect();
    match all.get(..3) {
        Some(first) if all.len() > 3 => format!("{} + {} more...", first.join(","), all.len() - 3),
        _ => or_none(all.join(",")),
    }
}

/// Where a port of a Service leads to in a pod: a number, or what the pod calls so.
fn target(port: &Node, pod: &str, cluster: &Cluster) -> i64 {
    let name = match port.field("targetPort").map(|target| &target.value) {
        Some(Value::Int(number)) => return *number,
        Some(Value::Text(name)) => name,
        _ => return number(port, "port"),
    };
    let Some(Object::Pod(pod)) = cluster.objects().find(Kind::Pod, pod) else { return number(port, "port") };
    let mut ports = pod.spec.containers.iter().flat_map(|container| &container.ports);
    ports.find(|port| &*port.name == name.as_str()).map_or(number(port, "port"), |port| port.container_port.into())
}

pub fn ingress(page: &mut Page, tree: &Node, cluster: &Cluster) {
    page.labels("Labels", tree, "metadata.labels");
    page.field(0, "Namespace", text(tree, "metadata.namespace"));
    page.field(0, "Address", "");
    page.field(0, "Ingress Class", or_none(text(tree, "spec.ingressClassName")));
    let default = at(tree, "spec.defaultBackend");
    let default = default.map_or_else(|| "<default>".into(), |default| backend(default, cluster));
    page.field(0, "Default backend", &default);
    let tls = items(tree, "spec.tls");
    if !tls.is_empty() {
        page.line(0, "TLS:");
    }
    for one in tls {
        let (secret, hosts) = (text(one, "secretName"), texts(one, "hosts").join(","));
        let what = if secret.is_empty() { "SNI routes".into() } else { format!("{secret} terminates") };
        page.line(1, &format!("{what} {hosts}"));
    }
    page.line(0, "Rules:");
    page.line(1, "Host\tPath\tBackends");
    page.line(1, "----\t----\t--------");
    let rules: Vec<&Node> = items(tree, "spec.rules").iter().filter(|rule| rule.field("http").is_some()).collect();
    for rule in &rules {
        let host = text(rule, "host");
        page.line(1, &format!("{}\t", if host.is_empty() { "*" } else { &host }));
        for path in items(rule, "http.paths") {
            let to = path.field("backend").map_or_else(String::new, |to| backend(to, cluster));
            page.line(2, &format!("\t{} \t{to}", text(path, "path")));
        }
    }
    if rules.is_empty() {
        page.line(1, &format!("*\t*\t{default}"));
    }
    page.annotations("Annotations", tree, "metadata.annotations");
}

/// A Service with its port and who stands behind it.
fn backend(backend: &Node, cluster: &Cluster) -> String {
    let name = text(backend, "service.name");
    let port = at(backend, "service.port.number").or_else(|| at(backend, "service.port.name"));
    let port = port.map_or_else(String::new, |port| match &port.value {
        Value::Text(text) => text.clone(),
        _ => port.json(),
    });
    let behind = match cluster.objects().find(Kind::Service, &name) {
        Some(service) => {
            let tree = show::tree(&service, cluster.objects());
            let own =
                items(&tree, "spec.ports").iter().find(|one| text(one, "port") == port || text(one, "name") == port);
            endpoints(&name, own, cluster)
        }
        None => format!("<error: services \"{name}\" not found>"),
    };
    format!("{name}:{port} ({behind})")
}

pub fn endpoint_slice(page: &mut Page, tree: &Node) {
    page.labels("Labels", tree, "metadata.labels");
    page.annotations("Annotations", tree, "metadata.annotations");
    page.field(0, "AddressType", text(tree, "addressType"));
    let ports = items(tree, "ports");
    if ports.is_empty() {
        page.line(0, "Ports: <unset>");
    } else {
        page.line(0, "Ports:");
        page.line(1, "Name\tPort\tProtocol");
        page.line(1, "----\t----\t--------");
    }
    for port in ports {
        let name = text(port, "name");
        let name = if name.is_empty() { "<unset>".into() } else { name };
        page.line(1, &format!("{name}\t{}\t{}", number(port, "port"), text(port, "protocol")));
    }
    let all = items(tree, "endpoints");
    page.line(0, if all.is_empty() { "Endpoints:\t<none>" } else { "Endpoints:" });
    for one in all {
        page.field(1, "- Addresses", texts(one, "addresses").join(", "));
        page.line(2, "Conditions:");
        page.field(3, "Ready", holds(one, "conditions.ready").to_string());
        page.field(2, "Hostname", "<unset>");
        if at(one, "targetRef").is_some() {
            page.field(2, "TargetRef", format!("{}/{}", text(one, "targetRef.kind"), text(one, "targetRef.name")));
        }
        let node = text(one, "nodeName");
        page.field(2, "NodeName", if node.is_empty() { "<unset>".into() } else { node });
        page.field(2, "Zone", "<unset>");
    }
}
