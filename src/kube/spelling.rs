//! What somebody meant who wrote a name that is not known.

use super::form::Shape;
use crate::message::Message;

/// What is wrong with a field's name, and the cure: the known name it is closest to, or all there are.
pub(crate) fn unknown(name: &str, shape: &Shape) -> (Message, Message) {
    let fix = match nearest(name, shape.all()) {
        Some(known) => message!("manifest-write", known),
        None => {
            let known: Vec<&str> = shape.all().collect();
            message!("manifest-take-out-look-where", known = known.join(", "))
        }
    };
    (message!("manifest-unknown-field"), fix)
}

/// The known name that is at most two letters away.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let nearest = known.map(|known| (distance(&name.to_ascii_lowercase(), &known.to_ascii_lowercase()), known)).min();
    nearest.filter(|(distance, _)| *distance <= 2).map(|(_, known)| known)
}

/// How many letters to add, drop or change from one word to the other (Levenshtein's distance).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, other) in b.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
