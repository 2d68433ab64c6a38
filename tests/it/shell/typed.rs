//! A request as a line, and the line as that request again; what a control does, typed.

use podyard::kube::object::{Kind, Name};
use podyard::kube::tree::{Key, Node, Value, path};
use podyard::kubectl::change::{Desk, Files, Step, steps};
use podyard::kubectl::{own, typed};
use podyard::scenario::{Bind, Control, Input, Leader, Scenario, StrategyKind};
use podyard::session::{Action, Session};
use podyard::shell::plain_words;
use podyard::sim::command::Command;
use podyard::sim::fault::Fault;
use podyard::sim::random::Random;
use podyard::world::{Change, Entry};

use super::ground::Ground;

struct One(Option<(String, String)>);

impl Files for One {
    fn read(&self, name: &str) -> Result<Vec<(String, String)>, String> {
        self.0.iter().find(|(known, _)| known == name).map(|file| vec![file.clone()]).ok_or_else(|| name.into())
    }
}

/// What a line comes to, if it is one request.
fn parsed(line: &str, file: Option<(String, String)>, session: &Session) -> Result<Command, String> {
    let words = plain_words(line).ok_or("no words")?;
    let (verb, rest) = words.split_first().ok_or("empty")?;
    if verb == "podyard" {
        return own::parse(rest).map_err(|problem| podyard::text::say(&problem));
    }
    let files = One(file);
    let desk = Desk { cluster: session.cluster(), files: &files, stdin: None };
    match steps(rest, &desk) {
        Some(Ok(steps)) => match steps.into_iter().next() {
            Some(Step::Ask(command, _)) => Ok(*command),
            other => Err(format!("{other:?}")),
        },
        other => Err(format!("{other:?}")),
    }
}

fn sessions() -> Vec<Session> {
    let of = |strategy, entry, leader| Session::new(Scenario::of(strategy).through(entry).led_by(leader));
    vec![
        of(StrategyKind::RollingUpdate, Entry::Service, Leader::You),
        of(StrategyKind::Canary, Entry::HttpRoute, Leader::You),
        of(StrategyKind::BlueGreen, Entry::Service, Leader::ArgoRollouts),
        of(StrategyKind::Canary, Entry::Ingress, Leader::Flagger),
    ]
}

fn word(random: &mut Random) -> String {
    const SIGNS: [char; 24] = [
        'a', 'b', 'z', '0', '7', '-', '.', '_', ' ', '\'', '"', '\\', '$', '#', ':', '{', '}', '[', ',', '&', '|', 'ä',
        '\n', '%',
    ];
    (0..1 + random.below(8)).map(|_| SIGNS[random.below(24) as usize]).collect()
}

fn name(random: &mut Random) -> Name {
    ["web", "web-v1", "web-7f4c9d-x2x4z", "a", "node-2"][random.below(5) as usize].into()
}

fn tree(random: &mut Random, depth: u32) -> Node {
    let value = match random.below(if depth > 2 { 5 } else { 7 }) {
        0 => Value::Int(i64::from(random.below(100)) - 50),
        1 => Value::Bool(random.below(2) == 0),
        2 => Value::Null,
        3 | 4 => Value::Text(word(random)),
        5 => Value::List((0..random.below(3)).map(|_| tree(random, depth + 1)).collect()),
        _ => map(random, depth),
    };
    value.into()
}

/// Keys differ: a key that stands twice is no document.
fn map(random: &mut Random, depth: u32) -> Value {
    let pair =
        |at: u32, random: &mut Random| (Key::from(format!("{at}{}", word(random)).as_str()), tree(random, depth + 1));
    Value::Map((0..1 + random.below(3)).map(|at| pair(at, random)).collect())
}

/// An object of the cluster, with something in it changed.
fn manifest(random: &mut Random, session: &Session) -> Command {
    let objects = session.scenario().sound_objects();
    let mut object = objects[random.below(objects.len() as u32) as usize].clone();
    object.metadata_mut().annotate("a.b/c", &word(random));
    if random.below(2) == 0 { Command::create(object) } else { Command::apply(object) }
}

fn fault(random: &mut Random) -> Fault {
    match random.below(15) {
        0 => Fault::Crash(name(random), random.below(256) as u8),
        1 => Fault::FlapReadiness(name(random), u64::from(random.below(90_000))),
        2 => Fault::Evict(name(random)),
        3 => Fault::ForceDelete(name(random)),
        4 => Fault::Relabel(name(random)),
        5 => Fault::LoseNode(name(random)),
        6 => Fault::RegainNode(name(random)),
        7 => Fault::LoseRegistry,
        8 => Fault::RegainRegistry,
        9 => Fault::SlowWatch(u64::from(random.below(90_000))),
        10 => Fault::RestartDeploymentController,
        11 => Fault::RestartReplicaSetController,
        12 => Fault::Touch(name(random)),
        13 => Fault::ScaleReplicaSet(name(random), random.below(20) as i32),
        _ => Fault::Orphan(name(random)),
    }
}

