//! How many pods a metric asks for. Models pkg/controller/podautoscaler/replica_calculator.go, in whole numbers: ratios are
//! fractions, and where upstream rounds to whole percents so does this.

use super::super::metrics::{Measured, Metrics};
use super::super::pod::{Pod, PodPhase};
use crate::kube::pod::Container;
use crate::kube::time::{Millis, SECOND};

/// So long after a pod's start its CPU counts only while it is ready. Models cpuInitializationPeriod.
const CPU_INITIALIZATION: Millis = 300 * SECOND;
/// A pod that became unready so soon after its start was never ready. Models delayOfInitialReadinessStatus.
const INITIAL_READINESS: Millis = 30 * SECOND;

/// How far a metric may be off before anything changes, in thousandths, downwards and upwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tolerances {
    pub down: i64,
    pub up: i64,
}

/// A metric in proportion to its target.
#[derive(Clone, Copy, Debug)]
struct Ratio {
    is: i64,
    wanted: i64,
}

impl Ratio {
    fn above(self) -> bool {
        self.is > self.wanted
    }

    fn below(self) -> bool {
        self.is < self.wanted
    }

    fn within(self, tolerances: Tolerances) -> bool {
        let (is, wanted) = (i128::from(self.is) * 1_000, i128::from(self.wanted));
        wanted * i128::from(1_000 - tolerances.down) <= is && is <= wanted * i128::from(1_000 + tolerances.up)
    }

    /// So many times this, rounded up.
    fn of(self, pods: usize) -> i32 {
        let all = i128::from(self.is) * pods as i128;
        let wanted = i128::from(self.wanted.max(1));
        i32::try_from((all + wanted - 1) / wanted).unwrap_or(i32::MAX)
    }
}

/// What is measured of a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Cpu,
    Requests,
}

impl What {
    fn of(self, measured: Measured) -> i64 {
        match self {
            Self::Cpu => measured.cpu_milli,
            Self::Requests => measured.requests_milli,
        }
    }
}

/// What a pod is measured to do, and the CPU it requests, in thousandths.
type Used = (i64, i64);

/// Pods as the calculation takes them.
#[derive(Debug, Default)]
struct Groups {
    /// Those that count.
    metrics: Vec<Used>,
    /// What the others request.
    unready: Vec<i64>,
    missing: Vec<i64>,
}

/// Models groupPods.
fn group(pods: &[&Pod], metrics: &Metrics, what: What, now: Millis) -> Groups {
    let mut groups = Groups::default();
    for pod in pods {
        let (uid, request) = (pod.metadata.uid, i64::from(pod.requests.cpu_milli));
        if pod.metadata.deletion_timestamp.is_some() || pod.status.phase == PodPhase::Failed {
            continue;
        }
        if pod.status.phase == PodPhase::Pending {
            groups.unready.push(request);
            continue;
        }
        let Some(measured) = metrics.of(uid) else {
            groups.missing.push(request);
            continue;
        };
        if what == What::Cpu && is_unready(pod, measured, now) {
            groups.unready.push(request);
            continue;
        }
        groups.metrics.push((what.of(measured), request));
    }
    groups
}

/// Whether the CPU of a pod says nothing about its work yet.
fn is_unready(pod: &Pod, measured: Measured, now: Millis) -> bool {
    let (start, turned) = (pod.metadata.creation_timestamp, pod.status.ready_transition * SECOND);
    if start + CPU_INITIALIZATION > now {
        !pod.status.ready || measured.at < turned + measured.window
    } else {
        !pod.status.ready && start + INITIAL_READINESS > turned
    }
}

/// What a metric comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Proposal {
    pub replicas: i32,
    /// On average over the pods, in thousandths.
    pub average: i64,
    /// % of what they request, where that is asked for.
    pub utilization: Option<i32>,
}

/// Pods of a workload, and what is asked about them.
pub(super) struct Question<'a> {
    pub pods: &'a [&'a Pod],
    pub metrics: &'a Metrics,
    pub what: What,
    /// `spec.replicas` of the workload.
    pub replicas: i32,
    pub tolerances: Tolerances,
    pub now: Millis,
}

/// What pods use altogether, and what they request.
fn sums(metrics: &[Used]) -> Used {
    metrics.iter().fold((0, 0), |(used, requested), (more, request)| (used + more, requested + request))
}

const NO_PODS: &str = "no pods returned by selector while calculating replica count";
const NO_READY: &str = "did not receive metrics for targeted pods (pods might be unready)";

