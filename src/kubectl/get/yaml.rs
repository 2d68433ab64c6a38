//! YAML as kubectl prints it. Models goyaml.v2's encode.go stringv and emitterc.go, which sigs.k8s.io/yaml writes with: texts
//! bare where they can be, several lines as a literal, lines folded behind column 80.

use crate::kube::scalar::scalar;
use crate::kube::tree::{Node, Value, quoted};
use saphyr_parser::ScalarStyle;

/// Behind this column a line is folded at its next blank.
const WIDTH: usize = 80;

/// The text of a document.
pub fn yaml(node: &Node) -> String {
    let mut out = String::new();
    match &node.value {
        Value::Map(pairs) if !pairs.is_empty() => block(node, 0, &mut out),
        Value::List(items) if !items.is_empty() => block(node, 0, &mut out),
        other => {
            one(other, 2, &mut out);
            out.push('\n');
        }
    }
    out
}

fn block(node: &Node, indent: usize, out: &mut String) {
    let blanks = " ".repeat(indent);
    match &node.value {
        Value::Map(pairs) => {
            for (index, (key, node)) in pairs.iter().enumerate() {
                // The first field of an item stands behind its dash.
                if index > 0 || !out.ends_with("- ") {
                    out.push_str(&blanks);
                }
                text(&key.text, None, out);
                out.push(':');
                match &node.value {
                    Value::Map(pairs) if !pairs.is_empty() => {
                        out.push('\n');
                        block(node, indent + 2, out);
                    }
                    Value::List(items) if !items.is_empty() => {
                        out.push('\n');
                        block(node, indent, out);
                    }
                    other => {
                        out.push(' ');
                        one(other, indent + 2, out);
                        out.push('\n');
                    }
                }
            }
        }
        Value::List(items) => {
            for item in items {
                out.push_str(&blanks);
                out.push_str("- ");
                match &item.value {
                    Value::Map(pairs) if !pairs.is_empty() => block(item, indent + 2, out),
                    Value::List(items) if !items.is_empty() => {
                        // A list in a list begins on the same line.
                        let mut inner = String::new();
                        block(item, indent + 2, &mut inner);
                        out.push_str(inner.trim_start_matches(' '));
                    }
                    other => {
                        one(other, indent + 2, out);
                        out.push('\n');
                    }
                }
            }
        }
        _ => {}
    }
}

fn one(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Text(words) => text(words, Some(indent), out),
        other => out.push_str(&Node::from(other.clone()).json()),
    }
}

/// A text; a key has no indent, for it is never folded.
fn text(words: &str, indent: Option<usize>, out: &mut String) {
    let special = words.chars().any(|sign| sign.is_control() && sign != '\n');
    let odd_end = words.ends_with(' ') || words.contains(" \n");
    match indent {
        Some(indent) if words.contains('\n') && !special && !odd_end => literal(words, indent, out),
        _ if special || words.contains('\n') || is_other(words) => out.push_str(&quoted(words)),
        _ if is_bare(words) => folded(words, indent, out),
        _ => {
            out.push('\'');
            folded(&words.replace('\'', "''"), indent, out);
            out.push('\'');
        }
    }
}

/// It would be read as something else than text.
fn is_other(words: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    let is_date = words.as_bytes().get(4) == Some(&b'-')
        && words.bytes().all(|byte| byte.is_ascii_digit() || b"-:.TtZz+ ".contains(&byte));
    // Numbers to the base of 60.
    let mut parts = words.trim_start_matches(['-', '+']).split(':');
    let sixty = words.contains(':') && parts.all(digits);
    words == "<<"
        || words == "="
        || is_date
        || sixty
        || !matches!(scalar(words, ScalarStyle::Plain, None), Value::Text(_))
}

