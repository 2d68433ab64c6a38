//! Goals from a tree: what stands in a content file, in YAML, JSON or TOML. All that is wrong comes in one list.

use crate::kube::form::{Form, Row, Shape};
use crate::kube::reader::{Fields, Reader};
use crate::kube::time::Millis;
use crate::kube::tree::{Node, Value};
use crate::kube::{Malformed, yaml};
use crate::sorted;

use super::goal::{Clause, Condition, Goal, When};
use super::literal;
use super::parse;

const fn row(name: &'static str) -> Row {
    Row::new(name, Form::Text)
}

/// Of a goal.
const GOAL: Shape = Shape {
    name: "a goal",
    rows: &[
        row("eventually"),
        row("always"),
        row("at the end"),
        row("all"),
        row("any"),
        row("not"),
        row("from"),
        row("until"),
        row("within"),
        row("for"),
    ],
    inert: &[],
    kept: &[],
};

/// Of a condition.
const CONDITION: Shape =
    Shape { name: "a condition", rows: &[row("all"), row("any"), row("not")], inert: &[], kept: &[] };

/// What joins others.
const JOINING: [&str; 3] = ["all", "any", "not"];
/// What is said of one clause alone.
const WINDOW: [&str; 4] = ["from", "until", "within", "for"];

impl Goal {
    /// Reads a goal from YAML or JSON.
    ///
    /// # Errors
    ///
    /// All that is wrong, in the order of its lines.
    pub fn parse(text: &str) -> Result<Self, Vec<Malformed>> {
        let documents = yaml::documents(text).map_err(|problem| vec![problem])?;
        match documents.as_slice() {
            [goal] => Self::read(goal, ""),
            _ => {
                let what = message!("goal-no-single-goal");
                let fix = message!("goal-write-one-such-eventually");
                Err(vec![Malformed { line: 1, field: String::new(), what, fix }])
            }
        }
    }

    /// Reads a goal that stands at a path of a larger document.
    ///
    /// # Errors
    ///
    /// All that is wrong, in the order of its lines.
    pub fn read(node: &Node, path: &str) -> Result<Self, Vec<Malformed>> {
        let mut reader = Reader::default();
        let goal = goal(&mut reader, node, path);
        let mut problems = reader.problems;
        sorted::sort_by(&mut problems, |one, other| one.line.cmp(&other.line));
        goal.filter(|_| problems.is_empty()).ok_or(problems)
    }
}

fn goal(reader: &mut Reader, node: &Node, path: &str) -> Option<Goal> {
    if !matches!(node.value, Value::Map(_)) {
        // A condition alone has to come true.
        return Some(clause(When::Eventually, condition(reader, node, path)?));
    }
    let fields = reader.open(node, path, &GOAL);
    let begins: Vec<&str> =
        GOAL.rows[..6].iter().map(|row| row.name).filter(|name| fields.get(name).is_some()).collect();
    let [begin] = begins.as_slice() else {
        let what = match begins.as_slice() {
            [] => message!("goal-does-not-say-what"),
            [one, other, ..] => message!("goal-stand-side-by-side", one = *one, other = *other),
            [_] => return None,
        };
        let fix = message!("goal-write-one-eventually-always");
        reader.problem(fields.line, path, what, fix);
        return None;
    };
    let (inner, at) = (fields.get(begin)?, fields.at(begin));
    if JOINING.contains(begin) {
        for name in WINDOW.iter().filter(|name| fields.get(name).is_some()) {
            let fix = message!("goal-write-beside-eventually-always");
            reader.problem(fields.line, &fields.at(name), message!("goal-said-no-clause", name = *name), fix);
        }
        return join(reader, begin, inner, &at);
    }
    let when = When::ALL.iter().find(|(_, key)| key == begin).map(|(when, _)| *when)?;
    let holds = condition(reader, inner, &at);
    let side = |reader: &mut Reader, name: &str| fields.get(name).map(|node| condition(reader, node, &fields.at(name)));
    let (from, until) = (side(reader, "from"), side(reader, "until"));
    let (within, lasting) = (time(reader, &fields, "within"), time(reader, &fields, "for"));
    window(reader, &fields, when);
    let clause = Clause { when, holds: holds?, from: from.flatten(), until: until.flatten(), within, lasting };
    Some(Goal::Clause(Box::new(clause)))
}

fn clause(when: When, holds: Condition) -> Goal {
    Goal::Clause(Box::new(Clause { when, holds, from: None, until: None, within: None, lasting: None }))
}

