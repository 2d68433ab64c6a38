//! The new ReplicaSet: found or made, named, numbered; and whose ReplicaSets are whose. Behaviours 2.3 and 2.4.

use super::super::super::retry::Retry;
use super::super::replica_sets::equal_ignore_hash;
use super::super::revision::compute_hash;
use super::{Bench, DEPLOYMENT, NOW, annotated, rolling_update, set, template, web};
use crate::kube::field::Field;
use crate::kube::form::Form;
use crate::kube::object::{ConditionStatus, Uid, labels};
use crate::kube::pod::PodTemplateSpec;
use crate::kube::reader::Reader;
use crate::kube::tree::{Value, path};
use crate::kube::workload::{
    DESIRED_REPLICAS, Deployment, MAX_REPLICAS, POD_TEMPLATE_HASH, REVISION, REVISION_HISTORY, Strategy,
};

#[test]
fn revisions() {
    // Name; the old ones' revisions; the new one's and its history before; both after.
    let cases = [
        ("the only one", &[][..], ("", ""), ("1", None)),
        ("one above the highest", &["1", "3"], ("", ""), ("4", None)),
        ("no number counts for nothing", &["x"], ("", ""), ("1", None)),
        ("an old one without", &["", "2"], ("", ""), ("3", None)),
        ("used again: the revision before is kept", &["2", "3"], ("1", ""), ("4", Some("1"))),
        ("used again and again", &["6", "7"], ("5", "1,3"), ("8", Some("1,3,5"))),
        ("the highest already", &["2", "3"], ("4", ""), ("4", None)),
        ("far above the others", &["2"], ("9", "1"), ("9", Some("1"))),
        ("as high as an old one", &["4"], ("4", ""), ("5", Some("4"))),
    ];
    for (name, old, (before, history_before), (after, history)) in cases {
        let mut bench = Bench::new(web(3, rolling_update(1, 0)));
        for (revision, created) in old.iter().zip(10..) {
            let old = set(&format!("v{created}"), 0, 0);
            bench.add(if revision.is_empty() { old } else { annotated(old, &[(REVISION, revision)]) }, created);
        }
        let mut new = set("new", 3, 3);
        for (key, value) in [(REVISION, before), (REVISION_HISTORY, history_before)] {
            if !value.is_empty() {
                new.metadata.annotate(key, value);
            }
        }
        bench.add(new, 20);
        let known = bench.deployment().metadata.annotation(REVISION).map(str::to_string);
        assert_eq!(bench.sync(), Ok(()), "{name}");
        let set = bench.set("new");
        assert_eq!(set.metadata.annotation(REVISION), Some(after), "{name}");
        assert_eq!(set.metadata.annotation(REVISION_HISTORY), history, "{name}: history");
        if before != after {
            let shown = bench.deployment().metadata.annotation(REVISION).map(str::to_string);
            assert_eq!(shown, known, "{name}: the Deployment follows a sync later");
            assert_eq!(bench.sync(), Ok(()), "{name}");
        }
        assert_eq!(bench.deployment().metadata.annotation(REVISION), Some(after), "{name}: the Deployment's");
        assert_eq!(bench.deployment().metadata.generation, 1, "{name}: the controller raises no generation");
    }
}

#[test]
fn history_has_2000_characters_at_most() {
    // 399 revisions of four digits and their commas are 1,994 characters; `,1400` makes 5 more.
    let numbers = |from: u32, to: u32| (from..=to).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
    let cases = [
        ("1,999 characters", numbers(1_001, 1_399), numbers(1_001, 1_400), 1_999),
        (
            "2,000 characters",
            format!("10000,{}", numbers(1_002, 1_399)),
            format!("10000,{}", numbers(1_002, 1_400)),
            2_000,
        ),
        ("2,001: the first goes", format!("100000,{}", numbers(1_002, 1_399)), numbers(1_002, 1_400), 1_994),
        ("2,004: the first goes", numbers(1_000, 1_399), numbers(1_001, 1_400), 1_999),
        ("several short ones go", format!("1,2,3,{}", numbers(1_001, 1_399)), numbers(1_001, 1_400), 1_999),
    ];
    for (name, before, after, length) in cases {
        let mut bench = Bench::new(web(3, rolling_update(1, 0)));
        bench.add(annotated(set("v1", 0, 0), &[(REVISION, "2000")]), 1);
        bench.add(annotated(set("new", 3, 3), &[(REVISION, "1400"), (REVISION_HISTORY, &before)]), 2);
        assert_eq!(bench.sync(), Ok(()), "{name}");
        let found = bench.set("new").metadata.annotation(REVISION_HISTORY).unwrap_or_default().to_string();
        assert_eq!((found.len(), found), (length, after), "{name}");
    }
}

