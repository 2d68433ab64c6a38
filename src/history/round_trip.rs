//! Whatever is written is read: random histories, every value a person can put in, texts of any kind. Tests only.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::kube::object::Kind;
use crate::kube::tree::Value;
use crate::playbook::ChoiceId;
use crate::scenario::{Control, Input, Preset, Scenario, StrategyKind};
use crate::session::{Action, Session};
use crate::sim::command::Command;
use crate::sim::fault::Fault;
use crate::sim::random::Random;
use crate::world::{Dependency, Versions};

use super::branch::{Branch, Edit};
use super::file::parse;
use super::link::{read_scenario, write_scenario};
use super::name::RunName;
use super::record::{self, Stretch};
use super::room::weight;
use super::{History, code};

/// Texts of the kinds that break files.
fn text(random: &mut Random) -> String {
    let fixed = [
        "",
        " ",
        "25%",
        "%",
        "%%41%zz",
        "\t\n\r\n\0",
        "a ?b ?c #d\nend\n",
        "e=0.0.n~1.1.n&t=5",
        "“ä” €\u{1f680}\u{feff}\u{202e}",
        "</script><script>",
        "20, pause 20s, analysis, scale match, header a=b, mirror 10",
    ];
    match random.below(16) {
        0 => (0..random.below(60)).filter_map(|_| char::from_u32(random.below(0x11_0000))).collect(),
        at => fixed[at as usize % fixed.len()].into(),
    }
}

/// Everything of this kind that a person can do; what begins another run is no edit of this one.
fn actions(random: &mut Random) -> Vec<Action> {
    let number = [0, 1, u32::MAX][random.below(3) as usize];
    let dependency = Dependency::ALL[random.below(Dependency::ALL.len() as u32) as usize];
    let versions = Versions { min: number, max: random.below(u32::MAX) };
    let choices = [ChoiceId::Next, ChoiceId::Promote, ChoiceId::PromoteFull, ChoiceId::Abort, ChoiceId::Retry];
    let mut all: Vec<Action> = choices.map(Action::Do).into();
    let pod = text(random);
    let faults = [Fault::Crash(pod.as_str().into(), 137), Fault::LoseNode("node-2".into()), Fault::LoseRegistry];
    all.push(Action::Request(faults.map(Command::Fault).into()));
    all.push(Action::Request(vec![
        Command::migrate(dependency, versions),
        Command::Delete { kind: Kind::Pod, name: text(random).as_str().into() },
        Command::Patch { kind: Kind::Service, name: "web".into(), patch: Value::Text(text(random)).into() },
    ]));
    all.extend(Control::ALL.iter().map(|control| Action::Set { control: *control, text: text(random) }));
    all.extend(Preset::ALL.map(Action::Choose));
    all
}

/// Which of the kinds of edits an action is; a new action has to be put somewhere before this compiles.
fn kind(action: &Action) -> Option<usize> {
    match action {
        Action::Set { .. } => Some(0),
        Action::Request(_) => Some(1),
        Action::Choose(_) => Some(2),
        Action::Do(_) => Some(3),
        // It is written as the requests it comes to.
        Action::Apply(_) | Action::SetField(..) => None,
        // They begin another run, or change none.
        Action::ChooseStrategy(_) | Action::Restart => None,
        Action::ChoosePod(_) | Action::Play | Action::Pause | Action::Step(_) => None,
        Action::SetSpeed(_) | Action::Look | Action::Tick { .. } => None,
    }
}

#[test]
fn every_edit_has_a_sign() {
    let mut random = Random::new(15);
    let mut seen = [0; 4];
    for round in 0..200 {
        for action in actions(&mut random) {
            seen[kind(&action).expect("an edit")] += 1;
            let edit = Edit { steps: u64::from(random.below(9)) + 5, at: 7, action };
            let text = code::write(&edit, (5, 6)).unwrap_or_else(|| panic!("round {round}: {edit:?} has none"));
            assert_eq!(code::read(&text, (5, 6)).as_ref(), Some(&edit), "round {round}: {text}");
            assert!(!text.contains(['~', ' ', '\n', '<', '&', '#']), "round {round}: {text}");
        }
    }
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
    let text = "kind: HTTPRoute\n\u{e9} ".repeat(50_000);
    let long = Edit { steps: 1, at: 1, action: Action::Request(vec![Command::set_image("web", text.as_str())]) };
    let text = code::write(&long, (0, 0)).expect("an edit");
    assert_eq!(code::read(&text, (0, 0)), Some(long), "a megabyte");
}

