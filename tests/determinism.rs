//! The same seed and commands give the same event log natively and in the browser.
//!
//! This file runs on both: `cargo test` natively, and with wasm-bindgen-test in Chromium. Both compare with the hashes
//! written here, so they agree with each other. A change of the rules changes them: say so in the CHANGELOG.

use podyard::session::{Action, BehaviourKind, ChoiceId, Field, Session, Settings, StrategyKind};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// Hash and length of the log after the same clicks and two minutes of time.
const GOLDEN: [(StrategyKind, u64, usize); 4] = [
    (StrategyKind::RollingUpdate, 4401676382178445053, 457),
    (StrategyKind::Recreate, 13401687094480088882, 390),
    (StrategyKind::Canary, 16951715209110815985, 95),
    (StrategyKind::BlueGreen, 12359809970853496609, 161),
];

fn play(session: &mut Session, ticks: u32) {
    for tick in 0..ticks {
        // Uneven frames: what the clock's steps are must not matter to the log.
        session.update(Action::Tick { elapsed_ms: 16 + tick % 3 });
    }
}

fn run(strategy: StrategyKind) -> (u64, usize) {
    let mut session = Session::new(Settings { strategy, seed: 42, replicas: 6, ..Settings::default() });
    session.update(Action::Play);
    play(&mut session, 300);
    session.update(Action::ChooseBehaviour(BehaviourKind::Errors));
    for _ in 0..4 {
        session.update(Action::Do(ChoiceId::Next));
        play(&mut session, 900);
    }
    session.update(Action::SetField { field: Field::Replicas, text: "9".into() });
    session.update(Action::Do(ChoiceId::Back));
    play(&mut session, 1_500);
    (session.cluster().log().hash(), session.log().len())
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn the_log_is_the_same_everywhere() {
    let runs: Vec<_> = GOLDEN.iter().map(|(strategy, ..)| (*strategy, run(*strategy))).collect();
    let golden: Vec<_> = GOLDEN.iter().map(|(strategy, hash, length)| (*strategy, (*hash, *length))).collect();
    assert_eq!(runs, golden);
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn another_seed_is_another_log() {
    let hash = |seed| {
        let mut session = Session::new(Settings { seed, ..Settings::default() });
        session.update(Action::Play);
        session.update(Action::Do(ChoiceId::Next));
        play(&mut session, 600);
        session.cluster().log().hash()
    };
    assert_eq!(hash(1), hash(1));
    assert_ne!(hash(1), hash(2));
}
