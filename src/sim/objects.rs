//! A set of API objects: what the API server holds, and what the controllers' caches hold of it.

use litemap::LiteMap;
use std::rc::Rc;

use super::network::EndpointSlice;
use super::node::Node;
use super::ordered::{OrderedMap, OrderedSet};
use super::pod::Pod;
use crate::kube::analysis::{AnalysisRun, AnalysisTemplate};
use crate::kube::autoscaler::HorizontalPodAutoscaler;
use crate::kube::canary::Canary;
use crate::kube::disruption_budget::PodDisruptionBudget;
use crate::kube::object::{Kind, ObjectMeta, Uid};
use crate::kube::quota::ResourceQuota;
use crate::kube::rollout::Rollout;
use crate::kube::route::{HttpRoute, Ingress};
use crate::kube::service::Service;
use crate::kube::workload::{Deployment, ReplicaSet};

/// One version of one object. Never changed once written, so copies are cheap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Object {
    /// apps/v1 Deployment.
    Deployment(Rc<Deployment>),
    /// apps/v1 ReplicaSet.
    ReplicaSet(Rc<ReplicaSet>),
    /// v1 Pod.
    Pod(Rc<Pod>),
    /// v1 Service.
    Service(Rc<Service>),
    /// discovery/v1 EndpointSlice.
    EndpointSlice(Rc<EndpointSlice>),
    /// gateway.networking.k8s.io/v1 HTTPRoute.
    HttpRoute(Rc<HttpRoute>),
    /// networking.k8s.io/v1 Ingress.
    Ingress(Rc<Ingress>),
    /// v1 ResourceQuota.
    ResourceQuota(Rc<ResourceQuota>),
    /// policy/v1 PodDisruptionBudget.
    PodDisruptionBudget(Rc<PodDisruptionBudget>),
    /// autoscaling/v2 HorizontalPodAutoscaler.
    HorizontalPodAutoscaler(Rc<HorizontalPodAutoscaler>),
    /// v1 Node.
    Node(Rc<Node>),
    /// argoproj.io/v1alpha1 Rollout.
    Rollout(Rc<Rollout>),
    /// argoproj.io/v1alpha1 AnalysisTemplate.
    AnalysisTemplate(Rc<AnalysisTemplate>),
    /// argoproj.io/v1alpha1 AnalysisRun.
    AnalysisRun(Rc<AnalysisRun>),
    /// flagger.app/v1beta1 Canary.
    Canary(Rc<Canary>),
}

/// The same expression for an object of any kind.
macro_rules! whichever {
    ($this:expr, $object:ident => $then:expr) => {
        match $this {
            Object::Deployment($object) => $then,
            Object::ReplicaSet($object) => $then,
            Object::Pod($object) => $then,
            Object::Service($object) => $then,
            Object::EndpointSlice($object) => $then,
            Object::HttpRoute($object) => $then,
            Object::Ingress($object) => $then,
            Object::ResourceQuota($object) => $then,
            Object::PodDisruptionBudget($object) => $then,
            Object::HorizontalPodAutoscaler($object) => $then,
            Object::Node($object) => $then,
            Object::Rollout($object) => $then,
            Object::AnalysisTemplate($object) => $then,
            Object::AnalysisRun($object) => $then,
            Object::Canary($object) => $then,
        }
    };
}

impl Object {
    /// What every object carries.
    pub fn metadata(&self) -> &ObjectMeta {
        whichever!(self, object => &object.metadata)
    }

    pub fn kind(&self) -> Kind {
        match self {
            Self::Deployment(_) => Kind::Deployment,
            Self::ReplicaSet(_) => Kind::ReplicaSet,
            Self::Pod(_) => Kind::Pod,
            Self::Service(_) => Kind::Service,
            Self::EndpointSlice(_) => Kind::EndpointSlice,
            Self::HttpRoute(_) => Kind::HttpRoute,
            Self::Ingress(_) => Kind::Ingress,
            Self::ResourceQuota(_) => Kind::ResourceQuota,
            Self::PodDisruptionBudget(_) => Kind::PodDisruptionBudget,
            Self::HorizontalPodAutoscaler(_) => Kind::HorizontalPodAutoscaler,
            Self::Node(_) => Kind::Node,
            Self::Rollout(_) => Kind::Rollout,
            Self::AnalysisTemplate(_) => Kind::AnalysisTemplate,
            Self::AnalysisRun(_) => Kind::AnalysisRun,
            Self::Canary(_) => Kind::Canary,
        }
    }
}

