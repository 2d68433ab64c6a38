//! Making and deleting pods: batches, expectations, quota, and whose pods are whose. Behaviours 3.1 to 3.3.

use super::super::super::command::{Answer, Command};
use super::super::super::fault::Fault;
use super::super::super::pod::{Pod, PodPhase};
use super::super::super::queue::Controller;
use super::super::super::retry::Retry;
use super::super::ReplicaSetController;
use super::{Bench, MATCHING, NOW, WORK, WRITE, in_phase, pod, terminating};
use crate::kube::object::Kind;
use crate::kube::object::{Uid, labels};
use crate::kube::quota::ResourceQuota;
use crate::kube::time::{Millis, SECOND};
use crate::kube::workload::POD_TEMPLATE_HASH;
use crate::world::Delay;

#[test]
fn batches_double() {
    const FIVE_HUNDRED: &[usize] = &[1, 2, 4, 8, 16, 32, 64, 128, 245];
    // Name, size, pods there; batches of the first sync, and of the second once the cache has them.
    let cases = [
        ("none", 0, 0, &[][..], &[][..]),
        ("enough there", 3, 3, &[], &[]),
        ("one", 1, 0, &[1], &[]),
        ("two", 2, 0, &[1, 1], &[]),
        ("three", 3, 0, &[1, 2], &[]),
        ("five", 5, 0, &[1, 2, 2], &[]),
        ("seven are missing of ten", 10, 3, &[1, 2, 4], &[]),
        ("ten", 10, 0, &[1, 2, 4, 3], &[]),
        ("98", 100, 2, &[1, 2, 4, 8, 16, 32, 35], &[]),
        ("100", 100, 0, &[1, 2, 4, 8, 16, 32, 37], &[]),
        ("500 are the most of one sync", 500, 0, FIVE_HUNDRED, &[]),
        ("501: one in the next", 501, 0, FIVE_HUNDRED, &[1]),
        ("600: 100 in the next", 600, 0, FIVE_HUNDRED, &[1, 2, 4, 8, 16, 32, 37]),
        ("1200: 500 in the next", 1_200, 0, FIVE_HUNDRED, FIVE_HUNDRED),
    ];
    for (name, size, there, first, second) in cases {
        let mut bench = Bench::new(size);
        for _ in 0..there {
            bench.add(pod(bench.set, 1));
        }
        for (batches, seen) in [(first, 0), (second, first.len())] {
            bench.deliver();
            // The second sync begins when the first is over; a millisecond keeps their batches apart.
            bench.cluster.now += 1;
            let start = bench.cluster.now - NOW;
            assert_eq!(bench.sync(), Ok(()), "{name}");
            let expected: Vec<(Millis, usize)> =
                batches.iter().zip(0..).map(|(batch, turn)| (start + turn * WRITE, *batch)).collect();
            assert_eq!(bench.counts("SuccessfulCreate")[seen..], expected, "{name}: instants and batches");
        }
    }
}

#[test]
fn deletions_are_at_once() {
    // Name, pods there, size; deleted by the first sync and by the second.
    let cases = [
        ("none", 3, 3, 0, 0),
        ("one", 3, 2, 1, 0),
        ("eight of ten", 10, 2, 8, 0),
        ("all", 5, 0, 5, 0),
        ("500 are the most of one sync", 600, 0, 500, 100),
        ("500 of 1200, and of the rest", 1_200, 50, 500, 500),
    ];
    for (name, there, size, first, second) in cases {
        let mut bench = Bench::new(size);
        for node in 0..there {
            bench.add(pod(bench.set, node));
        }
        let mut deleted = 0;
        for expected in [first, second] {
            bench.deliver();
            bench.cluster.now += 1;
            let at = bench.cluster.now - NOW;
            assert_eq!(bench.sync(), Ok(()), "{name}");
            let counts = bench.counts("SuccessfulDelete");
            let latest = counts.last().filter(|(instant, _)| *instant == at).map_or(0, |(_, count)| *count);
            assert_eq!(latest, expected, "{name}: all in one instant");
            deleted += expected;
            let gone = bench.cluster.api.objects.pods.values().filter(|pod| pod.is_terminating()).count();
            assert_eq!(gone, deleted, "{name}: marked for deletion");
        }
    }
}

