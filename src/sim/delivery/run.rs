//! The AnalysisRun controller: measures what is due and writes what came of it.
//!
//! Models analysis/analysis.go of argoproj/argo-rollouts. The verdicts are those of [`super::analysis`]; all that is
//! remembered stands in the run's status.

use super::super::Cluster;
use super::super::objects::{Object, Objects};
use super::super::queue::Controller;
use super::super::retry::Retry;
use super::Reconciler;
use super::analysis::{Measure, MetricRun, Phase, Run};
use super::measure::{asks, metric};
use crate::kube::analysis::{AnalysisMetric, AnalysisRun, AnalysisRunStatus, Asks, Measurement, MetricResult};
use crate::kube::calendar::Time;
use crate::kube::number::seconds;
use crate::kube::object::{Name, Uid};
use crate::kube::rollout::ROLLOUTS_POD_TEMPLATE_HASH;
use crate::kube::time::Millis;

/// Measurements kept of a metric. Models DefaultMeasurementHistoryLimit.
const MEASUREMENTS_KEPT: usize = 10;

/// The AnalysisRun controller.
pub(super) struct AnalysisController;

impl Reconciler for AnalysisController {
    const CONTROLLER: Controller = Controller::AnalysisRun;

    fn woken_by(object: &Object, _: &Objects) -> Vec<Uid> {
        match object {
            Object::AnalysisRun(run) => vec![run.metadata.uid],
            _ => Vec::new(),
        }
    }

    fn reconcile(cluster: &mut Cluster, key: Uid) -> Result<(), Retry> {
        let Some(object) = cluster.cache.analysis_runs.get(&key).cloned() else { return Ok(()) };
        let stored = cluster.api.objects.analysis_runs.get(&key).map(|stored| stored.metadata.resource_version);
        let fresh = stored == Some(object.metadata.resource_version);
        if !fresh || phase(&object.status.phase).is_over() {
            return Ok(());
        }
        let begun = object.status.started_at.map_or(cluster.now, |started| started.0);
        let mut run = resumed(&object, begun);
        let terminated = object.spec.terminate;
        if terminated {
            run.terminate();
        } else {
            let image = image(cluster, &object);
            let measure = |measure: Measure, since: Millis| cluster.measured(&image, measure, since);
            run.look(cluster.now, &measure);
        }
        let status = status(&object, &run, begun, cluster.now);
        if let Some(at) = run.next_at() {
            cluster.queue.enqueue_at(at.max(cluster.now + 1), Controller::AnalysisRun, key);
        }
        if status != object.status {
            let mut object = object.as_ref().clone();
            object.status = status;
            cluster.api.update_status(object)?;
        }
        Ok(())
    }
}

/// The image of the version that a run is about.
fn image(cluster: &Cluster, run: &AnalysisRun) -> Name {
    let hash = run.metadata.labels.get(ROLLOUTS_POD_TEMPLATE_HASH);
    let mut sets = cluster.cache.replica_sets.values();
    let of = sets.find(|set| hash.is_some() && set.metadata.labels.get(ROLLOUTS_POD_TEMPLATE_HASH) == hash);
    of.map(|set| set.spec.template.image()).unwrap_or_default()
}

/// A phase by its name; no name is of one that has not begun.
pub(super) fn phase(name: &str) -> Phase {
    let all = [Phase::Successful, Phase::Running, Phase::Inconclusive, Phase::Error, Phase::Failed];
    all.into_iter().find(|phase| phase.to_string() == name).unwrap_or(Phase::Pending)
}

/// The run as its status tells it.
fn resumed(run: &AnalysisRun, begun: Millis) -> Run {
    let dry = |name: &Name| run.spec.dry_run.iter().any(|dry| dry.metric_name == *name || &*dry.metric_name == ".*");
    let one = |given: &AnalysisMetric| {
        // What the API server took can be read.
        let mut metric = metric(given).ok()?;
        metric.dry_run = dry(&given.name);
        let known = run.status.metric_results.iter().find(|result| result.name == given.name);
        let result = known.cloned().unwrap_or_default();
        let last = result.measurements.last();
        let next_at = last.and_then(|last| Some(last.finished_at?.0 + metric.gap(phase(&last.phase))));
        let counts = [result.successful, result.failed, result.inconclusive, result.error];
        Some(MetricRun {
            next_at: next_at.unwrap_or(begun + metric.initial_delay),
            phase: phase(&result.phase),
            counts: counts.map(|count| u32::try_from(count).unwrap_or(0)),
            last: None,
            in_a_row: (result.consecutive_error, result.consecutive_success),
            message: result.message.to_string(),
            metric,
        })
    };
    Run {
        metrics: run.spec.metrics.iter().filter_map(one).collect(),
        phase: Phase::Running,
        message: run.status.message.to_string(),
    }
}

fn status(before: &AnalysisRun, run: &Run, begun: Millis, now: Millis) -> AnalysisRunStatus {
    let over = run.phase.is_over();
    AnalysisRunStatus {
        phase: run.phase.to_string().into(),
        message: run.message.as_str().into(),
        metric_results: run.metrics.iter().filter_map(|metric| result(before, metric, now)).collect(),
        started_at: Some(before.status.started_at.unwrap_or(Time::of(begun))),
        completed_at: over.then(|| Time::of(now)),
        rest: before.status.rest.clone(),
    }
}

fn result(before: &AnalysisRun, run: &MetricRun, now: Millis) -> Option<MetricResult> {
    let name = &run.metric.name;
    let given = before.spec.metrics.iter().find(|given| given.name == *name)?;
    let known = before.status.metric_results.iter().find(|result| result.name == *name);
    let counts = run.counts.map(|count| i32::try_from(count).unwrap_or(i32::MAX));
    let [successful, failed, inconclusive, error] = counts;
    let mut measurements = known.map(|known| known.measurements.clone()).unwrap_or_default();
    let counted = |result: &MetricResult| [result.successful, result.failed, result.inconclusive, result.error];
    let measured = known.map_or(counts.iter().sum::<i32>() > 0, |known| counted(known) != counts);
    if measured {
        measurements.push(measurement(given, run, now));
    }
    let too_many = measurements.len().saturating_sub(MEASUREMENTS_KEPT);
    measurements.drain(..too_many);
    Some(MetricResult {
        name: name.clone(),
        phase: run.phase.to_string().into(),
        measurements,
        message: run.message.as_str().into(),
        count: successful + failed + inconclusive,
        successful,
        failed,
        inconclusive,
        error,
        consecutive_error: run.in_a_row.0,
        consecutive_success: run.in_a_row.1,
        dry_run: run.metric.dry_run,
        ..MetricResult::default()
    })
}

fn measurement(given: &AnalysisMetric, run: &MetricRun, now: Millis) -> Measurement {
    let value = run.last.map(|value| match asks(given) {
        Asks::Milliseconds => format!("[{value}]"),
        _ => format!("[{}]", seconds(i64::try_from(value).unwrap_or(i64::MAX))),
    });
    let (phase, error) = run.metric.judge(run.last);
    Measurement {
        phase: phase.to_string().into(),
        message: error.into(),
        started_at: Some(Time::of(now)),
        finished_at: Some(Time::of(now)),
        value: value.unwrap_or_else(|| "[]".into()).into(),
        ..Measurement::default()
    }
}