#[test]
fn annotations_are_copied_and_never_taken_away() {
    // Key; whether it is copied.
    let keys = [
        ("kubernetes.io/change-cause", true),
        ("example.com/team", true),
        ("kubectl.kubernetes.io/last-applied-configuration", false),
        ("deprecated.deployment.rollback.to", false),
        (REVISION_HISTORY, false),
        (DESIRED_REPLICAS, false),
        (MAX_REPLICAS, false),
    ];
    for there in [true, false] {
        let mut deployment = web(3, rolling_update(1, 0));
        for (key, _) in keys {
            deployment.metadata.annotate(key, "given");
        }
        let mut bench = Bench::new(deployment);
        if there {
            let notes = [("example.com/team", "before"), ("example.com/own", "kept")];
            bench.add(annotated(set("new", 3, 3), &notes), 1);
        }
        assert_eq!(bench.sync(), Ok(()));
        let set = bench.set("new");
        for (key, copied) in keys {
            assert_eq!(set.metadata.annotation(key) == Some("given"), copied, "{key}, set there before: {there}");
        }
        let own = there.then_some("kept");
        assert_eq!(set.metadata.annotation("example.com/own"), own, "its own stay, set there before: {there}");
    }
}

#[test]
fn a_set_that_has_the_revision_gets_no_history() {
    let mut deployment = web(3, rolling_update(1, 0));
    deployment.metadata.annotate("kubernetes.io/change-cause", "another text");
    let mut bench = Bench::new(deployment);
    bench.add(annotated(set("new", 3, 3), &[(REVISION, "2")]), 2);
    bench.add(annotated(set("v1", 0, 0), &[(REVISION, "1")]), 1);
    assert_eq!(bench.sync(), Ok(()));
    let set = bench.set("new");
    let notes = ["kubernetes.io/change-cause", REVISION, REVISION_HISTORY].map(|key| set.metadata.annotation(key));
    assert_eq!(notes, [Some("another text"), Some("2"), None]);
}

/// What a template is made of: each one has a hash, so a ReplicaSet, of its own.
/// Values that a field of this form can have; none is its default.
fn other_values(form: Form) -> Vec<Value> {
    match form {
        Form::Whole(..) => vec![Value::Int(7), Value::Int(8)],
        Form::Bool => vec![Value::Bool(true)],
        Form::Text => vec![Value::Text("one".into()), Value::Text("two".into())],
        Form::IntOrString => vec![Value::Int(7), Value::Text("7%".into())],
        Form::Quantities | Form::Labels => {
            ["cpu", "memory"].map(|key| Value::Map(vec![(key.into(), Value::Text("7".into()).into())])).into()
        }
        _ => panic!("no leaf of a template is {form:?}"),
    }
}

