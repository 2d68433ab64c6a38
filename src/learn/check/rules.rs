//! What fields must be, by themselves and to each other. Not how long they are, nor whether they are true.

use std::collections::BTreeMap;

use crate::learn::misconception;
use crate::learn::needs::{faults, no_address};
use crate::learn::question::{Choice, Kind, Question, Quiz, Take};
use crate::learn::run::Run;
use crate::message::Message;

use super::Sheet;

/// Reports every rule that a quiz breaks.
pub(super) fn check(sheet: &mut Sheet<'_>, quiz: &Quiz) {
    id(sheet, "id", &quiz.id);
    name_of_file(sheet, &quiz.id);
    text(sheet, "title", &quiz.title);
    versions(sheet, &quiz.kubernetes);
    optional(sheet, "intro", quiz.intro.as_deref());
    if quiz.questions.is_empty() {
        sheet.report(
            "questions",
            message!("quiz-least", count = 0, least = 1),
            message!("quiz-add-another", field = "questions"),
        );
    }
    for (index, it) in quiz.questions.iter().enumerate() {
        question(sheet, &format!("questions[{index}]"), it);
    }
}

fn question(sheet: &mut Sheet<'_>, path: &str, question: &Question) {
    id(sheet, &format!("{path}.id"), &question.id);
    for name in ["type", "topic"] {
        if !sheet.has(&format!("{path}.{name}")) {
            missing(sheet, path, name);
        }
    }
    for (field, what, fix) in faults(question) {
        sheet.report(format!("{path}.{field}"), what, fix);
    }
    code(sheet, &format!("{path}.prompt"), &question.prompt);
    settings(sheet, &format!("{path}.sandbox"), question.sandbox.as_deref());
    for (name, given) in [("show", question.show.is_some()), ("key", !question.key.is_empty())] {
        if given {
            sheet.report(format!("{path}.{name}"), message!("quiz-computed"), message!("quiz-take-it-out"));
        }
    }
    if question.run.is_some() && question.sandbox.is_some() {
        sheet.report(format!("{path}.sandbox"), message!("quiz-settings-twice"), message!("quiz-leave-runs-settings"));
    }
    if let Some(run) = &question.run {
        acts(sheet, &format!("{path}.run"), run);
    }
    strangers(sheet, path, question);
    for (index, it) in question.options.iter().enumerate() {
        option(sheet, &format!("{path}.options[{index}]"), it);
    }
    for (name, texts) in [("accept", &question.accept), ("steps", &question.steps)] {
        for (index, it) in texts.iter().enumerate() {
            code(sheet, &format!("{path}.{name}[{index}]"), it);
        }
    }
    for (index, it) in question.pairs.iter().enumerate() {
        code(sheet, &format!("{path}.pairs[{index}].left"), &it.left);
        code(sheet, &format!("{path}.pairs[{index}].right"), &it.right);
    }
    for (index, it) in question.wrong.iter().enumerate() {
        let path = format!("{path}.wrong[{index}]");
        code(sheet, &format!("{path}.answer"), &it.answer);
        code(sheet, &format!("{path}.reason"), &it.reason);
        belief(sheet, &path, it.misconception.as_deref());
    }
    if matches!(question.kind, Kind::Choice | Kind::Several) {
        said_twice(sheet, path, question);
    }
    optional(sheet, &format!("{path}.reason"), question.reason.as_deref());
}

fn option(sheet: &mut Sheet<'_>, path: &str, option: &Choice) {
    code(sheet, &format!("{path}.text"), &option.text);
    code(sheet, &format!("{path}.reason"), &option.reason);
    belief(sheet, path, option.misconception.as_deref());
    if option.right && option.misconception.is_some() {
        sheet.report(
            format!("{path}.misconception"),
            message!("quiz-right-misconception"),
            message!("quiz-take-it-out"),
        );
    }
}

fn said_twice(sheet: &mut Sheet<'_>, path: &str, question: &Question) {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, option) in question.options.iter().enumerate() {
        let path = format!("{path}.options[{index}].text");
        let line = sheet.line(&path);
        let before = *first.entry(option.text.trim()).or_insert(line);
        if before != line {
            let what = message!("quiz-says-same-option-line", line = before.to_string());
            sheet.report(path, what, message!("quiz-write-another-remove-one"));
        }
    }
}

pub(super) fn source(sheet: &mut Sheet<'_>, path: &str, source: Option<&str>) {
    if let Some((what, fix)) = no_address(source) {
        sheet.report(path, what, fix);
    }
}

