//! Reading a template.

use super::{Operand, Part, Step};
use crate::kube::tree::Value;

/// Comparisons, longer ones first.
const SIGNS: [&str; 6] = ["==", "!=", "<=", ">=", "<", ">"];

/// What stands in braces.
enum Action {
    Path(Vec<Step>),
    Range(Vec<Step>),
    End,
}

pub(super) fn template(text: &str) -> Result<Vec<Part>, String> {
    // What is open: the range's path, and the parts before it.
    let mut open: Vec<(Vec<Step>, Vec<Part>)> = Vec::new();
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some((before, behind)) = rest.split_once('{') {
        if !before.is_empty() {
            parts.push(Part::Text(before.into()));
        }
        let end = closing(behind).ok_or("unclosed action")?;
        for action in actions(&behind[..end])? {
            match action {
                Action::Path(steps) => parts.push(Part::Path(steps)),
                Action::Range(steps) => open.push((steps, std::mem::take(&mut parts))),
                Action::End => {
                    let (steps, before) = open.pop().ok_or("not in range, nothing to end")?;
                    let inner = std::mem::replace(&mut parts, before);
                    parts.push(Part::Range(steps, inner));
                }
            }
        }
        rest = &behind[end + 1..];
    }
    if !open.is_empty() {
        return Err("unterminated range".into());
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.into()));
    }
    Ok(parts)
}

/// Where the brace closes: not in quotes.
fn closing(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut escaped = false;
    for (at, sign) in text.char_indices() {
        match (quote, sign) {
            _ if escaped => escaped = false,
            (_, '\\') => escaped = true,
            (Some(open), _) if sign == open => quote = None,
            (None, '"' | '\'') => quote = Some(sign),
            (None, '}') => return Some(at),
            _ => {}
        }
    }
    None
}

/// What stands in one pair of braces, set apart by blanks.
fn actions(text: &str) -> Result<Vec<Action>, String> {
    let mut reader = Reader { rest: text };
    let mut actions = Vec::new();
    loop {
        reader.skip_blanks();
        if reader.rest.is_empty() {
            return Ok(actions);
        }
        let word: &str = reader.rest.split([' ', '\t']).next().unwrap_or_default();
        match word {
            "range" => {
                reader.rest = &reader.rest[word.len()..];
                reader.skip_blanks();
                actions.push(Action::Range(reader.path()?));
            }
            "end" => {
                reader.rest = &reader.rest[word.len()..];
                actions.push(Action::End);
            }
            _ => actions.push(Action::Path(reader.path()?)),
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    /// What comes next, once it is taken.
    fn takes(&mut self, sign: &str) -> bool {
        let behind = self.rest.strip_prefix(sign);
        self.rest = behind.unwrap_or(self.rest);
        behind.is_some()
    }

    /// A path up to a blank or the end.
    fn path(&mut self) -> Result<Vec<Step>, String> {
        let mut steps = Vec::new();
        loop {
            match self.rest.chars().next() {
                None | Some(' ' | '\t' | '\n' | '\r') => return Ok(steps),
                Some('@') => self.rest = &self.rest[1..],
                Some('$') => {
                    self.rest = &self.rest[1..];
                    steps.push(Step::Root);
                }
                Some('.') => self.field(&mut steps)?,
                Some('[') => {
                    let inside = self.brackets()?;
                    steps.push(bracket(inside)?);
                }
                Some(quote @ ('"' | '\'')) => {
                    let text = self.quoted(quote)?;
                    steps.push(Step::Literal(Value::Text(text)));
                }
                Some(sign) if sign.is_ascii_digit() || sign == '-' => {
                    let word = self.word();
                    let number = word.parse().map_err(|_| format!("cannot parse number {word}"))?;
                    steps.push(Step::Literal(Value::Int(number)));
                }
                Some(sign) if sign.is_ascii_alphabetic() || sign == '_' => {
                    let word = self.word();
                    steps.push(match word {
                        "true" | "false" => Step::Literal(Value::Bool(word == "true")),
                        _ => Step::Field(word.into()),
                    });
                }
                Some(sign) => {
                    return Err(format!("unrecognized character in action: U+{:04X} '{sign}'", u32::from(sign)));
                }
            }
        }
    }

    fn field(&mut self, steps: &mut Vec<Step>) -> Result<(), String> {
        if self.takes("..") {
            steps.push(Step::Below);
            if !self.rest.starts_with(['[', '*']) {
                let name = self.name();
                steps.push(Step::Field(name));
            }
            return Ok(());
        }
        self.takes(".");
        if self.takes("*") {
            steps.push(Step::All);
        } else if !self.rest.is_empty() && !self.rest.starts_with(['[', ' ']) {
            let name = self.name();
            if name.is_empty() {
                return Err("unrecognized character in action".into());
            }
            steps.push(Step::Field(name));
        }
        Ok(())
    }

    /// A field's name: a backslash keeps the sign behind it, such as a point.
    fn name(&mut self) -> String {
        let (mut name, mut escaped, mut end) = (String::new(), false, self.rest.len());
        for (at, sign) in self.rest.char_indices() {
            match sign {
                _ if escaped => {
                    name.push(sign);
                    escaped = false;
                }
                '\\' => escaped = true,
                '.' | '[' | ']' | ' ' | '\t' | '\n' | ')' | ',' | '=' | '!' | '<' | '>' => {
                    end = at;
                    break;
                }
                _ => name.push(sign),
            }
        }
        self.rest = &self.rest[end..];
        name
    }

    fn word(&mut self) -> &'a str {
        let end = self.rest.find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-' && sign != '_');
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        word
    }

    /// A text in quotes.
    fn quoted(&mut self, quote: char) -> Result<String, String> {
        let (mut text, mut escaped) = (String::new(), false);
        for (at, sign) in self.rest.char_indices().skip(1) {
            match sign {
                _ if escaped => {
                    text.push(match sign {
                        'n' => '\n',
                        't' => '\t',
                        'r' => '\r',
                        other => other,
                    });
                    escaped = false;
                }
                '\\' => escaped = true,
                _ if sign == quote => {
                    self.rest = &self.rest[at + 1..];
                    return Ok(text);
                }
                _ => text.push(sign),
            }
        }
        Err("unterminated quoted string".into())
    }

    /// What stands in brackets, which may hold others.
    fn brackets(&mut self) -> Result<&'a str, String> {
        let (mut depth, mut quote) = (0, None);
        for (at, sign) in self.rest.char_indices() {
            match (quote, sign) {
                (Some(open), _) if sign == open => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'') => quote = Some(sign),
                (None, '[') => depth += 1,
                (None, ']') if depth == 1 => {
                    let inside = &self.rest[1..at];
                    self.rest = &self.rest[at + 1..];
                    return Ok(inside);
                }
                (None, ']') => depth -= 1,
                _ => {}
            }
        }
        Err("unterminated array".into())
    }
}