#[test]
fn victims_are_the_first_in_order() {
    // Five pods of one ReplicaSet; ready, not ready, on a full node.
    let mut bench = Bench::new(2);
    let old = bench.add(pod(bench.set, 1));
    let crowded = [bench.add(pod(bench.set, 2)), bench.add(pod(bench.set, 2))];
    let unready = bench.add(Pod { status: in_phase(pod(bench.set, 3), PodPhase::Pending).status, ..pod(bench.set, 3) });
    bench.deliver();
    assert_eq!(bench.sync(), Ok(()));
    let left: Vec<bool> =
        [old, crowded[0], crowded[1], unready].iter().map(|uid| bench.pod(*uid).is_some_and(Pod::is_active)).collect();
    assert_eq!(left, [true, false, true, false]);
}

#[test]
fn other_revisions_pods_make_a_node_full() {
    // Name, whether the other ReplicaSet has the same owner; which of the pods on node 1 and node 2 goes.
    for (name, same_owner, goes) in [("of the same Deployment", true, 1), ("of another", false, 0)] {
        let mut bench = Bench::new(1);
        let owner = Uid(500);
        let mut set = bench.set().clone();
        set.metadata.owner = Some(owner);
        bench.cluster.api.update(set.clone()).expect("just read");
        set.metadata.owner = Some(if same_owner { owner } else { Uid(501) });
        let other = bench.cluster.api.create(set, 0).metadata.uid;
        let pods = [bench.add(pod(bench.set, 1)), bench.add(pod(bench.set, 2))];
        bench.add(pod(other, 2));
        bench.add(in_phase(pod(other, 1), PodPhase::Failed));
        bench.add(terminating(pod(other, 1)));
        bench.deliver();
        assert_eq!(bench.sync(), Ok(()), "{name}");
        let gone = pods.map(|uid| bench.pod(uid).is_none_or(|pod| !pod.is_active()));
        assert_eq!(gone, [goes == 0, goes == 1], "{name}");
    }
}

#[test]
fn nothing_is_made_twice() {
    let mut bench = Bench::new(3);
    bench.deliver();
    assert_eq!(bench.sync(), Ok(()));
    assert_eq!(bench.sync(), Err(Retry), "the caches do not show its own writes yet");
    assert_eq!(bench.made(), 3);
    bench.deliver();
    assert_eq!(bench.sync(), Ok(()));
    assert_eq!(bench.made(), 3);
    assert_eq!(bench.status().replicas, 3);
}

#[test]
fn while_something_is_expected_only_the_status_is_written() {
    const FIVE_MINUTES: Millis = 300 * SECOND;
    // Name; creations expected and seen, deletions expected and seen; ms since; whether it is managed.
    let cases = [
        ("nothing expected", 0, 0, 0, 0, 0, true),
        ("one creation not seen", 2, 1, 0, 0, 0, false),
        ("all creations seen", 2, 2, 0, 0, 0, true),
        ("more seen than expected", 2, 3, 0, 0, 0, true),
        ("one deletion not seen", 0, 0, 2, 1, 0, false),
        ("all deletions seen", 0, 0, 2, 2, 0, true),
        ("a creation five minutes ago", 1, 0, 0, 0, FIVE_MINUTES, false),
        ("and a moment more", 1, 0, 0, 0, FIVE_MINUTES + 1, true),
        ("a deletion five minutes ago", 0, 0, 1, 0, FIVE_MINUTES, false),
        ("and a moment more", 0, 0, 1, 0, FIVE_MINUTES + 1, true),
    ];
    for (name, creations, created, deletions, deleted, since, managed) in cases {
        let mut bench = Bench::new(3);
        bench.add(pod(bench.set, 1));
        bench.deliver();
        let (set, now) = (bench.set, bench.cluster.now);
        let controller = &mut bench.cluster.replica_set_controller;
        if creations > 0 {
            controller.expect_creations(set, creations, now);
        } else if deletions > 0 {
            controller.expect_deletions(set, (100..100 + deletions).map(Uid).collect(), now);
        }
        for number in 0..created {
            controller.observe(set, Uid(200 + number), true, false);
        }
        for number in 0..deleted {
            controller.observe(set, Uid(100 + number), false, true);
        }
        bench.cluster.now += since;
        assert_eq!(bench.sync(), Ok(()), "{name}");
        assert_eq!(bench.made(), if managed { 2 } else { 0 }, "{name}");
        assert_eq!(bench.status().replicas, 1, "{name}: its status is written all the same");
    }
}

