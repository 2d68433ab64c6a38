//! What becomes of a fault.
//!
//! Models the node lifecycle controller as far as rollouts see it (pkg/controller/nodelifecycle, tainteviction).

use super::Cluster;
use super::admission::REPLICAS_MAX;
use super::command::{Answer, Rejected};
use super::event::Happening;
use super::fault::Fault;
use super::pod::Disruption;
use super::queue::{Controller, Due};
use crate::kube::object::{Kind, Name, Uid};
use crate::kube::time::{Millis, SECOND};
use crate::kube::workload::POD_TEMPLATE_HASH;

/// How long a node may be silent before its Ready condition is Unknown, ms. Models node-monitor-grace-period.
const MONITOR_GRACE: Millis = 50 * SECOND;
/// How long its pods tolerate that, ms. Models the default toleration for `unreachable`.
const TOLERATION: Millis = 300 * SECOND;
/// How much longer a slow watch takes.
const SLOW_WATCH: Millis = 20;

impl Cluster {
    /// Has a fault strike now.
    ///
    /// # Errors
    ///
    /// In plain words: there is no such object, or nothing of it that the fault could strike.
    pub(super) fn strike(&mut self, fault: &Fault) -> Result<Answer, Rejected> {
        let (kind, name) = fault.subject();
        let uid = self.struck(kind, &name)?;
        if let Fault::ScaleReplicaSet(_, replicas) = fault
            && !(0..=REPLICAS_MAX).contains(replicas)
        {
            let message = message!("refused-error-replicaset-pods-between", replicas = *replicas, most = REPLICAS_MAX);
            return Err(Rejected { message: message.into(), hint: message!("refused-nothing-was-changed") });
        }
        let struck = match fault {
            Fault::Crash(_, exit_code) => self.crash_container(uid, *exit_code),
            Fault::FlapReadiness(_, lasts) => self.flap_readiness(uid, *lasts),
            Fault::Evict(_) => self.evict_pod(uid),
            Fault::ForceDelete(_) => {
                let there = self.api.objects.pods.get(&uid).cloned();
                there.is_some_and(|pod| self.remove_pod(&pod))
            }
            Fault::Relabel(_) => self.relabel(uid),
            Fault::LoseNode(_) => self.place(uid).is_some_and(|node| self.lose_node(node)),
            Fault::RegainNode(_) => self.place(uid).is_some_and(|node| self.regain_node(node)),
            Fault::LoseRegistry => !std::mem::replace(&mut self.kubelet.registry_down, true),
            Fault::RegainRegistry => std::mem::replace(&mut self.kubelet.registry_down, false),
            Fault::SlowWatch(lasts) => {
                self.slow_watch_until = self.now.saturating_add(*lasts);
                true
            }
            Fault::RestartDeploymentController => self.resync(Controller::Deployment),
            Fault::RestartReplicaSetController => {
                for key in self.replica_set_controller.forget_all() {
                    self.queue.done(self.soon(), Controller::ReplicaSet, key);
                }
                self.resync(Controller::ReplicaSet)
            }
            Fault::Touch(_) => self.touch(uid),
            Fault::ScaleReplicaSet(_, replicas) => self.change_set(uid, |set| set.spec.replicas = *replicas),
            Fault::Orphan(_) => self.change_set(uid, |set| set.metadata.owner = None),
        };
        if struck {
            return Ok(Answer::Struck);
        }
        let message = message!("refused-error-nothing-happens", kind = kind.as_str(), name, why = fault.idle());
        Err(Rejected { message: message.into(), hint: message!("refused-nothing-was-changed") })
    }

    /// Which object a fault strikes; any, where it strikes none.
    fn struck(&self, kind: Kind, name: &str) -> Result<Uid, Rejected> {
        let objects = &self.api.objects;
        let found = match kind {
            Kind::Pod => objects.pods.values().find(|it| &*it.metadata.name == name).map(|it| it.metadata.uid),
            Kind::Node => objects.nodes.values().find(|it| &*it.metadata.name == name).map(|it| it.metadata.uid),
            Kind::Deployment => objects.deployment(name).map(|it| it.metadata.uid),
            Kind::ReplicaSet => {
                objects.replica_sets.values().find(|it| &*it.metadata.name == name).map(|it| it.metadata.uid)
            }
            _ => Some(Uid(0)),
        };
        found.ok_or_else(|| Rejected {
            message: message!("refused-no-such-object", kind = kind.as_str(), name).into(),
            hint: message!("refused-name-one-exists"),
        })
    }

    /// The place of a node among the cluster's.
    fn place(&self, node: Uid) -> Option<u32> {
        (0..).zip(&self.scheduler.nodes).find(|(_, info)| info.uid == node).map(|(place, _)| place)
    }

