//! Verdicts of probes and what follows from them. Models pkg/kubelet/prober.

use super::super::Cluster;
use super::super::event::Happening;
use super::super::object::{Kind, Uid};
use super::super::pod::{ContainerState, Pod};
use super::super::queue::KubeletStep;
use super::super::time::Millis;

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
        match pod.lifecycle.readiness {
            None => {
                self.kubelet.begin(uid, self.now, None);
                self.later(0, uid, KubeletStep::TurnReady);
            }
            Some(probe) => {
                let ready = self.plan_readiness(pod, false, since);
                let until = if ready.is_none() && probe.period == 0 { None } else { ready };
                self.kubelet.begin(uid, self.now, until);
            }
        }
        let Some(probe) = pod.lifecycle.liveness else { return };
        let phase = self.kubelet.work(uid).phase % probe.period.max(1);
        let fails = probe.turns(&self.app(&pod.image).liveness(), phase, true, since);
        if let Some(fails) = fails {
            self.later(fails - since, uid, KubeletStep::FailLiveness);
        }
    }

    /// A pod that is being deleted is asked on, until its process ends, whether it is ready.
    pub(super) fn go_on_asking(&mut self, pod: &Pod) {
        let work = self.kubelet.work(pod.metadata.uid);
        let since = self.now.saturating_sub(work.started_at);
        if pod.is_running() && pod.status.started {
            self.plan_readiness(pod, pod.status.ready, since);
        }
    }

    /// Plans the readiness probe's next change of mind; returns when that is, ms of the cluster.
    ///
    /// While a container is not ready every look of the kubelet asks at once, so the first check comes within a second
    /// of the start, unless an initial delay swallows it: then the next is a whole period later.
    fn plan_readiness(&mut self, pod: &Pod, verdict: bool, since: Millis) -> Option<Millis> {
        let probe = pod.lifecycle.readiness?;
        let uid = pod.metadata.uid;
        let (sibling, started_at) = (self.kubelet.work(uid).sibling, self.kubelet.work(uid).started_at);
        let health = self.app(&pod.image).readiness(sibling);
        let phase = match (probe.period, probe.initial_delay) {
            (0, _) => 0,
            (period, 0) => Millis::from(self.random_notice(pod)).min(period),
            (period, _) => period,
        };
        let turns = probe.turns(&health, phase, verdict, since)?;
        let step = if verdict { KubeletStep::TurnUnready } else { KubeletStep::TurnReady };
        self.later((started_at + turns).saturating_sub(self.now), uid, step);
        Some(started_at + turns)
    }

    /// The same for a container's whole life, so that its checks keep their rhythm; nothing where nothing takes time.
    fn random_notice(&mut self, pod: &Pod) -> u32 {
        if self.latency.start.max == 0 {
            return 0;
        }
        let work = self.kubelet.work(pod.metadata.uid);
        ((work.started_at as u32).wrapping_mul(0x9e37_79b9) >> 8) % NOTICE
    }

    /// The readiness verdict, and with it the Ready condition, turns.
    pub(super) fn turn(&mut self, mut pod: Pod, ready: bool) {
        if !pod.is_running() || self.kubelet.work(pod.metadata.uid).flapping && ready {
            return;
        }
        if pod.status.ready != ready {
            pod.set_ready(ready, self.now);
            let happening = if ready { Happening::Ready } else { Happening::Unhealthy { probe: "Readiness" } };
            self.record(Kind::Pod, &pod.metadata.name, happening);
            let since = self.now - self.kubelet.work(pod.metadata.uid).started_at;
            if pod.lifecycle.readiness.is_some() {
                self.plan_readiness(&pod, ready, since);
            }
            self.write_pod(pod);
        }
    }

    /// A fault: the readiness endpoint fails for so long. False if the pod is not ready.
    pub(in super::super) fn flap_readiness(&mut self, uid: Uid, lasts: Millis) -> bool {
        let Some(pod) = self.api.objects.pods.get(&uid).map(|pod| pod.as_ref().clone()) else { return false };
        if !pod.status.ready || !matches!(pod.status.container, ContainerState::Running(_)) {
            return false;
        }
        self.turn(pod, false);
        self.kubelet.work(uid).flapping = true;
        self.later(lasts, uid, KubeletStep::FlapEnds);
        true
    }

    /// The fault is over: what the endpoint says by itself counts again.
    pub(super) fn flap_ends(&mut self, pod: Pod) {
        let uid = pod.metadata.uid;
        self.kubelet.work(uid).flapping = false;
        self.report_readiness(uid);
    }

    /// The kubelet says anew whether a pod is ready.
    pub(in super::super) fn report_readiness(&mut self, uid: Uid) {
        let Some(pod) = self.api.objects.pods.get(&uid).map(|pod| pod.as_ref().clone()) else { return };
        let work = self.kubelet.work(uid);
        let (since, sibling) = (self.now.saturating_sub(work.started_at), work.sibling);
        let well = self.app(&pod.image).readiness(sibling).is_well(since) || pod.lifecycle.readiness.is_none();
        if well && pod.is_active() && pod.status.started {
            self.turn(pod, true);
        }
    }
}
