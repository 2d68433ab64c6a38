//! A rollout from its first command to its end, and what it costs.

use crate::kube::object::Uid;
use crate::score::{Rollout, Scorecard, Watch};
use crate::sim::objects::Objects;
use crate::view::{Finish, Outcome, finish, image, is_complete};

use super::Session;

/// A rollout under way or over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    version: u32,
    watch: Watch,
    over: Option<(Scorecard, Outcome)>,
}

/// What was deleted leaves something behind that is still to be deleted: the garbage collector takes a moment.
fn has_orphans(objects: &Objects) -> bool {
    let gone = |owner: Option<Uid>| {
        owner.is_some_and(|owner| {
            objects.deployments.get(&owner).is_none()
                && objects.rollouts.get(&owner).is_none()
                && objects.replica_sets.get(&owner).is_none()
        })
    };
    objects.replica_sets.values().any(|set| gone(set.metadata.owner))
        || objects.pods.values().any(|pod| gone(pod.metadata.owner))
}

impl Session {
    pub(super) fn begin_run(&mut self, version: u32) {
        let rollout = Rollout {
            service: self.playbook.service().into(),
            old: image(self.playbook.stable_version()).into(),
            new: image(version).into(),
            replicas: self.ground().wanted(),
        };
        self.run = Some(Run { version, watch: Watch::begin(&self.cluster, rollout), over: None });
    }

    /// Looks after every event, and notes the end once every Deployment is complete, no pod is on its way out and no step
    /// is left.
    pub(super) fn follow_run(&mut self) {
        if self.run.as_ref().is_none_or(|run| run.over.is_some()) {
            return;
        }
        let under_way = self.playbook.is_under_way(&self.cluster);
        let Some(run) = self.run.as_mut() else { return };
        run.watch.look(&self.cluster);
        let objects = self.cluster.objects();
        let quiet = objects.deployments.values().all(|deployment| is_complete(deployment))
            && !under_way
            && objects.terminating_pods() == 0
            && !has_orphans(objects);
        if quiet && self.cluster.now() > run.watch.from() {
            let card = run.watch.card(&self.cluster);
            let outcome = self.view().outcome(self.run_version().unwrap_or_default());
            if let Some(run) = self.run.as_mut() {
                run.over = Some((card, outcome));
            }
        }
    }

    /// What the last rollout has cost so far, or had cost when it was over.
    pub fn bill(&self) -> Option<Scorecard> {
        let run = self.run.as_ref()?;
        let over = run.over.as_ref().map(|(card, _)| card.clone());
        Some(over.unwrap_or_else(|| run.watch.card(&self.cluster)))
    }

    /// Nothing is under way by itself: every Deployment is complete, no pod is on its way out, no controller leads.
    pub fn is_at_rest(&self) -> bool {
        let objects = self.cluster.objects();
        objects.deployments.values().all(|deployment| is_complete(deployment))
            && objects.terminating_pods() == 0
            && !self.ground().led().is_some_and(|led| led.busy)
    }

    /// The version of the last rollout.
    pub(super) fn run_version(&self) -> Option<u32> {
        self.run.as_ref().map(|run| run.version)
    }

    /// The scorecard of the last rollout, once it is over.
    pub fn finished(&self) -> Option<Finish> {
        let run = self.run.as_ref()?;
        let (card, outcome) = run.over.as_ref()?;
        Some(finish(run.version, card, *outcome))
    }
}
