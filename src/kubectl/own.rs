//! Requests that no kubectl sends, as lines: changes of the World, and faults. Each is `podyard`, its verb, what it is about
//! and the rest as flags; the same names as in [`Command::tree`].
//!
//! `podyard set clients.users 20`, `podyard set 'images[web:v2]' '{"errorPercent":20}'`, `podyard crash pod/web-7f4c
//! --exitCode=137`, `podyard loseRegistry`.

use crate::kube::spelling;
use crate::kube::tree::{Key, Node, Value, path_text};
use crate::kube::yaml;
use crate::message::Message;
use crate::sim::command::Command;
use crate::world::Change;

/// What there is to do.
const VERBS: [&str; 15] = [
    "set",
    "crash",
    "flapReadiness",
    "evict",
    "forceDelete",
    "relabel",
    "loseNode",
    "regainNode",
    "loseRegistry",
    "regainRegistry",
    "slowWatch",
    "restartController",
    "touch",
    "scaleReplicaSet",
    "orphan",
];

/// The line of such a request.
pub fn line(command: &Command) -> Option<String> {
    match command {
        Command::World(change) => match &**change {
            Change::At { path, value } => {
                Some(format!("podyard set {} {}", quoted(&path_text(path)), quoted(&value.json())))
            }
            Change::Whole(_) => None,
        },
        Command::Fault(_) => {
            let tree = command.tree();
            let Value::Map(pairs) = &tree.value else { return None };
            let ((verb, about), flags) = pairs.split_first()?;
            let mut line = format!("podyard {}", verb.text);
            if about.value != Value::Bool(true) {
                line.push_str(&format!(" {}", quoted(&bare(about))));
            }
            for (name, value) in flags {
                line.push_str(&format!(" --{}={}", name.text, quoted(&bare(value))));
            }
            Some(line)
        }
        _ => None,
    }
}

fn bare(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => text.clone(),
        _ => node.json(),
    }
}

/// A word as a shell reads it again.
pub fn quoted(word: &str) -> String {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || "-_./:=,@%+".contains(sign);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// Reads the words behind `podyard`.
///
/// # Errors
///
/// What is wrong with them, and what to write.
pub fn parse(words: &[String]) -> Result<Command, Message> {
    let Some((verb, rest)) = words.split_first() else { return Err(message!("podyard-knows")) };
    if !VERBS.contains(&verb.as_str()) {
        return Err(match spelling::nearest(verb, VERBS.into_iter()) {
            Some(near) => message!("kubectl-did-you-mean", near),
            None => message!("podyard-knows"),
        });
    }
    let mut pairs: Vec<(Key, Node)> = Vec::new();
    let (mut about, mut value) = (None, None);
    for word in rest {
        match word.strip_prefix("--").and_then(|flag| flag.split_once('=')) {
            Some((name, value)) if verb != "set" => pairs.push((name.into(), read(value)?)),
            _ if about.is_none() => about = Some(word),
            _ if value.is_none() => value = Some(word),
            _ => return Err(message!("podyard-too-many", word)),
        }
    }
    let tree = match (verb.as_str(), about, value) {
        ("set", Some(path), Some(value)) => {
            vec![("world".into(), Value::Text(path.clone()).into()), ("is".into(), read(value)?)]
        }
        ("set", ..) => return Err(message!("podyard-set")),
        (_, _, Some(word)) => return Err(message!("podyard-too-many", word)),
        (verb, about, None) => {
            let about = match about {
                Some(text) => text_or_number(text),
                None => Value::Bool(true).into(),
            };
            [(verb.into(), about)].into_iter().chain(pairs).collect()
        }
    };
    match Command::from_tree(&Value::Map(tree).into()) {
        Ok(command @ (Command::World(_) | Command::Fault(_))) => Ok(command),
        Ok(_) => Err(message!("podyard-knows")),
        Err(problem) => Err(message!("podyard-wrong", what = problem.what, fix = problem.fix)),
    }
}

/// A number where it is one, as `slowWatch` takes it.
fn text_or_number(text: &str) -> Node {
    text.parse().map_or_else(|_| Value::Text(text.into()), Value::Int).into()
}

/// A value as YAML or JSON has it.
fn read(text: &str) -> Result<Node, Message> {
    if text == "null" {
        return Ok(Value::Null.into());
    }
    match yaml::documents(text) {
        Ok(mut read) if read.len() == 1 => Ok(read.remove(0)),
        _ => Err(message!("podyard-no-value", text)),
    }
}
