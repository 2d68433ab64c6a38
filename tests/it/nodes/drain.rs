//! Cordon and drain: what people ask of a node.

use podyard::kube::object::Kind;
use podyard::kube::object::labels;
use podyard::kube::time::SECOND;
use podyard::sim::command::{Command, Rejected};
use podyard::world::App;

use crate::fault::{Fault, Inject};

use super::{NOTHING, Yard};

const LARGE: (u32, u32) = (4_000, 16_384);

#[test]
fn a_cordon_keeps_new_pods_away_and_old_ones_where_they_are() {
    let mut yard = Yard::new(2, LARGE);
    yard.deploy("web", 4, NOTHING);
    // Asked of node-1, kubectl's answer, its STATUS, then pods on both nodes with two replicas more.
    let steps = [
        (true, "node/node-1 cordoned", "Ready,SchedulingDisabled", [2, 4]),
        (true, "node/node-1 already cordoned", "Ready,SchedulingDisabled", [2, 6]),
        (false, "node/node-1 uncordoned", "Ready", [4, 6]),
        (false, "node/node-1 already uncordoned", "Ready", [6, 6]),
    ];
    let mut replicas = 4;
    for (unschedulable, answer, status, spread) in steps {
        assert_eq!(yard.cordon(1, unschedulable), answer);
        assert_eq!((yard.node(1).status_word(), yard.node(2).status_word()), (status, "Ready"), "{answer}");
        replicas += 2;
        yard.scale("web", replicas);
        assert_eq!(yard.spread("web"), spread, "{answer}");
    }
}

#[test]
fn a_node_that_is_not_there_is_refused() {
    for command in
        [Command::Cordon { node: "node-9".into(), unschedulable: true }, Command::Drain { node: "node-9".into() }]
    {
        let mut yard = Yard::new(1, LARGE);
        let told = format!("{command:?}");
        let Err(Rejected { message, .. }) = yard.cluster.apply(command) else { panic!("{told} was accepted") };
        assert_eq!(message.as_text(), "Error from server (NotFound): nodes \"node-9\" not found", "{told}");
    }
}

#[test]
fn a_drain_moves_every_pod_of_a_node() {
    let mut yard = Yard::new(3, LARGE);
    yard.deploy("web", 3, (100, 128));
    yard.apply(Command::create(podyard::kube::service::Service::new("web", labels(&[("app", "web")]))));
    yard.until(100);
    let goes = yard.pods("web").into_iter().find(|pod| pod.node_name().is_some_and(|name| &**name == "node-1"));
    let goes = goes.expect("one pod on each node").metadata.clone();
    let answer = yard.drain(1);
    assert_eq!(answer, format!("node/node-1 cordoned\nevicting pod default/{}", goes.name));
    let lines = |yard: &Yard| yard.events("Drain").iter().map(|event| event.to_string()).collect::<Vec<_>>();
    assert_eq!(yard.node(1).status_word(), "Ready,SchedulingDisabled");
    // Second, STATUS of the pod, pods in all, pods the nodes hold, pods connections go to.
    let rows = [
        (100, Some("Terminating"), 4, [1, 1, 2], 2),
        (102, Some("Terminating"), 4, [1, 1, 2], 2),
        (103, None, 3, [0, 1, 2], 2),
        (110, None, 3, [0, 1, 2], 3),
    ];
    for (second, status, pods, mut held, usable) in rows {
        yard.until(second);
        let there = yard.cluster.objects().pods.get(&goes.uid);
        assert_eq!(there.map(|pod| pod.status_word()), status, "second {second}");
        assert_eq!(yard.pods("web").len(), pods, "second {second}");
        let mut holds: Vec<u32> = yard.cluster.nodes().iter().map(|node| node.pods).collect();
        holds[1..].sort_unstable();
        held[1..].sort_unstable();
        assert_eq!(holds, held, "second {second}");
        assert_eq!(yard.cluster.usable_endpoints("web").len(), usable, "second {second}");
        assert_eq!(lines(&yard).is_empty(), status.is_some(), "second {second}");
    }
    let end = format!("103000 Node/node-1 Drain pod/{} evicted", goes.name);
    assert_eq!(lines(&yard), [end, "103000 Node/node-1 Drain node/node-1 drained".into()], "once it is gone");
}

