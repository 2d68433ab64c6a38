//! `kubectl delete`. Models kubectl's pkg/cmd/delete/delete.go.

use super::target::{all_of, kind, targets};
use super::{ALL, DRY_RUN, Desk, FILENAME, SELECTOR, Said, Step, Steps, ask_or_try, dry_run, files};
use crate::documents::Content;
use crate::kube::object::{Kind, Name};
use crate::kubectl::flags::{Flag, Given, Takes};
use crate::kubectl::printed::Printed;
use crate::kubectl::resource;
use crate::sim::command::Command;
use crate::sim::fault::Fault;

const DELETE: [Flag; 10] = [
    FILENAME,
    SELECTOR,
    ALL,
    DRY_RUN,
    Flag::new("cascade", ' ', Takes::Perhaps("background")),
    Flag::new("grace-period", ' ', Takes::Number),
    Flag::new("force", ' ', Takes::Nothing),
    Flag::new("now", ' ', Takes::Nothing),
    Flag::new("wait", ' ', Takes::Nothing),
    Flag::new("ignore-not-found", ' ', Takes::Nothing),
];

pub(super) fn delete(words: &[String], desk: &Desk<'_>) -> Steps {
    let given = Given::read("delete", &DELETE, words)?;
    let (dry, forced) = (dry_run(&given)?, given.has("force"));
    match given.value("cascade") {
        None | Some("background") => {}
        Some(how @ ("foreground" | "orphan" | "true" | "false")) => {
            return Err(Printed::wrong(format!("error: --cascade={how}")).with(message!("kubectl-cascade")));
        }
        Some(other) => {
            return Err(Printed::wrong(format!(
                "error: invalid cascade value ({other}). Must be \"background\", \"foreground\", or \"orphan\""
            )));
        }
    }
    let immediate = forced && given.number("grace-period").unwrap_or(0) == 0;
    match given.number("grace-period") {
        Some(0) if !forced => {
            return Err(Printed::wrong("error: --grace-period=0").with(message!("kubectl-force")));
        }
        Some(seconds) if seconds > 0 => {
            return Err(Printed::wrong(format!("error: --grace-period={seconds}")).with(message!("kubectl-grace")));
        }
        _ => {}
    }
    let waits = given.value("wait") != Some("false");
    let mut steps = Vec::new();
    if immediate {
        steps.push(Step::Warn(
            "Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The \
             resource may continue to run on the cluster indefinitely.",
        ));
    }
    for (kind, name) in named(&given, desk)? {
        let there = desk.cluster.objects().find(kind, &name).is_some();
        if !there && given.has("ignore-not-found") {
            continue;
        }
        let force = kind == Kind::Pod && immediate;
        let command = match force {
            true => Command::Fault(Fault::ForceDelete(name.clone())),
            false => Command::Delete { kind, name: name.clone() },
        };
        let how = if immediate { "force deleted" } else { "deleted" };
        let from = if kind == Kind::Node { "" } else { " from default namespace" };
        let line = format!("{} \"{name}\" {how}{from}", resource::of(kind).qualified());
        steps.push(match (there, force) {
            (false, true) => Step::Fail(format!("Error from server (NotFound): pods \"{name}\" not found")),
            _ => ask_or_try(command, Said::Line(line), dry),
        });
        if waits && dry.is_none() && !force {
            steps.push(Step::UntilGone(kind, name));
        }
    }
    Ok(steps)
}

fn named(given: &Given, desk: &Desk<'_>) -> Result<Vec<(Kind, Name)>, Printed> {
    if given.value("filename").is_some() {
        let mut named = Vec::new();
        for document in files::documents(given, desk)?.into_iter().flatten() {
            if let Content::Object(manifest) = document.content {
                named.push((manifest.kind(), manifest.metadata().name.clone()));
            }
        }
        return Ok(named);
    }
    match given.words.as_slice() {
        // What kubectl calls all.
        [all] if all == "all" && given.has("all") => {
            let kinds = [Kind::Pod, Kind::Service, Kind::Deployment, Kind::ReplicaSet, Kind::HorizontalPodAutoscaler];
            Ok(all_of(&kinds, None, desk).into_iter().filter(|(kind, _)| *kind != Kind::ReplicaSet).collect())
        }
        [] => Err(Printed::wrong("error: You must provide one or more resources by argument or filename.")),
        [one] if !one.contains('/') && given.value("selector").is_none() && !given.has("all") => {
            kind(one)?;
            Err(Printed::wrong("error: resource(s) were provided, but no name was specified"))
        }
        words => targets(words, given, desk),
    }
}
