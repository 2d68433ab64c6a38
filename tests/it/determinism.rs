//! The same seed and commands give the same event log and the same state natively and in the browser.
//!
//! This file runs on both: `cargo test` natively, and with wasm-bindgen-test in Chromium. Both compare with the hashes
//! written here, so they agree with each other. A change of the rules changes them: say so in the CHANGELOG.

use crate::random_runs;

use podyard::history::{History, Link};
use podyard::playbook::ChoiceId;
use podyard::scenario::{Control, Preset, Scenario, StrategyKind};
use podyard::session::{Action, Session};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Hash and length of the log after the same clicks and two minutes of time.
const GOLDEN: [(StrategyKind, u64, usize); 4] = [
    (StrategyKind::RollingUpdate, 10880647655095108649, 489),
    (StrategyKind::Recreate, 16320016584589769969, 421),
    (StrategyKind::Canary, 4874863291148833679, 103),
    (StrategyKind::BlueGreen, 10944419522214443496, 175),
];

/// The hash over the state hashes of this many random runs.
const GOLDEN_RUNS: [(u64, u64); 2] = [(20, 15294990316605816288), (300, 17464945400417347023)];

fn play(session: &mut Session, ticks: u32) {
    for tick in 0..ticks {
        // Uneven frames: what the clock's steps are must not matter to the log.
        session.update(Action::Tick { elapsed_ms: 16 + tick % 3 });
    }
}

fn run(strategy: StrategyKind) -> (u64, usize) {
    let mut session = Session::new(Scenario::default().by(strategy).seeded(42).with(Control::Replicas, 6));
    session.update(Action::Play);
    play(&mut session, 300);
    session.update(Action::Choose(Preset::Errors));
    for _ in 0..4 {
        session.update(Action::Do(ChoiceId::Next));
        play(&mut session, 900);
    }
    session.update(Action::Set { control: Control::Replicas, text: "9".into() });
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
        let mut session = Session::new(Scenario::default().seeded(seed));
        session.update(Action::Play);
        session.update(Action::Do(ChoiceId::Next));
        play(&mut session, 600);
        session.cluster().log().hash()
    };
    assert_eq!(hash(1), hash(1));
    assert_ne!(hash(1), hash(2));
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn random_runs_and_their_links_come_out_the_same_everywhere() {
    // In the browser always all of them.
    let [(few, _), (all, _)] = GOLDEN_RUNS;
    let wanted = if cfg!(target_arch = "wasm32") { all } else { crate::thorough::runs(few, all) };
    let (runs, golden) = GOLDEN_RUNS[usize::from(wanted == all)];
    let mut all = 0_u64;
    for seed in 1..=runs {
        let history = random_runs::random_run(seed, true).0;
        let hash = history.session().cluster().state_hash();
        all = (all ^ hash).wrapping_mul(0x0000_0100_0000_01b3);
        if seed % 10 == 0 {
            let mut other = History::new(Scenario::default());
            other.open(Link::read(&history.link().write()).expect("it is sound")).expect("it opens");
            assert_eq!(other.session().cluster().state_hash(), hash, "seed {seed}");
        }
    }
    assert_eq!(all, golden);
}
