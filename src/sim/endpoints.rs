//! The endpoints of a slice, kept so that two versions share all but what differs.
//!
//! Upstream cuts a Service's endpoints into slices of 100, so that one pod's change rewrites 100 endpoints and not all of
//! them. Here the cut is inside the one slice: by the pods' uids, so that equal lists are cut alike.

use std::rc::Rc;

use super::endpoint::Endpoint;
use crate::kube::object::Uid;

/// Uids a chunk spans.
const SPAN: u32 = 64;

/// Some neighbours; never empty.
type Chunk = Rc<Vec<Endpoint>>;

/// Endpoints in order of their pods' creation, each pod once. Copies are cheap.
#[derive(Clone, Debug, Default)]
pub struct Endpoints {
    /// By uid / [`SPAN`].
    chunks: Vec<(u32, Chunk)>,
    len: usize,
}

impl Endpoints {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Endpoint> {
        self.chunks.iter().flat_map(|(_, chunk)| chunk.iter())
    }

    /// The one of the oldest pod.
    pub fn first(&self) -> Option<&Endpoint> {
        self.iter().next()
    }

    /// The one at this place, counted from 0.
    pub fn nth(&self, mut place: usize) -> Option<&Endpoint> {
        for (_, chunk) in &self.chunks {
            match chunk.get(place) {
                Some(endpoint) => return Some(endpoint),
                None => place -= chunk.len(),
            }
        }
        None
    }

    /// The one of a pod.
    pub fn of_pod(&self, pod: Uid) -> Option<&Endpoint> {
        let chunk = &self.chunks[self.find(pod).ok()?].1;
        place(chunk, pod).ok().map(|place| &chunk[place])
    }

    /// Puts a pod's endpoint in, in place of the one it may have had, or takes that away; says whether anything changed.
    pub(super) fn set(&mut self, pod: Uid, endpoint: Option<Endpoint>) -> bool {
        if self.of_pod(pod) == endpoint.as_ref() {
            return false;
        }
        let index = self.find(pod).unwrap_or_else(|index| {
            self.chunks.insert(index, (pod.0 / SPAN, Chunk::default()));
            index
        });
        let chunk = Rc::make_mut(&mut self.chunks[index].1);
        match (place(chunk, pod), endpoint) {
            (Ok(place), Some(endpoint)) => chunk[place] = endpoint,
            (Err(place), Some(endpoint)) => {
                chunk.insert(place, endpoint);
                self.len += 1;
            }
            (Ok(place), None) => {
                chunk.remove(place);
                self.len -= 1;
            }
            (Err(_), None) => {}
        }
        if chunk.is_empty() {
            self.chunks.remove(index);
        }
        true
    }

    fn find(&self, pod: Uid) -> Result<usize, usize> {
        self.chunks.binary_search_by_key(&(pod.0 / SPAN), |(span, _)| *span)
    }

    /// Those for which this holds. Where a chunk is the very one that an earlier list had, so is the chunk that came of it.
    pub(super) fn filter(&self, earlier: (&Self, &Self), holds: impl Fn(&Endpoint) -> bool) -> Self {
        let (mut before, mut came) = (earlier.0.chunks.iter().peekable(), earlier.1.chunks.iter().peekable());
        let mut filtered = Self { chunks: Vec::with_capacity(self.chunks.len()), len: 0 };
        for (span, chunk) in &self.chunks {
            while before.next_if(|(other, _)| other < span).is_some() {}
            while came.next_if(|(other, _)| other < span).is_some() {}
            let known = before.next_if(|(other, _)| other == span).is_some_and(|(_, other)| Rc::ptr_eq(other, chunk));
            let came = came.next_if(|(other, _)| other == span);
            let chunk = match came {
                came if known => came.map(|(_, came)| came.clone()),
                _ => Some(Rc::new(chunk.iter().filter(|endpoint| holds(endpoint)).cloned().collect())),
            };
            if let Some(chunk) = chunk.filter(|chunk| !chunk.is_empty()) {
                filtered.len += chunk.len();
                filtered.chunks.push((*span, chunk));
            }
        }
        filtered
    }

    /// Whether both are of the same pods.
    pub(super) fn same_pods(&self, other: &Self) -> bool {
        let pods = |chunk: &Chunk, other: &Chunk| {
            Rc::ptr_eq(chunk, other) || chunk.iter().map(|it| it.pod).eq(other.iter().map(|it| it.pod))
        };
        self.len == other.len && self.alike(other, pods)
    }

    fn alike(&self, other: &Self, same: impl Fn(&Chunk, &Chunk) -> bool) -> bool {
        self.chunks.len() == other.chunks.len()
            && self
                .chunks
                .iter()
                .zip(&other.chunks)
                .all(|(mine, theirs)| mine.0 == theirs.0 && same(&mine.1, &theirs.1))
    }
}

fn place(chunk: &[Endpoint], pod: Uid) -> Result<usize, usize> {
    chunk.binary_search_by_key(&pod, |endpoint| endpoint.pod)
}

impl PartialEq for Endpoints {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.alike(other, |mine, theirs| Rc::ptr_eq(mine, theirs) || mine == theirs)
    }
}

impl Eq for Endpoints {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn endpoint(pod: u32, ready: bool) -> Endpoint {
        Endpoint { pod: Uid(pod), image: "web:v1".into(), ready, serving: ready, terminating: false }
    }

    /// Random changes, each held against a map: the list, what is ready of it, places, and equality.
    #[test]
    fn it_is_a_list_by_uid_whatever_is_changed() {
        let mut random = crate::sim::random::Random::new(5);
        let (mut ours, mut theirs) = (Endpoints::default(), BTreeMap::new());
        let (mut last, mut ready) = (Endpoints::default(), Endpoints::default());
        for turn in 0..4_000 {
            for _ in 0..1 + random.below(3) {
                let uid = random.below(400);
                let new = (!random.percent(40)).then(|| endpoint(uid, random.percent(50)));
                let before = match new.clone() {
                    Some(new) => theirs.insert(uid, new),
                    None => theirs.remove(&uid),
                };
                assert_eq!(ours.set(Uid(uid), new.clone()), before != new, "turn {turn}");
                assert_eq!(ours.of_pod(Uid(uid)), new.as_ref(), "turn {turn}");
            }
            assert!(ours.iter().eq(theirs.values()), "turn {turn}");
            assert_eq!((ours.len(), ours.is_empty()), (theirs.len(), theirs.is_empty()), "turn {turn}");
            let place = random.below(200) as usize;
            assert_eq!(ours.nth(place), theirs.values().nth(place), "turn {turn}");
            ready = ours.filter((&last, &ready), |endpoint| endpoint.ready);
            assert!(ready.iter().eq(theirs.values().filter(|endpoint| endpoint.ready)), "turn {turn}");
            let mut again = Endpoints::default();
            theirs.values().rev().for_each(|endpoint| assert!(again.set(endpoint.pod, Some(endpoint.clone()))));
            assert_eq!(ours, again, "turn {turn}");
            assert_eq!(ours == last, ours.iter().eq(last.iter()), "turn {turn}");
            let pods = |list: &Endpoints| list.iter().map(|it| it.pod).collect::<Vec<_>>();
            assert_eq!(ours.same_pods(&last), pods(&ours) == pods(&last), "turn {turn}");
            last = ours.clone();
        }
    }
}
