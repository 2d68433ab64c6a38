//! Between the API server and the controllers: watches that deliver late but in order, caches, and who wakes whom.

use super::Cluster;
use super::api::Delivery;
use super::autoscaler::sync_autoscaler;
use super::deployment::sync_deployment;
use super::disruption::sync_budget;
use super::endpoint_slice::sync_service;
use super::objects::Object;
use super::pod::Pod;
use super::queue::{Controller, Due};
use super::replica_set::{Step, sync_replica_set};
use super::retry::Retry;
use crate::kube::object::{Uid, selects};
use crate::kube::time::Millis;
use crate::kube::workload::{ReplicaSet, Strategy};

/// When the watch of each kind that a controller caches last delivered.
#[derive(Clone, Debug, Default)]
pub(super) struct Watch {
    last: [Millis; 10],
    /// The resource version each cache is at. Models cache.Store LastStoreSyncResourceVersion.
    version: [u64; 10],
}

impl Watch {
    /// The resource version the cache of ReplicaSets is at.
    pub fn replica_sets(&self) -> u64 {
        self.version[1]
    }

    /// The resource version the cache of pods is at.
    pub fn pods(&self) -> u64 {
        self.version[2]
    }
}

/// The stream of a kind whose watch takes its time; none of one that delivers at once: whoever acts on it has a delay of
/// its own, or nobody does.
fn stream(object: &Object) -> Option<usize> {
    match object {
        Object::Deployment(_) => Some(0),
        Object::ReplicaSet(_) => Some(1),
        Object::Pod(_) => Some(2),
        Object::Service(_) => Some(3),
        Object::EndpointSlice(_) => Some(4),
        Object::Rollout(_) => Some(5),
        Object::AnalysisRun(_) => Some(6),
        Object::Canary(_) => Some(7),
        Object::PodDisruptionBudget(_) => Some(8),
        Object::HorizontalPodAutoscaler(_) => Some(9),
        Object::HttpRoute(_)
        | Object::Ingress(_)
        | Object::ResourceQuota(_)
        | Object::Node(_)
        | Object::AnalysisTemplate(_) => None,
    }
}

impl Cluster {
    /// When a key that arrives in a work queue now is synced, ms: what comes meanwhile is dealt with in one sync.
    pub(super) fn soon(&self) -> Millis {
        self.now + self.world.delays.work
    }

    /// Sends what was written to the caches, each kind in order, after the watch's delay.
    pub(super) fn fan_out(&mut self) {
        while let Some(delivery) = self.api.outbox.pop_front() {
            let Some(stream) = stream(&delivery.object) else {
                self.deliver(delivery);
                continue;
            };
            let delay = self.watch_delay();
            let at = (self.now + delay).max(self.watch.last[stream]);
            self.watch.last[stream] = at;
            self.notice_directly(&delivery);
            self.queue.push(at, Due::Deliver(delivery));
        }
    }

    /// What is no controller with a cache: the scheduler, the kubelets and the proxies have delays of their own.
    fn notice_directly(&mut self, delivery: &Delivery) {
        match &delivery.object {
            Object::Pod(pod) => self.notice_pod(pod, delivery.removed),
            Object::EndpointSlice(slice) if !delivery.removed => {
                for node in 0..self.proxies() {
                    let at = self.now + self.world.delays.proxy.draw(&mut self.random);
                    if self.proxy.looks(slice.metadata.uid, node, at) {
                        self.queue.push(at, Due::Proxy(slice.metadata.uid, node));
                    }
                }
            }
            _ => {}
        }
    }

    /// A cache learns of a write, and the controllers that care wake.
    pub(super) fn deliver(&mut self, delivery: Delivery) {
        let before = match &delivery.object {
            Object::Pod(pod) => self.cache.pods.get(&pod.metadata.uid).cloned(),
            _ => None,
        };
        if let Some(stream) = stream(&delivery.object) {
            self.watch.version[stream] = delivery.version;
        }
        if let Object::Pod(pod) = &delivery.object {
            self.pod_counts.replace(before.as_deref(), Some(&**pod).filter(|_| !delivery.removed));
        }
        if delivery.removed {
            self.cache.remove(&delivery.object);
        } else {
            self.cache.insert(delivery.object.clone());
        }
        match &delivery.object {
            Object::Deployment(deployment) => {
                self.queue.enqueue(self.soon(), Controller::Deployment, deployment.metadata.uid);
            }
            Object::ReplicaSet(set) => self.wake_for_replica_set(set, delivery.removed),
            Object::Pod(pod) => self.wake_for_pod(pod, before.as_deref(), delivery.removed),
            Object::Service(service) => {
                self.endpoint_slice_controller.service_changed(service.metadata.uid);
                self.queue.enqueue(self.soon(), Controller::EndpointSlice, service.metadata.uid);
            }
            Object::EndpointSlice(_)
            | Object::ResourceQuota(_)
            | Object::Rollout(_)
            | Object::AnalysisTemplate(_)
            | Object::AnalysisRun(_)
            | Object::Canary(_) => {}
            Object::PodDisruptionBudget(budget) => {
                self.queue.enqueue(self.soon(), Controller::Disruption, budget.metadata.uid);
            }
            Object::HorizontalPodAutoscaler(autoscaler) => self.wake_autoscaler(autoscaler.metadata.uid),
            Object::HttpRoute(_) | Object::Ingress(_) => self.program_gateway(),
            Object::Node(node) => self.notice_node(node),
        }
        self.wake_delivery(&delivery.object);
    }

