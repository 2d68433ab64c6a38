//! Pods in the cache, counted by owner and labels.
//!
//! Upstream walks all pods of a ReplicaSet at every sync. With a sync for each of some thousand pods that become ready
//! one after the other that is a quadratic affair, so here the numbers are kept while the cache changes.

use litemap::LiteMap;
use std::rc::Rc;

use super::super::ordered::OrderedMap;
use super::super::pod::Pod;
use crate::kube::object::{Labels, Uid, selects};
use crate::kube::selector::LabelSelector;
use crate::kube::time::{Millis, SECOND};
use crate::kube::workload::ReplicaSet;

/// How many pods are in which state. Finished ones are in none but `all`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Counts {
    all: usize,
    active: usize,
    terminating: usize,
    ready: usize,
    /// Active and ready pods by the second in which they became ready.
    ready_since: OrderedMap<Millis, usize>,
}

impl Counts {
    fn add(&mut self, pod: &Pod) {
        self.all += 1;
        self.terminating += usize::from(pod.is_terminating());
        if pod.is_active() {
            self.active += 1;
            if pod.status.ready {
                self.ready += 1;
                *self.ready_since.get_or_insert_with(pod.status.ready_transition, || 0) += 1;
            }
        }
    }

    fn subtract(&mut self, pod: &Pod) {
        self.all -= 1;
        self.terminating -= usize::from(pod.is_terminating());
        if pod.is_active() {
            self.active -= 1;
            if pod.status.ready {
                self.ready -= 1;
                if let Some(count) = self.ready_since.get_mut(&pod.status.ready_transition) {
                    *count -= 1;
                    if *count == 0 {
                        self.ready_since.remove(&pod.status.ready_transition);
                    }
                }
            }
        }
    }
}

/// The counts of each owner's pods, apart for each set of labels they carry: few, for they come from a template.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct PodCounts(LiteMap<Option<Uid>, Vec<(Labels, Counts)>>);

impl PodCounts {
    /// The cache holds this version of a pod now in place of that one.
    pub(in super::super) fn replace(&mut self, before: Option<&Pod>, after: Option<&Pod>) {
        if let Some(pod) = before {
            self.of(pod).subtract(pod);
        }
        if let Some(pod) = after {
            self.of(pod).add(pod);
        }
        if let Some(pod) = before {
            self.forget_empty(pod);
        }
    }

    fn of(&mut self, pod: &Pod) -> &mut Counts {
        let groups = self.0.entry(pod.metadata.owner).or_default();
        let labels = &pod.metadata.labels;
        let place = groups.iter().position(|(other, _)| same(other, labels)).unwrap_or_else(|| {
            groups.push((labels.clone(), Counts::default()));
            groups.len() - 1
        });
        &mut groups[place].1
    }

    fn forget_empty(&mut self, pod: &Pod) {
        let Some(groups) = self.0.get_mut(&pod.metadata.owner) else { return };
        groups.retain(|(_, counts)| counts.all > 0);
        if groups.is_empty() {
            self.0.remove(&pod.metadata.owner);
        }
    }

    /// All pods that a selector matches, whoever owns them.
    pub(in super::super) fn selected_by(&self, selector: &LabelSelector) -> Selected {
        let mut selected = Selected::default();
        for (owner, groups) in self.0.iter() {
            let before = selected.all;
            for (_, counts) in groups.iter().filter(|(labels, _)| selector.matches(labels)) {
                selected.all += counts.all;
                selected.ready += counts.ready;
            }
            match owner {
                _ if selected.all == before => {}
                Some(owner) => selected.owners.push(*owner),
                None => selected.unmanaged = true,
            }
        }
        selected
    }

    fn groups(&self, owner: Option<Uid>) -> &[(Labels, Counts)] {
        self.0.get(&owner).map_or(&[], Vec::as_slice)
    }

