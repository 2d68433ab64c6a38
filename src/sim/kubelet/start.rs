//! From a bound pod to a running process: sandbox, image, container. Models pkg/kubelet/images/image_manager.go and
//! kuberuntime_container.go startContainer.

use super::super::Cluster;
use super::super::event::Happening;
use super::super::pod::{ContainerState, Pod, PodPhase};
use super::super::queue::KubeletStep;
use crate::kube::object::{Kind, Name, Uid};
use crate::kube::time::{Millis, SECOND};

/// From a failed pull to the sync that finds its back-off running, ms.
const PULL_RESYNC: Millis = 2 * SECOND;

impl Cluster {
    /// A pod is bound: its node's kubelet sets about it. The pod's object is written once it has to wait.
    pub(in super::super) fn kubelet_starts(&mut self, pod: Pod) {
        let uid = pod.metadata.uid;
        let sandbox = self.world.delays.sandbox.draw(&mut self.random);
        let rest = self.world.delays.pull.max.midpoint(self.world.delays.pull.min) + self.world.delays.start.max;
        let sibling = self.kubelet.older_siblings(&pod.image, pod.metadata.creation_timestamp);
        self.kubelet.work(uid).sibling = Millis::from(sibling);
        self.kubelet.begin(uid, self.now, Some(self.now + sandbox + rest));
        let heard = pod.node.as_ref().is_some_and(|node| self.reachable(node.index));
        if sandbox == 0 && heard {
            return self.start_pod(pod, KubeletStep::SandboxReady);
        }
        self.write_pod(pod);
        self.later(sandbox, uid, KubeletStep::SandboxReady);
    }

    /// Goes from step to step for as long as none takes time.
    pub(super) fn start_pod(&mut self, mut pod: Pod, mut step: KubeletStep) {
        let uid = pod.metadata.uid;
        loop {
            let (next, delay) = match step {
                KubeletStep::SandboxReady => {
                    pod.status.has_ip = true;
                    (KubeletStep::PullImage, 0)
                }
                KubeletStep::PullImage => match self.pull_image(&mut pod) {
                    Some(pull) => (KubeletStep::PullEnds, pull),
                    None => (KubeletStep::StartContainer, self.create_container(&pod)),
                },
                KubeletStep::PullEnds if self.cannot_pull(&pod) => return self.pull_failed(pod),
                KubeletStep::PullEnds => {
                    self.image_present(&pod);
                    (KubeletStep::StartContainer, self.create_container(&pod))
                }
                _ => return self.start_container(pod),
            };
            if delay > 0 {
                self.write_pod(pod);
                return self.later(delay, uid, next);
            }
            step = next;
        }
    }

    /// How long the pull takes; `None` if the node has the image.
    fn pull_image(&mut self, pod: &mut Pod) -> Option<Millis> {
        let node = pod.node.as_ref().map_or(0, |node| node.index);
        let name = &pod.metadata.name;
        if self.kubelet.images.contains_key(&(node, pod.image.clone())) {
            self.record(Kind::Pod, name, Happening::Pulled { image: pod.image.clone(), took: None });
            return None;
        }
        self.record(Kind::Pod, name, Happening::Pulling { image: pod.image.clone() });
        let pull = self.world.delays.pull.draw(&mut self.random);
        self.kubelet.work(pod.metadata.uid).pulling_since = self.now;
        Some(pull)
    }

    fn cannot_pull(&self, pod: &Pod) -> bool {
        self.kubelet.registry_down || self.app(&pod.image).image_missing
    }

    fn image_present(&mut self, pod: &Pod) {
        let node = pod.node.as_ref().map_or(0, |node| node.index);
        self.kubelet.images.insert((node, pod.image.clone()), ());
        let took = Some(self.now - self.kubelet.work(pod.metadata.uid).pulling_since);
        self.record(Kind::Pod, &pod.metadata.name, Happening::Pulled { image: pod.image.clone(), took });
    }

