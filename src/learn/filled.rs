//! Text with values in it that are read off a cluster: `it wants $(deployment/web .spec.replicas) pods`.

use crate::guide::datum::Datum;
use crate::guide::gauge::Gauge;
use crate::guide::value::Value;
use crate::kube::time::{Millis, SECOND};
use crate::sim::Cluster;

/// A piece of such a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Words(&'a str),
    /// What stood between `$(` and the parenthesis that closes it.
    Value(&'a str),
}

/// Its pieces in order. What is not closed is an ordinary text.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("$(") {
        let Some(end) = closes(after) else { break };
        pieces.extend([Piece::Words(before), Piece::Value(&after[..end])]);
        rest = &after[end + 1..];
    }
    pieces.push(Piece::Words(rest));
    pieces.retain(|piece| *piece != Piece::Words(""));
    pieces
}

/// Where the parenthesis that is open at the beginning closes.
fn closes(text: &str) -> Option<usize> {
    let mut open = 1_u32;
    for (at, sign) in text.char_indices() {
        match sign {
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some(at);
        }
    }
    None
}

/// The text with what holds now. A value that cannot be told is a dash.
pub fn filled(text: &str, cluster: &Cluster) -> String {
    let said = |piece: Piece<'_>| match piece {
        Piece::Words(words) => words.to_owned(),
        Piece::Value(value) => {
            let gauge = Value::parse(value).map(|value| Gauge::begin(&value, cluster));
            gauge.ok().and_then(|gauge| gauge.now().map(plain)).unwrap_or_else(|| "–".into())
        }
    };
    pieces(text).into_iter().map(said).collect()
}

/// `83.5`: a span, ms, in seconds.
pub fn seconds(span: Millis) -> String {
    let text = format!("{}.{:03}", span / SECOND, span % SECOND);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A value in a sentence: text without quotes, times in seconds.
pub fn plain(datum: &Datum) -> String {
    match datum {
        Datum::Text(text) => text.to_string(),
        Datum::Time(time) => format!("{} s", seconds(*time)),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::Piece::{Value, Words};
    use super::*;

    #[test]
    fn pieces_of_texts() {
        let cases: &[(&str, &[Piece<'_>])] = &[
            ("", &[]),
            ("words", &[Words("words")]),
            (
                "it wants $(deployment/web .spec.replicas) pods",
                &[Words("it wants "), Value("deployment/web .spec.replicas"), Words(" pods")],
            ),
            ("$(count(pods -l app=web))", &[Value("count(pods -l app=web)")]),
            ("$(not closed", &[Words("$(not closed")]),
        ];
        for (text, expected) in cases {
            assert_eq!(pieces(text), *expected, "{text}");
        }
    }
}
