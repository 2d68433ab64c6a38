//! The kubelets: take a bound pod to ready, and a deleted one to its end.
//!
//! Models pkg/kubelet as far as rollouts see it: sandbox, image, start, first passing readiness probe, and termination
//! with its grace. Left out so far: liveness and startup probes, restarts, preStop hooks.

use std::collections::BTreeMap;

use super::Cluster;
use super::app::App;
use super::event::Happening;
use super::object::{Kind, Name, Uid};
use super::pod::{ContainerState, Pod, PodPhase};
use super::queue::{Due, KubeletStep};
use super::small::SmallMap;
use super::time::{Millis, timestamp};

/// What a pod is busy with, from when until when (ms), so that a view can draw how far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Began at.
    pub from: Millis,
    /// Ends at, as far as can be told; `None` for never.
    pub until: Option<Millis>,
}

/// What the kubelets know beyond the objects.
#[derive(Clone, Debug, Default)]
pub(super) struct Kubelet {
    pub halted: bool,
    stages: BTreeMap<Uid, Stage>,
    /// Images by node.
    images: Vec<(Name, Name)>,
    /// Pods of an image created in the second of the last one, for [`App::stagger`].
    siblings: SmallMap<Name, (Millis, u32)>,
}

impl Kubelet {
    pub fn stage(&self, pod: Uid) -> Option<Stage> {
        self.stages.get(&pod).copied()
    }

    pub fn forget(&mut self, pod: Uid) {
        self.stages.remove(&pod);
    }

    fn begin(&mut self, pod: Uid, from: Millis, until: Option<Millis>) {
        self.stages.insert(pod, Stage { from, until });
    }

    /// How many pods of the image were created before this one in the same second.
    fn older_siblings(&mut self, image: &Name, created: Millis) -> u32 {
        let (second, count) = self.siblings.entry(image.clone(), (timestamp(created), 0));
        if *second != timestamp(created) {
            (*second, *count) = (timestamp(created), 0);
        }
        *count += 1;
        *count - 1
    }
}

impl Cluster {
    /// A pod is bound: until its container runs it is being created.
    pub(super) fn kubelet_starts(&mut self, pod: Uid, sandbox: Millis) {
        let rest = self.latency.pull.max.midpoint(self.latency.pull.min) + self.latency.start.max;
        self.kubelet.begin(pod, self.now, Some(self.now + sandbox + rest));
    }

    /// The kubelet takes a pod one step on. Steps of a pod that is gone or past them do nothing.
    pub(super) fn sync_pod(&mut self, uid: Uid, step: KubeletStep) {
        let Some(pod) = self.api.objects.pods.get(&uid).filter(|_| !self.kubelet.halted) else { return };
        let pod = pod.as_ref().clone();
        let starting = matches!(pod.status.container, ContainerState::Waiting(_)) && !pod.is_terminating();
        let running = matches!(pod.status.container, ContainerState::Running(_));
        match step {
            KubeletStep::SandboxReady if starting => self.sandbox_ready(pod),
            KubeletStep::ImagePresent if starting => self.image_present(pod),
            KubeletStep::StartContainer if starting => self.start_container(pod),
            KubeletStep::TurnReady if running => self.turn(pod, true),
            KubeletStep::TurnUnready if running => self.turn(pod, false),
            KubeletStep::KillContainer => self.kill_container(pod),
            KubeletStep::ContainerStopped => self.container_stopped(pod),
            KubeletStep::RemovePod => self.remove_pod(&pod),
            _ => {}
        }
    }

    pub(super) fn later(&mut self, delay: Millis, pod: Uid, step: KubeletStep) {
        let starting = !matches!(step, KubeletStep::TurnReady | KubeletStep::TurnUnready);
        if delay == 0 && starting {
            return self.sync_pod(pod, step);
        }
        self.queue.push(self.now + delay, Due::Kubelet(pod, step));
    }

    /// Writes a pod the kubelet has just read: nobody can have come between.
    fn write_pod(&mut self, pod: Pod) {
        let written = self.api.update(pod);
        debug_assert!(written.is_ok(), "the kubelet reads and writes in one step");
    }

    fn sandbox_ready(&mut self, mut pod: Pod) {
        let uid = pod.metadata.uid;
        let name = pod.metadata.name.clone();
        let image = pod.image.clone();
        let Some(node) = pod.node_name.clone() else { return };
        pod.status.has_ip = true;
        self.write_pod(pod);
        if self.kubelet.images.contains(&(node, image.clone())) {
            self.record(Kind::Pod, &name, Happening::Pulled { image, took: None });
            return self.create_container(uid, &name);
        }
        self.record(Kind::Pod, &name, Happening::Pulling { image });
        let pull = self.latency.pull.draw(&mut self.random);
        self.later(pull, uid, KubeletStep::ImagePresent);
    }

