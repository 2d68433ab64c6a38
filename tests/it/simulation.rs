//! Deterministic simulation testing: random commands and faults under random latencies, every invariant checked after
//! every event. At the end all faults are healed, and the rollout has to complete and then fall silent.
//!
//! `PODYARD_RUNS` says how many runs (200 if not set), `PODYARD_SEED` from which seed on (1). A failing run prints its
//! seed, the command that replays it, and the smallest plan proptest can shrink it to.

mod plan;
mod rest;
mod run;
mod steer;

use plan::{KINDS, plan};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use run::Struck;

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{variable}: {text:?}")))
}

/// A runner whose every draw follows from the seed.
fn runner(seed: u64) -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

/// Runs one seed; a failure is shrunk before it is told.
fn run_seed(seed: u64) -> Result<Struck, String> {
    let mut tree = plan().new_tree(&mut runner(seed)).expect("plans can be made");
    let mut failure = match run::run(&tree.current(), seed) {
        Ok(struck) => return Ok(struck),
        Err(failure) => failure,
    };
    let mut smallest = tree.current();
    let mut moved = tree.simplify();
    for _ in 0..2_000 {
        if !moved {
            break;
        }
        moved = match run::run(&tree.current(), seed) {
            Ok(_) => tree.complicate(),
            Err(smaller) => {
                (failure, smallest) = (smaller, tree.current());
                tree.simplify()
            }
        };
    }
    Err(format!("seed {seed}: {failure}\nreplay: ./dev simulate 1 {seed}\nsmallest plan: {smallest:#?}"))
}

/// Seeds shared out among threads: run `index` of `threads` takes every `threads`-th.
fn run_share(first: u64, runs: u64, index: u64, threads: u64) -> (Struck, Vec<String>) {
    let mut struck = Struck::new();
    let mut failures = Vec::new();
    for seed in (first..first + runs).filter(|seed| seed % threads == index) {
        match run_seed(seed) {
            Ok(more) => more.into_iter().for_each(|(kind, count)| *struck.entry(kind).or_default() += count),
            Err(failure) => failures.push(failure),
        }
        if failures.len() == 3 {
            break;
        }
    }
    (struck, failures)
}

#[test]
fn random_commands_and_faults_break_no_invariant() {
    let (runs, first) = (number("PODYARD_RUNS", 200), number("PODYARD_SEED", 1));
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get() as u64);
    let shares: Vec<_> =
        (0..threads).map(|index| std::thread::spawn(move || run_share(first, runs, index, threads))).collect();
    let (mut struck, mut failures) = (Struck::new(), Vec::new());
    for share in shares {
        let (more, failed) = share.join().expect("a run panics only where Podyard does");
        more.into_iter().for_each(|(kind, count)| *struck.entry(kind).or_default() += count);
        failures.extend(failed);
    }
    println!("{runs} runs from seed {first} on; how often each kind struck:");
    for kind in KINDS {
        println!("{:>9}  {kind}", struck.get(kind).copied().unwrap_or(0));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    let never: Vec<_> = KINDS.iter().filter(|kind| struck.get(*kind).copied().unwrap_or(0) == 0).collect();
    assert!(runs < 200 || never.is_empty(), "never struck: {never:?}");
}

#[test]
fn the_same_seed_gives_the_same_log() {
    for seed in 1..=10 {
        let plan = plan().new_tree(&mut runner(seed)).expect("plans can be made").current();
        let hash = || run::hash(&plan, seed);
        assert_eq!(hash(), hash(), "seed {seed}");
    }
}