/// Objects by uid, which is their order of creation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Objects {
    pub deployments: LiteMap<Uid, Rc<Deployment>>,
    /// ReplicaSets.
    pub replica_sets: LiteMap<Uid, Rc<ReplicaSet>>,
    pub pods: OrderedMap<Uid, Rc<Pod>>,
    pub services: LiteMap<Uid, Rc<Service>>,
    /// EndpointSlices.
    pub endpoint_slices: LiteMap<Uid, Rc<EndpointSlice>>,
    /// HTTPRoutes.
    pub http_routes: LiteMap<Uid, Rc<HttpRoute>>,
    pub ingresses: LiteMap<Uid, Rc<Ingress>>,
    /// ResourceQuotas.
    pub resource_quotas: LiteMap<Uid, Rc<ResourceQuota>>,
    /// PodDisruptionBudgets.
    pub pod_disruption_budgets: LiteMap<Uid, Rc<PodDisruptionBudget>>,
    /// HorizontalPodAutoscalers.
    pub autoscalers: LiteMap<Uid, Rc<HorizontalPodAutoscaler>>,
    pub nodes: LiteMap<Uid, Rc<Node>>,
    pub rollouts: LiteMap<Uid, Rc<Rollout>>,
    /// AnalysisTemplates.
    pub analysis_templates: LiteMap<Uid, Rc<AnalysisTemplate>>,
    /// AnalysisRuns.
    pub analysis_runs: LiteMap<Uid, Rc<AnalysisRun>>,
    pub canaries: LiteMap<Uid, Rc<Canary>>,
    pods_by_owner: LiteMap<Option<Uid>, OrderedMap<Uid, Rc<Pod>>>,
    terminating: OrderedSet<Uid>,
}

impl Objects {
    /// Puts this version of an object in place of the one before.
    pub(super) fn insert(&mut self, object: Object) {
        match object {
            Object::Deployment(object) => drop(self.deployments.insert(object.metadata.uid, object)),
            Object::ReplicaSet(object) => drop(self.replica_sets.insert(object.metadata.uid, object)),
            Object::Pod(object) => self.insert_pod(object),
            Object::Service(object) => drop(self.services.insert(object.metadata.uid, object)),
            Object::EndpointSlice(object) => drop(self.endpoint_slices.insert(object.metadata.uid, object)),
            Object::HttpRoute(object) => drop(self.http_routes.insert(object.metadata.uid, object)),
            Object::Ingress(object) => drop(self.ingresses.insert(object.metadata.uid, object)),
            Object::ResourceQuota(object) => drop(self.resource_quotas.insert(object.metadata.uid, object)),
            Object::PodDisruptionBudget(object) => {
                drop(self.pod_disruption_budgets.insert(object.metadata.uid, object));
            }
            Object::HorizontalPodAutoscaler(object) => drop(self.autoscalers.insert(object.metadata.uid, object)),
            Object::Node(object) => drop(self.nodes.insert(object.metadata.uid, object)),
            Object::Rollout(object) => drop(self.rollouts.insert(object.metadata.uid, object)),
            Object::AnalysisTemplate(object) => drop(self.analysis_templates.insert(object.metadata.uid, object)),
            Object::AnalysisRun(object) => drop(self.analysis_runs.insert(object.metadata.uid, object)),
            Object::Canary(object) => drop(self.canaries.insert(object.metadata.uid, object)),
        }
    }

    fn insert_pod(&mut self, pod: Rc<Pod>) {
        let (uid, owner) = (pod.metadata.uid, pod.metadata.owner);
        if pod.metadata.deletion_timestamp.is_some() {
            self.terminating.insert(uid, ());
        }
        let before = self.pods.insert(uid, pod.clone()).map(|pod| pod.metadata.owner);
        if let Some(before) = before.filter(|before| *before != owner) {
            self.forget_owned(before, uid);
        }
        self.pods_by_owner.entry(owner).or_default().insert(uid, pod);
    }

    fn forget_owned(&mut self, owner: Option<Uid>, pod: Uid) {
        let Some(owned) = self.pods_by_owner.get_mut(&owner) else { return };
        owned.remove(&pod);
        if owned.is_empty() {
            self.pods_by_owner.remove(&owner);
        }
    }

    /// Takes an object away.
    pub(super) fn remove(&mut self, object: &Object) {
        match object {
            Object::Deployment(object) => drop(self.deployments.remove(&object.metadata.uid)),
            Object::ReplicaSet(object) => drop(self.replica_sets.remove(&object.metadata.uid)),
            Object::Pod(object) => {
                self.pods.remove(&object.metadata.uid);
                self.terminating.remove(&object.metadata.uid);
                self.forget_owned(object.metadata.owner, object.metadata.uid);
            }
            Object::Service(object) => drop(self.services.remove(&object.metadata.uid)),
            Object::EndpointSlice(object) => drop(self.endpoint_slices.remove(&object.metadata.uid)),
            Object::HttpRoute(object) => drop(self.http_routes.remove(&object.metadata.uid)),
            Object::Ingress(object) => drop(self.ingresses.remove(&object.metadata.uid)),
            Object::ResourceQuota(object) => drop(self.resource_quotas.remove(&object.metadata.uid)),
            Object::PodDisruptionBudget(object) => {
                drop(self.pod_disruption_budgets.remove(&object.metadata.uid));
            }
            Object::HorizontalPodAutoscaler(object) => drop(self.autoscalers.remove(&object.metadata.uid)),
            Object::Node(object) => drop(self.nodes.remove(&object.metadata.uid)),
            Object::Rollout(object) => drop(self.rollouts.remove(&object.metadata.uid)),
            Object::AnalysisTemplate(object) => drop(self.analysis_templates.remove(&object.metadata.uid)),
            Object::AnalysisRun(object) => drop(self.analysis_runs.remove(&object.metadata.uid)),
            Object::Canary(object) => drop(self.canaries.remove(&object.metadata.uid)),
        }
    }

