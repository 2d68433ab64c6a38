//! How texts are written: sentences short enough, nothing denied twice, no talk of another option's place.

use crate::learn::question::{Question, Quiz};
use crate::message::Message;

use super::Sheet;

/// Most words of a sentence, and most of all sentences of a file on the average.
const WORDS_MAX: usize = 35;
const MEAN_MAX: usize = 22;

/// Words that deny.
const DENIALS: [&str; 11] =
    ["not", "no", "never", "none", "nobody", "nothing", "nowhere", "cannot", "neither", "without", "n't"];

/// What speaks of places: options are shown to each learner in another order.
const PLACES: [&str; 12] = [
    "of the above",
    "option above",
    "options above",
    "option below",
    "options below",
    "first option",
    "second option",
    "last option",
    "previous option",
    "next option",
    "answer above",
    "answers above",
];

/// Reports each rule that a text of a question breaks.
pub(super) fn check(sheet: &mut Sheet<'_>, quiz: &Quiz) {
    let mut lengths: Vec<usize> = Vec::new();
    for (index, question) in quiz.questions.iter().enumerate() {
        for (path, text, is_asked) in texts(&format!("questions[{index}]"), question) {
            lengths.extend(sentences(text).map(words));
            for (what, fix) in faults(text, is_asked) {
                sheet.report(&*path, what, fix);
            }
        }
    }
    let sum: usize = lengths.iter().sum();
    if sum > lengths.len() * MEAN_MAX {
        let what = message!("quiz-sentences-long", mean = sum / lengths.len().max(1), most = MEAN_MAX);
        sheet.report("questions", what, message!("quiz-cut-sentences"));
    }
}

/// The texts of a question with their paths, and whether each is something to answer or to choose.
fn texts<'a>(path: &str, question: &'a Question) -> Vec<(String, &'a str, bool)> {
    let mut all = vec![(format!("{path}.prompt"), &*question.prompt, true)];
    for (at, option) in question.options.iter().enumerate() {
        all.push((format!("{path}.options[{at}].text"), &option.text, true));
        all.push((format!("{path}.options[{at}].reason"), &option.reason, false));
    }
    for (at, step) in question.steps.iter().enumerate() {
        all.push((format!("{path}.steps[{at}]"), step, true));
    }
    for (at, wrong) in question.wrong.iter().enumerate() {
        all.push((format!("{path}.wrong[{at}].reason"), &wrong.reason, false));
    }
    all.extend(question.reason.as_ref().map(|reason| (format!("{path}.reason"), &**reason, false)));
    all
}

pub(super) fn faults(text: &str, is_asked: bool) -> Vec<(Message, Message)> {
    let mut faults = Vec::new();
    if let Some(count) = sentences(text).map(words).filter(|count| *count > WORDS_MAX).max() {
        faults.push((message!("quiz-sentence-long", count, most = WORDS_MAX), message!("quiz-cut-sentences")));
    }
    let small = text.to_ascii_lowercase();
    if let Some(place) = PLACES.into_iter().find(|place| small.contains(place)) {
        faults.push((message!("quiz-speaks-of-places", place), message!("quiz-name-what-it-says")));
    }
    if is_asked && clauses(&small).any(|clause| clause.split_whitespace().filter(|word| denies(word)).count() > 1) {
        faults.push((message!("quiz-denies-twice"), message!("quiz-say-it-straight")));
    }
    faults
}

/// A point ends a sentence where a blank follows, outside of code: `1.27` and `maxSurge: 1` go on.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = |at: &usize| {
            let before = &rest[..*at];
            before.ends_with(['.', '?', '!', ':', ';']) && before.matches('`').count().is_multiple_of(2)
        };
        let at = rest.match_indices([' ', '\n']).map(|(at, _)| at).find(end).unwrap_or(rest.len());
        let (sentence, after) = rest.split_at(at);
        rest = after.trim_start();
        (!sentence.is_empty()).then_some(sentence)
    })
}

/// Code is one word, however it is written.
fn words(sentence: &str) -> usize {
    let outside: usize = sentence.split('`').step_by(2).map(|part| part.split_whitespace().count()).sum();
    outside + sentence.split('`').skip(1).step_by(2).count()
}

/// Parts of a text in which one denial is enough.
fn clauses(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', ':', '.', '?', '!', '(', ')', '`'])
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" that "))
}

fn denies(word: &str) -> bool {
    DENIALS.contains(&word) || word.ends_with("n't")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_and_words() {
        let text = "In 1.27 it is so. Set `maxSurge: 25% of all` to 1: then wait? Yes";
        let all: Vec<(&str, usize)> = sentences(text).map(|it| (it.trim(), words(it))).collect();
        let expected =
            [("In 1.27 it is so.", 5), ("Set `maxSurge: 25% of all` to 1:", 4), ("then wait?", 2), ("Yes", 1)];
        assert_eq!(all, expected);
    }

    #[test]
    fn what_is_denied_twice() {
        let twice = |text: &str| !faults(text, true).is_empty();
        for text in ["It is not true that nothing fails", "There is no pod without a node", "It never cannot happen"] {
            assert!(!faults(text, false).iter().any(|_| true), "a reason may: {text}");
        }
        assert!(twice("There is no pod without a node"));
        assert!(twice("It doesn't never end"));
        assert!(!twice("No pod is ready, and none is made"));
        assert!(!twice("It has no node, not yet"));
    }
}
