//! The garbage collector: what a deleted owner owned goes too, in the background.
//!
//! Models pkg/controller/garbagecollector for background deletion.

use super::Cluster;
use super::queue::Due;
use crate::kube::analysis::AnalysisRun;
use crate::kube::object::{ObjectMeta, Uid};
use crate::kube::route::{HttpRoute, Ingress};
use crate::kube::service::Service;
use crate::kube::workload::{Deployment, ReplicaSet};

impl Cluster {
    /// Has what this object owned deleted a little later.
    pub(super) fn abandon(&mut self, owner: Uid) {
        let at = self.now + self.world.delays.garbage_collection.draw(&mut self.random);
        self.queue.push(at, Due::CollectGarbage(owner));
    }

    pub(super) fn collect_garbage(&mut self, owner: Uid) {
        self.collect_delivered(owner);
        let sets: Vec<Uid> = self.api.objects.replica_sets_of(owner).map(|set| set.metadata.uid).collect();
        for set in sets {
            self.api.remove::<ReplicaSet>(set);
            self.abandon(set);
        }
        let pods: Vec<Uid> = self.api.objects.pods_of(Some(owner)).map(|pod| pod.metadata.uid).collect();
        for pod in pods {
            self.delete_pod(pod);
        }
    }

    /// What a Rollout or a Canary owned besides ReplicaSets.
    fn collect_delivered(&mut self, owner: Uid) {
        let objects = &self.api.objects;
        let owned = |meta: &ObjectMeta| (meta.owner == Some(owner)).then_some(meta.uid);
        let deployments: Vec<Uid> = objects.deployments.values().filter_map(|it| owned(&it.metadata)).collect();
        let services: Vec<Uid> = objects.services.values().filter_map(|it| owned(&it.metadata)).collect();
        let routes: Vec<Uid> = objects.http_routes.values().filter_map(|it| owned(&it.metadata)).collect();
        let ingresses: Vec<Uid> = objects.ingresses.values().filter_map(|it| owned(&it.metadata)).collect();
        let runs: Vec<Uid> = objects.analysis_runs.values().filter_map(|it| owned(&it.metadata)).collect();
        for deployment in deployments {
            self.api.remove::<Deployment>(deployment);
            self.abandon(deployment);
        }
        services.into_iter().for_each(|uid| drop(self.api.remove::<Service>(uid)));
        routes.into_iter().for_each(|uid| drop(self.api.remove::<HttpRoute>(uid)));
        ingresses.into_iter().for_each(|uid| drop(self.api.remove::<Ingress>(uid)));
        runs.into_iter().for_each(|uid| drop(self.api.remove::<AnalysisRun>(uid)));
    }
}
