//! The cluster's events as the API server would hold them: equal ones counted, similar ones merged, floods dropped.
//!
//! The simulator's log is the whole truth; this is the part of it that upstream records as objects of kind Event. Models
//! client-go tools/record events_cache.go. Each component keeps what it has sent by itself, so nothing is shared between
//! sources.

use std::collections::BTreeMap;

use crate::kube::object::{Kind, Name};
use crate::kube::time::{Millis, SECOND};
use crate::sim::event::{Event, Happening};
use crate::sim::recorder::Credit;

/// From this many distinct messages of a kind on, further ones are merged. Models defaultAggregateMaxEvents.
const SIMILAR_MAX: usize = 10;
/// After so much silence a kind begins anew, ms. Models defaultAggregateIntervalInSeconds.
const SIMILAR_FORGET: Millis = 600 * SECOND;

/// One event as `kubectl get events` lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedEvent {
    /// `Normal` or `Warning`.
    pub kind: &'static str,
    /// One word.
    pub reason: &'static str,
    /// The component that sent it.
    pub source: &'static str,
    /// What kind of object it is about.
    pub object_kind: Kind,
    /// That object's name.
    pub object: Name,
    /// The message; of a merged one the last, with a word before it.
    pub message: String,
    /// How often it came.
    pub count: u32,
    /// When first, ms.
    pub first_seen: Millis,
    /// When last, ms.
    pub last_seen: Millis,
}

/// Distinct messages of one kind about one object.
#[derive(Default)]
struct Similar {
    messages: Vec<String>,
    last: Millis,
}

/// The component that records a happening as an event; nothing for what upstream records nowhere.
fn source(event: &Event) -> Option<&'static str> {
    match &event.happening {
        Happening::ScalingReplicaSet { .. } | Happening::Rollback { .. } => Some("deployment-controller"),
        Happening::SuccessfulCreate { .. } | Happening::FailedCreate { .. } | Happening::SuccessfulDelete { .. } => {
            Some("replicaset-controller")
        }
        Happening::Scheduled { .. } | Happening::FailedScheduling { .. } => Some("default-scheduler"),
        Happening::NodeNotReady => Some("node-controller"),
        Happening::NodeReady
        | Happening::Pulling { .. }
        | Happening::Pulled { .. }
        | Happening::Created
        | Happening::Started
        | Happening::Unhealthy { .. }
        | Happening::PullFailed { .. }
        | Happening::Failed { .. }
        | Happening::BackOffPull { .. }
        | Happening::BackOffRestart { .. }
        | Happening::KillingUnhealthy { .. }
        | Happening::Killing { .. }
        | Happening::Evicted => Some("kubelet"),
        Happening::Said { .. } if event.kind == Kind::Canary => Some("flagger"),
        Happening::Said { .. } if event.kind == Kind::HorizontalPodAutoscaler => Some("horizontal-pod-autoscaler"),
        Happening::Said { .. } if matches!(event.kind, Kind::PodDisruptionBudget | Kind::Pod) => {
            Some("controllermanager")
        }
        Happening::Said { .. } => Some("rollouts-controller"),
        Happening::Command { .. }
        | Happening::Waiting { .. }
        | Happening::Condition { .. }
        | Happening::Ready
        | Happening::ContainerDied { .. }
        | Happening::Removed
        | Happening::Drain(_)
        | Happening::Endpoints { .. } => None,
    }
}

fn kind(happening: &Happening) -> &'static str {
    match happening {
        Happening::FailedCreate { .. }
        | Happening::FailedScheduling { .. }
        | Happening::Unhealthy { .. }
        | Happening::PullFailed { .. }
        | Happening::Failed { .. }
        | Happening::BackOffRestart { .. }
        | Happening::Evicted => "Warning",
        Happening::Said { reason, .. } if reason.starts_with("FailedGet") => "Warning",
        Happening::Said { reason: "FailedComputeMetricsReplicas" | "AmbiguousSelector", .. } => "Warning",
        Happening::Said { reason: "CalculateExpectedPodCountFailed" | "UnmanagedPods" | "NotDeleted", .. } => "Warning",
        Happening::Rollback { reason, .. } if *reason != "DeploymentRollback" => "Warning",
        _ => "Normal",
    }
}

/// For how many events of its component an entry stands.
pub fn times(happening: &Happening) -> u32 {
    match happening {
        Happening::Unhealthy { times, .. } => *times,
        _ => 1,
    }
}

