//! The nodes in groups that score alike for a pod, so that the thousandth pod of a ReplicaSet asks some groups and not
//! each of hundreds of nodes anew: binding one pod changes one node.

use litemap::LiteMap;

use super::super::pod::Pod;
use super::super::random::Random;
use super::{NodeInfo, fit, score};
use crate::kube::object::Uid;
use crate::kube::resources::Resources;

/// Pods of the same ReplicaSet on a node, and what it scores by itself.
type Group = (u32, u32);

/// The nodes as they stand for the pods of one ReplicaSet.
#[derive(Clone, Debug, Default)]
pub(super) struct Ranking {
    /// Whose pods, and what they ask for.
    of: (Option<Uid>, Resources),
    /// Places of the nodes that can take such a pod, rising within a group.
    groups: LiteMap<Group, Vec<u32>>,
    /// The group of each node; none of one that cannot take the pod.
    of_node: Vec<Option<Group>>,
    /// Nodes that have changed since.
    changed: Vec<u32>,
    /// How many can take the pod, and the weight of spreading over so many.
    feasible: usize,
    weight: (usize, u64),
}

impl Ranking {
    /// Something about a node is not as it was: its pods, or whether it takes any.
    pub fn node_changed(&mut self, node: u32) {
        self.changed.push(node);
    }

    /// The best node's place, among equals any one; none if no node can take the pod.
    ///
    /// `counts` are the pods of the same ReplicaSet on each node, empty for none at all.
    pub fn best(&mut self, nodes: &[NodeInfo], counts: &[u32], pod: &Pod, random: &mut Random) -> Option<u32> {
        self.follow(nodes, counts, pod);
        let (first, last) = (self.groups.keys().next()?, self.groups.keys().next_back()?);
        if self.feasible == 1 {
            return self.groups.values().flatten().next().copied();
        }
        if self.weight.0 != self.feasible {
            self.weight = (self.feasible, score::weight(self.feasible));
        }
        let (range, weight) = ((first.0, last.0), self.weight.1);
        let mut highest = 0;
        let mut best: Vec<&[u32]> = Vec::new();
        for ((count, by_itself), places) in &self.groups {
            let score = 2 * score::spread(*count, range, weight) + by_itself;
            if score > highest || best.is_empty() {
                highest = score;
                best.clear();
            }
            if score == highest {
                best.push(places);
            }
        }
        let equals: usize = best.iter().map(|places| places.len()).sum();
        let chosen = random.below(equals as u32) as usize;
        if let [places] = best[..] {
            return Some(places[chosen]);
        }
        let mut places = best.concat();
        places.sort_unstable();
        Some(places[chosen])
    }

    /// Brings the groups up to date with what has changed, or makes them anew for pods of another kind.
    fn follow(&mut self, nodes: &[NodeInfo], counts: &[u32], pod: &Pod) {
        let of = (pod.metadata.owner, pod.requests);
        if self.of != of {
            *self = Self { of, weight: self.weight, ..Self::default() };
        }
        let there = self.of_node.len() as u32;
        self.of_node.resize(nodes.len(), None);
        self.changed.extend(there..nodes.len() as u32);
        for place in std::mem::take(&mut self.changed) {
            let (node, index) = (&nodes[place as usize], place as usize);
            let count = counts.get(index).copied().unwrap_or(0);
            let group = fit::fits(node, pod).then(|| (count, score::by_itself(node, pod)));
            let before = std::mem::replace(&mut self.of_node[index], group);
            if before != group {
                self.leave(before, place);
                self.join(group, place);
            }
        }
    }

    fn leave(&mut self, group: Option<Group>, place: u32) {
        let Some(group) = group else { return };
        let Some(places) = self.groups.get_mut(&group) else { return };
        if let Ok(at) = places.binary_search(&place) {
            places.remove(at);
            self.feasible -= 1;
        }
        if places.is_empty() {
            self.groups.remove(&group);
        }
    }

