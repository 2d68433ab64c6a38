//! Custom resources, of which kubectl knows no more than their fields. Models kubectl's pkg/describe/describe.go
//! genericDescriber, printUnstructuredContent and smartLabelFor.

use super::super::peek::go;
use super::page::Page;
use crate::kube::tree::{Node, Value};

/// What was told before.
const SKIPPED: [&str; 4] = [".metadata.name", ".metadata.namespace", ".metadata.labels", ".metadata.annotations"];

pub fn custom(page: &mut Page, tree: &Node) {
    page.labels("Labels", tree, "metadata.labels");
    page.annotations("Annotations", tree, "metadata.annotations");
    fields(page, 0, tree, "");
}

fn fields(page: &mut Page, level: usize, node: &Node, above: &str) {
    let Value::Map(pairs) = &node.value else { return };
    for (key, node) in pairs {
        let path = format!("{above}.{}", key.text);
        if SKIPPED.contains(&path.as_str()) {
            continue;
        }
        let label = label(&key.text);
        match &node.value {
            Value::Map(_) => {
                page.line(level, &format!("{label}:"));
                fields(page, level + 1, node, &path);
            }
            Value::List(items) => {
                page.line(level, &format!("{label}:"));
                for item in items {
                    match &item.value {
                        Value::Map(_) => fields(page, level + 1, item, &path),
                        other => page.line(level + 1, &go(other)),
                    }
                }
            }
            other => page.field(level, &label, go(other)),
        }
    }
}

/// `currentPodHash` as `Current Pod Hash`; a name with other signs than letters and dashes as it is.
fn label(field: &str) -> String {
    const ACRONYMS: [&str; 5] = ["API", "URL", "UID", "OSB", "GUID"];
    if field.chars().any(|sign| !sign.is_ascii_alphabetic() && sign != '-') {
        return field.into();
    }
    let words = words(field).into_iter().map(|word| {
        let upper = word.to_ascii_uppercase();
        if ACRONYMS.contains(&upper.as_str()) {
            return upper;
        }
        let rest = word.get(1..).unwrap_or_default();
        format!("{}{rest}", upper.get(..1).unwrap_or_default())
    });
    words.collect::<Vec<String>>().join(" ")
}

/// The words of a name in camel case. Models fatih/camelcase Split: `HPAReplicas` is `HPA` and `Replicas`.
fn words(field: &str) -> Vec<String> {
    let signs: Vec<char> = field.chars().collect();
    let class = |sign: char| (sign.is_ascii_lowercase(), sign.is_ascii_uppercase());
    let mut words: Vec<String> = Vec::new();
    let mut before: Option<char> = None;
    for (index, sign) in signs.iter().enumerate() {
        let next_is_small = signs.get(index + 1).is_some_and(char::is_ascii_lowercase);
        let goes_on = before.is_some_and(|before| {
            let same = class(before) == class(*sign);
            let first_large = before.is_ascii_uppercase() && sign.is_ascii_lowercase();
            // The last large letter of several begins the next word.
            (same && !(sign.is_ascii_uppercase() && next_is_small)) || first_large
        });
        match words.last_mut().filter(|_| goes_on) {
            Some(word) => word.push(*sign),
            None => words.push(sign.to_string()),
        }
        before = Some(*sign);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_as_kubectl_makes_them() {
        let cases = [
            ("apiVersion", "API Version"),
            ("kind", "Kind"),
            ("stableRS", "Stable RS"),
            ("HPAReplicas", "HPA Replicas"),
            ("currentPodHash", "Current Pod Hash"),
            ("uid", "UID"),
            ("rollouts-pod-template-hash", "Rollouts - Pod - Template - Hash"),
            ("app.kubernetes.io/name", "app.kubernetes.io/name"),
            ("v2", "v2"),
            ("podIPs", "Pod I Ps"),
        ];
        for (field, expected) in cases {
            assert_eq!(label(field), expected);
        }
    }
}
