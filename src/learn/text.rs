//! Text with `code` between backticks: the only markup a quiz has. Not Markdown, and never HTML.

/// A piece of text, to be shown in one face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span<'a> {
    /// Ordinary words.
    Text(&'a str),
    /// What stood between two backticks.
    Code(&'a str),
}

/// The pieces of a text in order, none of them empty. A backtick without its partner is an ordinary character.
///
/// "Set `maxSurge` to 1" is `Text("Set ")`, `Code("maxSurge")`, `Text(" to 1")`.
pub fn spans(text: &str) -> Vec<Span<'_>> {
    let mut spans = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('`') {
        let Some((code, after)) = after.split_once('`') else { break };
        spans.extend([Span::Text(before), Span::Code(code)]);
        rest = after;
    }
    spans.push(Span::Text(rest));
    spans.retain(|span| !matches!(span, Span::Text("") | Span::Code("")));
    spans
}

#[cfg(test)]
mod tests {
    use super::Span::{Code, Text};
    use super::*;

    #[test]
    fn pieces() {
        let cases: &[(&str, &[Span<'_>])] = &[
            ("", &[]),
            ("words", &[Text("words")]),
            ("Set `maxSurge` to 1", &[Text("Set "), Code("maxSurge"), Text(" to 1")]),
            ("`a``b`", &[Code("a"), Code("b")]),
            ("`a` and `b`.", &[Code("a"), Text(" and "), Code("b"), Text(".")]),
            ("one ` alone", &[Text("one ` alone")]),
            ("`a` and ` alone", &[Code("a"), Text(" and ` alone")]),
            ("an empty `` pair", &[Text("an empty "), Text(" pair")]),
            ("`<b>` stays as it is: <b>", &[Code("<b>"), Text(" stays as it is: <b>")]),
            ("`größer` als ü", &[Code("größer"), Text(" als ü")]),
        ];
        for (text, expected) in cases {
            assert_eq!(spans(text), *expected, "{text}");
        }
    }
}