/// What the API server holds after these entries of a log, the one that was made first first.
///
/// 12 messages about the scaling of one Deployment, all different, at once: nine stand alone, and one says
/// `(combined from similar events): ` and the twelfth, counted 3.
pub fn list<'a>(log: impl IntoIterator<Item = &'a Event>) -> Vec<ListedEvent> {
    let mut rows: Vec<Row> = Vec::new();
    let mut similar: BTreeMap<(&'static str, &'static str, Kind, Name), Similar> = BTreeMap::new();
    let mut credits: BTreeMap<(&'static str, Kind, Name), Credit> = BTreeMap::new();
    for event in log {
        let Some(source) = source(event) else { continue };
        let (at, reason) = (event.at, event.happening.reason());
        let group = similar.entry((source, reason, event.kind, event.object.clone())).or_default();
        let (message, merged) = group.add(event.message().to_string(), at);
        let observed = ListedEvent {
            kind: kind(&event.happening),
            reason,
            source,
            object_kind: event.kind,
            object: event.object.clone(),
            message,
            count: times(&event.happening),
            first_seen: at,
            last_seen: at,
        };
        let row = observe(&mut rows, observed, merged);
        let credit = credits.entry((source, event.kind, event.object.clone())).or_insert(Credit::fresh(at));
        if credit.take(at) {
            row.sent = Some(row.observed.clone());
        }
    }
    rows.into_iter().filter_map(|row| row.sent).collect()
}

/// An event as its component counts it, and as it was sent last: a flood is counted and not sent.
struct Row {
    observed: ListedEvent,
    sent: Option<ListedEvent>,
}

/// Counts an event. Models eventLogger eventObserve.
fn observe(rows: &mut Vec<Row>, event: ListedEvent, merged: bool) -> &mut Row {
    let same = |row: &Row| {
        let known = &row.observed;
        let text = known.message == event.message || merged && known.message.starts_with(COMBINED);
        let about = (known.object_kind, &known.object) == (event.object_kind, &event.object);
        text && about && (known.source, known.reason) == (event.source, event.reason)
    };
    let index = rows.iter().rposition(same).unwrap_or(rows.len());
    match rows.get_mut(index) {
        Some(Row { observed, .. }) => {
            *observed = ListedEvent { count: observed.count + event.count, first_seen: observed.first_seen, ..event };
        }
        None => rows.push(Row { observed: event, sent: None }),
    }
    &mut rows[index]
}

const COMBINED: &str = "(combined from similar events): ";

impl Similar {
    /// The message to send, and whether it stands for several. Models EventAggregator EventAggregate.
    fn add(&mut self, message: String, now: Millis) -> (String, bool) {
        if now.saturating_sub(self.last) > SIMILAR_FORGET {
            self.messages.clear();
        }
        self.last = now;
        if !self.messages.contains(&message) {
            self.messages.push(message.clone());
        }
        if self.messages.len() < SIMILAR_MAX {
            return (message, false);
        }
        // Upstream lets one go, so that the set stays full and no longer.
        self.messages.remove(0);
        (format!("{COMBINED}{message}"), true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scheduling(at: Millis, message: &str) -> Event {
        let happening = Happening::FailedScheduling { message: message.into() };
        Event { at, kind: Kind::Pod, object: "web-1".into(), happening }
    }

    fn shown(log: &[Event]) -> Vec<(String, u32)> {
        list(log).into_iter().map(|event| (event.message, event.count)).collect()
    }

    #[test]
    fn equal_events_are_counted() {
        let log = [scheduling(0, "no"), scheduling(5 * SECOND, "no"), scheduling(9 * SECOND, "never")];
        assert_eq!(shown(&log), [("no".to_string(), 2), ("never".to_string(), 1)]);
        let first = &list(&log)[0];
        assert_eq!((first.first_seen, first.last_seen), (0, 5 * SECOND));
        assert_eq!((first.kind, first.reason, first.source), ("Warning", "FailedScheduling", "default-scheduler"));
    }

    #[test]
    fn the_tenth_message_merges() {
        let log: Vec<Event> = (0..12).map(|number| scheduling(number, &format!("m{number}"))).collect();
        let shown = shown(&log);
        assert_eq!(shown.len(), 10);
        assert_eq!(shown[8], ("m8".to_string(), 1));
        assert_eq!(shown[9], (format!("{COMBINED}m11"), 3));
    }

    #[test]
    fn silence_of_more_than_600_s_begins_anew() {
        for (gap, rows) in [(600 * SECOND, 10), (600 * SECOND + 1, 11)] {
            let first = (0..9).map(|number| scheduling(0, &format!("m{number}")));
            let later = (0..2).map(|number| scheduling(gap, &format!("later {number}")));
            assert_eq!(shown(&first.chain(later).collect::<Vec<_>>()).len(), rows, "after {gap} ms");
        }
    }

    #[test]
    fn a_flood_is_dropped_after_25_and_one_comes_every_300_s() {
        let flood = |extra: Option<Millis>| -> u32 {
            let at = (0..40).map(|_| 0).chain(extra);
            let log: Vec<Event> = at.map(|at| scheduling(at, "again")).collect();
            list(&log).iter().map(|event| event.count).sum()
        };
        assert_eq!(flood(None), 25);
        assert_eq!(flood(Some(299 * SECOND)), 25);
        assert_eq!(flood(Some(300 * SECOND)), 41, "those dropped were counted all the same");
    }
}
