//! The order in which the parts of a question are shown: another for each seed, the same for the same one.

use crate::sim::random::Random;

use super::hash::Hash;
use super::{Kind, Question};

/// The indices of options, steps or pairs in the file, in the order to show them.
///
/// The draws are our own over a portable generator, and each question has its own stream: adding a question changes the
/// order of no other.
pub fn order(seed: u64, question: &Question) -> Vec<usize> {
    let stream = Hash::default().number(seed).text(&question.id).value();
    let mut random = Random::new(stream);
    let mut order: Vec<usize> = (0..question.parts()).collect();
    // Fisher and Yates: each place from the last takes one of those not yet placed.
    for place in (1..order.len()).rev() {
        let from = random.below(place as u32 + 1) as usize;
        order.swap(place, from);
    }
    if question.kind == Kind::Order && order.is_sorted() {
        // Steps that stand in order already would be no question.
        order.rotate_left(1);
    }
    order
}
