//! What can be seen: pure functions of a cluster and its log. None of them asks what a control was set to.
//!
//! Not in here: the page that draws it, and what an instant alone does not say (samples, places and a rollout's cost are
//! followed event by event, by who holds the cluster).

mod by_node;
mod conditions;
mod counted;
mod curves;
mod explain;
mod export;
mod free;
mod happened;
mod lanes;
mod lead;
mod lists;
mod milestone;
mod own_request;
mod places;
mod pod;
mod requests;
mod samples;
mod scorecard;
mod shares;
mod traffic;
mod trouble;
mod version;
mod voice;
mod ways;

use crate::kube::time::Millis;
use crate::sim::Cluster;
use crate::sim::event::Event;
use crate::sim::shared::Stretch;

pub use by_node::{NODES_MAX, by_node};
pub use conditions::{ConditionView, RolloutView};
pub use curves::{Curve, Kind, LineKind};
pub use explain::explain;
pub use export::csv_field;
pub use lanes::{Lane, LaneOf, PodState, PodView, drawn};
pub use lead::{Lead, Led};
pub use lists::ListView;
pub use milestone::milestone;
pub use own_request::{Draft, OwnRequest};
pub use places::Places;
pub use pod::{NodeView, PodDetail};
pub use requests::{RequestCard, RequestView, RouteView};
pub use samples::{Sample, Samples};
pub use scorecard::{Figure, Finish, Outcome, finish, is_complete};
pub use shares::{Part, ShareSample, Shares};
pub use traffic::{Asked, TrafficView, VersionShare};
pub use version::{image, version_of};
pub use voice::Rank;
pub use ways::Picked;

/// A cluster as it is looked at.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    pub cluster: &'a Cluster,
    /// Cluster time at which the clock shows 0, ms.
    pub origin: Millis,
    /// Entries of the log that were there by then.
    pub log_start: usize,
    /// Where its pods stand in their lanes.
    pub places: &'a Places,
}

impl<'a> View<'a> {
    /// The log since the clock showed 0.
    pub fn log(&self) -> Stretch<'a, Event> {
        self.cluster.log().events().since(self.log_start)
    }
}
