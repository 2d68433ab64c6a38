//! What was counted in objects and in the log: `count(pods -l app=web where …)`, `first(events deployment/web …)`,
//! `count(commands rollout undo)`. Read here, and followed through a log.

use crate::kube::object::{Kind, Name};
use crate::kube::selector::{LabelSelector, LabelSelectorRequirement};
use crate::kube::spelling;
use crate::kube::time::Millis;
use crate::kubectl::show::shape;
use crate::sim::Cluster;
use crate::sim::event::{Event, Happening};
use crate::sorted;

use super::datum::{Datum, Sort};
use super::goal::has_objects;
use super::lexer::Token;
use super::parse::{Parser, kind_called};
use super::path::Path;
use super::terms::{VERBS, verb};
use super::value::{Filter, Happened, Things, Value, Which};
use super::wrong::Wrong;

impl Parser {
    /// What stands behind `count`, `first` or `last`.
    pub(super) fn counted(&mut self, function: &str) -> Result<Value, Wrong> {
        let which = match function {
            "count" => Which::Count,
            "first" => Which::First,
            _ => Which::Last,
        };
        self.open(function, message!("goal-write-function", function))?;
        let of = self.word(message!("goal-noun-kind"), message!("goal-write-kind-such-pods"))?;
        let value = match &*of {
            "events" => Value::Happened(which, self.event()?),
            "commands" => Value::Happened(which, self.command()?),
            kind if which == Which::Count => Value::Count(self.things(kind)?),
            other => {
                let what = message!("goal-do-not-happen", other);
                return Err(Wrong::new(what, message!("goal-write-events-commands", function)));
            }
        };
        self.close()?;
        Ok(value)
    }

    /// `deployment/web ScalingReplicaSet`, `pods Killing`.
    fn event(&mut self) -> Result<Happened, Wrong> {
        let example = || message!("goal-write-events-deployment-web");
        let (kind, name) = kind_and_name(&self.word(message!("goal-noun-kind"), example())?)?;
        let reason = self.word(message!("goal-noun-reason"), example())?;
        Ok(Happened::Event { kind, name, reason: reason.into() })
    }

    /// `rollout undo deployment/web`, `set image`.
    fn command(&mut self) -> Result<Happened, Wrong> {
        let mut words = Vec::new();
        while let Some(Token::Word(word)) = self.peek().cloned() {
            self.next();
            words.push(word);
        }
        let found = [2, 1].into_iter().find_map(|many| {
            let text = words.get(..many)?.join(" ");
            VERBS.iter().find(|verb| **verb == text).map(|verb| (*verb, many))
        });
        let Some((verb, many)) = found else {
            let text = words.join(" ");
            let near = spelling::nearest(&text, VERBS.into_iter());
            let fix = near.map_or_else(
                || message!("goal-write-one-of", words = VERBS.join(", ")),
                |near| message!("goal-write-near", near),
            );
            return Err(Wrong { what: message!("goal-no-command", text), fix });
        };
        let (kind, name) = match words.get(many..).unwrap_or_default() {
            [] => (None, None),
            [object] => kind_and_name(object).map(|(kind, name)| (Some(kind), name))?,
            [_, more, ..] => {
                return Err(Wrong::new(
                    message!("goal-stands-behind-whole-command", more),
                    message!("goal-name-one-object"),
                ));
            }
        };
        Ok(Happened::Command { verb, kind, name })
    }

    /// `pods -l app=web where STATUS == Running and .spec.nodeName == node-1`.
    fn things(&mut self, kind: &str) -> Result<Things, Wrong> {
        let kind = kind_called(kind)?;
        if !has_objects(kind) {
            return Err(Wrong::new(
                message!("goal-no-objects-kind", kind = kind.as_str()),
                message!("goal-count-its-events"),
            ));
        }
        let mut things = Things { kind, selector: LabelSelector::default(), filters: Vec::new() };
        if self.take("-l") {
            things.selector = match self.next() {
                Some(Token::Selector(text)) => selector(&text)?,
                _ => selector("")?,
            };
        }
        if self.take("where") {
            loop {
                things.filters.push(self.filter(kind)?);
                if !self.take("and") {
                    break;
                }
            }
        }
        Ok(things)
    }

