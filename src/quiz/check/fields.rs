//! Field by field: which there may be, which there must be, and what each may hold. Not how fields go together.

use crate::message::Message;
use toml::de::{DeTable, DeValue};

use super::Sheet;

/// What a field may hold.
enum Form {
    /// The number 1.
    FormatVersion,
    /// Small letters, digits and hyphens.
    Id,
    /// Words for people, with `code` in pairs of backticks.
    Text,
    /// `https://…`
    Address,
    /// `true` or `false`.
    Bool,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Tables, at least so many, each with these fields.
    Tables(usize, &'static [Field]),
}

struct Field {
    name: &'static str,
    required: bool,
    form: Form,
}

const fn required(name: &'static str, form: Form) -> Field {
    Field { name, required: true, form }
}

const fn optional(name: &'static str, form: Form) -> Field {
    Field { name, required: false, form }
}

const QUIZ: &[Field] = &[
    required("format_version", Form::FormatVersion),
    required("id", Form::Id),
    required("title", Form::Text),
    optional("intro", Form::Text),
    optional("texts", Form::Tables(0, TEXT)),
    optional("exercises", Form::Tables(0, EXERCISE)),
    required("questions", Form::Tables(1, QUESTION)),
];

const STRATEGIES: &[&str] = &["rolling-update", "recreate", "canary", "blue-green"];

const TEXT: &[Field] =
    &[required("title", Form::Text), required("text", Form::Text), optional("try_strategy", Form::OneOf(STRATEGIES))];

const EXERCISE: &[Field] = &[
    required("title", Form::Text),
    required("task", Form::Text),
    required("seen", Form::Text),
    required("try_strategy", Form::OneOf(STRATEGIES)),
];

const QUESTION: &[Field] = &[
    required("id", Form::Id),
    required("type", Form::OneOf(&["choice", "multi"])),
    required("topic", Form::OneOf(TOPICS)),
    required("prompt", Form::Text),
    optional("source", Form::Address),
    optional("try_strategy", Form::OneOf(STRATEGIES)),
    required("options", Form::Tables(2, OPTION)),
];

const TOPICS: &[&str] = &[
    "rolling-update",
    "max-surge-max-unavailable",
    "recreate",
    "canary",
    "blue-green",
    "choosing",
    "traffic",
    "routes",
    "judgement",
    "dependencies",
];

const OPTION: &[Field] = &[required("text", Form::Text), optional("right", Form::Bool), required("reason", Form::Text)];

/// Reports every field of a quiz that should not be there, is not there, or holds what it must not.
pub(super) fn check(sheet: &mut Sheet<'_>, root: &DeTable<'_>) {
    check_table(sheet, root, 1, "", QUIZ);
}

fn check_table(sheet: &mut Sheet<'_>, table: &DeTable<'_>, line: usize, path: &str, fields: &[Field]) {
    for (key, _) in table.iter() {
        let name: &str = key.get_ref();
        if !fields.iter().any(|field| field.name == name) {
            let known: Vec<&str> = fields.iter().map(|field| field.name).collect();
            let line = sheet.line(key.span().start);
            let fix = message!("quiz-remove-spell-one", known = known.join(", "));
            sheet.report(line, format!("{path}{name}"), message!("quiz-no-such-field"), fix);
        }
    }
    for field in fields {
        let path = format!("{path}{}", field.name);
        if let Some((key, value)) = table.iter().find(|(key, _)| key.get_ref() == field.name) {
            // A text of several lines ends far from its name; the name is what a person looks for.
            let line = sheet.line(key.span().start);
            check_value(sheet, value.get_ref(), line, &path, &field.form);
        } else if field.required {
            sheet.report(line, path, message!("quiz-missing"), message!("quiz-add", example = example(field)));
        }
    }
}

/// A line, or the head of a table, as it would stand in the file.
fn example(field: &Field) -> Message {
    let name = field.name;
    match field.form {
        Form::FormatVersion => message!("quiz-example-number", name),
        Form::Id => message!("quiz-example-id", name),
        Form::Text if name == "reason" => message!("quiz-example-reason"),
        Form::Text => message!("quiz-example-text", name),
        Form::Address => message!("quiz-example-address", name),
        Form::Bool => message!("quiz-example-bool", name),
        Form::OneOf(words) => message!("quiz-example-one-of", name, words = words.join(", ")),
        Form::Tables(..) if name == "options" => message!("quiz-example-options"),
        Form::Tables(..) => message!("quiz-example-tables", name),
    }
}

fn check_value(sheet: &mut Sheet<'_>, value: &DeValue<'_>, line: usize, path: &str, form: &Form) {
    let problem = match form {
        Form::FormatVersion => number_problem(value),
        Form::Bool => (!value.is_bool())
            .then(|| (message!("quiz-type", kind = value.type_str()), message!("quiz-write-true-false-without"))),
        Form::Tables(least, fields) => return check_tables(sheet, value, line, path, (*least, fields)),
        Form::Id | Form::Text | Form::Address | Form::OneOf(_) => match value.as_str() {
            Some(text) => text_problem(text, form),
            None => Some((message!("quiz-type", kind = value.type_str()), message!("quiz-put-between-quotes"))),
        },
    };
    if let Some((what, fix)) = problem {
        sheet.report(line, path, what, fix);
    }
}

/// What is wrong, and the fix.
type Wrong = Option<(Message, Message)>;

fn number_problem(value: &DeValue<'_>) -> Wrong {
    match value.as_integer() {
        Some(number) if number.radix() == 10 && number.as_str() == "1" => None,
        Some(number) => {
            Some((message!("quiz-format-not-known", number = number.as_str()), message!("quiz-write-1-only-form")))
        }
        None => Some((message!("quiz-type", kind = value.type_str()), message!("quiz-write-number-1-without"))),
    }
}

fn text_problem(text: &str, form: &Form) -> Wrong {
    if text.trim().is_empty() {
        return Some((message!("quiz-empty"), message!("quiz-write-remove-field-if")));
    }
    match form {
        Form::Id if !is_id(text) => {
            Some((message!("quiz-does-not-fit-into", text), message!("quiz-write-small-letters-digits")))
        }
        Form::Text if text.matches('`').count() % 2 == 1 => {
            Some((message!("quiz-backtick-has-no-partner"), message!("quiz-put-code-between-two")))
        }
        Form::Text if text.split('`').skip(1).step_by(2).any(|code| code.trim().is_empty()) => {
            Some((message!("quiz-nothing-between-two-backticks"), message!("quiz-write-code-between-them")))
        }
        Form::Address if !text.starts_with("https://") || text.contains(char::is_whitespace) => {
            Some((message!("quiz-no-address", text), message!("quiz-begin-https-leave-no")))
        }
        Form::OneOf(words) if !words.contains(&text) => {
            Some((message!("quiz-not-known", text), message!("quiz-write-one", words = words.join(", "))))
        }
        _ => None,
    }
}

fn is_id(text: &str) -> bool {
    let plain =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    text.split('-').all(plain)
}

fn check_tables(
    sheet: &mut Sheet<'_>,
    value: &DeValue<'_>,
    line: usize,
    path: &str,
    (least, fields): (usize, &[Field]),
) {
    let items = value.as_array().filter(|items| items.iter().all(|item| item.get_ref().is_table()));
    let Some(items) = items else {
        let fix = message!("quiz-write-each-table-its", header = header(path));
        return sheet.report(line, path, message!("quiz-no-list-tables"), fix);
    };
    if items.len() < least {
        let what = message!("quiz-least", count = items.len(), least);
        sheet.report(line, path, what, message!("quiz-add-another", header = header(path)));
    }
    for (index, item) in items.iter().enumerate() {
        if let Some(table) = item.get_ref().as_table() {
            let line = sheet.line(item.span().start);
            check_table(sheet, table, line, &format!("{path}[{}].", index + 1), fields);
        }
    }
}

/// `questions[2].options` as TOML heads it: `questions.options`.
fn header(path: &str) -> String {
    path.split('[').map(|part| part.split_once(']').map_or(part, |(_, after)| after)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quiz::{Choice, Exercise, Question, Quiz, ShortText, Topic, TryStrategy};

    /// The names in backticks after "expected" in the message of serde about something unknown.
    fn expected<T: serde::de::DeserializeOwned>(json: &str) -> Vec<String> {
        let message = serde_json::from_str::<T>(json).err().expect("`zz` is unknown").to_string();
        let (_, names) = message.split_once("expected ").expect("serde lists what it expected");
        names.split('`').skip(1).step_by(2).map(String::from).collect()
    }

    fn names(fields: &[Field]) -> Vec<&str> {
        fields.iter().map(|field| field.name).collect()
    }

    #[test]
    fn the_lists_are_the_schema_s() {
        assert_eq!(names(QUIZ), expected::<Quiz>(r#"{"zz": 1}"#));
        assert_eq!(names(QUESTION), expected::<Question>(r#"{"zz": 1}"#));
        assert_eq!(names(TEXT), expected::<ShortText>(r#"{"zz": 1}"#));
        assert_eq!(names(EXERCISE), expected::<Exercise>(r#"{"zz": 1}"#));
        assert_eq!(names(OPTION), expected::<Choice>(r#"{"zz": 1}"#));
        assert_eq!(TOPICS, expected::<Topic>(r#""zz""#));
        let strategies = QUESTION.iter().find(|field| field.name == "try_strategy").map(|field| &field.form);
        let Some(Form::OneOf(words)) = strategies else { panic!("try_strategy is one of a few") };
        assert_eq!(*words, expected::<TryStrategy>(r#""zz""#));
        assert_eq!(*words, TryStrategy::ALL.map(TryStrategy::slug));
        assert_eq!(TOPICS.len(), Topic::ALL.len());
    }

    #[test]
    fn headers() {
        assert_eq!(header("questions"), "questions");
        assert_eq!(header("questions[12].options"), "questions.options");
    }
}