/// What a session comes to, in any order of the controls.
fn scenario(random: &mut Random, changes: u32) -> Scenario {
    let mut session = Session::new(Scenario::default().with(Control::Replicas, 1).with(Control::RequestsPerSecond, 0));
    for _ in 0..random.below(changes + 1) {
        let control = Control::ALL[random.below(Control::ALL.len() as u32) as usize];
        let set = |text: String| Action::Set { control, text };
        let below = [2, 9, 101][random.below(3) as usize];
        let number = random.below(below);
        let of_a_kind = match control {
            Control::Steps => "5, scale 2, pause, header end-user=jason, mirror 10, scale match, 50%, analysis".into(),
            Control::Header => ["end-user=jason", "x=~a+b", ""][random.below(3) as usize].into(),
            Control::SuccessCondition => "result >= 0.95 && result <= 1".into(),
            Control::MaxSurge | Control::MaxUnavailable => format!("{number}%"),
            _ => number.to_string(),
        };
        session.update(match random.below(6) {
            0 => match control.input() {
                Input::List(items) => set(items[random.below(items.len() as u32) as usize].into()),
                Input::Tick => set("true".into()),
                _ => set(of_a_kind),
            },
            1 => Action::ChooseStrategy(StrategyKind::ALL[random.below(4) as usize]),
            2 => set(text(random)),
            3 => Action::Choose(Preset::ALL[random.below(6) as usize]),
            _ => set(of_a_kind),
        });
    }
    session.as_it_stands().seeded(u64::from(random.below(3)) * (u64::MAX / 2))
}

#[test]
fn settings_a_person_can_come_to_are_read_in_any_order() {
    for seed in 1..=200 {
        let scenario = scenario(&mut Random::new(seed), 25);
        let text = write_scenario(&scenario);
        let read = read_scenario(&text).unwrap_or_else(|refused| panic!("seed {seed}: {refused:?}: {text}"));
        assert_eq!(read, scenario, "seed {seed}: {text}");
    }
}

/// Branches as people make them, without simulating one: each begins with some of its parent's edits. The one looked at has
/// its edits at the start, where nothing has to happen first.
fn history(seed: u64) -> History {
    let mut random = Random::new(seed);
    let large = seed.is_multiple_of(20);
    let count = if large { 1_000 } else { 1 + random.below(40) };
    let mut left: u32 = if large { 20_000 } else { random.below(600) };
    let all = actions(&mut random);
    let mut branches: Vec<Branch> = Vec::new();
    for id in 0..count {
        let parent = (id > 0 && random.below(8) > 0).then(|| branches[random.below(id) as usize].clone());
        let scenario = parent.as_ref().map_or_else(|| scenario(&mut random, 4), |parent| parent.scenario.clone());
        let at = u64::from(random.below(u32::MAX));
        let mut branch = Branch::new(id, scenario, parent.as_ref().map(|parent| (parent.id, at)));
        let mut edits = Vec::new();
        if let Some(parent) = &parent {
            edits = parent.edits[..random.below(parent.edits.len() as u32 + 1) as usize].to_vec();
        }
        let new =
            if id == 0 && seed.is_multiple_of(40) { left } else { random.below(2 * left / (count - id) + 2).min(left) };
        left -= new;
        let (mut steps, mut at) = edits.last().map_or((0, 0), |edit: &Edit| (edit.steps, edit.at));
        for _ in 0..new {
            if id + 1 < count {
                steps += u64::from(random.below(1_000_000));
                at += u64::from(random.below(1_000_000));
            }
            let action = all[random.below(all.len() as u32) as usize].clone();
            edits.push(Edit { steps, at, action });
        }
        branch.edits = Rc::new(edits);
        branch.limit = random.below(branch.edits.len() as u32 + 1) as usize;
        branch.horizon = (at + u64::from(random.below(99)), steps + u64::from(random.below(99)));
        if random.below(3) == 0 {
            branch.name = RunName::given(&text(&mut random));
        }
        branches.push(branch);
    }
    let last = branches.last_mut().expect("there is one");
    (last.edits, last.limit, last.horizon) = (Rc::default(), 0, (0, 0));
    let mut history = History::new(last.scenario.clone());
    (history.current, history.next_id, history.branches) = (branches.len() - 1, count, branches);
    history
}

