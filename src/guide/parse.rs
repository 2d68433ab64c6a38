//! Conditions from their text: `deployment/web .status.updatedReplicas == 3 and requests.failed == 0`.

use crate::kube::object::{Kind, Name};
use crate::kube::spelling;
use crate::kube::time::Millis;
use crate::kubectl::resource;
use crate::kubectl::show::shape;
use crate::message::Message;

use super::datum::{Datum, Sort};
use super::goal::{Condition, Right, Test, has_objects};
use super::lexer::{Token, parts, tokens};
use super::literal::{example, example_of, is, is_not, share, time};
use super::op::Op;
use super::path::Path;
use super::value::{Bound, Value};
use super::wrong::Wrong;

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

/// Reads a text that is one value.
pub(super) fn value(text: &str) -> Result<Value, Wrong> {
    whole(text, |parser| parser.value(None))
}

fn test(text: &str) -> Result<Test, Wrong> {
    whole(text, Parser::test)
}

/// All of a text must be what is looked for.
fn whole<T>(text: &str, find: impl Fn(&mut Parser) -> Result<T, Wrong>) -> Result<T, Wrong> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0 };
    let found = find(&mut parser)?;
    match parser.next() {
        None => Ok(found),
        Some(more) => {
            let fix = message!("goal-join-conditions-put-text");
            Err(Wrong::new(message!("goal-stands-behind-whole-condition", found = more.shown()), fix))
        }
    }
}

/// Goes through the parts of a text.
pub(super) struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

/// What begins a value, for near spellings.
const BEGINNINGS: [&str; 9] =
    ["count", "first", "last", "rollout", "maxSurge", "maxUnavailable", "score", "requests", "time"];

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

    pub fn open(&mut self, of: &str, fix: Message) -> Result<(), Wrong> {
        if self.take_token(&Token::Open) { Ok(()) } else { Err(Wrong::new(message!("goal-no-parenthesis", of), fix)) }
    }

    pub fn close(&mut self) -> Result<(), Wrong> {
        match self.next() {
            Some(Token::Close) => Ok(()),
            Some(other) => Err(Wrong::new(
                message!("goal-stands-where-due", found = other.shown()),
                message!("goal-take-out-close-before"),
            )),
            None => Err(Wrong::new(message!("goal-parenthesis-not-closed"), message!("goal-close-parenthesis"))),
        }
    }

    pub fn arrow(&mut self) -> bool {
        self.take_token(&Token::Arrow)
    }

    pub fn word(&mut self, what: Message, fix: Message) -> Result<String, Wrong> {
        match self.next() {
            Some(Token::Word(word) | Token::Text(word)) => Ok(word),
            Some(other) => Err(Wrong::new(message!("goal-is-no", found = other.shown(), what), fix)),
            None => Err(Wrong::new(message!("goal-no-given", what), fix)),
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
                Err(Wrong::new(message!("goal-asks-order-none", op = op.sign()), message!("goal-write-equality")))
            }
            Some(Token::Op(op)) => Ok(op),
            Some(other) => Err(Wrong::new(
                message!("goal-no-comparison", found = other.shown()),
                message!("goal-write-comparison"),
            )),
            None => Err(Wrong::new(message!("goal-nothing-compared"), message!("goal-write-comparison-behind"))),
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
        let begin = || message!("goal-begin");
        match (self.next(), left) {
            (Some(Token::Path(path)), Some(Value::Field { kind, name, .. })) => field(*kind, name.clone(), &path),
            (Some(Token::Path(path)), _) => Err(Wrong::new(
                message!("goal-no-object-named-before", path = &path),
                message!("goal-write-object-before"),
            )),
            (Some(Token::Word(word)), _) => match word.split_once('.').unwrap_or((&word, "")) {
                ("time", "") => Ok(Value::Time),
                ("count" | "first" | "last", "") => self.counted(&word),
                ("rollout", "") => Ok(Value::Rollout(self.deployment("rollout")?)),
                ("maxSurge", "") => Ok(Value::Bound(Bound::MaxSurge, self.deployment("maxSurge")?)),
                ("maxUnavailable", "") => Ok(Value::Bound(Bound::MaxUnavailable, self.deployment("maxUnavailable")?)),
                ("requests", figure) => self.requests(figure),
                ("score", figure) => self.score(figure),
                _ if word.contains('/') => {
                    let (kind, name) = object(&word)?;
                    match self.next() {
                        Some(Token::Path(path)) => field(kind, name, &path),
                        _ => {
                            Err(Wrong::new(message!("goal-no-field-named", word), message!("goal-write-field-behind")))
                        }
                    }
                }
                (other, _) => {
                    let near = spelling::nearest(other, BEGINNINGS.into_iter());
                    let fix = near.map_or_else(begin, |near| message!("goal-write-near", near));
                    Err(Wrong { what: message!("goal-word-cannot-be-asked", word), fix })
                }
            },
            (Some(other), _) => Err(Wrong::new(message!("goal-cannot-be-asked", found = other.shown()), begin())),
            (None, _) => Err(Wrong::new(message!("goal-nothing-asked"), begin())),
        }
    }

    /// The Deployment in parentheses behind a word.
    fn deployment(&mut self, of: &str) -> Result<Name, Wrong> {
        let fix = message!("goal-write-rollout", of);
        self.open(of, fix.clone())?;
        let word = self.word(message!("goal-noun-deployment"), fix)?;
        let (kind, name) = object(&word)?;
        if kind != Kind::Deployment {
            return Err(Wrong::new(
                message!("goal-has-no-rollout", word),
                message!("goal-name-deployment-such-deployment"),
            ));
        }
        self.close()?;
        Ok(name)
    }

    /// What is written in a value's place.
    pub fn literal(&mut self, sort: Sort) -> Result<Datum, Wrong> {
        let (text, in_quotes) = match self.next() {
            Some(Token::Text(text)) => (text, true),
            Some(Token::Word(word)) => (word, false),
            Some(other) => {
                return Err(Wrong::new(message!("goal-found-nothing-compare", found = other.shown()), example(sort)));
            }
            None => return Err(Wrong::new(message!("goal-nothing-compare"), example(sort))),
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
        read.ok_or_else(|| Wrong { what: is_not(&format!("{text:?}"), sort), fix: example_of(sort, &text) })
    }

    /// A length of time.
    pub fn time(&mut self) -> Result<Millis, Wrong> {
        match self.literal(Sort::Time)? {
            Datum::Time(time) => Ok(time),
            _ => Err(Wrong::new(message!("goal-no-time-given"), example(Sort::Time))),
        }
    }
}

