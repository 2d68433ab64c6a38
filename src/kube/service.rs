//! v1 Service: which pods a name stands for, and how clients are spread over them.
//!
//! Models staging/src/k8s.io/api/core/v1/types.go ServiceSpec. Here each is of type ClusterIP with one port.

use super::object::{Labels, Name, ObjectMeta};

use super::fields::fields;
use super::int_or_string::IntOrString;
use super::rest::Rest;
use super::tree::Value;

/// v1 Service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Name, labels.
    pub metadata: ObjectMeta,
    pub spec: ServiceSpec,
}

fields! {
    /// What a Service should be.
    pub struct ServiceSpec ("ServiceSpec", "serviceSpec") {
        /// Which pods it stands for; none where it is empty. Owners and revisions play no part.
        selector: Labels = "selector";
        /// `ClientIP`: a client stays with its endpoint; `None` unless given.
        session_affinity: Name = "sessionAffinity" filled NONE.into();
        /// Pods that are not ready are endpoints like any other.
        publish_not_ready_addresses: bool = "publishNotReadyAddresses";
    }
    inert [], kept &[
        "ports",
        "type",
        "clusterIP",
        "clusterIPs",
        "externalIPs",
        "externalName",
        "externalTrafficPolicy",
        "internalTrafficPolicy",
        "ipFamilies",
        "ipFamilyPolicy",
        "sessionAffinityConfig",
        "trafficDistribution",
    ],
    settle |_, reader, fields| reader.field_of(fields, "sessionAffinity", &[CLIENT_IP, NONE])
}

/// `sessionAffinity: None`.
pub const NONE: &str = "None";
/// `sessionAffinity: ClientIP`.
pub const CLIENT_IP: &str = "ClientIP";

impl Service {
    /// A Service of port 80, as a client sends it.
    pub fn new(name: &str, selector: Labels) -> Self {
        let rest = Rest::written("serviceSpec", "ports: [{port: 80}]");
        let spec = ServiceSpec { selector, rest, ..ServiceSpec::default() };
        Self { metadata: ObjectMeta::named(name, Labels::default()), spec }
    }

    /// Whether it has a port, by number or name. One whose ports nobody wrote is taken to have every port.
    pub fn has_port(&self, wanted: &IntOrString) -> bool {
        let ports = self.spec.rest.fields().iter().find(|(key, _)| key.text == "ports").map(|(_, ports)| &ports.value);
        let Some(Value::List(ports)) = ports else { return true };
        ports.iter().any(|port| match wanted {
            IntOrString::Int(number) => {
                port.field("port").is_some_and(|port| port.value == Value::Int((*number).into()))
            }
            IntOrString::String(name) => {
                port.field("name").is_some_and(|port| port.value == Value::Text(name.to_string()))
            }
        })
    }

    /// A client stays with its endpoint.
    pub fn keeps_clients(&self) -> bool {
        &*self.spec.session_affinity == CLIENT_IP
    }
}