impl Question<'_> {
    fn groups(&self) -> Result<Groups, String> {
        if self.pods.is_empty() {
            return Err(NO_PODS.into());
        }
        let groups = group(self.pods, self.metrics, self.what, self.now);
        if groups.metrics.is_empty() { Err(NO_READY.into()) } else { Ok(groups) }
    }

    /// By the share of what the pods request. Models GetResourceReplicas.
    ///
    /// Three pods that request 500m each and use 600m: 120 %, of 80 % is 1.5, so 5 pods.
    pub fn by_utilization(&self, target: i32) -> Result<Proposal, String> {
        if self.pods.iter().all(|pod| self.metrics.of(pod.metadata.uid).is_none()) {
            return Err("unable to get metrics for resource cpu: no metrics returned from resource metrics API".into());
        }
        let groups = self.groups()?;
        for pod in self.pods {
            let asks = |it: &Container| {
                [&it.resources.requests, &it.resources.limits].iter().any(|all| all.contains_key("cpu"))
            };
            if !pod.spec.containers.first().is_some_and(asks) {
                let (container, pod) = (&pod.container, &pod.metadata.name);
                return Err(format!("missing request for cpu in container {container} of Pod {pod}"));
            }
        }
        let ratio = |metrics: &[Used]| {
            let (used, requested) = sums(metrics);
            Ratio { is: used * 100 / requested.max(1), wanted: target.into() }
        };
        let first = ratio(&groups.metrics);
        let average = sums(&groups.metrics).0 / groups.metrics.len().max(1) as i64;
        let utilization = Some(i32::try_from(first.is).unwrap_or(i32::MAX));
        let full = |request: i64| request * i64::from(target.max(100)) / 100;
        let replicas = self.settle(groups, first, &ratio, &full, true);
        Ok(Proposal { replicas, average, utilization })
    }

    /// By what each pod does on average, in thousandths. Models GetRawResourceReplicas and GetMetricReplicas.
    pub fn by_average(&self, target: i64) -> Result<Proposal, String> {
        let groups = self.groups()?;
        let ratio = |metrics: &[Used]| Ratio { is: sums(metrics).0 / metrics.len().max(1) as i64, wanted: target };
        let first = ratio(&groups.metrics);
        let replicas = self.settle(groups, first, &ratio, &|_| target, false);
        Ok(Proposal { replicas, average: first.is, utilization: None })
    }

    /// Pods that are not ready or not measured count as idle where more are wanted, and as busy where fewer are; if that
    /// turns the answer round, nothing changes.
    fn settle(
        &self,
        groups: Groups,
        first: Ratio,
        ratio: &dyn Fn(&[Used]) -> Ratio,
        full: &dyn Fn(i64) -> i64,
        no_turn: bool,
    ) -> i32 {
        let Groups { mut metrics, unready, missing } = groups;
        let up_with_unready = !unready.is_empty() && first.above();
        if !up_with_unready && missing.is_empty() {
            return if first.within(self.tolerances) { self.replicas } else { first.of(metrics.len()) };
        }
        for request in missing {
            if first.below() {
                metrics.push((full(request), request));
            } else if first.above() || !no_turn {
                metrics.push((0, request));
            }
        }
        if up_with_unready {
            metrics.extend(unready.iter().map(|request| (0, *request)));
        }
        let second = ratio(&metrics);
        let turned = first.below() && second.above() || first.above() && second.below();
        if second.within(self.tolerances) || turned {
            return self.replicas;
        }
        let wanted = second.of(metrics.len());
        let back = second.below() && wanted > self.replicas || second.above() && wanted < self.replicas;
        if back { self.replicas } else { wanted }
    }

    /// By a value that belongs to another object, in thousandths. Models GetObjectMetricReplicas.
    pub fn by_value(&self, is: i64, target: i64) -> Result<Proposal, String> {
        let ratio = Ratio { is, wanted: target };
        let replicas = if ratio.within(self.tolerances) {
            self.replicas
        } else if self.pods.is_empty() {
            return Err(format!("unable to calculate ready pods: {NO_PODS}"));
        } else {
            let ready = |pod: &&&Pod| pod.status.phase == PodPhase::Running && pod.status.ready;
            ratio.of(self.pods.iter().filter(ready).count())
        };
        Ok(Proposal { replicas, average: is, utilization: None })
    }

    /// The same on average over the pods there are. Models GetObjectPerPodMetricReplicas.
    pub fn by_value_per_pod(&self, is: i64, target: i64, there: i32) -> Proposal {
        let pods = i64::from(there.max(1));
        let ratio = Ratio { is, wanted: target.saturating_mul(pods) };
        let replicas = if ratio.within(self.tolerances) { there } else { Ratio { is, wanted: target }.of(1) };
        Proposal { replicas, average: (is + pods - 1) / pods, utilization: None }
    }
}
