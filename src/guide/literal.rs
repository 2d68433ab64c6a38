//! What is written in a value's place: how each sort is read, and what is said where it is none.

use crate::kube::spelling;
use crate::kube::time::{Millis, SECOND};
use crate::message::Message;

use super::datum::Sort;

pub(super) fn is(sort: Sort) -> Message {
    match sort {
        Sort::Number => message!("goal-is-a-number"),
        Sort::Share => message!("goal-share"),
        Sort::Time => message!("goal-is-a-time"),
        Sort::Bool => message!("goal-true-false"),
        Sort::Text | Sort::Word(_) => message!("goal-text"),
        Sort::Any => message!("goal-anything"),
    }
}

pub(super) fn is_not(text: &str, sort: Sort) -> Message {
    match sort {
        Sort::Number => message!("goal-no-whole-number", text),
        Sort::Share => message!("goal-no-share", text),
        Sort::Time => message!("goal-no-length-time", text),
        Sort::Bool => message!("goal-neither-true-nor-false", text),
        Sort::Text | Sort::Any | Sort::Word(_) => message!("goal-can-never", text),
    }
}

pub(super) fn example(sort: Sort) -> Message {
    match sort {
        Sort::Number => message!("goal-write-whole-number"),
        Sort::Share => message!("goal-write-percentage-such-20"),
        Sort::Time => message!("goal-write-time-such-90s"),
        Sort::Bool => message!("goal-write-true-false"),
        Sort::Text | Sort::Any => message!("goal-write-text-quotes-if"),
        Sort::Word(_) => message!("goal-write-one-words-can"),
    }
}

pub(super) fn example_of(sort: Sort, text: &str) -> Message {
    match sort {
        Sort::Word(words) => {
            let near = spelling::nearest(text, words.iter().copied());
            near.map_or_else(
                || message!("goal-write-one-of", words = words.join(", ")),
                |near| message!("goal-write-near", near),
            )
        }
        other => example(other),
    }
}

/// `2.5%` is 25 thousandths.
pub(super) fn share(text: &str) -> Option<u64> {
    let (whole, tenth) = text.strip_suffix('%').map(|number| number.split_once('.').unwrap_or((number, "0")))?;
    let digits =
        |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole, 6) && digits(tenth, 1))
        .then(|| Some(whole.parse::<u64>().ok()? * 10 + tenth.parse::<u64>().ok()?))?
}

/// `1m30s` is 90,000 ms.
pub(super) fn time(text: &str) -> Option<Millis> {
    let (mut rest, mut all) = (text, 0);
    while !rest.is_empty() {
        let digits = rest.find(|sign: char| !sign.is_ascii_digit())?;
        let number: Millis = rest[..digits].parse().ok().filter(|_| digits <= 18)?;
        let after = &rest[digits..];
        let letters = after.find(|sign: char| sign.is_ascii_digit()).unwrap_or(after.len());
        let unit = match &after[..letters] {
            "ms" => 1,
            "s" => SECOND,
            "m" => 60 * SECOND,
            "h" => 3_600 * SECOND,
            _ => return None,
        };
        all = number.saturating_mul(unit).saturating_add(all);
        rest = &after[letters..];
    }
    (!text.is_empty()).then_some(all)
}
