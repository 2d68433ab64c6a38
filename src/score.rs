//! What a rollout costs: a cluster is watched from the first command on, and the bill is made up at any instant.
//!
//! Not in here: when a rollout is over, and words for people.

use crate::kube::object::Name;
use crate::kube::time::{Millis, SECOND, timestamp};
use crate::sim::Cluster;
use crate::sim::traffic::{Fault, Outcome, Tally};

/// Of a million requests, how many may fail where the objective is 99.9 %.
const BUDGET_PPM: u64 = 1_000;
/// The days an error budget is for, ms.
const BUDGET_PERIOD: Millis = 30 * 24 * 3_600 * SECOND;

/// What is rolled out, and what it is measured by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rollout {
    /// The Service the users call.
    pub service: Name,
    /// The image that is replaced.
    pub old: Name,
    /// The image that comes.
    pub new: Name,
    /// Pods wanted in the end.
    pub replicas: i32,
}

/// A rollout under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    rollout: Rollout,
    from: Millis,
    before: Tally,
    sessions_before: u64,
    /// Of the last look.
    at: Millis,
    seen: Seen,
    /// See [`Cluster::changes`]; of the last look.
    changes: (u64, u64),
    without_service: Millis,
    lowest_available: i32,
    missing_pod_ms: u64,
    peak_pods: u64,
    extra_pod_ms: u64,
    /// Failures at the new version before the last look, and the first and last second in which there was one.
    failed_at_new: u64,
    exposed: Option<(u64, u64)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen {
    available: i32,
    pods: u64,
    served: bool,
}

/// The bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scorecard {
    /// From the first command to now, ms.
    pub duration: Millis,
    /// Requests sent.
    pub sent: u64,
    /// Requests that ended otherwise than with 200.
    pub failed: u64,
    /// Those of them that a pod answered with 500.
    pub errors: u64,
    /// Those that found a file missing.
    pub assets_missing: u64,
    /// Those that got no connection.
    pub refused: u64,
    /// Those whose connection was cut.
    pub reset: u64,
    /// Those whose client waited no longer.
    pub timed_out: u64,
    /// Those the gateway answered by itself.
    pub gateway: u64,
    /// Time in which no endpoint could be used, ms.
    pub without_service: Millis,
    /// Replicas that were asked for.
    pub replicas: i32,
    /// Fewest available pods.
    pub lowest_available: i32,
    /// Available pods that were missing, times ms.
    pub missing_pod_ms: u64,
    /// Most pods at a time, terminating ones included.
    pub peak_pods: u64,
    /// Pods beyond those wanted, terminating ones included, times ms.
    pub extra_pod_ms: u64,
    /// Users there are.
    pub users: u32,
    /// Users who got an answer of the new version.
    pub met_new: usize,
    /// Users who got answers of both.
    pub met_both: usize,
    /// Requests, and attempts hidden by a retry, that failed at the new version.
    pub failed_at_new: u64,
    /// From the first to the last second in which the new version failed somebody, ms; 0 if it never did.
    pub exposure: Millis,
    /// Sessions that were lost.
    pub sessions_lost: u64,
}

impl Watch {
    /// Begins now, before the first command.
    pub fn begin(cluster: &Cluster, rollout: Rollout) -> Self {
        let seen = Seen::of(cluster, &rollout);
        Self {
            from: cluster.now(),
            before: cluster.traffic().total().clone(),
            sessions_before: cluster.traffic().sessions_lost(),
            at: cluster.now(),
            seen,
            changes: cluster.changes(),
            without_service: 0,
            lowest_available: seen.available,
            missing_pod_ms: 0,
            peak_pods: seen.pods,
            extra_pod_ms: 0,
            failed_at_new: failed_at(&rollout.new, cluster.traffic().total()),
            exposed: None,
            rollout,
        }
    }

    /// To be called after every event: what was seen last held until now.
    ///
    /// 4 pods wanted, 3 available and 5 in all for 2 s: 2,000 pod ms missing, 2,000 extra.
    pub fn look(&mut self, cluster: &Cluster) {
        let lasted = cluster.now() - self.at;
        let wanted = self.rollout.replicas;
        let missing = u64::try_from(wanted - self.seen.available).unwrap_or(0);
        let extra = self.seen.pods.saturating_sub(u64::try_from(wanted).unwrap_or(0));
        self.missing_pod_ms += missing * lasted;
        self.extra_pod_ms += extra * lasted;
        self.without_service += if self.seen.served { 0 } else { lasted };
        self.at = cluster.now();
        let failed = failed_at(&self.rollout.new, cluster.traffic().total());
        if std::mem::replace(&mut self.failed_at_new, failed) < failed {
            let second = timestamp(self.at);
            self.exposed = Some((self.exposed.map_or(second, |(first, _)| first), second));
        }
        let changes = cluster.changes();
        if self.changes == changes {
            return;
        }
        self.changes = changes;
        self.seen = Seen::of(cluster, &self.rollout);
        self.lowest_available = self.lowest_available.min(self.seen.available);
        self.peak_pods = self.peak_pods.max(self.seen.pods);
    }

