//! How each Deployment, Rollout and Canary stands by its own conditions.

use crate::kube::condition::StatusCondition;
use crate::kube::object::{Condition, ConditionStatus, Kind, Name};
use crate::kube::time::{Millis, SECOND};

use crate::sorted;

use super::View;

/// The conditions of what makes pods, as they are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RolloutView {
    /// Deployment, Rollout or Canary.
    pub kind: Kind,
    pub name: Name,
    /// Its conditions, Progressing first.
    pub conditions: Vec<ConditionView>,
    /// Whole seconds until the progress deadline strikes, rounded up, if it is running.
    pub deadline_in: Option<u64>,
}

/// A condition in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionView {
    /// Its type.
    pub kind: Name,
    /// `True`, `False` or `Unknown`.
    pub status: Name,
    /// One word.
    pub reason: Name,
    /// A sentence.
    pub message: Name,
    /// Nothing is wrong with it as it stands.
    pub well: bool,
}

impl ConditionView {
    /// Of a Deployment or a pod. ReplicaFailure and DisruptionTarget are those that are well when they do not hold.
    pub(super) fn of(condition: &Condition) -> Self {
        Self {
            kind: condition.kind.into(),
            status: condition.status.as_str().into(),
            reason: condition.reason.into(),
            message: condition.message.clone(),
            well: (condition.status == ConditionStatus::False)
                == matches!(condition.kind, "ReplicaFailure" | "DisruptionTarget"),
        }
    }
}

impl From<&StatusCondition> for ConditionView {
    /// Of a Rollout or a Canary. That a Rollout is not complete or not healthy yet is no fault: its phase says what is.
    fn from(condition: &StatusCondition) -> Self {
        let StatusCondition { kind, status, reason, message, .. } = condition;
        let holds = match &**kind {
            "InvalidSpec" => &**status != "True",
            "Completed" | "Healthy" | "Paused" | "ScalingLimited" => true,
            _ => &**status != "False",
        };
        Self {
            kind: kind.clone(),
            status: status.clone(),
            reason: reason.clone(),
            message: message.clone(),
            well: holds,
        }
    }
}

impl View<'_> {
    /// Every one, the oldest of each kind first.
    ///
    /// The last progress at second 10, a deadline of 600 s and the clock at second 70.2: 540 s are left.
    pub fn rollouts(&self) -> Vec<RolloutView> {
        let now = self.cluster.now();
        let left = |deadline: Millis| deadline.saturating_sub(now).div_ceil(SECOND);
        let view = |kind, name: &Name, mut conditions: Vec<ConditionView>, deadline: Option<Millis>| {
            sorted::sort_by_key(&mut conditions, |condition| &*condition.kind != "Progressing");
            RolloutView { kind, name: name.clone(), conditions, deadline_in: deadline.map(left) }
        };
        let objects = self.cluster.objects();
        let rollouts = objects.rollouts.values().map(|it| {
            let conditions = it.status.conditions.iter().map(ConditionView::from).collect();
            view(Kind::Rollout, &it.metadata.name, conditions, it.progress_deadline_at())
        });
        let canaries = objects.canaries.values().map(|it| {
            let conditions = it.status.conditions.iter().map(ConditionView::from).collect();
            view(Kind::Canary, &it.metadata.name, conditions, None)
        });
        let deployments = objects.deployments.values().map(|it| {
            let conditions = it.status.conditions.iter().map(ConditionView::of).collect();
            view(Kind::Deployment, &it.metadata.name, conditions, it.progress_deadline_at())
        });
        rollouts.chain(canaries).chain(deployments).collect()
    }
}
