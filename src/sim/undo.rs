//! `kubectl rollout undo`: a client-side patch of the template. Models kubectl polymorphichelpers/rollback.go.

use std::rc::Rc;

use crate::sorted;

use super::Cluster;
use super::command::{Answer, Rejected};
use super::deployment::take_over;
use crate::kube::workload::{Deployment, ReplicaSet};

impl Cluster {
    /// What becomes of it, and the Deployment as it patches it, if it does.
    pub(super) fn rollback(
        &self,
        deployment: &Deployment,
        to_revision: i64,
    ) -> Result<(Answer, Option<Deployment>), Rejected> {
        let name = &deployment.metadata.name;
        let mut sets: Vec<Rc<ReplicaSet>> =
            self.api.objects.replica_sets_of(deployment.metadata.uid).cloned().collect();
        sorted::sort_by_key(&mut sets, |set| set.revision());
        let target = match to_revision {
            0 if sets.len() < 2 => {
                let message = format!("error: no rollout history found for deployment \"{name}\"");
                return Err(Rejected { message: message.into(), hint: message!("refused-nothing-go-back-yet") });
            }
            0 => sets[sets.len() - 2].clone(),
            revision => sets.into_iter().find(|set| set.revision() == revision).ok_or_else(|| Rejected {
                message: format!("error: unable to find specified revision {revision} in history").into(),
                hint: message!("refused-take-revision-kubectl-rollout"),
            })?,
        };
        if deployment.spec.paused {
            let message =
                "error: you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and \
                 try again"
                    .to_string();
            return Err(Rejected { message: message.into(), hint: message!("refused-resume-rollout-then-roll") });
        }
        let mut patched = deployment.clone();
        if !take_over(&mut patched, &target) {
            // The revision asked for: 0 where none was.
            return Ok((Answer::SkippedRollback(to_revision), None));
        }
        Ok((Answer::RolledBack, Some(patched)))
    }
}