fn bracket(inside: &str) -> Result<Step, String> {
    let inside = inside.trim();
    if inside == "*" {
        return Ok(Step::All);
    }
    if let Some(filter) = inside.strip_prefix("?(") {
        return filter.strip_suffix(')').ok_or("unterminated filter".into()).and_then(self::filter);
    }
    let parts = apart(inside, ",");
    if parts.len() > 1 {
        let paths: Result<_, String> = parts.into_iter().map(|part| Ok(vec![bracket(part)?])).collect();
        return paths.map(Step::Union);
    }
    if let Some(quote) = inside.chars().next().filter(|sign| matches!(sign, '"' | '\'')) {
        return Reader { rest: inside }.quoted(quote).map(Step::Field);
    }
    let wrong = || format!("invalid array index {inside}");
    let numbers: Vec<&str> = inside.split(':').collect();
    let number = |place: usize| match numbers.get(place).map(|text| text.trim()) {
        None | Some("") => Ok(None),
        Some(text) => text.parse::<i64>().map(Some).map_err(|_| wrong()),
    };
    let (from, to, step) = (number(0)?, number(1)?, number(2)?);
    match numbers.len() {
        1 => {
            let from = from.ok_or_else(wrong)?;
            // The last one has no other behind it.
            Ok(Step::Slice { from: Some(from), to: (from != -1).then_some(from + 1), step: 1 })
        }
        2 | 3 => Ok(Step::Slice { from, to, step: step.unwrap_or(1) }),
        _ => Err(wrong()),
    }
}

fn filter(text: &str) -> Result<Step, String> {
    for sign in SIGNS {
        if let [one, other] = apart(text, sign).as_slice() {
            return Ok(Step::Filter(operand(one)?, sign, operand(other)?));
        }
    }
    Ok(Step::Filter(operand(text)?, "", Vec::new()))
}

fn operand(text: &str) -> Result<Operand, String> {
    Reader { rest: text.trim() }.path()
}

/// The parts of a text between signs that stand in no quotes and no brackets.
fn apart<'a>(text: &'a str, sign: &str) -> Vec<&'a str> {
    let (mut parts, mut from, mut depth, mut quote) = (Vec::new(), 0, 0, None);
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(letter),
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') => depth -= 1,
            _ if depth == 0 && at >= from && text[at..].starts_with(sign) => {
                parts.push(&text[from..at]);
                from = at + sign.len();
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}
