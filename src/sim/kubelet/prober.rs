//! The workers that make the checks of a pod's probes, one for each probe, from the pod's start to its end.
//!
//! Models pkg/kubelet/prober/worker.go: the ticker and the run of equal results live through the container's restarts; a run is
//! begun anew only where a liveness or startup probe has reached its verdict. Ideal probes have no workers.

use super::super::Cluster;
use super::super::event::Happening;
use super::super::health::{Failure, Health};
use super::super::pod::Pod;
use super::super::probe::{Asked, Check, Grid, Probe, Run};
use super::super::queue::{KubeletStep, ProbeKind};
use super::super::recorder::Credit;
use super::unhealthy;
use crate::kube::object::{Kind, Uid};
use crate::kube::time::Millis;

/// One probe's worker. Instants are ms of the cluster.
#[derive(Clone, Copy, Debug, Default)]
struct Worker {
    run: Run,
    /// Checks are made from here on.
    from: Millis,
    /// A check out of turn.
    extra: Option<Millis>,
    /// The check whose result is waited for, and when it is known.
    awaited: Option<(Check, Millis)>,
    /// Bad checks since somebody was told of one.
    untold: u32,
}

/// A pod's workers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Workers {
    all: [Worker; 3],
    /// When the liveness and startup probes tick, and when the readiness probe does.
    ticks: [Option<Millis>; 2],
    /// What the kubelet's recorder may still send about the pod.
    credit: Credit,
}

impl Workers {
    fn fresh(now: Millis) -> Self {
        Self { all: [Worker::default(); 3], ticks: [None; 2], credit: Credit::fresh(now) }
    }

    fn of(&mut self, kind: ProbeKind) -> &mut Worker {
        &mut self.all[kind as usize]
    }

    fn ticks(&mut self, kind: ProbeKind) -> &mut Option<Millis> {
        &mut self.ticks[usize::from(kind == ProbeKind::Readiness)]
    }
}

fn probe_of(pod: &Pod, kind: ProbeKind) -> Option<Probe> {
    match kind {
        ProbeKind::Startup => pod.lifecycle.startup,
        ProbeKind::Liveness => pod.lifecycle.liveness,
        ProbeKind::Readiness => pod.lifecycle.readiness,
    }
}

impl Cluster {
    fn workers(&mut self, pod: Uid) -> &mut Workers {
        let now = self.now;
        self.kubelet.probing.get_or_insert_with(pod, || Workers::fresh(now))
    }

    /// A probe's checks begin, or begin again with another container; `extra` is one out of turn.
    pub(super) fn begin_checks(&mut self, pod: &Pod, kind: ProbeKind, extra: Option<Millis>) {
        let (uid, now) = (pod.metadata.uid, self.now);
        let work = *self.kubelet.work(uid);
        let workers = self.workers(uid);
        workers.ticks(kind).get_or_insert(extra.unwrap_or(work.started_at + work.phase));
        let worker = workers.of(kind);
        // A tick that is over does not come again, however soon the next container starts.
        let from = extra.unwrap_or(now.max(worker.from));
        (worker.from, worker.extra, worker.awaited) = (from, extra, None);
        self.plan_check(pod, kind);
    }

    /// When the endpoint that a probe asks answers well.
    fn health(&mut self, pod: &Pod, kind: ProbeKind) -> Health {
        let (app, work) = (self.app(&pod.image), *self.kubelet.work(pod.metadata.uid));
        match kind {
            ProbeKind::Readiness if work.flapping => Health::failing(),
            ProbeKind::Readiness => app.readiness(work.sibling),
            _ => app.liveness(),
        }
    }

    /// The next check of a worker that matters. Nobody need be told of a bad one while the recorder sends nothing.
    fn next_check(&mut self, pod: &Pod, kind: ProbeKind, ready: bool, mute: Millis) -> Option<Check> {
        let (probe, health) = (probe_of(pod, kind)?, self.health(pod, kind));
        let started_at = self.kubelet.work(pod.metadata.uid).started_at;
        let workers = self.workers(pod.metadata.uid);
        let ticks = workers.ticks(kind).unwrap_or(started_at);
        let worker = *workers.of(kind);
        let since = |at: Millis| at.saturating_sub(started_at);
        let phase = (ticks % probe.period + probe.period - started_at % probe.period) % probe.period;
        let grid = Grid { phase, extra: worker.extra.filter(|at| *at >= started_at).map(since) };
        let asked = Asked {
            grid,
            run: worker.run,
            verdict: kind != ProbeKind::Readiness || ready,
            granted: kind == ProbeKind::Liveness,
            from: since(worker.from),
            mute: if mute == Millis::MAX { mute } else { since(mute) },
        };
        probe.next(&health, &asked)
    }

    /// Plans the next check that matters; what was planned before is void.
    pub(super) fn plan_check(&mut self, pod: &Pod, kind: ProbeKind) {
        self.plan_check_where(pod, kind, pod.status.container_ready);
    }

