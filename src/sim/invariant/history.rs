//! What holds of the present given the past: versions rise, what is final stays, no set outgrows what it was told.

use std::collections::BTreeMap;

use super::super::Cluster;
use super::super::pod::{Pod, PodPhase};
use super::super::traffic::Tally;
use crate::kube::object::{Labels, Uid};
use crate::kube::time::{Millis, SECOND};
use crate::kube::workload::REVISION;

/// Longest a pod may outlive its ReplicaSet without being told to end, ms.
const ORPHAN_MAX: Millis = 30 * SECOND;

#[derive(Clone, Debug)]
struct SeenPod {
    version: u64,
    phase: PodPhase,
    restarts: u32,
    deleted: bool,
    node: Option<u32>,
    /// Since when its owner is gone, ms.
    orphan_since: Option<Millis>,
}

/// What was seen last.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pods: BTreeMap<Uid, SeenPod>,
    versions: BTreeMap<Uid, u64>,
    /// The most pods a ReplicaSet was told to have since it last had no more than it should.
    ceilings: BTreeMap<Uid, i32>,
    sizes_forgotten: bool,
    /// Seconds of traffic that are over, and the requests sent and ended in them.
    seconds_over: usize,
    requests_before: (u64, u64),
    revisions: BTreeMap<Uid, i64>,
    /// Evictions that each budget allowed, and those it knows of.
    budgets: BTreeMap<Uid, (i32, Labels)>,
    /// What each autoscaler wanted.
    autoscalers: BTreeMap<Uid, i32>,
    now: Millis,
}

impl Seen {
    /// What has to be asked after each event.
    pub fn check_always(&mut self, cluster: &Cluster, broken: &mut Vec<String>) {
        if cluster.now() < self.now {
            broken.push(format!("time went back from {} to {} ms", self.now, cluster.now()));
        }
        self.now = cluster.now();
        self.check_requests(cluster, broken);
    }

    /// What has to be asked after each write.
    pub fn check(&mut self, cluster: &Cluster, fresh: bool, broken: &mut Vec<String>) {
        self.check_versions(cluster, fresh, broken);
        self.check_pods(cluster, broken);
        self.check_sizes(cluster, broken);
        self.check_budgets(cluster, broken);
        self.check_autoscalers(cluster, broken);
    }

    /// An autoscaler asks for no fewer pods than its least and no more than its most.
    fn check_autoscalers(&mut self, cluster: &Cluster, broken: &mut Vec<String>) {
        for (uid, autoscaler) in cluster.objects().autoscalers.iter() {
            let (spec, status) = (&autoscaler.spec, &autoscaler.status);
            let wanted = status.desired_replicas;
            let new = self.autoscalers.insert(*uid, wanted).unwrap_or(0) != wanted;
            if new && wanted != status.current_replicas && !(spec.min_replicas..=spec.max_replicas).contains(&wanted) {
                broken.push(format!("{}: asks for {wanted} pods", autoscaler.metadata.name));
            }
        }
    }

    /// Each eviction that a budget has a say in takes one off what it allowed.
    fn check_budgets(&mut self, cluster: &Cluster, broken: &mut Vec<String>) {
        for (uid, budget) in cluster.objects().pod_disruption_budgets.iter() {
            let now = (budget.status.disruptions_allowed, budget.status.disrupted_pods.clone());
            let Some((allowed, known)) = self.budgets.insert(*uid, now.clone()) else { continue };
            let evicted = now.1.iter().filter(|(pod, at)| known.get(&**pod) != Some(at)).count() as i32;
            if evicted > 0 && now.0 != allowed - evicted {
                let name = &budget.metadata.name;
                broken.push(format!("{name}: allowed {allowed}, {evicted} were evicted, and {} are left", now.0));
            }
        }
    }

    /// Every request ends once: what was sent is what ended and what is on its way, in all and by the second. Seconds
    /// that are over do not change.
    fn check_requests(&mut self, cluster: &Cluster, broken: &mut Vec<String>) {
        let traffic = cluster.traffic();
        let seconds = traffic.seconds();
        let add = |(sent, ended): (u64, u64), tally: &Tally| (sent + tally.sent, ended + tally.ended());
        while self.seconds_over + 1 < seconds.len() {
            self.requests_before = add(self.requests_before, &seconds[self.seconds_over].1);
            self.seconds_over += 1;
        }
        let by_second = seconds.last().map_or(self.requests_before, |(_, tally)| add(self.requests_before, tally));
        let total = add((0, 0), traffic.total());
        if total != by_second {
            broken.push(format!("{total:?} requests sent and ended in all, {by_second:?} by the second"));
        }
        let (on_the_way, (sent, ended)) = (traffic.on_the_way().count() as u64, total);
        if sent != ended + on_the_way {
            broken.push(format!("{sent} requests sent, {ended} ended and {on_the_way} on their way"));
        }
    }

