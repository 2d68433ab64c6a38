//! What the schema of a custom resource's definition says of values, as rows over an object's tree.
//!
//! Models apiextensions-apiserver's pkg/apiserver/validation (structural schemas) in its words. Rules between fields are CEL
//! expressions upstream: they stand as functions beside the tables, and are asked only where nothing before forbids it
//! (pkg/registry/customresource hasBlockingErr).

use super::errors::{FieldError, invalid, quoted, required, unsupported};
use super::pattern::{Dialect, Pattern};
use super::tree::{Node, Value};

/// One rule of a schema.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rule {
    /// Items of a list, from and to.
    Items(usize, usize),
    /// Bytes of a text, from and to.
    Length(usize, usize),
    /// What a text matches somewhere.
    Matches(&'static str),
    /// A whole number, from and to; the latter as upstream prints it.
    Range(i64, i64, &'static str),
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// A field that a mapping must have.
    Has(&'static str),
    /// A text that a mapping must have and that must not be empty: which of the two it is, no tree tells.
    Filled(&'static str),
}

/// A path, in which `[]` stands for every item, and what holds there.
pub(super) type Row = (&'static str, Rule);

/// Errors found, and whether one keeps CEL's rules from being asked.
#[derive(Default)]
pub(super) struct Found {
    pub errors: Vec<FieldError>,
    pub blocking: bool,
}

impl Found {
    fn block(&mut self, error: FieldError) {
        self.errors.push(error);
        self.blocking = true;
    }

    /// What a CEL rule says of a mapping or a list, which it does not print.
    pub fn says(&mut self, path: &str, of: &str, message: &str) {
        self.errors.push(invalid(path, quoted(of), message));
    }
}

/// Every place of a tree that a path names, with the path as it is there. A field that is null is not there.
pub fn each(node: &Node, path: &str, at: &str, found: &mut dyn FnMut(&str, &Node)) {
    if path.is_empty() {
        return found(at, node);
    }
    if let Some(rest) = path.strip_prefix("[]") {
        if let Value::List(items) = &node.value {
            let rest = rest.trim_start_matches('.');
            items.iter().enumerate().for_each(|(index, item)| each(item, rest, &format!("{at}[{index}]"), found));
        }
        return;
    }
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let (name, rest) = path.split_at(end);
    if let Some(inner) = node.field(name) {
        let at = if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
        each(inner, rest.trim_start_matches('.'), &at, found);
    }
}

/// Checks a tree by a table.
pub(super) fn check(tree: &Node, rows: &[Row]) -> Found {
    let mut found = Found::default();
    for (path, rule) in rows {
        each(tree, path, "", &mut |at, node| one(at, node, *rule, &mut found));
    }
    found
}

fn one(at: &str, node: &Node, rule: Rule, found: &mut Found) {
    match (rule, &node.value) {
        (Rule::Items(least, most), Value::List(items)) => {
            if items.len() > most {
                found.block(format!("{at}: Too many: {}: must have at most {most} items", items.len()).into());
            } else if items.len() < least {
                let why = format!("{at} in body should have at least {least} items");
                found.errors.push(invalid(at, items.len(), &why));
            }
        }
        (Rule::Length(least, most), Value::Text(text)) => {
            if text.len() > most {
                found.block(format!("{at}: Too long: may not be more than {most} bytes").into());
            } else if text.len() < least {
                let why = format!("{at} in body should be at least {least} chars long");
                found.errors.push(invalid(at, quoted(text), &why));
            }
        }
        (Rule::Matches(pattern), Value::Text(text)) => {
            let read = Pattern::new(pattern, Dialect::Re2);
            // Of an empty text the minimum length speaks.
            if !text.is_empty() && !read.is_ok_and(|read| read.finds(text)) {
                found.errors.push(invalid(at, quoted(text), &format!("{at} in body should match '{pattern}'")));
            }
        }
        (Rule::Range(least, most, words), Value::Int(number)) => {
            let why = match number {
                number if *number < least => format!("greater than or equal to {least}"),
                number if *number > most => format!("less than or equal to {words}"),
                _ => return,
            };
            found.errors.push(invalid(at, number, &format!("{at} in body should be {why}")));
        }
        (Rule::OneOf(words), Value::Text(text)) if !words.contains(&text.as_str()) => {
            found.block(unsupported(at, &quoted(text), words));
        }
        (Rule::OneOf(words), Value::Int(number)) if !words.contains(&&*number.to_string()) => {
            found.block(unsupported(at, &number.to_string(), words));
        }
        (Rule::OneOf(_), Value::Text(_) | Value::Int(_)) => {}
        (Rule::Has(name), Value::Map(_)) => {
            if node.field(name).is_none() {
                found.block(required(&format!("{at}.{name}"), ""));
            }
        }
        (Rule::Filled(name), Value::Map(_)) => {
            if node.field(name).is_none_or(|text| text.value == Value::Text(String::new())) {
                let at = format!("{at}.{name}");
                found.errors.push(invalid(&at, "\"\"", &format!("{at} in body should be at least 1 chars long")));
            }
        }
        (rule, value) => wrong_type(at, rule, value, found),
    }
}

fn wrong_type(at: &str, rule: Rule, value: &Value, found: &mut Found) {
    let wanted = match rule {
        Rule::Items(..) => "array",
        Rule::Range(..) => "integer",
        Rule::Has(_) | Rule::Filled(_) => "object",
        Rule::Length(..) | Rule::Matches(_) | Rule::OneOf(_) => "string",
    };
    let is = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Int(_) => "integer",
        Value::Number(_) => "number",
        Value::Text(_) => "string",
        Value::List(_) => "array",
        Value::Map(_) => "object",
    };
    let error = invalid(at, quoted(is), &format!("{at} in body must be of type {wanted}: {}", quoted(is)));
    // Two rows of one field find the same.
    if !found.errors.contains(&error) {
        found.block(error);
    }
}
