//! Conditions from their text: `deployment/web .status.updatedReplicas == 3 and requests.failed == 0`.

use crate::kube::object::{Kind, Name};
use crate::kube::spelling;
use crate::kube::time::{Millis, SECOND};
use crate::kubectl::resource;
use crate::kubectl::show::shape;

use super::goal::{Condition, Op, Right, Test, has_objects};
use super::lexer::{Token, Wrong, parts, tokens};
use super::path::Path;
use super::value::{Datum, Sort, Value};

/// Reads a text of one or more conditions joined by `and`; every part that is wrong says so.
pub(super) fn condition(text: &str) -> Result<Condition, Vec<Wrong>> {
    let one_line: String = text.chars().map(|sign| if sign.is_whitespace() { ' ' } else { sign }).collect();
    let (mut tests, mut wrong) = (Vec::new(), Vec::new());
    for part in parts(&one_line) {
        match test(part) {
            Ok(test) => tests.push(Condition::Is(test)),
            Err(one) => wrong.push(one),
        }
    }
    match (wrong.is_empty(), tests.len()) {
        (false, _) => Err(wrong),
        (true, 1) => Ok(tests.remove(0)),
        (true, _) => Ok(Condition::All(tests)),
    }
}

fn test(text: &str) -> Result<Test, Wrong> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0 };
    let test = parser.test()?;
    match parser.next() {
        None => Ok(test),
        Some(more) => {
            let fix = "join conditions with and, and put text with blanks in quotes";
            Err(Wrong::new(format!("{} stands behind a whole condition", more.shown()), fix))
        }
    }
}

/// Goes through the parts of a text.
pub(super) struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

/// What begins a value, for near spellings.
const BEGINNINGS: [&str; 7] = ["count", "first", "last", "rollout", "score", "requests", "time"];

impl Parser {
    pub fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    pub fn next(&mut self) -> Option<Token> {
        let token = self.peek().cloned();
        self.at += usize::from(token.is_some());
        token
    }

    /// Takes this word if it comes next.
    pub fn take(&mut self, word: &str) -> bool {
        self.take_token(&Token::Word(word.into()))
    }

    fn take_token(&mut self, wanted: &Token) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    pub fn open(&mut self, of: &str, fix: &str) -> Result<(), Wrong> {
        if self.take_token(&Token::Open) { Ok(()) } else { Err(Wrong::new(format!("no ( stands behind {of}"), fix)) }
    }

    pub fn close(&mut self) -> Result<(), Wrong> {
        match self.next() {
            Some(Token::Close) => Ok(()),
            Some(other) => {
                Err(Wrong::new(format!("{} stands where ) is due", other.shown()), "take it out, or close before it"))
            }
            None => Err(Wrong::new("a ( is not closed", "write ) at its end")),
        }
    }

    pub fn arrow(&mut self) -> bool {
        self.take_token(&Token::Arrow)
    }

    pub fn word(&mut self, what: &str, fix: &str) -> Result<String, Wrong> {
        match self.next() {
            Some(Token::Word(word) | Token::Text(word)) => Ok(word),
            Some(other) => Err(Wrong::new(format!("{} is no {what}", other.shown()), fix)),
            None => Err(Wrong::new(format!("no {what} is given"), fix)),
        }
    }

    fn test(&mut self) -> Result<Test, Wrong> {
        if let Some(test) = self.existence()? {
            return Ok(test);
        }
        let left = self.value(None)?;
        let op = self.op(left.sort())?;
        let right = if self.is_value() {
            let right = self.value(Some(&left))?;
            comparable(&left, &right)?;
            Right::Value(right)
        } else {
            Right::Is(self.literal(left.sort())?)
        };
        Ok(Test::Compare { left, op, right })
    }

    /// `deployment/web exists`, `pod/web-0 .spec.nodeName does not exist`.
    fn existence(&mut self) -> Result<Option<Test>, Wrong> {
        let begin = self.at;
        let Some(Token::Word(word)) = self.next().filter(|token| token.shown().contains('/')) else {
            self.at = begin;
            return Ok(None);
        };
        let path = match self.peek().cloned() {
            Some(Token::Path(path)) => {
                self.at += 1;
                Some(path)
            }
            _ => None,
        };
        let Some(exists) = self.exists() else {
            self.at = begin;
            return Ok(None);
        };
        let (kind, name) = object(&word)?;
        let path = path.map(|path| Path::parse(&path)).transpose()?;
        if let (Some(path), Some(shape)) = (&path, shape::of(kind)) {
            path.sort(shape)?;
        }
        Ok(Some(Test::Exists { kind, name, path, exists }))
    }

    /// `exists` or `does not exist`, if one of them comes next.
    pub fn exists(&mut self) -> Option<bool> {
        let begin = self.at;
        if self.take("exists") {
            return Some(true);
        }
        if self.take("does") && self.take("not") && self.take("exist") {
            return Some(false);
        }
        self.at = begin;
        None
    }

