//! How each Deployment stands by its own conditions.

use crate::kube::object::{Condition, ConditionStatus, Name};
use crate::kube::time::{Millis, SECOND};

use super::Session;

/// A Deployment's conditions as they are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RolloutView {
    /// The Deployment.
    pub deployment: Name,
    /// Its conditions, Progressing first.
    pub conditions: Vec<ConditionView>,
    /// Whole seconds until the progress deadline strikes, rounded up, if it is running.
    pub deadline_in: Option<u64>,
}

/// A condition in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionView {
    /// Its type.
    pub kind: &'static str,
    /// `True`, `False` or `Unknown`.
    pub status: &'static str,
    /// One word.
    pub reason: &'static str,
    /// A sentence.
    pub message: Name,
    /// Nothing is wrong with it as it stands.
    pub well: bool,
}

impl ConditionView {
    /// Of a Deployment or a pod. ReplicaFailure is the one that is well when it does not hold.
    pub(super) fn of(condition: &Condition) -> Self {
        Self {
            kind: condition.kind,
            status: condition.status.as_str(),
            reason: condition.reason,
            message: condition.message.clone(),
            well: (condition.status == ConditionStatus::False) == (condition.kind == "ReplicaFailure"),
        }
    }
}

impl Session {
    /// Every Deployment, the oldest first.
    ///
    /// The last progress at second 10, a deadline of 600 s and the clock at second 70.2: 540 s are left.
    pub fn rollouts(&self) -> Vec<RolloutView> {
        let now = self.cluster.now();
        let left = |deadline: Millis| deadline.saturating_sub(now).div_ceil(SECOND);
        let deployments = self.cluster.objects().deployments.values();
        deployments
            .map(|deployment| {
                let of_kind = |progressing: bool| {
                    let all = deployment.status.conditions.iter();
                    all.filter(move |condition| (condition.kind == "Progressing") == progressing)
                };
                RolloutView {
                    deployment: deployment.metadata.name.clone(),
                    conditions: of_kind(true).chain(of_kind(false)).map(ConditionView::of).collect(),
                    deadline_in: deployment.progress_deadline_at().map(left),
                }
            })
            .collect()
    }
}
