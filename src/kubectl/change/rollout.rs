//! `kubectl rollout undo|pause|resume|restart`. Models kubectl's pkg/cmd/rollout.

use super::edit::not_found;
use super::target::targets;
use super::{Desk, SELECTOR, Said, Step, Steps};
use crate::kube::calendar::rfc3339;
use crate::kube::object::{Kind, Name};
use crate::kube::time::SECOND;
use crate::kube::tree::{Node, Value};
use crate::kubectl::flags::{Flag, Given, Takes};
use crate::kubectl::printed::Printed;
use crate::sim::command::Command;
use crate::sim::objects::Object;

/// The pod template's annotation by which a restart is a rollout.
const RESTARTED_AT: &str = "kubectl.kubernetes.io/restartedAt";

/// Nothing for what only looks: `status` and `history`.
pub(super) fn rollout(words: &[String], desk: &Desk<'_>) -> Option<Steps> {
    let (verb, rest) = words.split_first()?;
    Some(match verb.as_str() {
        "undo" => undo(rest, desk),
        "pause" => {
            each("rollout pause", rest, desk, |deployment, _| Ok(Step::ask(Command::RolloutPause { deployment })))
        }
        "resume" => {
            each("rollout resume", rest, desk, |deployment, _| Ok(Step::ask(Command::RolloutResume { deployment })))
        }
        "restart" => each("rollout restart", rest, desk, restart),
        _ => return None,
    })
}

/// A step for each Deployment that is named, or for all there are.
fn each(command: &str, words: &[String], desk: &Desk<'_>, step: fn(Name, &Desk<'_>) -> Result<Step, Printed>) -> Steps {
    let given = Given::read(command, &[SELECTOR], words)?;
    let mut given_or_all = given.clone();
    if let [kind] = given.words.as_slice()
        && !kind.contains('/')
        && given.value("selector").is_none()
    {
        given_or_all = Given::read(command, &[super::ALL], &[kind.clone(), "--all".into()])?;
    }
    let mut steps = Vec::new();
    for (kind, name) in targets(&given.words, &given_or_all, desk)? {
        steps.push(if kind == Kind::Deployment { step(name, desk)? } else { unsupported(command, kind, &name) });
    }
    Ok(steps)
}

fn unsupported(command: &str, kind: Kind, name: &str) -> Step {
    let verb = command.rsplit(' ').next().unwrap_or(command);
    Step::Fail(format!(
        "error: {} \"{name}\" {} is not supported",
        kind.resources(),
        match verb {
            "undo" => "rolling back",
            "restart" => "restarting",
            "pause" => "pausing",
            _ => "resuming",
        }
    ))
}

fn undo(words: &[String], desk: &Desk<'_>) -> Steps {
    let given = Given::read("rollout undo", &[Flag::new("to-revision", ' ', Takes::Number), SELECTOR], words)?;
    let to_revision = given.number("to-revision").unwrap_or(0);
    let step = |(kind, name): (Kind, Name)| match kind {
        Kind::Deployment => Step::ask(Command::RolloutUndo { deployment: name, to_revision }),
        _ => unsupported("rollout undo", kind, &name),
    };
    Ok(targets(&given.words, &given, desk)?.into_iter().map(step).collect())
}

fn restart(deployment: Name, desk: &Desk<'_>) -> Result<Step, Printed> {
    let found = desk.cluster.objects().find(Kind::Deployment, &deployment);
    let Some(Object::Deployment(found)) = found else { return Err(not_found(Kind::Deployment, &deployment)) };
    if found.spec.paused {
        return Ok(Step::Fail(format!(
            "error: deployments.apps \"{deployment}\" can't restart paused deployment (run rollout resume first)"
        )));
    }
    let now = rfc3339(desk.cluster.now() / SECOND * SECOND);
    if found.spec.template.metadata.annotations.get(RESTARTED_AT).is_some_and(|at| **at == *now) {
        return Ok(Step::Fail(format!(
            "error: failed to create patch for {deployment}: if restart has already been triggered within the past second, \
             please wait before attempting to trigger another"
        )));
    }
    let mut patch: Node = Value::Map(vec![(RESTARTED_AT.into(), Value::Text(now).into())]).into();
    for field in ["annotations", "metadata", "template", "spec"] {
        patch = Value::Map(vec![(field.into(), patch)]).into();
    }
    let command = Command::Patch { kind: Kind::Deployment, name: deployment, patch };
    Ok(Step::Ask(Box::new(command), Said::Word("restarted", "restarted")))
}
