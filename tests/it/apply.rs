//! `kubectl apply` merges three ways: what was applied last, what stands there, what is applied now.

use podyard::documents::read;
use podyard::kube::manifest::Written;
use podyard::kube::object::Kind;
use podyard::kube::three_way::{LAST_APPLIED, last_applied};
use podyard::kube::tree::{Node, Value, path};
use podyard::kube::yaml;
use podyard::kubectl;
use podyard::sim::Cluster;
use podyard::sim::command::{Answer, Command, Rejected};
use podyard::text::said;
use podyard::world::World;

use Answer::{Adopted, Configured, Unchanged};

mod cases;
mod undo;

const DOCUMENTS: &str = include_str!("requests/documents.yaml");

fn tree(text: &str) -> Node {
    yaml::documents(text).expect(text).remove(0)
}

/// Applies the documents of a text; what became of the last one.
fn apply(cluster: &mut Cluster, text: &str) -> Result<Answer, Rejected> {
    let documents = read(text).unwrap_or_else(|problems| panic!("{problems:?}:\n{text}"));
    let mut last = Ok(Answer::Taken);
    for document in documents {
        last = cluster.apply(Command::of(document));
    }
    last
}

/// An object as it is stored, annotations and all.
fn stored(cluster: &Cluster, kind: Kind, name: &str) -> Node {
    let objects = cluster.objects();
    let manifest = match kind {
        Kind::Deployment => objects.deployment(name).expect(name).as_ref().clone().into_manifest(),
        Kind::Service => objects.service(name).expect(name).as_ref().clone().into_manifest(),
        Kind::HttpRoute => objects.http_routes.values().next().expect(name).as_ref().clone().into_manifest(),
        Kind::Rollout => objects.rollouts.values().next().expect(name).as_ref().clone().into_manifest(),
        _ => panic!("no case is about a {kind:?}"),
    };
    manifest.stored()
}

fn patch(kind: Kind, text: &str) -> Command {
    Command::Patch { kind, name: "web".into(), patch: tree(text) }
}

#[test]
fn what_only_others_named_stays_and_what_is_named_no_more_goes() {
    for case in cases::CASES {
        let mut cluster = Cluster::new(World::default());
        let kind = case.kind;
        let of = |fields: &str| cases::manifest(kind, fields);
        assert_eq!(apply(&mut cluster, &of(case.first)), Ok(Answer::Created), "{}", case.name);
        if !case.between.is_empty() {
            let changed = cluster.apply(patch(kind, case.between));
            assert_eq!(changed, Ok(Answer::Patched), "{}", case.name);
        }
        assert_eq!(apply(&mut cluster, &of(case.second)).as_ref(), Ok(&case.answer), "{}", case.name);
        let stored = stored(&cluster, kind, "web");
        for (at, expected) in case.expected {
            let found = stored.at(&path(at)).map_or("nothing".into(), Node::json);
            assert_eq!(found, *expected, "{}: {at}", case.name);
        }
        let noted = stored.at(&path(&format!("metadata.annotations[{LAST_APPLIED}]"))).map(|node| &node.value);
        assert_eq!(noted, Some(&Value::Text(last_applied(&tree(&of(case.second))))), "{}", case.name);
        assert_eq!(apply(&mut cluster, &of(case.second)), Ok(Unchanged), "{}: once more", case.name);
    }
}

#[test]
fn applying_the_same_twice_changes_nothing() {
    let mut cluster = Cluster::new(World::default());
    for document in read(DOCUMENTS).expect("they are sound") {
        let command = Command::of(document);
        let first = cluster.apply(command.clone());
        let version = cluster.objects().deployments.values().map(|it| it.metadata.resource_version).max();
        match command {
            Command::World(_) => continue,
            _ => assert_eq!(first, Ok(Answer::Created), "{command:?}"),
        }
        assert_eq!(cluster.apply(command.clone()), Ok(Unchanged), "{command:?}");
        let now = cluster.objects().deployments.values().map(|it| it.metadata.resource_version).max();
        assert_eq!(now, version, "nothing was written: {command:?}");
    }
}

/// Whatever stood there before, a manifest that names all of its fields is what comes of it.
#[test]
fn a_manifest_that_names_every_field_is_what_comes_of_it() {
    for (kind, between) in [
        (Kind::Deployment, "{spec: {replicas: 7, minReadySeconds: 4, template: {spec: {hostname: x}}}}"),
        (Kind::Service, "{spec: {sessionAffinity: ClientIP, selector: {tier: x}}}"),
        (Kind::HttpRoute, "{spec: {rules: [{backendRefs: [{name: other, port: 80}]}]}}"),
        (Kind::Rollout, "{spec: {replicas: 7, minReadySeconds: 4}}"),
    ] {
        let (mut one, mut other) = (Cluster::new(World::default()), Cluster::new(World::default()));
        apply(&mut one, &cases::manifest(kind, "")).expect("accepted");
        one.apply(patch(kind, between)).expect("accepted");
        let mut all = stored(&one, kind, "web");
        all.put(&path("metadata.annotations"), Value::Null);
        apply(&mut other, &cases::manifest(kind, "")).expect("accepted");
        let answer = apply(&mut other, &podyard::kube::write::yaml(&all));
        assert_eq!(answer, Ok(Configured), "{kind:?}");
        let of = |cluster: &Cluster| stored(cluster, kind, "web").at(&path("spec")).map(Node::json);
        assert_eq!(of(&other), of(&one), "{kind:?}");
    }
}

