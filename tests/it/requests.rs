//! Commands written down as data are read again as the same.

use podyard::documents::{Content, read};
use podyard::kube::object::{Kind, Name};
use podyard::kube::tree::{Value, path, path_text};
use podyard::kube::yaml;
use podyard::sim::command::Command;
use podyard::sim::fault::Fault;
use podyard::sim::random::Random;
use podyard::text::say;
use podyard::world::{App, Change, Clients, Dependency, Versions};

use crate::thorough::runs;

const DOCUMENTS: &str = include_str!("requests/documents.yaml");

fn word(random: &mut Random) -> String {
    let signs: Vec<char> = "ab-9.:/ \"'%&~#(){}[]$!,\\\u{e9}\n".chars().collect();
    (0..random.below(8)).map(|_| signs[random.below(signs.len() as u32) as usize]).collect()
}

fn value(random: &mut Random, depth: u32) -> Value {
    match random.below(if depth == 0 { 4 } else { 6 }) {
        0 => Value::Int(i64::from(random.below(9)) - 4),
        1 => Value::Bool(random.below(2) == 0),
        2 => Value::Text(word(random)),
        3 => Value::Null,
        4 => Value::List((0..random.below(3)).map(|_| value(random, depth - 1).into()).collect()),
        _ => {
            let keys = (0..random.below(3)).map(|at| format!("{at}{}", word(random)));
            let keys: Vec<String> = keys.collect();
            Value::Map(keys.iter().map(|key| (key.as_str().into(), value(random, depth - 1).into())).collect())
        }
    }
}

/// Every fault, struck by chance.
fn faults(random: &mut Random) -> Vec<Fault> {
    let name: Name = word(random).as_str().into();
    let all = vec![
        Fault::Crash(name.clone(), random.below(256) as u8),
        Fault::FlapReadiness(name.clone(), random.below(u32::MAX).into()),
        Fault::Evict(name.clone()),
        Fault::ForceDelete(name.clone()),
        Fault::Relabel(name.clone()),
        Fault::LoseNode(name.clone()),
        Fault::RegainNode(name.clone()),
        Fault::LoseRegistry,
        Fault::RegainRegistry,
        Fault::SlowWatch(random.below(u32::MAX).into()),
        Fault::RestartDeploymentController,
        Fault::RestartReplicaSetController,
        Fault::Touch(name.clone()),
        Fault::ScaleReplicaSet(name.clone(), random.below(9) as i32 - 1),
        Fault::Orphan(name),
    ];
    let place = |fault: &Fault| match fault {
        Fault::Crash(..) => 0,
        Fault::FlapReadiness(..) => 1,
        Fault::Evict(_) => 2,
        Fault::ForceDelete(_) => 3,
        Fault::Relabel(_) => 4,
        Fault::LoseNode(_) => 5,
        Fault::RegainNode(_) => 6,
        Fault::LoseRegistry => 7,
        Fault::RegainRegistry => 8,
        Fault::SlowWatch(_) => 9,
        Fault::RestartDeploymentController => 10,
        Fault::RestartReplicaSetController => 11,
        Fault::Touch(_) => 12,
        Fault::ScaleReplicaSet(..) => 13,
        Fault::Orphan(_) => 14,
    };
    assert!(all.iter().map(place).eq(0..15), "a new fault belongs into the list");
    all
}

/// One of each kind, with whatever chance puts into it.
fn commands(random: &mut Random) -> Vec<Command> {
    let name = || "web-v2".into();
    let kind = [Kind::Deployment, Kind::Rollout][random.below(2) as usize];
    let app = App { error_percent: random.below(101), ..App::default() };
    let at = ["clients.users", "images[web:v2].drains", "nodes.count"][random.below(3) as usize];
    let mut all = vec![
        Command::Patch { kind: Kind::Service, name: name(), patch: value(random, 3).into() },
        Command::SetImage { kind, name: name(), image: word(random).as_str().into() },
        Command::Scale { kind, name: name(), replicas: random.below(9) as i32 - 1 },
        Command::Delete { kind: Kind::ALL[random.below(14) as usize], name: word(random).as_str().into() },
        Command::RolloutUndo { deployment: name(), to_revision: random.below(3).into() },
        Command::RolloutPause { deployment: name() },
        Command::RolloutResume { deployment: name() },
        Command::Cordon { node: "node-1".into(), unschedulable: random.below(2) == 0 },
        Command::Drain { node: "node-1".into() },
        Command::app("registry.example:5000/web:v2", &app),
        Command::clients(&Clients::of(random.below(100))),
        Command::nodes(random.below(100)),
        Command::migrate(Dependency::Api, Versions { min: 1, max: 1 + random.below(3) }),
        Command::World(Box::new(Change::At { path: path(at), value: value(random, 2).into() })),
    ];
    all.extend(faults(random).into_iter().map(Command::Fault));
    for document in read(DOCUMENTS).expect("they are sound") {
        match document.content {
            Content::Object(ref manifest) => {
                all.extend([Command::Create(manifest.clone()), Command::apply(manifest.clone())]);
            }
            Content::World(_) => {}
        }
        all.push(Command::of(document));
    }
    all
}