/// Fields that a question of another type has.
fn strangers(sheet: &mut Sheet<'_>, path: &str, question: &Question) {
    use Kind::{Choice, Curve, Goal, Match, Moment, Number, Order, Pod, Several, Text};
    let fields: [(&str, bool, &[Kind]); 18] = [
        ("options", !question.options.is_empty(), &[Choice, Several]),
        ("answer", question.answer.is_some(), &[Number]),
        ("unit", question.unit.is_some(), &[Number]),
        ("value", question.value.is_some(), &[Number]),
        ("take", question.take != Take::End, &[Number]),
        ("accept", !question.accept.is_empty(), &[Text]),
        ("steps", !question.steps.is_empty(), &[Order]),
        ("pairs", !question.pairs.is_empty(), &[Match]),
        ("wrong", !question.wrong.is_empty(), &[Number, Text]),
        ("proof", question.proof.is_some(), &[Text, Order, Match, Moment]),
        ("figure", !question.figure.is_empty(), &[Pod, Moment, Goal]),
        ("at", question.at.is_some(), &[Pod]),
        ("which", question.which.is_some(), &[Pod]),
        ("judged", question.judged.is_some(), &[Pod]),
        ("curve", question.curve.is_some(), &[Curve]),
        ("goal", question.goal.is_some(), &[Goal]),
        ("dials", !question.dials.is_empty(), &[Goal]),
        ("solution", question.solution.is_some(), &[Goal]),
    ];
    for (name, given, kinds) in fields {
        if given && !kinds.contains(&question.kind) {
            sheet.report(format!("{path}.{name}"), message!("quiz-of-another-type"), message!("quiz-take-it-out"));
        }
    }
}

fn acts(sheet: &mut Sheet<'_>, path: &str, run: &Run) {
    let mut before = 0;
    for (index, act) in run.acts.iter().enumerate() {
        let path = format!("{path}.do[{index}]");
        if act.at < before || act.at > run.until {
            sheet.report(format!("{path}.at"), message!("learn-not-in-order"), message!("learn-write-acts-in-order"));
        }
        before = act.at;
    }
}

/// The id stands in the page's address, and a teacher who sees it there looks for a file of that name.
pub(super) fn name_of_file(sheet: &mut Sheet<'_>, id: &str) {
    let name = sheet.file.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.strip_suffix(".yaml").unwrap_or(name).to_owned();
    if !id.is_empty() && id != stem {
        sheet.report("id", message!("quiz-not-name-file", id), message!("quiz-write-name-file-yaml", stem, id));
    }
}

pub(super) fn id(sheet: &mut Sheet<'_>, path: &str, text: &str) {
    let plain =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if text.is_empty() {
        sheet.report(path, message!("quiz-missing"), message!("quiz-write-small-letters-digits"));
    } else if !text.split('-').all(plain) {
        sheet.report(path, message!("quiz-does-not-fit-into", text), message!("quiz-write-small-letters-digits"));
    }
}

pub(super) fn missing(sheet: &mut Sheet<'_>, path: &str, name: &str) {
    let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    sheet.report(path, message!("quiz-missing"), message!("quiz-add", field = name));
}

pub(super) fn at_least(sheet: &mut Sheet<'_>, path: &str, name: &str, count: usize, least: usize) {
    if count < least {
        let what = message!("quiz-least", count, least);
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        sheet.report(path, what, message!("quiz-add-another", field = name));
    }
}

/// A text that must be there.
pub(super) fn text(sheet: &mut Sheet<'_>, path: &str, text: &str) {
    if text.trim().is_empty() {
        return sheet.report(
            path,
            message!("quiz-missing"),
            message!("quiz-add", field = path.rsplit('.').next().unwrap_or(path)),
        );
    }
    optional(sheet, path, Some(text));
}

/// A text of which is known whether it is there.
fn code(sheet: &mut Sheet<'_>, path: &str, text: &str) {
    optional(sheet, path, Some(text).filter(|text| !text.trim().is_empty()));
}

pub(super) fn optional(sheet: &mut Sheet<'_>, path: &str, text: Option<&str>) {
    let Some(text) = text else { return };
    if text.trim().is_empty() {
        sheet.report(path, message!("quiz-empty"), message!("quiz-write-remove-field-if"));
    } else if text.matches('`').count() % 2 == 1 {
        sheet.report(path, message!("quiz-backtick-has-no-partner"), message!("quiz-put-code-between-two"));
    } else if text.split('`').skip(1).step_by(2).any(|code| code.trim().is_empty()) {
        sheet.report(path, message!("quiz-nothing-between-two-backticks"), message!("quiz-write-code-between-them"));
    }
}

pub(super) fn settings(sheet: &mut Sheet<'_>, path: &str, settings: Option<&str>) {
    let Some(settings) = settings else { return };
    if let Err((what, fix)) = Run::can_begin(settings) {
        sheet.report(path, message!("learn-refused", what), fix);
    }
}

pub(super) fn belief(sheet: &mut Sheet<'_>, path: &str, id: Option<&str>) {
    if let Some(id) = id.filter(|id| misconception::place(id).is_none()) {
        let fix: Message = message!("quiz-misconceptions-are", most = misconception::COUNT);
        sheet.report(format!("{path}.misconception"), message!("quiz-no-misconception", id), fix);
    }
}

/// `1.27-1.36`: from a version to one that is not before it.
pub(super) fn versions(sheet: &mut Sheet<'_>, text: &str) {
    let minor = |text: &str| text.strip_prefix("1.").and_then(|minor| minor.parse::<u32>().ok());
    let range = text.split_once('-').and_then(|(from, to)| Some((minor(from)?, minor(to)?)));
    if range.is_none_or(|(from, to)| from > to) {
        sheet.report("kubernetes", message!("quiz-no-versions", text), message!("quiz-versions-like"));
    }
}
