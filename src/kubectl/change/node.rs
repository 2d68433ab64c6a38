//! `kubectl cordon|uncordon|drain`. Models kubectl's pkg/cmd/drain/drain.go.

use super::target::all_of;
use super::{ALL, Desk, SELECTOR, Step, Steps};
use crate::kube::object::{Kind, Name};
use crate::kubectl::flags::{Flag, Given, Takes};
use crate::kubectl::printed::Printed;
use crate::kubectl::query;
use crate::sim::command::Command;

pub(super) fn cordon(unschedulable: bool, words: &[String], desk: &Desk<'_>) -> Steps {
    let verb = if unschedulable { "cordon" } else { "uncordon" };
    let given = Given::read(verb, &[SELECTOR], words)?;
    let nodes = nodes(verb, &given, desk)?;
    Ok(nodes.into_iter().map(|node| Step::ask(Command::Cordon { node, unschedulable })).collect())
}

const DRAIN: [Flag; 6] = [
    SELECTOR,
    ALL,
    Flag::new("ignore-daemonsets", ' ', Takes::Nothing),
    Flag::new("delete-emptydir-data", ' ', Takes::Nothing),
    Flag::new("disable-eviction", ' ', Takes::Nothing),
    Flag::new("timeout", ' ', Takes::Value),
];

pub(super) fn drain(words: &[String], desk: &Desk<'_>) -> Steps {
    let given = Given::read("drain", &DRAIN, words)?;
    if given.has("disable-eviction") {
        return Err(Printed::wrong("error: unknown flag: --disable-eviction").with(message!("kubectl-drain-evicts")));
    }
    let nodes = nodes("drain", &given, desk)?;
    let steps = |node: Name| [Step::ask(Command::Drain { node: node.clone() }), Step::UntilDrained(node)];
    Ok(nodes.into_iter().flat_map(steps).collect())
}

fn nodes(verb: &str, given: &Given, desk: &Desk<'_>) -> Result<Vec<Name>, Printed> {
    let name =
        |word: &String| word.strip_prefix("node/").or_else(|| word.strip_prefix("nodes/")).unwrap_or(word).into();
    match given.value("selector") {
        Some(text) => {
            let selector = query::labels(text)?;
            Ok(all_of(&[Kind::Node], Some(&selector), desk).into_iter().map(|(_, name)| name).collect())
        }
        None if given.words.is_empty() => Err(Printed::wrong(format!(
            "error: USAGE: {verb} NODE [flags]\nSee 'kubectl {verb} -h' for help and examples"
        ))),
        None => Ok(given.words.iter().map(name).collect()),
    }
}
