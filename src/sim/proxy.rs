//! The proxies: the rules on each node that send a connection to an endpoint. Every node learns of a change in its own
//! time.
//!
//! Models pkg/proxy/topology.go CategorizeEndpoints for `internalTrafficPolicy: Cluster`, and iptables/proxier.go.

use litemap::LiteMap;
use std::rc::Rc;

use super::Cluster;
use super::endpoint::Endpoint;
use super::endpoints::Endpoints;
use super::event::Happening;
use crate::kube::object::{Kind, Name, Uid};
use crate::kube::time::{Millis, SECOND};

/// How long a client stays with its endpoint after its last connection, ms. Models the default timeoutSeconds.
const AFFINITY: Millis = 10_800 * SECOND;

/// The endpoints in use, by Service and node.
#[derive(Clone, Debug, Default)]
pub(super) struct Proxy {
    rules: LiteMap<Name, Rules>,
    /// With ClientIP affinity: where a client's connections through a node go, and until when.
    recent: LiteMap<(Name, u32, u32), (Uid, Millis)>,
    /// By slice and node: when the node looks next, ms; 0 where it will not.
    due: LiteMap<Uid, Vec<Millis>>,
    /// What is used of a Service that there is not.
    nothing: Endpoints,
    /// How often the first node learnt of other endpoints.
    changes: u64,
}

/// Of a Service. Every node reads each version of its slice: what upstream works out once a node, and in which nodes
/// differ only by time, is worked out once a version here, and whoever has learnt the latest is counted and not asked.
#[derive(Clone, Debug, Default)]
struct Rules {
    /// Nodes that know the same share it.
    by_node: Vec<Rc<Endpoints>>,
    /// How many of them know the latest.
    informed: usize,
    latest: Rc<Endpoints>,
    categorized: Categorized,
    /// What all nodes last agreed on.
    agreed: Rc<Endpoints>,
}

/// The endpoints of a slice at a resource version: all, the ready ones, and those that terminate but still serve.
#[derive(Clone, Debug, Default)]
struct Categorized {
    version: u64,
    all: Endpoints,
    ready: Endpoints,
    serving_terminating: Endpoints,
}

impl Proxy {
    /// A slice has changed, of which a node hears at this instant, ms. Whether it has to be told then: a node that looks
    /// earlier anyway sees the change when it does.
    ///
    /// Models proxier.go, whose changes wait for one sync (syncRunner) and are seen by it together.
    pub fn looks(&mut self, slice: Uid, node: u32, at: Millis) -> bool {
        let node = node as usize;
        let due = self.due.entry(slice).or_default();
        if due.len() <= node {
            due.resize(node + 1, 0);
        }
        let sooner = due[node] != 0 && due[node] <= at;
        if !sooner {
            due[node] = at;
        }
        !sooner
    }

    /// The node looks now.
    fn looked(&mut self, slice: Uid, node: u32, now: Millis) {
        if let Some(due) = self.due.get_mut(&slice).and_then(|due| due.get_mut(node as usize))
            && *due <= now
        {
            *due = 0;
        }
    }

    /// What the first node uses; the others use the same, now or a little earlier or later.
    pub fn usable(&self, service: &str) -> &Endpoints {
        self.on_node(service, 0)
    }

    /// Differs whenever what the first node uses does.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// What a node uses.
    pub fn on_node(&self, service: &str, node: u32) -> &Endpoints {
        let rules = self.rules.get(service).and_then(|rules| rules.by_node.get(node as usize));
        rules.map_or(&self.nothing, |endpoints| endpoints)
    }
}

impl Categorized {
    /// Models CategorizeEndpoints.
    fn update(&mut self, version: u64, all: &Endpoints) {
        self.ready = all.filter((&self.all, &self.ready), |endpoint| endpoint.ready);
        self.serving_terminating =
            all.filter((&self.all, &self.serving_terminating), |endpoint| endpoint.serving && endpoint.terminating);
        self.all = all.clone();
        self.version = version;
    }

