//! The order in which parts of a question are shown.

use std::collections::{BTreeMap, BTreeSet};

use podyard::learn::{Kind, Question, embedded, order};
use podyard::sim::random::Random;

use super::{blank, made_up};

/// Steps are never shown in the right order: that would be no question.
#[test]
fn steps_are_shown_in_another_order() {
    for seed in 0..500 {
        let id = format!("steps-{seed}");
        let steps = Question { id: id.into(), steps: ["a", "b", "c"].map(Into::into).into(), ..blank(Kind::Order) };
        let shown = order(seed, &steps);
        assert!(!shown.is_sorted(), "seed {seed}: {shown:?}");
    }
}

#[test]
fn an_order_holds_every_option_once_and_stays_the_same() {
    let mut random = Random::new(3);
    for run in 0..2_000_u64 {
        let question = made_up(format!("question-{}", random.below(500)), random.below(9) as usize);
        let seed = run.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let shown = order(seed, &question);
        assert_eq!(shown, order(seed, &question), "seed {seed}");
        let mut sorted = shown.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..question.options.len()).collect::<Vec<_>>(), "seed {seed}");
    }
}

#[test]
fn every_order_is_as_likely_as_the_others() {
    let question = made_up("which".into(), 4);
    let mut counts: BTreeMap<Vec<usize>, i64> = BTreeMap::new();
    for seed in 0..24_000 {
        *counts.entry(order(seed, &question)).or_default() += 1;
    }
    assert_eq!(counts.len(), 24, "4 options have 24 orders");
    // Each is expected 1,000 times; the standard deviation is about 31.
    assert!(counts.values().all(|count| (count - 1_000).abs() < 5 * 31), "{counts:?}");
}

#[test]
fn two_questions_of_the_same_seed_have_orders_of_their_own() {
    let orders: BTreeSet<Vec<usize>> = (0..100).map(|n| order(1, &made_up(format!("q{n}"), 4))).collect();
    assert!(orders.len() > 12, "{} of 24", orders.len());
}

#[test]
fn the_order_is_a_file_format() {
    let question = &embedded()[0].questions[0];
    let shown: Vec<Vec<usize>> = (1..=4).map(|seed| order(seed, question)).collect();
    assert_eq!(shown, GOLDEN, "a changed order shows a returning learner other places for the same options");
}

/// Computed apart, by a program of its own after the published definitions of FNV-1a and PCG.
const GOLDEN: [[usize; 4]; 4] = [[3, 1, 0, 2], [0, 3, 2, 1], [2, 0, 1, 3], [3, 1, 0, 2]];