    /// A delay of the watches now, ms.
    pub(super) fn watch_delay(&mut self) -> Millis {
        let delay = self.world.delays.watch.draw(&mut self.random);
        if self.now < self.slow_watch_until { delay * SLOW_WATCH } else { delay }
    }

    fn relabel(&mut self, pod: Uid) -> bool {
        let Some(pod) = self.api.objects.pods.get(&pod).filter(|pod| pod.is_active()) else { return false };
        let mut pod = pod.as_ref().clone();
        let had = pod.metadata.labels.contains_key(POD_TEMPLATE_HASH);
        std::rc::Rc::make_mut(&mut pod.metadata.labels).remove(POD_TEMPLATE_HASH);
        had && self.api.update(pod).is_ok()
    }

    fn lose_node(&mut self, index: u32) -> bool {
        let Some(machine) = self.machines.get_mut(index as usize).filter(|machine| machine.reachable) else {
            return false;
        };
        machine.reachable = false;
        machine.epoch += 1;
        let epoch = machine.epoch;
        let pods = self.pods_on(index);
        self.hang_requests(&pods);
        self.queue.push(self.now + MONITOR_GRACE, Due::NodeMissed(index, epoch, false));
        self.queue.push(self.now + MONITOR_GRACE + TOLERATION, Due::NodeMissed(index, epoch, true));
        true
    }

    fn regain_node(&mut self, index: u32) -> bool {
        let Some(machine) = self.machines.get_mut(index as usize).filter(|machine| !machine.reachable) else {
            return false;
        };
        machine.reachable = true;
        machine.epoch += 1;
        // A silence that nobody has noticed leaves no trace.
        if let Some(node) = self.set_node_ready(index, true) {
            self.record(Kind::Node, &node, Happening::NodeReady);
        }
        self.resume_node(index);
        for pod in self.pods_on(index) {
            self.report_readiness(pod);
        }
        self.retry_unschedulable();
        true
    }

    /// Writes a node's Ready condition; its name, if that changed it.
    fn set_node_ready(&mut self, index: u32, ready: bool) -> Option<Name> {
        let node = self.node(index).filter(|node| node.is_ready() != ready)?.clone();
        let now = self.now;
        self.change_node(&node, |node| node.set_ready(ready, now)).then(|| node.metadata.name.clone())
    }

    fn pods_on(&self, index: u32) -> Vec<Uid> {
        let on = self.api.objects.pods.values();
        let on = on.filter(|pod| pod.node.as_ref().is_some_and(|node| node.index == index));
        on.map(|pod| pod.metadata.uid).collect()
    }

    /// A node is still lost: first its pods count as not ready, later they are deleted, though nobody there hears it.
    pub(super) fn node_missed(&mut self, index: u32, epoch: u32, evict: bool) {
        if self.machines.get(index as usize).is_none_or(|machine| machine.epoch != epoch) {
            return;
        }
        if let Some(node) = self.set_node_ready(index, false) {
            self.record(Kind::Node, &node, Happening::NodeNotReady);
        }
        for uid in self.pods_on(index) {
            if evict {
                self.disrupt_pod(uid, Disruption::TaintManager);
                continue;
            }
            let Some(pod) = self.api.objects.pods.get(&uid).filter(|pod| pod.status.ready) else { continue };
            let mut pod = pod.as_ref().clone();
            pod.set_ready(false, self.now);
            let written = self.api.update(pod);
            debug_assert!(written.is_ok(), "read and written in one step");
        }
    }

    /// A controller looks at every object of its kind again.
    fn resync(&mut self, controller: Controller) -> bool {
        let keys: Vec<Uid> = match controller {
            Controller::Deployment => self.cache.deployments.keys().copied().collect(),
            _ => self.cache.replica_sets.keys().copied().collect(),
        };
        for key in &keys {
            self.queue.enqueue(self.soon(), controller, *key);
        }
        !keys.is_empty()
    }

    fn touch(&mut self, deployment: Uid) -> bool {
        let Some(deployment) = self.api.objects.deployments.get(&deployment) else { return false };
        let mut deployment = deployment.as_ref().clone();
        let text = deployment.metadata.resource_version.to_string();
        deployment.metadata.annotate("podyard/touched", &text);
        self.api.update(deployment).is_ok()
    }

    fn change_set(&mut self, set: Uid, change: impl FnOnce(&mut crate::kube::workload::ReplicaSet)) -> bool {
        let Some(set) = self.api.objects.replica_sets.get(&set) else { return false };
        let mut changed = set.as_ref().clone();
        change(&mut changed);
        changed != **set && self.api.update(changed).is_ok()
    }
}
