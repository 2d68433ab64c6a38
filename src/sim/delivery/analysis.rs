//! Analyses: measurements at intervals, each successful or not, and a verdict over all of them.
//!
//! Models analysis/analysis.go of argoproj/argo-rollouts. Conditions are those of [`super::expression`],
//! evaluated by [`super::evaluate`].

use std::fmt;

use super::evaluate::Failed;
use super::expression::{Expression, ONE};
use crate::kube::errors::Rejected;
use crate::kube::object::Name;
use crate::kube::time::{Millis, SECOND};

/// After an error the next measurement comes so much later, ms.
const AFTER_ERROR: Millis = 10 * SECOND;
/// A measurement looks back so far where there is no interval, ms.
const LOOK_BACK: Millis = 60 * SECOND;

/// What a measurement is judged by, e.g. `result[0] >= 0.95`: of a rate, where 1 is all, or of a latency in ms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    text: String,
    expression: Expression,
    /// Of a result of 1, in billionths.
    unit: i128,
}

impl Condition {
    /// Reads a condition for a measure.
    ///
    /// # Errors
    ///
    /// What is understood, where the text is none of it, or comes to no yes or no.
    pub fn parse(text: &str, of: Measure) -> Result<Self, Rejected> {
        let refused = |why: String| Rejected {
            message: format!("could not evaluate successCondition \"{text}\": {why}").into(),
            hint: message!("refused-write-result-0-95"),
        };
        let unit = match of {
            Measure::SuccessRate => ONE / 1_000,
            Measure::Latency => ONE,
        };
        let expression = Expression::parse(text).map_err(refused)?;
        let condition = Self { text: text.trim().into(), expression, unit };
        match condition.holds(Some(1)) {
            Err(Failed::Wrong(why)) => Err(refused(why)),
            _ => Ok(condition),
        }
    }

    fn holds(&self, result: Option<u64>) -> Result<bool, Failed> {
        self.expression.holds(result.map(|result| i128::from(result) * self.unit))
    }
}

/// What can be measured of the new version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Requests not answered with a 5xx, of all; permille.
    SuccessRate,
    /// The latency 99 of 100 answers did not exceed; ms.
    Latency,
}

/// Answers of the new version since an instant, ms: `None` where there were none.
pub type Measured<'a> = &'a dyn Fn(Measure, Millis) -> Option<u64>;

/// One metric of an AnalysisTemplate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metric {
    pub name: Name,
    /// What is measured.
    pub measure: Measure,
    /// From the run's start to the first measurement, ms.
    pub initial_delay: Millis,
    /// Between measurements, ms; without one there is one measurement.
    pub interval: Option<Millis>,
    /// Measurements in all, errors not counted; `None` goes on for ever if there is an interval.
    pub count: Option<u32>,
    /// True is success.
    pub success: Option<Condition>,
    /// True is failure.
    pub failure: Option<Condition>,
    /// Failures allowed; -1 allows all.
    pub failure_limit: i32,
    /// Inconclusive measurements allowed.
    pub inconclusive_limit: i32,
    /// Errors in a row allowed.
    pub consecutive_error_limit: i32,
    /// Successes in a row that are enough; 0 asks for none.
    pub consecutive_success_limit: i32,
    /// It is measured and decides nothing.
    pub dry_run: bool,
}

impl Metric {
    /// Upstream's defaults: one measurement at once, no failure allowed, four errors in a row.
    pub fn new(name: &str, measure: Measure, success: Option<Condition>) -> Self {
        Self {
            name: name.into(),
            measure,
            initial_delay: 0,
            interval: None,
            count: None,
            success,
            failure: None,
            failure_limit: 0,
            inconclusive_limit: 0,
            consecutive_error_limit: 4,
            consecutive_success_limit: 0,
            dry_run: false,
        }
    }

    /// From a measurement that came to this to the next one, ms.
    pub fn gap(&self, judged: Phase) -> Millis {
        if judged == Phase::Error { AFTER_ERROR } else { self.interval.unwrap_or(0) }
    }

    /// What a measurement comes to, and what is wrong with it. Models EvaluateResult.
    pub fn judge(&self, result: Option<u64>) -> (Phase, String) {
        let holds = |condition: &Option<Condition>, kind: &str| {
            let Some(condition) = condition else { return Ok(None) };
            condition.holds(result).map(Some).map_err(|failed| {
                let why = match failed {
                    Failed::NoData => "metric result is nil or empty: no data returned from the metric provider".into(),
                    Failed::Wrong(why) => why,
                };
                (Phase::Error, format!("could not evaluate {kind} \"{}\": {why}", condition.text))
            })
        };
        let success = match holds(&self.success, "successCondition") {
            Ok(success) => success,
            Err(error) => return error,
        };
        let failure = match holds(&self.failure, "failureCondition") {
            Ok(failure) => failure,
            Err(error) => return error,
        };
        let phase = match (success, failure) {
            (_, Some(true)) | (Some(false), None) => Phase::Failed,
            (Some(false), Some(false)) => Phase::Inconclusive,
            _ => Phase::Successful,
        };
        (phase, String::new())
    }
}

/// Where a run, a metric or a measurement stands; worse ones are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// It went well.
    Successful,
    /// It goes on.
    Running,
    /// It has not begun.
    Pending,
    /// Nobody can say.
    Inconclusive,
    /// It could not be measured.
    Error,
    /// It went badly.
    Failed,
}

