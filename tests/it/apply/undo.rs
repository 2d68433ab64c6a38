//! What `kubectl rollout undo` says, and which revisions it looks at. Source: pkg/polymorphichelpers/rollback.go.

use podyard::kube::object::Kind;
use podyard::kubectl;
use podyard::sim::Cluster;
use podyard::sim::command::Command;
use podyard::text::said;
use podyard::world::World;

use super::{apply, cases, patch};

/// What kubectl warns of since v1.36 where the Deployment was applied.
const WARNING: &str = "Warning: resource deployments/web was previously managed with 'kubectl apply'. Rolling back will not update \
                       the kubectl.kubernetes.io/last-applied-configuration annotation, which may cause unexpected behavior on \
                       future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file \
                       instead.";

fn rolled_out(images: &[&str]) -> Cluster {
    let mut cluster = Cluster::new(World::default());
    apply(&mut cluster, &cases::manifest(Kind::Deployment, "{}")).expect("created");
    cluster.advance_to(60_000);
    for image in images {
        cluster.apply(Command::set_image("web", *image)).expect("an image");
        let until = cluster.now() + 60_000;
        while cluster.next_event_at().is_some_and(|at| at <= until) {
            cluster.step();
        }
        cluster.advance_to(until);
    }
    cluster
}

/// What kubectl prints, on standard output or as its error.
fn undo(cluster: &mut Cluster, to_revision: i64) -> String {
    let command = Command::RolloutUndo { deployment: "web".into(), to_revision };
    match cluster.apply(command.clone()) {
        Ok(answer) => kubectl::answer(&command, &answer),
        Err(rejected) => said(&rejected.message),
    }
}

#[test]
fn a_skipped_rollback_names_the_revision_asked_for() {
    // The template of the last but one revision is what stands there: changed back by a patch that nobody has seen yet.
    for (to_revision, named) in [(0, 0), (1, 1)] {
        let mut cluster = rolled_out(&["web:v2"]);
        let back = "{spec: {template: {spec: {containers: [{name: web, image: 'web:v1'}]}}}}";
        cluster.apply(patch(Kind::Deployment, back)).expect("patched");
        let said = undo(&mut cluster, to_revision);
        let words = format!("deployment.apps/web skipped rollback (current template already matches revision {named})");
        assert_eq!(said, format!("{WARNING}\n{words}"), "to {to_revision}");
    }
}

#[test]
fn undo_goes_back_or_says_that_there_is_nothing_to_go_back_to() {
    assert_eq!(undo(&mut rolled_out(&["web:v2"]), 0), format!("{WARNING}\ndeployment.apps/web rolled back"));
    let mut cluster = rolled_out(&[]);
    assert_eq!(undo(&mut cluster, 0), "error: no rollout history found for deployment \"web\"");
    assert_eq!(undo(&mut cluster, 7), "error: unable to find specified revision 7 in history");
}

#[test]
fn what_was_created_and_not_applied_goes_back_without_a_warning() {
    let mut cluster = rolled_out(&["web:v2"]);
    let key = "kubectl.kubernetes.io/last-applied-configuration";
    let without = format!("{{metadata: {{annotations: {{{key}: null}}}}}}");
    cluster.apply(patch(Kind::Deployment, &without)).expect("patched");
    assert_eq!(undo(&mut cluster, 0), "deployment.apps/web rolled back");
}
