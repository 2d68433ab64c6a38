//! Which place each pod has in its lane: the same all its life.

use litemap::LiteMap;

use crate::kube::object::Uid;
use crate::sim::Cluster;
use crate::sim::ordered::OrderedMap;

/// Which place each pod has in its lane.
#[derive(Clone, Debug, Default)]
pub struct Places {
    lanes: LiteMap<Option<Uid>, Row>,
    /// By its owner when it came, and its number.
    of_pod: OrderedMap<Uid, (Option<Uid>, usize)>,
}

/// The places of a lane.
#[derive(Clone, Debug, Default)]
struct Row {
    /// How many there are.
    places: usize,
    /// Free ones, the last first.
    free: Vec<usize>,
}

impl Row {
    fn release(&mut self, place: usize) {
        let at = self.free.partition_point(|other| *other > place);
        self.free.insert(at, place);
    }
}

impl Places {
    /// Frees the places of pods that are gone and gives new pods the first free one.
    pub fn follow(&mut self, cluster: &Cluster) {
        let pods = &cluster.objects().pods;
        // Uids rise and never come back: as many pods as before with the same last one are the same pods.
        if pods.len() == self.of_pod.len() && pods.keys().next_back() == self.of_pod.keys().next_back() {
            return;
        }
        let lanes = &mut self.lanes;
        self.of_pod.retain(|uid, (owner, slot)| {
            let stays = pods.contains_key(uid);
            if !stays {
                lanes.entry(*owner).or_default().release(*slot);
            }
            stays
        });
        let newest = self.of_pod.keys().next_back().copied();
        for (uid, pod) in pods.after(newest.as_ref()) {
            let row = lanes.entry(pod.metadata.owner).or_default();
            let slot = row.free.pop().unwrap_or_else(|| {
                row.places += 1;
                row.places - 1
            });
            self.of_pod.insert(*uid, (pod.metadata.owner, slot));
        }
    }

    pub(super) fn slot(&self, pod: Uid) -> usize {
        self.of_pod.get(&pod).map_or(0, |(_, slot)| *slot)
    }
}