    /// When it began, ms.
    pub fn from(&self) -> Millis {
        self.from
    }

    /// What is rolled out.
    pub fn rollout(&self) -> &Rollout {
        &self.rollout
    }

    /// The bill up to the last look.
    pub fn card(&self, cluster: &Cluster) -> Scorecard {
        let (traffic, Rollout { old, new, .. }) = (cluster.traffic(), &self.rollout);
        let total = traffic.total();
        let of = |outcome: Outcome| total.of(outcome) - self.before.of(outcome);
        Scorecard {
            duration: self.at - self.from,
            sent: total.sent - self.before.sent,
            failed: total.failed() - self.before.failed(),
            errors: of(Outcome::Error(Fault::Bug)),
            assets_missing: of(Outcome::AssetMissing),
            refused: of(Outcome::Refused),
            reset: of(Outcome::Reset),
            timed_out: of(Outcome::TimedOut),
            gateway: of(Outcome::Gateway(0)),
            without_service: self.without_service,
            replicas: self.rollout.replicas,
            lowest_available: self.lowest_available,
            missing_pod_ms: self.missing_pod_ms,
            peak_pods: self.peak_pods,
            extra_pod_ms: self.extra_pod_ms,
            users: cluster.traffic().users_ever(),
            met_new: traffic.users_who_met(&[new], self.from),
            met_both: traffic.users_who_met(&[old, new], self.from),
            failed_at_new: failed_at(new, total) - failed_at(new, &self.before),
            exposure: self.exposed.map_or(0, |(first, last)| (last - first + 1) * SECOND),
            sessions_lost: traffic.sessions_lost() - self.sessions_before,
        }
    }
}

/// Requests, and attempts hidden by a retry, that failed at an image.
fn failed_at(image: &str, tally: &Tally) -> u64 {
    tally.versions.get(image).map_or(0, |counts| counts.failed() + counts.retried)
}

impl Seen {
    fn of(cluster: &Cluster, rollout: &Rollout) -> Self {
        let objects = cluster.objects();
        Self {
            available: objects.replica_sets.values().map(|set| set.status.available_replicas).sum(),
            pods: objects.pods.len() as u64,
            served: !cluster.usable_endpoints(&rollout.service).is_empty(),
        }
    }
}

impl Scorecard {
    /// How fast the error budget burnt: 1,000 is just as fast as an objective of 99.9 % allows, in thousandths.
    ///
    /// 20 of 10,000 failed: 0.2 % against 0.1 %, so 2,000.
    pub fn burn_rate(&self) -> u64 {
        self.failed * 1_000_000 * 1_000 / (self.sent.max(1) * BUDGET_PPM)
    }

    /// The part of a 30-day budget that this rollout used up, in millionths.
    ///
    /// Burning twice as fast as allowed for 60 s uses 120 s of 2,592,000: 46 millionths.
    pub fn budget_burnt(&self) -> u64 {
        self.burn_rate() * self.duration / (BUDGET_PERIOD / 1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(sent: u64, failed: u64, duration: Millis) -> Scorecard {
        let cluster = Cluster::new(crate::world::World::default());
        let name = |text: &str| Name::from(text);
        let rollout = Rollout { service: name("web"), old: name("v1"), new: name("v2"), replicas: 0 };
        Scorecard { sent, failed, duration, ..Watch::begin(&cluster, rollout).card(&cluster) }
    }

    #[test]
    fn burn_rates_and_budgets() {
        // Sent, failed, duration s; burn rate in thousandths, part of the budget in millionths.
        let cases = [
            (10_000, 20, 60, 2_000, 46),
            (10_000, 10, 60, 1_000, 23),
            (10_000, 0, 60, 0, 0),
            (0, 0, 60, 0, 0),
            // Everything fails for 43.2 minutes: the whole budget.
            (1_000, 1_000, 2_592, 1_000_000, 1_000_000),
        ];
        for (sent, failed, seconds, rate, burnt) in cases {
            let card = card(sent, failed, seconds * SECOND);
            assert_eq!((card.burn_rate(), card.budget_burnt()), (rate, burnt), "{failed} of {sent} in {seconds} s");
        }
    }
}