#[test]
fn what_counts_as_seen() {
    let (set, other, victim, bystander) = (Uid(1), Uid(2), Uid(10), Uid(11));
    // Name, what is observed: set, pod, created, deleted; whether it is what was waited for.
    let creations = [
        ("a new pod", (set, victim, true, false), true),
        ("another set's pod", (other, victim, true, false), false),
        ("an update", (set, victim, false, false), false),
        ("a deletion", (set, victim, false, true), false),
    ];
    let deletions = [
        ("the pod", (set, victim, false, true), true),
        ("another pod", (set, bystander, false, true), false),
        ("another set's", (other, victim, false, true), false),
        ("an update of the pod", (set, victim, false, false), false),
        ("its creation", (set, victim, true, false), false),
        ("it was being deleted when first seen", (set, victim, true, true), true),
    ];
    for (name, (owner, pod, created, deleted), seen) in creations {
        let mut controller = ReplicaSetController::default();
        controller.expect_creations(set, 1, NOW);
        controller.observe(owner, pod, created, deleted);
        assert_eq!(controller.satisfied(set, NOW), seen, "creation: {name}");
    }
    for (name, (owner, pod, created, deleted), seen) in deletions {
        let mut controller = ReplicaSetController::default();
        controller.expect_deletions(set, [victim].into_iter().collect(), NOW);
        controller.observe(owner, pod, created, deleted);
        assert_eq!(controller.satisfied(set, NOW), seen, "deletion: {name}");
    }
    let mut controller = ReplicaSetController::default();
    controller.expect_creations(set, 5, NOW);
    controller.skip_creations(set, 4);
    assert!(!controller.satisfied(set, NOW), "one is still to come");
    controller.observe(set, victim, true, false);
    assert!(controller.satisfied(set, NOW), "those that were not asked for are not waited for");
    controller.expect_creations(set, 5, NOW);
    controller.forget(set);
    assert!(controller.satisfied(set, NOW), "the set is gone");
}

#[test]
fn a_deletion_is_seen_by_its_mark() {
    let mut bench = Bench::new(1);
    bench.add(pod(bench.set, 1));
    bench.add(pod(bench.set, 2));
    bench.deliver();
    assert_eq!(bench.sync(), Ok(()));
    let (set, now) = (bench.set, bench.cluster.now);
    assert!(!bench.cluster.replica_set_controller.satisfied(set, now), "asked for");
    bench.deliver();
    assert!(bench.cluster.replica_set_controller.satisfied(set, now), "marked for deletion is enough");
    assert_eq!(bench.pods(), 2, "and both still exist");
}