#[test]
fn what_was_created_otherwise_is_taken_over_with_a_warning() {
    let mut cluster = Cluster::new(World::default());
    let text = cases::manifest(Kind::Deployment, "");
    let document = read(&text).expect("sound").remove(0);
    let command = Command::of(document);
    let Command::Apply { manifest, .. } = command.clone() else { panic!("a Deployment") };
    cluster.apply(Command::Create(manifest)).expect("accepted");
    let created = cluster.objects().deployment("web").expect("there").clone();
    assert_eq!(created.metadata.annotation(LAST_APPLIED), None, "kubectl create notes nothing");
    let answer = cluster.apply(command.clone()).expect("accepted");
    assert_eq!(answer, Adopted);
    assert_eq!(
        kubectl::answer(&command, &answer),
        "Warning: resource deployments/web is missing the kubectl.kubernetes.io/last-applied-configuration annotation \
         which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by \
         either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n\
         deployment.apps/web configured"
    );
    let adopted = cluster.objects().deployment("web").expect("there");
    assert_eq!(adopted.spec, created.spec, "nothing else has changed");
    assert_eq!(cluster.apply(command), Ok(Unchanged));
}

/// The note is for kubectl: no set and no rollout comes of it, and what a person would write does not have it.
#[test]
fn the_annotation_starts_no_rollout_and_is_no_persons_to_write() {
    let mut cluster = Cluster::new(World::default());
    apply(&mut cluster, &cases::manifest(Kind::Deployment, "")).expect("accepted");
    let soon = cluster.now() + 120_000;
    cluster.advance_to(soon);
    // The same object in other words: a default written out, and the order of fields.
    let again = cases::manifest(Kind::Deployment, "spec: {minReadySeconds: 0}");
    assert_eq!(apply(&mut cluster, &again), Ok(Configured), "the note is another");
    cluster.advance_to(soon + 120_000);
    let sets: Vec<_> = cluster.objects().replica_sets.values().collect();
    assert_eq!(sets.len(), 1, "no rollout");
    assert_eq!(sets[0].metadata.annotation(LAST_APPLIED), None, "it is not copied");
    let deployment = cluster.objects().deployment("web").expect("there").as_ref().clone().into_manifest();
    assert!(!deployment.yaml().contains(LAST_APPLIED), "{}", deployment.yaml());
    assert!(deployment.yaml().contains("deployment.kubernetes.io/revision"), "other annotations are shown");
    let objects = cluster.objects();
    let got = objects.deployment("web").expect("there").clone();
    let shown = kubectl::show::tree(&podyard::sim::objects::Object::Deployment(got), objects);
    let note = shown.at(&path(&format!("metadata.annotations[{LAST_APPLIED}]"))).map(|node| &node.value);
    assert_eq!(note, Some(&Value::Text(last_applied(&tree(&again)))), "kubectl get -o yaml shows it");
}

#[test]
fn the_annotation_is_as_kubectl_writes_it() {
    let written = tree(
        "spec: {b: \"a && b > c\", a: 1}\nkind: Service\nmetadata:\n  name: web\n  annotations:\n    \
         kubectl.kubernetes.io/last-applied-configuration: x\n",
    );
    assert_eq!(
        last_applied(&written),
        "{\"kind\":\"Service\",\"metadata\":{\"annotations\":{},\"name\":\"web\",\"namespace\":\"default\"},\
         \"spec\":{\"a\":1,\"b\":\"a \\u0026\\u0026 b \\u003e c\"}}\n"
    );
}

#[test]
fn a_note_that_nobody_can_read_is_refused_and_changes_nothing() {
    let mut cluster = Cluster::new(World::default());
    apply(&mut cluster, &cases::manifest(Kind::Deployment, "")).expect("accepted");
    let broken = format!("{{metadata: {{annotations: {{{LAST_APPLIED}: '{{'}}}}}}");
    cluster.apply(patch(Kind::Deployment, &broken)).expect("accepted");
    let before = stored(&cluster, Kind::Deployment, "web");
    let refused =
        apply(&mut cluster, &cases::manifest(Kind::Deployment, "spec: {replicas: 2}")).expect_err("unreadable");
    assert!(said(&refused.message).contains("Deployment cannot be handled"), "{refused:?}");
    assert_eq!(stored(&cluster, Kind::Deployment, "web"), before);
}

/// What a manifest too long for the annotation meets on a real cluster; `kubectl create` takes it.
#[test]
fn a_manifest_too_long_for_the_annotation_is_refused() {
    let mut cluster = Cluster::new(World::default());
    let long = format!("spec: {{template: {{spec: {{hostname: {}}}}}}}", "x".repeat(262_144));
    let document = read(&cases::manifest(Kind::Rollout, &long)).expect("sound").remove(0);
    let command = Command::of(document);
    let refused = cluster.apply(command.clone()).expect_err("too long");
    assert_eq!(
        said(&refused.message),
        "The Rollout \"web\" is invalid: metadata.annotations: Too long: may not be more than 262144 bytes"
    );
    let Command::Apply { manifest, .. } = command else { panic!("a Rollout") };
    assert_eq!(cluster.apply(Command::Create(manifest)), Ok(Answer::Created));
}
