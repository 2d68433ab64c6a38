//! The kubelets: take a bound pod to ready, keep its container running, and take a deleted pod to its end.
//!
//! Models pkg/kubelet as far as rollouts see it. One container a pod; no init containers, volumes or readiness gates.

mod prober;
mod probes;
mod restart;
mod start;
mod terminate;
mod unhealthy;

use litemap::LiteMap;

use super::Cluster;
use super::ordered::OrderedMap;
use super::pod::Pod;
use super::queue::{Due, KubeletStep, ProbeKind};
use crate::kube::object::{Name, Uid};
use crate::kube::time::{Millis, timestamp};

use prober::Workers;
use restart::BackOff;

/// What a pod is busy with, from when until when (ms), so that a view can draw how far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    /// Began at.
    pub from: Millis,
    /// Ends at, as far as can be told; `None` for never.
    pub until: Option<Millis>,
}

/// What a kubelet knows of a pod beyond its object.
#[derive(Clone, Copy, Debug, Default)]
struct Work {
    stage: Stage,
    /// Counts what the container goes through: a step planned for an earlier life of it comes to nothing.
    life: u32,
    /// When its process started, ms.
    started_at: Millis,
    /// How many pods of the image were created before it in the same second.
    sibling: Millis,
    /// Of the liveness and startup probes' checks after the first container's start, ms.
    phase: Millis,
    /// When readiness is asked for the first time, ms after the container's start; an initial delay may swallow that.
    asked_from: Millis,
    /// When the readiness verdict turns next, as far as can be told, ms.
    turns_at: Option<Millis>,
    /// When its process gets or got SIGTERM, ms.
    sigterm_at: Option<Millis>,
    crashes: BackOff,
    pulls: BackOff,
    /// When the last pull began, ms.
    pulling_since: Millis,
    /// Its end has begun.
    ending: bool,
    /// A fault holds its readiness endpoint down.
    flapping: bool,
}

/// What the kubelets know beyond the objects.
#[derive(Clone, Debug, Default)]
pub(super) struct Kubelet {
    /// Nothing is done any more.
    pub halted: bool,
    /// No image can be pulled.
    pub registry_down: bool,
    work: OrderedMap<Uid, Work>,
    /// Those of pods whose probes are not ideal.
    probing: OrderedMap<Uid, Workers>,
    /// Images by node.
    images: LiteMap<(u32, Name), ()>,
    /// Steps that wait for their node to come back, by node.
    stalled: Vec<(u32, Uid, KubeletStep, u32)>,
    /// Pods of an image created in the second of the last one, for [`super::app::App::stagger`].
    siblings: LiteMap<Name, (Millis, u32)>,
}

impl Kubelet {
    pub fn stage(&self, pod: Uid) -> Option<Stage> {
        self.work.get(&pod).map(|work| work.stage)
    }

    /// When a pod's process gets or got SIGTERM, ms.
    pub fn sigterm_at(&self, pod: Uid) -> Option<Millis> {
        self.work.get(&pod).and_then(|work| work.sigterm_at)
    }

    pub fn forget(&mut self, pod: Uid) {
        self.work.remove(&pod);
        self.probing.remove(&pod);
        self.stalled.retain(|(_, stalled, ..)| *stalled != pod);
    }

    fn work(&mut self, pod: Uid) -> &mut Work {
        self.work.get_or_insert_with(pod, Work::default)
    }

    fn begin(&mut self, pod: Uid, from: Millis, until: Option<Millis>) {
        self.work(pod).stage = Stage { from, until };
    }

    /// How many pods of the image were created before this one in the same second.
    fn older_siblings(&mut self, image: &Name, created: Millis) -> u32 {
        let (second, count) = self.siblings.entry(image.clone()).or_insert((timestamp(created), 0));
        if *second != timestamp(created) {
            (*second, *count) = (timestamp(created), 0);
        }
        *count += 1;
        *count - 1
    }
}

impl Cluster {
    /// Plans a step of a pod's present life.
    fn later(&mut self, delay: Millis, pod: Uid, step: KubeletStep) {
        let life = self.kubelet.work(pod).life;
        self.queue.push(self.now + delay, Due::Kubelet(pod, step, life));
    }

    /// The kubelet takes a pod one step on. Steps of a pod that is gone, or of an earlier life of it, do nothing.
    pub(super) fn sync_pod(&mut self, uid: Uid, step: KubeletStep, life: u32) {
        if self.kubelet.halted || self.kubelet.work.get(&uid).is_none_or(|work| work.life != life) {
            return;
        }
        let Some(pod) = self.api.objects.pods.get(&uid).map(|pod| pod.as_ref().clone()) else { return };
        if let Some(node) = pod.node.as_ref().filter(|node| !self.reachable(node.index)) {
            self.kubelet.stalled.push((node.index, uid, step, life));
            return;
        }
        match step {
            KubeletStep::SandboxReady
            | KubeletStep::PullImage
            | KubeletStep::PullEnds
            | KubeletStep::StartContainer => self.start_pod(pod, step),
            KubeletStep::BackOffPull => self.back_off_pull(pod),
            KubeletStep::Probed(kind, at) => self.probed(pod, kind, at),
            KubeletStep::PassStartup => self.pass_startup(pod),
            KubeletStep::TurnReady => self.turn_as_planned(pod, true),
            KubeletStep::TurnUnready => self.turn_as_planned(pod, false),
            KubeletStep::FlapEnds => self.flap_ends(pod),
            KubeletStep::FailLiveness => self.fail_at_once(pod, ProbeKind::Liveness),
            KubeletStep::FailStartup => self.fail_at_once(pod, ProbeKind::Startup),
            KubeletStep::Exit(code) => self.container_exits(pod, code),
            KubeletStep::BackOffRestart => self.back_off_restart(pod),
            KubeletStep::Terminate => self.terminate_pod(pod),
            KubeletStep::Stop(code) => self.pod_stopped(pod, code),
            KubeletStep::RemovePod => _ = self.remove_pod(&pod),
        }
    }

    /// What waited for a node goes on.
    pub(super) fn resume_node(&mut self, node: u32) {
        let stalled = std::mem::take(&mut self.kubelet.stalled);
        for (index, pod, step, life) in stalled {
            if index == node {
                self.queue.push(self.now, Due::Kubelet(pod, step, life));
            } else {
                self.kubelet.stalled.push((index, pod, step, life));
            }
        }
    }

    /// Writes a pod the kubelet has just read: nobody can have come between.
    fn write_pod(&mut self, pod: Pod) {
        let written = self.api.update(pod);
        debug_assert!(written.is_ok(), "the kubelet reads and writes in one step");
    }
}
