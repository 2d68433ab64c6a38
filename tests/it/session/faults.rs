//! What goes wrong is asked for like anything else: through one door, logged, written down, refused in words.

use podyard::history::{History, Link};
use podyard::kube::object::Kind;
use podyard::kubectl;
use podyard::scenario::{Scenario, StrategyKind};
use podyard::session::Action;
use podyard::sim::command::{Answer, Command};
use podyard::sim::event::Happening;
use podyard::sim::fault::Fault;
use podyard::text::said;

use super::{play, session};

#[test]
fn a_fault_is_a_request_with_its_answer_in_the_log() {
    let mut session = session(StrategyKind::RollingUpdate, 3);
    play(&mut session, 1);
    let pod = session.cluster().objects().pods.values().next().expect("one").metadata.name.clone();
    let rows = [
        (Fault::Crash(pod.clone(), 137), Kind::Pod, &*pod, format!("The process of pod {pod} died with exit code 137")),
        (Fault::LoseNode("node-2".into()), Kind::Node, "node-2", "node-2 cannot be reached any more".into()),
        (Fault::RegainNode("node-2".into()), Kind::Node, "node-2", "node-2 can be reached again".into()),
        (Fault::LoseRegistry, Kind::World, "world", "No image can be pulled any more".into()),
    ];
    for (fault, kind, object, words) in rows {
        let action = Action::Request(vec![Command::Fault(fault.clone())]);
        session.update(action.clone());
        assert_eq!(session.written(action.clone()), Some(action), "it is written as it was asked for");
        let log = session.log();
        let entry = log.iter().rev().find(|event| event.happening.reason() == "Fault").expect("it is in the log");
        assert_eq!((entry.kind, &*entry.object), (kind, object));
        assert_eq!(kubectl::said(entry), words);
        let Happening::Command { command, answer } = &entry.happening else { panic!("{entry:?}") };
        assert_eq!((&**command, answer), (&Command::Fault(fault), &Answer::Struck));
        assert_eq!(session.milestone().map(said), Some(format!("{words}.")), "and said aloud");
    }
    assert!(session.nodes().iter().all(|node| node.reachable));
    play(&mut session, 2);
    let restarts = session.cluster().objects().pods.values().map(|pod| pod.status.restart_count).max();
    assert_eq!(restarts, Some(1), "the process that died was started again");
}

#[test]
fn what_cannot_be_struck_is_refused_in_plain_words() {
    let mut session = session(StrategyKind::RollingUpdate, 2);
    let pod = session.cluster().objects().pods.values().next().expect("one").metadata.name.clone();
    let set = session.cluster().objects().replica_sets.values().next().expect("one").metadata.name.clone();
    let rows = [
        (Fault::Crash("web-9".into(), 1), "error: there is no Pod web-9".to_string()),
        (Fault::LoseNode("node-99".into()), "error: there is no Node node-99".into()),
        (
            Fault::RegainNode("node-1".into()),
            "error: nothing happens to Node node-1: it can be reached as it is".into(),
        ),
        (Fault::RegainRegistry, "error: nothing happens to World world: the registry can be reached as it is".into()),
        (Fault::Touch("api".into()), "error: there is no Deployment api".into()),
        (Fault::Orphan("web-0".into()), "error: there is no ReplicaSet web-0".into()),
        (
            Fault::ScaleReplicaSet(set.clone(), 2_000_000_000),
            "error: a ReplicaSet of 2000000000 pods: between 0 and 10000 are simulated".into(),
        ),
        (
            Fault::ScaleReplicaSet(set.clone(), 2),
            format!("error: nothing happens to ReplicaSet {set}: it has that size"),
        ),
    ];
    session.update(Action::Request(vec![Command::Delete { kind: Kind::Pod, name: pod.clone() }]));
    for (fault, words) in rows {
        let before = session.cluster().state_hash();
        let action = Action::Request(vec![Command::Fault(fault.clone())]);
        session.update(action.clone());
        assert_eq!(session.milestone().map(said), Some(words.to_string()), "{fault:?}");
        assert_eq!(session.cluster().state_hash(), before, "{fault:?} changed something");
        assert_eq!(session.written(action), None, "{fault:?}: nothing is written down");
    }
}

#[test]
fn a_run_with_faults_is_read_again_from_its_link() {
    let mut history = History::new(Scenario::default());
    history.update(Action::Play);
    let pod = history.session().cluster().objects().pods.values().next().expect("one").metadata.name.clone();
    for fault in [Fault::Crash(pod, 137), Fault::LoseNode("node-1".into()), Fault::SlowWatch(3_000)] {
        (0..40).for_each(|_| history.update(Action::Tick { elapsed_ms: 50 }));
        history.update(Action::Request(vec![Command::Fault(fault)]));
    }
    (0..40).for_each(|_| history.update(Action::Tick { elapsed_ms: 50 }));
    history.update(Action::Pause);
    let text = history.link().write();
    assert!(text.contains("'loseNode':'node-1'"), "it can be read: {text}");
    let mut other = History::new(Scenario::default());
    assert_eq!(other.open(Link::read(&text).expect("ours")), Ok(None));
    assert_eq!(other.session().cluster().state_hash(), history.session().cluster().state_hash());
}