    /// The owner's pods which the set selects.
    pub(super) fn selected(&self, owner: Option<Uid>, set: &ReplicaSet) -> Claimed {
        let mut claimed = Claimed::default();
        for (labels, counts) in self.groups(owner).iter().filter(|(labels, _)| set.spec.selector.matches(labels)) {
            claimed.active += counts.active;
            claimed.terminating += counts.terminating;
            claimed.ready += counts.ready;
            claimed.fully_labeled +=
                if selects(&set.spec.template.metadata.labels, labels) { counts.active } else { 0 };
            if set.spec.min_ready_seconds > 0 {
                claimed.ready_since.extend(counts.ready_since.iter().map(|(second, count)| (*second, *count)));
            }
        }
        claimed
    }

    /// Whether the owner has active pods which a set does, or does not, select.
    pub(super) fn any(&self, owner: Option<Uid>, set: &ReplicaSet, selected: bool) -> bool {
        let groups = self.groups(owner).iter();
        groups.filter(|(_, counts)| counts.active > 0).any(|(labels, _)| set.spec.selector.matches(labels) == selected)
    }
}

fn same(a: &Labels, b: &Labels) -> bool {
    Rc::ptr_eq(a, b) || a == b
}

/// Pods, whoever owns them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Selected {
    /// Finished ones and those that are being deleted among them.
    pub all: usize,
    /// Active ones that are ready.
    pub ready: usize,
    /// Their owners.
    pub owners: Vec<Uid>,
    /// Some have none.
    pub unmanaged: bool,
}

/// The pods of a ReplicaSet, as a sync found them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Claimed {
    pub active: usize,
    pub terminating: usize,
    /// Active ones that carry all labels of the template.
    pub fully_labeled: usize,
    /// Active ones that are ready.
    pub ready: usize,
    /// Since which second how many of those, in no order; only where it counts how long.
    ready_since: Vec<(Millis, usize)>,
}

impl Claimed {
    /// A pod that was just adopted.
    pub fn adopt(&mut self, pod: &Pod, set: &ReplicaSet) {
        self.active += 1;
        self.fully_labeled += usize::from(selects(&set.spec.template.metadata.labels, &pod.metadata.labels));
        if pod.status.ready {
            self.ready += 1;
            self.ready_since.push((pod.status.ready_transition, 1));
        }
    }

    /// Ready pods that have not been ready for `min_ready_seconds` yet. See [`Pod::is_available`].
    fn waiting(&self, min_ready_seconds: i32, now: Millis) -> impl Iterator<Item = &(Millis, usize)> {
        let wait = Millis::try_from(min_ready_seconds).unwrap_or(0);
        self.ready_since.iter().filter(move |(second, _)| wait > 0 && (second + wait) * SECOND > now)
    }

    /// How many are available. 5 ready, 2 of them since second 12: with 5 s to wait, 3 before 17,000 ms.
    pub fn available(&self, min_ready_seconds: i32, now: Millis) -> usize {
        self.ready - self.waiting(min_ready_seconds, now).map(|(_, count)| count).sum::<usize>()
    }

