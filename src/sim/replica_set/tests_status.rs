//! The ReplicaSet's status: counts, ReplicaFailure, and when it looks again. Behaviours 3.1 and 3.4.

use super::super::super::command::Command;
use super::super::super::event::Happening;
use super::super::super::pod::{Pod, PodPhase};
use super::super::super::queue::{Controller, Due};
use super::super::super::retry::Retry;
use super::{Bench, MATCHING, NOW, in_phase, pod, replica_set, terminating};
use crate::kube::object::Kind;
use crate::kube::object::{Name, labels};
use crate::kube::quota::ResourceQuota;
use crate::kube::time::{Millis, SECOND};
use crate::kube::workload::{POD_TEMPLATE_HASH, REPLICA_FAILURE};

/// What a pod is like, and when it became ready, s ago.
#[derive(Clone, Copy)]
enum Like {
    Ready(Millis),
    Unready,
    Pending,
    Failed,
    Terminating,
    TerminatingFailed,
    /// Ready for long, but without a label that the template has and the selector does not ask for.
    Unlabeled,
}

fn build(bench: &Bench, like: Like) -> Pod {
    let mut pod = pod(bench.set, 1);
    pod.metadata.labels = labels(&[("app", "web"), (POD_TEMPLATE_HASH, "abc"), ("tier", "front")]);
    match like {
        Like::Ready(ago) => pod.status.ready_transition = NOW / SECOND - ago,
        Like::Unready => pod.status.ready = false,
        Like::Pending => return in_phase(pod, PodPhase::Pending),
        Like::Failed => return in_phase(pod, PodPhase::Failed),
        Like::Terminating => return terminating(pod),
        Like::TerminatingFailed => return terminating(in_phase(pod, PodPhase::Failed)),
        Like::Unlabeled => pod.metadata.labels = labels(MATCHING),
    }
    pod
}

fn bench(min_ready_seconds: i32, likes: &[Like], size: i32) -> Bench {
    let mut set = replica_set(size);
    set.spec.template.metadata.labels = labels(&[("app", "web"), (POD_TEMPLATE_HASH, "abc"), ("tier", "front")]);
    set.spec.min_ready_seconds = min_ready_seconds;
    let mut bench = Bench::of(set);
    for like in likes {
        let pod = build(&bench, *like);
        bench.add(pod);
    }
    bench.deliver();
    bench
}

#[test]
fn counts() {
    use Like::{Failed, Pending, Ready, Terminating, TerminatingFailed, Unlabeled, Unready};
    // Name, minReadySeconds, pods; replicas, fully labeled, ready, available, terminating.
    let cases = [
        ("none", 0, &[][..], [0, 0, 0, 0, 0]),
        ("ready", 0, &[Ready(0), Ready(5)], [2, 2, 2, 2, 0]),
        ("not ready", 0, &[Unready, Pending, Ready(5)], [3, 3, 1, 1, 0]),
        ("a failed one does not count", 0, &[Failed, Ready(5)], [1, 1, 1, 1, 0]),
        ("a terminating one is apart", 0, &[Terminating, Ready(5)], [1, 1, 1, 1, 1]),
        ("a finished one does not even terminate", 0, &[TerminatingFailed, Ready(5)], [1, 1, 1, 1, 0]),
        ("a label is missing", 0, &[Unlabeled, Ready(5)], [2, 1, 2, 2, 0]),
        ("not ready for long enough", 10, &[Ready(9), Ready(11)], [2, 2, 2, 1, 0]),
        ("just long enough", 10, &[Ready(10), Ready(0)], [2, 2, 2, 1, 0]),
        ("not ready is not available, however long ago", 10, &[Unready], [1, 1, 0, 0, 0]),
    ];
    for (name, min_ready, likes, expected) in cases {
        let mut bench = bench(min_ready, likes, 0);
        // As many as there are, so that nothing is made or deleted.
        let mut set = bench.set().clone();
        set.spec.replicas = expected[0];
        set.metadata.generation = 4;
        bench.cluster.api.update_status(set).expect("just read");
        bench.deliver();
        assert_eq!(bench.sync(), Ok(()), "{name}");
        let status = bench.status();
        let found = [
            status.replicas,
            status.fully_labeled_replicas,
            status.ready_replicas,
            status.available_replicas,
            status.terminating_replicas,
        ];
        assert_eq!(found, expected, "{name}");
        assert_eq!(status.observed_generation, 4, "{name}: observed");
        assert_eq!(bench.set().metadata.generation, 4, "{name}: a status raises no generation");
        let version = bench.set().metadata.resource_version;
        bench.deliver();
        assert_eq!(bench.sync(), Ok(()), "{name}");
        assert_eq!(bench.set().metadata.resource_version, version, "{name}: nothing new, nothing written");
    }
}

#[test]
fn counts_are_of_before_the_sync_made_or_deleted_anything() {
    // Name, pods there, size; replicas after the first sync and after the next.
    for (name, there, size, first, second) in [("made", 1, 3, 1, 3), ("deleted", 3, 1, 3, 1)] {
        let mut bench = bench(0, &vec![Like::Ready(5); there], size);
        assert_eq!(bench.sync(), Ok(()), "{name}");
        assert_eq!(bench.status().replicas, first, "{name}");
        bench.deliver();
        assert_eq!(bench.sync(), Ok(()), "{name}");
        assert_eq!(bench.status().replicas, second, "{name}: the next sync");
    }
}