    fn image_present(&mut self, pod: Pod) {
        let Some(node) = pod.node_name else { return };
        if !self.kubelet.images.contains(&(node.clone(), pod.image.clone())) {
            self.kubelet.images.push((node, pod.image.clone()));
        }
        let from = self.kubelet.stage(pod.metadata.uid).map_or(self.now, |stage| stage.from);
        let took = Some(self.now - from);
        self.record(Kind::Pod, &pod.metadata.name, Happening::Pulled { image: pod.image, took });
        self.create_container(pod.metadata.uid, &pod.metadata.name);
    }

    fn create_container(&mut self, pod: Uid, name: &Name) {
        self.record(Kind::Pod, name, Happening::Created);
        let start = self.latency.start.draw(&mut self.random);
        self.later(start, pod, KubeletStep::StartContainer);
    }

    fn start_container(&mut self, mut pod: Pod) {
        let uid = pod.metadata.uid;
        let app = self.app(&pod.image);
        pod.status.phase = PodPhase::Running;
        pod.status.container = ContainerState::Running(self.now);
        self.record(Kind::Pod, &pod.metadata.name, Happening::Started);
        let wait = self.readiness_wait(&app, &pod);
        self.write_pod(pod);
        self.kubelet.begin(uid, self.now, wait.map(|wait| self.now + wait));
        if let Some(wait) = wait {
            self.later(wait, uid, KubeletStep::TurnReady);
        }
    }

    /// From the start to the first passing probe; `None` for never.
    fn readiness_wait(&mut self, app: &App, pod: &Pod) -> Option<Millis> {
        let stagger = if app.stagger == 0 {
            0
        } else {
            app.stagger * Millis::from(self.kubelet.older_siblings(&pod.image, pod.metadata.creation_timestamp))
        };
        (!app.never_ready).then_some(app.ready_after + stagger)
    }

    fn turn(&mut self, mut pod: Pod, ready: bool) {
        let (uid, name, app) = (pod.metadata.uid, pod.metadata.name.clone(), self.app(&pod.image));
        pod.set_ready(ready, self.now);
        self.write_pod(pod);
        self.record(Kind::Pod, &name, if ready { Happening::Ready } else { Happening::Unhealthy });
        if let Some(until) = app.unready_after.filter(|_| ready) {
            self.later(until, uid, KubeletStep::TurnUnready);
        }
    }

    /// The API server marks a pod for deletion; one without a node is gone at once.
    ///
    /// Models apiserver/pkg/registry/rest/delete.go BeforeDelete.
    pub(super) fn delete_pod(&mut self, uid: Uid) {
        let Some(pod) = self.api.objects.pods.get(&uid) else { return };
        if pod.metadata.deletion_timestamp.is_some() {
            return;
        }
        let mut pod = pod.as_ref().clone();
        if pod.node_name.is_none() || pod.termination_grace_period == 0 {
            return self.remove_pod(&pod);
        }
        pod.metadata.deletion_timestamp = Some(self.now + pod.termination_grace_period);
        self.write_pod(pod);
        let noticed = self.latency.watch.draw(&mut self.random);
        self.later(noticed, uid, KubeletStep::KillContainer);
    }

    /// SIGTERM, and SIGKILL when the grace is over. Models kuberuntime_container.go killContainer.
    fn kill_container(&mut self, pod: Pod) {
        let uid = pod.metadata.uid;
        let running = matches!(pod.status.container, ContainerState::Running(_));
        let grace = pod.metadata.deletion_timestamp.map_or(0, |end| end.saturating_sub(self.now));
        let exit = if running { self.app(&pod.image).terminate.min(grace) } else { 0 };
        if running {
            let container = pod.container;
            self.record(Kind::Pod, &pod.metadata.name, Happening::Killing { container });
        }
        self.kubelet.begin(uid, self.now, Some(self.now + exit));
        self.later(exit, uid, KubeletStep::ContainerStopped);
    }

    /// The process is gone: the pod is finished, and its object follows when the kubelet has cleaned up.
    fn container_stopped(&mut self, mut pod: Pod) {
        let cleanup = self.latency.cleanup.draw(&mut self.random);
        if cleanup == 0 {
            return self.remove_pod(&pod);
        }
        let uid = pod.metadata.uid;
        pod.status.phase = PodPhase::Succeeded;
        pod.status.container = ContainerState::Terminated(0);
        pod.set_ready(false, self.now);
        self.write_pod(pod);
        self.later(cleanup, uid, KubeletStep::RemovePod);
    }

    fn remove_pod(&mut self, pod: &Pod) {
        if self.api.remove::<Pod>(pod.metadata.uid).is_some() {
            self.record(Kind::Pod, &pod.metadata.name, Happening::Removed);
        }
    }
}