/// Nothing in it means something to YAML. Models yaml_emitter_analyze_scalar.
fn is_bare(words: &str) -> bool {
    let first = words.chars().next().unwrap_or(' ');
    let blank_second = words.chars().nth(1).is_none_or(|sign| sign == ' ');
    let begins = "#,[]{}&*!|>'\"%@`".contains(first) || "?:-".contains(first) && blank_second;
    let colon = words.contains(": ") || words.ends_with(':');
    let edges = words.starts_with(' ') || words.ends_with(' ');
    !(begins || colon || edges || words.contains(" #") || words.starts_with("---") || words.starts_with("..."))
}

/// Lines as they are, below a sign which says how they end.
fn literal(words: &str, indent: usize, out: &mut String) {
    out.push('|');
    if words.starts_with([' ', '\n']) {
        out.push('2');
    }
    let body = match words.strip_suffix('\n') {
        None => {
            out.push('-');
            words
        }
        Some(rest) if rest.is_empty() || rest.ends_with('\n') => {
            out.push('+');
            rest
        }
        Some(rest) => rest,
    };
    for line in body.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            out.push_str(&" ".repeat(indent));
            out.push_str(line);
        }
    }
}

fn folded(words: &str, indent: Option<usize>, out: &mut String) {
    let start = out.rfind('\n').map_or(0, |at| at + 1);
    let mut column = out.get(start..).map_or(0, |line| line.chars().count());
    let (mut blank, mut signs) = (false, words.chars().peekable());
    let mut first = true;
    while let Some(sign) = signs.next() {
        let breaks = sign == ' ' && !blank && !first && signs.peek().is_some_and(|next| *next != ' ');
        match indent {
            Some(indent) if breaks && column > WIDTH => {
                out.push('\n');
                out.push_str(&" ".repeat(indent));
                column = indent;
            }
            _ => {
                out.push(sign);
                column += 1;
            }
        }
        (blank, first) = (sign == ' ', false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kube::yaml::documents;

    #[test]
    fn texts_are_written_as_kubectl_writes_them() {
        let cases = [
            ("web", "web"),
            ("", "\"\""),
            ("true", "\"true\""),
            ("1", "\"1\""),
            ("1:30", "\"1:30\""),
            ("2026-01-01T00:00:00Z", "\"2026-01-01T00:00:00Z\""),
            ("web:v1", "web:v1"),
            ("25%", "25%"),
            ("--port", "--port"),
            ("-c", "-c"),
            ("-", "'-'"),
            ("a: b", "'a: b'"),
            ("a #b", "'a #b'"),
            ("*", "'*'"),
            ("it's", "it's"),
            ("'it's'", "'''it''s'''"),
            ("ReplicaSet \"web\" has progressed.", "ReplicaSet \"web\" has progressed."),
            ("{\"a\":1}", "'{\"a\":1}'"),
            ("a\tb", "\"a\\tb\""),
            ("a\nb", "|-\n  a\n  b"),
            ("a\nb\n", "|\n  a\n  b"),
            ("{\"a\":1}\n", "|\n  {\"a\":1}"),
            (" a\n", "|2\n   a"),
            ("a \nb", "\"a \\nb\""),
        ];
        for (words, expected) in cases {
            let node = Node::from(Value::Map(vec![("k".into(), Value::Text(words.into()).into())]));
            let written = yaml(&node);
            assert_eq!(written, format!("k: {expected}\n"), "{words:?}");
            assert_eq!(documents(&written).expect("YAML"), [node], "{written}");
        }
    }

    #[test]
    fn long_lines_are_folded() {
        let long =
            "containers with unready status: [web] and so on, until it has gone well behind the eightieth column of it";
        let node = Node::from(Value::Map(vec![("message".into(), Value::Text(long.into()).into())]));
        let written = yaml(&node);
        let expected = "message: 'containers with unready status: [web] and so on, until it has gone well\n  behind the \
                        eightieth column of it'\n";
        assert_eq!(written, expected);
        assert_eq!(documents(&written).expect("YAML"), [node]);
    }

    #[test]
    fn lists_and_mappings() {
        let text = "a:\n- b: 1\n  c:\n  - x\n  - []\n- {}\nd: null\ne:\n  f: true\n";
        let node = &documents(text).expect("YAML")[0];
        assert_eq!(yaml(node), text);
    }
}