/// What a round trip has to bring back; where somebody was before is a matter of one visit.
fn lasting(history: &History) -> (&[Branch], usize) {
    (&history.branches, history.current)
}

#[test]
fn random_histories_are_read_back_from_a_file() {
    for seed in 1..=200 {
        let history = history(seed);
        let text = history.write();
        let read = parse(&text).unwrap_or_else(|refused| panic!("seed {seed}: {refused:?}"));
        assert_eq!((read.branches.as_slice(), read.current), (history.branches(), history.current().id), "seed {seed}");
        let read = History::read(&text).unwrap_or_else(|refused| panic!("seed {seed}: {refused:?}"));
        assert_eq!(lasting(&read), lasting(&history), "seed {seed}");
        assert_eq!(read.write(), text, "seed {seed}");
    }
}

#[test]
fn random_runs_are_read_back_from_their_records() {
    for seed in 1..=200 {
        let history = history(seed);
        let mut shelf = BTreeMap::new();
        for branch in history.branches.iter().take(60) {
            let (mut stretches, mut from) = (Vec::new(), 0);
            while let Some((end, text)) = record::stretch(&branch.edits, from) {
                let key = record::key_of(&text, 0);
                stretches.push(Stretch { end, key: key.clone() });
                shelf.insert(key, text);
                from = end;
            }
            let parent = branch.parent.map(|(_, at)| ("podyard.run.1x", at));
            let text = record::write(seed, parent, branch, &stretches);
            let read = record::read(&text, |key| shelf.get(key).cloned());
            let read = read.unwrap_or_else(|why| panic!("seed {seed}, run {}: {why:?}", branch.id));
            let keys: Vec<String> = stretches.iter().map(|stretch| stretch.key.clone()).collect();
            assert_eq!(record::stretches_of(&text), Some(keys), "seed {seed}");
            let expected = Branch { parent: None, ..branch.clone() };
            assert_eq!((read.branch, read.stretches, read.turn), (expected, stretches, seed), "seed {seed}");
            assert_eq!(read.parent, parent.map(|(key, at)| (key.to_string(), at)), "seed {seed}");
        }
    }
}

/// 1,000 branches of a run with 20,000 edits: the file holds the edits once.
#[test]
fn branches_of_a_long_run_stay_small() {
    let scenario = Scenario::default();
    let mut trunk = Branch::new(0, scenario.clone(), None);
    for at in 0..20_000 {
        Rc::make_mut(&mut trunk.edits).push(Edit {
            steps: 0,
            at,
            action: Action::Set { control: Control::Drains, text: "true".into() },
        });
    }
    trunk.limit = trunk.edits.len();
    let mut history = History::new(scenario.clone());
    let one = super::file::write(&[&trunk], 0).len();
    for id in 1..=100 {
        let mut branch = Branch::new(id, scenario.clone(), Some((0, 19_990)));
        let next = Edit { steps: 0, at: 20_000, action: Action::Do(ChoiceId::Next) };
        branch.edits = Rc::new([&trunk.edits[..19_990], &[next]].concat());
        branch.limit = branch.edits.len();
        history.branches.push(branch);
    }
    history.branches[0] = trunk;
    let text = history.write();
    assert!(text.len() - one < 100 * 100, "{one} bytes for one, {} for all", text.len());
    assert_eq!(parse(&text).map(|runs| runs.branches), Ok(history.branches.clone()));
    let (from, to) = (weight(&history.branches[0]), history.branches.iter().map(weight).sum::<usize>());
    assert!(to > 90 * from, "in memory each has its own");
}
