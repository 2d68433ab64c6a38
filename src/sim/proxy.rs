//! The proxies: the rules on each node that send a connection to an endpoint. Every node learns of a change in its own
//! time.
//!
//! Models pkg/proxy/topology.go CategorizeEndpoints for `internalTrafficPolicy: Cluster`, and iptables/proxier.go.

use std::rc::Rc;

use super::Cluster;
use super::event::Happening;
use super::network::Endpoint;
use super::object::{Kind, Name, Uid};
use super::ordered::OrderedMap;
use super::small::SmallMap;
use super::time::{Millis, SECOND};

/// How long a client stays with its endpoint after its last connection, ms. Models the default timeoutSeconds.
const AFFINITY: Millis = 10_800 * SECOND;

/// The endpoints in use, by Service and node.
#[derive(Clone, Debug, Default)]
pub(super) struct Proxy {
    rules: SmallMap<Name, Rules>,
    /// With ClientIP affinity: where a client's connections through a node go, and until when.
    recent: OrderedMap<(Name, u32, u32), (Uid, Millis)>,
}

#[derive(Clone, Debug, Default)]
struct Rules {
    /// Nodes that know the same share it.
    by_node: Vec<Rc<[Endpoint]>>,
    /// Of the Service's slice at this resource version.
    latest: (u64, Rc<[Endpoint]>),
    /// What all nodes last agreed on.
    agreed: Vec<Uid>,
}

impl Proxy {
    /// What the first node uses; the others use the same, now or a little earlier or later.
    pub fn usable(&self, service: &str) -> &[Endpoint] {
        self.on_node(service, 0)
    }

    /// What a node uses.
    pub fn on_node(&self, service: &str, node: u32) -> &[Endpoint] {
        let rules = self.rules.get(service).and_then(|rules| rules.by_node.get(node as usize));
        rules.map_or(&[], |endpoints| &**endpoints)
    }
}

impl Rules {
    /// Takes the usable endpoints of a slice's version over, unless they are what they were.
    fn learn(&mut self, version: u64, endpoints: &[Endpoint]) {
        if self.latest.0 != version {
            let usable = categorize_endpoints(endpoints);
            self.latest.0 = version;
            if *self.latest.1 != *usable {
                self.latest.1 = usable.into();
            }
        }
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

fn pods(endpoints: &[Endpoint]) -> Vec<Uid> {
    endpoints.iter().map(|endpoint| endpoint.pod).collect()
}

impl Cluster {
    /// How many nodes have rules of their own.
    pub(super) fn proxies(&self) -> u32 {
        (self.scheduler.nodes.len() as u32).max(1)
    }

    /// A node's proxy learns what a slice holds by now. The log notes what all nodes agree on.
    pub(super) fn sync_proxy(&mut self, slice: Uid, node: u32) {
        let Some(slice) = self.api.objects.endpoint_slices.get(&slice).cloned() else { return };
        let service = slice.metadata.name.clone();
        let proxies = self.proxies() as usize;
        let rules = self.proxy.rules.entry(service.clone(), Rules::default());
        rules.learn(slice.metadata.resource_version, &slice.endpoints);
        let latest = rules.latest.1.clone();
        rules.by_node.resize(proxies, Rc::default());
        rules.by_node[node as usize] = latest.clone();
        let agree = rules.by_node.iter().all(|others| Rc::ptr_eq(others, &latest));
        if !agree {
            return;
        }
        let now = pods(&latest);
        if rules.agreed != now {
            let happening = Happening::Endpoints { usable: now.len(), before: rules.agreed.len() };
            rules.agreed = now;
            self.record(Kind::Service, &service, happening);
        }
    }

    /// The endpoint of a new connection of this client through this node: every usable one is equally likely, unless the
    /// Service keeps clients where they are.
    ///
    /// Models writeServiceToEndpointRules.
    pub(super) fn choose_endpoint(&mut self, service: &Name, node: u32, client: u32) -> Option<Endpoint> {
        let usable = self.proxy.on_node(service, node);
        if usable.is_empty() {
            return None;
        }
        let sticky = self.api.objects.service(service).is_some_and(|service| service.session_affinity);
        let key = (service.clone(), node, client);
        let now = self.now;
        let known = self.proxy.recent.get(&key).filter(|(_, until)| sticky && now < *until);
        let kept = known.and_then(|(pod, _)| usable.iter().find(|endpoint| endpoint.pod == *pod));
        let chosen = match kept {
            Some(endpoint) => endpoint.clone(),
            None => usable[self.traffic.random().below(usable.len() as u32) as usize].clone(),
        };
        if sticky {
            self.proxy.recent.insert(key, (chosen.pod, now + AFFINITY));
        }
        Some(chosen)
    }
}