    /// The pods whose controller is this object (`None`: pods without one), oldest first.
    pub fn pods_of(&self, owner: Option<Uid>) -> impl Iterator<Item = &Rc<Pod>> {
        self.pods_by_owner.get(&owner).into_iter().flat_map(OrderedMap::values)
    }

    /// The ReplicaSets whose controller is this Deployment or Rollout, oldest first.
    pub fn replica_sets_of(&self, owner: Uid) -> impl Iterator<Item = &Rc<ReplicaSet>> {
        self.replica_sets.values().filter(move |set| set.metadata.owner == Some(owner))
    }

    /// Looks at the objects of a kind, oldest first, until one look says that it is enough.
    pub fn each_until(&self, kind: Kind, look: &mut dyn FnMut(Object) -> bool) {
        macro_rules! each {
            ($objects:expr, $kind:ident) => {
                drop($objects.values().any(|object| look(Object::$kind(object.clone()))))
            };
        }
        match kind {
            Kind::Deployment => each!(self.deployments, Deployment),
            Kind::ReplicaSet => each!(self.replica_sets, ReplicaSet),
            Kind::Pod => each!(self.pods, Pod),
            Kind::Service => each!(self.services, Service),
            Kind::EndpointSlice => each!(self.endpoint_slices, EndpointSlice),
            Kind::HttpRoute => each!(self.http_routes, HttpRoute),
            Kind::Ingress => each!(self.ingresses, Ingress),
            Kind::ResourceQuota => each!(self.resource_quotas, ResourceQuota),
            Kind::PodDisruptionBudget => each!(self.pod_disruption_budgets, PodDisruptionBudget),
            Kind::HorizontalPodAutoscaler => each!(self.autoscalers, HorizontalPodAutoscaler),
            Kind::Node => each!(self.nodes, Node),
            Kind::Rollout => each!(self.rollouts, Rollout),
            Kind::AnalysisTemplate => each!(self.analysis_templates, AnalysisTemplate),
            Kind::AnalysisRun => each!(self.analysis_runs, AnalysisRun),
            Kind::Canary => each!(self.canaries, Canary),
            Kind::World => {}
        }
    }

    /// An object by its kind and uid.
    pub fn get(&self, kind: Kind, uid: Uid) -> Option<Object> {
        match kind {
            Kind::Deployment => self.deployments.get(&uid).cloned().map(Object::Deployment),
            Kind::ReplicaSet => self.replica_sets.get(&uid).cloned().map(Object::ReplicaSet),
            Kind::Pod => self.pods.get(&uid).cloned().map(Object::Pod),
            Kind::Service => self.services.get(&uid).cloned().map(Object::Service),
            Kind::EndpointSlice => self.endpoint_slices.get(&uid).cloned().map(Object::EndpointSlice),
            Kind::HttpRoute => self.http_routes.get(&uid).cloned().map(Object::HttpRoute),
            Kind::Ingress => self.ingresses.get(&uid).cloned().map(Object::Ingress),
            Kind::ResourceQuota => self.resource_quotas.get(&uid).cloned().map(Object::ResourceQuota),
            Kind::PodDisruptionBudget => {
                self.pod_disruption_budgets.get(&uid).cloned().map(Object::PodDisruptionBudget)
            }
            Kind::HorizontalPodAutoscaler => self.autoscalers.get(&uid).cloned().map(Object::HorizontalPodAutoscaler),
            Kind::Node => self.nodes.get(&uid).cloned().map(Object::Node),
            Kind::Rollout => self.rollouts.get(&uid).cloned().map(Object::Rollout),
            Kind::AnalysisTemplate => self.analysis_templates.get(&uid).cloned().map(Object::AnalysisTemplate),
            Kind::AnalysisRun => self.analysis_runs.get(&uid).cloned().map(Object::AnalysisRun),
            Kind::Canary => self.canaries.get(&uid).cloned().map(Object::Canary),
            Kind::World => None,
        }
    }

    /// An object by its kind and name.
    pub fn find(&self, kind: Kind, name: &str) -> Option<Object> {
        let mut found = None;
        self.each_until(kind, &mut |object| {
            let is_it = &*object.metadata().name == name;
            if is_it {
                found = Some(object);
            }
            is_it
        });
        found
    }

    /// A Deployment by its name.
    pub fn deployment(&self, name: &str) -> Option<&Rc<Deployment>> {
        self.deployments.values().find(|object| &*object.metadata.name == name)
    }

    /// A Service by its name.
    pub fn service(&self, name: &str) -> Option<&Rc<Service>> {
        self.services.values().find(|object| &*object.metadata.name == name)
    }

    /// How many pods are being deleted and not gone yet.
    pub fn terminating_pods(&self) -> usize {
        self.terminating.len()
    }
}
