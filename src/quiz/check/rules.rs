//! What fields must be to each other: the right options of a question, and how long they are.

use std::collections::BTreeMap;

use super::Sheet;
use super::outline::{OptionOutline, Outline, QuestionOutline};

/// In how many of 100 questions, at most, the longest option may be a right one; the shortest likewise. With four
/// options chance gives 25.
const STANDS_OUT_PERCENT_MAX: usize = 40;

/// Reports every rule that a quiz breaks.
pub(super) fn check(sheet: &mut Sheet<'_>, outline: &Outline) {
    name_of_file(sheet, outline);
    for question in &outline.questions {
        number_of_right_options(sheet, question);
        same_texts(sheet, question);
    }
    lengths_on_the_whole(sheet, outline);
    stands_out(sheet, outline, "longest", longest_right);
    stands_out(sheet, outline, "shortest", shortest_right);
}

/// The id stands in the page's address, and a teacher who sees it there looks for a file of that name.
fn name_of_file(sheet: &mut Sheet<'_>, outline: &Outline) {
    let Some((id, place)) = &outline.id else { return };
    let name = sheet.file.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.strip_suffix(".toml").unwrap_or(name);
    if id != stem {
        let what = format!("`{id}` is not the name of the file");
        sheet.report(place.line, &place.field, what, format!("write `{stem}`, or name the file {id}.toml"));
    }
}

fn number_of_right_options(sheet: &mut Sheet<'_>, question: &QuestionOutline) {
    let right = question.options.iter().filter(|option| option.right).count();
    let field = format!("{}.options", question.place.field);
    let line = question.place.line;
    match (question.kind.as_deref(), right) {
        (Some("choice"), 0) => {
            sheet.report(line, field, "no option is right", "set `right = true` on exactly one");
        }
        (Some("choice"), 2..) => {
            let what = format!("{right} options are right where one is asked for");
            sheet.report(line, field, what, "leave `right = true` on one, or set `type = \"multi\"`");
        }
        (Some("multi"), 0) => {
            sheet.report(line, field, "no option is right", "set `right = true` on at least one");
        }
        _ => {}
    }
}

fn same_texts(sheet: &mut Sheet<'_>, question: &QuestionOutline) {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for option in question.options.iter().filter(|option| !option.text.is_empty()) {
        let line = *first.entry(&option.text).or_insert(option.place.line);
        if line != option.place.line {
            let what = format!("says the same as the option in line {line}");
            sheet.report(
                option.place.line,
                format!("{}.text", option.place.field),
                what,
                "write another, or remove one",
            );
        }
    }
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

/// Over the whole quiz too, the length of an option must not hint at its being right.
fn lengths_on_the_whole(sheet: &mut Sheet<'_>, outline: &Outline) {
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
    let what = format!(
        "right options are longer on the whole: {} characters against {}",
        tenths(right.0, right.1),
        tenths(wrong.0, wrong.1)
    );
    let worst = outline.questions.iter().filter_map(longest_right).max_by_key(|(more, _)| *more);
    let place = worst.map(|(_, option)| &option.place);
    let (line, fix) = place.map_or((1, "shorten the right ones, or fill out the wrong ones".into()), |place| {
        (place.line, format!("shorten right ones, first this one ({}), or fill out wrong ones", place.field))
    });
    sheet.report(line, "questions", what, fix);
}

/// Who picks by length without reading must win nothing by it, neither with the longest nor with the shortest.
fn stands_out(
    sheet: &mut Sheet<'_>,
    outline: &Outline,
    word: &str,
    find: fn(&QuestionOutline) -> Option<(usize, &OptionOutline)>,
) {
    let found: Vec<_> = outline.questions.iter().filter_map(find).collect();
    let (times, questions) = (found.len(), outline.questions.len());
    if times * 100 <= questions * STANDS_OUT_PERCENT_MAX {
        return;
    }
    let lines: Vec<String> = found.iter().map(|(_, option)| option.place.line.to_string()).collect();
    let what = format!(
        "the {word} option is a right one in {times} of {questions} questions, more than {STANDS_OUT_PERCENT_MAX} %"
    );
    let change = if word == "longest" { "shorten" } else { "fill out" };
    let fix = format!("{change} some of the options under lines {}", lines.join(", "));
    sheet.report(found.first().map_or(1, |(_, option)| option.place.line), "questions", what, fix);
}