#[test]
fn every_field_of_the_template_counts() {
    let plain = template("new");
    let mut leaves = Vec::new();
    PodTemplateSpec::SHAPE.leaves("", &mut leaves);
    assert!(leaves.len() >= 40, "{leaves:?}");
    let kept = ["dnsPolicy", "initContainers[0].image", "volumes[0].name", "containers[0].env[0].name"];
    let kept = kept.map(|path| (format!("spec.{path}"), Form::Text));
    let mut seen = vec![(compute_hash(&plain, None), "nothing more".to_string(), plain.clone())];
    for (at, form) in leaves.into_iter().chain(kept) {
        for value in other_values(form) {
            let mut tree = plain.write().expect("it has fields");
            tree.put(&path(&at), value.clone());
            let mut reader = Reader::default();
            let changed = PodTemplateSpec::read(&mut reader, &tree, "").expect("a mapping");
            assert!(reader.problems.is_empty(), "{at}: {:?}", reader.problems);
            let name = format!("{at}: {value:?}");
            for (hash, other, template) in &seen {
                assert!(!equal_ignore_hash(template, &changed), "{name} is as good as {other}");
                assert_ne!(*hash, compute_hash(&changed, None), "{name} has the hash of {other}");
            }
            let again = PodTemplateSpec::read(&mut reader, &changed.write().expect("it has fields"), "");
            assert_eq!(again.as_ref(), Some(&changed), "{name}: written and read again");
            seen.push((compute_hash(&changed, None), name, changed));
        }
    }
}

#[test]
fn the_oldest_set_of_the_template_is_the_new_one() {
    // Name, seconds of creation of two sets of the template and of one of another; the place of the new one.
    let cases = [("first made", [1, 2, 3], 0), ("oldest, not first made", [3, 2, 1], 1), ("same second", [2, 2, 1], 0)];
    for (name, created, new) in cases {
        let mut bench = Bench::new(web(3, rolling_update(1, 0)));
        let uids: Vec<Uid> = ["new", "new", "v1"]
            .iter()
            .zip(created)
            .map(|(image, created)| bench.add(set(image, 1, 1), created))
            .collect();
        assert_eq!(bench.sync(), Ok(()), "{name}");
        let numbered: Vec<bool> =
            uids.iter().map(|uid| bench.cluster.api.objects.replica_sets.get(uid).unwrap().revision() > 0).collect();
        let expected: Vec<bool> = (0..3).map(|place| place == new).collect();
        assert_eq!(numbered, expected, "{name}");
        assert_eq!(uids.len(), bench.sets().len(), "{name}: none is made");
    }
}

#[test]
fn min_ready_seconds_are_copied() {
    let mut deployment = web(3, rolling_update(1, 0));
    deployment.spec.min_ready_seconds = 7;
    let mut made = Bench::new(deployment.clone());
    assert_eq!(made.sync(), Ok(()));
    assert_eq!(made.set("new").spec.min_ready_seconds, 7, "made");
    let mut there = Bench::new(deployment);
    there.add(set("v1", 0, 0), 1);
    there.add(set("new", 3, 3), 2);
    assert_eq!(there.sync(), Ok(()));
    assert_eq!((there.set("new").spec.min_ready_seconds, there.set("new").metadata.generation), (7, 2), "there before");
    assert_eq!(there.set("v1").spec.min_ready_seconds, 0, "an old one keeps its own");
}

#[test]
fn a_made_set() {
    // Name, strategy, old size; size, desired-replicas, max-replicas; whether it is told, and what follows in this sync.
    let cases = [
        ("alone", rolling_update(3, 2), 0, (10, "10", "13"), true, None),
        ("beside an old one", rolling_update(3, 2), 10, (3, "10", "13"), true, Some("web-v1 10→8")),
        (
            "without surge: at 0, and nothing is told",
            rolling_update(0, 1),
            10,
            (0, "10", "10"),
            false,
            Some("web-v1 10→9"),
        ),
        ("Recreate", Strategy::Recreate, 0, (10, "10", "10"), true, None),
    ];
    for (name, strategy, old, (size, desired, max), told, then) in cases {
        let mut bench = Bench::new(web(10, strategy));
        bench.add(annotated(set("v1", old, old), &[(REVISION, "4")]), 1);
        assert_eq!(bench.sync(), Ok(()), "{name}");
        let set = bench.set("new");
        let note = |key| set.metadata.annotation(key);
        assert_eq!(set.spec.replicas, size, "{name}");
        assert_eq!(
            (note(DESIRED_REPLICAS), note(MAX_REPLICAS), note(REVISION)),
            (Some(desired), Some(max), Some("5")),
            "{name}"
        );
        let event = told.then(|| format!("{} 0→{size}", set.metadata.name));
        let events: Vec<String> = event.into_iter().chain(then.map(String::from)).collect();
        assert_eq!(bench.scalings(), events, "{name}");
        assert_eq!(set.metadata.owner, Some(DEPLOYMENT), "{name}");
        let hash = set.metadata.name.strip_prefix("web-").expect("named after the Deployment");
        assert!(
            (1..=10).contains(&hash.len()) && hash.chars().all(|letter| "456789bcdf".contains(letter)),
            "{name}: {hash}"
        );
        let with_hash = labels(&[("app", "web"), (POD_TEMPLATE_HASH, hash)]);
        assert_eq!(set.metadata.labels, with_hash, "{name}: labels");
        assert_eq!(set.spec.template.metadata.labels, with_hash, "{name}: labels of its pods");
        assert_eq!(set.spec.selector, with_hash.into(), "{name}: selector");
        assert_eq!(bench.deployment().metadata.annotation(REVISION), Some("5"), "{name}: at once on the Deployment");
    }
}

