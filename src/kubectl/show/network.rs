//! Services, EndpointSlices and HTTPRoutes. Models staging/src/k8s.io/api/core/v1/types.go ServiceSpec and discovery/v1/types.go.

use crate::kube::field::Field;
use crate::kube::route::HttpRoute;
use crate::kube::service::Service;
use crate::kube::tree::{Mapping, Node, Value, path};
use crate::sim::endpoint::Endpoint;
use crate::sim::network::EndpointSlice;
use crate::sim::objects::Objects;
use crate::sim::pod::address;

use super::{list, text, uid, whole};

/// The port of every Service that says none, and of every pod.
const PORT: i64 = 80;

pub(super) fn service_spec(service: &Service) -> Option<Node> {
    let mut root = service.spec.shown()?;
    let [_, _, middle, low] = service.metadata.uid.0.to_be_bytes();
    let address = Value::Text(format!("10.96.{middle}.{low}"));
    if root.field("clusterIP").is_none() {
        root.put(&path("clusterIPs[0]"), address.clone());
        root.put(&path("clusterIP"), address);
    }
    if root.field("ipFamilies").is_none() {
        root.put(&path("ipFamilies[0]"), Value::Text("IPv4".into()));
    }
    if root.field("ports").is_none() {
        root.put(&path("ports[0].port"), Value::Int(PORT));
    }
    let ports = match root.field("ports").map(|node| &node.value) {
        Some(Value::List(ports)) => ports.clone(),
        _ => Vec::new(),
    };
    for (index, port) in ports.iter().enumerate() {
        let number = port.field("port").map_or(Value::Int(PORT), |node| node.value.clone());
        for (name, value) in [("protocol", Value::Text("TCP".into())), ("targetPort", number)] {
            if port.field(name).is_none() {
                root.put(&path(&format!("ports[{index}].{name}")), value);
            }
        }
    }
    Some(root)
}

/// With the Gateway's kind, which the API server fills in.
pub(super) fn http_route_spec(route: &HttpRoute) -> Option<Node> {
    let mut root = route.spec.shown()?;
    let parents = match root.field("parentRefs").map(|node| &node.value) {
        Some(Value::List(parents)) => parents.clone(),
        _ => Vec::new(),
    };
    for (index, parent) in parents.iter().enumerate() {
        for (name, value) in [("group", "gateway.networking.k8s.io"), ("kind", "Gateway")] {
            if parent.field(name).is_none() {
                root.put(&path(&format!("parentRefs[{index}].{name}")), Value::Text(value.into()));
            }
        }
    }
    Some(root)
}

/// `status` of what no load balancer stands before.
pub(super) fn load_balancer() -> Node {
    let mut mapping = Mapping::default();
    mapping.put("loadBalancer", Some(Value::Map(Vec::new()).into()));
    mapping.end().unwrap_or_else(|| Value::Null.into())
}

/// What stands beside the metadata of an EndpointSlice.
pub(super) fn slice_part(slice: &EndpointSlice, objects: &Objects, name: &str) -> Option<Node> {
    match name {
        "addressType" => text("IPv4"),
        "endpoints" => {
            Some(Value::List(slice.endpoints.iter().filter_map(|one| endpoint(one, objects)).collect()).into())
        }
        "ports" => {
            let mut port = Mapping::default();
            port.put("name", Some(Value::Text(String::new()).into()));
            port.put("port", whole(PORT));
            port.put("protocol", text("TCP"));
            list(port.end().into_iter().collect())
        }
        _ => None,
    }
}

fn endpoint(endpoint: &Endpoint, objects: &Objects) -> Option<Node> {
    let pod = objects.pods.get(&endpoint.pod);
    let mut conditions = Mapping::default();
    let holds = [("ready", endpoint.ready), ("serving", endpoint.serving), ("terminating", endpoint.terminating)];
    for (name, holds) in holds {
        conditions.put(name, Some(Value::Bool(holds).into()));
    }
    let mut target = Mapping::default();
    target.put("kind", text("Pod"));
    target.put("name", pod.and_then(|pod| text(&pod.metadata.name)));
    target.put("namespace", text("default"));
    target.put("uid", text(&uid(endpoint.pod)));
    let mut mapping = Mapping::default();
    mapping.put("addresses", list(text(&address(endpoint.pod)).into_iter().collect()));
    mapping.put("conditions", conditions.end());
    mapping.put("nodeName", pod.and_then(|pod| pod.node_name()).and_then(|name| text(name)));
    mapping.put("targetRef", target.end());
    mapping.end()
}
