//! Paths to fields, as kubectl's JSONPath has them: `.spec.template.spec.containers[0].image`,
//! `.status.conditions[type=Progressing].reason`.
//!
//! The filter may be written as JSONPath has it too, `[?(@.type=="Progressing")]`; keys with points in them stand in
//! brackets, `.metadata.labels[app.kubernetes.io/name]`, or have their points escaped. No wildcards, no ranges: a path leads
//! to one field.

use std::fmt;

use crate::kube::form::{Form, Shape};
use crate::kube::object::Name;
use crate::kube::spelling;
use crate::kube::tree::{Node, Value};

use super::datum::{Datum, Sort};
use super::wrong::Wrong;

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A field or a key.
    Key(Name),
    /// An item of a list, from 0.
    Index(usize),
    /// The first item whose field is this.
    Where(Name, Name),
}

/// A path from the top of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path(pub(super) Vec<Step>);

impl Path {
    /// Reads a path; it begins with a point.
    pub(super) fn parse(text: &str) -> Result<Self, Wrong> {
        let broken = || {
            Wrong::new(
                message!("goal-no-path-field", text = format!("{text:?}")),
                message!("goal-write-one-such-status"),
            )
        };
        let (mut steps, mut rest) = (Vec::new(), text);
        while !rest.is_empty() {
            if let Some(inner) = rest.strip_prefix('[') {
                let (inside, after) = inner.split_once(']').ok_or_else(broken)?;
                steps.push(bracket(inside).ok_or_else(broken)?);
                rest = after;
            } else {
                let (key, after) = key(rest.strip_prefix('.').ok_or_else(broken)?);
                // kubectl takes a point before a bracket too.
                if key.is_empty() && !after.starts_with('[') {
                    return Err(broken());
                }
                if !key.is_empty() {
                    steps.push(Step::Key(key.into()));
                }
                rest = after;
            }
        }
        if matches!(steps.first(), Some(Step::Key(_))) { Ok(Self(steps)) } else { Err(broken()) }
    }

    /// What the field holds in objects of a shape; `None` where further fields stand there.
    pub(super) fn sort(&self, shape: &'static Shape) -> Result<Option<Sort>, Wrong> {
        let mut form = Form::Mapping(shape);
        for step in &self.0 {
            form = match (form, step) {
                (Form::Mapping(shape), Step::Key(name)) => match shape.rows.iter().find(|row| row.name == &**name) {
                    Some(row) => row.form,
                    // What is kept as it was written has no form.
                    None if shape.knows(name) => return Ok(Some(Sort::Any)),
                    None => return Err(unknown(name, shape)),
                },
                // A text, in which a number may stand: the weight of an Ingress does.
                (Form::Labels, Step::Key(_)) => return Ok(Some(Sort::Any)),
                (Form::Quantities, Step::Key(_)) => Form::IntOrString,
                (Form::List(item), Step::Index(_)) => *item,
                (Form::List(item), Step::Where(name, _)) => match item {
                    Form::Mapping(shape) if !shape.knows(name) => return Err(unknown(name, shape)),
                    Form::Mapping(_) => *item,
                    _ => {
                        return Err(Wrong::new(
                            message!("goal-items-have-no-fields"),
                            message!("goal-name-item-by-its-place"),
                        ));
                    }
                },
                (Form::List(_), Step::Key(name)) => {
                    let fix = message!("goal-name-item-by-place");
                    return Err(Wrong::new(message!("goal-list-stands-before", name), fix));
                }
                (_, Step::Index(_) | Step::Where(..)) => {
                    return Err(Wrong::new(
                        message!("goal-no-list-stands", path = self),
                        message!("goal-take-out-what-brackets"),
                    ));
                }
                (_, Step::Key(name)) => {
                    return Err(Wrong::new(message!("goal-nothing-below", name), message!("goal-end-path-before")));
                }
            };
        }
        Ok(match form {
            Form::Whole(..) => Some(Sort::Number),
            Form::Bool => Some(Sort::Bool),
            Form::OneOf(words) => Some(Sort::Word(words)),
            Form::Text | Form::Written(_) => Some(Sort::Text),
            // The last two are the World's, which is no object.
            Form::IntOrString | Form::Seconds(..) | Form::Amount(..) => Some(Sort::Any),
            Form::Mapping(_) | Form::List(_) | Form::Labels | Form::Quantities | Form::Keyed(..) => None,
        })
    }