/// Any request: of those that kubectl only sends for objects that are there, one for such an object.
fn request(random: &mut Random, session: &Session) -> Command {
    let kinds = [Kind::Deployment, Kind::Service, Kind::Rollout, Kind::Canary, Kind::HttpRoute, Kind::Ingress];
    let objects = session.cluster().objects();
    let workloads: Vec<(Kind, Name)> = objects
        .deployments
        .values()
        .map(|it| (Kind::Deployment, it.metadata.name.clone()))
        .chain(objects.rollouts.values().map(|it| (Kind::Rollout, it.metadata.name.clone())))
        .collect();
    let (kind, workload) = workloads[random.below(workloads.len() as u32) as usize].clone();
    match random.below(12) {
        0 => Command::Scale { kind, name: workload, replicas: random.below(50) as i32 },
        1 => Command::SetImage { kind, name: workload, image: format!("web:v{}", random.below(9)).as_str().into() },
        2 => {
            let patch = Node::from(map(random, 0));
            Command::Patch { kind: kinds[random.below(6) as usize], name: name(random), patch }
        }
        3 => Command::Delete { kind: kinds[random.below(6) as usize], name: name(random) },
        4 => Command::RolloutUndo { deployment: name(random), to_revision: i64::from(random.below(4)) },
        5 => Command::RolloutPause { deployment: name(random) },
        6 => Command::RolloutResume { deployment: name(random) },
        7 => Command::Cordon { node: name(random), unschedulable: random.below(2) == 0 },
        8 => Command::Drain { node: name(random) },
        9 => Command::Fault(fault(random)),
        10 => {
            let at =
                ["clients.users", "images[web:v2]", "images[web:v2].errorPercent", "nodes.count", "dependsOn.database"];
            let path = path(at[random.below(5) as usize]);
            Command::World(Box::new(Change::At { path, value: tree(random, 1) }))
        }
        _ => manifest(random, session),
    }
}

#[test]
fn a_request_is_typed_and_read_again() {
    let sessions = sessions();
    for seed in 0..20_000 {
        let mut random = Random::new(seed);
        let session = &sessions[random.below(4) as usize];
        let request = request(&mut random, session);
        let typed = typed(&request);
        let read = parsed(&typed.line, typed.file.clone(), session);
        assert_eq!(read.as_ref(), Ok(&request), "seed {seed}: {typed:?}");
    }
}

#[test]
fn a_whole_world_is_a_file() {
    let session = &sessions()[0];
    let request = Command::World(Box::new(Change::Whole(Box::new(session.cluster().world().clone()))));
    let typed = typed(&request);
    assert_eq!(typed.line, "kubectl apply -f world.yaml");
    assert_eq!(parsed(&typed.line, typed.file, session), Ok(request));
}

/// A value that a control does not have at first.
fn other(control: Control) -> String {
    match control.input() {
        Input::List(items) => items.iter().rev().find(|item| **item != control.first()).map_or("", |item| item).into(),
        Input::Tick => (control.first() == "false").to_string(),
        _ => match control {
            Control::MaxSurge | Control::MaxUnavailable => "40%".into(),
            Control::Nodes => "5".into(),
            _ => "7".into(),
        },
    }
}

/// What a person does by a press, and the same typed.
fn same_typed(scenario: &Scenario, action: Action, what: &str) -> usize {
    let mut pressed = Session::new(scenario.clone());
    pressed.update(Action::Play);
    pressed.run_until(3_000);
    pressed.update(action);
    let ground = Ground::of(scenario.clone());
    ground.session.borrow_mut().run_until(3_000);
    let Some(Action::Request(requests)) = pressed.written(Action::Look) else { return 0 };
    for request in &requests {
        let typed = typed(request);
        ground.files.borrow_mut().extend(typed.file);
        let ended = ground.run(&typed.line);
        assert_eq!(ended.code, 0, "{what}: {}: {ended:?}", typed.line);
    }
    pressed.run_until(15_000);
    ground.session.borrow_mut().run_until(15_000);
    let hash = |session: &Session| session.cluster().state_hash();
    assert_eq!(hash(&pressed), hash(&ground.session.borrow()), "{what}");
    requests.len()
}

fn scenarios() -> Vec<Scenario> {
    let all = StrategyKind::ALL.into_iter().flat_map(|strategy| {
        [(Entry::Service, Leader::You), (Entry::HttpRoute, Leader::ArgoRollouts), (Entry::Ingress, Leader::Flagger)]
            .map(|(entry, leader)| Scenario::of(strategy).through(entry).led_by(leader))
    });
    all.collect()
}

#[test]
fn what_a_control_changes_is_the_same_when_it_is_typed() {
    let mut changed = 0;
    for scenario in scenarios() {
        for control in Control::ALL.iter().copied().filter(|control| control.is_shown(&scenario)) {
            if matches!(control.bind(), Bind::Begins | Bind::Guide) {
                continue;
            }
            let action = Action::Set { control, text: other(control) };
            changed += same_typed(&scenario, action, &format!("{} of {scenario:?}", control.key()));
        }
    }
    assert!(changed > 200, "{changed} changes");
}

#[test]
fn every_step_of_every_guide_is_the_same_when_it_is_typed() {
    let mut typed_in_all = 0;
    for scenario in scenarios() {
        let mut pressed = Session::new(scenario.clone());
        pressed.take_in_hand();
        let ground = Ground::of(scenario.clone());
        for round in 0..6_u64 {
            let at = 2_000 + round * 30_000;
            pressed.run_until(at);
            ground.session.borrow_mut().run_until(at);
            let Some(choice) = pressed.choices().first().map(|choice| choice.id) else { break };
            pressed.update(Action::Do(choice));
            let Some(Action::Request(requests)) = pressed.written(Action::Look) else { continue };
            for request in &requests {
                let typed = typed(request);
                ground.files.borrow_mut().extend(typed.file);
                let ended = ground.run(&typed.line);
                assert_eq!(ended.code, 0, "{choice:?} of {scenario:?}: {}: {ended:?}", typed.line);
                typed_in_all += 1;
            }
            let hash = |session: &Session| session.cluster().state_hash();
            assert_eq!(hash(&pressed), hash(&ground.session.borrow()), "{choice:?} of {scenario:?}");
        }
    }
    assert!(typed_in_all > 40, "{typed_in_all} lines");
}