#[test]
fn every_command_is_written_and_read_again() {
    for seed in 1..=runs(100, 2_000) {
        for command in commands(&mut Random::new(seed)) {
            let text = command.tree().json();
            let [tree] = &yaml::documents(&text).expect("it is JSON")[..] else { panic!("one document: {text}") };
            assert_eq!(Command::from_tree(tree).as_ref(), Ok(&command), "seed {seed}: {text}");
        }
    }
}

#[test]
fn what_is_no_command_is_refused_with_a_cure() {
    // Text, what is said of it.
    let cases = [
        ("5", "no request stands here"),
        ("{}", "no request stands here"),
        ("{fly: deployment/web}", "there is no request fly"),
        ("{scale: deployment/web}", "scale: no replicas is given"),
        ("{scale: web, replicas: 3}", "scale: no kind and name"),
        ("{scale: service/web, replicas: 3}", "scale: neither a Deployment nor a Rollout but a Service"),
        ("{scale: deployment/web, replicas: many}", "no number stands here"),
        ("{scale: deployment/web, replicas: 3000000000}", "no number stands here"),
        ("{scale: deployment/web, replicas: 3, image: web}", "scale: image is no part of it"),
        ("{create: {spec: {}}}", "no kind is given"),
        ("{apply: {kind: Service, spec: {}}}", "no name is given"),
        ("{world: {seed: none}}", "\"none\" is text"),
        ("{crash: web-1}", "crash: no kind and name"),
        ("{crash: node/node-1}", "crash: not a Pod but a Node"),
        ("{crash: pod/web-1, exitCode: 256}", "no number stands here"),
        ("{crash: pod/web-1, ms: 5}", "crash: ms is no part of it"),
        ("{flapReadiness: pod/web-1}", "flapReadiness: no ms is given"),
        ("{flapReadiness: pod/web-1, ms: -1}", "no number stands here"),
        ("{loseNode: 2}", "no text stands here"),
        ("{loseRegistry: false}", "loseRegistry is about nothing else"),
        ("{slowWatch: long}", "no number stands here"),
        ("{restartController: pod}", "no controller pod can be restarted"),
        ("{scaleReplicaSet: deployment/web, replicas: 3}", "scaleReplicaSet: not a ReplicaSet but a Deployment"),
    ];
    for (text, words) in cases {
        let tree = yaml::documents(text).expect("it is YAML").remove(0);
        let refused = Command::from_tree(&tree).expect_err(text);
        assert!(say(&refused.what).contains(words), "{text}: {refused:?}");
        assert!(!refused.fix.is_empty(), "{text}");
    }
}

#[test]
fn a_path_is_written_and_read_again() {
    for text in ["clients.users", "images[web:v2].errorPercent", "[a.b].c", "a[0][1].b", "a[x/y]"] {
        assert_eq!(path_text(&path(text)), text);
    }
}

#[test]
fn a_fault_can_be_written_by_hand() {
    let cases = [
        ("crash: pod/web-1", Fault::Crash("web-1".into(), 137)),
        ("{crash: pod/web-1, exitCode: 3}", Fault::Crash("web-1".into(), 3)),
        ("{flapReadiness: pod/web-1, ms: 1500}", Fault::FlapReadiness("web-1".into(), 1_500)),
        ("loseNode: node-2", Fault::LoseNode("node-2".into())),
        ("loseRegistry: true", Fault::LoseRegistry),
        ("slowWatch: 5000", Fault::SlowWatch(5_000)),
        ("restartController: replicaset", Fault::RestartReplicaSetController),
    ];
    for (text, fault) in cases {
        let tree = yaml::documents(text).expect("it is YAML").remove(0);
        assert_eq!(Command::from_tree(&tree), Ok(Command::Fault(fault)), "{text}");
    }
}