#[test]
fn a_made_set_selects_what_the_deployment_selects() {
    let mut deployment = web(3, rolling_update(1, 0));
    deployment.spec.template.metadata.labels = labels(&[("app", "web"), ("tier", "front")]);
    let mut bench = Bench::new(deployment);
    assert_eq!(bench.sync(), Ok(()));
    let set = bench.set("new");
    let hash = set.metadata.labels.get(POD_TEMPLATE_HASH).expect("every set has one").clone();
    assert_eq!(set.spec.selector, labels(&[("app", "web"), (POD_TEMPLATE_HASH, &hash)]).into());
    let all = labels(&[("app", "web"), (POD_TEMPLATE_HASH, &hash), ("tier", "front")]);
    assert_eq!((&set.spec.template.metadata.labels, &set.metadata.labels), (&all, &all));
}

#[test]
fn a_made_set_arms_the_deadline() {
    for (name, deadline, armed) in
        [("600 s", Some(600), true), ("none", None, false), ("largest", Some(i32::MAX), false)]
    {
        let mut deployment = web(3, rolling_update(1, 0));
        deployment.spec.progress_deadline_seconds = deadline;
        let mut bench = Bench::new(deployment);
        assert_eq!(bench.sync(), Ok(()), "{name}");
        let expected = armed.then_some((ConditionStatus::True, "NewReplicaSetCreated", NOW, NOW));
        assert_eq!(bench.condition("Progressing"), expected, "{name}");
        let message = format!("Created new replica set \"{}\"", bench.set("new").metadata.name);
        assert_eq!(bench.message("Progressing").as_deref(), armed.then_some(&*message), "{name}");
    }
}

/// Sets of somebody else's with the names that the Deployment's would have, for so many collisions.
fn taken(collisions: i32) -> Bench {
    let deployment = |count| Deployment {
        status: crate::kube::workload::DeploymentStatus { collision_count: count, ..Default::default() },
        ..web(3, rolling_update(1, 0))
    };
    let mut bench = Bench::new(deployment(None));
    for count in 0..collisions {
        let mut free = Bench::new(deployment((count > 0).then_some(count)));
        assert_eq!(free.sync(), Ok(()));
        let mut other = set("other", 1, 1);
        other.metadata.name = free.set("new").metadata.name.clone();
        other.metadata.owner = Some(Uid(77));
        bench.add(other, 1);
    }
    bench
}