#[test]
fn a_pod_without_a_controller_keeps_the_whole_node_from_being_drained() {
    let mut yard = Yard::new(2, LARGE);
    yard.deploy("web", 6, NOTHING);
    yard.until(100);
    let here: Vec<_> =
        yard.pods("web").into_iter().filter(|pod| pod.node_name().is_some_and(|it| &**it == "node-1")).collect();
    let mut bare: Vec<_> = here[..2].iter().map(|pod| pod.metadata.clone()).collect();
    for pod in &bare {
        assert!(yard.cluster.inject(Fault::Relabel(pod.uid)));
    }
    yard.until(120);
    bare.sort_by(|one, other| one.name.cmp(&other.name));
    let answer = yard.drain(1);
    let why = format!(
        "cannot delete Pods that declare no controller (use --force to override): default/{}, default/{}",
        bare[0].name, bare[1].name
    );
    let expected = [
        "node/node-1 cordoned",
        &format!("error: unable to drain node \"node-1\" due to error: {why}, continuing command..."),
        "There are pending nodes to be drained:",
        " node-1",
        &why,
    ];
    assert_eq!(answer.lines().collect::<Vec<_>>(), expected);
    yard.until(200);
    assert_eq!(yard.node(1).status_word(), "Ready,SchedulingDisabled", "it is cordoned all the same");
    assert!(here.iter().all(|pod| yard.pod(pod.metadata.uid).is_active()), "and none of its pods goes");
    assert!(yard.events("Drain").is_empty());

    // One that has ended is in nobody's way, and one that is deleted by hand no more once it is gone.
    assert!(yard.cluster.inject(Fault::Evict(bare[0].uid)));
    yard.apply(Command::Delete { kind: Kind::Pod, name: bare[1].name.clone() });
    assert!(yard.drain(1).contains(&format!("override): default/{}, continuing", bare[1].name)));
    yard.until(300);
    assert!(yard.drain(1).starts_with("node/node-1 already cordoned\nevicting pod default/"));
}

#[test]
fn a_drain_under_way_goes_on_where_another_is_refused() {
    let mut yard = Yard::new(2, LARGE);
    yard.deploy("web", 4, NOTHING);
    yard.until(100);
    super::budget::budget(&mut yard, "web", "web", "maxUnavailable: 0");
    yard.drain(1);
    let here = yard.pods("web").into_iter().find(|pod| pod.node_name().is_some_and(|name| &**name == "node-1"));
    let bare = here.expect("two of four").metadata.clone();
    assert!(yard.cluster.inject(Fault::Relabel(bare.uid)));
    yard.until(103);
    assert!(yard.drain(1).contains(&format!("(use --force to override): default/{}", bare.name)));
    yard.apply(Command::Delete { kind: Kind::PodDisruptionBudget, name: "web".into() });
    yard.until(140);
    let last = yard.events("Drain").last().expect("it ends").message().to_string();
    assert_eq!(last, "node/node-1 drained", "the first kubectl had asked before");
}

