//! What fields must be to each other: an id and its file, the options of a question. Not how long they are.

use std::collections::BTreeMap;

use super::Sheet;
use super::outline::{Outline, QuestionOutline};

/// Reports every rule that a quiz breaks.
pub(super) fn check(sheet: &mut Sheet<'_>, outline: &Outline) {
    name_of_file(sheet, outline);
    for question in &outline.questions {
        number_of_right_options(sheet, question);
        same_texts(sheet, question);
    }
}

/// The id stands in the page's address, and a teacher who sees it there looks for a file of that name.
fn name_of_file(sheet: &mut Sheet<'_>, outline: &Outline) {
    let Some((id, place)) = &outline.id else { return };
    let name = sheet.file.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.strip_suffix(".toml").unwrap_or(name);
    if id != stem {
        let what = message!("quiz-not-name-file", id);
        sheet.report(place.line, &place.field, what, message!("quiz-write-name-file-toml", stem, id));
    }
}

fn number_of_right_options(sheet: &mut Sheet<'_>, question: &QuestionOutline) {
    if question.options.is_empty() {
        return; // That is already said.
    }
    let right = question.options.iter().filter(|option| option.right).count();
    let field = format!("{}.options", question.place.field);
    let line = question.place.line;
    match (question.kind.as_deref(), right) {
        (Some("choice"), 0) => {
            sheet.report(line, field, message!("quiz-no-option-right"), message!("quiz-set-right-true-exactly"));
        }
        (Some("choice"), 2..) => {
            let what = message!("quiz-options-right-where-one", right);
            sheet.report(line, field, what, message!("quiz-leave-right-true-one"));
        }
        (Some("multi"), 0) => {
            sheet.report(line, field, message!("quiz-no-option-right"), message!("quiz-set-right-true-least"));
        }
        _ => {}
    }
}

fn same_texts(sheet: &mut Sheet<'_>, question: &QuestionOutline) {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for option in question.options.iter().filter(|option| !option.text.is_empty()) {
        let line = *first.entry(&option.text).or_insert(option.place.line);
        if line != option.place.line {
            let what = message!("quiz-says-same-option-line", line = line.to_string());
            sheet.report(
                option.place.line,
                format!("{}.text", option.place.field),
                what,
                message!("quiz-write-another-remove-one"),
            );
        }
    }
}
