//! Where the controller stands that leads a rollout: read from its Rollout or Canary, whoever made it.

use crate::kube::canary::Canary;
use crate::kube::object::Name;
use crate::kube::rollout::{ROLLOUTS_POD_TEMPLATE_HASH, Rollout};
use crate::kube::rollout_strategy::{BlueGreenStrategy, CanaryStrategy};
use crate::sim::Cluster;
use crate::sim::delivery::is_new_template;

use super::version::version_of;

/// What leads the application's rollouts.
#[derive(Clone, Copy, Debug)]
pub enum Lead<'a> {
    /// No controller, or its object was deleted.
    Nobody,
    /// Argo Rollouts.
    Rollout(&'a Rollout),
    /// Flagger.
    Canary(&'a Canary),
}

/// What a controller makes of its versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Led {
    /// The version in service.
    pub stable: u32,
    /// That of the newest template.
    pub newest: u32,
    /// The newest one is to replace the other, and was not given up.
    pub under_way: bool,
    /// Something is left for the controller to do by itself or with a person's leave.
    pub busy: bool,
}

impl<'a> Lead<'a> {
    /// The Rollout, if it is one that leads.
    pub fn rollout(self) -> Option<&'a Rollout> {
        match self {
            Self::Rollout(rollout) => Some(rollout),
            Self::Nobody | Self::Canary(_) => None,
        }
    }

    /// How the controller stands.
    pub fn led(self, cluster: &Cluster) -> Option<Led> {
        match self {
            Self::Nobody => None,
            Self::Rollout(rollout) => Some(by_argo(rollout, cluster)),
            Self::Canary(canary) => by_flagger(canary, cluster),
        }
    }
}

fn by_argo(rollout: &Rollout, cluster: &Cluster) -> Led {
    let status = &rollout.status;
    let newest = version_of(&rollout.spec.template.image());
    let behind = |hash: &Name| {
        let sets = cluster.objects().replica_sets_of(rollout.metadata.uid);
        let mut found = sets.filter(|set| set.metadata.labels.get(ROLLOUTS_POD_TEMPLATE_HASH) == Some(hash));
        found.next().map(|set| version_of(&set.spec.template.image()))
    };
    let stable = behind(&status.stable_rs).unwrap_or(newest);
    // Its controller has not seen the template yet.
    let fresh = is_new_template(rollout);
    let promoted = !fresh && !status.stable_rs.is_empty() && rollout.is_fully_promoted();
    let under_way = !promoted && (fresh || !status.abort);
    // An abort may keep the new version's pods on purpose.
    let strategy = &rollout.spec.strategy;
    let keeps = strategy
        .canary
        .as_ref()
        .map(CanaryStrategy::abort_scale_down_delay)
        .or_else(|| strategy.blue_green.as_ref().map(BlueGreenStrategy::abort_scale_down_delay))
        == Some(None);
    let busy = under_way || status.replicas != rollout.replicas() && !(status.abort && keeps);
    Led { stable, newest, under_way, busy }
}

fn by_flagger(canary: &Canary, cluster: &Cluster) -> Option<Led> {
    let version = |name: &str| {
        let found = cluster.objects().deployment(name);
        found.map(|deployment| version_of(&deployment.spec.template.image()))
    };
    let newest = version(&canary.spec.target_ref.name)?;
    let stable = version(&canary.primary()).unwrap_or(newest);
    let at_rest = ["Initialized", "Succeeded", "Failed"].contains(&&*canary.status.phase);
    let busy = !at_rest || cluster.has_new_revision(canary);
    Some(Led { stable, newest, under_way: busy && newest != stable, busy })
}