    fn join(&mut self, group: Option<Group>, place: u32) {
        let Some(group) = group else { return };
        let places = self.groups.entry(group).or_default();
        if let Err(at) = places.binary_search(&place) {
            places.insert(at, place);
            self.feasible += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::node::Node;
    use super::*;
    use crate::kube::object::{ObjectMeta, labels};
    use crate::kube::pod::PodTemplateSpec;

    /// As upstream does it: every node is asked.
    fn asked_one_by_one(nodes: &[NodeInfo], counts: &[u32], pod: &Pod, random: &mut Random) -> Option<u32> {
        let feasible: Vec<u32> =
            (0..nodes.len() as u32).filter(|place| fit::fits(&nodes[*place as usize], pod)).collect();
        let count = |place: &u32| counts.get(*place as usize).copied().unwrap_or(0);
        let range = (feasible.iter().map(count).min()?, feasible.iter().map(count).max()?);
        let weight = score::weight(feasible.len());
        let total = |place: &u32| {
            2 * score::spread(count(place), range, weight) + score::by_itself(&nodes[*place as usize], pod)
        };
        let highest = feasible.iter().map(total).max()?;
        let best: Vec<u32> = feasible.iter().filter(|place| total(place) == highest).copied().collect();
        if feasible.len() == 1 { Some(feasible[0]) } else { Some(best[random.below(best.len() as u32) as usize]) }
    }

    #[test]
    fn the_groups_choose_as_if_every_node_were_asked() {
        let mut random = Random::new(4);
        let size = Resources { cpu_milli: 4_000, memory_mib: 16_384 };
        let node = |number| NodeInfo::of(&Node::new(number, size, 0));
        let mut nodes: Vec<NodeInfo> = (1..=7).map(node).collect();
        let (mut counts, mut ranking) = ([Vec::new(), vec![0; 7]], Ranking::default());
        let mut held: Vec<(usize, u32, Resources)> = Vec::new();
        let (mut nowhere, mut placed) = (0, 0);
        for turn in 0..6_000 {
            let owner = random.below(40) as usize / 39;
            let mut template = PodTemplateSpec::new(labels(&[]), "web", "web:v1");
            let asked = Resources { cpu_milli: [0, 500, 900][random.below(60) as usize / 25], memory_mib: 0 };
            template.change_container(|container| container.resources.requests = asked.requests());
            let mut pod = Pod::new(ObjectMeta::named("pod", labels(&[])), &template, 0);
            pod.metadata.owner = Some(Uid(owner as u32));
            let mut same = random.clone();
            let expected = asked_one_by_one(&nodes, &counts[owner], &pod, &mut same);
            let chosen = ranking.best(&nodes, &counts[owner], &pod, &mut random);
            assert_eq!((chosen, &random), (expected, &same), "turn {turn}");
            if let Some(place) = chosen.filter(|_| random.percent(60)) {
                placed += 1;
                nodes[place as usize].hold(pod.requests);
                counts[owner].resize(nodes.len(), 0);
                counts[owner][place as usize] += 1;
                held.push((owner, place, pod.requests));
                ranking.node_changed(place);
            }
            nowhere += u32::from(chosen.is_none());
            if !held.is_empty() && (random.percent(45) || chosen.is_none()) {
                let (owner, place, requests) = held.swap_remove(random.below(held.len() as u32) as usize);
                nodes[place as usize].release(requests);
                counts[owner][place as usize] -= 1;
                ranking.node_changed(place);
            }
            if random.percent(3) {
                let place = random.below(nodes.len() as u32);
                let node = &mut nodes[place as usize];
                node.unschedulable = !node.unschedulable;
                ranking.node_changed(place);
            }
            if turn % 2_000 == 1_999 {
                nodes.push(node(nodes.len() as u32 + 1));
            }
        }
        assert!(nowhere > 20 && placed > 1_000, "{nowhere} {placed}");
    }
}
