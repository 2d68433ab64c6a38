//! `kubectl set image|env|resources`. Models kubectl's pkg/cmd/set.

use super::edit::manifest;
use super::target::{Target, targets};
use super::{ALL, DRY_RUN, Desk, SELECTOR, Said, Step, Steps, ask_or_try, dry_run};
use crate::kube::manifest::Manifest;
use crate::kube::object::{Kind, Name};
use crate::kube::tree::{Mapping, Node, Value};
use crate::kubectl::flags::{Flag, Given, Takes};
use crate::kubectl::printed::Printed;
use crate::sim::command::Command;

const CONTAINERS: Flag = Flag::new("containers", 'c', Takes::Value);
const LIMITS: Flag = Flag::new("limits", ' ', Takes::Value);
const REQUESTS: Flag = Flag::new("requests", ' ', Takes::Value);

pub(super) fn set(words: &[String], desk: &Desk<'_>) -> Steps {
    match words.split_first().map(|(verb, rest)| (verb.as_str(), rest)) {
        Some(("image", rest)) => image(rest, desk),
        Some(("env", rest)) => env(rest, desk),
        Some(("resources", rest)) => resources(rest, desk),
        Some((other, _)) => Err(Printed::wrong(format!(
            "error: unknown command \"{other}\"\nSee 'kubectl set -h' for help and examples"
        ))
        .with(message!("kubectl-set-knows"))),
        None => Err(Printed::wrong("error: You must specify what to set").with(message!("kubectl-set-knows"))),
    }
}

/// What objects are named, and the `KEY=VALUE` behind them.
fn split(given: &Given, desk: &Desk<'_>, is_pair: fn(&str) -> bool) -> Result<(Vec<Target>, Vec<String>), Printed> {
    let at = given.words.iter().position(|word| is_pair(word)).unwrap_or(given.words.len());
    let (names, pairs) = given.words.split_at(at);
    Ok((targets(names, given, desk)?, pairs.to_vec()))
}

/// The names of the containers of what makes pods.
fn containers(manifest: &Manifest) -> Vec<Name> {
    let template = match manifest {
        Manifest::Deployment(deployment) => &deployment.spec.template,
        Manifest::Rollout(rollout) => &rollout.spec.template,
        _ => return Vec::new(),
    };
    template.spec.containers.iter().map(|container| container.name.clone()).collect()
}

fn image(words: &[String], desk: &Desk<'_>) -> Steps {
    let given = Given::read("set image", &[SELECTOR, ALL, DRY_RUN], words)?;
    let (targets, pairs) = split(&given, desk, |word| word.contains('='))?;
    if pairs.is_empty() {
        return Err(Printed::wrong("error: at least one image update is required"));
    }
    let dry = dry_run(&given)?;
    let said = Said::Word("image updated", "");
    let steps = targets.iter().map(|(kind, name)| images(*kind, name, &pairs, &said, dry, desk));
    Ok(steps.collect::<Result<Vec<_>, _>>()?.concat())
}

/// Other images for containers of one object.
pub(super) fn images(
    kind: Kind,
    name: &Name,
    pairs: &[String],
    said: &Said,
    dry: Option<&'static str>,
    desk: &Desk<'_>,
) -> Steps {
    let known = containers(&manifest(kind, name, desk)?);
    let mut steps = Vec::new();
    for pair in pairs {
        let (container, image) = pair.split_once('=').unwrap_or((pair, ""));
        let meant: Vec<&Name> = known.iter().filter(|known| container == "*" || ***known == *container).collect();
        if meant.is_empty() {
            steps.push(Step::Fail(format!("error: unable to find container named \"{container}\"")));
        }
        for container in meant {
            steps.push(ask_or_try(set_image(kind, name, &known, container, image), said.clone(), dry));
        }
    }
    Ok(steps)
}

