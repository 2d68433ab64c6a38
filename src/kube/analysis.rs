//! argoproj.io/v1alpha1 AnalysisTemplate and AnalysisRun: what is measured of a version, and what came of it.
//!
//! Models pkg/apis/rollouts/v1alpha1/analysis_types.go of argoproj/argo-rollouts. A query is not evaluated: what it asks for is
//! told by its words, see [`PrometheusMetric::asks`].

use super::calendar::Time;
use super::duration::GoDuration;
use super::fields::fields;
use super::int_or_string::IntOrString;
use super::object::{Name, ObjectMeta};

/// An AnalysisTemplate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnalysisTemplate {
    /// Its name.
    pub metadata: ObjectMeta,
    /// What is measured.
    pub spec: AnalysisTemplateSpec,
}

/// An AnalysisRun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnalysisRun {
    /// Name, and the Rollout that owns it.
    pub metadata: ObjectMeta,
    /// What is measured.
    pub spec: AnalysisRunSpec,
    /// What came of it so far.
    pub status: AnalysisRunStatus,
}

fields! {
    /// What is measured.
    pub struct AnalysisTemplateSpec ("AnalysisTemplateSpec", "analysisTemplate") {
        /// All of them decide, but those of `dryRun`.
        metrics: Vec<AnalysisMetric> = "metrics";
        /// Metrics that are measured and decide nothing.
        dry_run: Vec<DryRun> = "dryRun";
    }
    inert [], kept &["args", "templates", "measurementRetention"]
}

fields! {
    /// What an AnalysisRun measures.
    pub struct AnalysisRunSpec ("AnalysisRunSpec", "analysisRun") {
        /// All of them decide, but those of `dryRun`.
        metrics: Vec<AnalysisMetric> = "metrics";
        /// Metrics that are measured and decide nothing.
        dry_run: Vec<DryRun> = "dryRun";
        /// It is not needed any more.
        terminate: bool = "terminate";
    }
    inert [], kept &["args", "measurementRetention", "ttlStrategy"]
}

fields! {
    /// One of `dryRun`.
    pub struct DryRun ("DryRun", "dryRun") {
        /// The metric's name, or `.*` for all.
        metric_name: Name = "metricName";
    }
    inert [], kept &[]
}

fields! {
    /// One of `metrics`.
    pub struct AnalysisMetric ("Metric", "metrics") {
        /// Unique.
        name: Name = "name";
        /// Between measurements; without one there is one measurement.
        interval: Option<GoDuration> = "interval";
        /// From the run's start to the first measurement.
        initial_delay: Option<GoDuration> = "initialDelay";
        /// Measurements in all; without a number, and with an interval, for ever.
        count: Option<IntOrString> = "count";
        /// True is success.
        success_condition: Name = "successCondition";
        /// True is failure.
        failure_condition: Name = "failureCondition";
        /// Failures allowed; 0 unless given, -1 allows all.
        failure_limit: Option<IntOrString> = "failureLimit";
        /// Measurements that decide nothing allowed; 0 unless given.
        inconclusive_limit: Option<IntOrString> = "inconclusiveLimit";
        /// Errors in a row allowed; 4 unless given.
        consecutive_error_limit: Option<IntOrString> = "consecutiveErrorLimit";
        /// Successes in a row that are enough; 0, unless given, asks for none.
        consecutive_success_limit: Option<IntOrString> = "consecutiveSuccessLimit";
        /// Who measures.
        provider: MetricProvider = "provider";
    }
    inert [], kept &[]
}

fields! {
    /// Who measures.
    pub struct MetricProvider ("MetricProvider", "provider") {
        prometheus: Option<PrometheusMetric> = "prometheus";
    }
    inert [], kept &[
        "job",
        "web",
        "kayenta",
        "wavefront",
        "datadog",
        "newRelic",
        "cloudWatch",
        "graphite",
        "influxdb",
        "skywalking",
        "plugin",
    ]
}

fields! {
    /// `prometheus`.
    pub struct PrometheusMetric ("PrometheusMetric", "prometheus") {
        /// What is asked, in words which only are looked through for what they are about.
        query: Name = "query";
    }
    inert [], kept &["address", "authentication", "timeout", "insecure", "headers", "rangeQuery"]
}

/// What a query asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// The part of requests not answered with a 5xx; 1 is all.
    SuccessRate,
    /// The latency 99 of 100 answers did not exceed, in ms.
    Milliseconds,
    /// The same in seconds.
    Seconds,
}

impl PrometheusMetric {
    /// What the query asks for: a latency where it names a quantile, a duration or a latency, in seconds where it names seconds;
    /// the success rate otherwise.
    pub fn asks(&self) -> Asks {
        let query = self.query.to_ascii_lowercase();
        let names = |words: &[&str]| words.iter().any(|word| query.contains(word));
        if !names(&["quantile", "duration", "latency"]) {
            Asks::SuccessRate
        } else if names(&["milliseconds", "_ms"]) || !names(&["seconds"]) {
            Asks::Milliseconds
        } else {
            Asks::Seconds
        }
    }
}

fields! {
    /// What came of an AnalysisRun.
    pub struct AnalysisRunStatus ("AnalysisRunStatus", "analysisRunStatus") {
        /// `Pending`, `Running`, `Successful`, `Failed`, `Error` or `Inconclusive`.
        phase: Name = "phase";
        /// Why it ended as it did.
        message: Name = "message";
        /// Metric by metric.
        metric_results: Vec<MetricResult> = "metricResults";
        /// When the first measurement was made.
        started_at: Option<Time> = "startedAt";
        /// When it ended.
        completed_at: Option<Time> = "completedAt";
    }
    inert [], kept &["runSummary", "dryRunSummary"]
}

fields! {
    /// What came of a metric.
    pub struct MetricResult ("MetricResult", "metricResults") {
        /// The metric.
        name: Name = "name";
        /// As of a run.
        phase: Name = "phase";
        /// The last ten.
        measurements: Vec<Measurement> = "measurements";
        /// Why it ended as it did.
        message: Name = "message";
        /// Measurements in all, errors not counted.
        count: i32 = "count";
        /// Those that went well.
        successful: i32 = "successful";
        /// Those that did not.
        failed: i32 = "failed";
        /// Those that decide nothing.
        inconclusive: i32 = "inconclusive";
        /// Those that could not be made.
        error: i32 = "error";
        /// Those of them in a row.
        consecutive_error: i32 = "consecutiveError";
        /// Successes in a row.
        consecutive_success: i32 = "consecutiveSuccess";
        /// It decides nothing.
        dry_run: bool = "dryRun";
    }
    inert [], kept &["metadata"]
}

fields! {
    /// One measurement.
    pub struct Measurement ("Measurement", "measurements") {
        /// As of a run.
        phase: Name = "phase";
        /// What went wrong.
        message: Name = "message";
        /// When it began.
        started_at: Option<Time> = "startedAt";
        /// When it ended.
        finished_at: Option<Time> = "finishedAt";
        /// What was measured.
        value: Name = "value";
    }
    inert [], kept &["metadata", "resumeAt"]
}