#[test]
fn looks_again_when_the_next_pod_is_available() {
    use Like::{Pending, Ready, Unready};
    // Name, minReadySeconds, pods; instant of the next look, s after the bench's start.
    let cases = [
        ("none waits", 10, &[Ready(10), Ready(90)][..], None),
        ("one waits", 10, &[Ready(3), Ready(90)], Some(7)),
        ("the earliest of several", 10, &[Ready(0), Ready(8), Ready(3)], Some(2)),
        ("not ready does not wait", 10, &[Unready, Pending], None),
        ("no minReadySeconds", 0, &[Ready(0)], None),
    ];
    for (name, min_ready, likes, again) in cases {
        let mut bench = bench(min_ready, likes, likes.len() as i32);
        assert_eq!(bench.sync(), Ok(()), "{name}");
        let mut looks = Vec::new();
        while let Some((at, due)) = bench.cluster.queue.pop() {
            if matches!(due, Due::Enqueue(Controller::ReplicaSet, _)) {
                looks.push((at - NOW) / SECOND);
            }
        }
        assert_eq!(looks, again.into_iter().collect::<Vec<_>>(), "{name}");
    }
}

#[test]
fn by_whole_seconds_a_pod_is_available_up_to_a_second_early() {
    // Ready since 12,999 ms is ready since second 12: with 5 s it is available from 17,000 ms on.
    for (at, available) in [(16_999, 0), (17_000, 1), (18_000, 1)] {
        let mut bench = bench(5, &[Like::Unready], 1);
        let uid = *bench.cluster.api.objects.pods.keys().next().expect("one was added");
        let mut pod = bench.pod(uid).expect("one was added").clone();
        pod.set_ready(true, 12_999);
        bench.cluster.api.update(pod).expect("just read");
        bench.deliver();
        bench.cluster.now = at;
        assert_eq!(bench.sync(), Ok(()), "{at}");
        assert_eq!(bench.status().available_replicas, available, "{at}");
    }
}

fn refused(bench: &Bench) -> Vec<Name> {
    let error = |happening: &Happening| match happening {
        Happening::FailedCreate { error } => Some(error.clone()),
        _ => None,
    };
    bench.cluster.log.events().iter().filter_map(|event| error(&event.happening)).collect()
}

#[test]
fn a_failure_is_set_once_and_goes_with_the_first_sync_without_one() {
    let mut bench = bench(0, &[Like::Ready(5)], 4);
    bench.cluster.apply(Command::apply(ResourceQuota::new("pods", Some(1)))).expect("legal");
    for second in 0..3 {
        bench.deliver();
        bench.cluster.now = NOW + second * 10 * SECOND;
        assert_eq!(bench.sync(), Err(Retry), "second {second}");
        let [failure] = bench.status().conditions.as_slice() else { panic!("one condition, second {second}") };
        let first = refused(&bench)[0].clone();
        assert_eq!((failure.kind, failure.status.as_str(), failure.reason), (REPLICA_FAILURE, "True", "FailedCreate"));
        assert_eq!(failure.message, first, "second {second}: the message of the first refusal");
        let times = (failure.last_update_time, failure.last_transition_time);
        assert_eq!(times, (NOW / SECOND, NOW / SECOND), "second {second}: its time too");
        assert_eq!(bench.status().replicas, 1, "second {second}: the counts are written as well");
    }
    let refused = refused(&bench);
    assert_ne!(refused[0], refused[1], "a name of its own for each pod that was refused");
    let text = "exceeded quota: pods, requested: pods=1, used: pods=1, limited: pods=1";
    assert!(refused[0].starts_with("pods \"web-abc-") && refused[0].ends_with(text), "{}", refused[0]);
    bench.cluster.apply(Command::Delete { kind: Kind::ResourceQuota, name: "pods".into() }).expect("legal");
    bench.deliver();
    assert_eq!(bench.sync(), Ok(()));
    assert_eq!(bench.status().conditions, [], "three were made");
}

#[test]
fn a_failure_goes_when_nothing_is_missing_any_more() {
    let mut bench = bench(0, &[Like::Ready(5)], 2);
    bench.cluster.apply(Command::apply(ResourceQuota::new("pods", Some(1)))).expect("legal");
    bench.deliver();
    assert_eq!(bench.sync(), Err(Retry));
    assert_eq!(bench.status().conditions.len(), 1);
    let mut set = bench.set().clone();
    set.spec.replicas = 1;
    bench.cluster.api.update(set).expect("just read");
    bench.deliver();
    assert_eq!(bench.sync(), Ok(()), "the quota is as tight as before");
    assert_eq!(bench.status().conditions, []);
}

/// Models updateReplicaSetStatus: one more attempt, on the latest version.
#[test]
fn a_status_that_conflicts_is_written_onto_the_latest_version() {
    let mut bench = bench(0, &[Like::Ready(5)], 1);
    let mut set = bench.set().clone();
    set.spec.replicas = 3;
    bench.cluster.api.update(set).expect("just read");
    assert_eq!(bench.sync(), Ok(()), "the cache does not know of the new size yet");
    let status = bench.status();
    assert_eq!((status.replicas, status.observed_generation), (1, 1), "counts of the version that was read");
    assert_eq!((bench.set().spec.replicas, bench.set().metadata.generation), (3, 2), "and the new size stays");
}