    fn filter(&mut self, kind: Kind) -> Result<Filter, Wrong> {
        let example = || message!("goal-write-field-such-status");
        match self.next() {
            Some(Token::Word(word)) if word == "STATUS" => {
                if !matches!(kind, Kind::Pod | Kind::Node) {
                    return Err(Wrong::new(
                        message!("goal-has-no-status", kind = kind.as_str()),
                        message!("goal-write-field-such-spec"),
                    ));
                }
                let op = self.op(Sort::Text)?;
                match self.literal(Sort::Text)? {
                    Datum::Text(text) => Ok(Filter::Status(op, text)),
                    other => Err(Wrong::new(message!("goal-no-status", other = &other), example())),
                }
            }
            Some(Token::Path(text)) => {
                let path = Path::parse(&text)?;
                let sort = shape::of(kind).map_or(Ok(None), |shape| path.sort(shape))?;
                if let Some(exists) = self.exists() {
                    return Ok(Filter::Exists(path, exists));
                }
                let Some(sort) = sort else {
                    return Err(Wrong::new(
                        message!("goal-further-fields-stand", path = &path),
                        message!("goal-name-one-them-write"),
                    ));
                };
                let op = self.op(sort)?;
                let right = self.literal(sort)?;
                Ok(Filter::Field(path, op, right, sort))
            }
            Some(other) => Err(Wrong::new(message!("goal-no-field", found = other.shown()), example())),
            None => Err(Wrong::new(message!("goal-no-field-at-all"), example())),
        }
    }
}

fn kind_and_name(word: &str) -> Result<(Kind, Option<Name>), Wrong> {
    match word.split_once('/') {
        Some((_, "")) => {
            Err(Wrong::new(message!("goal-no-object-named", word), message!("goal-write-its-name-behind")))
        }
        Some((kind, name)) => Ok((kind_called(kind)?, Some(name.into()))),
        None => Ok((kind_called(word)?, None)),
    }
}

/// `app=web,track!=canary,version,!old`, as kubectl has it.
fn selector(text: &str) -> Result<LabelSelector, Wrong> {
    let mut selector = LabelSelector::default();
    let mut labels = Vec::new();
    let requirement = |key: &str, operator: &str, values: Vec<Name>| LabelSelectorRequirement {
        key: key.into(),
        operator: operator.into(),
        values,
        ..LabelSelectorRequirement::default()
    };
    for part in text.split(',') {
        let (key, one) = if let Some((key, value)) = part.split_once("!=") {
            (key, Some(requirement(key, "NotIn", vec![value.into()])))
        } else if let Some((key, value)) = part.split_once('=') {
            labels.push((Name::from(key), Name::from(value.trim_start_matches('='))));
            (key, None)
        } else if let Some(key) = part.strip_prefix('!') {
            (key, Some(requirement(key, "DoesNotExist", Vec::new())))
        } else {
            (part, Some(requirement(part, "Exists", Vec::new())))
        };
        if key.is_empty() {
            return Err(Wrong::new(
                message!("goal-no-label-selector", text = format!("{text:?}")),
                message!("goal-write-one-such-l"),
            ));
        }
        selector.match_expressions.extend(one);
    }
    selector.match_labels = std::rc::Rc::new(sorted::map(labels));
    Ok(selector)
}

/// How far a log has been read, and what of it was meant.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    next: usize,
    count: i64,
    first: Option<Millis>,
    last: Option<Millis>,
}

impl Seen {
    /// Nothing yet.
    pub fn begin(cluster: &Cluster) -> Self {
        Self { next: cluster.log().events().len(), count: 0, first: None, last: None }
    }

    /// Reads on.
    pub fn look(&mut self, happened: &Happened, cluster: &Cluster) {
        let events = cluster.log().events();
        for event in events.since(self.next).iter().filter(|event| happened.is(event)) {
            self.count += 1;
            self.first = self.first.or(Some(event.at));
            self.last = Some(event.at);
        }
        self.next = events.len();
    }

    /// What is asked of it; times are since `start`.
    pub fn datum(&self, which: Which, start: Millis) -> Option<Datum> {
        match which {
            Which::Count => Some(Datum::Number(self.count)),
            Which::First => self.first.map(|at| Datum::Time(at - start)),
            Which::Last => self.last.map(|at| Datum::Time(at - start)),
        }
    }
}

impl Happened {
    fn is(&self, event: &Event) -> bool {
        let about = |kind: Option<Kind>, name: &Option<Name>| {
            kind.is_none_or(|kind| kind == event.kind) && name.as_ref().is_none_or(|name| *name == event.object)
        };
        match (self, &event.happening) {
            (Self::Command { verb: wanted, kind, name }, Happening::Command { command, .. }) => {
                verb(command) == Some(*wanted) && about(*kind, name)
            }
            (Self::Command { .. }, _) | (Self::Event { .. }, Happening::Command { .. }) => false,
            (Self::Event { kind, name, reason }, happening) => {
                happening.reason() == &**reason && about(Some(*kind), name)
            }
        }
    }
}