    fn wake_for_replica_set(&mut self, set: &ReplicaSet, removed: bool) {
        self.queue.enqueue(self.soon(), Controller::ReplicaSet, set.metadata.uid);
        if let Some(owner) = set.metadata.owner {
            if self.cache.rollouts.contains_key(&owner) {
                return;
            }
            self.queue.enqueue(self.soon(), Controller::Deployment, owner);
        } else if !removed {
            let selecting = |deployment: &Uid| {
                self.cache.deployments.get(deployment).is_some_and(|d| d.spec.selects(&set.metadata.labels))
            };
            let deployments: Vec<Uid> = self.cache.deployments.keys().copied().filter(selecting).collect();
            for deployment in deployments {
                self.queue.enqueue(self.soon(), Controller::Deployment, deployment);
            }
        }
    }

    fn wake_for_pod(&mut self, pod: &Pod, before: Option<&Pod>, removed: bool) {
        if let Some(owner) = pod.metadata.owner {
            let deleted = removed || pod.metadata.deletion_timestamp.is_some();
            self.replica_set_controller.observe(owner, pod.metadata.uid, before.is_none() && !removed, deleted);
            self.queue.enqueue(self.soon(), Controller::ReplicaSet, owner);
            if removed {
                self.wake_recreate(owner);
            }
        } else if !removed {
            self.wake_adopters(pod);
        }
        self.wake_budget(pod);
        self.wake_services(pod, before);
    }

    /// Every Service that stands for the pod, or did before its labels changed. Models getPodServiceMemberships.
    fn wake_services(&mut self, pod: &Pod, before: Option<&Pod>) {
        let relabelled = before.filter(|before| before.metadata.labels != pod.metadata.labels);
        for service in self.cache.services.values() {
            let stands = |pod: &Pod| selects(&service.spec.selector, &pod.metadata.labels);
            if stands(pod) || relabelled.is_some_and(stands) {
                self.endpoint_slice_controller.pod_changed(service.metadata.uid, pod.metadata.uid);
                self.queue.enqueue(self.soon(), Controller::EndpointSlice, service.metadata.uid);
            }
        }
    }

    /// Every ReplicaSet whose selector an ownerless pod's labels match. Models replica_set.go getPodReplicaSets.
    fn wake_adopters(&mut self, pod: &Pod) {
        let sets = self.cache.replica_sets.values();
        let adopters: Vec<Uid> =
            sets.filter(|set| set.spec.selector.matches(&pod.metadata.labels)).map(|set| set.metadata.uid).collect();
        for set in adopters {
            self.queue.enqueue(self.soon(), Controller::ReplicaSet, set);
        }
    }

    /// The last pod of a Recreate Deployment is gone. Models deployment_controller.go deletePod.
    fn wake_recreate(&mut self, replica_set: Uid) {
        let owner = self.cache.replica_sets.get(&replica_set).and_then(|set| set.metadata.owner);
        let Some(deployment) = owner.and_then(|owner| self.cache.deployments.get(&owner)) else { return };
        if deployment.spec.strategy != Strategy::Recreate {
            return;
        }
        let uid = deployment.metadata.uid;
        let mut sets = self.cache.replica_sets_of(uid);
        if sets.all(|set| self.cache.pods_of(Some(set.metadata.uid)).next().is_none()) {
            self.queue.enqueue(self.soon(), Controller::Deployment, uid);
        }
    }

    /// A controller works on one key. Models the controllers' processNextWorkItem and handleErr.
    pub(super) fn sync(&mut self, controller: Controller, key: Uid) {
        self.queue.take(controller, key);
        let result = match controller {
            Controller::Deployment => sync_deployment(self, key),
            Controller::ReplicaSet => match sync_replica_set(self, key) {
                Ok(Step::GoesOn) => return self.queue.hold(controller, key),
                Ok(Step::Over) => Ok(()),
                Err(retry) => Err(retry),
            },
            Controller::EndpointSlice => sync_service(self, key),
            Controller::Disruption => sync_budget(self, key),
            Controller::Autoscaler => sync_autoscaler(self, key),
            Controller::Rollout | Controller::AnalysisRun | Controller::Canary => {
                self.reconcile_delivery(controller, key)
            }
        };
        self.end_sync(controller, key, result);
    }

    /// Models handleErr.
    pub(super) fn end_sync(&mut self, controller: Controller, key: Uid, result: Result<(), Retry>) {
        match result {
            Ok(()) => self.queue.forget(controller, key),
            Err(Retry) => self.queue.enqueue_rate_limited(self.now, controller, key),
        }
        self.queue.done(self.soon(), controller, key);
    }
}
