//! What `kubectl rollout status` prints. Models kubectl polymorphichelpers/rollout_status.go.

use crate::kube::workload::Deployment;

/// What one look of `kubectl rollout status` comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RolloutStatus {
    /// It goes on watching.
    Waiting(String),
    /// It ends with 0.
    Done(String),
    /// It ends with 1.
    Failed(String),
}

impl RolloutStatus {
    /// The line it prints, without a line feed.
    pub fn line(&self) -> &str {
        match self {
            Self::Waiting(line) | Self::Done(line) | Self::Failed(line) => line,
        }
    }
}

/// One look at a Deployment.
///
/// 3 wanted, 2 of them updated: `Waiting for deployment "web" rollout to finish: 2 out of 3 new replicas have been
/// updated...`.
pub fn rollout_status(deployment: &Deployment) -> RolloutStatus {
    let name = &deployment.metadata.name;
    let status = &deployment.status;
    if deployment.metadata.generation > status.observed_generation {
        return RolloutStatus::Waiting("Waiting for deployment spec update to be observed...".into());
    }
    if deployment.condition("Progressing").is_some_and(|condition| condition.reason == "ProgressDeadlineExceeded") {
        return RolloutStatus::Failed(format!("error: deployment \"{name}\" exceeded its progress deadline"));
    }
    let (wanted, updated) = (deployment.spec.replicas, status.updated_replicas);
    let what = if updated < wanted {
        format!("{updated} out of {wanted} new replicas have been updated...")
    } else if status.replicas > updated {
        format!("{} old replicas are pending termination...", status.replicas - updated)
    } else if status.available_replicas < updated {
        format!("{} of {updated} updated replicas are available...", status.available_replicas)
    } else {
        return RolloutStatus::Done(format!("deployment \"{name}\" successfully rolled out"));
    };
    RolloutStatus::Waiting(format!("Waiting for deployment \"{name}\" rollout to finish: {what}"))
}