    /// The topmost field it goes through.
    pub(super) fn top(&self) -> &str {
        match self.0.first() {
            Some(Step::Key(name)) => name,
            _ => "",
        }
    }

    /// What stands at its end, in a tree of its topmost field.
    pub(super) fn below_top<'a>(&self, top: &'a Node) -> Option<&'a Node> {
        self.0[1..].iter().try_fold(top, |node, step| match (step, &node.value) {
            (Step::Key(name), _) => node.field(name),
            (Step::Index(index), Value::List(items)) => items.get(*index),
            (Step::Where(name, wanted), Value::List(items)) => {
                items.iter().find(|item| item.field(name).is_some_and(|node| shown(&node.value) == **wanted))
            }
            _ => None,
        })
    }
}

fn unknown(name: &str, shape: &Shape) -> Wrong {
    let (what, fix) = spelling::unknown(name, shape);
    Wrong::new(message!("goal-unknown-field-of", name, what, shape = shape.name), fix)
}

/// A key up to the next point or bracket that is not escaped.
fn key(text: &str) -> (String, &str) {
    let (mut key, mut signs) = (String::new(), text.char_indices());
    while let Some((at, sign)) = signs.next() {
        match sign {
            '\\' => key.extend(signs.next().map(|(_, sign)| sign)),
            '.' | '[' => return (key, &text[at..]),
            _ => key.push(sign),
        }
    }
    (key, "")
}

fn bracket(inside: &str) -> Option<Step> {
    if let Ok(index) = inside.parse() {
        return Some(Step::Index(index));
    }
    let bare = |text: &str| text.trim().trim_matches(['"', '\'']).to_owned();
    let filter = inside.strip_prefix("?(@.").and_then(|rest| rest.strip_suffix(')'));
    let pair = filter.unwrap_or(inside).split_once('=');
    let pair = pair.map(|(name, value)| (bare(name), bare(value.strip_prefix('=').unwrap_or(value))));
    match pair {
        Some((name, value)) if !name.is_empty() => Some(Step::Where(name.into(), value.into())),
        Some(_) => None,
        None if filter.is_some() || bare(inside).is_empty() => None,
        None => Some(Step::Key(bare(inside).into())),
    }
}

/// A scalar as text.
fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Number(text) => text.clone(),
        Value::Null => String::new(),
        other => Node::from(other.clone()).json(),
    }
}

/// What a field holds at an instant. What is not written is empty, as in Go: 0, false or no text.
pub(super) fn datum(node: Option<&Node>, sort: Sort) -> Datum {
    let value = node.map_or(&Value::Null, |node| &node.value);
    match (sort, value) {
        (Sort::Number, Value::Int(number)) => Datum::Number(*number),
        (Sort::Number, _) => Datum::Number(0),
        (Sort::Bool, value) => Datum::Bool(*value == Value::Bool(true)),
        (Sort::Any, Value::Int(number)) => Datum::Number(*number),
        (Sort::Any, Value::Bool(value)) => Datum::Bool(*value),
        (Sort::Any, Value::Text(text)) => {
            text.parse().map_or_else(|_| Datum::Text(text.as_str().into()), Datum::Number)
        }
        (_, value) => Datum::Text(shown(value).into()),
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let simple = |key: &str| key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_/".contains(&byte));
        self.0.iter().try_for_each(|step| match step {
            Step::Key(key) if simple(key) => write!(f, ".{key}"),
            Step::Key(key) if key.parse::<usize>().is_ok() => write!(f, "['{key}']"),
            Step::Key(key) => write!(f, "[{key}]"),
            Step::Index(index) => write!(f, "[{index}]"),
            Step::Where(name, value) => write!(f, "[{name}={value}]"),
        })
    }
}
