//! Revisions, history, annotations, generation. Items 28 to 32.

use podyard::kube::object::Name;
use podyard::kube::workload::{Deployment, REVISION_HISTORY, Strategy};
use podyard::sim::command::Command;

use crate::fault::{Fault, Inject};

use super::{START, Web, instant, never_ready, spec};

fn revisions(web: &Web) -> Vec<(Name, i64)> {
    let mut revisions: Vec<_> = web.sets().iter().map(|set| (set.spec.template.image(), set.revision())).collect();
    revisions.sort_by_key(|(_, revision)| *revision);
    revisions
}

fn listed(pairs: &[(&str, i64)]) -> Vec<(Name, i64)> {
    pairs.iter().map(|(image, revision)| (Name::from(*image), *revision)).collect()
}

/// Rolls these versions out one after the other, 100 s each.
fn rolled(web: &mut Web, images: &[&str]) {
    for (image, turn) in images.iter().zip(2..) {
        web.set_image(image);
        web.until(START * turn);
    }
}

#[test]
fn item_28_undo_toggles() {
    let mut web = Web::new(3, Strategy::default());
    rolled(&mut web, &["v2", "v3"]);
    assert_eq!(revisions(&web), listed(&[("v1", 1), ("v2", 2), ("v3", 3)]));
    web.undo();
    web.until(400);
    assert_eq!(revisions(&web), listed(&[("v1", 1), ("v3", 3), ("v2", 4)]));
    web.undo();
    web.until(500);
    assert_eq!(revisions(&web), listed(&[("v1", 1), ("v2", 4), ("v3", 5)]), "back to v3, never to v1");
    assert_eq!(web.sizes(), "v1 0, v2 0, v3 3");
}

#[test]
fn item_29_the_same_template_is_the_same_replica_set() {
    let mut web = Web::new(3, Strategy::default());
    let before = web.set("v1").metadata.clone();
    rolled(&mut web, &["v2", "v1"]);
    assert_eq!(revisions(&web), listed(&[("v2", 2), ("v1", 3)]), "two sets only");
    let after = web.set("v1").metadata.clone();
    assert_eq!((after.uid, after.creation_timestamp), (before.uid, before.creation_timestamp), "as old as before");
    assert_eq!(after.annotation(REVISION_HISTORY), Some("1"));
}

#[test]
fn item_30_the_history_limit_counts_old_sets_only() {
    let mut spec = spec(3, Strategy::default());
    spec.revision_history_limit = Some(2);
    let mut web = Web::of(instant(), spec);
    rolled(&mut web, &["v2", "v3", "v4", "v5"]);
    assert_eq!(revisions(&web), listed(&[("v3", 3), ("v4", 4), ("v5", 5)]), "two and the current one");
}

#[test]
fn item_30_a_stuck_rollout_cleans_nothing_up() {
    let mut spec = spec(3, Strategy::default());
    spec.revision_history_limit = Some(0);
    let mut web = Web::of(instant(), spec);
    rolled(&mut web, &["v2"]);
    assert_eq!(revisions(&web), listed(&[("v2", 2)]), "complete: none is kept");
    web.app("v3", never_ready());
    web.set_image("v3");
    web.until(300);
    web.set_image("v4");
    web.app("v4", never_ready());
    web.until(2_000);
    assert_eq!(revisions(&web), listed(&[("v2", 2), ("v3", 3), ("v4", 4)]), "stuck: all are kept");
}

/// Somebody annotates the Deployment. The text says what it was before.
fn annotate(web: &mut Web) -> String {
    let deployment = web.deployment().metadata.uid;
    assert!(web.cluster.inject(Fault::Touch(deployment)));
    note(&web.deployment().metadata).expect("just annotated")
}

fn note(metadata: &podyard::kube::object::ObjectMeta) -> Option<String> {
    let notes = metadata.annotations.iter().filter(|(key, _)| key.starts_with("podyard/"));
    notes.map(|(_, value)| value.to_string()).next()
}

#[test]
fn item_31_a_change_cause_sticks_to_the_current_set() {
    let mut web = Web::new(3, Strategy::default());
    let text = annotate(&mut web);
    web.until(150);
    assert_eq!(note(&web.set("v1").metadata).as_ref(), Some(&text), "annotated before: the previous revision's text");
    web.set_image("v2");
    web.until(200);
    assert_eq!(note(&web.set("v2").metadata).as_ref(), Some(&text), "and the new one inherits it");
    let later = annotate(&mut web);
    web.until(300);
    assert_ne!(text, later);
    assert_eq!(note(&web.set("v1").metadata), Some(text), "an old one keeps its own");
    assert_eq!(note(&web.set("v2").metadata), Some(later));
}

#[test]
fn item_31_an_applied_change_cause_is_taken_over() {
    let mut web = Web::new(3, Strategy::default());
    let mut given = Deployment::new("web", spec(3, Strategy::default()));
    given.metadata.annotate("kubernetes.io/change-cause", "first");
    web.apply(Command::apply(given));
    web.until(150);
    assert_eq!(web.set("v1").metadata.annotation("kubernetes.io/change-cause"), Some("first"));
}

#[test]
fn item_32_an_annotation_raises_the_generation() {
    let mut web = Web::new(3, Strategy::default());
    let before = web.deployment().metadata.generation;
    annotate(&mut web);
    assert_eq!(web.deployment().metadata.generation, before + 1);
    assert_eq!(web.rollout_status(), "Waiting for deployment spec update to be observed...");
    web.until(START);
    assert_eq!(web.rollout_status(), "deployment \"web\" successfully rolled out");
    assert_eq!(web.deployment().metadata.generation, before + 1, "what the controller writes raises nothing");
}

#[test]
fn item_32_scaling_and_pausing_make_no_revision() {
    let mut web = Web::new(3, Strategy::default());
    web.scale(5);
    web.until(150);
    web.pause();
    web.until(200);
    web.resume();
    web.until(250);
    assert_eq!(revisions(&web), listed(&[("v1", 1)]));
    assert_eq!(web.deployment().metadata.generation, 4, "one for each command");
}
