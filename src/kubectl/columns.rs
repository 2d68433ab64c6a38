//! The columns of `kubectl get`. Models pkg/printers/internalversion/printers.go, and how old something is
//! apimachinery's pkg/util/duration/duration.go.

use crate::kube::autoscaler::{HorizontalPodAutoscaler, Metric};
use crate::kube::disruption_budget::PodDisruptionBudget;
use crate::kube::int_or_string::IntOrString;
use crate::kube::object::{Kind, ObjectMeta};
use crate::kube::quantity::Quantity;
use crate::kube::time::{Millis, SECOND};
use crate::sim::objects::Object;

const POD_DISRUPTION_BUDGET: [&str; 5] = ["NAME", "MIN AVAILABLE", "MAX UNAVAILABLE", "ALLOWED DISRUPTIONS", "AGE"];

const HORIZONTAL_POD_AUTOSCALER: [&str; 7] = ["NAME", "REFERENCE", "TARGETS", "MINPODS", "MAXPODS", "REPLICAS", "AGE"];

/// The heads of the columns of a kind; none of one that is shown in another way.
pub fn heads(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::PodDisruptionBudget => &POD_DISRUPTION_BUDGET,
        Kind::HorizontalPodAutoscaler => &HORIZONTAL_POD_AUTOSCALER,
        _ => &[],
    }
}

/// An object's row at an instant, ms; a cell for each head.
pub fn row(object: &Object, now: Millis) -> Vec<String> {
    match object {
        Object::PodDisruptionBudget(budget) => disruption_budget(budget, now),
        Object::HorizontalPodAutoscaler(autoscaler) => self::autoscaler(autoscaler, now),
        _ => Vec::new(),
    }
}

/// Models printPodDisruptionBudget.
fn disruption_budget(budget: &PodDisruptionBudget, now: Millis) -> Vec<String> {
    let bound = |bound: &Option<IntOrString>| bound.as_ref().map_or_else(|| "N/A".into(), ToString::to_string);
    vec![
        budget.metadata.name.to_string(),
        bound(&budget.spec.min_available),
        bound(&budget.spec.max_unavailable),
        budget.status.disruptions_allowed.to_string(),
        age(&budget.metadata, now),
    ]
}

/// Models printHorizontalPodAutoscaler.
fn autoscaler(autoscaler: &HorizontalPodAutoscaler, now: Millis) -> Vec<String> {
    let (spec, status) = (&autoscaler.spec, &autoscaler.status);
    vec![
        autoscaler.metadata.name.to_string(),
        format!("{}/{}", spec.scale_target_ref.kind, spec.scale_target_ref.name),
        targets(&spec.metrics, &status.current_metrics),
        spec.min_replicas.to_string(),
        spec.max_replicas.to_string(),
        status.current_replicas.to_string(),
        age(&autoscaler.metadata, now),
    ]
}

/// Most metrics that stand in a row.
const TARGETS_MAX: usize = 2;

/// What is measured and what should be, e.g. `cpu: 45%/80%`. Models formatHPAMetrics.
fn targets(specs: &[Metric], statuses: &[Metric]) -> String {
    let nothing = Metric::default();
    let all = specs.iter().enumerate().map(|(index, spec)| target(spec, statuses.get(index).unwrap_or(&nothing)));
    let mut all: Vec<String> = all.collect();
    let more = all.len().saturating_sub(TARGETS_MAX);
    all.truncate(TARGETS_MAX);
    let shown = all.join(", ");
    if more == 0 { shown } else { format!("{shown} + {more} more...") }
}

fn target(spec: &Metric, status: &Metric) -> String {
    const UNKNOWN: &str = "<unknown>";
    let amount = |amount: Option<Quantity>| amount.map_or_else(|| UNKNOWN.into(), |amount| amount.to_string());
    match (&spec.resource, &spec.pods, &spec.object) {
        (Some(resource), ..) => {
            let (name, target) = (&resource.name, &resource.target);
            let current = status.resource.as_ref().map(|it| &it.current);
            match target.average_utilization {
                Some(percent) if target.average_value.is_none() => {
                    let is = current.and_then(|it| it.average_utilization);
                    let is = is.map_or_else(|| UNKNOWN.into(), |is| format!("{is}%"));
                    format!("{name}: {is}/{percent}%")
                }
                _ => format!(
                    "{name}: {}/{}",
                    amount(current.and_then(|it| it.average_value)),
                    amount(target.average_value)
                ),
            }
        }
        (_, Some(pods), _) => {
            let is = status.pods.as_ref().and_then(|it| it.current.average_value);
            format!("{}/{}", amount(is), amount(pods.target.average_value))
        }
        (.., Some(object)) => {
            let current = status.object.as_ref().map(|it| &it.current);
            match object.target.average_value {
                Some(wanted) => format!("{}/{wanted} (avg)", amount(current.and_then(|it| it.average_value))),
                None => format!("{}/{}", amount(current.and_then(|it| it.value)), amount(object.target.value)),
            }
        }
        _ => "<unknown type>".into(),
    }
}

/// How old an object is.
pub fn age(metadata: &ObjectMeta, now: Millis) -> String {
    since(metadata.creation_timestamp, now)
}

/// How long ago an instant was, by the whole second that the API keeps of it. Models translateTimestampSince.
pub fn since(instant: Millis, now: Millis) -> String {
    human_duration(now.saturating_sub(instant / SECOND * SECOND))
}

/// A length of time as kubectl prints an age: `90s`, `2m5s`, `75m`, `4h43m`, `2d2h`. Models HumanDuration.
pub fn human_duration(length: Millis) -> String {
    let seconds = length / SECOND;
    let (minutes, hours) = (seconds / 60, seconds / 3_600);
    let two = |large: u64, of: &str, small: u64, rest: &str| match small {
        0 => format!("{large}{of}"),
        small => format!("{large}{of}{small}{rest}"),
    };
    match (seconds, minutes, hours) {
        (..120, ..) => format!("{seconds}s"),
        (_, ..10, _) => two(minutes, "m", seconds % 60, "s"),
        (_, ..180, _) => format!("{minutes}m"),
        (.., ..8) => two(hours, "h", minutes % 60, "m"),
        (.., ..48) => format!("{hours}h"),
        (.., ..192) => two(hours / 24, "d", hours % 24, "h"),
        _ => format!("{}d", hours / 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_as_kubectl_prints_them() {
        let cases = [
            (0, "0s"),
            (119, "119s"),
            (120, "2m"),
            (125, "2m5s"),
            (599, "9m59s"),
            (600, "10m"),
            (3_600, "60m"),
            (10_740, "179m"),
            (10_800, "3h"),
            (16_980, "4h43m"),
            (28_800, "8h"),
            (97_200, "27h"),
            (172_800, "2d"),
            (180_000, "2d2h"),
            (691_200, "8d"),
            (34_560_000, "400d"),
        ];
        for (seconds, expected) in cases {
            assert_eq!(human_duration(seconds * SECOND + 999), expected, "{seconds} s");
        }
    }
}
