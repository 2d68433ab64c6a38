//! What differs from kind to kind at the API server: where objects of a kind are kept, and which changes raise their
//! generation.
//!
//! Models the kinds' strategy.go under pkg/registry (PrepareForCreate, PrepareForUpdate), that of custom resources in
//! apiextensions-apiserver pkg/registry/customresource, and for pods what registry/rest/delete.go BeforeDelete adds.

use std::rc::Rc;

use super::super::network::EndpointSlice;
use super::super::node::Node;
use super::super::objects::{Object, Objects};
use super::super::pod::Pod;
use crate::kube::analysis::{AnalysisRun, AnalysisTemplate};
use crate::kube::autoscaler::HorizontalPodAutoscaler;
use crate::kube::canary::Canary;
use crate::kube::disruption_budget::PodDisruptionBudget;
use crate::kube::object::{ObjectMeta, Uid};
use crate::kube::quota::ResourceQuota;
use crate::kube::rollout::Rollout;
use crate::kube::route::{HttpRoute, Ingress};
use crate::kube::service::Service;
use crate::kube::workload::{Deployment, ReplicaSet};

/// A kind of object the API server stores.
pub(in super::super) trait Stored: Clone + PartialEq {
    /// The generation of a new object; 0 where the kind counts none.
    const FIRST_GENERATION: u64;
    fn metadata(&self) -> &ObjectMeta;
    fn metadata_mut(&mut self) -> &mut ObjectMeta;
    fn object(this: Rc<Self>) -> Object;
    fn named<'a>(objects: &'a Objects, name: &str) -> Option<&'a Rc<Self>>;
    fn find(objects: &Objects, uid: Uid) -> Option<&Rc<Self>>;
    /// Whether this in place of `before` asks for something else.
    fn asks_anew(&self, before: &Self) -> bool;
}

macro_rules! stored {
    ($($kind:ident in $field:ident, from $first:literal, rising if |$new:ident, $old:ident| $rises:expr;)*) => {$(
        impl Stored for $kind {
            const FIRST_GENERATION: u64 = $first;
            fn metadata(&self) -> &ObjectMeta {
                &self.metadata
            }
            fn metadata_mut(&mut self) -> &mut ObjectMeta {
                &mut self.metadata
            }
            fn object(this: Rc<Self>) -> Object {
                Object::$kind(this)
            }
            fn named<'a>(objects: &'a Objects, name: &str) -> Option<&'a Rc<Self>> {
                objects.$field.values().find(|object| &*object.metadata.name == name)
            }
            fn find(objects: &Objects, uid: Uid) -> Option<&Rc<Self>> {
                objects.$field.get(&uid)
            }
            fn asks_anew(&self, before: &Self) -> bool {
                let ($new, $old) = (self, before);
                $rises
            }
        }
    )*};
}
stored! {
    // A Deployment's annotations are copied to its ReplicaSets, so they count.
    Deployment in deployments, from 1, rising if |new, old| {
        new.spec != old.spec || new.metadata.annotations != old.metadata.annotations
    };
    ReplicaSet in replica_sets, from 1, rising if |new, old| new.spec != old.spec;
    // Nothing of a pod's spec is changed here but by being bound, which does not count; being told to end does.
    Pod in pods, from 1, rising if |new, old| {
        new.metadata.deletion_timestamp.is_some() && old.metadata.deletion_timestamp.is_none()
    };
    Service in services, from 0, rising if |_new, _old| false;
    EndpointSlice in endpoint_slices, from 1, rising if |new, old| {
        new.endpoints != old.endpoints || new.metadata.labels != old.metadata.labels
    };
    HttpRoute in http_routes, from 1, rising if |new, old| new.spec != old.spec;
    Ingress in ingresses, from 1, rising if |new, old| new.spec != old.spec;
    Node in nodes, from 0, rising if |_new, _old| false;
    Rollout in rollouts, from 1, rising if |new, old| new.spec != old.spec;
    AnalysisTemplate in analysis_templates, from 1, rising if |new, old| new.spec != old.spec;
    AnalysisRun in analysis_runs, from 1, rising if |new, old| new.spec != old.spec;
    Canary in canaries, from 1, rising if |new, old| new.spec != old.spec;
    ResourceQuota in resource_quotas, from 0, rising if |_new, _old| false;
    // Its strategy counts no generation.
    HorizontalPodAutoscaler in autoscalers, from 0, rising if |_new, _old| false;
    PodDisruptionBudget in pod_disruption_budgets, from 1, rising if |new, old| new.spec != old.spec;
}
