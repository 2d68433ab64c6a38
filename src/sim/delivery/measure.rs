//! What can be measured of a version, and the metrics of a template as [`super::analysis`] takes them.

use super::super::Cluster;
use super::super::traffic::{Counts, Fault, Outcome};
use super::analysis::{Condition, Measure, Metric};
use crate::kube::analysis::{AnalysisMetric, Asks, PrometheusMetric};
use crate::kube::duration::GoDuration;
use crate::kube::errors::Rejected;
use crate::kube::int_or_string::IntOrString;
use crate::kube::object::Name;
use crate::kube::time::Millis;

impl Cluster {
    /// What can be measured of an image's pods since an instant, ms; `None` where nothing was answered.
    ///
    /// 95 answered with 200 and 5 with 500: 950 permille.
    pub(super) fn measured(&self, image: &str, measure: Measure, since: Millis) -> Option<u64> {
        let counts = self.traffic.at_version_since(image, since);
        let all = counts.ended() + counts.retried;
        (all > 0).then(|| match measure {
            Measure::SuccessRate => (all - failed(&counts)) * 1_000 / all,
            Measure::Latency => counts.percentile(99),
        })
    }

    /// What a query of a metric of a person's own comes to, in thousandths: a latency, or a rate, which is in percent where the
    /// query says 100.
    pub(super) fn queried(&self, image: &str, query: &str, since: Millis) -> Option<i64> {
        let asked = PrometheusMetric { query: query.into(), ..PrometheusMetric::default() }.asks();
        let measure = if asked == Asks::SuccessRate { Measure::SuccessRate } else { Measure::Latency };
        let found = i64::try_from(self.measured(image, measure, since)?).unwrap_or(i64::MAX / 1_000);
        Some(match asked {
            Asks::SuccessRate if query.contains("100") => found * 100,
            Asks::Milliseconds => found * 1_000,
            Asks::SuccessRate | Asks::Seconds => found,
        })
    }
}

/// What the pods' metrics count as a 5xx: errors, what the gateway had to answer for them, attempts hidden by a retry.
fn failed(counts: &Counts) -> u64 {
    counts.of(Outcome::Error(Fault::Bug)) + counts.of(Outcome::Gateway(0)) + counts.retried
}

/// What a metric's query asks for.
pub(super) fn asks(metric: &AnalysisMetric) -> Asks {
    metric.provider.prometheus.as_ref().map_or(Asks::SuccessRate, |prometheus| prometheus.asks())
}

/// A metric of a template.
///
/// # Errors
///
/// A condition that is none this page understands.
pub(in crate::sim) fn metric(given: &AnalysisMetric) -> Result<Metric, Rejected> {
    // Seconds are written with three decimals as a rate is, and are then milliseconds.
    let unit = if asks(given) == Asks::Milliseconds { Measure::Latency } else { Measure::SuccessRate };
    let measure = if asks(given) == Asks::SuccessRate { Measure::SuccessRate } else { Measure::Latency };
    let condition =
        |text: &Name| Some(text).filter(|text| !text.is_empty()).map(|text| Condition::parse(text, unit)).transpose();
    let number = |given: &Option<IntOrString>, unless: i32| match given {
        Some(IntOrString::Int(number)) => *number,
        Some(IntOrString::String(text)) => text.parse().unwrap_or(unless),
        None => unless,
    };
    let length = |given: &Option<GoDuration>| given.as_ref().map(GoDuration::length);
    Ok(Metric {
        initial_delay: length(&given.initial_delay).unwrap_or(0),
        interval: length(&given.interval).filter(|interval| *interval > 0),
        count: u32::try_from(number(&given.count, 0)).ok().filter(|count| *count > 0),
        failure: condition(&given.failure_condition)?,
        failure_limit: number(&given.failure_limit, 0),
        inconclusive_limit: number(&given.inconclusive_limit, 0),
        consecutive_error_limit: number(&given.consecutive_error_limit, 4),
        consecutive_success_limit: number(&given.consecutive_success_limit, 0),
        ..Metric::new(&given.name, measure, condition(&given.success_condition)?)
    })
}