/// What of a window makes no sense for a clause.
fn window(reader: &mut Reader, fields: &Fields<'_>, when: When) {
    let hold = || message!("goal-write-if-must-hold");
    let wrong = match when {
        When::Eventually => Vec::new(),
        When::Always if fields.get("until").is_some() => {
            vec![("within", hold()), ("for", message!("goal-write-until-not-both"))]
        }
        When::Always => vec![("within", hold())],
        When::AtTheEnd => vec![
            ("within", message!("goal-write-eventually-if-must-come")),
            ("for", message!("goal-write-eventually-and-for")),
        ],
    };
    for (name, fix) in wrong {
        if let Some(node) = fields.get(name) {
            reader.problem(node.line, &fields.at(name), message!("goal-says-nothing", name), fix);
        }
    }
}

/// A length of time; in `within`, `of the start` may stand behind it.
fn time(reader: &mut Reader, fields: &Fields<'_>, name: &str) -> Option<Millis> {
    let (node, path) = (fields.get(name)?, fields.at(name));
    let text = match &node.value {
        Value::Text(text) => text.as_str(),
        _ => "",
    };
    let text = if name == "within" { text.strip_suffix(" of the start").unwrap_or(text) } else { text };
    let time = literal::time(text.trim());
    if time.is_none() {
        reader.wrong::<()>(node, &path, message!("goal-write-time-such-90s"));
    }
    time
}

fn condition(reader: &mut Reader, node: &Node, path: &str) -> Option<Condition> {
    match &node.value {
        Value::Text(text) => match parse::condition(text) {
            Ok(condition) => Some(condition),
            Err(wrong) => {
                wrong.into_iter().for_each(|wrong| reader.problem(node.line, path, wrong.what, wrong.fix));
                None
            }
        },
        Value::List(_) => several(reader, node, path).map(|parts| one_or(parts, Condition::All)),
        Value::Map(_) => {
            let fields = reader.open(node, path, &CONDITION);
            let given: Vec<&str> = JOINING.into_iter().filter(|name| fields.get(name).is_some()).collect();
            let [name] = given.as_slice() else {
                reader.problem(
                    fields.line,
                    path,
                    message!("goal-not-one-all-any"),
                    message!("goal-write-one-them-condition"),
                );
                return None;
            };
            join(reader, name, fields.get(name)?, &fields.at(name))
        }
        _ => reader.wrong(node, path, message!("goal-write-condition-such-deployment")),
    }
}

/// What can be joined: goals, and conditions.
trait Joined: Sized {
    fn read_from(reader: &mut Reader, node: &Node, path: &str) -> Option<Self>;
    fn all(parts: Vec<Self>) -> Self;
    fn any(parts: Vec<Self>) -> Self;
    fn not(part: Self) -> Self;
}

macro_rules! joined {
    ($kind:ident by $read:ident) => {
        impl Joined for $kind {
            fn read_from(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
                $read(reader, node, path)
            }
            fn all(parts: Vec<Self>) -> Self {
                Self::All(parts)
            }
            fn any(parts: Vec<Self>) -> Self {
                Self::Any(parts)
            }
            fn not(part: Self) -> Self {
                Self::Not(Box::new(part))
            }
        }
    };
}
joined!(Goal by goal);
joined!(Condition by condition);

/// `all`, `any` or `not` of what stands below it.
fn join<T: Joined>(reader: &mut Reader, name: &str, node: &Node, path: &str) -> Option<T> {
    match name {
        "not" => T::read_from(reader, node, path).map(T::not),
        "all" => several(reader, node, path).map(|parts| one_or(parts, T::all)),
        _ => several(reader, node, path).map(|parts| one_or(parts, T::any)),
    }
}

fn one_or<T>(mut parts: Vec<T>, join: fn(Vec<T>) -> T) -> T {
    if parts.len() == 1 { parts.remove(0) } else { join(parts) }
}

/// Items of a list, at least one; nothing where one of them cannot be read.
fn several<T: Joined>(reader: &mut Reader, node: &Node, path: &str) -> Option<Vec<T>> {
    let items = reader.items(node, path);
    if items.is_empty() && matches!(node.value, Value::List(_)) {
        reader.problem(node.line, path, message!("goal-list-empty"), message!("goal-write-what-must-hold"));
    }
    let read: Vec<Option<T>> = items.into_iter().map(|(item, path)| T::read_from(reader, item, &path)).collect();
    if read.is_empty() { None } else { read.into_iter().collect() }
}
