//! How long options are: who picks by length without reading must win nothing by it.

use crate::learn::question::{Choice, Question, Quiz};

use super::Sheet;

/// In how many of 100 questions, at most, the longest option may be a right one; the shortest likewise. With four
/// options chance gives 25.
const STANDS_OUT_PERCENT_MAX: usize = 40;

/// A right option that stands out by its length: by how many characters, and where it stands.
type Found = (usize, String);

/// Reports where the length of options hints at their being right, over a quiz whose fields are all in order.
pub(super) fn check(sheet: &mut Sheet<'_>, quiz: &Quiz) {
    on_the_whole(sheet, quiz);
    stands_out(sheet, quiz, true, longest_right);
    stands_out(sheet, quiz, false, shortest_right);
}

fn length(option: &Choice) -> usize {
    option.text.chars().count()
}

/// The mean in tenths of a character, for people.
fn tenths(sum: usize, count: usize) -> String {
    let tenths = sum * 10 / count.max(1);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// How much longer than every wrong option a right one is, and which; nothing where none is.
fn longest_right(question: &Question) -> Option<(usize, usize)> {
    let wrong = question.options.iter().filter(|option| !option.right).map(length).max()?;
    let right = (0..).zip(&question.options).filter(|(_, option)| option.right);
    let (at, right) = right.max_by_key(|(_, option)| length(option))?;
    let more = length(right).checked_sub(wrong).filter(|more| *more > 0)?;
    Some((more, at))
}

/// How much shorter than every wrong option a right one is, and which; nothing where none is.
fn shortest_right(question: &Question) -> Option<(usize, usize)> {
    let wrong = question.options.iter().filter(|option| !option.right).map(length).min()?;
    let right = (0..).zip(&question.options).filter(|(_, option)| option.right);
    let (at, right) = right.min_by_key(|(_, option)| length(option))?;
    let less = wrong.checked_sub(length(right)).filter(|less| *less > 0)?;
    Some((less, at))
}

/// Every question in which `find` finds something.
fn found(quiz: &Quiz, find: fn(&Question) -> Option<(usize, usize)>) -> Vec<Found> {
    let each = |(index, question): (usize, &Question)| {
        let (by, at) = find(question)?;
        Some((by, format!("questions[{index}].options[{at}]")))
    };
    quiz.questions.iter().enumerate().filter_map(each).collect()
}

/// The mean of right options is at most that of wrong ones.
fn on_the_whole(sheet: &mut Sheet<'_>, quiz: &Quiz) {
    let (mut right, mut wrong) = ((0, 0), (0, 0));
    for option in quiz.questions.iter().flat_map(|question| &question.options) {
        let (sum, count) = if option.right { &mut right } else { &mut wrong };
        *sum += length(option);
        *count += 1;
    }
    // The means compared without dividing: right.0 / right.1 > wrong.0 / wrong.1.
    if right.1 == 0 || wrong.1 == 0 || right.0 * wrong.1 <= wrong.0 * right.1 {
        return;
    }
    let (right, wrong) = (tenths(right.0, right.1), tenths(wrong.0, wrong.1));
    let what = message!("quiz-right-options-longer-whole", right, wrong);
    let worst = found(quiz, longest_right).into_iter().max_by_key(|(more, _)| *more);
    match worst {
        Some((_, place)) => sheet.report(&place, what, message!("quiz-shorten-right-ones-first", place = &place)),
        None => sheet.report("questions", what, message!("quiz-shorten-right-ones-fill")),
    }
}

/// Neither the longest option nor the shortest is a right one too often; which of the two is looked at is `longest`.
fn stands_out(sheet: &mut Sheet<'_>, quiz: &Quiz, longest: bool, find: fn(&Question) -> Option<(usize, usize)>) {
    let found = found(quiz, find);
    let of_options = quiz.questions.iter().filter(|question| !question.options.is_empty()).count();
    // Once is chance, even where it is once of two.
    if found.len() <= 1 || found.len() * 100 <= of_options * STANDS_OUT_PERCENT_MAX {
        return;
    }
    let lines: Vec<String> = found.iter().map(|(_, place)| sheet.line(place).to_string()).collect();
    let (lines, most, times) = (lines.join(", "), STANDS_OUT_PERCENT_MAX, found.len());
    let (what, fix) = if longest {
        (
            message!("quiz-longest-option-right-one", times, questions = of_options, most),
            message!("quiz-shorten-options-such-those", lines),
        )
    } else {
        (
            message!("quiz-shortest-option-right-one", times, questions = of_options, most),
            message!("quiz-fill-out-options-such", lines),
        )
    };
    sheet.report(&*found[0].1, what, fix);
}