    /// The pull is tried again when its back-off is over: 10, 20, 40 … 300 s.
    fn pull_failed(&mut self, mut pod: Pod) {
        let (uid, name, image) = (pod.metadata.uid, pod.metadata.name.clone(), pod.image.clone());
        let error = pull_error(&image, self.kubelet.registry_down);
        self.record(Kind::Pod, &name, Happening::PullFailed { image, error: error.clone() });
        self.record(Kind::Pod, &name, Happening::Failed { reason: "ErrImagePull" });
        let wait = self.kubelet.work(uid).pulls.after_pull(self.now);
        let until = self.now + wait;
        self.kubelet.begin(uid, self.now, Some(until));
        pod.status.container = ContainerState::Waiting("ErrImagePull");
        pod.status.message = Some(error);
        self.write_pod(pod);
        self.later(PULL_RESYNC.min(wait), uid, KubeletStep::BackOffPull);
        let again = self.jittered(wait);
        self.later(again, uid, KubeletStep::PullImage);
    }

    /// A sync finds the back-off of a pull still running.
    pub(super) fn back_off_pull(&mut self, mut pod: Pod) {
        if pod.status.container != ContainerState::Waiting("ErrImagePull") {
            return;
        }
        let (name, image) = (pod.metadata.name.clone(), pod.image.clone());
        self.record(Kind::Pod, &name, Happening::BackOffPull { image: image.clone() });
        self.record(Kind::Pod, &name, Happening::Failed { reason: "ImagePullBackOff" });
        let error = pod.status.message.clone().unwrap_or_default();
        pod.status.container = ContainerState::Waiting("ImagePullBackOff");
        pod.status.message = Some(format!("Back-off pulling image \"{image}\": ErrImagePull: {error}").into());
        self.write_pod(pod);
    }

    /// A back-off's end is met up to half of it late; exactly, where nothing takes time. Models completeWork.
    pub(super) fn jittered(&mut self, wait: Millis) -> Millis {
        if self.world.delays.start.max == 0 {
            return wait;
        }
        wait + Millis::from(self.random.below((wait / 2).min(30 * SECOND) as u32 + 1))
    }

    fn create_container(&mut self, pod: &Pod) -> Millis {
        self.record(Kind::Pod, &pod.metadata.name, Happening::Created);
        self.world.delays.start.draw(&mut self.random)
    }

    fn start_container(&mut self, mut pod: Pod) {
        let uid = pod.metadata.uid;
        pod.status.phase = PodPhase::Running;
        if pod.status.last_termination.is_some() {
            pod.status.restart_count += 1;
        }
        pod.status.container = ContainerState::Running(self.now);
        pod.status.message = None;
        pod.status.started = pod.lifecycle.startup.is_none();
        self.record(Kind::Pod, &pod.metadata.name, Happening::Started);
        let period = pod.lifecycle.liveness.or(pod.lifecycle.startup).map_or(0, |probe| probe.period);
        // The ticker runs on from container to container.
        let first = !self.kubelet.probing.contains_key(&uid);
        let phase = if period == 0 || !first { 0 } else { Millis::from(self.random.below(period as u32)) };
        let work = self.kubelet.work(uid);
        work.life += 1;
        work.started_at = self.now;
        work.sigterm_at = None;
        work.phase = phase;
        self.container_started(&mut pod);
        self.write_pod(pod);
        if let Some(crash) = self.app_of(uid).and_then(|app| app.crash_after) {
            self.later(crash.max(1), uid, KubeletStep::Exit(1));
        }
    }

    /// How the software in a pod behaves.
    pub(in super::super) fn app_of(&self, pod: Uid) -> Option<crate::world::App> {
        self.api.objects.pods.get(&pod).map(|pod| self.app(&pod.image))
    }
}

/// What the container runtime says.
fn pull_error(image: &Name, registry_down: bool) -> Name {
    let why = if registry_down { "dial tcp: connect: connection refused" } else { "not found" };
    format!("failed to resolve image \"{image}\": {why}").into()
}