    /// When the next of the others will be, ms.
    pub fn next_available_at(&self, min_ready_seconds: i32, now: Millis) -> Option<Millis> {
        let wait = Millis::try_from(min_ready_seconds).unwrap_or(0);
        self.waiting(min_ready_seconds, now).map(|(second, _)| (second + wait) * SECOND).min()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::super::pod::PodPhase;
    use super::super::super::random::Random;
    use super::*;
    use crate::kube::object::{ObjectMeta, labels};
    use crate::kube::pod::PodTemplateSpec;
    use crate::kube::workload::{ReplicaSetSpec, ReplicaSetStatus};

    const OWNERS: [Option<Uid>; 3] = [None, Some(Uid(1)), Some(Uid(2))];

    fn any_pod(random: &mut Random, template: &PodTemplateSpec) -> Pod {
        let some =
            [template.metadata.labels.clone(), labels(&[("app", "web"), ("hash", "a")]), labels(&[("app", "api")])];
        let mut pod = Pod::new(ObjectMeta::named("pod", some[random.below(3) as usize].clone()), template, 0);
        pod.metadata.owner = OWNERS[random.below(3) as usize];
        pod.metadata.deletion_timestamp = random.percent(30).then_some(5);
        pod.status.ready = random.percent(50);
        pod.status.ready_transition = random.below(20).into();
        pod.status.phase = if random.percent(20) { PodPhase::Failed } else { PodPhase::Running };
        pod
    }

    /// Whatever happens to pods, what is kept is what walking them would find.
    #[test]
    fn counts_are_what_walking_the_pods_finds() {
        let mut random = Random::new(3);
        let template = PodTemplateSpec::new(labels(&[("app", "web"), ("hash", "a"), ("more", "b")]), "web", "web:v1");
        let set = |min_ready_seconds| ReplicaSet {
            metadata: ObjectMeta::named("set", template.metadata.labels.clone()),
            spec: ReplicaSetSpec {
                replicas: 1,
                selector: labels(&[("app", "web"), ("hash", "a")]).into(),
                template: template.clone(),
                min_ready_seconds,
            },
            status: ReplicaSetStatus::default(),
        };
        let (mut counts, mut pods) = (PodCounts::default(), BTreeMap::new());
        for turn in 0..3_000 {
            let uid = random.below(25);
            let new = random.percent(70).then(|| any_pod(&mut random, &template));
            counts.replace(pods.get(&uid), new.as_ref());
            match new {
                Some(pod) => pods.insert(uid, pod),
                None => pods.remove(&uid),
            };
            let matching = || pods.values().filter(|pod| set(0).spec.selector.matches(&pod.metadata.labels));
            let selected = counts.selected_by(&set(0).spec.selector);
            let ready = matching().filter(|pod| pod.is_active() && pod.status.ready).count();
            assert_eq!((selected.all, selected.ready), (matching().count(), ready), "turn {turn}");
            let some = |owner: Option<Uid>| matching().any(|pod| pod.metadata.owner == owner);
            assert_eq!(selected.unmanaged, some(None), "turn {turn}");
            let owners: Vec<Uid> = OWNERS.into_iter().flatten().filter(|owner| some(Some(*owner))).collect();
            assert_eq!(selected.owners, owners, "turn {turn}");
            let (set, now) = (set(random.below(3) as i32 * 7), Millis::from(random.below(30_000)));
            for owner in OWNERS {
                let owned = || pods.values().filter(|pod| pod.metadata.owner == owner);
                let mine = |pod: &&Pod| set.spec.selector.matches(&pod.metadata.labels);
                let active = || owned().filter(|pod| pod.is_active());
                let selected = || active().filter(mine);
                let least = set.spec.min_ready_seconds;
                let late = selected().filter(|pod| pod.status.ready && !pod.is_available(least, now));
                let next = late.map(|pod| (pod.status.ready_transition + least as Millis) * SECOND).min();
                let claimed = counts.selected(owner, &set);
                let found = [claimed.active, claimed.ready, claimed.terminating, claimed.fully_labeled];
                let fully = |pod: &&Pod| selects(&template.metadata.labels, &pod.metadata.labels);
                let expected = [
                    selected().count(),
                    selected().filter(|pod| pod.status.ready).count(),
                    owned().filter(mine).filter(|pod| pod.is_terminating()).count(),
                    selected().filter(fully).count(),
                ];
                assert_eq!(found, expected, "turn {turn}");
                let available = selected().filter(|pod| pod.is_available(least, now)).count();
                assert_eq!(claimed.available(least, now), available, "turn {turn}");
                assert_eq!(claimed.next_available_at(least, now), next, "turn {turn}");
                assert_eq!(counts.any(owner, &set, true), selected().count() > 0, "turn {turn}");
                assert_eq!(counts.any(owner, &set, false), active().count() > selected().count(), "turn {turn}");
            }
        }
        let all: Vec<u32> = pods.keys().copied().collect();
        all.iter().for_each(|uid| counts.replace(pods.get(uid), None));
        assert!(counts.0.is_empty(), "{counts:?}");
    }
}