#[test]
fn whose_pods() {
    const OTHER: Uid = Uid(99);
    const SELF: Uid = Uid(1);
    let change = |pod: Pod, state: &str| match state {
        "terminating" => terminating(pod),
        "failed" => in_phase(pod, PodPhase::Failed),
        "succeeded" => in_phase(pod, PodPhase::Succeeded),
        _ => pod,
    };
    // Name, owner, labels match, state; owner after, and whether a pod has to be made for the one that is wanted.
    let cases = [
        ("its own", Some(SELF), true, "running", Some(SELF), false),
        ("its own that matches no more is let go", Some(SELF), false, "running", None, true),
        ("a matching one without owner is taken in", None, true, "running", Some(SELF), false),
        ("a strange one without owner", None, false, "running", None, true),
        ("another's, though it matches", Some(OTHER), true, "running", Some(OTHER), true),
        ("its own that terminates", Some(SELF), true, "terminating", Some(SELF), true),
        ("its own that terminates and matches no more", Some(SELF), false, "terminating", Some(SELF), true),
        ("a matching one without owner that terminates", None, true, "terminating", None, true),
        ("its own that failed", Some(SELF), true, "failed", Some(SELF), true),
        ("its own that succeeded", Some(SELF), true, "succeeded", Some(SELF), true),
        ("its own that failed and matches no more", Some(SELF), false, "failed", Some(SELF), true),
        ("a matching one without owner that failed", None, true, "failed", None, true),
    ];
    for (name, owner, matches, state, after, makes) in cases {
        let mut bench = Bench::new(1);
        assert_eq!(bench.set, SELF);
        let mut pod = change(pod(SELF, 1), state);
        pod.metadata.owner = owner;
        if !matches {
            pod.metadata.labels = labels(&[("app", "web")]);
        }
        let uid = bench.add(pod);
        bench.deliver();
        assert_eq!(bench.sync(), Ok(()), "{name}");
        let pod = bench.pod(uid).expect("nobody removes it");
        assert_eq!(pod.metadata.owner, after, "{name}");
        assert_eq!(bench.made(), usize::from(makes), "{name}: a pod in its place");
        assert_eq!(bench.status().replicas, i32::from(!makes), "{name}: counted as active");
    }
}

#[test]
fn a_pod_as_it_is_made() {
    let mut bench = Bench::new(1);
    bench.deliver();
    assert_eq!(bench.sync(), Ok(()));
    let pod = bench.cluster.api.objects.pods.values().next().expect("one is made");
    let letters = pod.metadata.name.strip_prefix("web-abc-").expect("named after its ReplicaSet");
    assert!(
        letters.len() == 5 && letters.chars().all(|letter| "bcdfghjklmnpqrstvwxz2456789".contains(letter)),
        "{letters}"
    );
    assert_eq!(pod.metadata.owner, Some(bench.set));
    assert_eq!(pod.metadata.labels, labels(MATCHING));
    assert!(pod.metadata.labels.contains_key(POD_TEMPLATE_HASH));
}

#[test]
fn quota_ends_the_making_after_the_first_batch_that_fails() {
    // Name, quota, size; batches that came through, and refusals with their instant's place.
    let cases = [
        ("no quota", None, 10, &[1, 2, 4, 3][..], None),
        ("just enough", Some(10), 10, &[1, 2, 4, 3], None),
        ("none at all", Some(0), 10, &[], Some((0, 1))),
        ("one: the second batch fails as a whole", Some(1), 10, &[1], Some((1, 2))),
        ("two: the second batch fails in half", Some(2), 10, &[1, 1], Some((1, 1))),
        ("three: the third fails as a whole", Some(3), 10, &[1, 2], Some((2, 4))),
        ("five: half of the third", Some(5), 10, &[1, 2, 2], Some((2, 2))),
        ("nine: one of the last", Some(9), 10, &[1, 2, 4, 2], Some((3, 1))),
    ];
    for (name, quota, size, batches, refused) in cases {
        let mut bench = Bench::new(size);
        if let Some(pods) = quota {
            bench.cluster.apply(Command::create(ResourceQuota::new("pods", Some(pods)))).expect("legal");
        }
        bench.deliver();
        assert_eq!(bench.sync().is_err(), refused == Some((0, 1)), "{name}: an error in the first batch comes at once");
        let made: Vec<(Millis, usize)> = batches.iter().zip(0..).map(|(made, turn)| (turn * WRITE, *made)).collect();
        assert_eq!(bench.counts("SuccessfulCreate"), made, "{name}");
        let refused: Vec<(Millis, usize)> = refused.iter().map(|(turn, count)| (turn * WRITE, *count)).collect();
        assert_eq!(bench.counts("FailedCreate"), refused, "{name}");
        let (set, now) = (bench.set, bench.cluster.now);
        assert_eq!(bench.pods(), batches.iter().sum::<usize>(), "{name}");
        for seen in 0..bench.pods() {
            let controller = &mut bench.cluster.replica_set_controller;
            assert!(!controller.satisfied(set, now), "{name}: {seen} seen, and more were made");
            controller.observe(set, Uid(2 + seen as u32), true, false);
        }
        assert!(bench.cluster.replica_set_controller.satisfied(set, now), "{name}: what is not made is not waited for");
    }
}