    /// The same where the readiness verdict is about to be this one.
    pub(super) fn plan_check_where(&mut self, pod: &Pod, kind: ProbeKind, ready: bool) {
        let uid = pod.metadata.uid;
        let mute = self.workers(uid).credit.next_at();
        let next = self.next_check(pod, kind, ready, mute);
        let (started_at, now) = (self.kubelet.work(uid).started_at, self.now);
        let timeout = probe_of(pod, kind).map_or(0, |probe| probe.timeout);
        let awaited = next.map(|check| (check, known_at(&check, started_at, timeout).max(now)));
        self.workers(uid).of(kind).awaited = awaited;
        if let Some((_, at)) = awaited {
            self.later(at - now, uid, KubeletStep::Probed(kind, at));
        }
    }

    /// The result of a check is known.
    pub(super) fn probed(&mut self, pod: Pod, kind: ProbeKind, at: Millis) {
        let uid = pod.metadata.uid;
        let work = *self.kubelet.work(uid);
        let awaited = self.workers(uid).of(kind).awaited;
        let (Some((check, known)), Some(probe)) = (awaited, probe_of(&pod, kind)) else { return };
        let asked = kind == ProbeKind::Readiness || !work.ending;
        if known != at || !pod.is_running() || !asked {
            return;
        }
        let verdict = self.count(uid, kind, &check, &probe, work.started_at);
        let turns = match kind {
            ProbeKind::Readiness => verdict == Some(false) && pod.status.container_ready,
            _ => verdict == Some(false),
        };
        if !check.well {
            let failure = self.health(&pod, kind).failure(check.at);
            self.tell_unhealthy(&pod, kind, failure, turns);
        }
        match (kind, verdict) {
            (ProbeKind::Startup, Some(true)) => self.pass_startup(pod),
            (ProbeKind::Startup | ProbeKind::Liveness, Some(false)) => self.restart_unhealthy(pod, kind),
            (ProbeKind::Readiness, Some(ready)) if ready != pod.status.container_ready && !(work.flapping && ready) => {
                self.plan_check_where(&pod, kind, ready);
                self.set_readiness(pod, ready);
            }
            _ => self.plan_check(&pod, kind),
        }
    }

    /// Adds a check to its worker's run; the verdict that comes of it, if there is one.
    fn count(&mut self, pod: Uid, kind: ProbeKind, check: &Check, probe: &Probe, started_at: Millis) -> Option<bool> {
        let worker = self.workers(pod).of(kind);
        let verdict = take_in(worker, check, probe, started_at);
        if kind == ProbeKind::Startup && verdict.is_some() || kind == ProbeKind::Liveness && verdict == Some(false) {
            // Until there is another container nothing is checked.
            worker.run.times = 0;
            worker.awaited = None;
        }
        verdict
    }

    /// An event says that a check has failed, unless the recorder drops it: then the next one stands for it too.
    pub(super) fn tell_unhealthy(&mut self, pod: &Pod, kind: ProbeKind, failure: Failure, turns: bool) {
        let (uid, now) = (pod.metadata.uid, self.now);
        let timeout = probe_of(pod, kind).map_or(0, |probe| probe.timeout);
        let workers = self.workers(uid);
        let sent = workers.credit.take(now);
        let untold = &mut workers.of(kind).untold;
        if !sent {
            *untold = untold.saturating_add(1);
            return;
        }
        let times = std::mem::take(untold).saturating_add(1);
        let output = unhealthy::output(pod, kind, failure, timeout);
        let happening = Happening::Unhealthy { probe: kind.as_str(), output, times, turns };
        self.record(Kind::Pod, &pod.metadata.name, happening);
    }

    /// The readiness verdict by all the checks since the container's start, told to nobody.
    pub(super) fn recount_readiness(&mut self, pod: &Pod) -> bool {
        let (uid, kind) = (pod.metadata.uid, ProbeKind::Readiness);
        let (now, started_at) = (self.now, self.kubelet.work(uid).started_at);
        let Some(probe) = pod.lifecycle.readiness else { return true };
        let mut ready = false;
        let asked = self.kubelet.work(uid).asked_from + started_at;
        let worker = self.workers(uid).of(kind);
        (worker.run, worker.from, worker.extra, worker.untold) = (Run::default(), asked, Some(asked), 0);
        while let Some(check) = self.next_check(pod, kind, ready, Millis::MAX) {
            if known_at(&check, started_at, probe.timeout) > now {
                break;
            }
            let worker = self.workers(uid).of(kind);
            ready = take_in(worker, &check, &probe, started_at).unwrap_or(ready);
            worker.untold = 0;
        }
        ready
    }
}

/// A worker learns how a check went; the verdict that comes of it, if there is one.
fn take_in(worker: &mut Worker, check: &Check, probe: &Probe, started_at: Millis) -> Option<bool> {
    if check.skipped > 0 {
        worker.run.add(false, check.skipped);
        worker.untold = worker.untold.saturating_add(check.skipped);
    }
    worker.run.add(check.well, 1);
    let (next, out_of_turn) = probe.after(check);
    worker.from = started_at + next;
    worker.extra = out_of_turn.then_some(worker.from);
    let enough = if check.well { probe.success_threshold } else { probe.failure_threshold };
    (worker.run.times >= enough).then_some(check.well)
}

/// When the result of a check is known, ms of the cluster.
fn known_at(check: &Check, started_at: Millis, timeout: Millis) -> Millis {
    started_at + check.at + if check.silent { timeout } else { 0 }
}