    pub fn op(&mut self, sort: Sort) -> Result<Op, Wrong> {
        match self.next() {
            Some(Token::Op(op)) if op.is_of_order() && matches!(sort, Sort::Text | Sort::Bool | Sort::Word(_)) => {
                Err(Wrong::new(format!("{} asks for an order, and there is none", op.sign()), "write == or !="))
            }
            Some(Token::Op(op)) => Ok(op),
            Some(other) => {
                Err(Wrong::new(format!("{} is no comparison", other.shown()), "write ==, !=, <, <=, > or >="))
            }
            None => Err(Wrong::new("nothing is compared", "write a comparison behind it, such as == 3")),
        }
    }

    /// A value comes next, and not what is written in its place.
    fn is_value(&self) -> bool {
        let behind = self.tokens.get(self.at + 1);
        match self.peek() {
            Some(Token::Path(_)) => true,
            Some(Token::Word(word)) => {
                behind == Some(&Token::Open)
                    || word == "time"
                    || word.starts_with("requests.")
                    || word.starts_with("score.")
                    || word.contains('/') && matches!(behind, Some(Token::Path(_)))
            }
            _ => false,
        }
    }

    /// A value; a path alone is one of the object that stands on the left.
    fn value(&mut self, left: Option<&Value>) -> Result<Value, Wrong> {
        const FIX: &str = "begin with an object and a field such as deployment/web .status.replicas, or with count(, \
                           first(, last(, rollout(, score, requests or time";
        match (self.next(), left) {
            (Some(Token::Path(path)), Some(Value::Field { kind, name, .. })) => field(*kind, name.clone(), &path),
            (Some(Token::Path(path)), _) => Err(Wrong::new(
                format!("no object is named before {path}"),
                "write one before it, such as deployment/web",
            )),
            (Some(Token::Word(word)), _) => match word.split_once('.').unwrap_or((&word, "")) {
                ("time", "") => Ok(Value::Time),
                ("count" | "first" | "last", "") => self.counted(&word),
                ("rollout", "") => self.rollout(),
                ("requests", figure) => self.requests(figure),
                ("score", figure) => self.score(figure),
                _ if word.contains('/') => {
                    let (kind, name) = object(&word)?;
                    match self.next() {
                        Some(Token::Path(path)) => field(kind, name, &path),
                        _ => Err(Wrong::new(
                            format!("no field of {word} is named"),
                            "write one behind it, such as .status.replicas, or exists",
                        )),
                    }
                }
                (begin, _) => {
                    let near = spelling::nearest(begin, BEGINNINGS.into_iter());
                    let fix = near.map_or_else(|| FIX.to_owned(), |near| format!("write {near}"));
                    Err(Wrong { what: format!("{word} is nothing that can be asked for"), fix })
                }
            },
            (Some(other), _) => Err(Wrong::new(format!("{} is nothing that can be asked for", other.shown()), FIX)),
            (None, _) => Err(Wrong::new("nothing is asked for", FIX)),
        }
    }

    fn rollout(&mut self) -> Result<Value, Wrong> {
        const FIX: &str = "write rollout(deployment/web)";
        self.open("rollout", FIX)?;
        let word = self.word("Deployment", FIX)?;
        let (kind, name) = object(&word)?;
        if kind != Kind::Deployment {
            return Err(Wrong::new(format!("{word} has no rollout"), "name a Deployment, such as deployment/web"));
        }
        self.close()?;
        Ok(Value::Rollout(name))
    }

    /// What is written in a value's place.
    pub fn literal(&mut self, sort: Sort) -> Result<Datum, Wrong> {
        let (text, in_quotes) = match self.next() {
            Some(Token::Text(text)) => (text, true),
            Some(Token::Word(word)) => (word, false),
            Some(other) => {
                return Err(Wrong::new(format!("{} is nothing to compare with", other.shown()), example(sort)));
            }
            None => return Err(Wrong::new("there is nothing to compare with", example(sort))),
        };
        let any = || Datum::Text(text.as_str().into());
        let read = match sort {
            Sort::Text => Some(any()),
            Sort::Any if in_quotes => Some(text.parse().map_or_else(|_| any(), Datum::Number)),
            Sort::Any => Some(match (text.parse(), text.parse()) {
                (Ok(number), _) => Datum::Number(number),
                (_, Ok(value)) => Datum::Bool(value),
                _ => any(),
            }),
            Sort::Number => text.parse().ok().map(Datum::Number),
            Sort::Bool => text.parse().ok().map(Datum::Bool),
            Sort::Share => share(&text).map(Datum::Share),
            Sort::Time => time(&text).map(Datum::Time),
            Sort::Word(words) => words.contains(&&*text).then(any),
        };
        read.ok_or_else(|| Wrong { what: format!("{text:?} {}", is_not(sort)), fix: example_of(sort, &text) })
    }

