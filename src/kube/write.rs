//! A tree as YAML in the style of kubectl: two blanks a level, lists at the level of their key.

use saphyr_parser::ScalarStyle;

use super::scalar::scalar;
use super::tree::{Node, Value, quoted};

/// The text of a document. It is read again as the same tree.
pub fn yaml(node: &Node) -> String {
    let mut text = String::new();
    match &node.value {
        Value::Map(pairs) if !pairs.is_empty() => block(node, 0, &mut text),
        Value::List(items) if !items.is_empty() => block(node, 0, &mut text),
        _ => {
            text.push_str(&flow(&node.value));
            text.push('\n');
        }
    }
    text
}

fn block(node: &Node, depth: usize, text: &mut String) {
    let blanks = "  ".repeat(depth);
    match &node.value {
        Value::Map(pairs) => {
            for (index, (key, node)) in pairs.iter().enumerate() {
                // The first field of an item stands behind its dash.
                if index > 0 || !text.ends_with("- ") {
                    text.push_str(&blanks);
                }
                text.push_str(&plain(&key.text));
                text.push(':');
                value(node, depth, text);
            }
        }
        Value::List(items) => {
            for item in items {
                text.push_str(&blanks);
                text.push_str("- ");
                match &item.value {
                    Value::Map(pairs) if !pairs.is_empty() => block(item, depth + 1, text),
                    other => {
                        text.push_str(&flow(other));
                        text.push('\n');
                    }
                }
            }
        }
        _ => {}
    }
}

fn value(node: &Node, depth: usize, text: &mut String) {
    match &node.value {
        Value::Map(pairs) if !pairs.is_empty() => {
            text.push('\n');
            block(node, depth + 1, text);
        }
        Value::List(items) if !items.is_empty() => {
            text.push('\n');
            block(node, depth, text);
        }
        other => {
            text.push(' ');
            text.push_str(&flow(other));
            text.push('\n');
        }
    }
}

/// On one line: scalars, and what lies so deep that nobody wrote it otherwise.
fn flow(value: &Value) -> String {
    match value {
        Value::Text(text) => plain(text),
        other => Node::from(other.clone()).json(),
    }
}

/// Text without quotes where nothing in it could be taken for something else.
fn plain(text: &str) -> String {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"_./:%@+-".contains(&byte);
    let begins = text.as_bytes().first().is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'/');
    let is_text = matches!(scalar(text, ScalarStyle::Plain, None), Value::Text(_));
    // YAML 1.1 knows dates.
    let is_date = text.as_bytes().get(4) == Some(&b'-') && text.bytes().take(4).all(|byte| byte.is_ascii_digit());
    let bare = begins && is_text && !is_date && text.bytes().all(safe) && !text.ends_with(':');
    if bare { text.into() } else { quoted(text) }
}

#[cfg(test)]
mod tests {
    use super::super::yaml::documents;
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let cases = [
            ("a: 1\nb: true\nc: \"true\"\nd: web:v1\ne: 25%\nf: \"1\"\n", "scalars"),
            ("a:\n  b:\n  - c: 1\n    d:\n    - x\n    - z\n  - e: \"\"\nf: []\ng: {}\n", "nested"),
            ("a:\n- - 1\n", "a list in a list"),
            ("a: \"2026-01-01T00:00:00Z\"\nb: 2026\nc: web-2026-01\n", "a date"),
            ("a: \"one\\ntwo\"\n\"b c\": \"x: y\"\n\"#\": \"- a\"\n", "quotes"),
        ];
        for (text, name) in cases {
            let tree = &documents(text).expect(name)[0];
            let written = yaml(tree);
            assert_eq!(&documents(&written).expect(name)[0], tree, "{name}:\n{written}");
            if name != "a list in a list" {
                assert_eq!(written, text, "{name}");
            }
        }
    }
}
