//! `kubectl drain` under way: it evicts the pods of a node and waits for their end.
//!
//! Models staging/src/k8s.io/kubectl/pkg/drain/drain.go evictPods and waitForDelete. Each pod is asked for by itself: a refusal
//! is tried again after 5 s, and once it is taken kubectl looks each second whether the pod is gone. It ends when all are.
//! Of the filters in pkg/drain/filters.go only unreplicatedFilter has a say: there are neither DaemonSets nor mirror pods, and volumes are not
//! simulated.

use super::Cluster;
use super::command::{Answer, Rejected};
use super::drain_step::{DrainStep, EvictionRefused};
use super::event::Happening;
use super::queue::Due;
use crate::kube::object::{Kind, Name, Uid};
use crate::kube::time::{Millis, SECOND};
use crate::sorted;

/// From a refused eviction to the next try, ms.
const RETRY: Millis = 5 * SECOND;
/// From look to look whether a pod is gone, ms. Models kubectlPodDeletionInterval.
const INTERVAL: Millis = SECOND;

/// A pod that a drain is after.
#[derive(Clone, Debug)]
struct Goes {
    uid: Uid,
    name: Name,
    /// When it is asked for, ms; nothing once its eviction is taken.
    ask_at: Option<Millis>,
    refusal: Option<EvictionRefused>,
}

/// One drain.
#[derive(Clone, Debug)]
struct Drain {
    number: u32,
    node: Name,
    /// Those that are still there.
    pods: Vec<Goes>,
    /// Those whose eviction failed for good.
    failed: Vec<(Name, &'static str)>,
}

/// The drains under way.
#[derive(Clone, Debug, Default)]
pub(super) struct Drains {
    all: Vec<Drain>,
    last: u32,
}

impl Drains {
    /// Nobody drains this node any more.
    pub fn interrupt(&mut self, node: &str) {
        self.all.retain(|drain| &*drain.node != node);
    }
}

impl Cluster {
    /// Cordons a node and begins to evict its pods; those that are being deleted are waited for. Where one declares no
    /// controller, none is evicted, since there is no `--force`.
    pub(super) fn drain(&mut self, name: &str) -> Result<Answer, Rejected> {
        let already = self.cordon(name, true)? == Answer::Cordoned { already: true };
        let on = || self.api.objects.pods.values().filter(|pod| pod.node_name().is_some_and(|node| &**node == name));
        let unmanaged = on().filter(|pod| pod.metadata.owner.is_none() && !pod.status.phase.is_finished());
        let mut unmanaged: Vec<Name> = unmanaged.map(|pod| pod.metadata.name.clone()).collect();
        if !unmanaged.is_empty() {
            sorted::sort_by(&mut unmanaged, Ord::cmp);
            return Ok(Answer::NotDrained { already, unmanaged });
        }
        let pods: Vec<Goes> = on()
            .map(|pod| {
                let (uid, name) = (pod.metadata.uid, pod.metadata.name.clone());
                Goes { uid, name, ask_at: Some(self.now), refusal: None }
            })
            .collect();
        let names = pods.iter().map(|pod| pod.name.clone()).collect();
        self.drains.interrupt(name);
        self.drains.last += 1;
        let number = self.drains.last;
        self.drains.all.push(Drain { number, node: name.into(), pods, failed: Vec::new() });
        self.queue.push(self.now, Due::Drain(number));
        Ok(Answer::Draining { already, pods: names })
    }

    /// A drain looks at its pods, and asks for those whose time has come.
    pub(super) fn go_on_draining(&mut self, number: u32) {
        let place = self.drains.all.iter().position(|drain| drain.number == number);
        let Some(mut drain) = place.map(|place| self.drains.all.remove(place)) else { return };
        let pods = std::mem::take(&mut drain.pods);
        drain.pods = pods.into_iter().filter_map(|pod| self.go_on_with_eviction(pod, &mut drain)).collect();
        let now = self.now;
        let next = drain.pods.iter().map(|pod| pod.ask_at.unwrap_or(now + INTERVAL)).min();
        match next {
            Some(next) => {
                self.queue.push(next, Due::Drain(number));
                self.drains.all.push(drain);
            }
            None if drain.failed.is_empty() => self.say_of_drain(&drain.node, DrainStep::Drained),
            None => self.say_of_drain(&drain.node, DrainStep::Unfinished { failed: drain.failed }),
        }
    }

    /// One of a drain's pods; nothing once kubectl is done with it.
    fn go_on_with_eviction(&mut self, mut pod: Goes, drain: &mut Drain) -> Option<Goes> {
        if pod.ask_at.is_some_and(|at| at <= self.now) {
            match self.evict(pod.uid) {
                Ok(()) => pod.ask_at = None,
                Err(refusal) if refusal.code == 429 => {
                    pod.ask_at = Some(self.now + RETRY);
                    if pod.refusal.as_ref() != Some(&refusal) {
                        let step = DrainStep::Refused { pod: pod.name.clone(), refusal: refusal.clone() };
                        self.say_of_drain(&drain.node, step);
                    }
                    pod.refusal = Some(refusal);
                }
                Err(refusal) => {
                    drain.failed.push((pod.name.clone(), refusal.message));
                    self.say_of_drain(&drain.node, DrainStep::Failed { pod: pod.name, refusal });
                    return None;
                }
            }
        }
        if pod.ask_at.is_some() || self.api.objects.pods.contains_key(&pod.uid) {
            return Some(pod);
        }
        self.say_of_drain(&drain.node, DrainStep::Evicted { pod: pod.name });
        None
    }

    fn say_of_drain(&mut self, node: &Name, step: DrainStep) {
        self.record(Kind::Node, node, Happening::Drain(step));
    }

    /// The pods whose eviction from a node was refused and is tried again, with the reason.
    pub fn refused_evictions(&self, node: &str) -> impl Iterator<Item = (&Name, &EvictionRefused)> {
        let of = self.drains.all.iter().filter(move |drain| &*drain.node == node);
        of.flat_map(|drain| &drain.pods).filter_map(|pod| {
            let refusal = pod.refusal.as_ref().filter(|_| pod.ask_at.is_some())?;
            Some((&pod.name, refusal))
        })
    }
}
