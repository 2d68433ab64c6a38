//! Verdicts of probes and what follows from them, and ideal probes, which see every change at once. Models pkg/kubelet/prober.

use super::super::Cluster;
use super::super::event::Happening;
use super::super::health::Failure;
use super::super::pod::{ContainerState, Pod};
use super::super::probe::Probe;
use super::super::queue::{KubeletStep, ProbeKind};
use super::{Work, unhealthy};
use crate::kube::object::{Kind, Uid};
use crate::kube::time::Millis;

/// How long after a start the kubelet sees it and has readiness checked for the first time, ms at the most.
const NOTICE: u32 = 1_000;

impl Cluster {
    /// The container runs: a startup probe holds the two others back, else they begin.
    pub(super) fn container_started(&mut self, pod: &mut Pod) {
        let uid = pod.metadata.uid;
        if pod.lifecycle.startup.is_none() {
            return self.begin_probes(pod);
        }
        let (Some(probe), app) = (pod.lifecycle.startup, self.app(&pod.image)) else { return };
        let phase = self.kubelet.work(uid).phase % probe.period.max(1);
        let health = app.liveness();
        let passes = probe.turns(&health, phase, false, 0);
        if probe.period > 0 {
            self.kubelet.begin(uid, self.now, passes.map(|passes| self.now + passes));
            return self.begin_checks(pod, ProbeKind::Startup, None);
        }
        let fails = probe.turns(&health, phase, true, 0);
        let (at, step) = match (passes, fails) {
            (Some(passes), Some(fails)) if fails < passes => (fails, KubeletStep::FailStartup),
            (Some(passes), _) => (passes, KubeletStep::PassStartup),
            (None, Some(fails)) => (fails, KubeletStep::FailStartup),
            (None, None) => return,
        };
        self.kubelet.begin(uid, self.now, Some(self.now + at));
        self.later(at, uid, step);
    }

    /// The startup probe has succeeded.
    pub(super) fn pass_startup(&mut self, mut pod: Pod) {
        pod.status.started = true;
        self.begin_probes(&mut pod);
        self.write_pod(pod);
    }

    fn begin_probes(&mut self, pod: &mut Pod) {
        let uid = pod.metadata.uid;
        let since = self.now - self.kubelet.work(uid).started_at;
        let asked_from = since + self.notice(uid);
        self.kubelet.work(uid).asked_from = asked_from;
        let has_worker = self.has_worker(pod);
        let until = if has_worker {
            let turns = self.readiness_turns(pod, false, since);
            self.begin_checks(pod, ProbeKind::Readiness, Some(self.now - since + asked_from));
            turns.map(|turns| self.now - since + turns)
        } else {
            self.plan_readiness(pod, false, since)
        };
        self.kubelet.begin(uid, self.now, until.filter(|_| pod.lifecycle.readiness.is_some()));
        if !has_worker {
            self.tell_first_check(pod, since);
        }
        let Some(probe) = pod.lifecycle.liveness else { return };
        if probe.period > 0 {
            return self.begin_checks(pod, ProbeKind::Liveness, None);
        }
        let fails = probe.turns(&self.app(&pod.image).liveness(), 0, true, since);
        if let Some(fails) = fails {
            self.later(fails - since, uid, KubeletStep::FailLiveness);
        }
    }

    /// What an ideal readiness probe finds first, where that is bad.
    fn tell_first_check(&mut self, pod: &Pod, since: Millis) {
        if pod.lifecycle.readiness.is_none() {
            return;
        }
        let sibling = self.kubelet.work(pod.metadata.uid).sibling;
        let health = self.app(&pod.image).readiness(sibling);
        if !health.is_well(since) {
            self.tell_of_ideal(pod, ProbeKind::Readiness, health.failure(since), false);
        }
    }

    /// A pod that is being deleted is asked on, until its process ends, whether it is ready.
    pub(super) fn go_on_asking(&mut self, pod: &Pod) {
        let work = self.kubelet.work(pod.metadata.uid);
        let since = self.now.saturating_sub(work.started_at);
        if !pod.is_running() || !pod.status.started {
            return;
        }
        if self.has_worker(pod) {
            self.plan_check(pod, ProbeKind::Readiness);
        } else {
            self.plan_readiness(pod, pod.status.container_ready, since);
        }
    }

    /// Plans the readiness verdict's next turn; returns when that is, ms of the cluster. What was planned before is void.
    fn plan_readiness(&mut self, pod: &Pod, verdict: bool, since: Millis) -> Option<Millis> {
        let uid = pod.metadata.uid;
        let turns = self.readiness_turns(pod, verdict, since);
        let work = self.kubelet.work(uid);
        let at = turns.map(|turns| (work.started_at + turns).max(self.now));
        work.turns_at = at;
        if let Some(at) = at {
            let step = if verdict { KubeletStep::TurnUnready } else { KubeletStep::TurnReady };
            self.later(at - self.now, uid, step);
        }
        at
    }

    /// When the verdict turns, ms after the container's start; without a probe it is good as soon as it is asked for.
    ///
    /// While a container is not ready every look of the kubelet asks at once, so the first check comes within a second
    /// of the start or of the startup probe's success, unless an initial delay swallows it: then the next is a whole
    /// period later.
    fn readiness_turns(&mut self, pod: &Pod, verdict: bool, since: Millis) -> Option<Millis> {
        let Some(probe) = pod.lifecycle.readiness else { return (!verdict).then_some(since) };
        let Work { sibling, asked_from, .. } = *self.kubelet.work(pod.metadata.uid);
        let phase = if probe.period == 0 { 0 } else { asked_from };
        probe.turns(&self.app(&pod.image).readiness(sibling), phase, verdict, since)
    }

