//! Who answers: shares of the last requests, and what the endpoints make likely.

use crate::sim::object::Name;
use crate::sim::small::{SmallMap, sorted};
use crate::sim::traffic::Outcome;

use super::{Session, version_of};

/// Requests a share is counted over.
const WINDOW: usize = 100;

/// The traffic panel's content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrafficView {
    /// One for each version that answers or could.
    pub versions: Vec<VersionShare>,
    /// Refused of the last requests.
    pub refused: u64,
    /// How many last requests there are, at most 100.
    pub window: u64,
    /// Sent since the run began.
    pub sent: u64,
    /// Answered with 200 since then.
    pub answered: u64,
    /// Answered with 500 since then.
    pub errors: u64,
    /// Refused since then.
    pub refused_total: u64,
}

/// One version's part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionShare {
    /// Version number.
    pub version: u32,
    /// Its image.
    pub image: Name,
    /// Its endpoints in use.
    pub ready_endpoints: u32,
    /// Endpoints in use of all versions.
    pub usable_endpoints: u32,
    /// Of the last requests, those it answered, errors included.
    pub requests: u64,
    /// The same in percent of the last requests.
    pub share_percent: u32,
    /// Of the last requests, those it answered with 500.
    pub errors: u64,
}

impl Session {
    /// Counts the last requests by version.
    pub fn traffic(&self) -> TrafficView {
        let traffic = self.cluster.traffic();
        let usable = self.cluster.usable_endpoints(&traffic.service);
        // Versions by image: endpoints in use, requests, errors.
        let mut by_image: SmallMap<Name, (u32, u64, u64)> = SmallMap::default();
        for endpoint in usable {
            by_image.entry(endpoint.image.clone(), (0, 0, 0)).0 += 1;
        }
        let mut view = TrafficView::default();
        for request in traffic.recent().iter().rev().take(WINDOW) {
            view.window += 1;
            match &request.target {
                Some(target) if request.outcome != Outcome::Refused => {
                    let counts = by_image.entry(target.image.clone(), (0, 0, 0));
                    counts.1 += 1;
                    counts.2 += u64::from(matches!(request.outcome, Outcome::Error(_)));
                }
                _ => view.refused += 1,
            }
        }
        let usable_endpoints = u32::try_from(usable.len()).unwrap_or(u32::MAX);
        let share = |(image, (ready_endpoints, requests, errors)): (Name, (u32, u64, u64))| VersionShare {
            version: version_of(&image),
            image,
            ready_endpoints,
            usable_endpoints,
            requests,
            share_percent: u32::try_from((requests * 100 + view.window / 2) / view.window.max(1)).unwrap_or(0),
            errors,
        };
        view.versions = by_image.into_iter().map(share).collect();
        view.versions = sorted(&view.versions, &|a, b| a.version.cmp(&b.version));
        let total = traffic.total();
        view.sent = total.sent;
        view.answered = total.answered();
        view.errors = total.errors();
        view.refused_total = total.of(Outcome::Refused);
        view
    }
}
