//! A pod's end: grace, preStop, SIGTERM, SIGKILL, and the object's removal. Models apiserver registry/rest/delete.go
//! BeforeDelete and pkg/kubelet SyncTerminatingPod, killContainer.

use super::super::Cluster;
use super::super::event::Happening;
use super::super::pod::{ContainerState, Disruption, LOW_ON_MEMORY, Pod, PodPhase, Termination};
use super::super::queue::KubeletStep;
use crate::kube::object::{Kind, Uid};
use crate::kube::time::{Millis, SECOND};

/// Grace that a container has left at the least once its preStop hook is over, ms. Models minimumGracePeriodInSeconds.
const MINIMUM_GRACE: Millis = 2 * SECOND;
/// Exit code of a process ended by SIGKILL.
const KILLED: u8 = 137;

impl Cluster {
    /// The API server marks a pod for deletion with its own grace; a second deletion changes nothing.
    ///
    /// A pod without a node, a finished one and one without grace go at once.
    pub(in super::super) fn delete_pod(&mut self, uid: Uid) {
        let Some(mut pod) = self.api.objects.pods.get(&uid).map(|pod| pod.as_ref().clone()) else { return };
        let grace = pod.termination_grace_period;
        if pod.node.is_none() || pod.status.phase.is_finished() || grace == 0 {
            self.remove_pod(&pod);
            return;
        }
        if pod.metadata.deletion_timestamp.is_some() {
            return;
        }
        pod.metadata.deletion_timestamp = Some(self.now + grace);
        // A new life: of what was planned for the container only its readiness is still asked about.
        self.kubelet.work(uid).life += 1;
        self.go_on_asking(&pod);
        self.write_pod(pod);
        let noticed = self.world.delays.watch.draw(&mut self.random);
        self.later(noticed, uid, KubeletStep::Terminate);
    }

    /// The pod's condition says who ends it, and then it is deleted.
    pub(in super::super) fn disrupt_pod(&mut self, uid: Uid, by: Disruption) {
        if let Some(mut pod) = self.api.objects.pods.get(&uid).map(|pod| pod.as_ref().clone())
            && pod.set_disruption(by, self.now)
        {
            self.write_pod(pod);
        }
        self.delete_pod(uid);
    }

    /// The kubelet ends the container.
    pub(super) fn terminate_pod(&mut self, pod: Pod) {
        let uid = pod.metadata.uid;
        // The kubelet counts from when it learns of the deletion, however late that is. Models calculateEffectiveGracePeriod.
        let grace = pod.termination_grace_period;
        self.kubelet.work(uid).ending = true;
        let (after, exit_code) = if pod.is_running() {
            let container = pod.container.clone();
            self.record(Kind::Pod, &pod.metadata.name, Happening::Killing { container });
            self.send_sigterm(&pod, grace)
        } else {
            // What never ran is taken for killed.
            (0, pod.status.last_termination.map_or(KILLED, |ended| ended.exit_code))
        };
        self.kubelet.begin(uid, self.now, Some(self.now + after));
        self.kubelet.work(uid).life += 1;
        if after == 0 {
            return self.pod_stopped(pod, exit_code);
        }
        self.go_on_asking(&pod);
        self.later(after, uid, KubeletStep::Stop(exit_code));
    }

    /// The order to end goes out: the preStop hook first, then SIGTERM. See [`Cluster::end_of`] for what is returned.
    pub(super) fn send_sigterm(&mut self, pod: &Pod, grace: Millis) -> (Millis, u8) {
        let pre_stop = pod.lifecycle.pre_stop.unwrap_or(0).min(grace);
        self.kubelet.work(pod.metadata.uid).sigterm_at = Some(self.now + pre_stop);
        self.end_of(pod, grace)
    }

    /// From the order to end until the process is gone, ms, and its exit code. Models killContainer.
    ///
    /// Grace 30 s, preStop 29.6 s: 29 whole seconds are spent, 1 is left, at least 2 are given: SIGKILL at 31.6 s.
    fn end_of(&self, pod: &Pod, grace: Millis) -> (Millis, u8) {
        let app = self.app(&pod.image);
        let pre_stop = pod.lifecycle.pre_stop.unwrap_or(0).min(grace);
        let spent = pre_stop / SECOND * SECOND;
        let left = (grace - spent).max(if grace == 0 { 0 } else { MINIMUM_GRACE });
        if app.ignores_sigterm || app.terminate > left {
            (pre_stop + left, KILLED)
        } else {
            (pre_stop + app.terminate, 0)
        }
    }

    /// The process is gone: the pod is finished, and its object follows when the kubelet has cleaned up.
    pub(super) fn pod_stopped(&mut self, mut pod: Pod, exit_code: u8) {
        let cleanup = self.world.delays.cleanup.draw(&mut self.random);
        if cleanup == 0 {
            self.remove_pod(&pod);
            return;
        }
        let uid = pod.metadata.uid;
        self.cut_requests(uid);
        pod.status.phase = if exit_code == 0 { PodPhase::Succeeded } else { PodPhase::Failed };
        pod.status.container = ContainerState::Terminated(exit_code);
        pod.status.last_termination = Some(Termination { exit_code, finished_at: self.now });
        pod.set_ready(false, self.now);
        self.write_pod(pod);
        self.later(cleanup, uid, KubeletStep::RemovePod);
    }

    /// The object goes; false if it has gone before.
    pub(in super::super) fn remove_pod(&mut self, pod: &Pod) -> bool {
        self.cut_requests(pod.metadata.uid);
        let there = self.api.remove::<Pod>(pod.metadata.uid).is_some();
        if there {
            self.record(Kind::Pod, &pod.metadata.name, Happening::Removed);
        }
        there
    }

    /// The kubelet throws a pod out because its node runs short: it fails as a whole, and its object stays.
    pub(in super::super) fn evict_pod(&mut self, uid: Uid) -> bool {
        let Some(pod) = self.api.objects.pods.get(&uid).map(|pod| pod.as_ref().clone()) else { return false };
        if !pod.is_active() || pod.node.is_none() {
            return false;
        }
        let mut pod = pod;
        self.cut_requests(uid);
        self.kubelet.work(uid).life += 1;
        pod.status.phase = PodPhase::Failed;
        pod.status.reason = Some("Evicted");
        pod.status.container = ContainerState::None;
        pod.status.message = Some(LOW_ON_MEMORY.into());
        pod.set_disruption(Disruption::Kubelet, self.now);
        pod.set_ready(false, self.now);
        let name = pod.metadata.name.clone();
        self.write_pod(pod);
        self.record(Kind::Pod, &name, Happening::Evicted);
        true
    }
}
