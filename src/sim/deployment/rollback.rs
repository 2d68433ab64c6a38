//! Rolling back by annotation, as the first Deployments were. kubectl patches the template itself by now, but a manifest
//! may still carry the annotation.
//!
//! Models pkg/controller/deployment/rollback.go.

use std::rc::Rc;

use super::super::Cluster;
use super::super::event::Happening;
use super::super::retry::Retry;
use super::Sets;
use super::revision::{NOT_COPIED, template_of};
use crate::kube::object::Kind;
use crate::kube::workload::{Deployment, ROLLBACK_TO, ReplicaSet};
use crate::sorted;

/// The revision a Deployment asks for, 0 for the one before; nothing if it asks for none. Models getRollbackTo.
pub(super) fn rollback_to(deployment: &Deployment) -> Option<i64> {
    deployment.metadata.annotation(ROLLBACK_TO)?.parse().ok()
}

/// The revision before the latest, 0 if there is none: of 1, 4 and 3 it is 3. Models LastRevision.
fn last_revision(sets: &Sets) -> i64 {
    let (_, second) = sets.iter().map(|set| set.revision()).fold((0, 0), |(first, second), revision| {
        if revision >= first { (revision, first) } else { (first, second.max(revision)) }
    });
    second
}

impl Cluster {
    /// Takes the template and the notes of an earlier ReplicaSet over, and the request away. Models rollback.
    pub(super) fn rollback_by_annotation(
        &mut self,
        mut deployment: Deployment,
        sets: &Sets,
        asked: i64,
    ) -> Result<(), Retry> {
        let (new, mut all) = self.get_all_replica_sets_and_sync_revision(&mut deployment, sets, true)?;
        all.extend(new);
        let revision = if asked == 0 { last_revision(&all) } else { asked };
        let target = all.iter().find(|set| set.revision() == revision && revision != 0);
        let name = deployment.metadata.name.clone();
        let (reason, message) = match target {
            None if asked == 0 => ("DeploymentRollbackRevisionNotFound", "Unable to find last revision.".to_string()),
            None => ("DeploymentRollbackRevisionNotFound", "Unable to find the revision to rollback to.".to_string()),
            Some(set) if take_over(&mut deployment, set) => {
                ("DeploymentRollback", format!("Rolled back deployment \"{name}\" to revision {revision}"))
            }
            Some(_) => (
                "DeploymentRollbackTemplateUnchanged",
                format!("The rollback revision contains the same template as current deployment \"{name}\""),
            ),
        };
        Rc::make_mut(&mut deployment.metadata.annotations).remove(ROLLBACK_TO);
        self.api.update(deployment)?;
        self.record(Kind::Deployment, &name, Happening::Rollback { reason, message: message.into() });
        Ok(())
    }
}

/// Gives a Deployment an earlier ReplicaSet's template and notes; says whether the template was another one.
///
/// Models SetFromReplicaSetTemplate and SetDeploymentAnnotationsTo.
pub(in super::super) fn take_over(deployment: &mut Deployment, set: &ReplicaSet) -> bool {
    let template = template_of(&set.spec.template);
    if template == deployment.spec.template {
        return false;
    }
    deployment.spec.template = template;
    let kept = deployment.metadata.annotations.iter().filter(|(key, _)| NOT_COPIED.contains(&&***key));
    let taken = set.metadata.annotations.iter().filter(|(key, _)| !NOT_COPIED.contains(&&***key));
    deployment.metadata.annotations =
        Rc::new(sorted::map(kept.chain(taken).map(|(key, value)| (key.clone(), value.clone()))));
    true
}