impl Phase {
    /// It goes on no more.
    pub fn is_over(self) -> bool {
        !matches!(self, Self::Running | Self::Pending)
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// One metric as far as it was measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetricRun {
    /// What is measured.
    pub metric: Metric,
    /// Where it stands.
    pub phase: Phase,
    /// Measurements by result: successful, failed, inconclusive, errors.
    pub counts: [u32; 4],
    /// The last result.
    pub last: Option<u64>,
    /// Errors, and successes, in a row.
    pub in_a_row: (i32, i32),
    /// When the next measurement is due, ms.
    pub next_at: Millis,
    /// Why it ended as it did, if not well.
    pub message: String,
}

impl MetricRun {
    fn look(&mut self, now: Millis, measure: Measured) {
        let look_back = self.metric.interval.unwrap_or(LOOK_BACK);
        let result = measure(self.metric.measure, now.saturating_sub(look_back));
        let (judged, error) = self.metric.judge(result);
        self.last = result;
        let place = match judged {
            Phase::Failed => 1,
            Phase::Inconclusive => 2,
            Phase::Error => 3,
            _ => 0,
        };
        self.counts[place] += 1;
        self.in_a_row = (
            if judged == Phase::Error { self.in_a_row.0 + 1 } else { 0 },
            if judged == Phase::Successful { self.in_a_row.1 + 1 } else { 0 },
        );
        self.next_at = now + self.metric.gap(judged);
        self.phase = self.verdict(&error);
    }

    /// Models assessMetricStatus and assessMetricFailureInconclusiveOrError: the last limit that is crossed counts.
    fn verdict(&mut self, error: &str) -> Phase {
        let metric = &self.metric;
        let [_, failed, inconclusive, _] = self.counts.map(|count| i32::try_from(count).unwrap_or(i32::MAX));
        let mut verdict = None;
        if metric.failure_limit >= 0 && failed > metric.failure_limit {
            verdict = Some((Phase::Failed, format!("failed ({failed}) > failureLimit ({})", metric.failure_limit)));
        }
        if metric.inconclusive_limit >= 0 && inconclusive > metric.inconclusive_limit {
            let words = format!("inconclusive ({inconclusive}) > inconclusiveLimit ({})", metric.inconclusive_limit);
            verdict = Some((Phase::Inconclusive, words));
        }
        if self.in_a_row.0 > metric.consecutive_error_limit {
            let words = format!(
                "consecutiveErrors ({}) > consecutiveErrorLimit ({})",
                self.in_a_row.0, metric.consecutive_error_limit
            );
            verdict = Some((Phase::Error, words));
        }
        if let Some((phase, words)) = verdict {
            self.message = format!("Metric \"{}\" assessed {phase} due to {words}", metric.name);
            if !error.is_empty() {
                self.message.push_str(&format!(": \"Error Message: {error}\""));
            }
            return phase;
        }
        let in_use = metric.consecutive_success_limit > 0;
        if in_use && self.in_a_row.1 >= metric.consecutive_success_limit {
            return Phase::Successful;
        }
        let count = metric.count.or(metric.interval.is_none().then_some(1));
        let counted: u32 = self.counts[..3].iter().sum();
        match count {
            Some(count) if counted >= count && in_use => {
                if metric.failure_limit < 0 {
                    Phase::Failed
                } else {
                    Phase::Inconclusive
                }
            }
            Some(count) if counted >= count => Phase::Successful,
            _ => Phase::Running,
        }
    }
}

/// An AnalysisRun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub metrics: Vec<MetricRun>,
    /// Where it stands.
    pub phase: Phase,
    /// Why it ended as it did, if not well.
    pub message: String,
}

impl Run {
    /// Begins a run.
    pub fn new(metrics: &[Metric], now: Millis) -> Self {
        let run = |metric: &Metric| MetricRun {
            next_at: now + metric.initial_delay,
            metric: metric.clone(),
            phase: Phase::Pending,
            counts: [0; 4],
            last: None,
            in_a_row: (0, 0),
            message: String::new(),
        };
        Self { metrics: metrics.iter().map(run).collect(), phase: Phase::Running, message: String::new() }
    }

    /// Measures what is due. As soon as one metric that decides ends other than well the rest is over.
    pub fn look(&mut self, now: Millis, measure: Measured) {
        if self.phase.is_over() {
            return;
        }
        for run in self.metrics.iter_mut().filter(|run| !run.phase.is_over() && run.next_at <= now) {
            run.look(now, measure);
        }
        let deciding = self.metrics.iter().filter(|run| !run.metric.dry_run && run.phase.is_over());
        // Of several that are as bad the first is named.
        let worst = deciding.rev().max_by_key(|run| run.phase);
        if let Some(worst) = worst.filter(|worst| worst.phase != Phase::Successful) {
            (self.phase, self.message) = (worst.phase, worst.message.clone());
            self.end_rest();
        } else if self.metrics.iter().all(|run| run.phase.is_over()) {
            // Those that decide nothing are waited for too.
            self.phase = Phase::Successful;
        }
    }

    /// It is not needed any more: what went on for ever counts as successful.
    pub fn terminate(&mut self) {
        if !self.phase.is_over() {
            self.phase = Phase::Successful;
            self.message = "Run Terminated".into();
            self.end_rest();
        }
    }

    fn end_rest(&mut self) {
        self.metrics.iter_mut().filter(|run| !run.phase.is_over()).for_each(|run| run.phase = Phase::Successful);
    }

    /// When the next measurement is due, ms.
    pub fn next_at(&self) -> Option<Millis> {
        let running = self.metrics.iter().filter(|run| !self.phase.is_over() && !run.phase.is_over());
        running.map(|run| run.next_at).min()
    }
}
