//! Containers that end by themselves or are ended by a probe, and come back. Models kuberuntime_manager.go doBackOff
//! and client-go/util/flowcontrol/backoff.go.

use super::super::Cluster;
use super::super::event::Happening;
use super::super::pod::{ContainerState, Pod, Termination};
use super::super::queue::{KubeletStep, ProbeKind};
use crate::kube::object::{Kind, Uid};
use crate::kube::time::{Millis, SECOND, go_duration};

const FIRST: Millis = 10 * SECOND;
const LONGEST: Millis = 300 * SECOND;
/// After this long without one, the next failure starts over.
const FORGOTTEN: Millis = 600 * SECOND;

/// A wait that doubles: 10, 20, 40, 80, 160, 300, 300 … s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct BackOff {
    /// The next wait, ms; 0 before the first failure.
    value: Millis,
    updated: Millis,
    /// The last wait, ms.
    pub waited: Millis,
}

impl BackOff {
    fn wait(&mut self, now: Millis, first: Millis) -> Millis {
        let fresh = self.value == 0 || now.saturating_sub(self.updated) > FORGOTTEN;
        self.waited = if fresh { first } else { self.value };
        self.value = if fresh { (2 * first).max(FIRST) } else { (2 * self.value).min(LONGEST) };
        self.updated = now + self.waited;
        self.waited
    }

    /// How long to wait after a failed pull: 10 s first.
    pub fn after_pull(&mut self, now: Millis) -> Millis {
        self.wait(now, FIRST)
    }

    /// How long to wait after a container's end: not at all the first time, or 10 minutes after the last restart.
    pub fn after_crash(&mut self, now: Millis) -> Millis {
        self.wait(now, 0)
    }
}

impl Cluster {
    /// A container's process has ended though nobody wanted it to. The first restart is immediate.
    pub(super) fn container_exits(&mut self, mut pod: Pod, exit_code: u8) {
        if !pod.is_running() || self.kubelet.work(pod.metadata.uid).ending {
            return;
        }
        let uid = pod.metadata.uid;
        self.cut_requests(uid);
        pod.set_ready(false, self.now);
        pod.status.container = ContainerState::Terminated(exit_code);
        pod.status.started = false;
        pod.status.last_termination = Some(Termination { exit_code, finished_at: self.now });
        let name = pod.metadata.name.clone();
        self.record(Kind::Pod, &name, Happening::ContainerDied { exit_code });
        let being_deleted = pod.metadata.deletion_timestamp.is_some();
        self.write_pod(pod);
        if being_deleted {
            return;
        }
        let now = self.now;
        let work = self.kubelet.work(uid);
        work.life += 1;
        work.flapping = false;
        let wait = work.crashes.after_crash(now);
        let noticed = self.world.delays.start.draw(&mut self.random);
        if wait == 0 {
            self.kubelet.begin(uid, now, Some(now + noticed));
            return self.later(noticed, uid, KubeletStep::PullImage);
        }
        let again = self.jittered(wait);
        self.kubelet.begin(uid, now, Some(now + again));
        self.later(noticed.min(wait), uid, KubeletStep::BackOffRestart);
        self.later(again, uid, KubeletStep::PullImage);
    }

    /// A sync finds the back-off of a restart still running.
    pub(super) fn back_off_restart(&mut self, mut pod: Pod) {
        if !matches!(pod.status.container, ContainerState::Terminated(_)) {
            return;
        }
        let uid = pod.metadata.uid;
        let wait = self.kubelet.work(uid).crashes.waited;
        let subject = format!("{} in pod {}_default({})", pod.container, pod.metadata.name, uid.0);
        let happening = Happening::BackOffRestart { subject: subject.into() };
        self.record(Kind::Pod, &pod.metadata.name, happening);
        pod.status.container = ContainerState::Waiting("CrashLoopBackOff");
        pod.status.message = Some(
            format!(
                "back-off {} restarting failed container={} pod={}_default({})",
                go_duration(wait),
                pod.container,
                pod.metadata.name,
                uid.0
            )
            .into(),
        );
        self.write_pod(pod);
    }

    /// A liveness or startup probe has failed: the container is ended with its grace, and started anew.
    pub(super) fn restart_unhealthy(&mut self, pod: Pod, kind: ProbeKind) {
        let (uid, probe) = (pod.metadata.uid, kind.as_str());
        let given = if kind == ProbeKind::Startup { pod.lifecycle.startup } else { pod.lifecycle.liveness };
        let grace = given.and_then(|probe| probe.termination_grace_period).unwrap_or(pod.termination_grace_period);
        let happening = Happening::KillingUnhealthy { container: pod.container.clone(), probe };
        self.record(Kind::Pod, &pod.metadata.name, happening);
        let (after, exit_code) = self.send_sigterm(&pod, grace);
        self.kubelet.begin(uid, self.now, Some(self.now + after));
        self.later(after, uid, KubeletStep::Exit(exit_code));
    }

    /// An ideal liveness or startup probe fails.
    pub(super) fn fail_at_once(&mut self, pod: Pod, kind: ProbeKind) {
        let work = *self.kubelet.work(pod.metadata.uid);
        if !pod.is_running() || work.ending {
            return;
        }
        let failure = self.app(&pod.image).liveness().failure(self.now - work.started_at);
        self.tell_of_ideal(&pod, kind, failure, true);
        self.restart_unhealthy(pod, kind);
    }

    /// A fault: the container's process dies. False if it does not run, or its node cannot tell.
    pub(in super::super) fn crash_container(&mut self, uid: Uid, exit_code: u8) -> bool {
        let Some(pod) = self.api.objects.pods.get(&uid).map(|pod| pod.as_ref().clone()) else { return false };
        let told = pod.node.as_ref().is_some_and(|node| self.reachable(node.index));
        let runs = told && pod.is_running() && !self.kubelet.work(uid).ending;
        if runs {
            self.container_exits(pod, exit_code);
        }
        runs
    }
}