    /// A length of time.
    pub fn time(&mut self) -> Result<Millis, Wrong> {
        match self.literal(Sort::Time)? {
            Datum::Time(time) => Ok(time),
            _ => Err(Wrong::new("no time is given", example(Sort::Time))),
        }
    }
}

/// A field of an object with what it holds.
fn field(kind: Kind, name: Name, path: &str) -> Result<Value, Wrong> {
    let path = Path::parse(path)?;
    let Some(shape) = shape::of(kind) else { return Err(no_objects(kind)) };
    match path.sort(shape)? {
        Some(sort) => Ok(Value::Field { kind, name, path, sort }),
        None => Err(Wrong::new(format!("further fields stand at {path}"), "name one of them, or write exists")),
    }
}

/// `deployment/web`: the kind by any of its names, and the name.
fn object(word: &str) -> Result<(Kind, Name), Wrong> {
    let (kind, name) = word.split_once('/').unwrap_or((word, ""));
    let kind = kind_called(kind)?;
    if !has_objects(kind) {
        return Err(no_objects(kind));
    }
    if name.is_empty() {
        return Err(Wrong::new(format!("no object is named in {word}"), "write its name behind the /"));
    }
    Ok((kind, name.into()))
}

fn no_objects(kind: Kind) -> Wrong {
    Wrong::new(format!("there are no objects of kind {}", kind.as_str()), "ask for its events")
}

pub(super) fn kind_called(name: &str) -> Result<Kind, Wrong> {
    if let Some(resource) = resource::called(name) {
        return Ok(resource.kind);
    }
    let fix = match resource::nearest(name) {
        Some(near) => format!("write {near}"),
        None => {
            let all: Vec<&str> = resource::RESOURCES.iter().map(|resource| resource.singular).collect();
            format!("write one of {}", all.join(", "))
        }
    };
    Err(Wrong { what: format!("there is no kind {name}"), fix })
}

fn comparable(left: &Value, right: &Value) -> Result<(), Wrong> {
    let (one, other) = (left.sort(), right.sort());
    if one == other || one == Sort::Any || other == Sort::Any {
        return Ok(());
    }
    Err(Wrong::new(
        format!("{left} and {right} are never the same: one {}, the other {}", is(one), is(other)),
        "compare two of one sort",
    ))
}

fn is(sort: Sort) -> &'static str {
    match sort {
        Sort::Number => "is a number",
        Sort::Share => "is a share",
        Sort::Time => "is a time",
        Sort::Bool => "is true or false",
        Sort::Text | Sort::Word(_) => "is text",
        Sort::Any => "is anything",
    }
}

fn is_not(sort: Sort) -> &'static str {
    match sort {
        Sort::Number => "is no whole number",
        Sort::Share => "is no share",
        Sort::Time => "is no length of time",
        Sort::Bool => "is neither true nor false",
        Sort::Text | Sort::Any | Sort::Word(_) => "can never be",
    }
}

fn example(sort: Sort) -> &'static str {
    match sort {
        Sort::Number => "write a whole number such as 3",
        Sort::Share => "write a percentage such as 20% or 2.5%",
        Sort::Time => "write a time such as 90s, 1m30s or 500ms",
        Sort::Bool => "write true or false",
        Sort::Text | Sort::Any => "write text, in quotes if there are blanks in it",
        Sort::Word(_) => "write one of the words it can be",
    }
}

fn example_of(sort: Sort, text: &str) -> String {
    match sort {
        Sort::Word(words) => {
            let near = spelling::nearest(text, words.iter().copied());
            near.map_or_else(|| format!("write one of {}", words.join(", ")), |near| format!("write {near}"))
        }
        other => example(other).to_owned(),
    }
}

/// `2.5%` is 25 thousandths.
fn share(text: &str) -> Option<u64> {
    let (whole, tenth) = text.strip_suffix('%').map(|number| number.split_once('.').unwrap_or((number, "0")))?;
    let digits =
        |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole, 6) && digits(tenth, 1))
        .then(|| Some(whole.parse::<u64>().ok()? * 10 + tenth.parse::<u64>().ok()?))?
}

/// `1m30s` is 90,000 ms.
pub(super) fn time(text: &str) -> Option<Millis> {
    let (mut rest, mut all) = (text, 0);
    while !rest.is_empty() {
        let digits = rest.find(|sign: char| !sign.is_ascii_digit())?;
        let number: Millis = rest[..digits].parse().ok().filter(|_| digits <= 18)?;
        let after = &rest[digits..];
        let letters = after.find(|sign: char| sign.is_ascii_digit()).unwrap_or(after.len());
        let unit = match &after[..letters] {
            "ms" => 1,
            "s" => SECOND,
            "m" => 60 * SECOND,
            "h" => 3_600 * SECOND,
            _ => return None,
        };
        all = number.saturating_mul(unit).saturating_add(all);
        rest = &after[letters..];
    }
    (!text.is_empty()).then_some(all)
}
