//! Goals as text, in the one form that is read again as the same goal.

use std::fmt;

use crate::kube::selector::LabelSelector;
use crate::kube::tree::{Mapping, Node, Value as Tree};
use crate::kube::write::yaml;
use crate::kubectl::resource;
use crate::sim::traffic;

use super::datum::Datum;
use super::goal::{Condition, Goal, Right, Test};
use super::value::{Filter, Happened, Requests, Things, Value, Which};

impl fmt::Display for Goal {
    /// As YAML.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&yaml(&self.tree()))
    }
}

fn text(value: &impl fmt::Display) -> Option<Node> {
    Some(Tree::Text(value.to_string()).into())
}

/// A mapping of one field.
fn one(name: &str, node: Node) -> Node {
    Tree::Map(vec![(name.into(), node)]).into()
}

fn list<T>(items: &[T], write: impl Fn(&T) -> Node) -> Node {
    Tree::List(items.iter().map(write).collect()).into()
}

impl Goal {
    /// As a tree.
    pub fn tree(&self) -> Node {
        match self {
            Self::All(parts) => one("all", list(parts, Self::tree)),
            Self::Any(parts) => one("any", list(parts, Self::tree)),
            Self::Not(part) => one("not", part.tree()),
            Self::Clause(clause) => {
                let time = |time: Option<u64>| time.and_then(|time| text(&Datum::Time(time)));
                let mut mapping = Mapping::default();
                mapping.put(clause.when.key(), Some(clause.holds.tree()));
                mapping.put("from", clause.from.as_ref().map(Condition::tree));
                mapping.put("until", clause.until.as_ref().map(Condition::tree));
                mapping.put("within", time(clause.within));
                mapping.put("for", time(clause.lasting));
                mapping.end().unwrap_or_else(|| Tree::Null.into())
            }
        }
    }
}

impl Condition {
    /// As a tree: tests that are joined by `and` as one text.
    pub fn tree(&self) -> Node {
        let tests = |parts: &[Self]| -> Option<Vec<String>> {
            let test = |part: &Self| if let Self::Is(test) = part { Some(test.to_string()) } else { None };
            parts.iter().map(test).collect()
        };
        match self {
            Self::Is(test) => Tree::Text(test.to_string()).into(),
            Self::All(parts) => match tests(parts) {
                Some(tests) => Tree::Text(tests.join(" and ")).into(),
                None => one("all", list(parts, Self::tree)),
            },
            Self::Any(parts) => one("any", list(parts, Self::tree)),
            Self::Not(part) => one("not", part.tree()),
        }
    }
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compare { left, op, right: Right::Is(datum) } => write!(f, "{left} {} {datum}", op.sign()),
            Self::Compare { left, op, right: Right::Value(value) } => write!(f, "{left} {} {value}", op.sign()),
            Self::Exists { kind, name, path, exists } => {
                write!(f, "{}/{name} ", resource::of(*kind).singular)?;
                if let Some(path) = path {
                    write!(f, "{path} ")?;
                }
                f.write_str(existence(*exists))
            }
        }
    }
}

fn existence(exists: bool) -> &'static str {
    if exists { "exists" } else { "does not exist" }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field { kind, name, path, .. } => write!(f, "{}/{name} {path}", resource::of(*kind).singular),
            Self::Rollout(name) => write!(f, "rollout(deployment/{name})"),
            Self::Bound(bound, name) => write!(f, "{}(deployment/{name})", bound.name()),
            Self::Count(things) => write!(f, "count({things})"),
            Self::Happened(which, happened) => {
                let function = match which {
                    Which::Count => "count",
                    Which::First => "first",
                    Which::Last => "last",
                };
                write!(f, "{function}({happened})")
            }
            Self::Requests(requests) => requests.fmt(f),
            Self::Score { images: None, figure } => write!(f, "score.{}", figure.name()),
            Self::Score { images: Some((old, new)), figure } => {
                let [old, new] = [old, new].map(|image| Datum::Text(image.clone()));
                write!(f, "score({old} -> {new}).{}", figure.name())
            }
            Self::Time => f.write_str("time"),
        }
    }
}

impl fmt::Display for Requests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "requests.{}", self.figure.name())?;
        if let Some(image) = &self.of {
            write!(f, " of {}", Datum::Text(image.clone()))?;
        }
        if let Some(user) = self.by {
            write!(f, " by {}", traffic::name(user))?;
        }
        match self.last {
            Some(last) => write!(f, " in the last {}", Datum::Time(last)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Happened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, name) = match self {
            Self::Event { kind, name, .. } => (Some(kind), name),
            Self::Command { kind, name, .. } => (kind.as_ref(), name),
        };
        let about = match (kind, name) {
            (Some(kind), Some(name)) => format!(" {}/{name}", resource::of(*kind).singular),
            (Some(kind), None) => format!(" {}", resource::of(*kind).plural()),
            _ => String::new(),
        };
        match self {
            Self::Event { reason, .. } => write!(f, "events{about} {}", Datum::Text(reason.clone())),
            Self::Command { verb, .. } => write!(f, "commands {verb}{about}"),
        }
    }
}

impl fmt::Display for Things {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(resource::of(self.kind).plural())?;
        if !self.selector.is_empty() {
            write!(f, " -l {}", selector(&self.selector))?;
        }
        self.filters.iter().enumerate().try_for_each(|(index, filter)| {
            f.write_str(if index == 0 { " where " } else { " and " })?;
            filter.fmt(f)
        })
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(path, op, datum, _) => write!(f, "{path} {} {datum}", op.sign()),
            Self::Status(op, word) => write!(f, "STATUS {} {}", op.sign(), Datum::Text(word.clone())),
            Self::Exists(path, exists) => write!(f, "{path} {}", existence(*exists)),
        }
    }
}

/// As kubectl takes it behind `-l`.
pub(super) fn selector(selector: &LabelSelector) -> String {
    let labels = selector.match_labels.iter().map(|(key, value)| format!("{key}={value}"));
    let expressions = selector.match_expressions.iter().map(|one| match &*one.operator {
        "NotIn" => format!("{}!={}", one.key, one.values.concat()),
        "DoesNotExist" => format!("!{}", one.key),
        _ => one.key.to_string(),
    });
    labels.chain(expressions).collect::<Vec<String>>().join(",")
}