#[test]
fn who_ends_a_pod_stands_in_its_conditions() {
    let mut yard = Yard::new(3, LARGE);
    yard.deploy("web", 3, NOTHING);
    yard.until(100);
    let on = |yard: &Yard, node: &str| {
        let pod = yard.pods("web").into_iter().find(|pod| pod.node_name().is_some_and(|name| &**name == node));
        pod.expect("one on each node").metadata.uid
    };
    let pods = [on(&yard, "node-1"), on(&yard, "node-2"), on(&yard, "node-3")];
    assert!(pods.iter().all(|pod| yard.pod(*pod).conditions().iter().all(|it| it.kind != "DisruptionTarget")));
    yard.drain(1);
    assert!(yard.cluster.inject(Fault::Evict(pods[1])));
    assert!(yard.cluster.inject(Fault::LoseNode(2)));
    let first = |yard: &Yard, pod| {
        let condition = yard.pod(pod).conditions().remove(0);
        let words = (condition.kind, condition.status.as_str(), condition.reason, condition.message.to_string());
        (words, condition.last_transition_time)
    };
    let target = |reason, message: &str, at| (("DisruptionTarget", "True", reason, message.to_string()), at);
    assert_eq!(first(&yard, pods[0]), target("EvictionByEvictionAPI", "Eviction API: evicting", 100));
    assert!(yard.pod(pods[0]).is_terminating());
    assert_eq!(first(&yard, pods[1]), target("TerminationByKubelet", "The node was low on resource: memory.", 100));
    yard.until(449);
    assert_eq!(first(&yard, pods[2]).0.0, "PodReadyToStartContainers", "nothing is decided yet");
    yard.until(450);
    assert_eq!(
        first(&yard, pods[2]),
        target("DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint", 450)
    );
    // A deletion by hand and a rollout are no disruptions.
    yard.apply(Command::scale("web", 1));
    yard.settle();
    let ended: Vec<_> =
        yard.pods("web").into_iter().filter(|pod| pod.is_terminating() && !pods.contains(&pod.metadata.uid)).collect();
    assert!(!ended.is_empty() && ended.iter().all(|pod| pod.status.disruption.is_none()), "{ended:?}");
}

#[test]
fn pods_keep_their_grace_when_they_are_drained() {
    let mut yard = Yard::new(2, LARGE);
    yard.deploy("web", 2, NOTHING);
    yard.app("web", App { ignores_sigterm: true, ..App::fine(10 * SECOND) });
    yard.until(100);
    yard.drain(1);
    for (second, pods) in [(129, 1), (130, 0)] {
        yard.until(second);
        assert_eq!(yard.promised(1).pods, pods, "second {second}");
    }
}

#[test]
fn drained_pods_wait_where_nothing_else_has_room() {
    let mut yard = Yard::new(2, (1_000, 1_000));
    yard.deploy("web", 2, (600, 0));
    yard.until(100);
    yard.drain(1);
    yard.until(200);
    let waits = yard.pods("web").into_iter().find(|pod| pod.node.is_none()).expect("no room on node-2");
    let message = "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable. no new claims to \
                   deallocate, preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 \
                   Preemption is not helpful for scheduling.";
    assert_eq!(waits.status.message.as_deref(), Some(message));
    yard.cordon(1, false);
    yard.until(200);
    assert_eq!(yard.spread("web"), [1, 1], "as soon as the node takes pods again");
}

#[test]
fn a_drain_takes_what_is_finished_too_and_waits_for_what_terminates() {
    let mut yard = Yard::new(1, LARGE);
    yard.deploy("web", 2, NOTHING);
    yard.until(100);
    let evicted = yard.pods("web")[0].metadata.clone();
    assert!(yard.cluster.inject(Fault::Evict(evicted.uid)));
    yard.until(110);
    let terminates = yard.pods("web")[1].metadata.clone();
    yard.cordon(1, true);
    yard.apply(Command::Delete { kind: Kind::Pod, name: terminates.name.clone() });
    let answer = yard.drain(1);
    let successor = yard.pods("web").into_iter().rfind(|pod| pod.node.is_some()).expect("of the evicted pod");
    let expected = [
        "node/node-1 already cordoned".to_string(),
        format!("evicting pod default/{}", evicted.name),
        format!("evicting pod default/{}", terminates.name),
        format!("evicting pod default/{}", successor.metadata.name),
    ];
    assert_eq!(answer.lines().collect::<Vec<_>>(), expected);
    assert!(!yard.cluster.objects().pods.contains_key(&evicted.uid), "a finished pod goes at once");
    let end = yard.pod(terminates.uid).metadata.deletion_timestamp;
    assert_eq!(end, Some(140 * SECOND), "its grace is what it was");
    yard.until(120);
    let gone = yard.events("Drain").iter().map(|event| event.message().to_string()).collect::<Vec<_>>();
    let mut expected =
        [&evicted, &terminates, &successor.metadata].map(|pod| format!("pod/{} evicted", pod.name)).to_vec();
    expected.push("node/node-1 drained".into());
    assert_eq!(gone, expected);
}
