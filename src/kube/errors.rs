//! How the API server writes what it refuses: `path: Type: value: detail`.
//!
//! Models apimachinery's pkg/util/validation/field/errors.go ErrorBody since v1.34.

use std::fmt::Display;

use crate::message::{Message, Said};

use super::int_or_string::IntOrString;
use super::object::Labels;

const NOT_NEGATIVE: &str = "must be greater than or equal to 0";

/// What is wrong with a field: the API server's words, and what we advise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// As the API server or a controller says it; nothing decides by it.
    pub text: String,
    /// What mends it.
    pub fix: Fix,
}

/// What mends an error, said by whoever found it: our advice hangs on no wording of upstream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fix {
    /// Nothing in particular: the text names the field.
    ChangeTheField,
    /// A number from 0.
    NotNegative,
    /// A number or a percentage.
    NumberOrPercent,
    /// At most 100%.
    AtMostAll,
    /// maxSurge and maxUnavailable are 0 both, and one must not be.
    RaiseOneOfTwo,
}

impl FieldError {
    /// With advice of its own.
    #[must_use]
    pub fn with(self, fix: Fix) -> Self {
        Self { fix, ..self }
    }
}

impl From<String> for FieldError {
    fn from(text: String) -> Self {
        Self { text, fix: Fix::ChangeTheField }
    }
}

impl From<&FieldError> for Said {
    fn from(error: &FieldError) -> Self {
        Self::from(&error.text)
    }
}

/// An error about a value, which is written as the API writes it.
pub fn invalid(path: &str, value: impl Display, detail: &str) -> FieldError {
    format!("{path}: Invalid value: {value}: {detail}").into()
}

/// Pushes an error about a value for each detail.
pub fn each(
    path: &str,
    value: impl Display,
    details: impl IntoIterator<Item: AsRef<str>>,
    errors: &mut Vec<FieldError>,
) {
    errors.extend(details.into_iter().map(|detail| invalid(path, &value, detail.as_ref())));
}

/// An error about a value below 0.
pub fn negative(path: &str, value: impl Display) -> FieldError {
    invalid(path, value, NOT_NEGATIVE).with(Fix::NotNegative)
}

/// A number below 0 is one of the errors.
pub fn not_negative(path: &str, value: i32, errors: &mut Vec<FieldError>) {
    if value < 0 {
        errors.push(negative(path, value));
    }
}

/// A field that must be given.
pub fn required(path: &str, detail: &str) -> FieldError {
    let colon = if detail.is_empty() { "" } else { ": " };
    format!("{path}: Required value{colon}{detail}").into()
}

/// A field that must not be given.
pub fn forbidden(path: &str, detail: &str) -> FieldError {
    format!("{path}: Forbidden: {detail}").into()
}

/// A value that is none of those there are; `value` as the API writes it.
pub fn unsupported(path: &str, value: &str, supported: &[&str]) -> FieldError {
    let supported: Vec<String> = supported.iter().map(|word| quoted(word)).collect();
    format!("{path}: Unsupported value: {value}: supported values: {}", supported.join(", ")).into()
}

/// As Go's `%q` writes text.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{0}'..='\u{1f}' | '\u{7f}' => quoted.push_str(&format!("\\x{:02x}", u32::from(c))),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A number or a text in quotes, as the API writes it in an error.
pub fn shown(value: &IntOrString) -> String {
    match value {
        IntOrString::Int(number) => number.to_string(),
        IntOrString::String(text) => format!("{text:?}"),
    }
}

/// A selector that matches everything.
pub fn empty_selector() -> FieldError {
    invalid("spec.selector", "{}", "empty selector is invalid for deployment")
}

/// The template's labels, as JSON, are not what the selector looks for.
pub fn labels_do_not_match(labels: &str) -> FieldError {
    invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`")
}

/// Labels as the API writes them in an error.
pub fn json(labels: &Labels) -> String {
    let pairs: Vec<String> = labels.iter().map(|(key, value)| format!("\"{key}\":\"{value}\"")).collect();
    format!("{{{}}}", pairs.join(","))
}

/// A command was refused, and nothing changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Text is what kubectl prints, the API server's words or kubectl's own, and is never translated; a part is ours.
    pub message: Said,
    /// What to do instead, in our words.
    pub hint: Message,
}

impl Rejected {
    /// Both, as one sentence after the other.
    pub fn whole(&self) -> Message {
        message!("refused-whole", message = self.message.clone(), hint = self.hint.clone())
    }
}
