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
    for part in parts(text) {
        let part = part.trim();
        if !part.is_empty() {
            selector.match_expressions.push(requirement(part).ok_or_else(|| {
                let found = part.split([' ', '=']).next_back().unwrap_or_default();
                Printed::wrong(format!(
                    "error: unable to parse requirement: found '{found}', expected: in, notin, =, ==, !=, gt, lt"
                ))
            })?);
        }
    }
    Ok(selector)
}

/// Commas between brackets tell nothing apart.
fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut from, mut depth) = (Vec::new(), 0, 0_u32);
    for (at, sign) in text.char_indices() {
        match sign {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

fn requirement(part: &str) -> Option<LabelSelectorRequirement> {
    let made = |key: &str, operator: &str, values: Vec<&str>| {
        let key = key.trim();
        let sound = !key.is_empty() && !key.contains(|sign: char| sign.is_whitespace() || "=!(),".contains(sign));
        let values = values.into_iter().map(|value| value.trim().into()).collect();
        sound.then(|| LabelSelectorRequirement {
            key: key.into(),
            operator: operator.into(),
            values,
            ..Default::default()
        })
    };
    if let Some((key, value)) = part.split_once("!=") {
        return made(key, "NotIn", vec![value]);
    }
    if let Some((key, value)) = part.split_once("==").or_else(|| part.split_once('=')) {
        return made(key, "In", vec![value]);
    }
    if let Some((before, inside)) = part.split_once('(') {
        let values = inside.strip_suffix(')')?.split(',').collect();
        let (key, operator) = before.trim().rsplit_once(char::is_whitespace)?;
        return match operator {
            "in" => made(key, "In", values),
            "notin" => made(key, "NotIn", values),
            _ => None,
        };
    }
    match part.strip_prefix('!') {
        Some(key) => made(key, "DoesNotExist", Vec::new()),
        None => made(part, "Exists", Vec::new()),
    }
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
        for text in ["a b", "=x", "tier on (a)", "tier in (a", "!"] {
            assert!(labels(text).is_err(), "{text}");
        }
    }
}
