//! The garbage collector: what a deleted owner owned goes too, in the background.
//!
//! Models pkg/controller/garbagecollector for background deletion.

use super::Cluster;
use super::queue::Due;
use crate::kube::object::Uid;
use crate::kube::workload::ReplicaSet;

impl Cluster {
    /// Has what this object owned deleted a little later.
    pub(super) fn abandon(&mut self, owner: Uid) {
        let at = self.now + self.world.delays.garbage_collection.draw(&mut self.random);
        self.queue.push(at, Due::CollectGarbage(owner));
    }

    pub(super) fn collect_garbage(&mut self, owner: Uid) {
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
}