#[test]
fn a_controller_that_starts_anew_takes_up_what_it_was_in_the_middle_of() {
    let mut bench = Bench::new(10);
    bench.deliver();
    let (set, other) = (bench.set, Uid(99));
    bench.cluster.queue.enqueue(NOW + WORK, Controller::ReplicaSet, set);
    bench.cluster.advance_to(NOW + WORK + WRITE);
    let in_flight = |bench: &Bench, set| bench.cluster.replica_set_controller.size_in_flight(set);
    assert_eq!((bench.pods(), in_flight(&bench, set), in_flight(&bench, other)), (3, Some(10), None), "two batches");
    let restart = Command::Fault(Fault::RestartReplicaSetController);
    assert_eq!(bench.cluster.apply(restart), Ok(Answer::Struck));
    assert_eq!(in_flight(&bench, set), None, "it has forgotten");
    bench.cluster.advance_to(NOW + SECOND);
    assert_eq!((bench.pods(), in_flight(&bench, set)), (10, None), "and makes what is missing, no more");
}

#[test]
fn refused_creations_are_tried_again_ever_later() {
    let mut bench = Bench::new(10);
    let never = Delay { min: 10_000 * SECOND, max: 10_000 * SECOND };
    std::rc::Rc::make_mut(&mut bench.cluster.world).delays.schedule = never;
    bench.cluster.apply(Command::apply(ResourceQuota::new("pods", Some(3)))).expect("legal");
    bench.cluster.advance_to(NOW + 2_500 * SECOND);
    let refusals = bench.counts("FailedCreate");
    // Two batches come through. What the sync writes wakes the controller twice, which takes 1 ms each; from then on
    // nothing but the back-off does: 5 ms after the first failure, and twice as long after each further one.
    assert_eq!(refusals[..4], [(21, 4), (22, 1), (23, 1), (27, 1)], "one doomed call for each retry");
    let mut at = 27;
    let mut expected = Vec::new();
    for failures in 3..19 {
        at += (5 << failures).min(1_000 * SECOND) + WORK;
        expected.push((at, 1));
    }
    assert_eq!(refusals[4..], expected, "40 ms, 80 ms … and at last 1,000 s");
}

#[test]
fn a_sync_that_succeeds_forgets_the_failures() {
    let mut bench = Bench::new(10);
    bench.cluster.apply(Command::apply(ResourceQuota::new("pods", Some(3)))).expect("legal");
    bench.cluster.advance_to(NOW + 100 * SECOND);
    bench.cluster.apply(Command::Delete { kind: Kind::ResourceQuota, name: "pods".into() }).expect("legal");
    bench.cluster.advance_to(NOW + 200 * SECOND);
    assert_eq!(bench.pods(), 10, "made at the next retry");
    bench.cluster.apply(Command::apply(ResourceQuota::new("pods", Some(10)))).expect("legal");
    let mut set = bench.set().clone();
    set.spec.replicas = 11;
    bench.cluster.api.update(set).expect("just read");
    bench.cluster.fan_out();
    let seen = bench.counts("FailedCreate").len();
    bench.cluster.advance_to(NOW + 201 * SECOND);
    let refusals = bench.counts("FailedCreate");
    let gaps: Vec<Millis> = refusals[seen..].windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
    assert!(gaps.starts_with(&[1, 5]), "5 ms again: {gaps:?}");
}