/// The first container is the one that is simulated.
fn set_image(kind: Kind, name: &Name, known: &[Name], container: &Name, image: &str) -> Command {
    if known.first() == Some(container) {
        return Command::SetImage { kind, name: name.clone(), image: image.into() };
    }
    let mut fields = Mapping::default();
    fields.put("name", text(container));
    fields.put("image", text(image));
    patch_container(kind, name, fields)
}

fn text(text: &str) -> Option<Node> {
    Some(Value::Text(text.into()).into())
}

/// A patch of one container of a template.
fn patch_container(kind: Kind, name: &Name, container: Mapping) -> Command {
    let mut patch = Node::from(Value::List(container.end().into_iter().collect()));
    for field in ["containers", "spec", "template", "spec"] {
        patch = Value::Map(vec![(field.into(), patch)]).into();
    }
    Command::Patch { kind, name: name.clone(), patch }
}

/// The containers that `-c` names; all where it is not there.
fn chosen(given: &Given, known: &[Name]) -> Vec<Name> {
    let all = ["*"];
    let named: Vec<&str> = given.values("containers").flat_map(|names| names.split(',')).collect();
    let named = if named.is_empty() { &all[..] } else { &named[..] };
    known.iter().filter(|known| named.contains(&"*") || named.contains(&&***known)).cloned().collect()
}

fn env(words: &[String], desk: &Desk<'_>) -> Steps {
    let given = Given::read("set env", &[SELECTOR, ALL, DRY_RUN, CONTAINERS], words)?;
    let (targets, pairs) = split(&given, desk, |word| word.contains('=') || word.ends_with('-'))?;
    if pairs.is_empty() {
        return Err(Printed::wrong("error: at least one environment variable must be provided"));
    }
    let dry = dry_run(&given)?;
    let mut steps = Vec::new();
    for (kind, name) in targets {
        let known = containers(&manifest(kind, &name, desk)?);
        for container in chosen(&given, &known) {
            let items = pairs.iter().filter_map(|pair| variable(pair)).collect();
            let mut fields = Mapping::default();
            fields.put("name", text(&container));
            fields.put("env", Some(Value::List(items).into()));
            steps.push(ask_or_try(patch_container(kind, &name, fields), Said::Word("env updated", ""), dry));
        }
    }
    Ok(steps)
}

/// `A=b` sets it, `A-` takes it away.
fn variable(pair: &str) -> Option<Node> {
    let mut fields = Mapping::default();
    match pair.split_once('=') {
        Some((name, value)) => {
            fields.put("name", text(name));
            fields.put("value", text(value));
        }
        None => {
            fields.put("name", text(pair.strip_suffix('-').unwrap_or(pair)));
            fields.put("$patch", text("delete"));
        }
    }
    fields.end()
}

fn resources(words: &[String], desk: &Desk<'_>) -> Steps {
    let given = Given::read("set resources", &[SELECTOR, ALL, DRY_RUN, CONTAINERS, LIMITS, REQUESTS], words)?;
    let mut resources = Mapping::default();
    for part in ["limits", "requests"] {
        let Some(amounts) = given.value(part) else { continue };
        let mut fields = Mapping::default();
        for pair in amounts.split(',') {
            let Some((name, amount)) = pair.split_once('=') else {
                return Err(Printed::wrong(format!(
                    "error: invalid argument syntax {pair}, expected <resource>=<value>"
                )));
            };
            fields.put(name, text(amount));
        }
        resources.put(part, fields.end());
    }
    let Some(resources) = resources.end() else {
        return Err(Printed::wrong(
            "error: you must specify an update to requests or limits (in the form of --requests/--limits)",
        ));
    };
    let dry = dry_run(&given)?;
    let mut steps = Vec::new();
    for (kind, name) in targets(&given.words, &given, desk)? {
        let known = containers(&manifest(kind, &name, desk)?);
        for container in chosen(&given, &known) {
            let mut fields = Mapping::default();
            fields.put("name", text(&container));
            fields.put("resources", Some(resources.clone()));
            let said = Said::Word("resource requirements updated", "");
            steps.push(ask_or_try(patch_container(kind, &name, fields), said, dry));
        }
    }
    Ok(steps)
}
