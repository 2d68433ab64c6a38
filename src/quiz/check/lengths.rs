//! How long options are: who picks by length without reading must win nothing by it.

use super::Sheet;
use super::outline::{OptionOutline, Outline, QuestionOutline};

/// In how many of 100 questions, at most, the longest option may be a right one; the shortest likewise. With four
/// options chance gives 25.
const STANDS_OUT_PERCENT_MAX: usize = 40;

/// Reports where the length of options hints at their being right, over a quiz whose fields are all in order.
pub(super) fn check(sheet: &mut Sheet<'_>, outline: &Outline) {
    on_the_whole(sheet, outline);
    stands_out(sheet, outline, true, longest_right);
    stands_out(sheet, outline, false, shortest_right);
}

fn length(option: &OptionOutline) -> usize {
    option.text.chars().count()
}

/// The mean in tenths of a character, for people.
fn tenths(sum: usize, count: usize) -> String {
    let tenths = sum * 10 / count.max(1);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// How much longer than every wrong option a right one is, and which; nothing where none is.
fn longest_right(question: &QuestionOutline) -> Option<(usize, &OptionOutline)> {
    let wrong = question.options.iter().filter(|option| !option.right).map(length).max()?;
    let right = question.options.iter().filter(|option| option.right).max_by_key(|option| length(option))?;
    let more = length(right).checked_sub(wrong).filter(|more| *more > 0)?;
    Some((more, right))
}

/// How much shorter than every wrong option a right one is, and which; nothing where none is.
fn shortest_right(question: &QuestionOutline) -> Option<(usize, &OptionOutline)> {
    let wrong = question.options.iter().filter(|option| !option.right).map(length).min()?;
    let right = question.options.iter().filter(|option| option.right).min_by_key(|option| length(option))?;
    let less = wrong.checked_sub(length(right)).filter(|less| *less > 0)?;
    Some((less, right))
}

/// The mean of right options is at most that of wrong ones.
fn on_the_whole(sheet: &mut Sheet<'_>, outline: &Outline) {
    let (mut right, mut wrong) = ((0, 0), (0, 0));
    for option in outline.questions.iter().flat_map(|question| &question.options) {
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
    let worst = outline.questions.iter().filter_map(longest_right).max_by_key(|(more, _)| *more);
    let place = worst.map(|(_, option)| &option.place);
    let (line, fix) = place.map_or((1, message!("quiz-shorten-right-ones-fill")), |place| {
        (place.line, message!("quiz-shorten-right-ones-first", place = &place.field))
    });
    sheet.report(line, "questions", what, fix);
}

/// Neither the longest option nor the shortest is a right one too often; which of the two is looked at is `longest`.
fn stands_out(
    sheet: &mut Sheet<'_>,
    outline: &Outline,
    longest: bool,
    find: fn(&QuestionOutline) -> Option<(usize, &OptionOutline)>,
) {
    let found: Vec<_> = outline.questions.iter().filter_map(find).collect();
    let (times, questions) = (found.len(), outline.questions.len());
    // Once is chance, even where it is once of two.
    if times <= 1 || times * 100 <= questions * STANDS_OUT_PERCENT_MAX {
        return;
    }
    let lines: Vec<String> = found.iter().map(|(_, option)| option.place.line.to_string()).collect();
    let (lines, most) = (lines.join(", "), STANDS_OUT_PERCENT_MAX);
    let (what, fix) = if longest {
        (
            message!("quiz-longest-option-right-one", times, questions, most),
            message!("quiz-shorten-options-such-those", lines),
        )
    } else {
        (
            message!("quiz-shortest-option-right-one", times, questions, most),
            message!("quiz-fill-out-options-such", lines),
        )
    };
    sheet.report(found.first().map_or(1, |(_, option)| option.place.line), "questions", what, fix);
}
