//! The proxies: the rules that send a connection to an endpoint. One rule set for the whole cluster.
//!
//! Models pkg/proxy/topology.go CategorizeEndpoints for `internalTrafficPolicy: Cluster`. Upstream has a rule set on
//! every node, each late by its own delay; here all nodes learn at the same instant.

use super::Cluster;
use super::event::Happening;
use super::network::Endpoint;
use super::object::{Kind, Name, Uid};
use super::small::SmallMap;

/// The endpoints in use, by Service.
#[derive(Clone, Debug, Default)]
pub(super) struct Proxy {
    usable: SmallMap<Name, Vec<Endpoint>>,
}

impl Proxy {
    pub fn usable(&self, service: &str) -> &[Endpoint] {
        self.usable.get(service).map_or(&[], Vec::as_slice)
    }
}

/// The ready endpoints; where there is none, those that terminate but still serve.
pub fn categorize_endpoints(endpoints: &[Endpoint]) -> Vec<Endpoint> {
    let ready: Vec<Endpoint> = endpoints.iter().filter(|endpoint| endpoint.ready).cloned().collect();
    if !ready.is_empty() {
        return ready;
    }
    endpoints.iter().filter(|endpoint| endpoint.serving && endpoint.terminating).cloned().collect()
}

impl Cluster {
    /// The proxies learn what a slice holds by now.
    pub(super) fn sync_proxy(&mut self, slice: Uid) {
        let Some(slice) = self.api.objects.endpoint_slices.get(&slice).cloned() else { return };
        let usable = categorize_endpoints(&slice.endpoints);
        let service = slice.metadata.name.clone();
        let before = self.proxy.usable(&service);
        let pods = |endpoints: &[Endpoint]| -> Vec<Uid> { endpoints.iter().map(|endpoint| endpoint.pod).collect() };
        if pods(before) != pods(&usable) {
            let happening = Happening::Endpoints { usable: usable.len(), before: before.len() };
            self.record(Kind::Service, &service, happening);
        }
        self.proxy.usable.insert(service, usable);
    }
}
