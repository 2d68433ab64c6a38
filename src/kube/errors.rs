//! How the API server writes what it refuses: `path: Type: value: detail`.
//!
//! Models apimachinery's pkg/util/validation/field/errors.go ErrorBody since v1.34.

use std::fmt::Display;

use crate::message::{Message, Said};

use super::int_or_string::IntOrString;
use super::object::Labels;

const NOT_NEGATIVE: &str = "must be greater than or equal to 0";

/// An error about a value, which is written as the API writes it.
pub fn invalid(path: &str, value: impl Display, detail: &str) -> String {
    format!("{path}: Invalid value: {value}: {detail}")
}

/// Pushes an error about a value for each detail.
pub fn each(path: &str, value: impl Display, details: impl IntoIterator<Item: AsRef<str>>, errors: &mut Vec<String>) {
    errors.extend(details.into_iter().map(|detail| invalid(path, &value, detail.as_ref())));
}

/// A number below 0 is one of the errors.
pub fn not_negative(path: &str, value: i32, errors: &mut Vec<String>) {
    if value < 0 {
        errors.push(invalid(path, value, NOT_NEGATIVE));
    }
}

/// A field that must be given.
pub fn required(path: &str, detail: &str) -> String {
    if detail.is_empty() { format!("{path}: Required value") } else { format!("{path}: Required value: {detail}") }
}

/// A field that must not be given.
pub fn forbidden(path: &str, detail: &str) -> String {
    format!("{path}: Forbidden: {detail}")
}

/// A value that is none of those there are; `value` as the API writes it.
pub fn unsupported(path: &str, value: &str, supported: &[&str]) -> String {
    let supported: Vec<String> = supported.iter().map(|word| quoted(word)).collect();
    format!("{path}: Unsupported value: {value}: supported values: {}", supported.join(", "))
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
pub fn empty_selector() -> String {
    invalid("spec.selector", "{}", "empty selector is invalid for deployment")
}

/// The template's labels, as JSON, are not what the selector looks for.
pub fn labels_do_not_match(labels: &str) -> String {
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
