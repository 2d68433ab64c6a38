//! `kubectl rollout undo`: a client-side patch of the template. Models kubectl polymorphichelpers/rollback.go.

use std::rc::Rc;

use crate::sorted;

use super::Cluster;
use super::command::{Answer, Rejected};
use super::deployment::take_over;
use crate::kube::three_way::LAST_APPLIED;
use crate::kube::workload::{Deployment, REVISION, ReplicaSet};

impl Cluster {
    /// What becomes of it, and the Deployment as it patches it, if it does.
    pub(super) fn rollback(
        &self,
        deployment: &Deployment,
        to_revision: i64,
    ) -> Result<(Answer, Option<Deployment>), Rejected> {
        let name = &deployment.metadata.name;
        // A set whose revision is no number is none of the history; one without a revision is its beginning.
        let numbered =
            |set: &&Rc<ReplicaSet>| set.metadata.annotation(REVISION).is_none_or(|it| it.parse::<i64>().is_ok());
        let owned = self.api.objects.replica_sets_of(deployment.metadata.uid);
        let mut sets: Vec<Rc<ReplicaSet>> = owned.filter(numbered).cloned().collect();
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
        let applied = deployment.metadata.annotation(LAST_APPLIED).is_some();
        let mut patched = deployment.clone();
        if !take_over(&mut patched, &target) {
            // The revision asked for: 0 where none was.
            return Ok((Answer::SkippedRollback { revision: to_revision, applied }, None));
        }
        Ok((Answer::RolledBack { applied }, Some(patched)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kube::object::{ObjectMeta, labels};
    use crate::kube::pod::PodTemplateSpec;
    use crate::kube::workload::{DeploymentSpec, ReplicaSetSpec, ReplicaSetStatus};
    use crate::world::World;

    fn template(image: &str) -> PodTemplateSpec {
        PodTemplateSpec::new(labels(&[("app", "web")]), "web", image)
    }

    /// Models deploymentRevision: a set whose revision cannot be read is skipped, one without any is revision 0.
    #[test]
    fn sets_whose_revision_is_no_number_are_none_of_the_history() {
        // The revision of the set of web:v1, beside revision 2 of web:v2; asked for; the image it goes back to, or the error.
        let none = "error: no rollout history found for deployment \"web\"";
        let rows = [
            (Some("1"), 0, Ok("web:v1")),
            (None, 0, Ok("web:v1")),
            (Some("x"), 0, Err(none)),
            (Some("1.5"), 0, Err(none)),
            (Some("x"), 2, Ok("web:v2")),
            (Some("x"), 1, Err("error: unable to find specified revision 1 in history")),
        ];
        for (revision, asked, expected) in rows {
            let mut cluster = Cluster::new(World::default());
            let deployment = Deployment::new("web", DeploymentSpec::new(1, template("web:v3")));
            let deployment = cluster.api.create(deployment, 0);
            for (image, revision) in [("web:v1", revision), ("web:v2", Some("2"))] {
                let mut metadata = ObjectMeta::named(image, labels(&[("app", "web")]));
                metadata.owner = Some(deployment.metadata.uid);
                if let Some(revision) = revision {
                    metadata.annotate(REVISION, revision);
                }
                let spec = ReplicaSetSpec {
                    replicas: 0,
                    selector: labels(&[("app", "web")]).into(),
                    template: template(image),
                    min_ready_seconds: 0,
                };
                cluster.api.create(ReplicaSet { metadata, spec, status: ReplicaSetStatus::default() }, 0);
            }
            let found = cluster.rollback(&deployment, asked);
            let found =
                found.map(|(_, patched)| patched.map(|it| it.spec.template.image().to_string()).unwrap_or_default());
            let found = found.map_err(|refused| refused.message.as_text().to_owned());
            assert_eq!(found, expected.map(Into::into).map_err(Into::into), "{revision:?}, to {asked}");
        }
    }
}