    fn check_versions(&mut self, cluster: &Cluster, fresh: bool, broken: &mut Vec<String>) {
        let objects = cluster.objects();
        let sets = objects.replica_sets.values().map(|set| &set.metadata);
        for metadata in objects.deployments.values().map(|deployment| &deployment.metadata).chain(sets) {
            let before = self.versions.insert(metadata.uid, metadata.resource_version).unwrap_or(0);
            if before > metadata.resource_version {
                broken.push(format!("{}: version fell from {before}", metadata.name));
            }
        }
        for deployment in objects.deployments.values() {
            let revision = deployment.metadata.annotation(REVISION).and_then(|text| text.parse().ok()).unwrap_or(0);
            let before = self.revisions.insert(deployment.metadata.uid, revision).unwrap_or(0);
            // A clean-up while paused may delete the newest ReplicaSet; numbers then go on from the newest left. And a
            // controller that does not see the newest yet takes an earlier one for it.
            if fresh
                && before > revision
                && objects.replica_sets_of(deployment.metadata.uid).any(|set| set.revision() >= before)
            {
                broken.push(format!("{}: revision fell from {before} to {revision}", deployment.metadata.name));
            }
        }
    }

    fn check_pods(&mut self, cluster: &Cluster, broken: &mut Vec<String>) {
        let objects = cluster.objects();
        for (uid, pod) in objects.pods.iter() {
            let orphan = pod.metadata.owner.is_some_and(|owner| !objects.replica_sets.contains_key(&owner));
            let before = self.pods.get(uid);
            let since = before.and_then(|before| before.orphan_since).unwrap_or(cluster.now());
            let seen = SeenPod {
                version: pod.metadata.resource_version,
                phase: pod.status.phase,
                restarts: pod.status.restart_count,
                deleted: pod.metadata.deletion_timestamp.is_some(),
                node: pod.node.as_ref().map(|node| node.index),
                orphan_since: orphan.then_some(since),
            };
            if let Some(before) = before {
                compare(pod, before, &seen, broken);
            }
            if orphan && !seen.deleted && cluster.now() - since > ORPHAN_MAX {
                broken.push(format!("{}: its owner is gone, and nobody told it to end", pod.metadata.name));
            }
            self.pods.insert(*uid, seen);
        }
        if self.pods.len() > objects.pods.len() {
            self.pods.retain(|uid, _| objects.pods.contains_key(uid));
        }
    }

    /// A ReplicaSet makes no pod beyond the size it was told. Assumes a controller that keeps its expectations, and pods
    /// that keep their owner.
    fn check_sizes(&mut self, cluster: &Cluster, broken: &mut Vec<String>) {
        let objects = cluster.objects();
        if self.sizes_forgotten {
            // Whoever forgot what it did looks at its cache: only one that is up to date shows all of it.
            self.sizes_forgotten = !pods_are_fresh(cluster);
            self.ceilings.clear();
            return;
        }
        for (uid, set) in objects.replica_sets.iter() {
            let active = objects.pods_of(Some(*uid)).filter(|pod| pod.is_active()).count() as i32;
            let seen = cluster.cache.replica_sets.get(uid).map_or(0, |set| set.spec.replicas);
            let read = cluster.replica_set_controller.size_in_flight(*uid).unwrap_or(0);
            let told = set.spec.replicas.max(seen).max(read);
            let ceiling = self.ceilings.entry(*uid).or_insert(told.max(active));
            *ceiling = if active <= told { told } else { told.max(*ceiling) };
            if active > *ceiling {
                broken.push(format!("{}: {active} pods, never told to have more than {ceiling}", set.metadata.name));
            }
        }
    }

    /// The controller forgot what it expected, or pods changed hands: sizes are judged anew once its cache is up to date.
    pub fn forget_sizes(&mut self) {
        self.sizes_forgotten = true;
    }
}

fn pods_are_fresh(cluster: &Cluster) -> bool {
    let (stored, cached) = (&cluster.api.objects.pods, &cluster.cache.pods);
    stored.len() == cached.len() && stored.iter().all(|(uid, pod)| super::same(cached.get(uid), pod))
}

fn compare(pod: &Pod, before: &SeenPod, now: &SeenPod, broken: &mut Vec<String>) {
    let mut say = |wrong: bool, what: &str| {
        if wrong {
            broken.push(format!("{}: {what}", pod.metadata.name));
        }
    };
    say(now.version < before.version, "its version fell");
    say(before.phase.is_finished() && now.phase != before.phase, "finished, and then not");
    say(now.restarts < before.restarts, "fewer restarts than before");
    say(before.deleted && !now.deleted, "deleted, and then not");
    say(before.node.is_some() && now.node != before.node, "moved to another node");
    say(before.phase != PodPhase::Pending && now.phase == PodPhase::Pending, "pending again");
}
