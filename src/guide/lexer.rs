//! A condition's text in its smallest parts, and where one condition of several ends.

use crate::kube::tree::quoted;

use super::op::Op;
use super::wrong::Wrong;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(String),
    /// In quotes.
    Text(String),
    /// From its point on.
    Path(String),
    /// What stands behind `-l`.
    Selector(String),
    Op(Op),
    Open,
    Close,
    /// `->`
    Arrow,
}

impl Token {
    /// As it was written.
    pub fn shown(&self) -> String {
        match self {
            Self::Word(text) | Self::Path(text) | Self::Selector(text) => text.clone(),
            Self::Text(text) => quoted(text),
            Self::Op(op) => op.sign().into(),
            Self::Open => "(".into(),
            Self::Close => ")".into(),
            Self::Arrow => "->".into(),
        }
    }
}

/// The parts of a text.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Wrong> {
    let (mut tokens, mut rest) = (Vec::new(), text.trim_start());
    while let Some(first) = rest.chars().next() {
        let op = Op::ALL.iter().find(|(_, sign)| rest.starts_with(sign));
        let (token, after) = match (first, op) {
            _ if rest.starts_with("->") => (Token::Arrow, &rest[2..]),
            (_, Some((op, sign))) => (Token::Op(*op), &rest[sign.len()..]),
            ('(', _) => (Token::Open, &rest[1..]),
            (')', _) => (Token::Close, &rest[1..]),
            ('"', _) => text_in_quotes(rest)?,
            ('=', _) => return Err(Wrong::new(message!("goal-equals-sign-compares-nothing"), message!("goal-write"))),
            ('!', _) => {
                return Err(Wrong::new(
                    message!("goal-exclamation-mark-compares-nothing"),
                    message!("goal-write-not-before-condition"),
                ));
            }
            ('.', _) => {
                let (path, after) = split(rest, |sign| " )=!<>".contains(sign));
                (Token::Path(path.into()), after)
            }
            _ => {
                let (word, after) = split(rest, |sign| " ()\"=!<>".contains(sign));
                (Token::Word(word.into()), after)
            }
        };
        let selects = token == Token::Word("-l".into());
        tokens.push(token);
        rest = after.trim_start();
        if selects {
            let (selector, after) = split(rest, |sign| " )".contains(sign));
            tokens.push(Token::Selector(selector.into()));
            rest = after.trim_start();
        }
    }
    Ok(tokens)
}

/// Up to the first sign that ends it outside of brackets.
fn split(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    let mut inside = false;
    let end = text.char_indices().find(|(_, sign)| {
        inside = (inside || *sign == '[') && *sign != ']';
        !inside && ends(*sign)
    });
    text.split_at(end.map_or(text.len(), |(at, _)| at))
}

fn text_in_quotes(text: &str) -> Result<(Token, &str), Wrong> {
    let (mut inside, mut signs) = (String::new(), text.char_indices().skip(1));
    while let Some((at, sign)) = signs.next() {
        match sign {
            '"' => return Ok((Token::Text(inside), &text[at + 1..])),
            '\\' => inside.extend(signs.next().map(|(_, sign)| sign)),
            _ => inside.push(sign),
        }
    }
    Err(Wrong::new(message!("goal-quote-not-closed"), message!("goal-write-end-text")))
}

/// The conditions that `and` joins, outside of quotes, brackets and parentheses.
pub(super) fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut begin, mut depth, mut in_quotes, mut escaped) = (Vec::new(), 0, 0_i32, false, false);
    for (at, sign) in text.char_indices() {
        match sign {
            '\\' if in_quotes && !escaped => {
                escaped = true;
                continue;
            }
            '"' if !escaped => in_quotes = !in_quotes,
            '(' | '[' if !in_quotes => depth += 1,
            ')' | ']' if !in_quotes => depth -= 1,
            ' ' if !in_quotes && depth <= 0 && text[at..].starts_with(" and ") && at >= begin => {
                parts.push(&text[begin..at]);
                begin = at + " and ".len();
            }
            _ => {}
        }
        escaped = false;
    }
    parts.push(text.get(begin..).unwrap_or_default());
    parts
}
