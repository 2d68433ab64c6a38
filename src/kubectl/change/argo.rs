//! `kubectl argo rollouts`: what of it changes something. Models pkg/kubectl-argo-rollouts/cmd of argoproj/argo-rollouts.

use std::rc::Rc;

use super::set::images;
use super::{Desk, Said, Step, Steps};
use crate::kube::object::{Kind, Name};
use crate::kube::rollout::{REVISION, Rollout};
use crate::kube::workload::ReplicaSet;
use crate::kubectl::flags::{Flag, Given, Takes};
use crate::kubectl::printed::Printed;
use crate::sim::command::Command;
use crate::sorted;

/// Nothing for what only looks: `get`, `list`, `status`.
pub(super) fn argo(words: &[String], desk: &Desk<'_>) -> Option<Steps> {
    let rest = words.split_first().filter(|(word, _)| *word == "rollouts")?.1;
    let (verb, rest) = rest.split_first()?;
    let rollouts = |rest: &[String], flags: &[Flag]| {
        let given = Given::read(&format!("argo rollouts {verb}"), flags, rest)?;
        let names =
            if given.words.first().is_some_and(|word| word == "rollout") { &given.words[1..] } else { &given.words };
        let found: Vec<Rc<Rollout>> = names.iter().map(|name| rollout(name, desk)).collect::<Result<_, _>>()?;
        if found.is_empty() {
            return Err(Printed::wrong(format!(
                "Error: the name of a rollout is missing: kubectl argo rollouts {verb} ROLLOUT"
            )));
        }
        Ok((given, found))
    };
    let each = |command: fn(&Name) -> Command| {
        let (_, found) = rollouts(rest, &[])?;
        Ok(found.iter().map(|it| Step::ask(command(&it.metadata.name))).collect())
    };
    Some(match verb.as_str() {
        "pause" => each(Command::pause_rollout),
        "abort" => each(Command::abort_rollout),
        "retry" => each(Command::retry_rollout),
        "promote" => rollouts(rest, &[Flag::new("full", ' ', Takes::Nothing)])
            .map(|(given, found)| found.iter().map(|it| promote(it, given.has("full"))).collect()),
        "undo" => rollouts(rest, &[Flag::new("to-revision", ' ', Takes::Number)]).and_then(|(given, found)| {
            found.iter().map(|it| undo(it, given.number("to-revision").unwrap_or(0), desk)).collect()
        }),
        "set" => set(rest, desk),
        _ => return None,
    })
}

fn rollout(name: &str, desk: &Desk<'_>) -> Result<Rc<Rollout>, Printed> {
    let found = desk.cluster.objects().rollouts.values().find(|it| *it.metadata.name == *name).cloned();
    found.ok_or_else(|| Printed::wrong(format!("Error: rollouts.argoproj.io \"{name}\" not found")))
}

fn promote(rollout: &Rollout, full: bool) -> Step {
    let name = &rollout.metadata.name;
    match Command::promote_rollout(rollout) {
        _ if full => Step::ask(Command::promote_rollout_fully(name)),
        Some(command) => Step::ask(command),
        // There is nothing that it waits for.
        None => Step::Print(format!("rollout '{name}' promoted")),
    }
}

/// Models cmd/undo/undo.go: the set of the revision, or of the one before.
fn undo(rollout: &Rollout, to_revision: i64, desk: &Desk<'_>) -> Result<Step, Printed> {
    let name = &rollout.metadata.name;
    let revision =
        |set: &ReplicaSet| set.metadata.annotation(REVISION).and_then(|text| text.parse::<i64>().ok()).unwrap_or(0);
    let mut sets: Vec<&Rc<ReplicaSet>> = desk.cluster.objects().replica_sets_of(rollout.metadata.uid).collect();
    sorted::sort_by_key(&mut sets, |set| revision(set));
    let found = match to_revision {
        0 => sets.iter().rev().nth(1),
        wanted => sets.iter().find(|set| revision(set) == wanted),
    };
    match found {
        Some(set) => Ok(Step::ask(Command::undo_rollout(name, set))),
        None if to_revision == 0 => {
            Err(Printed::wrong(format!("Error: no revision found to undo for rollout \"{name}\"")))
        }
        None => Err(Printed::wrong(format!("Error: unable to find specified revision {to_revision} in history"))),
    }
}

/// `set image ROLLOUT CONTAINER=IMAGE`.
fn set(words: &[String], desk: &Desk<'_>) -> Steps {
    let given = Given::read("argo rollouts set image", &[], words)?;
    let [what, name, pairs @ ..] = given.words.as_slice() else {
        return Err(Printed::wrong("Error: kubectl argo rollouts set image ROLLOUT_NAME CONTAINER=IMAGE"));
    };
    if what != "image" || pairs.is_empty() {
        return Err(Printed::wrong("Error: kubectl argo rollouts set image ROLLOUT_NAME CONTAINER=IMAGE"));
    }
    rollout(name, desk)?;
    let said = Said::Line(format!("rollout \"{name}\" image updated"));
    images(Kind::Rollout, &name.as_str().into(), pairs, &said, None, desk)
}
