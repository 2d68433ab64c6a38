//! Runs by chance: settings, commands, waits, all from one seed.

use podyard::history::History;
use podyard::scenario::{Control, Leader, Preset, Scenario, StrategyKind};
use podyard::session::Action;
use podyard::sim::command::Command;
use podyard::sim::random::Random;
use podyard::world::Entry;

use crate::budget::{autoscaler, budget};

fn settings(random: &mut Random) -> Scenario {
    let strategy = StrategyKind::ALL[random.below(4) as usize];
    let entry = [Entry::Service, Entry::Service, Entry::HttpRoute, Entry::Ingress][random.below(4) as usize];
    let leader = [Leader::You, Leader::You, Leader::ArgoRollouts, Leader::Flagger][random.below(4) as usize];
    Scenario::default()
        .by(strategy)
        .through(entry)
        .led_by(leader)
        .with(Control::Replicas, 1 + random.below(6) as i32)
        .with(Control::RequestsPerSecond, random.below(30))
        .seeded(u64::from(random.below(1_000_000)))
        .with(Control::Delays, ["none", "short", "long"][random.below(3) as usize])
}

/// Something a person might do; `anew` allows what begins another cluster.
fn action(random: &mut Random, history: &History, anew: bool) -> Action {
    let session = history.session();
    let set = |field, text: String| Action::Set { control: field, text };
    match random.below(if anew { 15 } else { 12 }) {
        9 => {
            let budget = budget(random.below(24) as usize);
            Action::Request(vec![Command::apply(budget)])
        }
        11 => Action::Request(vec![Command::apply(autoscaler(random.below(32) as usize))]),
        10 => Action::Request(vec![Command::Drain { node: format!("node-{}", 1 + random.below(3)).into() }]),
        0..=2 => session.choices().first().map_or(Action::Look, |choice| Action::Do(choice.id)),
        3 => session.choices().last().map_or(Action::Look, |choice| Action::Do(choice.id)),
        4 => set(Control::Replicas, (1 + random.below(8)).to_string()),
        5 if random.below(2) == 0 => set(Control::Users, (1 + random.below(60)).to_string()),
        5 => set(Control::RequestsPerSecond, random.below(40).to_string()),
        6 => Action::Choose(Preset::ALL[random.below(6) as usize]),
        7 => set(Control::MaxSurge, format!("{}%", random.below(120))),
        8 => set(Control::IgnoresSigterm, (random.below(2) == 0).to_string()),
        12 => Action::ChooseStrategy(StrategyKind::ALL[random.below(4) as usize]),
        13 => set(Control::Delays, ["none", "short", "long"][random.below(3) as usize].into()),
        _ => Action::Restart,
    }
}

pub fn wait(random: &mut Random, history: &mut History) {
    history.update(Action::Play);
    for _ in 0..random.below(200) {
        history.update(Action::Tick { elapsed_ms: 5 + random.below(90) });
    }
    history.update(Action::Pause);
}

/// A run with up to eight edits, waits of up to ten seconds and single steps.
pub fn random_run(seed: u64, anew: bool) -> (History, Random) {
    let mut random = Random::new(seed);
    let mut history = History::new(settings(&mut random));
    for _ in 0..1 + random.below(8) {
        match random.below(4) {
            0 => (0..random.below(5)).for_each(|_| history.update(Action::Step(podyard::session::Grain::Event))),
            _ => wait(&mut random, &mut history),
        }
        let action = action(&mut random, &history, anew);
        history.update(action);
    }
    wait(&mut random, &mut history);
    (history, random)
}
