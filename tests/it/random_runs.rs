//! Runs by chance: settings, commands, waits, all from one seed.

use podyard::history::History;
use podyard::session::{Action, BehaviourKind, Delays, Field, Leader, Pick, Settings, StrategyKind, Trait};
use podyard::sim::random::Random;
use podyard::world::Entry;

fn settings(random: &mut Random) -> Settings {
    let strategy = StrategyKind::ALL[random.below(4) as usize];
    let entry = [Entry::Service, Entry::Service, Entry::HttpRoute, Entry::Ingress][random.below(4) as usize];
    let leader = [Leader::You, Leader::You, Leader::ArgoRollouts, Leader::Flagger][random.below(4) as usize];
    Settings {
        strategy,
        entry,
        leader,
        replicas: 1 + random.below(6) as i32,
        requests_per_second: random.below(30),
        seed: u64::from(random.below(1_000_000)),
        delays: Delays::ALL[random.below(3) as usize],
        ..Settings::default()
    }
}

/// Something a person might do; `anew` allows what begins another cluster.
fn action(random: &mut Random, history: &History, anew: bool) -> Action {
    let session = history.session();
    let set = |field, text: String| Action::SetField { field, text };
    match random.below(if anew { 12 } else { 9 }) {
        0..=2 => session.choices().first().map_or(Action::Look, |choice| Action::Do(choice.id)),
        3 => session.choices().last().map_or(Action::Look, |choice| Action::Do(choice.id)),
        4 => set(Field::Replicas, (1 + random.below(8)).to_string()),
        5 => set(Field::RequestsPerSecond, random.below(40).to_string()),
        6 => Action::ChooseBehaviour(BehaviourKind::ALL[random.below(6) as usize]),
        7 => set(Field::MaxSurge, format!("{}%", random.below(120))),
        8 => Action::Toggle(Trait::IgnoresSigterm),
        9 => Action::ChooseStrategy(StrategyKind::ALL[random.below(4) as usize]),
        10 => Action::Pick(Pick::Delays, random.below(3) as usize),
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
            0 => (0..random.below(5)).for_each(|_| history.update(Action::StepEvent)),
            _ => wait(&mut random, &mut history),
        }
        let action = action(&mut random, &history, anew);
        history.update(action);
    }
    wait(&mut random, &mut history);
    (history, random)
}