    /// The ready endpoints; where there is none, those that terminate but still serve.
    fn usable(&self) -> &Endpoints {
        if self.ready.is_empty() { &self.serving_terminating } else { &self.ready }
    }
}

impl Rules {
    /// Takes the usable endpoints of a slice's version over, unless they are what they were.
    fn learn(&mut self, version: u64, endpoints: &Endpoints) {
        if self.categorized.version != version {
            self.categorized.update(version, endpoints);
            let usable = self.categorized.usable();
            if *self.latest != *usable {
                self.latest = Rc::new(usable.clone());
                self.informed = 0;
            }
        }
    }

    /// A node takes the latest over. Returns what all nodes agreed on before where they now agree on something else.
    fn inform(&mut self, node: usize) -> Option<Rc<Endpoints>> {
        let known = &mut self.by_node[node];
        if !Rc::ptr_eq(known, &self.latest) {
            *known = self.latest.clone();
            self.informed += 1;
        }
        if self.informed < self.by_node.len() || Rc::ptr_eq(&self.agreed, &self.latest) {
            return None;
        }
        let before = std::mem::replace(&mut self.agreed, self.latest.clone());
        (!before.same_pods(&self.latest)).then_some(before)
    }
}

impl Cluster {
    /// How many nodes have rules of their own.
    pub(super) fn proxies(&self) -> u32 {
        (self.scheduler.nodes.len() as u32).max(1)
    }

    /// A node's proxy learns what a slice holds by now. The log notes what all nodes agree on.
    pub(super) fn sync_proxy(&mut self, slice: Uid, node: u32) {
        let proxies = self.proxies() as usize;
        self.proxy.looked(slice, node, self.now);
        let Some(slice) = self.api.objects.endpoint_slices.get(&slice) else { return };
        let service = &slice.metadata.name;
        if !self.proxy.rules.contains_key(service) {
            self.proxy.rules.insert(service.clone(), Rules::default());
        }
        let Some(rules) = self.proxy.rules.get_mut(service) else { return };
        rules.learn(slice.metadata.resource_version, &slice.endpoints);
        if rules.by_node.len() < proxies {
            rules.by_node.resize(proxies, Rc::default());
        }
        self.proxy.changes += u64::from(node == 0);
        if let Some(before) = rules.inform(node as usize) {
            let happening = Happening::Endpoints { usable: rules.agreed.len(), before: before.len() };
            let service = service.clone();
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
        let sticky = self.api.objects.service(service).is_some_and(|service| service.keeps_clients());
        let now = self.now;
        let kept = if sticky {
            let known = self.proxy.recent.get(&(service.clone(), node, client)).filter(|(_, until)| now < *until);
            known.and_then(|(pod, _)| usable.of_pod(*pod))
        } else {
            None
        };
        let chosen = match kept {
            Some(endpoint) => endpoint.clone(),
            None => usable.nth(self.traffic.random().below(usable.len() as u32) as usize)?.clone(),
        };
        if sticky {
            self.proxy.recent.insert((service.clone(), node, client), (chosen.pod, now + AFFINITY));
        }
        Some(chosen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Changes of one slice as three nodes hear of them: what is told, and what a look takes along.
    #[test]
    fn a_node_looks_once_for_all_changes_until_then() {
        let (mut proxy, slice, other) = (Proxy::default(), Uid(7), Uid(8));
        let table = [
            ("the first change", slice, 0, 300, true),
            ("a later one is seen by the same look", slice, 0, 400, false),
            ("one at the same instant too", slice, 0, 300, false),
            ("one that is heard of sooner", slice, 0, 200, true),
            ("another node", slice, 2, 300, true),
            ("another slice", other, 0, 300, true),
        ];
        for (what, slice, node, at, told) in table {
            assert_eq!(proxy.looks(slice, node, at), told, "{what}");
        }
        proxy.looked(slice, 0, 200);
        assert!(proxy.looks(slice, 0, 250), "it has looked, so what comes now needs another look");
        proxy.looked(slice, 0, 240);
        assert!(!proxy.looks(slice, 0, 260), "a look before the next one is none of it");
    }
}