    /// From an instant the kubelet learns of to its look at the pod, ms; nothing where nothing takes time.
    fn notice(&mut self, uid: Uid) -> Millis {
        if self.world.delays.start.max == 0 {
            return 0;
        }
        let work = self.kubelet.work(uid);
        Millis::from(((work.started_at as u32).wrapping_mul(0x9e37_79b9) >> 8) % NOTICE)
    }

    /// The readiness verdict, and with it the Ready condition, turns as planned.
    pub(super) fn turn_as_planned(&mut self, pod: Pod, ready: bool) {
        if self.kubelet.work(pod.metadata.uid).turns_at == Some(self.now) {
            let since = self.now - self.kubelet.work(pod.metadata.uid).started_at;
            self.turn(pod, ready, since);
        }
    }

    /// A worker makes the checks of its readiness probe.
    fn has_worker(&self, pod: &Pod) -> bool {
        pod.lifecycle.readiness.is_some_and(|probe| probe.period > 0)
    }

    /// `turned` is when the checks made up this verdict, ms after the container's start.
    fn turn(&mut self, pod: Pod, ready: bool, turned: Millis) {
        if !pod.is_running() || self.kubelet.work(pod.metadata.uid).flapping && ready {
            return;
        }
        if pod.status.container_ready != ready {
            if !ready {
                self.tell_not_ready(&pod);
            }
            if self.has_worker(&pod) {
                self.plan_check_where(&pod, ProbeKind::Readiness, ready);
            } else {
                self.plan_readiness(&pod, ready, turned);
            }
            self.set_readiness(pod, ready);
        }
    }

    /// Why a pod that was ready is not any more.
    fn tell_not_ready(&mut self, pod: &Pod) {
        let Work { started_at, sibling, .. } = *self.kubelet.work(pod.metadata.uid);
        let failure = self.app(&pod.image).readiness(sibling).failure(self.now.saturating_sub(started_at));
        if self.has_worker(pod) {
            self.tell_unhealthy(pod, ProbeKind::Readiness, failure, true);
        } else {
            self.tell_of_ideal(pod, ProbeKind::Readiness, failure, true);
        }
    }

    /// An ideal probe sees each change once: nothing of it is dropped.
    pub(super) fn tell_of_ideal(&mut self, pod: &Pod, kind: ProbeKind, failure: Failure, turns: bool) {
        let output = unhealthy::output(pod, kind, failure, Probe::IDEAL.timeout);
        let happening = Happening::Unhealthy { probe: kind.as_str(), output, times: 1, turns };
        self.record(Kind::Pod, &pod.metadata.name, happening);
    }

    /// Writes the Ready condition that a verdict makes.
    pub(super) fn set_readiness(&mut self, mut pod: Pod, ready: bool) {
        pod.set_ready(ready, self.now);
        if pod.status.ready {
            self.record(Kind::Pod, &pod.metadata.name, Happening::Ready);
        }
        self.write_pod(pod);
    }

    /// A fault: the readiness endpoint fails for so long. False if the pod is not ready.
    pub(in super::super) fn flap_readiness(&mut self, uid: Uid, lasts: Millis) -> bool {
        let Some(pod) = self.api.objects.pods.get(&uid).map(|pod| pod.as_ref().clone()) else { return false };
        if !pod.status.container_ready || !matches!(pod.status.container, ContainerState::Running(_)) {
            return false;
        }
        let since = self.now.saturating_sub(self.kubelet.work(uid).started_at);
        self.kubelet.work(uid).flapping = true;
        self.turn(pod, false, since);
        self.later(lasts, uid, KubeletStep::FlapEnds);
        true
    }

    /// The fault is over: what the endpoint says by itself counts again.
    pub(super) fn flap_ends(&mut self, pod: Pod) {
        let uid = pod.metadata.uid;
        self.kubelet.work(uid).flapping = false;
        self.report_readiness(uid);
    }

    /// The kubelet says anew whether a pod is ready, by all the checks it has made since the container's start.
    pub(in super::super) fn report_readiness(&mut self, uid: Uid) {
        let Some(pod) = self.api.objects.pods.get(&uid).map(|pod| pod.as_ref().clone()) else { return };
        let work = self.kubelet.work(uid);
        if work.flapping || !pod.is_active() || !pod.is_running() || !pod.status.started {
            return;
        }
        let since = self.now.saturating_sub(work.started_at);
        if self.has_worker(&pod) {
            let ready = self.recount_readiness(&pod);
            return if pod.status.container_ready == ready {
                self.plan_check(&pod, ProbeKind::Readiness)
            } else {
                self.turn(pod, ready, 0)
            };
        }
        let work = self.kubelet.work(uid);
        let (mut verdict, mut turned) = (false, work.asked_from);
        while let Some(turns) = self.readiness_turns(&pod, verdict, turned).filter(|turns| *turns <= since) {
            (verdict, turned) = (!verdict, turns);
        }
        if pod.status.container_ready == verdict {
            self.plan_readiness(&pod, verdict, turned);
        } else {
            self.turn(pod, verdict, turned);
        }
    }
}
