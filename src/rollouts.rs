//! Playbooks with judgement: Argo Rollouts' controller and Flagger's, as small machines that know no cluster.
//!
//! Each is asked at an instant and shown the world ([`World`]); it answers with [`Order`]s and with what upstream's
//! controller would say ([`Said`]). Whoever asks carries the orders out as ordinary commands. Left out of Argo Rollouts:
//! experiments, plugins, several AnalysisTemplates' arguments, rollback windows, restarts; of Flagger: hooks, session
//! affinity.

pub mod analysis;
pub mod blue_green;
pub mod canary;
pub mod canary_counts;
pub mod confidence;
pub mod flagger;
pub mod step;

use crate::kube::time::Millis;

/// A version's pods as its controller sees them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetView {
    /// Pods asked for.
    pub spec: i32,
    /// Pods available.
    pub available: i32,
}

/// What can be measured of the new version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Requests not answered with a 5xx, of all; permille.
    SuccessRate,
    /// The latency 99 of 100 answers did not exceed; ms.
    Latency,
}

/// What a controller is shown.
pub struct World<'a> {
    /// Now, ms.
    pub now: Millis,
    /// The version in service.
    pub stable: SetView,
    /// The version that is to replace it.
    pub canary: SetView,
    /// Answers of the new version since an instant, ms: `None` where there were none.
    pub measure: &'a dyn Fn(Measure, Millis) -> Option<u64>,
}

/// One of the two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The one in service when the rollout began.
    Stable,
    /// The new one.
    Canary,
}

/// What a controller wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// So many pods of a version.
    Scale(Which, i32),
    /// Of 100 requests so many to the new version, as far as no header decides.
    SetWeight(u32),
    /// Requests whose header has this value go to the new version, whatever the weight; without one nobody's do.
    SetHeaderRoute(Option<(String, String)>),
    /// A copy of so many percent of the requests to the new version.
    SetMirror(u32),
    /// The preview Service stands for the new version.
    SwitchPreview,
    /// The active Service stands for this version.
    SwitchActive(Which),
    /// The new version is the one in service from now on.
    MarkStable,
}

/// What upstream's controller writes into an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The event's reason.
    pub reason: &'static str,
    /// Its message.
    pub message: String,
}

impl Said {
    fn new(reason: &'static str, message: impl Into<String>) -> Self {
        Self { reason, message: message.into() }
    }
}

/// What came of one look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pass {
    /// To be carried out in this order.
    pub orders: Vec<Order>,
    /// Said meanwhile.
    pub said: Vec<Said>,
}

impl Pass {
    fn say(&mut self, reason: &'static str, message: impl Into<String>) {
        self.said.push(Said::new(reason, message));
    }

    /// Nothing is wanted and nothing was said.
    pub fn is_empty(&self) -> bool {
        self.orders.is_empty() && self.said.is_empty()
    }
}

/// The name of the Rollout, and of everything around it.
const NAME: &str = "web";
