//! A value while it is watched: what is kept of it from look to look.

use crate::kube::object::{Kind, Name};
use crate::kube::time::Millis;
use crate::score::{Rollout, Scorecard, Watch};
use crate::sim::Cluster;

use super::datum::Datum;
use super::happened::Seen;
use super::objects::{self, Count, Field};
use super::requests::{Counted, since};
use super::value::{ScoreFigure, Value};

/// See the module.
#[derive(Clone, Debug)]
pub(super) struct Source {
    start: Millis,
    of: Of,
    /// At the last look; nothing where it cannot be told.
    pub now: Option<Datum>,
}

#[derive(Clone, Debug)]
enum Of {
    Field(Field),
    Count(Count),
    Happened(Seen),
    Requests(Counted),
    Score(Box<Watch>),
    Time,
}

impl Source {
    /// Begins to count now.
    pub fn begin(value: &Value, cluster: &Cluster) -> Self {
        let of = match value {
            Value::Field { .. } | Value::Rollout(_) | Value::Bound(..) => Of::Field(Field::default()),
            Value::Count(things) => Of::Count(Count::begin(things, cluster)),
            Value::Happened(..) => Of::Happened(Seen::begin(cluster)),
            Value::Requests(requests) => Of::Requests(Counted::begin(requests, cluster)),
            Value::Score { images, .. } => Of::Score(Box::new(Watch::begin(cluster, scored(images.as_ref(), cluster)))),
            Value::Time => Of::Time,
        };
        Self { start: cluster.now(), of, now: None }
    }

    /// Takes the present value.
    pub fn look(&mut self, value: &Value, cluster: &Cluster) {
        let objects = cluster.objects();
        self.now = match (&mut self.of, value) {
            (Of::Field(field), Value::Field { kind, name, path, sort }) => {
                field.look(cluster, *kind, name, |object| objects::field(object, objects, path, *sort))
            }
            (Of::Field(field), Value::Rollout(name)) => {
                field.look(cluster, Kind::Deployment, name, objects::rollout_of)
            }
            (Of::Field(field), Value::Bound(bound, name)) => {
                field.look(cluster, Kind::Deployment, name, |object| objects::bound_of(object, *bound))
            }
            (Of::Count(count), Value::Count(things)) => count.look(things, cluster),
            (Of::Happened(seen), Value::Happened(which, happened)) => {
                seen.look(happened, cluster);
                seen.datum(*which, self.start)
            }
            (Of::Requests(counted), Value::Requests(requests)) => counted.look(requests, cluster),
            (Of::Score(watch), Value::Score { figure, .. }) => {
                watch.look(cluster);
                Some(figure.of(&watch.card(cluster)))
            }
            (Of::Time, _) => since(self.start, cluster),
            // A source is only ever handed the value that it was made for.
            _ => None,
        };
    }
}

/// What a scorecard is kept of: the Service that is called, and as many pods as all Deployments want at the beginning.
fn scored(images: Option<&(Name, Name)>, cluster: &Cluster) -> Rollout {
    let (old, new) = images.cloned().unwrap_or_default();
    let replicas = cluster.objects().deployments.values().map(|deployment| deployment.spec.replicas).sum();
    Rollout { service: cluster.world().clients.service.clone(), old, new, replicas }
}

impl ScoreFigure {
    fn of(self, card: &Scorecard) -> Datum {
        let number = |number: u64| Datum::Number(i64::try_from(number).unwrap_or(i64::MAX));
        match self {
            Self::Duration => Datum::Time(card.duration),
            Self::Sent => number(card.sent),
            Self::Failed => number(card.failed),
            Self::WithoutService => Datum::Time(card.without_service),
            Self::LowestAvailable => Datum::Number(card.lowest_available.into()),
            Self::MissingPodTime => Datum::Time(card.missing_pod_ms),
            Self::PeakPods => number(card.peak_pods),
            Self::ExtraPodTime => Datum::Time(card.extra_pod_ms),
            Self::MetNew => number(card.met_new as u64),
            Self::MetBoth => number(card.met_both as u64),
            Self::FailedAtNew => number(card.failed_at_new),
            Self::Exposure => Datum::Time(card.exposure),
            Self::SessionsLost => number(card.sessions_lost),
        }
    }
}