#[test]
fn a_name_that_is_taken() {
    // Name, names taken, collisionCount after, and failed syncs on the way.
    let cases = [("free", 0, None), ("taken", 1, Some(1)), ("taken twice", 2, Some(2)), ("three times", 3, Some(3))];
    for (name, collisions, count) in cases {
        let mut bench = taken(collisions);
        for collision in 1..=collisions {
            assert_eq!(bench.sync(), Err(Retry), "{name}: collision {collision}");
            assert_eq!(bench.deployment().status.collision_count, Some(collision), "{name}: counted and written");
            assert_eq!(bench.sets().len(), collisions as usize, "{name}: nothing made yet");
        }
        assert_eq!(bench.sync(), Ok(()), "{name}");
        assert_eq!(bench.deployment().status.collision_count, count, "{name}");
        let made = bench.set("new");
        assert_eq!(made.spec.replicas, 3, "{name}");
        let names: std::collections::BTreeSet<_> = bench.sets().iter().map(|set| set.metadata.name.clone()).collect();
        assert_eq!(names.len(), collisions as usize + 1, "{name}: all names differ");
    }
}

#[test]
fn its_own_set_that_the_cache_does_not_show_yet_is_no_collision() {
    let mut bench = Bench::new(web(3, rolling_update(1, 0)));
    assert_eq!(bench.sync(), Ok(()));
    // The cache of before the first sync, but for the Deployment.
    bench.cluster.cache.deployments = bench.cluster.api.objects.deployments.clone();
    assert_eq!(super::sync_deployment(&mut bench.cluster, DEPLOYMENT), Err(Retry));
    assert_eq!(bench.deployment().status.collision_count, None);
    assert_eq!(bench.sizes(), [3]);
}

#[test]
fn whose_replica_sets() {
    const OTHER: Uid = Uid(99);
    // Name, owner before, labels match; owner after, and whether it counts as the Deployment's in this very sync.
    let cases = [
        ("its own", Some(DEPLOYMENT), true, Some(DEPLOYMENT), true),
        ("its own that matches no more is let go", Some(DEPLOYMENT), false, None, false),
        ("a matching one without owner is taken in", None, true, Some(DEPLOYMENT), true),
        ("a strange one without owner is left", None, false, None, false),
        ("another's is left, though it matches", Some(OTHER), true, Some(OTHER), false),
        ("another's that does not match", Some(OTHER), false, Some(OTHER), false),
    ];
    for (name, owner, matches, after, counts) in cases {
        let mut bench = Bench::new(web(3, rolling_update(1, 0)));
        let mut old = annotated(set("v1", 2, 2), &[(REVISION, "6")]);
        old.metadata.owner = owner;
        if !matches {
            old.metadata.labels = labels(&[("app", "shop")]);
        }
        bench.add(old, 1);
        bench.add(set("new", 0, 0), 2);
        assert_eq!(bench.sync(), Ok(()), "{name}");
        assert_eq!(bench.set("v1").metadata.owner, after, "{name}");
        assert_eq!(bench.deployment().status.replicas, if counts { 2 } else { 0 }, "{name}: in its status");
        // Surge 1 of 3: beside two old ones two, alone all three.
        assert_eq!(bench.set("new").spec.replicas, if counts { 2 } else { 3 }, "{name}: in its arithmetic");
        let revision = if counts { "7" } else { "1" };
        assert_eq!(bench.set("new").metadata.annotation(REVISION), Some(revision), "{name}: in its revisions");
    }
}

#[test]
fn an_adopted_set_of_the_template_is_the_new_one() {
    let mut bench = Bench::new(web(3, rolling_update(1, 0)));
    let mut orphan = set("new", 1, 1);
    orphan.metadata.owner = None;
    bench.add(orphan, 1);
    assert_eq!(bench.sync(), Ok(()));
    assert_eq!(bench.sizes(), [3], "no other is made, and it is scaled at once");
    assert_eq!(bench.set("new").spec.template, {
        let mut template = template("new");
        template.metadata.labels = labels(&[("app", "web"), (POD_TEMPLATE_HASH, "new")]);
        template
    });
}

#[test]
fn a_deployment_that_is_gone_is_nothing_to_do() {
    let mut bench = Bench::new(web(3, rolling_update(1, 0)));
    bench.cluster.api.remove::<Deployment>(DEPLOYMENT);
    assert_eq!(bench.sync(), Ok(()));
    assert_eq!(bench.sizes(), [0; 0]);
}
