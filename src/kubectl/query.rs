//! What stands behind `-l`: `app=web,track!=canary,tier in (a, b),!old`. Models apimachinery's pkg/labels/selector.go Parse.

use super::printed::Printed;
use crate::kube::selector::{LabelSelector, LabelSelectorRequirement};

/// Reads a query of labels.
///
/// # Errors
///
/// kubectl's words for what is none.
pub fn labels(text: &str) -> Result<LabelSelector, Printed> {
    let mut selector = LabelSelector::default();
    let mut depth = 0;
    let parts = text.split(|sign| {
        match sign {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        sign == ',' && depth == 0
    });
    for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
        selector.match_expressions.push(requirement(part)?);
    }
    Ok(selector)
}

/// Signs between a key and a value.
const OPERATORS: &str = "in, notin, =, ==, !=, gt, lt";

fn second_word(text: &str) -> &str {
    text.split_whitespace().nth(1).unwrap_or_default()
}

fn requirement(part: &str) -> Result<LabelSelectorRequirement, Printed> {
    let of = |key: &str, operator: &str, values: Vec<&str>| LabelSelectorRequirement {
        key: key.trim().into(),
        operator: operator.into(),
        values: values.into_iter().map(|value| value.trim().into()).collect(),
        ..LabelSelectorRequirement::default()
    };
    if let Some(values) = part.strip_suffix(')') {
        let (before, values) = values.split_once('(').ok_or_else(|| unreadable(")", OPERATORS))?;
        let mut words = before.split_whitespace();
        let operator = match (words.next(), words.next(), words.next()) {
            (Some(key), Some("in"), None) => (key, "In"),
            (Some(key), Some("notin"), None) => (key, "NotIn"),
            _ => return Err(unreadable(second_word(before), OPERATORS)),
        };
        return Ok(of(operator.0, operator.1, values.split(',').collect()));
    }
    if let Some((key, value)) = part.split_once("!=") {
        return Ok(of(key, "NotIn", vec![value]));
    }
    if let Some((key, value)) = part.split_once('=') {
        let value = value.strip_prefix('=').unwrap_or(value);
        return if value.contains('=') {
            Err(unreadable("=", "',' or 'end of string'"))
        } else {
            Ok(of(key, "In", vec![value]))
        };
    }
    if part.contains('(') {
        return Err(unreadable("", "',' or ')'"));
    }
    if part.contains(' ') {
        return Err(unreadable(second_word(part), OPERATORS));
    }
    Ok(match part.strip_prefix('!') {
        Some(key) => of(key, "DoesNotExist", Vec::new()),
        None => of(part, "Exists", Vec::new()),
    })
}

fn unreadable(found: &str, expected: &str) -> Printed {
    Printed::wrong(format!("error: unable to parse requirement: found '{found}', expected: {expected}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kube::object::labels as of;

    #[test]
    fn queries_match_as_upstream_has_them() {
        let web = of(&[("app", "web"), ("tier", "a")]);
        let cases = [
            ("app=web", true),
            ("app==web", true),
            ("app=web,tier=b", false),
            ("app!=web", false),
            ("track!=canary", true),
            ("tier in (a, b),app", true),
            ("tier notin (a,b)", false),
            ("!track", true),
            ("!app", false),
            ("", true),
        ];
        for (text, expected) in cases {
            assert_eq!(labels(text).map(|selector| selector.matches(&web)), Ok(expected), "{text}");
        }
        for text in ["a b", "a=b=c", "tier on (a)", "tier in (a"] {
            assert!(labels(text).is_err(), "{text}");
        }
    }
}