/// A field of an object with what it holds.
fn field(kind: Kind, name: Name, path: &str) -> Result<Value, Wrong> {
    let path = Path::parse(path)?;
    let Some(shape) = shape::of(kind) else { return Err(no_objects(kind)) };
    match path.sort(shape)? {
        Some(sort) => Ok(Value::Field { kind, name, path, sort }),
        None => {
            Err(Wrong::new(message!("goal-further-fields-stand", path = &path), message!("goal-name-one-them-write")))
        }
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
        return Err(Wrong::new(message!("goal-no-object-named", word), message!("goal-write-its-name-behind")));
    }
    Ok((kind, name.into()))
}

fn no_objects(kind: Kind) -> Wrong {
    Wrong::new(message!("goal-no-objects-kind", kind = kind.as_str()), message!("goal-ask-its-events"))
}

pub(super) fn kind_called(name: &str) -> Result<Kind, Wrong> {
    if let Some(resource) = resource::called(name) {
        return Ok(resource.kind);
    }
    let fix = match resource::nearest(name) {
        Some(near) => message!("goal-write-near", near),
        None => {
            let all: Vec<&str> = resource::RESOURCES.iter().map(|resource| resource.singular).collect();
            message!("goal-write-one-of", words = all.join(", "))
        }
    };
    Err(Wrong { what: message!("goal-no-kind", name), fix })
}

fn comparable(left: &Value, right: &Value) -> Result<(), Wrong> {
    let (one, other) = (left.sort(), right.sort());
    if one == other || one == Sort::Any || other == Sort::Any {
        return Ok(());
    }
    Err(Wrong::new(
        message!(
            "goal-never-same-one-other",
            left = left.to_string(),
            right = right.to_string(),
            one = is(one),
            other = is(other)
        ),
        message!("goal-compare-two-one-sort"),
    ))
}
