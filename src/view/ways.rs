//! Which pods requests reach, and what part of them each can get: what the picture's tracks are drawn by.

use crate::kube::object::{Name, Uid, selects};
use crate::kube::workload::ReplicaSet;
use crate::sim::endpoints::Endpoints;
use crate::sim::routing::Destination;

use super::View;

/// The Services that requests reach now, with the part of all requests that each takes, millionths.
pub(super) struct Ways<'a> {
    to: Vec<(&'a Endpoints, u64)>,
}

impl Ways<'_> {
    /// Of all requests, what a pod can get, millionths; nothing where none may go to it.
    ///
    /// A route gives 20 % to a Service with two endpoints: each of them gets 100,000 millionths.
    pub fn part(&self, pod: Uid) -> Option<u64> {
        let mut mine = self.to.iter().filter(|(endpoints, _)| endpoints.of_pod(pod).is_some()).peekable();
        mine.peek()?;
        Some(mine.map(|(endpoints, part)| part / endpoints.len().max(1) as u64).sum())
    }
}

/// A Service that picks a ReplicaSet's pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picked {
    pub service: Name,
    /// Those of the pods that new connections may go to.
    pub endpoints: usize,
}

impl<'a> View<'a> {
    /// A gateway's routes, asked for a user in no group of its own, and what a header leads to beside them; else the one
    /// Service that the clients call.
    pub(super) fn ways(&self) -> Ways<'a> {
        let called = &self.cluster.world().clients.service;
        let usable = |service: &Name| self.cluster.usable_endpoints(service);
        let Some(odds) = self.odds() else { return Ways { to: vec![(usable(called), 1_000_000)] } };
        let all: i64 = odds.to.iter().map(|(_, weight)| (*weight).max(0)).sum();
        let part = |weight: i64| weight.max(0).unsigned_abs() * 1_000_000 / all.max(1).unsigned_abs();
        let by_weight = odds.to.iter().filter(|(_, weight)| *weight > 0).filter_map(|(to, weight)| match to {
            Destination::Service(service) => Some((usable(service), part(*weight))),
            Destination::Status(..) => None,
        });
        let by_header = self.backends().into_iter().filter(|(.., by_header)| *by_header);
        Ways { to: by_weight.chain(by_header.map(|(service, ..)| (usable(&service), 0))).collect() }
    }

    /// The Services whose selector picks a ReplicaSet's pods, each with how many of these are its endpoints.
    pub(super) fn picked(&self, set: &ReplicaSet, pods: &[Uid]) -> Vec<Picked> {
        let labels = &set.spec.template.metadata.labels;
        let services = self.cluster.objects().services.values().filter(|service| {
            let selector = &service.spec.selector;
            !selector.is_empty() && selects(selector, labels)
        });
        let picked = services.map(|service| {
            let endpoints = self.cluster.usable_endpoints(&service.metadata.name);
            let reached = pods.iter().filter(|pod| endpoints.of_pod(**pod).is_some()).count();
            Picked { service: service.metadata.name.clone(), endpoints: reached }
        });
        picked.collect()
    }
}
